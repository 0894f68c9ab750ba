//! How a card is worded: status, until when, from where.

use chrono::{DateTime, Utc};

use crate::{
    actions::profile::faces::Face,
    domain::{date::short, disclosure::member::Card, ids::PremisesId, profile::status::Status},
};

/// An icon, a colour and a word.
pub struct Badge {
    /// As the styles and icons name it.
    pub kind: &'static str,
    /// The word.
    pub word: &'static str,
}

/// A card, in words.
pub struct CardView {
    /// The person's page.
    pub href: String,
    /// The thumbnail.
    pub photo: Option<String>,
    /// Empty for ID sought.
    pub name: String,
    /// Status, and under 18.
    pub badges: Vec<Badge>,
    /// "until 22 Nov 2027"
    pub until: String,
    /// "all premises", "5 premises, yours too", or empty.
    pub place: String,
    /// New since the last visit.
    pub fresh: bool,
}

/// The badges of a person.
pub fn badges(card: &Card) -> Vec<Badge> {
    let status = match card.status {
        Status::Excluded => Badge { kind: "excluded", word: Status::Excluded.label() },
        Status::Warned => Badge { kind: "warned", word: Status::Warned.label() },
        Status::IdSought => Badge { kind: "id-sought", word: Status::IdSought.label() },
        Status::Known => Badge { kind: "info", word: "Reported" },
    };
    let child = card.under_18.then_some(Badge { kind: "under-18", word: "Under 18" });
    let sought = (card.name.is_none() && card.status != Status::IdSought)
        .then_some(Badge { kind: "id-sought", word: Status::IdSought.label() });
    [Some(status), sought, child].into_iter().flatten().collect()
}

/// Words a card; `own` are the viewer's premises.
pub fn view(face: Face, own: &[PremisesId], since: Option<DateTime<Utc>>) -> CardView {
    let Face { card, photo, listed } = face;
    let place = match card.exclusion {
        None => String::new(),
        Some(exclusion) if exclusion.everywhere => "All premises".to_owned(),
        Some(_) => some_premises(&listed, own),
    };
    let until = card.exclusion.map_or(card.until, |exclusion| exclusion.until);
    CardView {
        href: format!("/gallery/{}", card.id),
        photo,
        badges: badges(&card),
        until: format!("until {}", short(until)),
        place,
        fresh: since.is_some_and(|since| card.since.is_some_and(|shown| shown > since)),
        name: card.name.unwrap_or_default(),
    }
}

fn some_premises(listed: &[PremisesId], own: &[PremisesId]) -> String {
    let whose = if listed.iter().any(|premises| own.contains(premises)) { "yours too" } else { "not yours" };
    match listed.len() {
        1 if whose == "yours too" => "Yours only".to_owned(),
        1 => "1 premises, not yours".to_owned(),
        n => format!("{n} premises, {whose}"),
    }
}
