//! Members' premises, as far as what police are told of happened there or names them.

use std::collections::HashMap;

use super::{call::Telling, denied::Denied};
use crate::{
    domain::{disclosure::police::Location, ids::PremisesId},
    store::{self, StoreError},
};

/// Premises by id, each opened once.
#[derive(Debug, Default)]
pub(super) struct Places(HashMap<PremisesId, Option<Location>>);

impl Places {
    /// Some premises; nothing if they are gone.
    pub(super) fn at(
        &mut self,
        telling: &mut Telling<'_, '_>,
        id: PremisesId,
    ) -> Result<Option<Location>, Denied> {
        if let Some(known) = self.0.get(&id) {
            return Ok(known.clone());
        }
        let location = match store::business::site(telling.tx, &telling.viewer, id) {
            Ok(site) => {
                Some(Location { id, name: site.details.name, address: site.details.address, area: site.area })
            }
            Err(StoreError::NotFound) => None,
            Err(error) => return Err(error.into()),
        };
        self.0.insert(id, location.clone());
        Ok(location)
    }
}
