//! One shelf: its people, their names as numbered words, and the search over them.

use std::collections::HashMap;

use chrono::{Datelike, NaiveDate};

use super::{
    Entry, Hit, Query,
    fold::{self, Word},
    score::{LEAST, Likeness, Reading},
    tally::Tally,
    vocabulary::{PersonId, Vocabulary, WordId},
};
use crate::domain::ids::ProfileId;

/// Born on the day asked for.
const BORN_THAT_DAY: Likeness = 0.2;
/// Born on a day like it: one part differs, or day and month are exchanged.
const BORN_NEARLY: Likeness = 0.1;
/// Born on another day.
const BORN_OTHERWISE: Likeness = -0.2;

/// A word of a name and the places it covers.
pub(super) struct Part {
    pub(super) word: WordId,
    pub(super) from: u8,
    to: u8,
}

impl Part {
    /// One bit for each place.
    pub(super) fn places(&self) -> u32 {
        (1u32 << self.to) - (1u32 << self.from)
    }
}

pub(super) struct Name {
    pub(super) parts: Vec<Part>,
    /// How many words, not counting those joined from two.
    pub(super) size: u8,
}

struct Person {
    profile: ProfileId,
    names: Vec<Name>,
    date_of_birth: Option<NaiveDate>,
}

#[derive(Default)]
pub(super) struct People {
    people: Vec<Option<Person>>,
    free: Vec<PersonId>,
    by_profile: HashMap<ProfileId, PersonId>,
    vocabulary: Vocabulary,
}

impl People {
    pub(super) fn len(&self) -> usize {
        self.by_profile.len()
    }

    pub(super) fn holds(&self, profile: ProfileId) -> bool {
        self.by_profile.contains_key(&profile)
    }

    /// Adds a person who is not held yet.
    pub(super) fn put(&mut self, entry: &Entry) {
        let id = self.free.pop().unwrap_or_else(|| {
            self.people.push(None);
            (self.people.len() - 1) as PersonId
        });
        let names = entry.names.iter().map(|name| self.learn(name, id)).filter(|n| n.size > 0).collect();
        self.people[id as usize] =
            Some(Person { profile: entry.profile, names, date_of_birth: entry.date_of_birth });
        self.by_profile.insert(entry.profile, id);
    }

    fn learn(&mut self, name: &str, person: PersonId) -> Name {
        let placed = fold::placed(name);
        let size = placed.iter().map(|p| p.to).max().unwrap_or(0);
        let parts = placed
            .iter()
            .map(|p| Part { word: self.vocabulary.learn(&p.word, person), from: p.from, to: p.to })
            .collect();
        Name { parts, size }
    }

    pub(super) fn remove(&mut self, profile: ProfileId) -> bool {
        let Some(id) = self.by_profile.remove(&profile) else { return false };
        if let Some(person) = self.people[id as usize].take() {
            for part in person.names.iter().flat_map(|n| &n.parts) {
                self.vocabulary.forget(part.word, id);
            }
        }
        self.free.push(id);
        true
    }

    pub(super) fn find(&self, query: &Query, limit: usize) -> Vec<Hit> {
        let typed = fold::words(&query.text);
        let mut hits = if typed.is_empty() {
            query.date_of_birth.map_or_else(Vec::new, |day| self.born(day))
        } else {
            self.named(&typed, query.date_of_birth)
        };
        let better = |a: &Hit, b: &Hit| b.score.total_cmp(&a.score).then(a.profile.cmp(&b.profile));
        if hits.len() > limit {
            if limit > 0 {
                hits.select_nth_unstable_by(limit - 1, better);
            }
            hits.truncate(limit);
        }
        hits.sort_unstable_by(better);
        hits
    }

    /// Everybody born from one day to another, after an id, in the order of ids.
    pub(super) fn born_between(
        &self,
        from: NaiveDate,
        to: NaiveDate,
        after: Option<ProfileId>,
    ) -> Vec<ProfileId> {
        let born = |person: &&Person| person.date_of_birth.is_some_and(|day| from <= day && day <= to);
        let people = self.people.iter().flatten().filter(born).map(|person| person.profile);
        let mut found: Vec<ProfileId> = people.filter(|id| after.is_none_or(|after| *id > after)).collect();
        found.sort_unstable();
        found
    }

    /// Everybody born that day, then those born on a day like it.
    fn born(&self, day: NaiveDate) -> Vec<Hit> {
        let hit = |person: &Person| {
            let nearness = birth(day, person.date_of_birth);
            (nearness > 0.0).then_some(Hit { profile: person.profile, score: LEAST + nearness })
        };
        self.people.iter().flatten().filter_map(hit).collect()
    }

    fn named(&self, typed: &[Word], born: Option<NaiveDate>) -> Vec<Hit> {
        let spelt = fold::readings(typed);
        let mut alike: HashMap<&Word, Tally> = HashMap::new();
        for word in spelt.iter().flatten() {
            alike.entry(word).or_insert_with(|| self.vocabulary.alike(word));
        }
        let readings: Vec<Reading> = spelt
            .iter()
            .map(|words| {
                let weighed = words.iter().map(|w| (w.chars(), &alike[w])).collect();
                Reading::new(weighed, words.len() < typed.len())
            })
            .collect();
        let least = if born.is_some() { LEAST - BORN_THAT_DAY } else { LEAST };
        let mut best = Tally::over(self.people.len());
        for reading in &readings {
            for id in self.worth_comparing(reading, least) {
                if let Some(person) = &self.people[id as usize] {
                    let nearest = person.names.iter().map(|n| reading.compare(n)).fold(0.0, Likeness::max);
                    best.note(id, nearest);
                }
            }
        }
        let mut hits = Vec::new();
        for (id, likeness) in best.found().iter().map(|id| (*id, best.to(*id))) {
            if let Some(person) = &self.people[id as usize]
                && likeness >= least
            {
                let score = likeness + born.map_or(0.0, |day| birth(day, person.date_of_birth));
                if score >= LEAST {
                    hits.push(Hit { profile: person.profile, score });
                }
            }
        }
        hits
    }

    /// The people who could reach `least`: cheaper to add up over whole words than to compare each name.
    fn worth_comparing(&self, reading: &Reading, least: Likeness) -> Vec<PersonId> {
        let mut bounds = Tally::over(self.people.len());
        for (word, at_most) in reading.shares() {
            for person in self.vocabulary.people(word) {
                bounds.add(*person, at_most);
            }
        }
        let enough = |id: &PersonId| bounds.to(*id) >= least * 0.999;
        bounds.found().iter().copied().filter(enough).collect()
    }
}

/// What a date of birth says: for, against, or nothing if it is not known.
fn birth(asked: NaiveDate, known: Option<NaiveDate>) -> Likeness {
    let Some(known) = known else { return 0.0 };
    if known == asked {
        return BORN_THAT_DAY;
    }
    let (a, k) = ((asked.year(), asked.month(), asked.day()), (known.year(), known.month(), known.day()));
    let same = [a.0 == k.0, a.1 == k.1, a.2 == k.2].iter().filter(|s| **s).count();
    let exchanged = a.0 == k.0 && a.1 == k.2 && a.2 == k.1;
    if same == 2 || exchanged { BORN_NEARLY } else { BORN_OTHERWISE }
}
