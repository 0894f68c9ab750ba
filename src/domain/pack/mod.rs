//! The copy of everything held on a person, from its draft to the day it is collected.

pub mod gathered;
pub mod masking;
pub mod names;
pub mod stills;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};

use super::{
    date::london_day,
    ids::{PackId, RightId, UserId},
    right::Request,
    rules::{COPY_OPEN_MINUTES, COPY_TRIES},
    text::words,
};

words! {
    /// Where a copy stands.
    State {
        /// Somebody decides about what is masked.
        Draft = "draft", "In the making";
        /// It waits for a second person.
        Proposed = "proposed", "Waits for a second person";
        /// It was made, and waits for whoever asked for it.
        Ready = "ready", "Ready to be collected";
        /// It was collected or handed over, and deleted.
        Collected = "collected", "Collected";
        /// Nobody came for it, and it was deleted.
        Lapsed = "lapsed", "Not collected, and deleted";
    }
}

/// A copy, without anything that is in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pack {
    /// Its id.
    pub id: PackId,
    /// Which request it answers.
    pub request: RightId,
    /// Where it stands.
    pub state: State,
    /// Who began it.
    pub begun_by: Option<UserId>,
    /// When: what was told to others is counted until then.
    pub begun_at: DateTime<Utc>,
    /// Who says that it is as it should be, and when; of a draft, who decided last what it shows.
    pub proposed: Option<(Option<UserId>, DateTime<Utc>)>,
    /// Who approved it, and when.
    pub approved: Option<(Option<UserId>, DateTime<Utc>)>,
    /// What was made: the id that its key and its blob go by. Each attempt to make it has another, so that two at once
    /// never take each other's.
    pub file: Option<PackId>,
    /// So many wrong passphrases were typed.
    pub tries: u32,
    /// When it was opened first.
    pub opened_at: Option<DateTime<Utc>>,
    /// The day it is deleted, collected or not.
    pub erase_on: Option<NaiveDate>,
}

/// Why somebody may not approve a copy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Obstacle {
    /// Nobody has said that it is as it should be.
    #[error("This copy does not wait for anybody’s approval.")]
    NotProposed,
    /// It needs a second person.
    #[error("Somebody else approves this copy: whoever put it together does not (R-50).")]
    OwnWork,
}

impl Pack {
    /// A draft, begun now.
    pub fn begun(id: PackId, request: RightId, by: Option<UserId>, at: DateTime<Utc>) -> Self {
        Self {
            id,
            request,
            state: State::Draft,
            begun_by: by,
            begun_at: at,
            proposed: None,
            approved: None,
            file: None,
            tries: 0,
            opened_at: None,
            erase_on: None,
        }
    }

    /// Whether what it shows may still be changed.
    pub fn is_open(&self) -> bool {
        matches!(self.state, State::Draft | State::Proposed)
    }

    /// Whether somebody may approve it: a second person, never whoever proposed it.
    ///
    /// # Errors
    /// [`Obstacle`].
    pub fn may_approve(&self, who: UserId) -> Result<(), Obstacle> {
        match (self.state, self.proposed) {
            (State::Proposed, Some((Some(by), _))) if by != who => Ok(()),
            (State::Proposed, _) => Err(Obstacle::OwnWork),
            _ => Err(Obstacle::NotProposed),
        }
    }

    /// Whether link and passphrase still open it: until its day, for an hour from the first time, and not after too many
    /// wrong passphrases.
    pub fn opens(&self, at: DateTime<Utc>) -> bool {
        self.state == State::Ready && self.tries < COPY_TRIES && !self.is_over(at)
    }

    /// Whether a copy that was made is to be deleted: its hour or its day is over.
    pub fn is_over(&self, at: DateTime<Utc>) -> bool {
        let hour = TimeDelta::minutes(COPY_OPEN_MINUTES);
        let collected = self.opened_at.is_some_and(|opened| at >= opened + hour);
        self.state == State::Ready && (collected || self.erase_on.is_some_and(|day| london_day(at) >= day))
    }

