//! What the pages of a case share: the person, the incidents, the sanctions before, in words.

use chrono::NaiveDate;

use crate::{
    actions::sanction::{case::CaseIncident, premises::Site},
    domain::{
        date::spoken,
        disclosure::board::Person,
        ids::IncidentId,
        profile::status::Status,
        sanction::{Sanction, kind::Kind, state::State},
    },
    http::Typed,
};

/// The person at the head of a case.
pub struct Identity {
    pub name: String,
    pub aliases: String,
    pub born: String,
    pub looks: String,
    pub method: String,
    pub photo: Option<String>,
    pub mark: String,
    pub badges: Vec<Badge>,
    pub until: String,
}

/// A badge: kind and word.
pub struct Badge {
    pub kind: &'static str,
    pub word: &'static str,
}

/// An incident of a case.
pub struct Happened {
    pub id: String,
    pub title: String,
    pub place: String,
    pub summary: String,
    pub finding: Badge,
    pub notes: Vec<String>,
    pub chosen: bool,
}

/// A place that can be chosen.
pub struct Place {
    pub id: String,
    pub name: String,
    pub address: String,
    pub chosen: bool,
}

/// Something to choose from a list.
pub struct Choice {
    pub value: String,
    pub label: String,
}

pub fn identity(person: Person, photo: Option<String>, mark: String) -> Identity {
    let Person { name, aliases, born, description, method, status, under_18, shown_until } = person;
    let mut badges = Vec::new();
    match status {
        Status::Excluded => badges.push(Badge { kind: "excluded", word: "Excluded" }),
        Status::Warned => badges.push(Badge { kind: "warned", word: "Warned" }),
        Status::IdSought => badges.push(Badge { kind: "id-sought", word: "ID sought" }),
        Status::Known => {}
    }
    if under_18 {
        badges.push(Badge { kind: "under-18", word: "Under 18" });
    }
    Identity {
        name,
        aliases: aliases.join(", "),
        born: born.map(spoken).unwrap_or_default(),
        looks: description,
        method,
        photo,
        mark,
        badges,
        until: shown_until.map(|day| format!("Shown to members until {}", spoken(day))).unwrap_or_default(),
    }
}

pub fn happened(incident: &CaseIncident, used: bool, chosen: bool) -> Happened {
    let finding = if incident.finding.is_proven() {
        Badge { kind: "proven", word: "Proven" }
    } else {
        Badge { kind: "alleged", word: "Alleged" }
    };
    let mut notes = Vec::new();
    if !incident.counts {
        notes.push("does not count".to_owned());
    }
    if used {
        notes.push("an earlier sanction relied on it".to_owned());
    }
    if incident.weapon {
        notes.push("weapon".to_owned());
    }
    if !incident.standing.stands() {
        notes.push("struck".to_owned());
    }
    Happened {
        id: incident.id.to_string(),
        title: format!("{}, {}", incident.kind.label(), spoken(incident.occurred)),
        place: [incident.premises.as_str(), incident.reference.as_str()]
            .into_iter()
            .filter(|part| !part.is_empty())
            .collect::<Vec<_>>()
            .join(" · "),
        summary: incident.summary.clone(),
        finding,
        notes,
        chosen,
    }
}

/// Earlier sanctions, a sentence each.
pub fn before(sanctions: &[Sanction]) -> Vec<String> {
    sanctions.iter().map(sentence).collect()
}

fn sentence(sanction: &Sanction) -> String {
    let what = match (sanction.kind, sanction.months) {
        (Kind::Exclusion, Some(months)) => format!("Exclusion, {months} months"),
        (kind, _) => kind.label().to_owned(),
    };
    let on = |day: Option<NaiveDate>| day.map(spoken).unwrap_or_default();
    match sanction.state {
        State::Proposed => format!("{what}: waits for the board’s decision."),
        State::Decided => format!("{what}: decided, not served yet."),
        State::Refused => format!("{what}: the board decided against it."),
        State::Served if sanction.ends_on.is_some() => {
            format!("{what}: served on {}, until {}.", on(sanction.served_on), on(sanction.ends_on))
        }
        State::Served => format!("{what}: served on {}.", on(sanction.served_on)),
        State::Lapsed => format!("{what}: lapsed, it was not served in time."),
        State::Revoked => format!("{what}: revoked on {}.", on(sanction.revoked_on)),
        State::Ended => format!("{what}: ended after {}.", on(sanction.ends_on)),
    }
}

/// The ids ticked under a name.
pub fn ticked<I: std::str::FromStr>(typed: &Typed, name: &str) -> Vec<I> {
    typed.all(name).filter_map(|id| id.parse().ok()).collect()
}

/// Values that begin a form with these incidents ticked.
pub fn ticks(incidents: &[IncidentId]) -> Vec<(&'static str, String)> {
    incidents.iter().map(|id| ("incidents", id.to_string())).collect()
}

pub fn places(sites: &[Site], typed: &Typed) -> Vec<Place> {
    sites
        .iter()
        .map(|site| Place {
            id: site.id.to_string(),
            name: site.name.clone(),
            address: site.address.lines().collect::<Vec<_>>().join(", "),
            chosen: typed.has("premises", &site.id.to_string()),
        })
        .collect()
}

/// "1 place", "38 places".
pub fn count(n: usize, one: &str, many: &str) -> String {
    format!("{n} {}", if n == 1 { one } else { many })
}
