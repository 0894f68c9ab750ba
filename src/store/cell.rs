//! What a sealed cell holds: a small JSON object, opened against evidence, wiped after reading.

use serde::{Serialize, de::DeserializeOwned};
use zeroize::Zeroizing;

use super::{Read, StoreError, Stored};
use crate::{
    domain::member::evidence::{Class, Opens},
    vault::{DataKey, Place, Sealed},
};

/// Seals a value for its place.
pub(super) fn seal<C: Class>(
    tx: &Read<'_>,
    key: &DataKey,
    place: Place,
    value: &impl Serialize,
) -> Stored<Sealed> {
    let plain = Zeroizing::new(serde_json::to_vec(value).map_err(|_| StoreError::Damaged(place.table))?);
    Ok(key.seal::<C>(tx.clock, place, &plain))
}

/// Opens a value at its place.
pub(super) fn open<C: Class, T: DeserializeOwned>(
    viewer: &impl Opens<C>,
    key: &DataKey,
    place: Place,
    sealed: &Sealed,
) -> Stored<T> {
    let plain = key.open::<C>(viewer, place, sealed)?;
    serde_json::from_slice(&plain).map_err(|_| StoreError::Damaged(place.table))
}
