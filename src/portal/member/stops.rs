//! Who was stopped for opening unusually many people, to be looked into.

use actix_web::web;
use askama::Template;

use crate::{
    actions::{
        Bar, Refusal, Shared,
        member::looking::{self, Stop},
    },
    domain::{
        date::{london_time, spoken_instant},
        ids::UserId,
        member::role::Role,
    },
    http::{Answer, Caller, Form, Page, Typed, answer::again, html, redirect},
};

#[derive(Template)]
#[template(path = "portal/member/stops.html", config = "config/askama.toml")]
struct Stops {
    page: Page,
    form: Typed,
    /// Whose form was sent.
    sent: Option<String>,
    stops: Vec<Line>,
    /// The viewer reads the audit trail.
    trail: bool,
}

/// Somebody who was stopped, in words.
struct Line {
    user: String,
    who: String,
    when: String,
    now: String,
    own: bool,
}

impl Stops {
    fn new(bar: &Bar, stops: &[Stop], form: Typed, sent: Option<String>) -> Self {
        let trail = bar.person.as_ref().is_some_and(|person| person.role == Role::Controller);
        Self {
            page: Page::new("Unusual looking", bar, if trail { "/assurance" } else { "/inbox" }),
            form,
            sent,
            stops: stops.iter().map(line).collect(),
            trail,
        }
    }

    fn typed(&self, user: &str) -> &str {
        if self.sent.as_deref() == Some(user) { self.form.get("reason") } else { "" }
    }

    /// The field's id: the one that was sent and is wrong is where the summary leads.
    fn field(&self, user: &str) -> String {
        if self.wrong(user).is_some() { "reason".to_owned() } else { format!("reason-{user}") }
    }

    fn wrong(&self, user: &str) -> Option<&str> {
        self.form.error("reason").filter(|_| self.sent.as_deref() == Some(user))
    }
}

fn line(stop: &Stop) -> Line {
    Line {
        user: stop.user.to_string(),
        who: stop.who(),
        when: spoken_instant(stop.since),
        now: match stop.until {
            Some(until) => format!("People’s pages are closed to them until {}.", london_time(until)),
            None => "The hour is over: people’s pages are open to them again.".to_owned(),
        },
        own: stop.own,
    }
}

/// The page.
///
/// # Errors
/// 404 for everybody but an administrator and a controller.
pub async fn page(service: web::Data<Shared>, caller: Caller) -> Answer {
    let seen = looking::stops(&service, caller.call).await?;
    html(&Stops::new(&seen.bar, &seen.value, Typed::default(), None))
}

/// Lifts a stop.
///
/// # Errors
/// The page again without a reason; 404 if nobody of that id is stopped.
pub async fn lift(service: web::Data<Shared>, user: web::Path<String>, form: Form) -> Answer {
    let wanted: UserId = user.parse().map_err(|_| Refusal::NotFound)?;
    let reason = form.typed.get("reason").to_owned();
    let Err(refusal) = looking::lift_stop(&service, form.call(), wanted, reason).await else {
        return Ok(redirect("/stops"));
    };
    let call = form.call();
    let typed = form.typed.with(refusal)?;
    let seen = looking::stops(&service, call).await?;
    again(&Stops::new(&seen.bar, &seen.value, typed, Some(user.into_inner())))
}
