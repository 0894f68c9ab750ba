//! What do police and partner agencies see, under an agreement in force? While a person is circulated: identity, images,
//! sanctions served, incidents without their reporter, victims and witnesses; contact details and special-category facts
//! only if the agreement names them; nothing about vulnerability, and of the withdrawn nothing (product.md, the matrix).
//!
//! Names of fields follow the police's national POLE model (person, object, location, event) where it has them.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;
use utoipa::ToSchema;

use super::words;
use crate::domain::{
    ids::{IncidentId, PictureId, PremisesId, ProfileId, SanctionId},
    incident::{Subject, finding::Proof, report, standing::Standing},
    profile::{
        Outline, Profile,
        identity::{ContactDetails, Fact, Identity},
        minor::{self, Age},
        special::{self, Special},
        status::{Status, shown},
    },
    right::restricting::Hidden,
    sanction::{Term, kind, service::in_force, state},
};

/// A fact, and the class of source it is known from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Sourced {
    /// What is known.
    pub value: String,
    /// From whom.
    #[schema(schema_with = words::sources)]
    pub source: &'static str,
}

/// A person in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ListedPerson {
    /// The person's id in this scheme.
    #[schema(value_type = uuid::Uuid)]
    pub id: ProfileId,
    /// The confirmed name; left out while it is not known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub full_name: Option<String>,
    /// Date of birth, if known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date_of_birth: Option<NaiveDate>,
    /// As it holds today.
    #[schema(schema_with = words::statuses)]
    pub status: &'static str,
    /// Under 18, or looks it where the age is not known.
    pub under18: bool,
    /// Whether there is a picture that may be shown.
    pub pictured: bool,
    /// The last day of the longest exclusion in force; left out if there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub excluded_until: Option<NaiveDate>,
    /// The last day on which this person is circulated.
    pub circulated_until: NaiveDate,
}

/// A person, with what is known and from whom.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Person {
    /// The person's id in this scheme.
    #[schema(value_type = uuid::Uuid)]
    pub id: ProfileId,
    /// The version that the change feed tells of this person.
    pub version: i64,
    /// As it holds today.
    #[schema(schema_with = words::statuses)]
    pub status: &'static str,
    /// Nobody has confirmed a name.
    pub id_sought: bool,
    /// The confirmed name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub full_name: Option<Sourced>,
    /// Other names.
    pub aliases: Vec<Sourced>,
    /// Date of birth, as `2001-02-03`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date_of_birth: Option<Sourced>,
    /// Under 18, or looks it where the age is not known.
    pub under18: bool,
    /// What the person looks like.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub person_description: Option<Sourced>,
    /// How the person goes about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub modus_operandi: Option<Sourced>,
    /// How many pictures may be shown.
    pub images: usize,
    /// The last day on which this person is circulated.
    pub circulated_until: NaiveDate,
    /// Warnings and exclusions that were served, and not revoked.
    pub sanctions: Vec<Sanction>,
    /// The incidents that stand for this person.
    pub incidents: Vec<Involvement>,
    /// Ids of people often seen with this one, while both are circulated.
    #[schema(value_type = Vec<uuid::Uuid>)]
    pub associates: Vec<ProfileId>,
    /// How to write to the person; only if the agreement names contact details.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub contact: Option<Contact>,
    /// Special-category facts, never about vulnerability; only if the agreement names them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub special_category: Option<Vec<SpecialFact>>,
}

/// A warning or an exclusion that was served.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Sanction {
    /// Its id.
    #[schema(value_type = uuid::Uuid)]
    pub id: SanctionId,
    /// `warning` or `exclusion`.
    #[schema(example = "exclusion")]
    pub kind: &'static str,
    /// The day of service.
    pub served_on: NaiveDate,
    /// The last day of an exclusion.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ends_on: Option<NaiveDate>,
    /// Whether it holds today.
    pub in_force: bool,
    /// From all members' premises; else from those listed.
    pub everywhere: bool,
    /// The premises listed, where it is not from all.
    pub locations: Vec<Location>,
}

/// Members' premises.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Location {
    /// Their id.
    #[schema(value_type = uuid::Uuid)]
    pub id: PremisesId,
    /// The name over the door.
    pub name: String,
    /// The street address.
    pub address: String,
    /// The part of town, or empty.
    pub area: String,
}

