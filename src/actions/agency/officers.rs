//! The controller looks at an officer's account.

use crate::{
    actions::{Call, Refusal, Seen, Shared},
    domain::{
        agency::officer::Officer,
        deed::Deed,
        ids::UserId,
        member::{evidence::Controller, record::User},
    },
    store,
};

/// An officer, and what the controller needs to know.
#[derive(Debug)]
pub struct Shown {
    /// The officer.
    pub officer: Officer,
    /// The account.
    pub account: User,
    /// The force or agency.
    pub agency: String,
}

/// One of them.
///
/// # Errors
/// 404 for whoever is not the controller, or if there is none.
pub async fn one(service: &Shared, call: Call, id: UserId) -> Result<Seen<Shown>, Refusal> {
    service
        .look::<Controller, _>(call, Deed::ViewOfficer, move |look| {
            let officer = store::officer::load(look.tx, &look.viewer, id)?;
            look.concerns(id);
            let account = store::user::load(look.tx, &look.viewer, id)?;
            let agency = store::agreement::load(look.tx, &look.viewer, officer.agreement)?.terms.agency;
            Ok(Shown { officer, account, agency })
        })
        .await
}
