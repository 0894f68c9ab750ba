//! Chance that repeats itself: a small generator (SplitMix64) seeded by a number. For drawings and invented words
//! only, never for secrets.

/// A seeded source of choices.
#[derive(Debug, Clone)]
pub(super) struct Dice(u64);

impl Dice {
    /// Different `purpose`s give one seed independent choices.
    pub(super) fn new(seed: u64, purpose: &str) -> Self {
        let mixed = purpose.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        });
        let mut dice = Self(seed ^ mixed);
        dice.next();
        dice
    }

    pub(super) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number from 0 to `count` - 1; 0 if `count` is 0.
    pub(super) fn below(&mut self, count: usize) -> usize {
        if count == 0 { 0 } else { (self.next() % count as u64) as usize }
    }

    /// True `part` times in `whole`.
    pub(super) fn chance(&mut self, part: usize, whole: usize) -> bool {
        self.below(whole) < part
    }

    /// A number between two.
    pub(super) fn between(&mut self, low: f32, high: f32) -> f32 {
        low + (high - low) * (self.next() >> 40) as f32 / (1u64 << 24) as f32
    }

    /// One of a list that is not empty.
    pub(super) fn pick<T: Copy>(&mut self, list: &[T]) -> T {
        list[self.below(list.len())]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_repeats_itself_and_purposes_differ() {
        let mut rolls =
            [("face", 1), ("face", 1), ("name", 1), ("face", 2)].map(|(p, s)| Dice::new(s, p).next());
        assert_eq!(rolls[0], rolls[1]);
        rolls.sort_unstable();
        assert_eq!(rolls.windows(2).filter(|w| w[0] == w[1]).count(), 1);
    }

    #[test]
    fn every_choice_comes_up() {
        let mut dice = Dice::new(3, "list");
        let mut seen = [false; 10];
        for _ in 0..500 {
            seen[dice.below(10)] = true;
            assert!((2.0..=4.0).contains(&dice.between(2.0, 4.0)));
        }
        assert_eq!(seen, [true; 10]);
    }
}
