//! An officer without a system says what they look for and why, once for an hour: it is recorded with all that they are
//! told.

use super::denied::unstated;
use crate::{
    actions::{Bar, Call, Refusal, Shared},
    domain::{
        agency::purpose::{Said, Statement},
        deed::Deed,
        member::evidence::{Acting, Officer},
    },
    store,
    vault::token_hash,
};

/// What an officer's desk shows before anybody is looked for.
#[derive(Debug)]
pub struct Desk {
    /// The force or agency.
    pub agency: String,
    /// The reference under which the officer asks.
    pub reference: String,
    /// What was said within the hour.
    pub statement: Option<Statement>,
    /// Why nothing may be told: the agreement is not in force.
    pub refused: Option<String>,
    /// The parts of town.
    pub areas: Vec<String>,
}

/// The desk of the officer who calls.
///
/// # Errors
/// 404 for whoever is no officer.
pub async fn desk(service: &Shared, call: Call) -> Result<(Desk, Bar), Refusal> {
    let token = call.token.as_deref().map(token_hash).unwrap_or_default();
    service
        .glance::<Officer, _>(call, move |tx, viewer, scheme| {
            let user = viewer.user().ok_or(Refusal::SignIn)?;
            let officer = store::officer::load(tx, viewer, user)?;
            let agreement = store::agreement::load(tx, viewer, officer.agreement)?;
            let said = store::officer::statement(tx, viewer, (&token, user))?;
            Ok(Desk {
                agency: agreement.terms.agency,
                reference: officer.reference,
                statement: said.filter(|statement| statement.said(viewer.at()).is_some()),
                refused: agreement.days.refusal(viewer.today()),
                areas: store::gallery::areas(tx, scheme.id)?,
            })
        })
        .await
}

/// Says what for and why.
///
/// # Errors
/// Messages on `purpose` and `reason`; 404 for whoever is no officer.
pub async fn state(service: &Shared, call: Call, purpose: String, reason: String) -> Result<(), Refusal> {
    let token = call.token.as_deref().map(token_hash).unwrap_or_default();
    service
        .act::<Officer, _>(call, move |act| {
            let user = act.viewer.user().ok_or(Refusal::SignIn)?;
            let officer = store::officer::load(act.tx, &act.viewer, user)?;
            let said =
                Said { officer: Some(officer.reference), purpose: Some(purpose), reason: Some(reason) };
            let stated = said.stated().map_err(|missing| unstated(&missing))?;
            let statement = Statement { purpose: stated.purpose, reason: stated.reason, at: act.now() };
            if !store::officer::state(act.tx, &act.viewer, (&token, user), &statement)? {
                return Err(Refusal::SignIn);
            }
            act.record(Deed::StatePurpose, &[user.uuid(), officer.agreement.uuid()]);
            Ok(())
        })
        .await
}
