//! What holds on every simulated day, each by name and R-number, against the [`Oracle`].

use std::collections::{BTreeMap, BTreeSet};

use beadle::{
    domain::ids::ProfileId,
    store::ledger::{Entry, Lines},
};
use chrono::NaiveDate;

use super::oracle::Oracle;

/// What is seen of the service from outside.
#[derive(Debug, Default)]
pub struct Seen {
    pub today: Option<NaiveDate>,
    /// Whom a member sees in the gallery.
    pub shown: BTreeSet<ProfileId>,
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
    /// Of whose mail there is more than one message of a kind.
    pub twice: Vec<String>,
    /// What is left of the erased.
    pub left: Vec<String>,
    /// Words that somebody typed, in files.
    pub plain: Vec<String>,
    /// What verifying the trail found wrong.
    pub trail: Vec<String>,
    /// A beat of the timetable just went well, with deletions allowed: whatever is due is done.
    pub settled: bool,
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
    ("no message twice (R-4)", no_message_twice),
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
    some(seen.shown.iter().filter(|id| !lawful.contains(id)).collect())
}

fn nobody_is_hidden_early(seen: &Seen, oracle: &Oracle) -> Option<String> {
    some(oracle.shown(today(seen)).into_iter().filter(|id| !seen.shown.contains(id)).collect())
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
    some(oracle.of(|person| person.gone).into_iter().filter(|id| times(id) != 1).collect())
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
    some(oracle.of(|person| person.gone).into_iter().filter(|id| !stands(id)).collect())
}

fn what_is_done_is_said(seen: &Seen, oracle: &Oracle) -> Option<String> {
    let dones = |id: &ProfileId| entries(seen, *id).iter().filter(|entry| **entry == Entry::Done).count();
    let said = |id: &ProfileId| {
        let (times, last) = (dones(id), entries(seen, *id).last() == Some(&Entry::Done));
        times == 0 && !seen.settled || times == 1 && last
    };
    some(oracle.of(|person| person.gone).into_iter().filter(|id| !said(id)).collect())
}

fn each_erasure_has_its_certificate(seen: &Seen, oracle: &Oracle) -> Option<String> {
    let gone = oracle.of(|person| person.gone).len();
    let enough = if seen.settled { seen.certificates == gone } else { seen.certificates <= gone };
    (!enough).then(|| format!("{} certificates for {gone} erasures", seen.certificates))
}

fn nothing_is_left(seen: &Seen, _: &Oracle) -> Option<String> {
    some(seen.left.clone())
}

fn no_message_twice(seen: &Seen, _: &Oracle) -> Option<String> {
    some(seen.twice.clone())
}

fn nothing_is_in_the_clear(seen: &Seen, _: &Oracle) -> Option<String> {
    some(seen.plain.clone())
}

fn the_trail_holds_together(seen: &Seen, _: &Oracle) -> Option<String> {
    some(seen.trail.clone())
}
