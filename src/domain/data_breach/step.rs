//! What is the next step of a breach?
//!
//! The risk is judged; where there is one the ICO is told, where it is high the people too; then it is closed (R-53; UK
//! GDPR, articles 33 and 34). It may be judged anew until it is closed: what is found later may be worse. Closed, it
//! stays for six years, and is then looked at once more.

use chrono::NaiveDate;

use super::{Course, Risk};
use crate::domain::{rules::COMPLIANCE_DOCUMENT, text::words};

words! {
    /// The next step.
    Step {
        /// Nobody has judged how likely it harms somebody.
        Judge = "judge", "Judge the risk";
        /// The ICO is to be told.
        Report = "report", "Report it to the ICO";
        /// The people are to be told.
        TellPeople = "tell_people", "Tell the people";
        /// All is done that was to be done.
        Close = "close", "Close it";
        /// It is closed.
        Nothing = "nothing", "Closed";
    }
}

/// The next step.
pub fn step(course: &Course) -> Step {
    let Course { aware_at: _, risk, reported_at, people_on, closed_on } = *course;
    if closed_on.is_some() {
        return Step::Nothing;
    }
    match risk {
        None => Step::Judge,
        Some(Risk::Likely | Risk::High) if reported_at.is_none() => Step::Report,
        Some(Risk::High) if people_on.is_none() => Step::TellPeople,
        Some(_) => Step::Close,
    }
}

/// Whether a closed breach has been kept for its six years.
pub fn is_over(course: &Course, today: NaiveDate) -> bool {
    course.closed_on.is_some_and(|day| COMPLIANCE_DOCUMENT.after_never_earlier(day) <= today)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::data_breach::clock::tests::aware;

    #[test]
    fn the_next_step_of_a_breach() {
        let day: NaiveDate = "2026-11-24".parse().unwrap();
        let open = aware("2026-11-23T09:00:00Z");
        let (told, people) = (Some(open.aware_at), Some(day));
        for (rule, risk, reported_at, people_on, closed_on, next) in [
            ("it is judged first", None, None, None, None, Step::Judge),
            ("harm is unlikely: the register is enough", Some(Risk::Unlikely), None, None, None, Step::Close),
            ("a risk: the ICO is told", Some(Risk::Likely), None, None, None, Step::Report),
            ("told", Some(Risk::Likely), told, None, None, Step::Close),
            ("a high risk: the ICO first", Some(Risk::High), None, people, None, Step::Report),
            ("then the people", Some(Risk::High), told, None, None, Step::TellPeople),
            ("both", Some(Risk::High), told, people, None, Step::Close),
            ("judged anew after the ICO was told", None, told, None, None, Step::Judge),
            ("closed is closed", Some(Risk::High), told, people, Some(day), Step::Nothing),
        ] {
            let course = Course { risk, reported_at, people_on, closed_on, ..open };
            assert_eq!(step(&course), next, "{rule} (R-53)");
        }
    }

    #[test]
    fn a_closed_breach_is_kept_for_six_years() {
        let closed = Course { closed_on: "2028-02-29".parse().ok(), ..aware("2028-02-23T09:00:00Z") };
        for (rule, today, over) in [
            ("not on its last day", "2034-02-28", false),
            ("the day after, never earlier", "2034-03-01", true),
        ] {
            assert_eq!(is_over(&closed, today.parse().unwrap()), over, "{rule} (R-30)");
        }
        let open = aware("2000-01-01T00:00:00Z");
        assert!(!is_over(&open, "2034-03-01".parse().unwrap()), "an open one stays");
    }
}
