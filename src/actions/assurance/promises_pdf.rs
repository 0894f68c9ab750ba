//! The promises of a month as a tagged PDF: the same figures as on the page, made when they are asked for.

use chrono::NaiveDate;

use super::{
    late::Waiting,
    promises::{self, Promises},
    told,
};
use crate::{
    actions::{Call, Refusal, Shared},
    domain::{
        assurance::promise::months,
        date::{london_day, spoken},
    },
    letters::report::{Report, Section, render},
};

/// The PDF of the month that begins on a day.
///
/// # Errors
/// 404 for whoever is not the controller, and for a month that is not among the last twelve.
pub async fn pdf(service: &Shared, call: Call, month: NaiveDate) -> Result<Vec<u8>, Refusal> {
    if !months(service.clock.today()).contains(&month) {
        return Err(Refusal::NotFound);
    }
    let seen = promises::promises(service, call, Some(month)).await?;
    let report = report(&seen.bar.scheme.name, &seen.value);
    let made = service.typeset(move || render(&report)).await?;
    made.map_err(|error| Refusal::Failed(error.to_string()))
}

fn report(sender: &str, promises: &Promises) -> Report {
    let today = london_day(promises.at);
    Report {
        sender: sender.to_owned(),
        title: promises
            .months
            .first()
            .map_or("Promises".to_owned(), |month| format!("Promises of {}", told::month(month.first))),
        date: today,
        contents: false,
        lead: lead(promises),
        sections: sections(promises, today),
    }
}

/// What was due in the month, in a sentence.
fn lead(promises: &Promises) -> String {
    let Some(month) = promises.months.first() else { return String::new() };
    let both = month.withdrawn.and(month.erased);
    let was = |n: u64, did: &str| {
        format!("{n} {} due to be {did}", if n == 1 { "person was" } else { "people were" })
    };
    let due = format!(
        "In {}, {} and {}",
        told::month(month.first),
        was(month.withdrawn.due(), "withdrawn"),
        was(month.erased.due(), "erased")
    );
    match (both.due(), both.late) {
        (0, _) => format!("In {}, nobody was due to be withdrawn or erased.", told::month(month.first)),
        (_, 0) => format!("{due}. None was late."),
        (_, 1) => format!("{due}. One was late."),
        (_, late) => format!("{due}. {late} were late."),
    }
}

fn sections(promises: &Promises, today: NaiveDate) -> Vec<Section> {
    let row = |cells: [String; 3]| cells.to_vec();
    let words = |all: &[&str]| all.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
    let months = promises.months.iter().map(|month| {
        row([told::month(month.first), told::tally(&month.withdrawn), told::tally(&month.erased)])
    });
    let machinery = told::machinery(promises);
    let mut sections = vec![
        Section {
            heading: "Month by month".to_owned(),
            sentences: vec![told::IN_TIME.to_owned()],
            header: words(&["Due in", "Withdrawn", "Erased"]),
            rows: months.collect(),
            ..Section::default()
        },
        Section {
            heading: format!("As it stood on {}", spoken(today)),
            sentences: std::iter::once(told::headline(promises))
                .chain(promises.worries.iter().map(|worry| worry.label().to_owned()))
                .collect(),
            header: words(&["What", "How it stood"]),
            rows: machinery.into_iter().map(|(what, how)| vec![what.to_owned(), how]).collect(),
            ..Section::default()
        },
    ];
    for (heading, waiting) in [("Late, and why", &promises.late), ("Held back by the rules", &promises.held)]
    {
        if !waiting.is_empty() {
            let why = |one: &Waiting| vec![told::waiting(one), one.why.join(" ")];
            let rows = waiting.iter().map(why).collect();
            let header = words(&["Reference", "Why"]);
            sections.push(Section { heading: heading.to_owned(), header, rows, ..Section::default() });
        }
    }
    sections
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, TimeDelta, Utc};

    use super::*;
    use crate::{
        actions::{assurance::promises::Month, audit::checkpoint::Written},
        domain::{
            assurance::{
                promise::Tally,
                standing::{Standing, Worry},
            },
            ids::ProfileId,
        },
    };

    fn promises(withdrawn: Tally, erased: Tally) -> Promises {
        let at: DateTime<Utc> = "2026-11-22T12:00:00Z".parse().unwrap();
        let late = Waiting {
            profile: ProfileId::from_random([7; 16]),
            due: "2026-10-03T00:00:00Z".parse().unwrap(),
            erasure: true,
            kept: false,
            why: vec!["A report may still name them.".to_owned()],
        };
        Promises {
            at,
            standing: Standing::Late,
            worries: vec![Worry::LateErasure],
            months: vec![Month { first: "2026-10-01".parse().unwrap(), withdrawn, erased }],
            late: vec![late],
            held: Vec::new(),
            leaving: Vec::new(),
            epochs: Vec::new(),
            beyond_recovery: "2026-12-27".parse().unwrap(),
            escrow: None,
            heads: Written { at: Some(at), uncovered: None },
            witnessed: None,
            restarted: None,
            backup: None,
            beat: Some(at),
        }
    }

    fn tally(in_time: u64, late: u64) -> Tally {
        Tally { in_time, late, open: 0, longest: TimeDelta::minutes(4) }
    }

    #[test]
    fn what_was_due_in_the_month_is_said_first() {
        for (withdrawn, erased, said) in [
            (tally(0, 0), tally(0, 0), "In October 2026, nobody was due to be withdrawn or erased."),
            (
                tally(3, 0),
                tally(1, 0),
                "In October 2026, 3 people were due to be withdrawn and 1 person was due to be erased. None was late.",
            ),
            (
                tally(1, 1),
                tally(0, 0),
                "In October 2026, 2 people were due to be withdrawn and 0 people were due to be erased. One was late.",
            ),
        ] {
            assert_eq!(lead(&promises(withdrawn, erased)), said);
        }
    }

    #[test]
    fn the_pdf_says_what_the_page_says_and_names_nobody() {
        let report = report("Market Ashby Safer Town", &promises(tally(3, 0), tally(1, 1)));
        assert_eq!(report.title, "Promises of October 2026");
        let mut all = String::new();
        for section in &report.sections {
            all += &format!("{}|{}|", section.heading, section.sentences.join("|"));
            for row in &section.rows {
                assert_eq!(row.len(), section.header.len(), "{}", section.heading);
                all += &row.join("|");
            }
        }
        for words in [
            "October 2026|3 in time; longest wait 4 minutes|1 in time, 1 late; longest wait 4 minutes",
            "As it stood on 22 November 2026|One promise is late.|Somebody who was to be erased is not gone.",
            "There is none.",
            "Beyond recovery from any backup by 27 December 2026",
            "07070707: erasure due 3 October 2026|A report may still name them.",
        ] {
            assert!(all.contains(words), "{words} in {all}");
        }
        assert!(!all.contains("Held back"), "what there is none of is not told");
        assert!(!all.contains("Backup|"), "nor what has no source");
    }
}
