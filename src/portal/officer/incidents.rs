//! Accepted incidents, as police systems have them.

use actix_web::web;
use askama::Template;
use chrono::{DateTime, NaiveDate, Utc};

use super::{Banner, Choice, Heard, asked, choices, heard, person::source, some};
use crate::{
    actions::{
        Bar, Call, FieldProblem, Refusal, Shared,
        agency::{
            call::Answered,
            cursor,
            incidents::{self, Listing},
            statement,
        },
    },
    domain::{
        date::{day_start, spoken_instant},
        disclosure::police_event::Event,
        ids::ProfileId,
        incident::kind::Kind,
    },
    http::{Answer, Caller, Form, Page, Typed, answer::again, html},
};

#[derive(Template)]
#[template(path = "portal/officer/incidents.html", config = "config/askama.toml")]
struct IncidentsPage {
    page: Page,
    banner: Banner,
    form: Typed,
    narrowed: bool,
    kinds: Vec<Choice>,
    areas: Vec<Choice>,
    incidents: Vec<Told>,
    next: Option<String>,
}

/// An incident, in words.
pub(super) struct Told {
    pub reference: String,
    pub what: &'static str,
    pub when: String,
    pub place: String,
    pub finding: Option<(&'static str, &'static str)>,
    pub source: &'static str,
    pub summary: String,
    pub narrative: String,
    pub police: String,
    /// The others it stands for, or all.
    pub people: Vec<ProfileId>,
}

impl Told {
    /// An incident, on the page of a person if one is given.
    pub(super) fn of(event: Event, on: Option<ProfileId>) -> Self {
        let Event {
            id: _,
            reference,
            incident_type,
            incident_start_date_time,
            incident_location,
            incident_description,
            narrative,
            police_reference,
            persons,
        } = event;
        let own = persons.iter().find(|suspect| Some(suspect.person) == on);
        Self {
            reference,
            what: Kind::parse(incident_type).map_or("", Kind::label),
            when: spoken_instant(incident_start_date_time),
            place: incident_location.map(|at| format!("{}, {}", at.name, at.address)).unwrap_or_default(),
            finding: own.map(|own| match own.finding {
                "proven" => ("proven", "Proven"),
                _ => ("alleged", "Alleged"),
            }),
            source: own.map_or("", |own| source(own.source)),
            summary: incident_description.unwrap_or_default(),
            narrative,
            police: police_reference.unwrap_or_default(),
            people: persons.iter().map(|suspect| suspect.person).filter(|id| Some(*id) != on).collect(),
        }
    }
}

impl IncidentsPage {
    fn of(
        (incidents, next): (Vec<Event>, Option<String>),
        (banner, bar): (Banner, Bar),
        areas: Vec<String>,
        form: Typed,
    ) -> Self {
        Self {
            page: Page::new("Incidents", &bar, "/officer/incidents"),
            banner,
            narrowed: !form.problems.is_empty()
                || ["since", "type", "area"].iter().any(|field| some(form.get(field)).is_some()),
            form,
            kinds: choices("Any", Kind::ALL.iter().map(|kind| (kind.as_str(), kind.label()))),
            areas: choices("Anywhere", areas.iter().map(|area| (area.as_str(), area.as_str()))),
            incidents: incidents.into_iter().map(|event| Told::of(event, None)).collect(),
            next,
        }
    }
}

/// The first page of the list.
///
/// # Errors
/// To what for, before it is said; 404 for whoever is no officer.
pub async fn page(service: web::Data<Shared>, caller: Caller) -> Answer {
    let answered = incidents::list(&service, asked(caller.call.clone()), Listing::default()).await;
    shown(&service, caller.call, answered, Typed::default()).await
}

/// Some of them, or a further page.
///
/// # Errors
/// As [`page`]; the page again, with what is wrong.
pub async fn find(service: web::Data<Shared>, form: Form) -> Answer {
    let call = form.call();
    let typed = form.typed;
    let since: Option<DateTime<Utc>> = match some(typed.get("since")).map(|text| text.parse::<NaiveDate>()) {
        None => None,
        Some(Ok(day)) => Some(day_start(day)),
        Some(Err(_)) => {
            let message = "Give the day as 2026-04-01.".to_owned();
            return put_right(&service, call, typed, vec![FieldProblem { field: "since", message }]).await;
        }
    };
    let text = |field| some(typed.get(field));
    let listing = Listing {
        cursor: text("cursor"),
        limit: None,
        since,
        kind: text("type"),
        area: text("area"),
        person: None,
    };
    let answered = incidents::list(&service, asked(call.clone()), listing).await;
    shown(&service, call, answered, typed).await
}

async fn shown(
    service: &Shared,
    call: Call,
    answered: Answered<cursor::Page<Event>>,
    typed: Typed,
) -> Answer {
    match heard(answered) {
        Heard::Told(found, banner, bar) => {
            let areas = statement::desk(service, call).await?.0.areas;
            html(&IncidentsPage::of((found.items, found.next), (banner, bar), areas, typed))
        }
        Heard::Wrong(wrong) => put_right(service, call, typed, wrong).await,
        Heard::Else(answer) => answer,
    }
}

async fn put_right(service: &Shared, call: Call, typed: Typed, wrong: Vec<FieldProblem>) -> Answer {
    let typed = typed.with(Refusal::Fields(wrong))?;
    match Banner::again(service, call).await {
        Ok((banner, bar, areas)) => {
            again(&IncidentsPage::of((Vec::new(), None), (banner, bar), areas, typed))
        }
        Err(answer) => answer,
    }
}
