//! Records that a member has just seen somebody who is circulated: one tap.

use chrono::TimeDelta;

use crate::{
    actions::{Act, Call, Refusal, Shared},
    domain::{
        deed::Deed,
        ids::{PremisesId, ProfileId},
        member::evidence::{Acting, Member},
        profile::sighting::Sighting,
    },
    store,
};

/// A second tap within so long tells nothing new.
const AGAIN: TimeDelta = TimeDelta::minutes(5);

/// Records a sighting.
///
/// # Errors
/// [`Refusal::NotFound`] if the person is not shown today.
pub async fn record_sighting(service: &Shared, call: Call, id: ProfileId) -> Result<(), Refusal> {
    service
        .act::<Member, _>(call, move |act| {
            let profile = store::profile::shown(act.tx, &act.viewer, id, act.viewer.today())?;
            let user = act.viewer.user().ok_or(Refusal::SignIn)?;
            let (scheme, lately) = (act.scheme.id, act.now() - AGAIN);
            if !store::sighting::told_since(act.tx, scheme, id, user, lately)? {
                let premises = only_premises(act)?;
                let sighting = Sighting::of(&profile, act.new_id(), premises, Some(user), act.now());
                store::sighting::insert(act.tx, scheme, &sighting)?;
            }
            act.record(Deed::RecordSighting, &[id.uuid()]);
            Ok(())
        })
        .await
}

/// Where the user works, if the business has one place: otherwise nobody knows which.
fn only_premises(act: &mut Act<'_, '_, Member>) -> Result<Option<PremisesId>, Refusal> {
    let Some(business) = act.viewer.business() else { return Ok(None) };
    let sites = store::gallery::sites(act.tx, act.scheme.id, business)?;
    Ok(match sites.as_slice() {
        [(only, _)] => Some(*only),
        _ => None,
    })
}
