//! Are the promises kept today, and what stands in their way?
//!
//! Late is what the partnership has promised and not done in time. What could make the next promise fail, or leave it
//! without proof, wants a look. A person whose erasure the rules put off is held back, not late.

use chrono::{DateTime, TimeDelta, Utc};

use crate::domain::text::words;

/// How the promises stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Standing {
    /// All are kept, and nothing is in the way.
    Kept,
    /// All are kept so far; something wants a look.
    Careful,
    /// Something is late.
    Late,
}

words! {
    /// What stands in the way of a promise, or broke it: a sentence each.
    Worry {
        ///
        LateErasure = "late_erasure", "Somebody who was to be erased is not gone.";
        ///
        LateWithdrawal = "late_withdrawal", "Somebody who is no longer shown was not put away yet.";
        /// old backups still open.
        OverdueEpoch = "overdue_epoch", "An old epoch of the key ring was not destroyed on its day: old backups still open.";
        ///
        DeletionsStopped = "deletions_stopped", "Deletions are stopped until a controller says that the date is right.";
        /// The timetable does not run.
        Silent = "silent", "The timetable has not run for an hour.";
        /// Lines of the ledger that do not verify.
        DamagedLedger = "damaged_ledger", "Lines of the ledger of erasures are torn or not signed by us.";
        /// No escrow is set.
        NoEscrow = "no_escrow", "There is no escrow: whoever loses the key ring loses everything.";
        /// The escrow does not follow the ring.
        OldEscrow = "old_escrow", "The escrow is missing or older than the key ring.";
        ///
        HeadsBehind = "heads_behind", "The head of the audit trail was not written for ten minutes or more.";
        ///
        Unwitnessed = "unwitnessed", "The witness has not confirmed the head of the audit trail for ten minutes or more.";
    }
}

impl Worry {
    /// How grave it is.
    pub const fn standing(self) -> Standing {
        match self {
            Self::LateErasure | Self::LateWithdrawal | Self::OverdueEpoch => Standing::Late,
            Self::DeletionsStopped
            | Self::Silent
            | Self::DamagedLedger
            | Self::NoEscrow
            | Self::OldEscrow
            | Self::HeadsBehind
            | Self::Unwitnessed => Standing::Careful,
        }
    }
}

/// How the promises stand with these worries.
pub fn standing(worries: &[Worry]) -> Standing {
    worries.iter().map(|worry| worry.standing()).max().unwrap_or(Standing::Kept)
}

/// Whether the trail's head is behind: an event has waited for ten minutes to be under a signed head.
pub fn heads_behind(unwritten: Option<DateTime<Utc>>, now: DateTime<Utc>) -> bool {
    unwritten.is_some_and(|since| now - since >= TimeDelta::minutes(10))
}

/// Whether the timetable is silent: `beat` is when it last ran. One that never ran is.
pub fn silent(beat: Option<DateTime<Utc>>, now: DateTime<Utc>) -> bool {
    beat.is_none_or(|beat| now - beat >= TimeDelta::hours(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_gravest_worry_decides() {
        use Worry::*;
        for (rule, worries, stands) in [
            ("nothing is late and nothing in the way", &[][..], Standing::Kept),
            ("nothing is late, and there is no escrow", &[NoEscrow], Standing::Careful),
            (
                "a stop of deletions is careful: it erases nobody wrongly",
                &[DeletionsStopped],
                Standing::Careful,
            ),
            ("somebody is late (R-25)", &[NoEscrow, LateErasure], Standing::Late),
            ("old backups still open (R-25)", &[OverdueEpoch], Standing::Late),
        ] {
            assert_eq!(standing(worries), stands, "{rule}");
        }
    }

    #[test]
    fn when_the_trails_head_is_behind() {
        let at = |text: &str| text.parse::<DateTime<Utc>>().unwrap();
        let now = at("2026-11-22T12:00:00Z");
        for (rule, unwritten, behind) in [
            ("every event is under a signed head", None, false),
            ("an event of this minute waits for the next", Some("2026-11-22T11:59:30Z"), false),
            ("ten minutes are too long", Some("2026-11-22T11:50:00Z"), true),
        ] {
            assert_eq!(heads_behind(unwritten.map(at), now), behind, "{rule}");
        }
    }

    #[test]
    fn when_the_timetable_is_silent() {
        let at = |text: &str| text.parse::<DateTime<Utc>>().unwrap();
        let now = at("2026-11-22T12:00:00Z");
        for (rule, beat, is) in [
            ("it never ran", None, true),
            ("it ran a minute ago", Some("2026-11-22T11:59:00Z"), false),
            ("it ran an hour ago", Some("2026-11-22T11:00:00Z"), true),
        ] {
            assert_eq!(silent(beat.map(at), now), is, "{rule}");
        }
    }
}
