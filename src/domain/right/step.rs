//! What is the next step of a request, and who takes it?

use super::{Kind, Request, clock::clock};
use crate::domain::text::words;

words! {
    /// The next step.
    Step {
        /// Say that it was received.
        Acknowledge = "acknowledge", "Say that we have it";
        /// Find out whose profile it is about.
        Connect = "connect", "Find the person";
        /// The person shows who they are.
        AwaitIdentity = "await_identity", "Waits for proof of identity";
        /// The person says what they mean.
        AwaitClarity = "await_clarity", "Waits for an explanation";
        /// Decide what members and police do not see meanwhile.
        Restrict = "restrict", "Decide what is hidden meanwhile";
        /// Somebody who decided nothing in the case decides.
        Decide = "decide", "Decide";
        /// Make the copy, have it approved and send it.
        Copy = "copy", "Make the copy";
        /// A second person reads and approves it.
        Approve = "approve", "Approve the copy";
        /// Write the answer.
        Answer = "answer", "Answer";
        /// Nothing: it is closed.
        Nothing = "nothing", "Answered";
    }
}

/// What was done for a request beside its own record.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Done {
    /// The copy was put forward.
    pub put_forward: bool,
    /// It was decided what is hidden meanwhile.
    pub weighed: bool,
}

/// The next step of a request.
pub fn next(request: &Request, done: Done) -> Step {
    if !request.is_open() {
        return Step::Nothing;
    }
    if clock(request).acknowledge.is_some() {
        return Step::Acknowledge;
    }
    if request.profile.is_none() && !matches!(request.kind, Kind::Complaint | Kind::Help) {
        return Step::Connect;
    }
    // What must not be used is hidden before anything is waited for: the clock may stand for weeks.
    if request.kind == Kind::Restriction && !done.weighed {
        return Step::Restrict;
    }
    if request.identity.is_some_and(|asked| asked.settled.is_none()) {
        return Step::AwaitIdentity;
    }
    if request.clarity.is_some_and(|asked| asked.settled.is_none()) {
        return Step::AwaitClarity;
    }
    match request.kind {
        Kind::Appeal | Kind::Review => Step::Decide,
        Kind::Access if done.put_forward => Step::Approve,
        Kind::Access => Step::Copy,
        Kind::Correction | Kind::Restriction | Kind::Objection | Kind::Complaint | Kind::Help => Step::Answer,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{
        ids::ProfileId,
        right::{Asked, closing::tests::request},
    };

    #[test]
    fn one_step_after_the_other() {
        let day = |text: &str| text.parse().unwrap();
        let new = request(Kind::Access, "2026-07-01");
        let told = Request { acknowledged: Some(day("2026-07-01")), ..new.clone() };
        let known = Request { profile: Some(ProfileId::from_random([1; 16])), ..told.clone() };
        let doubt = Asked { on: day("2026-07-02"), settled: None };
        for (rule, one, step) in [
            ("a letter that came is acknowledged", new, Step::Acknowledge),
            ("then it is found whose it is", told.clone(), Step::Connect),
            ("a complaint needs no profile", Request { kind: Kind::Complaint, ..told }, Step::Answer),
            ("a copy is made", known.clone(), Step::Copy),
            (
                "not before the person has shown who they are",
                Request { identity: Some(doubt), ..known.clone() },
                Step::AwaitIdentity,
            ),
            (
                "nor before they said what they mean",
                Request { clarity: Some(doubt), ..known.clone() },
                Step::AwaitClarity,
            ),
            (
                "what must not be used is hidden before anything else",
                Request { kind: Kind::Restriction, identity: Some(doubt), ..known.clone() },
                Step::Restrict,
            ),
            ("an appeal is decided", Request { kind: Kind::Appeal, ..known.clone() }, Step::Decide),
            ("and then it is done", Request { closed: Some(day("2026-07-20")), ..known }, Step::Nothing),
        ] {
            assert_eq!(next(&one, Done::default()), step, "{rule}");
        }
        let copy = Request { acknowledged: Some(day("2026-07-01")), ..request(Kind::Access, "2026-07-01") };
        let copy = Request { profile: Some(ProfileId::from_random([1; 16])), ..copy };
        let done = Done { put_forward: true, weighed: true };
        assert_eq!(next(&copy, done), Step::Approve, "a copy that was put forward is approved (R-50)");
        let appeal = Request { kind: Kind::Appeal, ..copy.clone() };
        assert_eq!(next(&appeal, done), Step::Decide, "nothing else is");
        let restriction = Request { kind: Kind::Restriction, ..copy };
        assert_eq!(next(&restriction, done), Step::Answer, "hidden, it is answered (R-51)");
    }
}
