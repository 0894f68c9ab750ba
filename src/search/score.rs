//! How near is a person's name to what was typed? One scale from 0 to 1; the very name is 1.

use zeroize::ZeroizeOnDrop;

use super::{fold::Word, people::Name, tally::Tally, vocabulary::WordId};

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
pub(super) const LEAST_LENGTH: f32 = 0.6;
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

/// What can be told of a word at a glance, without reading it: how long it is, how it begins, and how often each letter
/// stands in it; those beyond a to z count as one letter. Wiped with its word.
#[derive(Clone, Default, ZeroizeOnDrop)]
pub(super) struct Shape {
    /// In characters.
    length: u8,
    /// The first four letters, in as much of each as tells most apart.
    begins: [u8; 4],
    /// 27 counts, in as many places as are compared at once.
    letters: [u8; 32],
}

impl Shape {
    pub(super) fn of(word: &Word) -> Self {
        let mut shape = Self::default();
        for (at, letter) in word.as_str().chars().enumerate() {
            let place = if letter.is_ascii_lowercase() { letter as usize - 'a' as usize } else { 26 };
            shape.letters[place] = shape.letters[place].saturating_add(1);
            shape.length = shape.length.saturating_add(1);
            if let Some(begun) = shape.begins.get_mut(at) {
                *begun = letter as u32 as u8;
            }
        }
        shape
    }

    /// In characters.
    pub(super) fn length(&self) -> f32 {
        self.length.into()
    }

    /// How many letters two words can share at most.
    fn shared(&self, other: &Self) -> u32 {
        self.letters.iter().zip(&other.letters).map(|(a, b)| u32::from(*a.min(b))).sum()
    }
}

/// Whether two words of these shapes can look alike at all: cheaper to ask than [`looks_alike`], and never wrong when it
/// says no. Jaro counts matching letters, of which there are no more than shared ones; Winkler adds a tenth of what is
/// missing for each of the first four that agree.
pub(super) fn may_look_alike(typed: &Shape, word: &Shape) -> bool {
    let (a, b) = (typed.length(), word.length());
    if a.min(b) <= LEAST_LENGTH * a.max(b) {
        return false;
    }
    let shared = typed.shared(word) as f32;
    let jaro = (shared / a + shared / b + 1.0) / 3.0;
    let agree = typed.begins.iter().zip(&word.begins).take_while(|(a, b)| a == b).count();
    jaro + 0.1 * agree as f32 * (1.0 - jaro) >= LEAST_BY_LETTERS - 0.001
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
    words: Vec<(f32, &'a Tally)>,
    /// Positions in `words`, the heaviest first: it chooses its counterpart first.
    by_weight: Vec<usize>,
    /// Whether two typed words are read as one.
    joined: bool,
}

impl<'a> Reading<'a> {
    pub(super) fn new(words: Vec<(usize, &'a Tally)>, joined: bool) -> Self {
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
            alike.found().iter().map(move |word| (*word, weight * alike.to(*word) / all))
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// What is passed over could not have been alike: whatever is typed, whatever is known.
        #[test]
        fn nothing_alike_is_passed_over(a in "[a-dé]{1,9}", b in "[a-dé]{1,9}", at in 0usize..9, by in "[a-dé]") {
            // Random words are seldom alike: one with a letter changed often is.
            let mut near: Vec<char> = a.chars().collect();
            let place = at % near.len();
            near[place] = by.chars().next().unwrap();
            for other in [b, near.into_iter().collect()] {
                let (typed, word) = (Word::of(&a), Word::of(&other));
                let may = may_look_alike(&Shape::of(&typed), &Shape::of(&word));
                prop_assert!(may || looks_alike(&typed, &word) == 0.0, "{a} {other}");
            }
        }
    }
}
