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

/// The longest sum that is taken, in pence: a hundred million pounds.
const MOST: u64 = 10_000_000_000;

/// A sum as typed, in pence: "12", "12.5", "£1,234.50"; nothing where nothing was typed.
///
/// # Errors
/// If it is no sum of money.
pub fn pence(typed: &str) -> Result<Option<u64>, NoSum> {
    let text: String = typed.chars().filter(|c| !c.is_whitespace()).collect();
    if text.is_empty() {
        return Ok(None);
    }
    let text = text.strip_prefix('£').unwrap_or(&text).replace(',', "");
    let (pounds, rest) = text.split_once('.').unwrap_or((&text, ""));
    let digits = |part: &str, most: usize| part.len() <= most && part.bytes().all(|b| b.is_ascii_digit());
    if pounds.is_empty() || !digits(pounds, 12) || !digits(rest, 2) || text.ends_with('.') {
        return Err(NoSum);
    }
    let pounds: u64 = pounds.parse().map_err(|_| NoSum)?;
    let rest: u64 = format!("{rest:0<2}").parse().map_err(|_| NoSum)?;
    Some(pounds * 100 + rest).filter(|sum| *sum <= MOST).map(Some).ok_or(NoSum)
}

/// A sum in pounds as people write it: "£1,234.50".
pub fn spoken(pence: u64) -> String {
    let pounds = (pence / 100).to_string();
    let mut grouped = String::new();
    for (i, digit) in pounds.chars().enumerate() {
        if i > 0 && (pounds.len() - i).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    format!("£{grouped}.{:02}", pence % 100)
}

/// No sum of money.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("Please give a sum like 45 or 45.50.")]
pub struct NoSum;

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

    #[test]
    fn sums_are_read_as_people_type_them() {
        for (typed, read) in [
            ("", Ok(None)),
            ("45", Ok(Some(4_500))),
            (" £1,234.50 ", Ok(Some(123_450))),
            ("0.5", Ok(Some(50))),
            ("-5", Err(NoSum)),
            ("1.234", Err(NoSum)),
            ("5.", Err(NoSum)),
            ("about 40", Err(NoSum)),
            ("1e9", Err(NoSum)),
            ("99999999999999999999", Err(NoSum)),
            ("٤٥", Err(NoSum)),
        ] {
            assert_eq!(pence(typed), read, "{typed}");
        }
        assert_eq!(
            [spoken(0), spoken(123_450), spoken(100_000_000)],
            ["£0.00", "£1,234.50", "£1,000,000.00"]
        );
    }
}
