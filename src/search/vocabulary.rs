//! The distinct words of one shelf's names, and how a typed word reaches those like it: by its beginning, its
//! sound, its trigrams, or as a short form.

use std::collections::{BTreeMap, HashMap};

use rphonetic::DoubleMetaphone;

use super::{
    fold::Word,
    nicknames,
    score::{self, Likeness, Shape},
    tally::Tally,
};

/// A word's number in its vocabulary.
pub(super) type WordId = u32;
/// A person's number on their shelf.
pub(super) type PersonId = u32;
/// Three characters, packed.
type Gram = u64;

/// Characters of a sound that are compared: whole names, not their beginnings only.
const SOUND_LENGTH: usize = 8;
/// The least share of trigrams (Dice) at which a word is looked at more closely.
const LEAST_SHARED: f32 = 0.3;

struct Known {
    word: Word,
    /// Once for each time the word stands in a name.
    people: Vec<PersonId>,
}

#[derive(Default)]
pub(super) struct Vocabulary {
    known: Vec<Option<Known>>,
    /// Of each known word, side by side: most words are passed over by their shape.
    shapes: Vec<Shape>,
    free: Vec<WordId>,
    by_spelling: BTreeMap<Word, WordId>,
    by_sound: HashMap<Word, Vec<WordId>>,
    by_gram: HashMap<Gram, Vec<WordId>>,
}

impl Vocabulary {
    /// One more than the highest number in use: the size of a table over words.
    pub(super) fn size(&self) -> usize {
        self.known.len()
    }

    /// The people in whose names a word stands.
    pub(super) fn people(&self, word: WordId) -> &[PersonId] {
        self.known.get(word as usize).and_then(Option::as_ref).map_or(&[], |k| &k.people)
    }

    /// Notes that a word stands in a person's name.
    pub(super) fn learn(&mut self, word: &Word, person: PersonId) -> WordId {
        let id = match self.by_spelling.get(word) {
            Some(id) => *id,
            None => self.add(word),
        };
        if let Some(known) = &mut self.known[id as usize] {
            known.people.push(person);
        }
        id
    }

    /// Undoes one [`Self::learn`]; the last one wipes the word.
    pub(super) fn forget(&mut self, id: WordId, person: PersonId) {
        let Some(known) = self.known.get_mut(id as usize).and_then(Option::as_mut) else { return };
        drop_one(&mut known.people, person);
        if !known.people.is_empty() {
            return;
        }
        let Some(known) = self.known[id as usize].take() else { return };
        self.shapes[id as usize] = Shape::default();
        self.free.push(id);
        self.by_spelling.remove(&known.word);
        for sound in sounds(&known.word) {
            prune(&mut self.by_sound, &sound, id);
        }
        for gram in grams(known.word.as_str()) {
            prune(&mut self.by_gram, &gram, id);
        }
    }

    fn add(&mut self, word: &Word) -> WordId {
        let id = self.free.pop().unwrap_or_else(|| self.widen());
        self.known[id as usize] = Some(Known { word: word.clone(), people: Vec::new() });
        self.shapes[id as usize] = Shape::of(word);
        self.by_spelling.insert(word.clone(), id);
        for sound in sounds(word) {
            self.by_sound.entry(sound).or_default().push(id);
        }
        for gram in grams(word.as_str()) {
            self.by_gram.entry(gram).or_default().push(id);
        }
        id
    }

    /// Room for another word. Shapes that move are wiped where they stood.
    fn widen(&mut self) -> WordId {
        if self.shapes.len() == self.shapes.capacity() {
            let mut wider = Vec::with_capacity(2 * self.shapes.len().max(32));
            wider.extend_from_slice(&self.shapes);
            self.shapes = wider;
        }
        self.shapes.push(Shape::default());
        self.known.push(None);
        (self.known.len() - 1) as WordId
    }

    /// How alike each known word is to a typed one, from 0 (not found) to 1.
    pub(super) fn alike(&self, typed: &Word) -> Tally {
        let mut alike = Tally::over(self.size());
        for (word, id) in self.by_spelling.range(typed.clone()..) {
            if !word.as_str().starts_with(typed.as_str()) {
                break;
            }
            alike.note(*id, score::begun(typed, word));
        }
        if let Some((first, _)) = typed.as_str().char_indices().nth(1) {
            self.note_spelling(&typed.as_str()[..first], score::INITIAL, &mut alike);
        }
        for other in nicknames::same_name(typed.as_str()) {
            self.note_spelling(other, score::NICKNAME, &mut alike);
        }
        for sound in sounds(typed) {
            for id in self.by_sound.get(&sound).into_iter().flatten() {
                self.compare(typed, *id, score::sounds_alike, &mut alike);
            }
        }
        self.note_trigrams(typed, &mut alike);
        alike
    }

