//! An administrator or controller notes that what was ready has left, though something is still waited for or takes longer
//! from then on the clock is that of the rest.

use super::{about, pause::open};
use crate::{
    actions::{Call, Refusal, Shared},
    domain::{deed::Deed, ids::RightId, member::evidence::Steward},
    store,
};

/// Notes that it was sent.
///
/// # Errors
/// 404 if there is no such request; a rule, if it was noted before.
pub async fn sent(service: &Shared, call: Call, id: RightId) -> Result<(), Refusal> {
    service
        .act::<Steward, _>(call, move |act| {
            let mut request = open(act, id)?;
            if request.first_sent.is_some() {
                return Err(Refusal::Rule("This is noted already.".to_owned()));
            }
            request.first_sent = Some(act.viewer.today());
            store::right::set(act.tx, act.scheme.id, &request)?;
            act.record(Deed::SendReady, &about(&request));
            Ok(())
        })
        .await
}
