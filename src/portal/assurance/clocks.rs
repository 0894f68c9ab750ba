//! The clocks: what leaves soon, what left, what is late and why.

use actix_web::web;
use askama::Template;

use crate::{
    actions::{
        Bar, Shared,
        assurance::overview::{self, Erased, Overview},
        timetable::pulse::{self, CONFIRM},
    },
    domain::{
        date::{london_day, london_time, short, spoken},
        ids::{ProfileId, RequestId},
        rules::BEYOND_RECOVERY,
    },
    http::{Answer, Caller, Form, Page, Typed, answer::again, html, redirect},
};

#[derive(Template)]
#[template(path = "portal/assurance/clocks.html", config = "config/askama.toml")]
struct Clocks {
    page: Page,
    form: Typed,
    stopped: Option<String>,
    losses: Vec<String>,
    confirm: &'static str,
    beat: String,
    stats: Vec<(String, &'static str)>,
    leaving: Vec<Leaving>,
    late: Vec<Leaving>,
    erased: Vec<Gone>,
    redactions: usize,
    rules: Vec<Waiting>,
    second: Vec<(String, String)>,
}

/// A change of the rules that waits for a decision.
struct Waiting {
    href: String,
    words: String,
    urgency: &'static str,
    when: String,
}

/// A profile that leaves: a link, a day, and words.
struct Leaving {
    id: ProfileId,
    short: String,
    day: String,
    words: String,
}

/// A profile that left.
struct Gone {
    short: String,
    when: String,
    words: String,
    done: bool,
}

fn first_part(id: ProfileId) -> String {
    id.uuid().simple().to_string()[..8].to_owned()
}

impl Clocks {
    fn of(bar: &Bar, overview: Overview, form: Typed, today: chrono::NaiveDate) -> Self {
        let Overview {
            stopped,
            to_withdraw,
            to_erase,
            late,
            withdrawn,
            erased,
            redactions,
            rules,
            second,
            beat,
        } = overview;
        let stats = vec![
            (to_withdraw.len().to_string(), "withdrawn in the next 30 days"),
            (to_erase.len().to_string(), "erased in the next 30 days"),
            (withdrawn.to_string(), "withdrawn in the last 30 days"),
            (erased.len().to_string(), "erased in the last 30 days"),
        ];
        let mut leaving: Vec<_> = to_withdraw
            .into_iter()
            .map(|(id, day)| (day, id, "Shown to members for the last time"))
            .chain(to_erase.into_iter().map(|(id, day)| (day, id, "Erased")))
            .collect();
        leaving.sort_unstable();
        let losses = vec![
            format!("{} profiles are past their day and will be erased within the hour.", late.len()),
            "What is erased cannot be brought back, not even from a backup after 35 days.".to_owned(),
        ];
        Self {
            page: Page::new("Assurance", bar, "/assurance"),
            form,
            stopped: stopped.map(|stopped| {
                format!(
                    "{} Nothing is deleted since {}.",
                    stopped.why.label(),
                    spoken(london_day(stopped.since))
                )
            }),
            losses,
            confirm: CONFIRM,
            beat: beat.map_or("The timetable has not run yet.".to_owned(), |at| {
                format!("The timetable last ran on {}, {}.", spoken(london_day(at)), london_time(at))
            }),
            stats,
            leaving: leaving
                .into_iter()
                .map(|(day, id, words)| Leaving {
                    id,
                    short: first_part(id),
                    day: short(day),
                    words: words.to_owned(),
                })
                .collect(),
            late: late.into_iter().map(|(id, day, why)| late_line(id, day, &why)).collect(),
            erased: erased.iter().map(gone).collect(),
            redactions,
            rules: rules.into_iter().map(|(id, due, own)| waiting(id, due, own, today)).collect(),
            second,
        }
    }
}

fn waiting(id: RequestId, due: chrono::NaiveDate, own: bool, today: chrono::NaiveDate) -> Waiting {
    let words =
        if own { "You proposed it: another controller decides" } else { "See whom it affects, and decide" };
    let urgency = if due < today { "late" } else { "later" };
    let href = format!("/settings/rules/changes/{id}");
    Waiting { href, words: words.to_owned(), urgency, when: format!("by {}", short(due)) }
}

fn late_line(id: ProfileId, day: chrono::NaiveDate, why: &[String]) -> Leaving {
    let words = if why.is_empty() {
        "It was due. It is erased with the next run, unless deletions are stopped.".to_owned()
    } else {
        why.join(" ")
    };
    Leaving { id, short: first_part(id), day: short(day), words }
}

fn gone(erased: &Erased) -> Gone {
    let beyond = BEYOND_RECOVERY.after_never_earlier(london_day(erased.at));
    let words = match erased.done {
        Some(_) => format!("Nothing is left. Beyond recovery from any backup from {}.", spoken(beyond)),
        None => {
            "Out of the tables. Pictures, log or a text to read again still hold the proof back.".to_owned()
        }
    };
    Gone {
        short: first_part(erased.profile),
        when: format!("{}, {}", short(london_day(erased.at)), london_time(erased.at)),
        words,
        done: erased.done.is_some(),
    }
}

/// The page.
///
/// # Errors
/// 404 for whoever is not the controller.
pub async fn page(service: web::Data<Shared>, caller: Caller) -> Answer {
    let seen = overview::overview(&service, caller.call).await?;
    html(&Clocks::of(&seen.bar, seen.value, Typed::default(), service.clock().today()))
}

/// Lets deletions go on.
///
/// # Errors
/// The page again, if the word is not typed; 404 if deletions are not stopped.
pub async fn resume(service: web::Data<Shared>, form: Form) -> Answer {
    match pulse::resume(&service, form.call(), form.typed.get("word").to_owned()).await {
        Ok(()) => Ok(redirect("/assurance")),
        Err(refusal) => {
            let seen = overview::overview(&service, form.call()).await?;
            again(&Clocks::of(&seen.bar, seen.value, form.typed.with(refusal)?, service.clock().today()))
        }
    }
}
