//! Notices: printed, sent, served, in force.

use actix_web::web;
use askama::Template;
use chrono::NaiveDate;
use serde::Deserialize;

use super::{
    id,
    show::{self, Choice, Happened, Identity, Place},
};
use crate::{
    actions::{
        Seen, Shared,
        letter::{keep::reference, write},
        photo::view::mark,
        right::appealed::may_be_appealed,
        sanction::{
            decisions::Bundle,
            notices::{self, Notice},
            serve_notice::{self, Service},
        },
    },
    domain::{
        date::{london_day, short, spoken},
        ids::SanctionId,
        member::role::Role,
        sanction::{Letter, kind::Kind, letter::LetterKind, service::Method, state::State},
    },
    http::{
        Answer, Caller, Form, Page, Typed,
        answer::{again, redirect},
        html,
    },
};

struct Task {
    urgency: &'static str,
    when: String,
    title: String,
    about: String,
    due: String,
    href: String,
    deed: &'static str,
}

struct Served {
    href: String,
    name: String,
    what: String,
    breach: String,
    badge: &'static str,
    word: &'static str,
}

#[derive(Template)]
#[template(path = "portal/sanction/notices.html", config = "config/askama.toml")]
struct List {
    page: Page,
    to_serve: Vec<Task>,
    to_tell: Vec<Task>,
    served: Vec<Served>,
}

struct Sheet {
    id: String,
    kind: &'static str,
    reference: String,
    state: String,
}

#[derive(Template)]
#[template(path = "portal/sanction/notice.html", config = "config/askama.toml")]
struct One {
    page: Page,
    id: String,
    /// Where everything about the person stands.
    file: String,
    person: Identity,
    title: String,
    state: String,
    letters: Vec<Sheet>,
    missing: bool,
    to_serve: bool,
    lapses: String,
    /// A parent or guardian can be written to.
    guardian: bool,
    /// An appeal that came by post can be entered.
    appeal: bool,
    methods: Vec<Choice>,
    how: String,
    breaches: Vec<String>,
    incidents: Vec<Happened>,
    reasons: String,
    reach: String,
    places: Vec<Place>,
    form: Typed,
}

/// What was just done.
#[derive(Deserialize, Default)]
pub struct Done {
    #[serde(default)]
    done: String,
}

fn flash(done: &str) -> Option<&'static str> {
    match done {
        "warned" => {
            Some("Decided: the warning stands on the card once you record how its letter was served.")
        }
        "served" => Some("Service recorded: members see it from now on."),
        "written" => Some("The letter is written."),
        _ => None,
    }
}

fn what(notice: &Notice) -> String {
    match (notice.sanction.kind, notice.sanction.months) {
        (Kind::Exclusion, Some(months)) => format!("Exclusion, {months} months"),
        (kind, _) => kind.label().to_owned(),
    }
}

fn to_serve(notice: &Notice, today: NaiveDate) -> Task {
    let left = (notice.serve_by - today).num_days();
    let (urgency, when) = match left {
        ..0 => ("late", "Lapsed".to_owned()),
        0..=14 => ("today", if left == 1 { "1 day left".to_owned() } else { format!("{left} days left") }),
        15..=45 => ("soon", format!("{left} days left")),
        _ => ("later", format!("{left} days left")),
    };
    let letter = match notice.letters.iter().find(|letter| letter.kind != LetterKind::Guardian) {
        None => "The letter is still to be written",
        Some(letter) if letter.sent_at.is_some() => "E-mailed; record how it was served",
        Some(letter) if letter.printed_at.is_some() => "Opened to print; record how it was served",
        Some(_) => "Print the letter and serve it",
    };
    Task {
        urgency,
        when,
        title: notice.name.clone(),
        about: format!("{}, decided on {}. {letter}.", what(notice), spoken(notice.decided_on)),
        due: format!("by {}", short(notice.serve_by)),
        href: format!("/notices/{}", notice.sanction.id),
        deed: "Print or serve",
    }
}

