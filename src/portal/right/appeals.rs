//! Appeals and reviews, for who decides them: the case beside what the person says.

use actix_web::web;
use askama::Template;

use crate::{
    actions::{
        Seen, Shared,
        photo::view::mark,
        right::{
            answer,
            decide_appeal::{self, Appeal},
        },
    },
    domain::{
        date::{short, spoken},
        ids::RightId,
        right::{Outcome, clock::within},
        rules::SOON_DUE,
    },
    http::{Answer, Caller, Form, Page, Typed, answer::again, html, redirect},
    portal::sanction::show::{self, Happened, Identity},
};

struct Task {
    urgency: &'static str,
    when: &'static str,
    title: String,
    about: String,
    due: String,
    href: String,
    deed: &'static str,
}

#[derive(Template)]
#[template(path = "portal/right/appeals.html", config = "config/askama.toml")]
struct List {
    page: Page,
    tasks: Vec<Task>,
}

#[derive(Template)]
#[template(path = "portal/right/appeal.html", config = "config/askama.toml")]
struct One {
    page: Page,
    form: Typed,
    id: RightId,
    heading: String,
    lead: String,
    person: Identity,
    ground: &'static str,
    words: Vec<String>,
    asked: String,
    statement: String,
    reasons: String,
    incidents: Vec<Happened>,
    before: Vec<String>,
    obstacle: Option<String>,
    open: bool,
    outcomes: Vec<(&'static str, &'static str)>,
}

/// What waits.
///
/// # Errors
/// 404 for everybody but board and controller.
pub async fn list(service: web::Data<Shared>, caller: Caller) -> Answer {
    let seen = decide_appeal::waiting(&service, caller.call).await?;
    let today = service.clock().today();
    let tasks = seen.value.into_iter().map(|one| {
        let due = within(one.request.received);
        let (urgency, when) = match (due - today).num_days() {
            ..0 => ("late", "Late"),
            left if left <= i64::from(SOON_DUE) => ("soon", "Due soon"),
            _ => ("later", "To decide"),
        };
        Task {
            urgency,
            when,
            title: format!("{}: {}", one.request.kind.label(), one.name),
            about: one
                .obstacle
                .unwrap_or_else(|| format!("{}, received on {}", one.reference, short(one.request.received))),
            due: format!("by {}", short(due)),
            href: format!("/decisions/appeals/{}", one.request.id),
            deed: "Open",
        }
    });
    let tasks = tasks.collect();
    html(&List { page: Page::new("Appeals", &seen.bar, "/decisions"), tasks })
}

fn shown(service: &Shared, seen: Seen<Appeal>, form: Typed) -> One {
    let Seen { value: Appeal { request, reference, name: asker, words, bundle, obstacle }, bar, .. } = seen;
    let name = bar.person.as_ref().map(|person| person.name.as_str()).unwrap_or_default();
    let mark = mark(name, service.clock().now());
    let sanction = &bundle.sanction;
    let term = sanction.ends_on.map(|day| format!(", until {}", spoken(day))).unwrap_or_default();
    One {
        page: Page::new(reference.clone(), &bar, "/decisions"),
        id: request.id,
        heading: format!("{}: {}", request.kind.label(), asker),
        lead: format!(
            "{reference}, received on {}. To be decided by {}.",
            spoken(request.received),
            spoken(within(request.received))
        ),
        ground: request.ground.map_or("", |ground| ground.label()),
        words: words.lines().map(str::to_owned).collect(),
        asked: format!(
            "{} of {} months{term}, proposed by {}",
            sanction.kind.label(),
            sanction.months.unwrap_or_default(),
            bundle.proposer
        ),
        statement: bundle.statement,
        reasons: bundle.reasons,
        incidents: bundle.incidents.iter().map(|incident| show::happened(incident, false, false)).collect(),
        before: show::before(&bundle.before),
        person: show::identity(bundle.person, bundle.photo, mark),
        obstacle,
        open: request.is_open(),
        outcomes: Outcome::ALL
            .iter()
            .map(|one| {
                let says = match one {
                    Outcome::Granted => "Upheld: the exclusion ends at once",
                    Outcome::Partly => "Upheld in part: a shorter term",
                    Outcome::Refused => "Not upheld: it stays as it is",
                };
                (one.as_str(), says)
            })
            .collect(),
        form,
    }
}

/// An appeal with its case.
///
/// # Errors
/// 404 if there is none for this viewer.
pub async fn page(service: web::Data<Shared>, caller: Caller, id: web::Path<RightId>) -> Answer {
    let seen = decide_appeal::appeal(&service, caller.call, *id).await?;
    html(&shown(&service, seen, Typed::default()))
}

/// Decides it.
///
/// # Errors
/// The page again, with what is missing.
pub async fn post(service: web::Data<Shared>, id: web::Path<RightId>, form: Form) -> Answer {
    let field = |name: &str| form.typed.get(name).to_owned();
    let typed = decide_appeal::Typed {
        answer: answer::Typed { outcome: field("outcome"), answer: field("answer") },
        months: field("months"),
    };
    match decide_appeal::decide(&service, form.call(), *id, typed).await {
        Ok(()) => Ok(redirect("/decisions?done=appeal")),
        Err(refusal) => {
            let call = form.caller.call.clone();
            let typed = form.typed.with(refusal)?;
            let seen = decide_appeal::appeal(&service, call, *id).await?;
            again(&shown(&service, seen, typed))
        }
    }
}
