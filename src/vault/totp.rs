//! Time-based one-time codes (RFC 6238): six digits, 30 seconds, SHA-1, one step of grace either way.

use chrono::{DateTime, Utc};
use totp_rs::{Builder, Secret};

use crate::clock::Clock;

/// A new seed of 160 bits (RFC 4226, section 4).
pub fn new_seed(clock: &Clock) -> Vec<u8> {
    clock.random::<20>().to_vec()
}

/// A seed as people type it into an app.
pub fn written(seed: &[u8]) -> String {
    Secret::from(seed.to_vec()).to_base32()
}

/// A seed as it was written.
pub fn read(text: &str) -> Option<Vec<u8>> {
    Secret::try_from_base32(text).ok().map(|secret| secret.as_ref().to_vec()).filter(|seed| seed.len() == 20)
}

/// The step whose code this is, if it is one of now: to be spent once.
pub fn step(seed: &[u8], code: &str, at: DateTime<Utc>) -> Option<i64> {
    let code: String = code.chars().filter(|c| !c.is_whitespace()).collect();
    let now = u64::try_from(at.timestamp()).ok()?;
    totp(seed)?.check(&code, now)?.try_into().ok()
}

/// The code of an instant: what an app shows.
pub fn code(seed: &[u8], at: DateTime<Utc>) -> Option<String> {
    Some(totp(seed)?.generate(u64::try_from(at.timestamp()).ok()?).to_string())
}

fn totp(seed: &[u8]) -> Option<totp_rs::Totp> {
    Builder::new().with_secret(seed.to_vec()).with_skew(1).build().ok()
}

/// The address that an app reads from a QR code.
pub fn address(seed: &[u8], issuer: &str, account: &str) -> String {
    let encoded = |text: &str| {
        let text = serde_urlencoded::to_string([("", text)]).unwrap_or_default();
        text.trim_start_matches('=').replace('+', "%20")
    };
    let (issuer, account) = (encoded(&issuer.replace(':', " ")), encoded(account));
    format!("otpauth://totp/{issuer}:{account}?secret={}&issuer={issuer}", written(seed))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(seconds, 0).unwrap()
    }

    #[test]
    fn codes_are_those_of_rfc_6238() {
        // Appendix B gives eight digits; the last six are the six-digit code.
        let seed = b"12345678901234567890";
        for (seconds, shown) in [(59, "287082"), (1_111_111_109, "081804"), (2_000_000_000, "279037")] {
            assert_eq!(code(seed, at(seconds)).as_deref(), Some(shown));
            assert_eq!(step(seed, shown, at(seconds)), Some(seconds / 30));
        }
        assert_eq!(step(seed, "287 082", at(59)), Some(1), "typed with a gap");
        assert_eq!(step(seed, "287082", at(59 + 30)), Some(1), "a step late");
        assert_eq!(step(seed, "287082", at(59 + 60)), None, "too late");
        for nonsense in ["", "28708", "2870822", "abcdef", "٢٨٧٠٨٢"] {
            assert_eq!(step(seed, nonsense, at(59)), None, "{nonsense}");
        }
    }

    #[test]
    fn a_seed_is_read_as_it_is_written() {
        let seed = new_seed(&Clock::system());
        assert_eq!(read(&written(&seed)), Some(seed.clone()));
        assert_eq!(read("not base32!"), None);
        let address = address(&seed, "Market Ashby: Safer", "sam@shop.example");
        assert!(
            address.starts_with("otpauth://totp/Market%20Ashby%20%20Safer:sam%40shop.example?secret="),
            "{address}"
        );
    }
}
