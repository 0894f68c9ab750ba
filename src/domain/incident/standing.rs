//! Does an incident stand, or was it struck?

use chrono::NaiveDate;

use crate::domain::text::words;

words! {
    /// Why an incident was struck.
    StrikeReason {
        /// It did not happen so.
        NotSo = "not_so", "It did not happen so";
        /// It was somebody else.
        WrongPerson = "wrong_person", "It was somebody else";
        /// An appeal was upheld on one of these grounds.
        AppealUpheld = "appeal_upheld", "An appeal was upheld";
    }
}

/// Whether an incident stands. A strike is final: what happened after all is reported anew.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Standing {
    /// It stands.
    Stands,
    /// It counts for nothing.
    Struck {
        /// The day it was struck.
        on: NaiveDate,
        /// Why.
        reason: StrikeReason,
    },
}

impl Standing {
    /// Whether it stands.
    pub fn stands(self) -> bool {
        self == Self::Stands
    }

    /// The day it was struck, if it was.
    pub fn struck_on(self) -> Option<NaiveDate> {
        match self {
            Self::Stands => None,
            Self::Struck { on, .. } => Some(on),
        }
    }

    /// Strikes it. One struck before keeps its first day and reason.
    #[must_use]
    pub fn strike(self, on: NaiveDate, reason: StrikeReason) -> Self {
        if self.stands() { Self::Struck { on, reason } } else { self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_strike_is_final_and_keeps_its_first_day() {
        let day: NaiveDate = "2026-11-22".parse().unwrap();
        let struck = Standing::Stands.strike(day, StrikeReason::NotSo);
        assert!(Standing::Stands.stands() && !struck.stands());
        assert_eq!(struck.struck_on(), Some(day));
        assert_eq!(struck.strike(day.succ_opt().unwrap(), StrikeReason::WrongPerson), struck);
    }
}