    fn note_spelling(&self, spelling: &str, likeness: Likeness, alike: &mut Tally) {
        if let Some(id) = self.by_spelling.get(&Word::of(spelling)) {
            alike.note(*id, likeness);
        }
    }

    fn note_trigrams(&self, typed: &Word, alike: &mut Tally) {
        let typed_grams = grams(typed.as_str());
        let looked_for = Shape::of(typed);
        let mut shared = vec![0u8; self.size()];
        for ids in typed_grams.iter().filter_map(|gram| self.by_gram.get(gram)) {
            for id in ids {
                shared[*id as usize] += 1;
            }
        }
        let enough = |count: u8, length: f32| {
            2.0 * f32::from(count) >= LEAST_SHARED * (typed_grams.len() as f32 + length)
        };
        // No word is shorter that may look alike: nearly all are passed over by this alone.
        let shortest = score::LEAST_LENGTH * looked_for.length();
        let fewest = (0..=u8::MAX).find(|count| enough(*count, shortest)).unwrap_or(u8::MAX).max(1);
        for (id, count) in (0..).zip(shared).filter(|(_, count)| *count >= fewest) {
            let shape = &self.shapes[id as usize];
            if enough(count, shape.length()) && score::may_look_alike(&looked_for, shape) {
                self.compare(typed, id, score::looks_alike, alike);
            }
        }
    }

    fn compare(&self, typed: &Word, id: WordId, judge: fn(&Word, &Word) -> Likeness, alike: &mut Tally) {
        if let Some(Some(known)) = self.known.get(id as usize) {
            alike.note(id, judge(typed, &known.word));
        }
    }
}

/// How a word sounds, in one or two spellings of its sound; nothing for letters beyond a to z.
fn sounds(word: &Word) -> Vec<Word> {
    if !word.as_str().bytes().all(|b| b.is_ascii_lowercase()) {
        return Vec::new();
    }
    let sound = DoubleMetaphone::new(Some(SOUND_LENGTH)).double_metaphone(word.as_str());
    let mut all = vec![Word::from(sound.primary()), Word::from(sound.alternate())];
    all.dedup();
    all.retain(|s| s.chars() > 0);
    all
}

/// The runs of three characters of a word with its ends marked, each once.
fn grams(word: &str) -> Vec<Gram> {
    let marked: Vec<u64> = [2].into_iter().chain(word.chars().map(u64::from)).chain([3]).collect();
    let mut all: Vec<Gram> = marked.windows(3).map(|w| w[0] << 42 | w[1] << 21 | w[2]).collect();
    all.sort_unstable();
    all.dedup();
    all
}

fn drop_one(list: &mut Vec<u32>, value: u32) {
    if let Some(at) = list.iter().position(|v| *v == value) {
        list.swap_remove(at);
    }
}

fn prune<K: Eq + std::hash::Hash>(lists: &mut HashMap<K, Vec<u32>>, key: &K, value: u32) {
    if let Some(list) = lists.get_mut(key) {
        drop_one(list, value);
        if list.is_empty() {
            lists.remove(key);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_forgotten_with_the_last_person_who_bore_it() {
        let mut vocabulary = Vocabulary::default();
        let smith = vocabulary.learn(&Word::of("smith"), 1);
        assert_eq!(vocabulary.learn(&Word::of("smith"), 2), smith);
        vocabulary.forget(smith, 1);
        assert_eq!(vocabulary.people(smith), [2]);
        vocabulary.forget(smith, 2);
        assert!(vocabulary.by_spelling.is_empty());
        assert!(vocabulary.by_sound.is_empty());
        assert!(vocabulary.by_gram.is_empty());
        assert!(vocabulary.known.iter().all(Option::is_none));
        assert!(vocabulary.alike(&Word::of("smith")).found().is_empty());
    }

    #[test]
    fn its_number_is_given_to_the_next_word() {
        let mut vocabulary = Vocabulary::default();
        let smith = vocabulary.learn(&Word::of("smith"), 1);
        vocabulary.forget(smith, 1);
        assert_eq!(vocabulary.learn(&Word::of("jones"), 1), smith);
        assert_eq!(vocabulary.size(), 1);
    }
}
