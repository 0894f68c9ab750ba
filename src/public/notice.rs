//! The page behind a letter's code: no sign-in, no cookie, and the code in no address that is sent or logged.

use actix_web::web;
use askama::Template;
use chrono::NaiveDate;

use super::right;
use crate::{
    actions::{
        Bar, Refusal, Shared,
        letter::open_by_code::{self, Notice, Opened},
        refusal::Problems,
    },
    domain::{
        date::spoken,
        member::evidence::Visitor,
        profile::status::shown,
        right::Kind as Ask,
        sanction::{kind::Kind, state::State},
        scheme::Contact,
    },
    http::{Answer, Caller, OpenForm, Page, Typed, answer::again, html},
};

#[derive(Template)]
#[template(path = "public/notice_code.html", config = "config/askama.toml")]
struct Code {
    page: Page,
    form: Typed,
}

struct Moment {
    state: &'static str,
    when: String,
    words: String,
}

struct Happened {
    title: String,
    finding: &'static str,
    place: String,
    summary: String,
}

#[derive(Template)]
#[template(path = "public/notice.html", config = "config/askama.toml")]
struct Shown {
    page: Page,
    heading: &'static str,
    /// In words for 10 to 17.
    young: bool,
    name: String,
    live: bool,
    verdict: String,
    verdict_dates: String,
    places: Vec<(String, String)>,
    incidents: Vec<Happened>,
    reasons: Vec<String>,
    moments: Vec<Moment>,
    changes: Vec<String>,
    appeal: String,
    requests: Vec<right::Lines>,
    asks: Vec<right::Choice>,
    pass: String,
    contact: Contact,
    address: Vec<String>,
}

/// The ways on: `GET /n`.
///
/// # Errors
/// 404 for an unknown host name.
pub async fn page(service: web::Data<Shared>, caller: Caller) -> Answer {
    let ((), bar) = service.glance::<Visitor, _>(caller.call, |_, _, _| Ok(())).await?;
    html(&code(&bar, Typed::default()))
}

fn code(bar: &Bar, form: Typed) -> Code {
    let visitor = Bar { person: None, csrf: String::new(), ..bar.clone() };
    Code { page: Page::new("Your notice or letter", &visitor, "/n"), form }
}

/// Opens the page behind a code: `POST /n`.
///
/// # Errors
/// The same form for whatever does not fit.
pub async fn post(service: web::Data<Shared>, OpenForm(form): OpenForm) -> Answer {
    let typed = open_by_code::Typed {
        code: form.typed.get("code").to_owned(),
        born: born(&form.typed),
        surname: form.typed.get("surname").to_owned(),
    };
    let opened = match missing(&form.typed) {
        Ok(()) => open_by_code::open(&service, form.call(), typed).await,
        Err(refusal) => Err(refusal),
    };
    match opened {
        Ok((Opened::Notice(notice), bar)) => html(&shown_notice(&bar, *notice)),
        Ok((Opened::Request(request), bar)) => right::followed(&bar, &request),
        Err(refusal) => {
            let ((), bar) = service.glance::<Visitor, _>(form.call(), |_, _, _| Ok(())).await?;
            again(&code(&bar, form.typed.with(refusal)?))
        }
    }
}

/// What is left out, or is no date, is told as such: that says nothing of any code.
fn missing(typed: &Typed) -> Result<(), Refusal> {
    let mut problems = Problems::default();
    if typed.get("code").trim().is_empty() {
        problems.add("code", "Type the code from your letter.");
    }
    let parts = ["day", "month", "year"].map(|part| typed.get(part).trim());
    let none = parts.iter().all(|part| part.is_empty());
    if none && typed.get("surname").trim().is_empty() {
        problems.add("day", "Type your date of birth.");
    } else if !none && born(typed).is_none() {
        problems.add("day", "This is no date. Type it in numbers, like 27 3 1990.");
    }
    problems.end()
}

/// The date of birth as three numbers.
pub(super) fn born(typed: &Typed) -> Option<NaiveDate> {
    let number = |field| typed.get(field).trim().parse::<u32>().ok();
    let year = i32::try_from(number("year")?).ok()?;
    NaiveDate::from_ymd_opt(year, number("month")?, number("day")?)
}

fn shown_notice(bar: &Bar, notice: Notice) -> Shown {
    let contact = bar.scheme.contact.clone();
    let (verdict, verdict_dates, live) = verdict(&notice);
    let heading = match notice.sanction.as_ref().map(|sanction| sanction.kind) {
        Some(Kind::Exclusion) => "Your exclusion notice",
        Some(Kind::Warning) => "Your warning",
        None => "What we hold about you",
    };
    let incidents = notice.incidents.iter().map(|incident| Happened {
        title: format!("{}, {}", incident.kind, spoken(incident.on)),
        finding: incident.finding,
        place: incident.premises.clone(),
        summary: incident.summary.clone(),
    });
    Shown {
        page: Page::new(heading, bar, "/n"),
        heading,
        live,
        verdict,
        verdict_dates,
        incidents: incidents.collect(),
        places: notice
            .places
            .iter()
            .map(|site| (site.name.clone(), site.address.lines().collect::<Vec<_>>().join(", ")))
            .collect(),
        moments: moments(&notice),
        appeal: appeal(&notice),
        requests: notice.requests.iter().map(right::lines).collect(),
        asks: asks(&notice),
        pass: notice.pass,
        reasons: notice.reasons,
        changes: notice.clock.would_change.iter().map(|sentence| plain(sentence)).collect(),
        young: notice.own.young(notice.today),
        name: notice.own.name,
        address: contact.address.lines().map(str::to_owned).collect(),
        contact,
    }
}

