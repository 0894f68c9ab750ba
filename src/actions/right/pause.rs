//! An administrator or controller asks for proof of identity, where it is in doubt, or for what is meant, and notes that
//! it came. What is asked stands on the person's page; what they showed is not kept.

use super::{about, connect::visible, tell};
use crate::{
    actions::{Act, Call, Refusal, Shared, refusal::Problems},
    domain::{
        deed::Deed,
        ids::RightId,
        member::evidence::Steward,
        right::{Asked, Notes, Request},
        text,
    },
    store,
};

/// What is waited for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum For {
    /// Proof of identity.
    Identity,
    /// What is meant.
    Clarity,
}

impl For {
    /// The field that says why.
    pub const fn field(self) -> &'static str {
        match self {
            Self::Identity => "identity",
            Self::Clarity => "clarity",
        }
    }

    fn of(self, request: &mut Request) -> &mut Option<Asked> {
        match self {
            Self::Identity => &mut request.identity,
            Self::Clarity => &mut request.clarity,
        }
    }

    fn note(self, notes: &mut Notes) -> &mut String {
        match self {
            Self::Identity => &mut notes.identity,
            Self::Clarity => &mut notes.clarity,
        }
    }
}

/// The longest question, in characters.
const LONGEST: usize = 2_000;

/// Asks.
///
/// # Errors
/// A problem on the field of what is asked for; a rule, if it was asked for before or the request is closed.
pub async fn ask(service: &Shared, call: Call, id: RightId, what: For, words: String) -> Result<(), Refusal> {
    service
        .act::<Steward, _>(call, move |act| {
            let mut problems = Problems::default();
            let words = problems.take(what.field(), text::paragraphs(&words, 10, LONGEST));
            problems.end()?;
            let (viewer, today) = (act.viewer, act.viewer.today());
            let mut request = open(act, id)?;
            if what.of(&mut request).is_some() {
                return Err(Refusal::Rule("This was asked for already.".to_owned()));
            }
            *what.of(&mut request) = Some(Asked { on: today, settled: None });
            let (asking, mut notes) = store::right::words(act.tx, &viewer, id)?;
            *what.note(&mut notes) = words.unwrap_or_default();
            store::right::set(act.tx, act.scheme.id, &request)?;
            store::right::set_notes(act.tx, act.scheme.id, id, &notes)?;
            tell::news(act, &request, &asking.email)?;
            act.record(Deed::PauseRight, &about(&request));
            Ok(())
        })
        .await
}

/// Notes that it came.
///
/// # Errors
/// 404 if there is no such request; a rule, if nothing is waited for.
pub async fn settle(service: &Shared, call: Call, id: RightId, what: For) -> Result<(), Refusal> {
    service
        .act::<Steward, _>(call, move |act| {
            let today = act.viewer.today();
            let mut request = open(act, id)?;
            match what.of(&mut request) {
                Some(asked) if asked.settled.is_none() => asked.settled = Some(today),
                _ => return Err(Refusal::Rule("Nothing is waited for.".to_owned())),
            }
            store::right::set(act.tx, act.scheme.id, &request)?;
            act.record(Deed::PauseRight, &about(&request));
            Ok(())
        })
        .await
}

/// A request that is still open, and that this viewer may see.
pub(in crate::actions) fn open(act: &mut Act<'_, '_, Steward>, id: RightId) -> Result<Request, Refusal> {
    let (viewer, scheme) = (act.viewer, act.scheme.clone());
    let request = store::right::load(act.tx, &viewer, id)?;
    if !visible(act.tx, &scheme, &viewer, &request)? {
        return Err(Refusal::NotFound);
    }
    if request.is_open() { Ok(request) } else { Err(Refusal::Rule("This request is answered.".to_owned())) }
}
