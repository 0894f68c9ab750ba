//! An administrator or controller notes that whoever asked was told that it was received: by post or by
//! telephone, where no address for mail was given.

use super::{about, pause::open};
use crate::{
    actions::{Call, Refusal, Shared},
    domain::{deed::Deed, ids::RightId, member::evidence::Steward},
    store,
};

/// Notes that a request is acknowledged.
///
/// # Errors
/// 404 if there is none; a rule, if it was before.
pub async fn acknowledge(service: &Shared, call: Call, id: RightId) -> Result<(), Refusal> {
    service
        .act::<Steward, _>(call, move |act| {
            let mut request = open(act, id)?;
            if request.acknowledged.is_some() {
                return Err(Refusal::Rule("It is acknowledged already.".to_owned()));
            }
            request.acknowledged = Some(act.viewer.today());
            store::right::set(act.tx, act.scheme.id, &request)?;
            act.record(Deed::AcknowledgeRight, &about(&request));
            Ok(())
        })
        .await
}
