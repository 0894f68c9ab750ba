//! Does an enquiry still wait for an answer, and when is it erased?

use chrono::NaiveDate;

use crate::domain::{
    retention::{self, Record},
    rules::Rules,
    text::words,
};

words! {
    /// Where an enquiry stands.
    State {
        /// Waits for an answer.
        Open = "open", "Open";
        /// Answered, or in need of no answer.
        Closed = "closed", "Closed";
    }
}

/// The day an enquiry is erased: by the retention schedule, from the day it was closed.
pub fn erase_on(closed_on: NaiveDate, rules: &Rules) -> Option<NaiveDate> {
    retention::due(Record::Enquiry.line(), closed_on, rules)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_enquiry_is_kept_for_twelve_months_after_it_was_closed() {
        for (closed, erased) in [
            ("2026-11-22", "2027-11-22"),
            ("2028-02-29", "2029-03-01"), // never too early (R-21's calendar)
        ] {
            let day = |text: &str| text.parse::<NaiveDate>().unwrap();
            assert_eq!(erase_on(day(closed), &Rules::default()), Some(day(erased)), "R-30");
        }
    }
}
