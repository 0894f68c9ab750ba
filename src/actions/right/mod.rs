//! What listed people ask for, from the page behind their letter's code, by the public form or by way of an
//! administrator, and what becomes of it.

pub mod acknowledge;
pub mod answer;
pub mod appealed;
pub mod ask;
pub mod board;
pub mod connect;
pub mod decide_appeal;
pub mod extend;
pub mod follow;
pub mod form;
pub mod pass;
pub mod pause;
pub mod restrict;
pub mod send_ready;
pub mod tell;

use crate::domain::{
    ids::{ProfileId, RightId},
    right::Request,
};

/// The ids that an event about a request names.
pub(super) fn about(request: &Request) -> Vec<uuid::Uuid> {
    let ids = [Some(RightId::uuid(request.id)), request.profile.map(ProfileId::uuid)];
    ids.into_iter().flatten().collect()
}
