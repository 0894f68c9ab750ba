//! By when is a request answered, and how does that look today?
//!
//! The earlier of 30 days and one calendar month from receipt, or from proof of identity if it was asked for promptly
//! (R-50, R-51; UK GDPR, article 12). What is not clear stops the clock until it is cleared. Whatever stops or extends
//! it, everything that is ready leaves within that time from receipt. A day that falls on a weekend is no later for it.

use chrono::{Days, NaiveDate};

use super::{Asked, Kind, Request};
use crate::domain::{
    date::months_later_never_longer,
    rules::{ACKNOWLEDGE, ANSWER_DAYS, ANSWER_EXTENDED, ANSWER_MONTHS, IDENTITY_ASKED, SOON_DUE},
    text::words,
};

words! {
    /// How a clock looks.
    Light {
        /// There is time.
        Green = "green", "On time";
        /// A week or less is left.
        Amber = "amber", "Due soon";
        /// The day has passed.
        Late = "late", "Late";
    }
}

/// The days of an open request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Clock {
    /// The last day on which everything that is ready leaves, whatever stops or extends the clock.
    pub first: NaiveDate,
    /// The last day for the whole answer; none while the clock stands.
    pub answer: Option<NaiveDate>,
    /// The last day to say that it was received, while that is to be said.
    pub acknowledge: Option<NaiveDate>,
}

/// The earlier of 30 days and one calendar month; a month without such a day ends on its last.
pub fn within(start: NaiveDate) -> NaiveDate {
    days(start, ANSWER_DAYS).min(months_later_never_longer(start, ANSWER_MONTHS))
}

/// The last day to acknowledge: the day of receipt is day 1.
pub fn acknowledge_by(received: NaiveDate) -> NaiveDate {
    days(received, ACKNOWLEDGE.saturating_sub(1))
}

/// The clock of a request.
pub fn clock(request: &Request) -> Clock {
    let first = within(request.received);
    Clock {
        first,
        answer: answer(request),
        acknowledge: request.acknowledged.is_none().then(|| acknowledge_by(request.received)),
    }
}

fn answer(request: &Request) -> Option<NaiveDate> {
    let start = match request.identity {
        Some(asked) if is_prompt(asked, request.received) => asked.settled?,
        _ => request.received,
    };
    let whole = match request.extended {
        Some(_) => months_later_never_longer(start, ANSWER_MONTHS + ANSWER_EXTENDED),
        None => within(start),
    };
    match request.clarity {
        // What stood before the start is in the start already.
        Some(Asked { on, settled }) => Some(days(whole, stood(on.max(start), settled?.max(start)))),
        None => Some(whole),
    }
}

/// Whether identity was asked for early enough to move the start.
pub fn is_prompt(asked: Asked, received: NaiveDate) -> bool {
    asked.on <= days(received, IDENTITY_ASKED)
}

/// How many days a clock stood.
fn stood(from: NaiveDate, until: NaiveDate) -> u32 {
    u32::try_from((until - from).num_days()).unwrap_or_default()
}

fn days(from: NaiveDate, n: u32) -> NaiveDate {
    from.checked_add_days(Days::new(n.into())).unwrap_or(NaiveDate::MAX)
}

/// The day that is next: to acknowledge, to send what is ready, to answer in full.
pub fn next_day(request: &Request) -> Option<NaiveDate> {
    if !request.is_open() {
        return None;
    }
    let clock = clock(request);
    let answer = match request.first_sent {
        Some(_) => clock.answer,
        None => Some(clock.answer.map_or(clock.first, |answer| answer.min(clock.first))),
    };
    [clock.acknowledge, answer].into_iter().flatten().min()
}

/// How the clock looks on a day; nothing if the request is closed, or waits for the person after what was ready left.
pub fn light(request: &Request, today: NaiveDate) -> Option<Light> {
    let due = next_day(request)?;
    Some(match (due - today).num_days() {
        ..0 => Light::Late,
        left if left <= i64::from(SOON_DUE) => Light::Amber,
        _ => Light::Green,
    })
}

/// Whether the person may be told today that a part takes longer: within the first month, once, and of what the law
/// gives a month for.
pub fn may_extend(request: &Request, today: NaiveDate) -> bool {
    let lawful =
        matches!(request.kind, Kind::Access | Kind::Correction | Kind::Restriction | Kind::Objection);
    lawful && request.is_open() && request.extended.is_none() && today <= within(request.received)
}

