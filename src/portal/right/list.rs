//! The board of all clocks.

use actix_web::web;
use askama::Template;
use chrono::{DateTime, NaiveDate, Utc};
use serde::Deserialize;

use crate::{
    actions::{
        Shared,
        right::board::{self, Line, Listed},
    },
    domain::{
        data_breach::{Course, clock as breach, step::step as breach_step},
        date::{london_day, short, spoken, spoken_instant},
        ids::DataBreachId,
        right::{clock::Light, step::Step},
    },
    http::{Answer, Caller, Page, html},
};

struct Filter {
    href: &'static str,
    label: &'static str,
    current: bool,
    count: Option<usize>,
}

struct Task {
    urgency: &'static str,
    when: String,
    title: String,
    about: String,
    due: String,
    href: String,
    deed: &'static str,
}

#[derive(Template)]
#[template(path = "portal/right/list.html", config = "config/askama.toml")]
struct List {
    page: Page,
    filters: Vec<Filter>,
    stats: Vec<(String, &'static str)>,
    tasks: Vec<Task>,
    closed: bool,
    hidden: usize,
}

/// What the address asks for.
#[derive(Deserialize, Default)]
pub struct Asked {
    #[serde(default)]
    show: String,
}

/// What waits, or what was answered.
///
/// # Errors
/// 404 for everybody but administrators and controllers.
pub async fn page(service: web::Data<Shared>, caller: Caller, asked: web::Query<Asked>) -> Answer {
    let closed = asked.show == "closed";
    let seen = board::list(&service, caller.call, closed).await?;
    let (Listed { lines, hidden, breaches }, now) = (seen.value, service.clock().now());
    let today = london_day(now);
    let lights = || {
        let breaches = breaches.iter().map(|(_, course)| breach::light(course, now));
        lines.iter().map(|line| line.light).chain(breaches).collect::<Vec<_>>()
    };
    let of = |light| lights().into_iter().filter(|one| *one == Some(light)).count();
    let stats = [(Light::Late, "late"), (Light::Amber, "due soon"), (Light::Green, "on time")];
    html(&List {
        page: Page::new("Requests", &seen.bar, "/requests"),
        filters: vec![
            Filter {
                href: "/requests",
                label: "Open",
                current: !closed,
                count: (!closed).then_some(lines.len() + breaches.len()),
            },
            Filter { href: "/requests?show=closed", label: "Answered", current: closed, count: None },
        ],
        stats: stats.map(|(light, words)| (of(light).to_string(), words)).into(),
        // Hours go before days.
        tasks: breaches
            .iter()
            .map(|(id, course)| of_breach(*id, course, now))
            .chain(lines.iter().map(|line| task(line, today)))
            .collect(),
        closed,
        hidden,
    })
}

fn of_breach(id: DataBreachId, course: &Course, now: DateTime<Utc>) -> Task {
    let urgency = match breach::light(course, now) {
        Some(Light::Late) => "late",
        Some(Light::Amber) => "soon",
        _ => "later",
    };
    Task {
        urgency,
        when: breach::left(course, now).unwrap_or_else(|| "Waits".to_owned()),
        title: "A breach of personal data".to_owned(),
        about: format!("Noticed on {}. {}", spoken_instant(course.aware_at), breach_step(course).label()),
        due: breach::due(course).map_or(String::new(), |due| format!("by {}", spoken_instant(due))),
        href: format!("/breaches/{id}"),
        deed: "Open",
    }
}

fn task(line: &Line, today: NaiveDate) -> Task {
    let Line { request, reference, name, light, due, step } = line;
    let (light, due, step) = (*light, *due, *step);
    let left = due.map(|due| (due - today).num_days());
    let (urgency, when) = match (light, left) {
        (Some(Light::Late), Some(days)) => ("late", format!("{} late", days_of(-days))),
        (Some(Light::Amber), Some(0)) => ("today", "Today".to_owned()),
        (Some(Light::Amber), Some(days)) => ("soon", format!("In {}", days_of(days))),
        (Some(Light::Green), Some(days)) => ("later", format!("In {}", days_of(days))),
        _ if step == Step::Nothing => ("later", "Answered".to_owned()),
        _ => ("later", "Waits".to_owned()),
    };
    Task {
        urgency,
        when,
        title: format!("{}: {name}", request.kind.label()),
        about: format!("{reference}, received on {}. {}", short(request.received), step.label()),
        due: match (request.closed, due) {
            (Some(day), _) => format!("on {}", short(day)),
            (None, Some(due)) => format!("by {}", spoken(due)),
            (None, None) => String::new(),
        },
        href: format!("/requests/{}", request.id),
        deed: if step == Step::Nothing { "Look" } else { "Open" },
    }
}

fn days_of(days: i64) -> String {
    if days == 1 { "1 day".to_owned() } else { format!("{days} days") }
}
