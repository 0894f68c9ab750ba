//! Data-protection documents: begun, written, adopted by a controller, looked at again within a year.

pub mod adopt;
pub mod begin;
pub mod discard;
pub mod end;
pub mod erase;
pub mod paper;
pub mod register;
pub mod remind;
pub mod write;

use chrono::NaiveDate;

use crate::{
    actions::Refusal,
    config::Settings,
    domain::{
        agency::agreement::Standing as Agreed,
        date::spoken,
        document::{
            Document, Kind,
            known::{self, Facts},
            part::Part,
            review::Standing,
        },
        member::evidence::{Agreements, Documents, Opens},
        rules::Rules,
        scheme::Scheme,
    },
    store::{self, Read},
};

/// What the software knows for a kind of document on a day.
fn known_now<V: Opens<Agreements> + Opens<Documents>>(
    tx: &mut Read<'_>,
    viewer: &V,
    (scheme, settings): (&Scheme, &Settings),
    kind: Kind,
    today: NaiveDate,
) -> Result<Vec<(Part, Vec<String>)>, Refusal> {
    let agreements = store::agreement::list(tx, viewer)?.into_iter();
    let agencies: Vec<String> = agreements
        .filter(|one| one.days.standing(today) == Agreed::InForce)
        .map(|one| one.terms.agency)
        .collect();
    let contracts = store::document::list(tx, viewer)?.into_iter();
    let processors: Vec<String> = contracts
        .filter(|one| one.kind == Kind::Processor && one.days.standing() == Standing::InForce)
        .map(|one| one.content.party)
        .collect();
    let rules: Rules = crate::actions::Service::rules(scheme)?;
    let places = places(settings);
    let facts =
        Facts { scheme, rules: &rules, agencies: &agencies, processors: &processors, places: &places };
    Ok(known::all(kind, &facts))
}

/// Where the configuration says that data is.
fn places(settings: &Settings) -> Vec<String> {
    let named = |name: &str| match name {
        "hosting" => "The machine",
        "database" => "The database",
        "blobs" => "Pictures and letters",
        _ => "The mail server",
    };
    let places = settings.residence.places().into_iter();
    places
        .map(|(name, place)| match place {
            Some(place) => format!(
                "{}: {}, under {}, good until {}.",
                named(name),
                place.country,
                place.certificate,
                spoken(place.expires)
            ),
            None => format!("{}: not recorded in the configuration.", named(name)),
        })
        .collect()
}

/// A draft, to be changed.
fn draft(document: Document) -> Result<Document, Refusal> {
    match document.days.standing() {
        Standing::Draft => Ok(document),
        _ => Err(Refusal::Rule(
            "This version was adopted, and is not changed any more. Begin another one.".to_owned(),
        )),
    }
}
