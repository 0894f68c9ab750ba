//! What holds on every simulated day, each by name and R-number, against the [`Oracle`].

use std::collections::{BTreeMap, BTreeSet};

use beadle::{
    domain::ids::{ProfileId, SanctionId},
    store::ledger::{Entry, Lines},
};
use chrono::NaiveDate;
use uuid::Uuid;

use super::{
    oracle::{Exclusion, Oracle},
    post::Taken,
};

/// A message in the outbox.
#[derive(Debug, Clone)]
pub struct Row {
    /// Whose key seals it.
    pub owner: Uuid,
    /// "queued", "sent", "dead".
    pub state: String,
    /// Its address and body are there.
    pub words: bool,
    /// The day from which on they may not be.
    pub gone_on: NaiveDate,
}

/// What is seen of the service from outside.
#[derive(Debug, Default)]
pub struct Seen {
    pub today: Option<NaiveDate>,
    /// Whom a member sees in the gallery, and until when each is said to be excluded.
    pub shown: BTreeMap<ProfileId, Option<NaiveDate>>,
    /// How many lines the look added to the trail.
    pub lines_of_look: i64,
    /// Every profile's row: the last day shown and the day of erasure by its columns.
    pub rows: BTreeMap<ProfileId, (Option<NaiveDate>, NaiveDate)>,
    /// Whom the trail says were erased: the ids of each such line.
    pub erasures: Vec<String>,
    /// The ledger.
    pub ledger: Lines,
    /// How many certificates of erasures are signed.
    pub certificates: usize,
    /// Every exclusion's state.
    pub sanctions: BTreeMap<SanctionId, String>,
    /// The letters that are written, by sanction and kind.
    pub letters: BTreeSet<(SanctionId, String)>,
    /// Of whose mail there is more than one message of a kind.
    pub twice: Vec<String>,
    /// The messages in the outbox.
    pub outbox: BTreeSet<String>,
    /// Each message that was ever seen there, as it was seen last.
    pub mail: BTreeMap<String, Row>,
    /// What the mail server took.
    pub taken: BTreeMap<String, Taken>,
    /// Of those who left: their address, and what each of their kept reports has of it.
    pub addresses: Vec<(String, Option<String>)>,
    /// What is left of the erased.
    pub left: Vec<String>,
    /// Words that somebody typed, in files.
    pub plain: Vec<String>,
    /// What verifying the trail found wrong.
    pub trail: Vec<String>,
    /// A beat of the timetable just went well, with deletions allowed: whatever is due is done.
    pub settled: bool,
    /// The year is over, and all was well for a day.
    pub ended: bool,
}

/// An invariant: what is wrong, if anything.
pub type Invariant = fn(&Seen, &Oracle) -> Option<String>;

/// All of them, by name.
pub const ALL: &[(&str, Invariant)] = &[
    ("nobody is shown late (R-22)", nobody_is_shown_late),
    ("nobody is hidden early (R-20)", nobody_is_hidden_early),
    ("every look is audited (R-61)", every_look_is_audited),
    ("nobody is erased early (R-21, R-24, R-27)", nobody_is_erased_early),
    ("nobody is erased late (R-25)", nobody_is_erased_late),
    ("a clock has one writer (R-20, R-21)", a_clock_has_one_writer),
    ("every erasure is audited once (R-61)", every_erasure_is_audited_once),
    ("no erasure without its intent (R-25)", no_erasure_without_its_intent),
    ("what is done is said to be done, once (R-25)", what_is_done_is_said),
    ("each erasure has its certificate (R-25)", each_erasure_has_its_certificate),
    ("nothing is left of who was erased (R-25)", nothing_is_left),
    ("an exclusion goes its way (R-41, R-42)", an_exclusion_goes_its_way),
    ("who is excluded is said to be, as long as they are (R-42)", who_is_excluded_is_said_to_be),
    ("each notice and each end is written (R-42)", each_notice_is_written),
    ("no message twice (R-4)", no_message_twice),
    ("no message is lost (R-30)", no_message_is_lost),
    ("what was sent is wiped, what was not in time too (R-4, R-30)", mail_is_wiped),
    ("a report keeps its reporter's address (R-4)", a_report_keeps_the_address),
    ("nothing is in the clear (architecture, idea 4)", nothing_is_in_the_clear),
    ("the trail holds together (R-62)", the_trail_holds_together),
];

fn today(seen: &Seen) -> NaiveDate {
    seen.today.unwrap_or_default()
}