/// A sentence without the number of its rule.
fn plain(sentence: &str) -> String {
    sentence.split_once(" (R-").map_or_else(|| sentence.to_owned(), |(words, _)| format!("{words}."))
}

fn verdict(notice: &Notice) -> (String, String, bool) {
    let Some(sanction) = &notice.sanction else {
        return (
            "Here you see until when we keep your data, and what you can ask of us.".to_owned(),
            "The letter that you have says what we decided, or put right.".to_owned(),
            false,
        );
    };
    let count = notice.places.len();
    let places = if count == 1 { "1 place".to_owned() } else { format!("{count} places") };
    match (sanction.kind, sanction.state, sanction.served_on, sanction.ends_on) {
        (Kind::Warning, _, served, _) => (
            "This is a warning. You may still go in.".to_owned(),
            served.map(|day| format!("Given to you on {}.", spoken(day))).unwrap_or_default(),
            false,
        ),
        (_, State::Served, Some(served), Some(ends)) if notice.today <= ends => (
            format!("You may not go into any of the {places} listed below."),
            format!("From {} until the end of {}.", spoken(served), spoken(ends)),
            true,
        ),
        (_, _, Some(_), Some(ends)) => (
            "Your exclusion has ended. You may go in again.".to_owned(),
            format!("Its last day was {}.", spoken(ends)),
            false,
        ),
        _ => (
            format!("You may not go into any of the {places} listed below."),
            format!(
                "It lasts {} months from the day this notice was given to you. We have not recorded that day yet.",
                sanction.months.unwrap_or_default()
            ),
            true,
        ),
    }
}

/// When the data is taken down and erased: the days the service itself goes by.
fn moments(notice: &Notice) -> Vec<Moment> {
    let erased = Moment {
        state: "next",
        when: spoken(notice.own.erased_on),
        words: "Everything we hold about you is deleted. Nobody can bring it back from our backups 35 days later.".to_owned(),
    };
    let Some(until) = notice.own.shown_until else {
        let words = "Members and police cannot see your data.".to_owned();
        return vec![Moment { state: "now", when: "Now".to_owned(), words }, erased];
    };
    if !shown(Some(until), notice.today) {
        let words = "Your data is taken down: members and police cannot see it.".to_owned();
        return vec![Moment { state: "now", when: "Now".to_owned(), words }, erased];
    }
    vec![
        Moment {
            state: "now",
            when: "Now".to_owned(),
            words: "Members of our scheme can see your name, your picture and what happened. Police can see it under a written agreement.".to_owned(),
        },
        Moment {
            state: "next",
            when: format!("After {}", spoken(until)),
            words: "It is taken down. Members and police cannot see it any more.".to_owned(),
        },
        erased,
    ]
}

/// What the person may ask for today.
fn asks(notice: &Notice) -> Vec<right::Choice> {
    let may = |kind: &Ask| match kind {
        Ask::Correction => true,
        Ask::Appeal => notice.times.appeal && !notice.appealed,
        kind if notice.requests.iter().any(|one| one.kind == *kind && one.closed.is_none()) => false,
        Ask::Review => notice.times.review_from.is_some_and(|from| from <= notice.today),
        _ => true,
    };
    let young = notice.own.young(notice.today);
    Ask::ALL.iter().filter(|kind| may(kind)).map(|kind| right::choice(*kind, young)).collect()
}

/// The days of R-44, in a sentence.
fn appeal(notice: &Notice) -> String {
    let days = notice.appeal_days;
    let by = match (notice.sanction.as_ref().map(|sanction| sanction.kind), notice.times.appeal_by) {
        (None | Some(Kind::Warning), _) => return String::new(),
        _ if notice.appealed => "You have appealed against it: see what you asked us.".to_owned(),
        (_, Some(day)) if notice.times.appeal => format!("You can appeal until {}.", spoken(day)),
        (_, Some(day)) => format!("The time to appeal ended on {}.", spoken(day)),
        (_, None) => {
            format!("You can appeal now, and for {days} days after this notice was given to you.")
        }
    };
    match notice.times.review_from {
        Some(from) if from > notice.today => {
            format!("{by} If nothing new happens, you can ask for a review from {}.", spoken(from))
        }
        _ => by,
    }
}
