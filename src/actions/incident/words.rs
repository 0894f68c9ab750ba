//! An incident in words, for lists and headings.

use crate::{
    actions::Refusal,
    domain::{
        date::{london_day, london_time, short},
        ids::{PremisesId, UserId},
        incident::{Incident, loss::Band},
        member::evidence::{Account, Opens},
    },
    store::{self, Read, StoreError},
};

/// "Theft, £50 to £200".
pub fn title(incident: &Incident) -> String {
    match incident.band {
        Band::None => incident.kind.label().to_owned(),
        band => format!("{}, {}", incident.kind.label(), band.label()),
    }
}

/// "22 Nov 2026 14:20".
pub fn moment(at: chrono::DateTime<chrono::Utc>) -> String {
    format!("{} {}", short(london_day(at)), london_time(at))
}

/// A user's name; one who has left has none any more.
pub fn user_name(
    tx: &mut Read<'_>,
    viewer: &impl Opens<Account>,
    user: Option<UserId>,
) -> Result<String, Refusal> {
    let left = || "somebody who has left".to_owned();
    let Some(user) = user else { return Ok(left()) };
    match store::user::load(tx, viewer, user) {
        Ok(user) => Ok(user.details.name),
        Err(StoreError::NotFound) => Ok(left()),
        Err(error) => Err(error.into()),
    }
}

/// Premises in words; those of a member who has left have none any more.
pub fn place(
    tx: &mut Read<'_>,
    viewer: &impl Opens<Account>,
    premises: Option<PremisesId>,
) -> Result<String, Refusal> {
    let left = || "premises of a former member".to_owned();
    let Some(premises) = premises else { return Ok(left()) };
    match store::business::site(tx, viewer, premises) {
        Ok(site) if site.details.address.is_empty() => Ok(site.details.name),
        Ok(site) => Ok(format!("{}, {}", site.details.name, site.details.address)),
        Err(StoreError::NotFound) => Ok(left()),
        Err(error) => Err(error.into()),
    }
}
