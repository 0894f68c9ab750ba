//! The premises an exclusion may name, and those it names.

use std::collections::HashSet;

use chrono::NaiveDate;

use crate::{
    actions::Refusal,
    domain::{
        ids::{PremisesId, SanctionId},
        member::evidence::{Account, Opens},
        sanction::premises::authority_stands,
    },
    store::{self, Read},
};

/// A place.
#[derive(Debug, Clone)]
pub struct Site {
    /// Id.
    pub id: PremisesId,
    /// The name over the door.
    pub name: String,
    /// Street address.
    pub address: String,
    /// The part of town.
    pub area: String,
}

/// The premises in use of the members whose authority stands on a day, by name.
///
/// # Errors
/// If the database fails.
pub fn standing(
    tx: &mut Read<'_>,
    viewer: &impl Opens<Account>,
    day: NaiveDate,
) -> Result<Vec<Site>, Refusal> {
    let members: HashSet<_> = store::business::list(tx, viewer)?
        .into_iter()
        .filter(|business| authority_stands(business.state, business.authority_on, day))
        .map(|business| business.id)
        .collect();
    let all = store::business::premises(tx, viewer, None)?;
    let standing = all.into_iter().filter(|site| site.open && members.contains(&site.business));
    Ok(standing
        .map(|site| Site {
            id: site.id,
            name: site.details.name,
            address: site.details.address,
            area: site.area,
        })
        .collect())
}

/// The premises listed for a sanction, by name.
///
/// # Errors
/// If the database fails.
pub fn listed(
    tx: &mut Read<'_>,
    viewer: &impl Opens<Account>,
    sanction: SanctionId,
) -> Result<Vec<Site>, Refusal> {
    let ids: HashSet<_> = store::sanction::premises(tx, viewer.scheme(), sanction)?.into_iter().collect();
    let all = store::business::premises(tx, viewer, None)?;
    let listed = all.into_iter().filter(|site| ids.contains(&site.id));
    Ok(listed
        .map(|site| Site {
            id: site.id,
            name: site.details.name,
            address: site.details.address,
            area: site.area,
        })
        .collect())
}
