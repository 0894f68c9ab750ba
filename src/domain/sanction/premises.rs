//! Whose premises may an exclusion name?
//!
//! Those of the members whose authority to exclude on their behalf stands on the day the notice is issued (R-1,
//!

use chrono::NaiveDate;

use crate::domain::member::state::State;

/// Whether a business's authority stands on a day. `authority_on` is the day it gave it, if it has.
pub fn authority_stands(state: State, authority_on: Option<NaiveDate>, day: NaiveDate) -> bool {
    state == State::Active && authority_on.is_some_and(|given| given <= day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whose_authority_stands() {
        let day: NaiveDate = "2026-11-22".parse().unwrap();
        for (rule, state, given, stands) in [
            ("given before", State::Active, Some("2026-01-01"), true),
            ("given that day", State::Active, Some("2026-11-22"), true),
            ("given the day after", State::Active, Some("2026-11-23"), false),
            ("never given", State::Active, None, false),
            ("given, but the member is suspended", State::Suspended, Some("2026-01-01"), false),
        ] {
            let given = given.map(|on| on.parse().unwrap());
            assert_eq!(authority_stands(state, given, day), stands, "{rule} (R-42)");
        }
    }
}
