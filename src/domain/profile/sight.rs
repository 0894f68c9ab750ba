//! May an administrator see this profile?
//!
//! While it is circulated, and before it ever was: somebody has to work on a profile that is held back for a child's
//! best interests, or has no report that counts yet. Once withdrawn, only with the controller's grant.

use chrono::NaiveDate;

use crate::domain::profile::circulation::{Because, Circulation};

/// Whether a profile is withdrawn on a day: its circulation is over, or nothing it rested on still stands.
pub fn withdrawn(circulation: &Circulation, today: NaiveDate) -> bool {
    match circulation.circulated_until {
        Some(until) => until < today,
        None => circulation.because == Because::AllStruck,
    }
}

/// Whether an administrator sees it. `granted`: the controller's grant to this administrator runs.
pub fn administrator_sees(circulation: &Circulation, granted: bool, today: NaiveDate) -> bool {
    granted || !withdrawn(circulation, today)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{
        profile::{
            circulation::circulation,
            history::example::{day, named, struck, theft},
        },
        rules::Rules,
    };

    #[test]
    fn who_is_withdrawn_is_seen_with_a_grant_only() {
        let once = || vec![theft(1, "2026-01-10")];
        for (rule, reports, on, granted, sees) in [
            ("while circulated", once(), "2027-01-10", false, true),
            ("not the day after", once(), "2027-01-11", false, false),
            ("but with a grant", once(), "2027-01-11", true, true),
            ("one never circulated can be worked on", vec![], "2026-02-01", false, true),
            (
                "one whose reports were all struck is withdrawn at once",
                vec![struck(theft(1, "2026-01-10"), "2026-02-01")],
                "2026-02-01",
                false,
                false,
            ),
        ] {
            let circulation = circulation(&named(reports), &Rules::default());
            assert_eq!(administrator_sees(&circulation, granted, day(on)), sees, "{rule} (R-22)");
        }
    }
}
