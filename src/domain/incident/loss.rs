//! Into which band does a loss fall?
//!
//! Bands, not sums, go into the anonymous counters.

use crate::domain::text::words;

words! {
    /// The value of what was lost.
    Band {
        /// Nothing.
        None = "none", "Nothing";
        /// Under £50.
        Under50 = "under_50", "Under £50";
        /// £50 to £199.99.
        From50 = "50_to_200", "£50 to £200";
        /// £200 to £999.99.
        From200 = "200_to_1000", "£200 to £1,000";
        /// £1,000 and over.
        From1000 = "over_1000", "£1,000 and over";
    }
}

/// The band of a sum in pence.
pub fn band(pence: u64) -> Band {
    match pence {
        0 => Band::None,
        1..5_000 => Band::Under50,
        5_000..20_000 => Band::From50,
        20_000..100_000 => Band::From200,
        _ => Band::From1000,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_band_begins_where_the_one_before_ends() {
        for (pence, expected) in [
            (0, Band::None),
            (1, Band::Under50),
            (4_999, Band::Under50),
            (5_000, Band::From50),
            (19_999, Band::From50),
            (20_000, Band::From200),
            (99_999, Band::From200),
            (100_000, Band::From1000),
            (u64::MAX, Band::From1000),
        ] {
            assert_eq!(band(pence), expected, "{pence}p");
        }
    }
}
