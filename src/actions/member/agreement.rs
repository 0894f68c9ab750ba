//! A user accepts the data-integrity agreement: before it, at a new version and after a year there is no personal
//! data to be seen.

use crate::{
    actions::{Bar, Call, Refusal, Service, Shared},
    domain::{
        date::{london_day, spoken},
        deed::Deed,
        member::{
            agreement::{Acceptance, good_until, in_force},
            evidence::{Acting, Insider},
        },
    },
    store,
};

/// What the page says of the agreement.
#[derive(Debug, Clone)]
pub struct Standing {
    /// The version in use.
    pub version: u32,
    /// Until when the user's acceptance is good; nothing if it is to be accepted now.
    pub until: Option<String>,
    /// Why it is to be accepted now.
    pub why: String,
}

/// How the user's agreement stands.
///
/// # Errors
/// If nobody is signed in.
pub async fn standing(service: &Shared, call: Call) -> Result<(Standing, Bar), Refusal> {
    service
        .glance::<Insider, _>(call, |tx, viewer, scheme| {
            let user = store::user::load(tx, viewer, viewer.user().ok_or(Refusal::SignIn)?)?;
            let rules = Service::rules(scheme)?;
            let version = scheme.agreement_version;
            let missing = in_force(user.agreed, version, viewer.today(), &rules).err();
            let until =
                user.agreed.filter(|_| missing.is_none()).map(|good| spoken(good_until(good, &rules)));
            Ok(Standing { version, until, why: missing.map(|why| why.to_string()).unwrap_or_default() })
        })
        .await
}

/// Accepts the version that was read.
///
/// # Errors
/// [`Refusal::Fields`] without the tick, [`Refusal::OutOfDate`] if there is a newer version meanwhile.
pub async fn accept(service: &Shared, call: Call, version: String, ticked: bool) -> Result<(), Refusal> {
    if !ticked {
        return Err(Refusal::field(
            "agree",
            "Please tick this if you have read the agreement and accept it.",
        ));
    }
    service
        .act::<Insider, _>(call, move |act| {
            let user = act.viewer.user().ok_or(Refusal::SignIn)?;
            let in_use = act.scheme.agreement_version;
            if version != in_use.to_string() {
                return Err(Refusal::OutOfDate);
            }
            let accepted = Acceptance { version: in_use, on: london_day(act.now()) };
            store::user::agree(act.tx, act.scheme.id, user, accepted)?;
            act.record(Deed::AcceptAgreement, &[user.uuid()]);
            Ok(())
        })
        .await
}
