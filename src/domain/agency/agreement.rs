//! Is an information sharing agreement in force, and what does it cover?
//!
//! A force or agency reads only under an agreement (ISA) with the scheme, from its first day to its last. The
//! review is a reminder: one that is late ends nothing, but it is late. What every agreement covers is what the matrix
//! of fields gives to police; contact details and special-category facts only where it names them.

use chrono::{DateTime, NaiveDate, Utc};

use crate::domain::{
    date::spoken,
    ids::{AgreementId, UserId},
    rules::AGREEMENT_NOTICE,
    text::words,
};

words! {
    /// A class of data that an agreement covers only if it names it.
    Class {
        /// Addresses and e-mail of a subject.
        Contact = "contact", "Contact details of listed people";
        /// Special-category facts, never about vulnerability.
        Special = "special", "Special-category facts, never about vulnerability";
        /// Reports that are handed over with their reporter's name.
        Reports = "reports", "Reports with their reporter’s name, if the reporter allows it: for police only";
    }
}

/// The longest signed document, in bytes.
pub const DOCUMENT_LONGEST: usize = 8 * 1024 * 1024;

/// Whether a file says from beginning to end that it is a PDF.
pub fn is_pdf(bytes: &[u8]) -> bool {
    let end = &bytes[bytes.len().saturating_sub(1_024)..];
    bytes.starts_with(b"%PDF-") && end.windows(5).any(|part| part == b"%%EOF")
}

/// What an agreement says, in words; sealed, since it names people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Terms {
    /// The force or agency.
    pub agency: String,
    /// Who signed for whom.
    pub parties: String,
    /// The legal basis of sharing.
    pub basis: String,
    /// Whom to write to: name.
    pub contact: String,
    /// E-mail address.
    pub email: String,
    /// Telephone, or empty.
    pub phone: String,
}

/// The days of an agreement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Days {
    /// The first on which it is in force.
    pub starts: NaiveDate,
    /// By when it is to be looked at again.
    pub review: NaiveDate,
    /// The last on which it is in force.
    pub ends: NaiveDate,
    /// The day it was ended before that: from then on nobody reads under it.
    pub ended: Option<NaiveDate>,
}

/// An agreement with a force or agency.
#[derive(Debug, Clone)]
pub struct Agreement {
    /// Its id.
    pub id: AgreementId,
    /// What it says.
    pub terms: Terms,
    /// Whether the signed document is kept with it.
    pub signed: bool,
    /// What it covers beyond what every agreement covers.
    pub covers: Vec<Class>,
    /// Its days.
    pub days: Days,
    /// Who entered it.
    pub registered_by: Option<UserId>,
    /// When.
    pub registered_at: DateTime<Utc>,
}

/// Where an agreement stands on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// It begins later.
    Ahead,
    /// It is in force.
    InForce,
    /// Its last day is over.
    Over,
    /// It was ended.
    Ended,
}

/// An order of days that is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Disorder {
    /// The last day is before the first.
    EndsBeforeStart,
    /// The last day is over already.
    IsOver,
    /// The review is not between the first day, or today, and the last.
    ReviewOutside,
}

impl Days {
    /// Where the agreement stands on a day.
    pub fn standing(&self, today: NaiveDate) -> Standing {
        let Self { starts, review: _, ends, ended } = *self;
        match ended {
            Some(ended) if ended <= today => Standing::Ended,
            _ if ends < today => Standing::Over,
            _ if starts > today => Standing::Ahead,
            _ => Standing::InForce,
        }
    }

    /// Why nobody reads under it on a day: with the date that has passed, or has not come; `None` while it is in force.
    pub fn refusal(&self, today: NaiveDate) -> Option<String> {
        match self.standing(today) {
            Standing::InForce => None,
            Standing::Ahead => Some(format!("The agreement begins on {}.", spoken(self.starts))),
            Standing::Over => Some(format!("The agreement ended on {}.", spoken(self.ends))),
            Standing::Ended => {
                Some(format!("The agreement was ended on {}.", spoken(self.ended.unwrap_or(self.ends))))
            }
        }
    }

    /// Since when somebody is reminded of the review, as long as there is anything to review.
    pub fn reminds(&self, today: NaiveDate) -> bool {
        let near = AGREEMENT_NOTICE.after_never_longer(today) >= self.review;
        near && matches!(self.standing(today), Standing::InForce | Standing::Ahead)
    }

    /// Whether the controllers are mailed about the review on a day, after they were on another: once when it is near, and
    /// once more when it is late.
    pub fn mails(&self, reminded: Option<NaiveDate>, today: NaiveDate) -> bool {
        let again = |day: NaiveDate| day <= self.review && self.review < today;
        self.reminds(today) && reminded.is_none_or(again)
    }