#[cfg(test)]
pub mod tests {
    use super::*;
    use crate::domain::right::{Way, closing::tests::request};

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn a_month_ends_on_the_earlier_of_its_days() {
        for (rule, received, due) in [
            ("31 days in July: day 30 comes first", "2026-07-01", "2026-07-31"),
            ("30 days in June: both on one day", "2026-06-10", "2026-07-10"),
            ("28 days in February: the month comes first", "2027-02-10", "2027-03-10"),
            ("no 31 February: its last day", "2027-01-31", "2027-02-28"),
            ("a leap year has one more", "2028-01-31", "2028-02-29"),
            ("the clocks go forward within it", "2027-03-20", "2027-04-19"),
            ("a Saturday is no reason to wait", "2026-11-26", "2026-12-26"),
        ] {
            assert_eq!(within(day(received)), day(due), "{rule} (R-50)");
        }
    }

    #[test]
    fn when_a_request_is_to_be_answered() {
        let plain = request(Kind::Access, "2026-07-01");
        let asked = |on: &str, settled: Option<&str>| Some(Asked { on: day(on), settled: settled.map(day) });
        for (rule, one, first, answer) in [
            ("from receipt", plain.clone(), "2026-07-31", Some("2026-07-31")),
            (
                "from proof of identity, asked for promptly",
                Request { identity: asked("2026-07-03", Some("2026-07-10")), ..plain.clone() },
                "2026-07-31",
                Some("2026-08-09"),
            ),
            (
                "while it is not proven, no day; but what is ready leaves",
                Request { identity: asked("2026-07-03", None), ..plain.clone() },
                "2026-07-31",
                None,
            ),
            (
                "asked for late, it moves nothing",
                Request { identity: asked("2026-07-20", Some("2026-07-25")), ..plain.clone() },
                "2026-07-31",
                Some("2026-07-31"),
            ),
            (
                "what was not clear stops the clock for as long",
                Request { clarity: asked("2026-07-11", Some("2026-07-21")), ..plain.clone() },
                "2026-07-31",
                Some("2026-08-10"),
            ),
            (
                "two more months for a part",
                Request { extended: Some(day("2026-07-20")), ..plain.clone() },
                "2026-07-31",
                Some("2026-10-01"),
            ),
        ] {
            let clock = clock(&one);
            assert_eq!((clock.first, clock.answer), (day(first), answer.map(day)), "{rule} (R-50)");
        }
    }

    #[test]
    fn a_complaint_is_acknowledged_by_day_30_with_the_day_of_receipt_as_day_1() {
        assert_eq!(acknowledge_by(day("2026-07-01")), day("2026-07-30"), "R-52");
        assert_eq!(acknowledge_by(day("2027-02-01")), day("2027-03-02"), "R-52");
    }

    #[test]
    fn how_a_clock_looks() {
        let done = Request { acknowledged: Some(day("2026-07-01")), ..request(Kind::Access, "2026-07-01") };
        let waits = Asked { on: day("2026-07-02"), settled: None };
        let partly = Request { identity: Some(waits), first_sent: Some(day("2026-07-29")), ..done.clone() };
        for (rule, one, today, looks) in [
            ("time is left", &done, "2026-07-23", Some(Light::Green)),
            ("a week is left", &done, "2026-07-24", Some(Light::Amber)),
            ("the last day", &done, "2026-07-31", Some(Light::Amber)),
            ("the day after", &done, "2026-08-01", Some(Light::Late)),
            ("what was ready has left, the rest waits for the person", &partly, "2026-08-20", None),
        ] {
            assert_eq!(light(one, day(today)), looks, "{rule}");
        }
    }

    #[test]
    fn an_extension_is_told_within_the_first_month() {
        let one = request(Kind::Access, "2026-07-01");
        assert!(may_extend(&one, day("2026-07-31")));
        assert!(!may_extend(&one, day("2026-08-01")), "too late (R-50)");
        assert!(!may_extend(
            &Request { extended: Some(day("2026-07-02")), ..one.clone() },
            day("2026-07-03")
        ));
        assert!(!may_extend(&Request { kind: Kind::Complaint, way: Way::Form, ..one }, day("2026-07-03")));
    }

