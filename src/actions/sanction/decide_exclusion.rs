//! Decides a proposed exclusion: a board member or controller who did not propose it, with reasons. Approved,
//! it holds for the premises of the members whose authority stands that day, and its notice is written.

use super::{
    case::{Case, person},
    premises, quicker,
};
use crate::{
    actions::{Act, Call, Enter, Refusal, Shared, letter, refusal::Problems},
    domain::{
        deed::Deed,
        ids::{PremisesId, SanctionId, SchemeId, UserId},
        member::{
            evidence::{Account, Acting as _, Board, Controller, Identity, Opens, Summary, Viewer},
            role::{Acting, Role},
        },
        sanction::{
            Sanction,
            exclusion::{self, Objection},
            letter::LetterKind,
            state::{self, State},
        },
        text,
    },
    store::{self, StoreError},
};

/// The longest reasons, in characters.
const LONGEST: usize = 4_000;

/// What who decides fills in.
#[derive(Debug, Clone)]
pub struct Decision {
    /// To exclude, or not to.
    pub approve: bool,
    /// Why; on approval it stands in the notice.
    pub reasons: String,
}

/// Decides an exclusion; if it is approved its notice is written.
///
/// # Errors
/// [`Refusal::Fields`] with every objection of the rules; [`Refusal::Rule`] if somebody was quicker; 404 for everybody
/// but board and controller.
pub async fn decide(service: &Shared, call: Call, id: SanctionId, decision: Decision) -> Result<(), Refusal> {
    let (to_board, approve) = (decision.clone(), decision.approve);
    let done = match service.act::<Board, _>(call.clone(), move |act| decided(act, id, &to_board)).await {
        Err(Refusal::NotFound) => {
            service.act::<Controller, _>(call, move |act| decided(act, id, &decision)).await
        }
        done => done,
    };
    let scheme = done?;
    if approve {
        letter::write::write_or_tell(service, scheme, id, LetterKind::ExclusionNotice).await;
    }
    Ok(())
}

fn decided<R: Enter>(
    act: &mut Act<'_, '_, R>,
    id: SanctionId,
    decision: &Decision,
) -> Result<SchemeId, Refusal>
where
    Viewer<R>: Opens<Summary> + Opens<Account> + Opens<Identity>,
{
    let (scheme, now) = (act.scheme.id, act.now());
    let sanction = store::sanction::load(act.tx, scheme, id)?;
    person(act.tx, &act.viewer, sanction.profile)?;
    let to = if decision.approve { state::Deed::Decide } else { state::Deed::Refuse };
    let next = sanction.state.after(to).ok_or_else(quicker)?;
    let statement = store::sanction::words(act.tx, &act.viewer, &sanction)?.0;
    let case = Case::load(act.tx, &act.viewer, &act.scheme, sanction.profile)?;
    let behind: Vec<_> = case.behind(id).iter().map(|incident| incident.id).collect();
    let relied_on = case.relied_on(&behind, Some(id))?;
    let sites = sites(act, &sanction)?;
    let asked = exclusion::Case {
        proposer: Acting { user: sanction.proposed_by.unwrap_or_else(nobody), role: Role::Administrator },
        relied_on: &relied_on,
        proportionality: &statement,
        months: sanction.months.unwrap_or_default(),
        premises: sites.len(),
    };
    let decider = Acting {
        user: act.viewer.user().ok_or(Refusal::NotFound)?,
        role: Role::parse(act.viewer.role()).ok_or(Refusal::NotFound)?,
    };
    let mut problems = Problems::default();
    let reasons = problems.take("reasons", text::paragraphs(&decision.reasons, 1, LONGEST));
    for objection in exclusion::decide(&asked, decider).err().unwrap_or_default() {
        if decision.approve || matches!(objection, Objection::Decider | Objection::SamePerson) {
            problems.add("main", objection.to_string());
        }
    }
    problems.end()?;
    let reasons = reasons.unwrap_or_default();
    let decided = Sanction { state: next, decided_by: Some(decider.user), decided_at: Some(now), ..sanction };
    match store::sanction::update(act.tx, scheme, State::Proposed, &decided) {
        Err(StoreError::Duplicate) => return Err(quicker()),
        done => done?,
    }
    store::sanction::set_decision(act.tx, scheme, &decided, &reasons)?;
    let deed = if decision.approve {
        store::sanction::keep_premises(act.tx, scheme, id, &sites)?;
        Deed::ApproveExclusion
    } else {
        Deed::RefuseExclusion
    };
    act.record_words(deed, &[decided.profile.uuid(), id.uuid()], decided.profile, &reasons)?;
    Ok(scheme)
}

/// In the place of a proposer who has left: nobody decides as this user.
fn nobody() -> UserId {
    uuid::Uuid::nil().into()
}

/// Of the premises proposed, those whose members' authority stands today.
fn sites<R>(act: &mut Act<'_, '_, R>, sanction: &Sanction) -> Result<Vec<PremisesId>, Refusal>
where
    Viewer<R>: Opens<Account>,
{
    let today = act.viewer.today();
    let proposed = store::sanction::premises(act.tx, act.scheme.id, sanction.id)?;
    let standing = premises::standing(act.tx, &act.viewer, today)?;
    let sites = standing.into_iter().map(|site| site.id);
    Ok(sites.filter(|site| sanction.everywhere || proposed.contains(site)).collect())
}