    /// What it becomes when it is deleted.
    pub fn end(&self) -> State {
        if self.opened_at.is_some() { State::Collected } else { State::Lapsed }
    }
}

/// Whether the request is answered with the copy: not where a part of it takes longer and this is what was ready, the
/// first of two.
pub fn closes(request: &Request) -> bool {
    request.extended.is_none() || request.first_sent.is_some()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::right::{Kind, closing::tests::request};

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    fn user(n: u8) -> UserId {
        UserId::from_random([n; 16])
    }

    fn ready() -> Pack {
        let begun = Pack::begun(
            PackId::from_random([1; 16]),
            RightId::from_random([2; 16]),
            Some(user(1)),
            at("2026-07-01T09:00:00Z"),
        );
        Pack { state: State::Ready, erase_on: "2026-07-29".parse().ok(), ..begun }
    }

    #[test]
    fn a_second_person_approves() {
        let proposed = Pack {
            state: State::Proposed,
            proposed: Some((Some(user(1)), at("2026-07-01T10:00:00Z"))),
            ..ready()
        };
        for (rule, pack, who, answer) in [
            ("somebody else", proposed.clone(), user(2), Ok(())),
            ("not whoever put it together", proposed.clone(), user(1), Err(Obstacle::OwnWork)),
            (
                "nobody where it is not known who did",
                Pack { proposed: Some((None, at("2026-07-01T10:00:00Z"))), ..proposed.clone() },
                user(2),
                Err(Obstacle::OwnWork),
            ),
            (
                "not before it is proposed",
                Pack { state: State::Draft, ..proposed.clone() },
                user(2),
                Err(Obstacle::NotProposed),
            ),
            ("not twice", Pack { state: State::Ready, ..proposed }, user(2), Err(Obstacle::NotProposed)),
        ] {
            assert_eq!(pack.may_approve(who), answer, "{rule} (R-50)");
        }
    }

    #[test]
    fn what_was_ready_does_not_close_what_takes_longer() {
        let asked = request(Kind::Access, "2026-07-01");
        let day = |text: &str| text.parse().ok();
        let extended = Request { extended: day("2026-07-20"), ..asked.clone() };
        let rest = Request { first_sent: day("2026-07-25"), ..extended.clone() };
        for (rule, request, closed) in [
            ("one copy answers", asked, true),
            ("not where a part takes longer", extended, false),
            ("then the second does", rest, true),
        ] {
            assert_eq!(closes(&request), closed, "{rule} (R-50)");
        }
    }

    #[test]
    fn how_long_a_link_opens_it() {
        let opened = |when: &str| Pack { opened_at: Some(at(when)), ..ready() };
        for (rule, pack, now, opens, over) in [
            ("from the day it is ready", ready(), "2026-07-01T12:00:00Z", true, false),
            ("until the last instant of its days", ready(), "2026-07-28T22:59:59Z", true, false),
            ("not on the day it is deleted, in London", ready(), "2026-07-28T23:00:00Z", false, true),
            (
                "for an hour from the first time",
                opened("2026-07-02T10:00:00Z"),
                "2026-07-02T10:59:59Z",
                true,
                false,
            ),
            ("and no longer", opened("2026-07-02T10:00:00Z"), "2026-07-02T11:00:00Z", false, true),
            (
                "not after ten wrong passphrases",
                Pack { tries: 10, ..ready() },
                "2026-07-02T11:00:00Z",
                false,
                false,
            ),
            (
                "never before it is ready",
                Pack { state: State::Proposed, ..ready() },
                "2026-07-02T11:00:00Z",
                false,
                false,
            ),
            (
                "nor once it is gone",
                Pack { state: State::Collected, ..ready() },
                "2026-07-02T11:00:00Z",
                false,
                false,
            ),
        ] {
            assert_eq!((pack.opens(at(now)), pack.is_over(at(now))), (opens, over), "{rule} (R-30, R-50)");
        }
        assert_eq!((opened("2026-07-02T10:00:00Z").end(), ready().end()), (State::Collected, State::Lapsed));
    }
}