fn some<T: std::fmt::Debug>(wrong: Vec<T>) -> Option<String> {
    (!wrong.is_empty()).then(|| format!("{wrong:?}"))
}

fn nobody_is_shown_late(seen: &Seen, oracle: &Oracle) -> Option<String> {
    let lawful = oracle.shown(today(seen));
    some(seen.shown.keys().filter(|id| !lawful.contains(id)).collect())
}

fn nobody_is_hidden_early(seen: &Seen, oracle: &Oracle) -> Option<String> {
    some(oracle.shown(today(seen)).into_iter().filter(|id| !seen.shown.contains_key(id)).collect())
}

fn every_look_is_audited(seen: &Seen, _: &Oracle) -> Option<String> {
    (seen.lines_of_look != 1).then(|| format!("a look left {} lines", seen.lines_of_look))
}

fn nobody_is_erased_early(seen: &Seen, oracle: &Oracle) -> Option<String> {
    let kept = oracle.of(|person| !person.gone && person.erased_on() > today(seen));
    some(kept.into_iter().filter(|id| !seen.rows.contains_key(id)).collect())
}

fn nobody_is_erased_late(seen: &Seen, oracle: &Oracle) -> Option<String> {
    let due = oracle.of(|person| person.gone || person.erased_on() <= today(seen));
    if !seen.settled {
        return None;
    }
    some(due.into_iter().filter(|id| seen.rows.contains_key(id)).collect())
}

fn a_clock_has_one_writer(seen: &Seen, oracle: &Oracle) -> Option<String> {
    let differs = |(id, clocks): &(&ProfileId, &(Option<NaiveDate>, NaiveDate))| {
        oracle.people.get(id).is_none_or(|person| (person.shown_until(), person.erased_on()) != **clocks)
    };
    let expected = |id| oracle.people.get(id).map(|person| (person.shown_until(), person.erased_on()));
    some(seen.rows.iter().filter(differs).map(|(id, clocks)| (id, clocks, expected(id))).collect())
}

fn every_erasure_is_audited_once(seen: &Seen, oracle: &Oracle) -> Option<String> {
    let times = |id: &ProfileId| {
        let id = id.uuid().simple().to_string();
        seen.erasures.iter().filter(|erased| erased.contains(&id)).count()
    };
    some(oracle.gone().into_iter().filter(|id| times(id) != 1).collect())
}

/// What the ledger says of somebody, in its order.
fn entries(seen: &Seen, id: ProfileId) -> Vec<Entry> {
    let of = seen.ledger.lines.iter().filter(|line| line.matter.erased() == Some(id));
    of.map(|line| line.entry).collect()
}

fn no_erasure_without_its_intent(seen: &Seen, oracle: &Oracle) -> Option<String> {
    if seen.ledger.damaged > 0 {
        return Some(format!("{} lines of the ledger are damaged", seen.ledger.damaged));
    }
    let stands = |id: &ProfileId| {
        entries(seen, *id).iter().rfind(|entry| **entry != Entry::Done) == Some(&Entry::Intent)
    };
    some(oracle.gone().into_iter().filter(|id| !stands(id)).collect())
}

fn what_is_done_is_said(seen: &Seen, oracle: &Oracle) -> Option<String> {
    let dones = |id: &ProfileId| entries(seen, *id).iter().filter(|entry| **entry == Entry::Done).count();
    let said = |id: &ProfileId| {
        let (times, last) = (dones(id), entries(seen, *id).last() == Some(&Entry::Done));
        times == 0 && !seen.settled || times == 1 && last
    };
    some(oracle.gone().into_iter().filter(|id| !said(id)).collect())
}

fn each_erasure_has_its_certificate(seen: &Seen, oracle: &Oracle) -> Option<String> {
    let gone = oracle.of(|person| person.gone).len() + oracle.staff(true).len();
    let enough = if seen.settled { seen.certificates == gone } else { seen.certificates <= gone };
    (!enough).then(|| format!("{} certificates for {gone} erasures and leavings", seen.certificates))
}

fn nothing_is_left(seen: &Seen, _: &Oracle) -> Option<String> {
    some(seen.left.clone())
}

