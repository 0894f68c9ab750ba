//! In which state is a sanction, and what may become of it?

use crate::domain::text::words;

words! {
    /// How far a sanction has come.
    State {
        /// Waits for a decision.
        Proposed = "proposed", "Proposed";
        /// Decided, its notice not yet served: nothing is shown.
        Decided = "decided", "Decided, not yet served";
        /// Not agreed to.
        Refused = "refused", "Refused";
        /// Served: in force.
        Served = "served", "In force";
        /// Not served in time.
        Lapsed = "lapsed", "Lapsed unserved";
        /// Taken back, or fallen with the incidents it relied on.
        Revoked = "revoked", "Revoked";
        /// Its term is over.
        Ended = "ended", "Ended";
    }
}

words! {
    /// What is done with a sanction.
    Deed {
        /// Somebody agrees to it.
        Decide = "decide", "Decide";
        /// Somebody does not.
        Refuse = "refuse", "Refuse";
        /// The notice reaches the person.
        Serve = "serve", "Record service";
        /// The time to serve it is over.
        Lapse = "lapse", "Lapse";
        /// It is taken back or falls.
        Revoke = "revoke", "Revoke";
        /// Its last day has passed.
        End = "end", "End";
    }
}

impl State {
    /// The state after a deed; `None` where it is not possible.
    pub const fn after(self, deed: Deed) -> Option<Self> {
        match (self, deed) {
            (Self::Proposed, Deed::Decide) => Some(Self::Decided),
            (Self::Proposed, Deed::Refuse) => Some(Self::Refused),
            (Self::Decided, Deed::Serve) => Some(Self::Served),
            (Self::Decided, Deed::Lapse) => Some(Self::Lapsed),
            (Self::Decided | Self::Served, Deed::Revoke) => Some(Self::Revoked),
            (Self::Served, Deed::End) => Some(Self::Ended),
            _ => None,
        }
    }

    /// Whether members can see it: only what was served, and until it ends.
    pub const fn is_shown(self) -> bool {
        matches!(self, Self::Served)
    }

    /// Whether nothing more can become of it.
    pub fn is_final(self) -> bool {
        Deed::ALL.iter().all(|deed| self.after(*deed).is_none())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_may_become_of_each() {
        use Deed::*;
        for (state, deeds) in [
            (State::Proposed, &[Decide, Refuse][..]),
            (State::Decided, &[Serve, Lapse, Revoke]),
            (State::Refused, &[]),
            (State::Served, &[Revoke, End]),
            (State::Lapsed, &[]),
            (State::Revoked, &[]),
            (State::Ended, &[]),
        ] {
            for &deed in Deed::ALL {
                assert_eq!(state.after(deed).is_some(), deeds.contains(&deed), "{state:?} {deed:?}");
            }
            assert_eq!(state.is_final(), deeds.is_empty());
        }
    }

    #[test]
    fn nothing_is_served_that_was_not_decided_and_nothing_shown_that_was_not_served() {
        let serving: Vec<_> = State::ALL.iter().filter(|state| state.after(Deed::Serve).is_some()).collect();
        assert_eq!(serving, [&State::Decided]);
        let shown: Vec<_> = State::ALL.iter().filter(|state| state.is_shown()).collect();
        assert_eq!(shown, [&State::Served]);
    }
}
