//! How alike are two words by their letters? Jaro and Winkler's answer, from 0 to 1: the letters they share not far from
//! each other's place, fewer for those in another order, more for the same beginning.

/// Letters of a word that stand in one number, a bit each.
const PLACES: usize = 64;

/// How alike two words are. Most are a to z and not long: their letters are compared all at once.
pub(super) fn alike(a: &str, b: &str) -> f32 {
    let plain =
        |word: &str| (1..=PLACES).contains(&word.len()) && word.bytes().all(|c| c.is_ascii_lowercase());
    let look =
        if plain(a) && plain(b) { plainly(a.as_bytes(), b.as_bytes()) } else { strsim::jaro_winkler(a, b) };
    look as f32
}

fn plainly(a: &[u8], b: &[u8]) -> f64 {
    let mut places = [0u64; 32];
    for (at, letter) in b.iter().enumerate() {
        places[usize::from(letter - b'a') & 31] |= 1 << at;
    }
    // A letter finds the first of its kind, not further away than this, that is still free.
    let away = (a.len().max(b.len()) / 2).saturating_sub(1);
    let (mut taken, mut found) = (0u64, 0u64);
    for (at, letter) in a.iter().enumerate() {
        let near = up_to(at + away + 1) & !up_to(at.saturating_sub(away));
        let free = places[usize::from(letter - b'a') & 31] & near & !taken;
        taken |= free & free.wrapping_neg();
        found |= u64::from(free != 0) << at;
    }
    let matches = found.count_ones();
    if matches == 0 {
        return 0.0;
    }
    let mut exchanged = 0;
    while found != 0 {
        exchanged += u32::from(a[found.trailing_zeros() as usize] != b[taken.trailing_zeros() as usize]);
        found &= found - 1;
        taken &= taken - 1;
    }
    let shared = f64::from(matches);
    let (of_a, of_b) = (shared / a.len() as f64, shared / b.len() as f64);
    let jaro = (of_a + of_b + f64::from(matches - exchanged / 2) / shared) / 3.0;
    let begin = a.iter().zip(b).take(4).take_while(|(a, b)| a == b).count();
    if jaro > 0.7 { jaro + 0.1 * begin as f64 * (1.0 - jaro) } else { jaro }
}

/// The bits of the first so many places.
fn up_to(count: usize) -> u64 {
    if count >= PLACES { u64::MAX } else { (1 << count) - 1 }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// What is compared all at once comes to the same as letter by letter.
        #[test]
        fn a_quick_answer_is_the_long_one(a in "[a-d]{1,12}", b in "[a-d]{1,12}") {
            prop_assert_eq!(plainly(a.as_bytes(), b.as_bytes()), strsim::jaro_winkler(&a, &b));
        }

        #[test]
        fn so_it_is_for_long_words(a in "[a-z]{40,64}", b in "[a-c]{50,64}") {
            prop_assert_eq!(plainly(a.as_bytes(), b.as_bytes()), strsim::jaro_winkler(&a, &b));
        }
    }
}