fn an_exclusion_goes_its_way(seen: &Seen, oracle: &Oracle) -> Option<String> {
    let living = oracle.people.values().filter(|person| !person.gone);
    let all = living.flat_map(|person| &person.exclusions);
    let strays = |(id, one): &(&SanctionId, &Exclusion)| {
        let (kept, said) = (seen.sanctions.get(id).map(String::as_str), one.word(today(seen)));
        // What a day alone brings about waits for the timetable.
        let waits =
            !seen.settled && matches!((kept, said), (Some("decided"), "lapsed") | (Some("served"), "ended"));
        kept != Some(said) && !waits
    };
    some(all.filter(strays).map(|(id, one)| (id, one, seen.sanctions.get(id))).collect())
}

fn who_is_excluded_is_said_to_be(seen: &Seen, oracle: &Oracle) -> Option<String> {
    let differs = |(id, said): (&ProfileId, &Option<NaiveDate>)| {
        let person = oracle.people.get(id).filter(|person| person.excluded(today(seen)) != *said)?;
        Some((*id, *said, person.exclusions.clone()))
    };
    some(seen.shown.iter().filter_map(differs).collect())
}

fn each_notice_is_written(seen: &Seen, oracle: &Oracle) -> Option<String> {
    if !seen.settled {
        return None;
    }
    let living = oracle.people.values().filter(|person| !person.gone);
    let due = living.flat_map(|person| &person.exclusions).flat_map(|(id, one)| {
        let kinds: &[&str] = match one.word(today(seen)) {
            "decided" | "served" => &["exclusion_notice"],
            "ended" => &["exclusion_notice", "expiry_confirmation"],
            _ => &[],
        };
        kinds.iter().map(|kind| (*id, (*kind).to_owned()))
    });
    some(due.filter(|letter| !seen.letters.contains(letter)).collect())
}

fn no_message_twice(seen: &Seen, _: &Oracle) -> Option<String> {
    let mut subjects = BTreeSet::new();
    let told = |taken: &&Taken| {
        taken.subject.starts_with("Your report") || taken.subject.starts_with("You have left")
    };
    let again = seen.taken.values().filter(|taken| {
        taken.too_many || told(taken) && !subjects.insert((taken.to.clone(), taken.subject.clone()))
    });
    let again: Vec<String> = again.map(|taken| taken.subject.clone()).collect();
    some(seen.twice.iter().cloned().chain(again).collect())
}

/// Whoever stays is told of each review, and of each thing they saw that was put right, once; what says that it was sent was taken; what is not there any more was taken,
/// was given up, or its owner is gone.
fn no_message_is_lost(seen: &Seen, oracle: &Oracle) -> Option<String> {
    let mut lost: Vec<String> = Vec::new();
    for (who, one) in oracle.staff.iter().filter(|(_, one)| !one.left) {
        let queued = seen.mail.iter().filter(|(_, row)| row.owner == who.uuid()).map(|(id, _)| id);
        let taken = seen.taken.iter().filter(|(_, taken)| taken.to == one.email).map(|(id, _)| id);
        let told = queued.chain(taken).collect::<BTreeSet<_>>().len();
        if told != one.told {
            lost.push(format!("{}: {told} messages for {} reviews and corrections", one.email, one.told));
        }
    }
    let left: Vec<Uuid> = oracle.staff(true).into_iter().map(Uuid::from).collect();
    let gone: Vec<Uuid> = oracle.gone().into_iter().map(Uuid::from).chain(left).collect();
    for (id, row) in &seen.mail {
        let there = seen.outbox.contains(id);
        let over = row.state == "dead" || gone.contains(&row.owner);
        let fine = if there { row.state != "sent" } else { over };
        if !fine && !seen.taken.contains_key(id) {
            lost.push(format!("{id} {row:?}"));
        }
    }
    some(lost)
}

fn mail_is_wiped(seen: &Seen, _: &Oracle) -> Option<String> {
    let late = |row: &Row| row.state == "sent" || seen.ended && row.gone_on <= today(seen);
    let kept = seen.mail.iter().filter(|(id, row)| seen.outbox.contains(*id) && row.words && late(row));
    some(kept.collect())
}

fn a_report_keeps_the_address(seen: &Seen, _: &Oracle) -> Option<String> {
    some(seen.addresses.iter().filter(|(of, kept)| kept.as_ref() != Some(of)).collect())
}

fn nothing_is_in_the_clear(seen: &Seen, _: &Oracle) -> Option<String> {
    some(seen.plain.clone())
}

fn the_trail_holds_together(seen: &Seen, _: &Oracle) -> Option<String> {
    some(seen.trail.clone())
}
