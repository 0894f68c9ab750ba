//! Promises: what was due and when it was done, what is late and why, what leaves, keys and proof.

use actix_web::{HttpResponse, web};
use askama::Template;
use chrono::NaiveDate;

use crate::{
    actions::{
        Bar, Refusal, Shared,
        assurance::{
            late::Waiting,
            promises::{self, Month, Promises},
            promises_pdf, told,
        },
    },
    domain::{
        assurance::{
            promise::{Tally, wait},
            standing::{Standing, Worry},
        },
        date::{spoken, spoken_instant},
    },
    http::{Answer, Caller, Page, html},
};

#[derive(Template)]
#[template(path = "portal/assurance/promises.html", config = "config/askama.toml")]
struct PromisesPage {
    page: Page,
    at: String,
    tone: &'static str,
    icon: &'static str,
    headline: String,
    worries: Vec<&'static str>,
    stats: Vec<(String, &'static str)>,
    late: Vec<Line>,
    held: Vec<Line>,
    leaving: Vec<(String, String)>,
    in_time: &'static str,
    months: Vec<MonthLine>,
    machinery: Vec<(&'static str, String)>,
}

/// Somebody who is late or held back.
struct Line {
    href: String,
    what: String,
    why: String,
}

/// A month, in words, and its PDF.
struct MonthLine {
    name: String,
    pdf: String,
    withdrawn: String,
    erased: String,
    late: bool,
}

impl PromisesPage {
    fn new(bar: &Bar, promises: &Promises) -> Self {
        let (tone, icon) = match promises.standing {
            Standing::Kept => ("good", "check"),
            Standing::Careful => ("careful", "info"),
            Standing::Late => ("stop", "warned"),
        };
        let leaving = promises.leaving.iter();
        Self {
            page: Page::new("Promises", bar, "/assurance"),
            at: spoken_instant(promises.at),
            tone,
            icon,
            headline: told::headline(promises),
            worries: promises.worries.iter().map(|worry: &Worry| worry.label()).collect(),
            stats: stats(&promises.months),
            late: promises.late.iter().map(|one| line(one, "/assurance/audit?id=")).collect(),
            held: promises.held.iter().map(|one| line(one, "/assurance/people/")).collect(),
            leaving: leaving.map(|one| (spoken(one.day), told::leaving(one.withdrawn, one.erased))).collect(),
            in_time: told::IN_TIME,
            months: promises.months.iter().map(month).collect(),
            machinery: told::machinery(promises),
        }
    }
}

/// All twelve months together.
fn stats(months: &[Month]) -> Vec<(String, &'static str)> {
    let sum = |part: fn(&Month) -> Tally| months.iter().map(part).fold(Tally::default(), Tally::and);
    let (withdrawn, erased) = (sum(|month| month.withdrawn), sum(|month| month.erased));
    let both = withdrawn.and(erased);
    vec![
        ((withdrawn.due() - withdrawn.open).to_string(), "withdrawn in 12 months"),
        ((erased.due() - erased.open).to_string(), "erased in 12 months"),
        (both.late.to_string(), "late, of these"),
        (if both.due() == 0 { "–".to_owned() } else { wait(both.longest) }, "the longest wait"),
    ]
}

fn line(one: &Waiting, to: &str) -> Line {
    Line { href: format!("{to}{}", one.profile), what: told::waiting(one), why: one.why.join(" ") }
}

fn month(month: &Month) -> MonthLine {
    MonthLine {
        name: told::month(month.first),
        pdf: format!("/assurance/promises/{}.pdf", month.first.format("%Y-%m")),
        withdrawn: told::tally(&month.withdrawn),
        erased: told::tally(&month.erased),
        late: month.withdrawn.late + month.erased.late > 0,
    }
}

/// The page.
///
/// # Errors
/// 404 for whoever is not the controller.
pub async fn page(service: web::Data<Shared>, caller: Caller) -> Answer {
    let seen = promises::promises(&service, caller.call, None).await?;
    html(&PromisesPage::new(&seen.bar, &seen.value))
}

/// The PDF of a month: `2026-11.pdf`.
///
/// # Errors
/// 404 for whoever is not the controller, and for a month that is not among the last twelve.
pub async fn pdf(service: web::Data<Shared>, caller: Caller, name: web::Path<String>) -> Answer {
    let month = name.strip_suffix(".pdf").and_then(|month| format!("{month}-01").parse::<NaiveDate>().ok());
    let bytes = promises_pdf::pdf(&service, caller.call, month.ok_or(Refusal::NotFound)?).await?;
    Ok(HttpResponse::Ok()
        .content_type("application/pdf")
        .insert_header(("content-disposition", format!("inline; filename=\"promises-{name}\"")))
        .insert_header(("cache-control", "no-store"))
        .body(bytes))
}