/// That a person is the subject of an incident.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Involvement {
    /// Which incident.
    #[schema(value_type = uuid::Uuid)]
    pub incident: IncidentId,
    /// Alleged or proven.
    #[schema(schema_with = words::findings)]
    pub finding: &'static str,
    /// What proves it.
    #[schema(schema_with = words::proofs)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub proof: Option<&'static str>,
    /// From whom it is known.
    #[schema(schema_with = words::sources)]
    pub source: &'static str,
}

/// How to write to a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Contact {
    /// Postal address, in lines; or empty.
    pub address: String,
    /// E-mail address; or empty.
    pub email: String,
}

/// A special-category fact.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct SpecialFact {
    /// `ethnicity`, to identify; or `condition`, where its symptoms endanger staff.
    #[schema(example = "condition")]
    pub kind: &'static str,
    /// The fact.
    pub words: String,
    /// From whom.
    pub source: &'static str,
}

/// A picture of a person, and a link to it that is good once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Image {
    /// Its id.
    #[schema(value_type = uuid::Uuid)]
    pub id: PictureId,
    /// Where it is to be had, once, by the same client.
    pub href: String,
    /// Until when.
    pub expires_at: DateTime<Utc>,
}

fn sourced(fact: Fact<String>) -> Sourced {
    let Fact { value, source } = fact;
    Sourced { value, source: source.as_str() }
}

/// The sanctions of one person that were served and not revoked, the latest first.
fn served(id: ProfileId, terms: &[Term], today: NaiveDate) -> Vec<(Sanction, kind::Kind)> {
    let mut served: Vec<_> = terms
        .iter()
        .filter_map(|term| {
            let Term { id: sanction, profile, kind, state, everywhere, served_on, ends_on, revoked_on } =
                term;
            let stands = *profile == id && *state == state::State::Served && revoked_on.is_none();
            let served_on = served_on.filter(|served| stands && *served <= today)?;
            let holds = ends_on.is_none_or(|ends| in_force(served_on, ends, today));
            let (ends_on, locations) = (*ends_on, Vec::new());
            let (everywhere, in_force) = (*everywhere, holds);
            let told = kind.as_str();
            Some((
                Sanction { id: *sanction, kind: told, served_on, ends_on, in_force, everywhere, locations },
                *kind,
            ))
        })
        .collect();
    served.sort_by_key(|(sanction, _)| (std::cmp::Reverse(sanction.served_on), sanction.id));
    served
}

/// The last day of the longest exclusion in force.
fn excluded_until(served: &[(Sanction, kind::Kind)]) -> Option<NaiveDate> {
    let holding =
        served.iter().filter(|(sanction, kind)| *kind == kind::Kind::Exclusion && sanction.in_force);
    holding.filter_map(|(sanction, _)| sanction.ends_on).max()
}

/// The kept status, unless its exclusion ended since.
fn status(kept: Status, served: &[(Sanction, kind::Kind)], id_sought: bool) -> Status {
    let warned = served.iter().any(|(_, kind)| *kind == kind::Kind::Warning);
    match kept {
        Status::Excluded if excluded_until(served).is_some() => Status::Excluded,
        Status::Warned => Status::Warned,
        Status::Excluded if warned => Status::Warned,
        _ if id_sought => Status::IdSought,
        _ => Status::Known,
    }
}

/// A person in a list, or nothing if not circulated on the day.
pub fn listed(outline: Outline, terms: &[Term], today: NaiveDate) -> Option<ListedPerson> {
    let Outline { id, id_sought, status: kept, photo_shown, photo, name, age, shown_until, shown_since: _ } =
        outline;
    let circulated_until = shown_until.filter(|_| shown(shown_until, today))?;
    let served = served(id, terms, today);
    let status = status(kept, &served, id_sought);
    Some(ListedPerson {
        id,
        full_name: name,
        date_of_birth: age.born,
        status: status.as_str(),
        under18: minor::under_18(age, today),
        pictured: photo_shown && photo.is_some(),
        excluded_until: excluded_until(&served).filter(|_| status == Status::Excluded),
        circulated_until,
    })
}

