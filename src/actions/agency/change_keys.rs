//! The controller gives a police system other public keys: those it had are worth nothing from that moment.

use super::register_client::public_keys;
use crate::{
    actions::{Call, Refusal, Shared, refusal::Problems},
    domain::{deed::Deed, ids::ClientId, member::evidence::Controller},
    store::{self, ledger::Matter},
};

/// Gives a client other keys.
///
/// # Errors
/// A message on `keys`; [`Refusal::NotFound`] if there is none, or it was revoked.
pub async fn change(service: &Shared, call: Call, id: ClientId, keys: String) -> Result<(), Refusal> {
    service
        .act::<Controller, _>(call, move |act| {
            let viewer = act.viewer;
            let client = store::client::load(act.tx, &viewer, id)?;
            let mut problems = Problems::default();
            let keys = public_keys(&mut problems, &keys);
            if !keys.is_empty() && keys == client.keys {
                problems.add("keys", "These are the keys it has.");
            }
            problems.end()?;
            if !store::client::set_keys(act.tx, &viewer, id, &keys)? {
                return Err(Refusal::NotFound);
            }
            // A restore knows the old keys alone: the system is revoked by it, and registered anew.
            if client.keys.iter().any(|key| !keys.contains(key)) {
                act.pledge(Matter::ClientRevoked(id));
            }
            act.record(Deed::ChangeClientKeys, &[id.uuid()]);
            Ok(())
        })
        .await
}
