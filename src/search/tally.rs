//! Likenesses of numbered things, words or people: a table over all of them, and which of them have any, so that few are
//! found without looking through all.

use super::score::Likeness;

#[derive(Default)]
pub(super) struct Tally {
    by_number: Vec<Likeness>,
    found: Vec<u32>,
}

impl Tally {
    /// Nothing alike yet, of so many.
    pub(super) fn over(size: usize) -> Self {
        Self { by_number: vec![0.0; size], found: Vec::new() }
    }

    /// Notes a likeness; the greatest counts.
    pub(super) fn note(&mut self, number: u32, likeness: Likeness) {
        let slot = self.slot(number, likeness);
        *slot = slot.max(likeness);
    }

    /// Adds a likeness to those before.
    pub(super) fn add(&mut self, number: u32, likeness: Likeness) {
        *self.slot(number, likeness) += likeness;
    }

    fn slot(&mut self, number: u32, likeness: Likeness) -> &mut Likeness {
        let slot = &mut self.by_number[number as usize];
        if *slot == 0.0 && likeness > 0.0 {
            self.found.push(number);
        }
        slot
    }

    /// How alike one is; 0 if not at all.
    pub(super) fn to(&self, number: u32) -> Likeness {
        self.by_number[number as usize]
    }

    /// All that are alike at all.
    pub(super) fn found(&self) -> &[u32] {
        &self.found
    }
}
