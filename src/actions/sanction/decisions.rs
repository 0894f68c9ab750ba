//! Shows what waits for a decision, and a case with its evidence: for board and controller, and to an
//! administrator the case they are about to propose.

use chrono::NaiveDate;

use super::{
    case::{Case, CaseIncident, person},
    ladder, premises,
    premises::Site,
};
use crate::{
    actions::{Call, Enter, Look, Refusal, Seen, Service, Shared, photo::link::Size},
    domain::{
        date::london_day,
        deed::Deed,
        disclosure::board::Person,
        ids::{IncidentId, ProfileId, SanctionId, UserId},
        member::evidence::{
            Account, Acting, Administrator, Board, Controller, Identity, Images, Opens, Summary, Viewer,
        },
        sanction::{Sanction, ladder::Proposal, state::State},
    },
    store::{self, StoreError},
};

/// A proposal in the list.
#[derive(Debug, Clone)]
pub struct Waiting {
    /// The proposal.
    pub sanction: Sanction,
    /// The person's name; empty for ID sought.
    pub name: String,
    /// Who proposed it.
    pub proposer: String,
    /// How many incidents it relies on.
    pub incidents: usize,
    /// Whether this viewer proposed it, and so cannot decide it.
    pub own: bool,
    /// Today.
    pub today: NaiveDate,
}

/// A case as who decides sees it.
#[derive(Debug, Clone)]
pub struct Bundle {
    /// The sanction.
    pub sanction: Sanction,
    /// The person.
    pub person: Person,
    /// A link to the picture on the card, if there is one.
    pub photo: Option<String>,
    /// The incidents relied on.
    pub incidents: Vec<CaseIncident>,
    /// Earlier sanctions.
    pub before: Vec<Sanction>,
    /// Why it is proportionate.
    pub statement: String,
    /// The reasons of who decided, or empty.
    pub reasons: String,
    /// The premises: proposed, or once decided listed.
    pub sites: Vec<Site>,
    /// Who proposed it.
    pub proposer: String,
    /// Whether this viewer proposed it.
    pub own: bool,
    /// The day it was proposed.
    pub proposed_on: NaiveDate,
}

/// A person's case, for who warns them or proposes to exclude them.
#[derive(Debug, Clone)]
pub struct Draft {
    /// Whom.
    pub profile: ProfileId,
    /// The person.
    pub person: Person,
    /// A link to the picture on the card, if there is one.
    pub photo: Option<String>,
    /// Incidents that stand, the latest first.
    pub incidents: Vec<CaseIncident>,
    /// Those an earlier sanction relied on.
    pub used: Vec<IncidentId>,
    /// Earlier sanctions.
    pub before: Vec<Sanction>,
    /// What the ladder proposes.
    pub proposal: Proposal,
    /// Why, in a sentence.
    pub because: String,
    /// The usual term, in months.
    pub term: u32,
    /// The premises that could be named today.
    pub sites: Vec<Site>,
}

/// What waits for a decision: the proposals, the oldest first, and how many appeals.
///
/// # Errors
/// 404 for everybody but board and controller.
pub async fn waiting(service: &Shared, call: Call) -> Result<Seen<(Vec<Waiting>, i64)>, Refusal> {
    match service.look::<Board, _>(call.clone(), Deed::ViewDecisions, list).await {
        Err(Refusal::NotFound) => service.look::<Controller, _>(call, Deed::ViewDecisions, list).await,
        done => done,
    }
}

fn list<R>(look: &mut Look<'_, '_, R>) -> Result<(Vec<Waiting>, i64), Refusal>
where
    Viewer<R>: Opens<Identity> + Opens<Account>,
{
    let mut waiting = Vec::new();
    for sanction in store::sanction::in_state(look.tx, look.scheme.id, State::Proposed)? {
        let profile = match person(look.tx, &look.viewer, sanction.profile) {
            Err(Refusal::NotFound) => continue,
            found => found?,
        };
        look.concerns(sanction.profile);
        waiting.push(Waiting {
            name: Person::of(profile).name,
            proposer: user_name(look, sanction.proposed_by)?,
            incidents: store::sanction::relied_on(look.tx, look.scheme.id, sanction.id)?.len(),
            own: sanction.proposed_by.is_some() && sanction.proposed_by == look.viewer.user(),
            today: look.viewer.today(),
            sanction,
        });
    }
    let appeals = store::right::appeals_open(look.tx, look.scheme.id)?;
    Ok((waiting, appeals))
}

