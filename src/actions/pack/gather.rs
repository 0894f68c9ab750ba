//! Gathers everything held on the person who asked for a copy, part by part, as the data map has it.

use std::collections::HashMap;

use chrono::{DateTime, Utc};

use super::{of_incidents, of_person, of_rest, of_sanctions, of_told};
use crate::{
    actions::Refusal,
    domain::{
        disclosure::copy,
        ids::{BusinessId, PremisesId, ProfileId, UserId},
        member::evidence::{Gatherer, Viewer},
        pack::gathered::{Gathered, Item},
        scheme::Scheme,
    },
    store::{self, Read, StoreError},
};

/// What is at hand while a copy is gathered.
pub(super) struct Gathering<'a, 'c> {
    pub tx: &'a mut Read<'c>,
    pub viewer: Viewer<Gatherer>,
    pub scheme: &'a Scheme,
    pub profile: ProfileId,
    /// The same and those that were joined to it: what was told and done of each is the person's.
    pub all: Vec<ProfileId>,
    /// Who looked and who was told is counted until then: making the copy is not part of it.
    pub until: DateTime<Utc>,
    pub found: Gathered,
    users: HashMap<UserId, String>,
    premises: HashMap<PremisesId, String>,
    businesses: HashMap<BusinessId, String>,
    names: HashMap<ProfileId, Vec<String>>,
}

/// Gathers everything.
///
/// # Errors
/// [`Refusal::NotFound`] if the profile is gone; if the database fails.
pub(super) fn gather(
    tx: &mut Read<'_>,
    viewer: Viewer<Gatherer>,
    scheme: &Scheme,
    until: DateTime<Utc>,
) -> Result<Gathered, Refusal> {
    let profile = viewer.profile().ok_or(Refusal::NotFound)?;
    let joined = store::origin::joined_to(tx, scheme.id, profile)?;
    let mut gathering = Gathering {
        all: std::iter::once(profile).chain(joined).collect(),
        users: store::user::list(tx, &viewer, None)?
            .into_iter()
            .map(|user| (user.id, user.details.name))
            .collect(),
        premises: store::business::premises(tx, &viewer, None)?
            .into_iter()
            .map(|site| (site.id, [site.details.name, site.details.address].join(", ")))
            .collect(),
        businesses: store::business::list(tx, &viewer)?
            .into_iter()
            .map(|business| (business.id, business.details.name))
            .collect(),
        names: HashMap::new(),
        tx,
        viewer,
        scheme,
        profile,
        until,
        found: Gathered::default(),
    };
    let own = store::profile::load(gathering.tx, &viewer, profile)?;
    gathering.found.own_names = copy::own_names(&own);
    gathering.found.staff = gathering.users.values().cloned().collect();
    of_person::who(&mut gathering, own)?;
    of_incidents::incidents(&mut gathering)?;
    of_sanctions::sanctions(&mut gathering)?;
    of_person::intelligence(&mut gathering)?;
    of_person::special(&mut gathering)?;
    of_told::recipients(&mut gathering)?;
    of_sanctions::decisions(&mut gathering)?;
    of_rest::clocks(&mut gathering)?;
    of_rest::requests(&mut gathering)?;
    of_rest::put_right(&mut gathering)?;
    gathering.found.others.sort_unstable();
    gathering.found.others.dedup();
    Ok(gathering.found)
}

impl Gathering<'_, '_> {
    /// Adds a record.
    pub fn push(&mut self, item: Item) {
        self.found.items.push(item);
    }

    /// A user's name; one who has left has none any more.
    pub fn user(&self, user: Option<UserId>) -> String {
        let name = user.and_then(|user| self.users.get(&user)).cloned();
        name.unwrap_or_else(|| "somebody who has left".to_owned())
    }

    /// The name of a user who is there, to be masked where it stands.
    pub fn named(&self, user: Option<UserId>) -> Option<String> {
        user.and_then(|user| self.users.get(&user)).cloned()
    }

    /// Premises in words.
    pub fn place(&self, premises: Option<PremisesId>) -> String {
        let place = premises.and_then(|premises| self.premises.get(&premises)).cloned();
        place.unwrap_or_else(|| "premises of a former member".to_owned())
    }

    /// A business in words.
    pub fn business(&self, business: BusinessId) -> String {
        let name = self.businesses.get(&business).cloned();
        name.unwrap_or_else(|| "a former member".to_owned())
    }

    /// How the person is called in texts that mention them.
    pub fn own_name(&self) -> String {
        self.found.own_names.first().cloned().unwrap_or_else(|| "you".to_owned())
    }

    /// The names of somebody else, to be masked where they stand; none of somebody who is gone.
    pub fn names_of(&mut self, other: ProfileId) -> Result<Vec<String>, Refusal> {
        if let Some(known) = self.names.get(&other) {
            return Ok(known.clone());
        }
        let names = match store::profile::load(self.tx, &self.viewer, other) {
            Ok(profile) => profile.searchable().0,
            Err(StoreError::NotFound) => Vec::new(),
            Err(error) => return Err(error.into()),
        };
        self.names.insert(other, names.clone());
        Ok(names)
    }
}
