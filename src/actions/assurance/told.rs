//! The promises in words: the same on the page and in the PDF.

use chrono::{DateTime, NaiveDate, Utc};

use super::{late::Waiting, promises::Promises};
use crate::actions::audit::checkpoint::Written;
use crate::domain::{
    assurance::{
        promise::{Tally, wait},
        standing::{Standing, Worry},
    },
    date::{london_day, spoken, spoken_instant},
    ids::ProfileId,
};

/// What the months count.
pub const IN_TIME: &str = "In time is within 24 hours of the day it was due. From the first minute of that day nobody sees the person, whether or not the work is done.";

/// How the promises stand, in a sentence.
pub fn headline(promises: &Promises) -> String {
    let late = promises.late.len();
    match (promises.standing, promises.worries.len()) {
        (Standing::Kept, _) => {
            "Every promise is kept: nothing is late, and nothing stands in its way.".to_owned()
        }
        (Standing::Careful, 1) => "Nothing is late now. One thing wants a look.".to_owned(),
        (Standing::Careful, n) => format!("Nothing is late now. {n} things want a look."),
        (Standing::Late, _) if late == 0 => {
            "A promise is late: what was erased can still be recovered.".to_owned()
        }
        (Standing::Late, _) if late == 1 => "One promise is late.".to_owned(),
        (Standing::Late, _) => format!("{late} promises are late."),
    }
}

/// What was due in a month, in words: nothing if nothing was.
pub fn tally(tally: &Tally) -> String {
    match tally.due() {
        0 => tally.spoken(),
        _ => format!("{}; longest wait {}", tally.spoken(), wait(tally.longest)),
    }
}

/// A month: "November 2026".
pub fn month(first: NaiveDate) -> String {
    first.format("%B %Y").to_string()
}

/// By what a person is named here: the first digits of a random id.
pub fn reference(id: ProfileId) -> String {
    id.uuid().simple().to_string()[..8].to_owned()
}

/// What is late or held back: what was to be done, and since when.
pub fn waiting(one: &Waiting) -> String {
    let what = if one.erasure { "erasure" } else { "withdrawal" };
    format!("{}: {what} due {}", reference(one.profile), spoken(london_day(one.due)))
}

/// How many leave on a day.
pub fn leaving(withdrawn: usize, erased: usize) -> String {
    match (withdrawn, erased) {
        (n, 0) => format!("{n} withdrawn"),
        (0, n) => format!("{n} erased"),
        (withdrawn, erased) => format!("{withdrawn} withdrawn, {erased} erased"),
    }
}

/// Keys, escrow, trail, backups and the timetable: what each is, and how it stands. What has no source is left out.
pub fn machinery(promises: &Promises) -> Vec<(&'static str, String)> {
    let mut told = vec![
        ("Key ring", ring(promises)),
        (
            "Erased today",
            format!("Beyond recovery from any backup by {} at the latest.", spoken(promises.beyond_recovery)),
        ),
        ("Escrow of the key ring", escrow(promises)),
        ("Head of the audit trail", last(promises.heads.at, "Signed and written outside the database")),
        ("Its witness", witness(promises)),
    ];
    if let Some(at) = promises.backup {
        told.push(("Backup", last(Some(at), "Made")));
    }
    told.push(("Timetable", last(promises.beat, "Last ran")));
    told
}

fn last(at: Option<DateTime<Utc>>, did: &str) -> String {
    at.map_or("Not yet.".to_owned(), |at| format!("{did} on {}.", spoken_instant(at)))
}

fn ring(promises: &Promises) -> String {
    let day = |at: DateTime<Utc>| spoken(london_day(at));
    let (Some(oldest), Some(newest)) = (promises.epochs.first(), promises.epochs.last()) else {
        return "It holds no epoch.".to_owned();
    };
    let begun = format!("The newest epoch began on {}", day(newest.made));
    match oldest.destroyed {
        None => format!("{begun}. There is no older one."),
        Some(destroyed) => format!(
            "{begun}, the oldest of {} on {}; the oldest is destroyed on {}.",
            promises.epochs.len(),
            day(oldest.made),
            day(destroyed)
        ),
    }
}

fn witness(promises: &Promises) -> String {
    let waits = promises.worries.contains(&Worry::Unwitnessed);
    let stands = match promises.witnessed {
        None => "There is none.".to_owned(),
        Some(Written { uncovered: Some(since), .. }) if waits => {
            format!("What was recorded since {} waits for it.", spoken_instant(since))
        }
        Some(signed) => last(signed.at, "Confirmed the head of the trail as it stood"),
    };
    match &promises.restarted {
        None => stands,
        Some(restarted) => format!("{stands} On record: {restarted}."),
    }
}

fn escrow(promises: &Promises) -> String {
    match promises.escrow {
        None => "There is none.".to_owned(),
        Some(kept) if kept.follows => last(kept.written, "As new as the ring: written"),
        Some(kept) => match kept.written {
            None => "The file is not there.".to_owned(),
            at => last(at, "Older than the ring: written"),
        },
    }
}