/// The name of a user of the scheme; "somebody who has left" once they have.
pub(in crate::actions) fn user_name<R>(
    look: &mut Look<'_, '_, R>,
    user: Option<UserId>,
) -> Result<String, Refusal>
where
    Viewer<R>: Opens<Account>,
{
    let left = || "somebody who has left".to_owned();
    let Some(user) = user else { return Ok(left()) };
    match store::user::load(look.tx, &look.viewer, user) {
        Ok(found) => Ok(found.details.name),
        Err(StoreError::NotFound) => Ok(left()),
        Err(error) => Err(error.into()),
    }
}

/// A case with its evidence.
///
/// # Errors
/// 404 for everybody but board and controller.
pub async fn bundle(service: &Shared, call: Call, id: SanctionId) -> Result<Seen<Bundle>, Refusal> {
    match service.look::<Board, _>(call.clone(), Deed::ViewCase, move |look| bundled(look, id)).await {
        Err(Refusal::NotFound) => {
            service.look::<Controller, _>(call, Deed::ViewCase, move |look| bundled(look, id)).await
        }
        done => done,
    }
}

pub(in crate::actions) fn bundled<R: Enter>(
    look: &mut Look<'_, '_, R>,
    id: SanctionId,
) -> Result<Bundle, Refusal>
where
    Viewer<R>: Opens<Identity> + Opens<Account> + Opens<Summary> + Opens<Images>,
{
    let (scheme, today) = (look.scheme.id, look.viewer.today());
    let sanction = store::sanction::load(look.tx, scheme, id)?;
    let profile = person(look.tx, &look.viewer, sanction.profile)?;
    look.concerns(sanction.profile);
    look.concerns(id);
    let case = Case::load(look.tx, &look.viewer, &look.scheme, sanction.profile)?;
    let (statement, reasons) = store::sanction::words(look.tx, &look.viewer, &sanction)?;
    let sites = if sanction.everywhere && sanction.state == State::Proposed {
        premises::standing(look.tx, &look.viewer, today)?
    } else {
        premises::listed(look.tx, &look.viewer, id)?
    };
    let before = case.sanctions.iter().map(|before| before.sanction.clone());
    Ok(Bundle {
        person: Person::of(profile),
        photo: photo(look, sanction.profile)?,
        incidents: case.behind(id).into_iter().cloned().collect(),
        before: before.filter(|before| before.id != id).collect(),
        statement,
        reasons: reasons.unwrap_or_default(),
        sites,
        proposer: user_name(look, sanction.proposed_by)?,
        own: sanction.proposed_by.is_some() && sanction.proposed_by == look.viewer.user(),
        proposed_on: london_day(sanction.proposed_at),
        sanction,
    })
}

fn photo<R>(look: &mut Look<'_, '_, R>, profile: ProfileId) -> Result<Option<String>, Refusal>
where
    Viewer<R>: Acting,
{
    let pictures = store::picture::of_profiles(look.tx, look.scheme.id, &[profile])?;
    Ok(pictures.first().map(|picture| look.picture(picture.id, Size::Thumb)))
}

/// A person's case before anything is proposed.
///
/// # Errors
/// 404 for everybody but an administrator, and if the person is not shown.
pub async fn draft(service: &Shared, call: Call, profile: ProfileId) -> Result<Seen<Draft>, Refusal> {
    service
        .look::<Administrator, _>(call, Deed::ViewCase, move |look| {
            let rules = Service::rules(&look.scheme)?;
            let today = look.viewer.today();
            let shown = person(look.tx, &look.viewer, profile)?;
            look.concerns(profile);
            let case = Case::load(look.tx, &look.viewer, &look.scheme, profile)?;
            let proposal = ladder::next(&case, &rules);
            let used = case.incidents.iter().filter(|incident| case.used(incident.id, None, None));
            let used = used.map(|incident| incident.id).collect();
            Ok(Draft {
                profile,
                person: Person::of(shown),
                photo: photo(look, profile)?,
                used,
                before: case.sanctions.iter().map(|before| before.sanction.clone()).collect(),
                because: ladder::because(&proposal),
                term: match &proposal {
                    Proposal::Exclusion { months, .. } => *months,
                    _ => rules.exclusion_term,
                },
                proposal,
                sites: premises::standing(look.tx, &look.viewer, today)?,
                incidents: case
                    .incidents
                    .into_iter()
                    .filter(|incident| incident.standing.stands() && !incident.hidden)
                    .collect(),
            })
        })
        .await
}