fn to_tell(notice: &Notice) -> Task {
    let ended = notice.sanction.ends_on.map(short).unwrap_or_default();
    Task {
        urgency: "soon",
        when: "To send".to_owned(),
        title: notice.name.clone(),
        about: "The exclusion has ended. Tell the person by letter.".to_owned(),
        due: format!("ended {ended}"),
        href: format!("/notices/{}", notice.sanction.id),
        deed: "Open the letter",
    }
}

fn in_force(notice: &Notice) -> Served {
    let until = notice.sanction.ends_on.map(|day| format!("until {}", spoken(day)));
    let served = notice.sanction.served_on.map(spoken).unwrap_or_default();
    let (badge, word) = match notice.sanction.kind {
        Kind::Exclusion => ("excluded", "Excluded"),
        Kind::Warning => ("warned", "Warned"),
    };
    Served {
        href: format!("/notices/{}", notice.sanction.id),
        name: notice.name.clone(),
        what: until.map_or(format!("served on {served}"), |until| format!("{until}, served on {served}")),
        breach: match notice.breaches.as_slice() {
            [] => String::new(),
            [.., last] => format!(
                "{}, the last on {}",
                show::count(notice.breaches.len(), "breach", "breaches"),
                spoken(*last)
            ),
        },
        badge,
        word,
    }
}

/// The notices.
///
/// # Errors
/// 404 for everybody but the administrator and the controller.
pub async fn list(service: web::Data<Shared>, caller: Caller) -> Answer {
    let Seen { value: notices, bar, .. } = notices::notices(&service, caller.call).await?;
    let count = u32::try_from(notices.to_serve.len() + notices.to_tell.len()).unwrap_or(u32::MAX);
    html(&List {
        page: Page::new("Notices", &bar, "/notices").counting("/notices", count),
        to_serve: notices.to_serve.iter().map(|notice| to_serve(notice, notices.today)).collect(),
        to_tell: notices.to_tell.iter().map(to_tell).collect(),
        served: notices.served.iter().map(in_force).collect(),
    })
}

fn sheet(scheme: &str, letter: &Letter) -> Sheet {
    let state = match (letter.sent_at, letter.printed_at) {
        (Some(at), _) => format!("E-mailed on {}", spoken(london_day(at))),
        (None, Some(at)) => format!("Opened to print on {}", spoken(london_day(at))),
        (None, None) => format!("Written on {}, not opened yet", spoken(london_day(letter.issued_at))),
    };
    Sheet {
        id: letter.id.to_string(),
        kind: letter.kind.name(),
        reference: reference(scheme, letter.id),
        state,
    }
}

