//! When is a data-protection document to be looked at again, and when is an old one over?
//!
//! A version is in force from the day a controller adopts it until a later one is, or it is ended. It names a day within a
//! year by which it is looked at again: the controllers are mailed when that is near, and once more when it is past. What
//! was superseded is kept for six years and then looked at by a person.

use chrono::NaiveDate;

use super::Days;
use crate::domain::rules::{COMPLIANCE_DOCUMENT, DOCUMENT_NOTICE, DOCUMENT_REVIEW};

/// Where a version stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Nobody has adopted it.
    Draft,
    /// It holds.
    InForce,
    /// A later one holds, or none.
    Ended,
}

impl Days {
    /// Where it stands.
    pub const fn standing(&self) -> Standing {
        match (self.adopted, self.ended) {
            (None, _) => Standing::Draft,
            (Some(_), None) => Standing::InForce,
            (Some(_), Some(_)) => Standing::Ended,
        }
    }

    /// Since when somebody is reminded of the review.
    pub fn reminds(&self, today: NaiveDate) -> bool {
        let near = |review| DOCUMENT_NOTICE.after_never_longer(today) >= review;
        self.standing() == Standing::InForce && self.review.is_some_and(near)
    }

    /// Whether its day is past.
    pub fn is_late(&self, today: NaiveDate) -> bool {
        self.standing() == Standing::InForce && self.review.is_some_and(|review| review < today)
    }

    /// Whether the controllers are mailed on a day, after they were on another.
    pub fn mails(&self, reminded: Option<NaiveDate>, today: NaiveDate) -> bool {
        let again = |day: NaiveDate| self.is_late(today) && self.review.is_some_and(|review| day <= review);
        self.reminds(today) && reminded.is_none_or(again)
    }

    /// Whether its six years are over.
    pub fn is_over(&self, today: NaiveDate) -> bool {
        self.ended.is_some_and(|day| COMPLIANCE_DOCUMENT.after_never_earlier(day) <= today)
    }
}

/// Whether a version that is adopted today may name a day for its review.
pub fn may_wait_until(review: NaiveDate, today: NaiveDate) -> bool {
    today < review && review <= DOCUMENT_REVIEW.after_never_longer(today)
}

/// The last day that may be named.
pub fn latest(today: NaiveDate) -> NaiveDate {
    DOCUMENT_REVIEW.after_never_longer(today)
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::domain::{
        document::{Content, Document, Kind},
        ids::DocumentId,
    };

    /// An empty draft.
    pub fn document(kind: Kind) -> Document {
        Document {
            id: DocumentId::from_random([1; 16]),
            kind,
            line: DocumentId::from(uuid::Uuid::nil()),
            version: 1,
            content: Content::default(),
            days: Days::default(),
            drafted_by: None,
            drafted_at: chrono::DateTime::UNIX_EPOCH,
            adopted_by: None,
        }
    }

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn in_force() -> Days {
        Days { adopted: Some(day("2026-02-01")), review: Some(day("2027-01-31")), ended: None }
    }

    #[test]
    fn where_a_version_stands() {
        let ended = Days { ended: Some(day("2026-12-01")), ..in_force() };
        for (rule, days, standing) in [
            ("a draft until somebody adopts it", Days::default(), Standing::Draft),
            ("then it holds", in_force(), Standing::InForce),
            ("until a later one does", ended, Standing::Ended),
        ] {
            assert_eq!(days.standing(), standing, "{rule}");
        }
    }

    #[test]
    fn a_review_is_reminded_of_twice() {
        for (rule, today, reminded, mails) in [
            ("not 29 days before", "2027-01-02", None, false),
            ("28 days before", "2027-01-03", None, true),
            ("once", "2027-01-04", Some("2027-01-03"), false),
            ("not again on the day", "2027-01-31", Some("2027-01-03"), false),
            ("again when it is past", "2027-02-01", Some("2027-01-03"), true),
            ("once", "2027-02-02", Some("2027-02-01"), false),
            ("late at once, if nobody ran", "2027-02-10", None, true),
        ] {
            assert_eq!(in_force().mails(reminded.map(day), day(today)), mails, "{rule}");
        }
        let ended = Days { ended: Some(day("2027-01-10")), ..in_force() };
        assert!(!ended.reminds(day("2027-01-20")), "nobody reviews what is superseded");
        assert!(!Days::default().reminds(day("2027-01-20")), "nor a draft");
    }

    #[test]
    fn a_review_is_within_a_year() {
        for (rule, review, may) in [
            ("not the same day", "2028-02-29", false),
            ("the day after", "2028-03-01", true),
            ("a year later, never longer", "2029-02-28", true),
            ("not a day more", "2029-03-01", false),
        ] {
            assert_eq!(may_wait_until(day(review), day("2028-02-29")), may, "{rule}");
        }
    }

    #[test]
    fn what_was_superseded_is_kept_for_six_years() {
        let ended = Days { ended: Some(day("2028-02-29")), ..in_force() };
        for (rule, today, over) in [
            ("not on its last day", "2034-02-28", false),
            ("the day after, never earlier", "2034-03-01", true),
        ] {
            assert_eq!(ended.is_over(day(today)), over, "{rule} (R-30)");
        }
        assert!(!in_force().is_over(day("2050-01-01")), "what holds stays");
    }
}
