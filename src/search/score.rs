//! How near is a person's name to what was typed? One scale from 0 to 1; the very name is 1.

use super::{
    fold::Word,
    people::Name,
    vocabulary::{Alike, WordId},
};

/// From 0, not alike, to 1, the same.
pub(super) type Likeness = f32;

/// A short form or another spelling of the same first name.
pub(super) const NICKNAME: Likeness = 0.92;
/// One of the two is the other's first letter.
pub(super) const INITIAL: Likeness = 0.75;
/// Below this a person is not shown: with two words typed, one that fits is not enough.
pub(super) const LEAST: Likeness = 0.6;
/// The spelling a word needs (Jaro-Winkler) to be alike by its letters alone, and by its sound.
const LEAST_BY_LETTERS: f32 = 0.84;
const LEAST_BY_SOUND: f32 = 0.55;
/// Words whose lengths differ by more than this are not misspellings of each other, whatever their beginnings.
const LEAST_LENGTH: f32 = 0.6;
/// A longer word than this says no more about whom is meant.
const HEAVIEST: usize = 5;
/// For each word of the name that was not typed, up to three.
const UNTYPED: f32 = 0.04;
/// For words in another order.
const DISORDER: f32 = 0.02;
/// For two words that one side writes as one.
const JOINED: f32 = 0.01;

/// A word being typed: nearer the more of it is there.
pub(super) fn begun(typed: &Word, word: &Word) -> Likeness {
    match (typed.chars(), word.chars()) {
        (a, b) if a == b => 1.0,
        (1, _) => INITIAL,
        (a, b) => 0.85 + 0.1 * a as f32 / b as f32,
    }
}

/// Words that sound the same, by how alike they look.
pub(super) fn sounds_alike(typed: &Word, word: &Word) -> Likeness {
    let look = strsim::jaro_winkler(typed.as_str(), word.as_str()) as f32;
    if look >= LEAST_BY_SOUND { 0.78 + 0.14 * look } else { 0.0 }
}

/// Words that look alike: misspelt, misheard, mistyped.
pub(super) fn looks_alike(typed: &Word, word: &Word) -> Likeness {
    let (a, b) = (typed.chars(), word.chars());
    if a.min(b) as f32 <= LEAST_LENGTH * a.max(b) as f32 {
        return 0.0;
    }
    let look = strsim::jaro_winkler(typed.as_str(), word.as_str()) as f32;
    if look >= LEAST_BY_LETTERS {
        0.6 + 0.3 * (look - LEAST_BY_LETTERS) / (1.0 - LEAST_BY_LETTERS)
    } else {
        0.0
    }
}

/// One reading of what was typed, ready to be compared with many names.
pub(super) struct Reading<'a> {
    /// The typed words in the order they were typed, each with its weight and the words like it.
    words: Vec<(f32, &'a Alike)>,
    /// Positions in `words`, the heaviest first: it chooses its counterpart first.
    by_weight: Vec<usize>,
    /// Whether two typed words are read as one.
    joined: bool,
}

impl<'a> Reading<'a> {
    pub(super) fn new(words: Vec<(usize, &'a Alike)>, joined: bool) -> Self {
        let words: Vec<_> = words.into_iter().map(|(n, a)| (n.min(HEAVIEST) as f32, a)).collect();
        let mut by_weight: Vec<usize> = (0..words.len()).collect();
        by_weight.sort_by(|a, b| words[*b].0.total_cmp(&words[*a].0));
        Self { words, by_weight, joined }
    }

    /// Each typed word takes the likest word of the name that is still free.
    pub(super) fn compare(&self, name: &Name) -> Likeness {
        let (mut taken, mut sum, mut weights, mut joined) = (0u32, 0.0, 0.0, self.joined);
        let mut places = [None; super::fold::MOST_WORDS];
        for at in &self.by_weight {
            let (weight, alike) = &self.words[*at];
            weights += weight;
            let best = name
                .parts
                .iter()
                .filter(|p| p.places() & taken == 0)
                .map(|p| (alike.to(p.word), p))
                .min_by(|a, b| b.0.total_cmp(&a.0)); // the first of equals
            if let Some((likeness, part)) = best
                && likeness > 0.0
            {
                taken |= part.places();
                joined |= part.places().count_ones() > 1;
                places[*at] = Some(part.from);
                sum += weight * likeness;
            }
        }
        if sum == 0.0 {
            return 0.0;
        }
        let untyped = u32::from(name.size).saturating_sub(taken.count_ones()).min(3);
        let disorder = if places.iter().flatten().is_sorted() { 0.0 } else { DISORDER };
        let joint = if joined { JOINED } else { 0.0 };
        (sum / weights) * (1.0 - UNTYPED * untyped as f32 - disorder - joint)
    }

    /// Every known word that is like a typed one, with the most it can add to the likeness of a name.
    pub(super) fn shares(&self) -> impl Iterator<Item = (WordId, Likeness)> {
        let all: f32 = self.words.iter().map(|(weight, _)| weight).sum();
        self.words.iter().flat_map(move |(weight, alike)| {
            alike.words().iter().map(move |word| (*word, weight * alike.to(*word) / all))
        })
    }
}