fn one(service: &Shared, seen: Seen<(Notice, Bundle)>, form: Typed) -> One {
    let Seen { value: (notice, bundle), bar, .. } = seen;
    let name = bar.person.as_ref().map(|person| person.name.as_str()).unwrap_or_default();
    let mark = mark(name, service.clock().now());
    let administers = bar.person.as_ref().is_some_and(|person| person.role == Role::Administrator);
    let sanction = &notice.sanction;
    let kind = write::kind_due(sanction);
    let written = notice.letters.iter().any(|letter| letter.kind == kind);
    let on = |day: Option<NaiveDate>| day.map(spoken).unwrap_or_default();
    let how = sanction.served_how.map(|how| how.label().to_lowercase()).unwrap_or_default();
    let state = match (sanction.state, sanction.ends_on) {
        (State::Served, Some(ends)) => {
            format!("In force: served on {}, {how}, until {}.", on(sanction.served_on), spoken(ends))
        }
        (State::Served, None) => format!("Served on {}, {how}.", on(sanction.served_on)),
        (State::Ended, _) => format!("Ended after {}.", on(sanction.ends_on)),
        (State::Revoked, _) => format!("Revoked on {}.", on(sanction.revoked_on)),
        (State::Lapsed, _) => "Lapsed: it was not served in time.".to_owned(),
        _ => format!("Decided on {}, not served yet.", spoken(notice.decided_on)),
    };
    One {
        appeal: may_be_appealed(sanction),
        page: Page::new(notice.name.clone(), &bar, "/notices"),
        id: sanction.id.to_string(),
        file: match administers {
            true => format!("/people/{}", sanction.profile),
            false => format!("/assurance/people/{}", sanction.profile),
        },
        title: what(&notice),
        state,
        missing: administers && !written && matches!(sanction.state, State::Decided | State::Ended),
        letters: notice.letters.iter().map(|letter| sheet(&bar.scheme.name, letter)).collect(),
        guardian: administers
            && notice.young
            && matches!(sanction.state, State::Decided | State::Served)
            && notice.letters.iter().all(|letter| letter.kind != LetterKind::Guardian),
        to_serve: administers && written && sanction.state == State::Decided,
        lapses: spoken(notice.serve_by),
        methods: [Choice { value: String::new(), label: "Please choose".into() }]
            .into_iter()
            .chain(
                Method::ALL
                    .iter()
                    .map(|how| Choice { value: how.as_str().into(), label: how.label().into() }),
            )
            .collect(),
        how: form.get("how").to_owned(),
        breaches: notice.breaches.iter().map(|day| spoken(*day)).collect(),
        incidents: bundle.incidents.iter().map(|incident| show::happened(incident, false, false)).collect(),
        reasons: if bundle.reasons.is_empty() { bundle.statement } else { bundle.reasons },
        reach: match sanction.kind {
            Kind::Exclusion => show::count(bundle.sites.len(), "place", "places"),
            Kind::Warning => String::new(),
        },
        places: show::places(&bundle.sites, &form),
        person: show::identity(bundle.person, bundle.photo, mark),
        form,
    }
}

/// One notice.
///
/// # Errors
/// 404 for everybody but the administrator and the controller.
pub async fn page(
    service: web::Data<Shared>,
    caller: Caller,
    path: web::Path<String>,
    done: web::Query<Done>,
) -> Answer {
    let sanction: SanctionId = id(&path)?;
    let seen = notices::one(&service, caller.call, sanction).await?;
    // Most notices are handed over, and recorded, on the same day.
    let today = service.clock().today().to_string();
    let mut page = one(&service, seen, Typed::of([("served_on", today)]));
    page.page = page.page.flashing(flash(&done.done));
    html(&page)
}

/// Records the service.
///
/// # Errors
/// The page again, with what the rules have against it.
pub async fn serve(service: web::Data<Shared>, form: Form, path: web::Path<String>) -> Answer {
    let sanction: SanctionId = id(&path)?;
    let service_form = Service {
        on: form.typed.get("served_on").trim().parse().ok(),
        how: Method::parse(form.typed.get("how")),
    };
    let call = form.caller.call.clone();
    match serve_notice::serve(&service, form.call(), sanction, service_form).await {
        Ok(()) => Ok(redirect(&format!("/notices/{sanction}?done=served"))),
        Err(refusal) => {
            let typed = form.typed.with(refusal)?;
            let seen = notices::one(&service, call, sanction).await?;
            again(&one(&service, seen, typed))
        }
    }
}

/// Writes a letter that could not be written when it was due.
///
/// # Errors
/// 404 for everybody but an administrator.
pub async fn write(service: web::Data<Shared>, form: Form, path: web::Path<String>) -> Answer {
    let sanction: SanctionId = id(&path)?;
    write::write_again(&service, form.call(), sanction).await?;
    Ok(redirect(&format!("/notices/{sanction}?done=written")))
}

/// Writes to the parent or guardian of somebody under 18.
///
/// # Errors
/// The page again, if there is nothing to write; 404 for everybody but an administrator.
pub async fn guardian(service: web::Data<Shared>, form: Form, path: web::Path<String>) -> Answer {
    let sanction: SanctionId = id(&path)?;
    let call = form.caller.call.clone();
    match write::to_guardian(&service, form.call(), sanction).await {
        Ok(()) => Ok(redirect(&format!("/notices/{sanction}?done=written"))),
        Err(refusal) => {
            let typed = form.typed.with(refusal)?;
            let seen = notices::one(&service, call, sanction).await?;
            again(&one(&service, seen, typed))
        }
    }
}
