//! What does whoever made a request see of it? How far it is, by when it is answered, and what was written to them;
//! never who worked on it.

use chrono::NaiveDate;

use crate::domain::right::{
    Asked, Kind, Notes, Outcome, Request,
    clock::{self, Clock},
};

/// A request, as whoever made it follows it.
#[derive(Debug, Clone)]
pub struct Followed {
    /// As people speak of it.
    pub reference: String,
    /// What was asked for.
    pub kind: Kind,
    /// The day it was received.
    pub received: NaiveDate,
    /// The last day for the answer; none while we wait for the person, or once it is closed.
    pub due: Option<NaiveDate>,
    /// Why identity is in doubt, while proof is waited for.
    pub identity: Option<String>,
    /// What is not clear, while an explanation is waited for.
    pub clarity: Option<String>,
    /// Which part takes longer, and why.
    pub extension: Option<String>,
    /// What came of it, and why.
    pub answer: Option<(Outcome, String)>,
    /// The day it was closed.
    pub closed: Option<NaiveDate>,
    /// The day it is erased.
    pub erase_on: Option<NaiveDate>,
    /// What is or was hidden meanwhile, in sentences with the reason.
    pub hidden: Vec<String>,
    /// Where the copy is collected, while it waits: the passphrase comes another way.
    pub copy: Option<String>,
}

impl Followed {
    /// The view of a request.
    pub fn of(request: Request, notes: Notes, scheme: &str) -> Self {
        let reference = request.spoken_reference(scheme);
        let Clock { first, answer, acknowledge: _ } = clock::clock(&request);
        let Request {
            id: _,
            reference: _,
            kind,
            way: _,
            profile: _,
            sanction: _,
            ground: _,
            received,
            entered: _,
            recorded_by: _,
            acknowledged: _,
            identity,
            clarity,
            extended,
            first_sent,
            outcome,
            decided_by: _,
            closed,
            erase_on,
        } = request;
        let Notes { identity: doubt, clarity: unclear, extension, answer: words } = notes;
        let waits = |asked: Option<Asked>| asked.is_some_and(|asked| asked.settled.is_none());
        let open = closed.is_none();
        Self {
            reference,
            kind,
            received,
            due: if first_sent.or(extended).is_some() { answer } else { Some(first) }.filter(|_| open),
            identity: (open && waits(identity)).then_some(doubt),
            clarity: (open && waits(clarity)).then_some(unclear),
            extension: extended.map(|_| extension),
            answer: outcome.map(|outcome| (outcome, words)),
            closed,
            erase_on,
            hidden: Vec::new(),
            copy: None,
        }
    }
}
