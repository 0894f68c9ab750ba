//! Links two people who are seen together, or unlinks them.

use super::sight::seen;
use crate::{
    actions::{Call, Refusal, Shared},
    domain::{deed::Deed, ids::ProfileId, member::evidence::Administrator},
    store,
};

/// Links or unlinks two people.
///
/// # Errors
/// [`Refusal::NotFound`] if one of them may not be seen; [`Refusal::Rule`] for one and the same.
pub async fn associate(
    service: &Shared,
    call: Call,
    one: ProfileId,
    two: ProfileId,
    linked: bool,
) -> Result<(), Refusal> {
    service
        .act::<Administrator, _>(call, move |act| {
            if one == two {
                return Err(Refusal::Rule("Nobody is their own associate.".to_owned()));
            }
            for person in [one, two] {
                seen(act.tx, &act.scheme, &act.viewer, person)?;
            }
            store::associate::set(act.tx, act.scheme.id, one, two, linked)?;
            act.record(Deed::LinkAssociate, &[one.uuid(), two.uuid()]);
            Ok(())
        })
        .await
}