    /// Whether these can be the days of an agreement that is entered, or kept, today.
    ///
    /// # Errors
    /// What is out of order.
    pub fn check(&self, today: NaiveDate) -> Result<(), Disorder> {
        let Self { starts, review, ends, ended: _ } = *self;
        if ends < starts {
            Err(Disorder::EndsBeforeStart)
        } else if ends < today {
            Err(Disorder::IsOver)
        } else if review < starts || review < today || review > ends {
            Err(Disorder::ReviewOutside)
        } else {
            Ok(())
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn days(ended: Option<&str>) -> Days {
        Days {
            starts: day("2026-03-01"),
            review: day("2027-01-31"),
            ends: day("2027-02-28"),
            ended: ended.map(day),
        }
    }

    #[test]
    fn in_force_from_the_first_day_to_the_last() {
        for (rule, today, ended, standing, said) in [
            ("not the day before", "2026-02-28", None, Standing::Ahead, Some("begins on 1 March 2026")),
            ("on its first day", "2026-03-01", None, Standing::InForce, None),
            ("though its review is late", "2027-02-20", None, Standing::InForce, None),
            ("on its last day", "2027-02-28", None, Standing::InForce, None),
            ("not the day after", "2027-03-01", None, Standing::Over, Some("ended on 28 February 2027")),
            (
                "not from the day it was ended on",
                "2026-05-04",
                Some("2026-05-04"),
                Standing::Ended,
                Some("was ended on 4 May 2026"),
            ),
            (
                "ended is ended, whatever its days were",
                "2028-01-01",
                Some("2026-05-04"),
                Standing::Ended,
                Some("4 May"),
            ),
        ] {
            let days = days(ended);
            assert_eq!(days.standing(day(today)), standing, "{rule} (R-60)");
            let refusal = days.refusal(day(today));
            assert_eq!(refusal.is_some(), said.is_some(), "{rule} (R-60)");
            assert!(refusal.unwrap_or_default().contains(said.unwrap_or_default()), "{rule}: which date");
        }
    }

    #[test]
    fn a_document_is_a_pdf_from_beginning_to_end() {
        for (rule, bytes, whole) in [
            ("a PDF", &b"%PDF-1.7\n1 0 obj\n%%EOF\n"[..], true),
            ("cut short", b"%PDF-1.7\n1 0 obj\n", false),
            ("something else", b"<html>%PDF-1.7 %%EOF", false),
            ("nothing", b"", false),
        ] {
            assert_eq!(is_pdf(bytes), whole, "{rule}");
        }
    }

    #[test]
    fn the_controllers_are_mailed_when_a_review_is_near_and_when_it_is_late() {
        for (rule, today, reminded, mails) in [
            ("not before it is near", "2027-01-02", None, false),
            ("as soon as it is", "2027-01-03", None, true),
            ("once", "2027-01-04", Some("2027-01-03"), false),
            ("not again on the day", "2027-01-31", Some("2027-01-03"), false),
            ("again when it is past", "2027-02-01", Some("2027-01-03"), true),
            ("once", "2027-02-02", Some("2027-02-01"), false),
            ("late at once, if nobody ran", "2027-02-10", None, true),
            ("not once it is over", "2027-03-01", None, false),
        ] {
            assert_eq!(days(None).mails(reminded.map(day), day(today)), mails, "{rule} (R-60)");
        }
    }

    #[test]
    fn a_review_is_reminded_of_in_time() {
        for (rule, today, ended, reminded) in [
            ("not 29 days before", "2027-01-02", None, false),
            ("from 28 days before", "2027-01-03", None, true),
            ("and while it is late", "2027-02-20", None, true),
            ("not once it is over", "2027-03-01", None, false),
            ("nor ended", "2027-01-20", Some("2027-01-20"), false),
        ] {
            assert_eq!(days(ended).reminds(day(today)), reminded, "{rule} (R-60)");
        }
    }

    #[test]
    fn days_that_are_out_of_order_are_none() {
        let [spring, summer, autumn, winter] =
            ["2026-03-01", "2026-06-01", "2026-09-01", "2026-12-01"].map(day);
        let days = |starts, review, ends| Days { starts, review, ends, ended: None };
        for (rule, days, expected) in [
            ("in order", days(spring, autumn, winter), Ok(())),
            ("one day", days(summer, summer, summer), Ok(())),
            ("ends first", days(winter, winter, autumn), Err(Disorder::EndsBeforeStart)),
            ("is over", days(spring, spring, spring), Err(Disorder::IsOver)),
            ("review over", days(spring, spring, winter), Err(Disorder::ReviewOutside)),
            ("review before", days(autumn, summer, winter), Err(Disorder::ReviewOutside)),
            ("review after", days(spring, winter, autumn), Err(Disorder::ReviewOutside)),
        ] {
            assert_eq!(days.check(summer), expected, "{rule}");
        }
    }

    proptest! {
        /// Whatever its days: nobody reads under an agreement outside them, and a refusal says so.
        #[test]
        fn nobody_reads_outside_its_days(
            starts in 0..900_i64,
            long in 0..900_i64,
            ended in proptest::option::of(0..2_000_i64),
            today in 0..2_000_i64,
        ) {
            let at = |n: i64| day("2026-01-01") + chrono::TimeDelta::days(n);
            let (first, last, today) = (at(starts), at(starts + long), at(today));
            let days = Days { starts: first, review: first, ends: last, ended: ended.map(at) };
            let inside = first <= today && today <= last && days.ended.is_none_or(|ended| today < ended);
            prop_assert_eq!(days.refusal(today).is_none(), inside);
            prop_assert!(!days.reminds(today) || !matches!(days.standing(today), Standing::Over | Standing::Ended));
        }
    }
}