/// Of some pictures those of a person that may be shown on a day, the one on the card first.
pub fn pictures(profile: &Profile, photos: Vec<(ProfileId, PictureId)>, today: NaiveDate) -> Vec<PictureId> {
    let may = profile.photo_shown && shown(profile.shown_until, today);
    photos.into_iter().filter(|(of, _)| may && *of == profile.id).map(|(_, photo)| photo).collect()
}

/// What belongs to a person beside the profile itself.
#[derive(Debug, Default)]
pub struct Beside {
    /// What the feed counts.
    pub version: i64,
    /// How many pictures there are.
    pub images: usize,
    /// What was given.
    pub terms: Vec<Term>,
    /// The premises listed, by sanction.
    pub listed: HashMap<SanctionId, Vec<Location>>,
    /// What is found about the incidents.
    pub subjects: Vec<(Subject, report::State)>,
    /// Associates who are circulated.
    pub associates: Vec<ProfileId>,
    /// Contact details, if the agreement names them.
    pub contact: Option<Option<ContactDetails>>,
    /// Special-category facts, if the agreement names them.
    pub special: Option<Vec<Special>>,
    /// What is hidden while it is checked.
    pub hidden: Hidden,
}

/// A person, or nothing if not circulated on the day: the same as if there were none.
pub fn person(profile: Profile, beside: Beside, today: NaiveDate) -> Option<Person> {
    let Profile {
        id,
        id_sought,
        named_on: _,
        status: kept,
        under_18: _,
        photo_shown,
        identity,
        created_on: _,
        shown_until,
        shown_since: _,
        erased_on: _,
        withdrawn_at: _,
    } = profile;
    let Beside { version, images, terms, mut listed, subjects, associates, contact, special, hidden } =
        beside;
    let Identity { name, aliases, born, looks_under_18, description, modus_operandi } = identity;
    let circulated_until = shown_until.filter(|_| shown(shown_until, today))?;
    let served = served(id, &terms, today);
    let age = Age { born: born.as_ref().map(|fact| fact.value), looks_under_18 };
    Some(Person {
        id,
        version,
        status: status(kept, &served, id_sought).as_str(),
        id_sought,
        full_name: name.map(sourced),
        aliases: aliases.into_iter().map(sourced).collect(),
        date_of_birth: born
            .map(|Fact { value, source }| Sourced { value: value.to_string(), source: source.as_str() }),
        under18: minor::under_18(age, today),
        person_description: description.filter(|_| !hidden.words).map(sourced),
        modus_operandi: modus_operandi.filter(|_| !hidden.words).map(sourced),
        images: if photo_shown { images } else { 0 },
        circulated_until,
        sanctions: served
            .into_iter()
            .map(|(sanction, _)| {
                let locations = listed.remove(&sanction.id).filter(|_| !sanction.everywhere);
                Sanction { locations: locations.unwrap_or_default(), ..sanction }
            })
            .collect(),
        incidents: subjects.iter().filter_map(|(subject, state)| involvement(subject, *state)).collect(),
        associates,
        contact: contact.map(|known| {
            let ContactDetails { address, email } = known.unwrap_or_default();
            Contact { address, email }
        }),
        special_category: special
            .map(|facts| facts.iter().filter(|_| !hidden.words).filter_map(special_fact).collect()),
    })
}

fn involvement(subject: &Subject, state: report::State) -> Option<Involvement> {
    let Subject { incident, profile: _, finding, source, standing, hidden, linked_at: _, linked_by: _ } =
        subject;
    let told = *standing == Standing::Stands && !hidden && state == report::State::Accepted;
    told.then(|| Involvement {
        incident: *incident,
        finding: word(finding.is_proven()),
        proof: finding.proof().map(Proof::as_str),
        source: source.as_str(),
    })
}

/// Alleged or proven.
pub(super) fn word(proven: bool) -> &'static str {
    if proven { "proven" } else { "alleged" }
}

/// A special-category fact; never about vulnerability.
fn special_fact(fact: &Special) -> Option<SpecialFact> {
    let Special {
        id: _,
        profile: _,
        kind,
        source,
        words,
        reason: _,
        audience: _,
        recorded_by: _,
        recorded_at: _,
    } = fact;
    let told = *kind != special::Kind::Vulnerability;
    told.then(|| SpecialFact { kind: kind.as_str(), words: words.clone(), source: source.as_str() })
}
