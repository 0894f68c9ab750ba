//! An administrator or controller answers a request and closes it: what comes of it and why, in words for the person
//! . Appeals and reviews are decided by others.

use super::{about, pause::open, restrict, tell};
use crate::{
    actions::{Act, Call, Refusal, Service, Shared, profile::reckon::reckon, refusal::Problems},
    domain::{
        deed::Deed,
        ids::RightId,
        member::{
            evidence::{Acting, Identity, Opens, Rights, Steward, Viewer},
            role::Role,
        },
        right::{Outcome, Request, clock::clock, closing},
        text,
    },
    store,
};

/// The longest answer, in characters.
const LONGEST: usize = 8_000;

/// What is answered, as typed.
#[derive(Debug, Clone, Default)]
pub struct Typed {
    /// The field `outcome`.
    pub outcome: String,
    /// The field `answer`.
    pub answer: String,
}

/// The answer, checked.
///
/// # Errors
/// Problems on `outcome` and `answer`.
pub(super) fn checked(typed: &Typed) -> Result<(Outcome, String), Refusal> {
    let mut problems = Problems::default();
    let outcome = Outcome::parse(&typed.outcome);
    if outcome.is_none() {
        problems.add("outcome", "Choose what comes of it.");
    }
    let answer = problems.take("answer", text::paragraphs(&typed.answer, 10, LONGEST));
    problems.end()?;
    outcome.zip(answer).ok_or(Refusal::NotFound)
}

/// Answers a request.
///
/// # Errors
/// Problems on `outcome` and `answer`; a rule, if it is answered, or for others to decide; 404 if there is none.
pub async fn answer(service: &Shared, call: Call, id: RightId, typed: Typed) -> Result<(), Refusal> {
    service
        .act::<Steward, _>(call, move |act| {
            let (outcome, words) = checked(&typed)?;
            let request = open(act, id)?;
            let role = Role::parse(act.viewer.role());
            if !role.is_some_and(|role| closing::answers(role, request.kind)) {
                let why = "Somebody of the board, or the data controller, decides this.";
                return Err(Refusal::Rule(why.to_owned()));
            }
            if clock(&request).acknowledge.is_some() {
                return Err(Refusal::Rule("First tell the person that you have it.".to_owned()));
            }
            close(act, request, outcome, words, Deed::AnswerRight)
        })
        .await
}

/// Closes a request with its answer, within a deed.
///
/// # Errors
/// If the database fails.
pub(in crate::actions) fn close<R>(
    act: &mut Act<'_, '_, R>,
    request: Request,
    outcome: Outcome,
    words: String,
    deed: Deed,
) -> Result<(), Refusal>
where
    Viewer<R>: Opens<Identity> + Opens<Rights>,
{
    let (viewer, today, scheme) = (act.viewer, act.viewer.today(), act.scheme.clone());
    let hidden = restrict::at_answer(act, &request, outcome)?;
    let request = Request {
        outcome: Some(outcome),
        decided_by: viewer.user(),
        closed: Some(today),
        // What stays hidden stays known: the record goes once that is lifted.
        erase_on: closing::erase_on(today, &Service::rules(&scheme)?).filter(|_| !hidden),
        ..request
    };
    let (asking, mut notes) = store::right::words(act.tx, &viewer, request.id)?;
    notes.answer = words;
    store::right::set(act.tx, scheme.id, &request)?;
    store::right::set_notes(act.tx, scheme.id, request.id, &notes)?;
    tell::news(act, &request, &asking.email)?;
    act.record(deed, &about(&request));
    match request.profile {
        Some(profile) => reckon(act, profile).map(drop),
        None => Ok(()),
    }
}