    /// The law once more, without the calendar that the rule uses: days are counted one by one.
    mod law {
        pub type Date = (i32, u32, u32);

        fn leap(year: i32) -> bool {
            year.rem_euclid(4) == 0 && (year.rem_euclid(100) != 0 || year.rem_euclid(400) == 0)
        }

        pub fn length(year: i32, month: u32) -> u32 {
            match month {
                2 if leap(year) => 29,
                2 => 28,
                4 | 6 | 9 | 11 => 30,
                _ => 31,
            }
        }

        pub fn tomorrow((year, month, day): Date) -> Date {
            match (day < length(year, month), month < 12) {
                (true, _) => (year, month, day + 1),
                (false, true) => (year, month + 1, 1),
                (false, false) => (year + 1, 1, 1),
            }
        }

        /// The corresponding date in a later month, or the last of it.
        pub fn corresponding((year, month, day): Date, months: u32) -> Date {
            let (mut y, mut m) = (year, month);
            for _ in 0..months {
                (y, m) = if m == 12 { (y + 1, 1) } else { (y, m + 1) };
            }
            (y, m, day.min(length(y, m)))
        }

        pub fn after(mut date: Date, days: u32) -> Date {
            for _ in 0..days {
                date = tomorrow(date);
            }
            date
        }

        /// UK GDPR, article 12(3), and the scheme's own promise of 30 days.
        pub fn due(received: Date) -> Date {
            after(received, 30).min(corresponding(received, 1))
        }

        /// Complaints: the 30th day, counting the first.
        pub fn acknowledged(received: Date) -> Date {
            let (mut date, mut counted) = (received, 1);
            while counted < 30 {
                date = tomorrow(date);
                counted += 1;
            }
            date
        }
    }

    fn plain(day: NaiveDate) -> law::Date {
        use chrono::Datelike;
        (day.year(), day.month(), day.day())
    }

    /// A cheap sequence of numbers, the same each time (SplitMix64).
    fn next(state: &mut u64) -> u64 {
        *state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (*state ^ (*state >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    #[test]
    fn a_million_dates_agree_with_the_law_counted_by_hand() {
        let mut state = 5;
        let mut months = [0_u32; 12];
        for _ in 0..1_000_000 {
            let year = 2000 + i32::try_from(next(&mut state) % 400).unwrap();
            let month = 1 + u32::try_from(next(&mut state) % 12).unwrap();
            let last = u64::from(law::length(year, month));
            // Every other one at an end of a month, where calendars differ.
            let back = next(&mut state) % if next(&mut state).is_multiple_of(2) { 3 } else { last };
            let date = (year, month, u32::try_from(last - back).unwrap());
            let received = NaiveDate::from_ymd_opt(date.0, date.1, date.2).unwrap();
            assert_eq!(plain(within(received)), law::due(date), "{received}");
            assert_eq!(plain(acknowledge_by(received)), law::acknowledged(date), "{received}");
            let stood = u32::try_from(next(&mut state) % 40).unwrap();
            let on = received + Days::new(next(&mut state) % 30);
            let cleared = on + Days::new(stood.into());
            let doubted =
                next(&mut state).is_multiple_of(2).then(|| received + Days::new(next(&mut state) % 6));
            let proven = doubted.map(|day| day + Days::new(next(&mut state) % 40));
            let (date, start) = proven.map_or((date, received), |day| (plain(day), day));
            let stood = on.iter_days().take_while(|day| *day < cleared).filter(|day| *day >= start).count();
            let stood = u32::try_from(stood).unwrap();
            let one = Request {
                identity: doubted.zip(proven).map(|(on, day)| Asked { on, settled: Some(day) }),
                clarity: Some(Asked { on, settled: Some(cleared) }),
                extended: next(&mut state).is_multiple_of(2).then_some(received),
                received,
                ..request(Kind::Access, "2026-07-01")
            };
            let whole = if one.extended.is_some() { law::corresponding(date, 3) } else { law::due(date) };
            assert_eq!(plain(clock(&one).answer.unwrap()), law::after(whole, stood), "{one:?}");
            months[usize::try_from(month - 1).unwrap()] += 1;
        }
        assert!(months.iter().all(|n| *n > 50_000), "{months:?}");
    }
}
