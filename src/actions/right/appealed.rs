//! An administrator or controller enters an appeal, or asks for a review, for the person of a notice who wrote, rang or came
//! . The day on which it came decides whether it is in time, not the day it is entered.

use super::{
    ask::{self, Beside, Made, Times, already, came, in_time},
    form::{By, Checked, Typed},
};
use crate::{
    actions::{
        Call, Refusal, Seen, Shared, letter::write::new_code, profile::reckon::reckon, sanction::case,
    },
    domain::{
        deed::Deed,
        disclosure::administrator::Brief,
        ids::SanctionId,
        member::evidence::{Acting, Steward},
        right::{Kind, Request},
        sanction::{Sanction, kind, state::State},
    },
    store::{self, Read},
};

/// What somebody may appeal against.
#[derive(Debug, Clone)]
pub struct Against {
    /// How the person is called.
    pub called: String,
    /// The exclusion.
    pub sanction: Sanction,
    /// What may be asked for today.
    pub times: Times,
}

/// Whether a notice may be appealed against: it was decided, and was not taken back.
pub const fn may_be_appealed(sanction: &Sanction) -> bool {
    matches!(sanction.kind, kind::Kind::Exclusion)
        && matches!(sanction.state, State::Decided | State::Served | State::Ended)
}

/// What the form says of the notice.
///
/// # Errors
/// 404 for everybody but administrators and controllers, if the person is not shown to them, or if there is nothing to
/// appeal against.
pub async fn against(service: &Shared, call: Call, id: SanctionId) -> Result<Seen<Against>, Refusal> {
    service
        .look::<Steward, _>(call, Deed::ViewNotices, move |look| {
            let (viewer, scheme) = (look.viewer, look.scheme.clone());
            let sanction = load(look.tx, &viewer, id)?;
            let person = case::person(look.tx, &viewer, sanction.profile)?;
            look.concerns(sanction.profile);
            look.concerns(id);
            let times = ask::times(look.tx, &viewer, &scheme, &sanction, viewer.today())?;
            Ok(Against { called: Brief::of(&person, viewer.today()).called().to_owned(), sanction, times })
        })
        .await
}

fn load(tx: &mut Read<'_>, viewer: &impl Acting, id: SanctionId) -> Result<Sanction, Refusal> {
    let sanction = store::sanction::load(tx, viewer.scheme(), id)?;
    if may_be_appealed(&sanction) { Ok(sanction) } else { Err(Refusal::NotFound) }
}

/// Enters it.
///
/// # Errors
/// [`Refusal::Fields`] for what is missing; a rule, if it came too late or too early, or was entered before.
pub async fn enter(
    service: &Shared,
    call: Call,
    id: SanctionId,
    beside: Beside,
    typed: Typed,
) -> Result<Made, Refusal> {
    let code = new_code(service);
    service
        .act::<Steward, _>(call, move |act| {
            let (viewer, today) = (act.viewer, act.viewer.today());
            let sanction = load(act.tx, &viewer, id)?;
            let profile = sanction.profile;
            let person = case::person(act.tx, &viewer, profile)?;
            let (Checked { kind, ground, mut asking }, way, received) =
                came(&beside, &typed, By::Appealed, today)?;
            in_time(act, Some(&sanction), kind, received)?;
            if let Some(before) = already(act, profile, Some(id), kind)? {
                let what =
                    if kind == Kind::Appeal { "This was appealed against" } else { "This was asked for" };
                return Err(Refusal::Rule(format!("{what} already: {before}.")));
            }
            asking.name = Brief::of(&person, today).called().to_owned();
            let request = Request {
                profile: Some(profile),
                sanction: Some(id),
                ground,
                recorded_by: viewer.user(),
                // Mail says so at once; without an address somebody has to.
                acknowledged: (!asking.email.is_empty()).then_some(today),
                ..ask::begun(act, kind, way, received)?
            };
            let made = ask::enter(act, &request, &asking, &code, Deed::RecordRight)?;
            reckon(act, profile)?;
            Ok(made)
        })
        .await
}
