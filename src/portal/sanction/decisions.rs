//! Deciding exclusions: the board's home.

use actix_web::web;
use askama::Template;
use serde::Deserialize;

use super::{
    id,
    show::{self, Happened, Identity, Place},
};
use crate::{
    actions::{
        Seen, Shared,
        photo::view::mark,
        sanction::{
            decide_exclusion::{self, Decision},
            decisions::{self, Bundle},
            revoke_exclusion,
        },
    },
    domain::{
        date::{london_day, spoken},
        ids::SanctionId,
        sanction::{kind::Kind, state::State},
    },
    http::{
        Answer, Caller, Form, Page, Typed,
        answer::{again, redirect},
        html,
    },
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
#[template(path = "portal/sanction/decisions.html", config = "config/askama.toml")]
struct Decisions {
    page: Page,
    tasks: Vec<Task>,
    appeals: i64,
}

#[derive(Template)]
#[template(path = "portal/sanction/decision.html", config = "config/askama.toml")]
struct Case {
    page: Page,
    id: String,
    person: Identity,
    asked: String,
    proposed: String,
    statement: String,
    incidents: Vec<Happened>,
    before: Vec<String>,
    reach: String,
    places: Vec<Place>,
    waits: bool,
    own: bool,
    revocable: bool,
    outcome: String,
    reasons: String,
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
        "approved" => {
            Some("Decided: the exclusion holds once its notice is served. The administrator has the notice.")
        }
        "refused" => Some("Decided: no exclusion. The administrator sees your reasons."),
        "appeal" => Some("Decided. The person reads your reasons on their page."),
        "revoked" => Some("Revoked: it counts for nothing from now on."),
        _ => None,
    }
}

/// The days after which a proposal that waits is shown as late.
const PATIENCE: i64 = 28;

/// What waits for a decision.
///
/// # Errors
/// 404 for everybody but board and controller.
pub async fn list(service: web::Data<Shared>, caller: Caller, done: web::Query<Done>) -> Answer {
    let Seen { value: (waiting, appeals), bar, .. } = decisions::waiting(&service, caller.call).await?;
    let tasks: Vec<Task> = waiting
        .into_iter()
        .map(|one| {
            let since = london_day(one.sanction.proposed_at);
            let late = (one.today - since).num_days() > PATIENCE;
            let incidents = show::count(one.incidents, "incident", "incidents");
            let (deed, own) = if one.own {
                ("Look at the case", " You proposed it: somebody else decides.")
            } else {
                ("Decide", "")
            };
            Task {
                urgency: if late { "late" } else { "soon" },
                when: if late { "Waits long" } else { "To decide" },
                title: if one.name.is_empty() { "ID sought".to_owned() } else { one.name },
                about: format!(
                    "Exclusion of {} months, relying on {incidents}. Proposed by {}.{own}",
                    one.sanction.months.unwrap_or_default(),
                    one.proposer,
                ),
                due: format!("since {}", crate::domain::date::short(since)),
                href: format!("/decisions/{}", one.sanction.id),
                deed,
            }
        })
        .collect();
    let count = u32::try_from(tasks.len()).unwrap_or(u32::MAX);
    let page = Page::new("Decisions", &bar, "/decisions").counting("/decisions", count);
    html(&Decisions { page: page.flashing(flash(&done.done)), tasks, appeals })
}

fn case(service: &Shared, seen: Seen<Bundle>, form: Typed) -> Case {
    let Seen { value: bundle, bar, .. } = seen;
    let sanction = bundle.sanction;
    let name = bar.person.as_ref().map(|person| person.name.as_str()).unwrap_or_default();
    let mark = mark(name, service.clock().now());
    let decided = sanction.decided_at.map(|at| spoken(london_day(at))).unwrap_or_default();
    let title = if bundle.person.name.is_empty() { "A case".to_owned() } else { bundle.person.name.clone() };
    Case {
        page: Page::new(title, &bar, "/decisions"),
        id: sanction.id.to_string(),
        asked: match (sanction.kind, sanction.months) {
            (Kind::Exclusion, Some(months)) => format!("Exclusion for {months} months"),
            (kind, _) => kind.label().to_owned(),
        },
        proposed: format!("Proposed by {} on {}", bundle.proposer, spoken(bundle.proposed_on)),
        statement: bundle.statement,
        incidents: bundle.incidents.iter().map(|incident| show::happened(incident, false, false)).collect(),
        before: show::before(&bundle.before),
        reach: if sanction.everywhere {
            format!("All members’ premises: {}", show::count(bundle.sites.len(), "place", "places"))
        } else {
            format!("Some members’ premises: {}", show::count(bundle.sites.len(), "place", "places"))
        },
        places: show::places(&bundle.sites, &form),
        waits: sanction.state == State::Proposed,
        own: bundle.own,
        revocable: matches!(sanction.state, State::Decided | State::Served),
        outcome: match sanction.state {
            State::Proposed => String::new(),
            State::Refused => format!("Decided against on {decided}"),
            state => format!("{} (decided on {decided})", state.label()),
        },
        reasons: bundle.reasons,
        person: show::identity(bundle.person, bundle.photo, mark),
        form,
    }
}

/// A case with its evidence.
///
/// # Errors
/// 404 for everybody but board and controller.
pub async fn page(service: web::Data<Shared>, caller: Caller, path: web::Path<String>) -> Answer {
    let sanction: SanctionId = id(&path)?;
    let seen = decisions::bundle(&service, caller.call, sanction).await?;
    html(&case(&service, seen, Typed::default()))
}

/// Decides.
///
/// # Errors
/// The page again, with every objection of the rules, or that somebody was quicker.
pub async fn post(service: web::Data<Shared>, form: Form, path: web::Path<String>) -> Answer {
    let sanction: SanctionId = id(&path)?;
    let approve = match form.typed.get("decision") {
        "approve" => true,
        "refuse" => false,
        _ => return undecided(&service, form, sanction).await,
    };
    let decision = Decision { approve, reasons: form.typed.get("reasons").to_owned() };
    let call = form.caller.call.clone();
    match decide_exclusion::decide(&service, form.call(), sanction, decision).await {
        Ok(()) => Ok(redirect(if approve { "/decisions?done=approved" } else { "/decisions?done=refused" })),
        Err(refusal) => {
            let typed = form.typed.with(refusal)?;
            let seen = decisions::bundle(&service, call, sanction).await?;
            again(&case(&service, seen, typed))
        }
    }
}

async fn undecided(service: &Shared, form: Form, sanction: SanctionId) -> Answer {
    let call = form.caller.call.clone();
    let refusal = crate::actions::Refusal::field("decision", "Please choose: exclude, or do not exclude.");
    let typed = form.typed.with(refusal)?;
    let seen = decisions::bundle(service, call, sanction).await?;
    again(&case(service, seen, typed))
}

/// Revokes.
///
/// # Errors
/// The page again without reasons.
pub async fn revoke(service: web::Data<Shared>, form: Form, path: web::Path<String>) -> Answer {
    let sanction: SanctionId = id(&path)?;
    let call = form.caller.call.clone();
    let reasons = form.typed.get("reasons").to_owned();
    match revoke_exclusion::revoke(&service, form.call(), sanction, reasons).await {
        Ok(()) => Ok(redirect("/decisions?done=revoked")),
        Err(refusal) => {
            let typed = form.typed.with(refusal)?;
            let seen = decisions::bundle(&service, call, sanction).await?;
            again(&case(&service, seen, typed))
        }
    }
}
