//! Proposes an exclusion: incidents relied on, proportionality, term and premises. Somebody else decides.

use super::{case::Case, premises, warn::NO_NAME};
use crate::{
    actions::{Act, Call, Refusal, Shared, refusal::Problems},
    domain::{
        deed::Deed,
        disclosure::board::Person,
        ids::{IncidentId, PremisesId, ProfileId, SanctionId},
        member::{
            evidence::{Acting as _, Administrator},
            role::{Acting, Role},
        },
        sanction::{
            Sanction,
            exclusion::{self, Objection},
            kind::Kind,
            state::State,
        },
        text,
    },
    store,
};

/// The longest statement, in characters.
const LONGEST: usize = 4_000;

/// What an administrator fills in.
#[derive(Debug, Clone, Default)]
pub struct Proposed {
    /// The incidents it relies on.
    pub incidents: Vec<IncidentId>,
    /// Why it is proportionate.
    pub statement: String,
    /// Its term in months; 0 if none was typed.
    pub months: u32,
    /// From all members' premises.
    pub everywhere: bool,
    /// Otherwise from these.
    pub premises: Vec<PremisesId>,
}

/// Proposes an exclusion.
///
/// # Errors
/// [`Refusal::Fields`] with every objection of the rules, each on its field; [`Refusal::NotFound`] if the person is
/// not shown.
pub async fn propose(
    service: &Shared,
    call: Call,
    profile: ProfileId,
    form: Proposed,
) -> Result<SanctionId, Refusal> {
    service.act::<Administrator, _>(call, move |act| proposed(act, profile, &form)).await
}

fn proposed(
    act: &mut Act<'_, '_, Administrator>,
    profile: ProfileId,
    form: &Proposed,
) -> Result<SanctionId, Refusal> {
    let (scheme, today, now) = (act.scheme.id, act.viewer.today(), act.now());
    let person = Person::of(store::profile::shown(act.tx, &act.viewer, profile, today)?);
    let case = Case::load(act.tx, &act.viewer, &act.scheme, profile)?;
    let relied_on = case.relied_on(&form.incidents, None)?;
    let standing = premises::standing(act.tx, &act.viewer, today)?;
    let sites: Vec<PremisesId> = standing
        .iter()
        .map(|site| site.id)
        .filter(|id| form.everywhere || form.premises.contains(id))
        .collect();
    let proposer = act.viewer.user().ok_or(Refusal::NotFound)?;
    let mut problems = Problems::default();
    let statement = match text::paragraphs(&form.statement, 0, LONGEST) {
        Ok(statement) => statement,
        Err(problem) => {
            problems.add("statement", problem.to_string());
            "-".to_owned()
        }
    };
    if person.name.is_empty() {
        problems.add("main", NO_NAME);
    }
    let asked = exclusion::Case {
        proposer: Acting { user: proposer, role: Role::Administrator },
        relied_on: &relied_on,
        proportionality: &statement,
        months: form.months,
        premises: sites.len(),
    };
    for objection in exclusion::propose(&asked, person.shown_until, today).err().unwrap_or_default() {
        problems.add(field(objection), objection.to_string());
    }
    if waits(&case) {
        problems.add("main", "An exclusion of this person waits for its decision or its service already.");
    }
    problems.end()?;
    let id: SanctionId = act.new_id();
    let exclusion = Sanction {
        id,
        profile,
        kind: Kind::Exclusion,
        state: State::Proposed,
        months: Some(form.months),
        everywhere: form.everywhere,
        proposed_by: Some(proposer),
        proposed_at: now,
        decided_by: None,
        decided_at: None,
        served_on: None,
        served_how: None,
        ends_on: None,
        revoked_on: None,
        expiry_told: false,
    };
    let listed: &[PremisesId] = if form.everywhere { &[] } else { &sites };
    store::sanction::insert(act.tx, scheme, &exclusion, &statement, &form.incidents, listed)?;
    act.record_words(Deed::ProposeExclusion, &[profile.uuid(), id.uuid()], profile, &statement)?;
    Ok(id)
}

/// Whether an exclusion of the person is on its way already.
fn waits(case: &Case) -> bool {
    case.sanctions.iter().any(|before| {
        before.sanction.kind == Kind::Exclusion
            && matches!(before.sanction.state, State::Proposed | State::Decided)
    })
}

/// The field an objection belongs to.
pub(super) fn field(objection: Objection) -> &'static str {
    match objection {
        Objection::NothingReliedOn | Objection::Alleged | Objection::Struck | Objection::NothingNew => {
            "incidents"
        }
        Objection::Proportionality => "statement",
        Objection::Term => "months",
        Objection::NoPremises => "premises",
        Objection::Proposer | Objection::Decider | Objection::SamePerson | Objection::NotCirculated => "main",
    }
}
