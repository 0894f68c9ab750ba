//! Passwords: Argon2id with 64 MiB and three passes (RFC 9106), in the PHC string format.

use argon2::{
    Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version, password_hash::phc::PasswordHash,
};

use super::VaultError;
use crate::clock::Clock;

fn argon2() -> Argon2<'static> {
    let params = Params::new(64 * 1024, 3, 1, None).expect("these parameters are within Argon2's bounds");
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
}

/// Hashes a password. Takes 64 MiB and a tenth of a second: keep it off the database's thread.
///
/// # Errors
/// If the password is longer than Argon2 takes (4 GiB).
pub fn hash(clock: &Clock, password: &str) -> Result<String, VaultError> {
    argon2()
        .hash_password_with_salt(password.as_bytes(), &clock.random::<16>())
        .map(|hash: PasswordHash| hash.to_string())
        .map_err(|_| VaultError::DoesNotOpen { what: "password" })
}

/// Whether a password is the one that was hashed. Without a hash it takes as long and says no, so that nobody
/// learns which addresses have an account.
pub fn verify(password: &str, hash: Option<&str>) -> bool {
    let nobody = "$argon2id$v=19$m=65536,t=3,p=1$bm9ib2R5aGFzdGhpc3Bhc3M$\
        VnYh2gQ0cS0pB3sXnqTQmD2Gq3pB1v6dJ3q6a1bWJ8Y";
    let known = hash.is_some();
    PasswordHash::new(hash.unwrap_or(nobody))
        .is_ok_and(|hash| argon2().verify_password(password.as_bytes(), &hash).is_ok())
        && known
}

/// Fewer characters are no password.
pub const LEAST: usize = 10;
/// More are no password either.
pub const MOST: usize = 200;
/// So many characters of a password are not the owner's own names.
const OTHERS: usize = 6;

/// Why a new password is not taken, in words for its field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Weak {
    /// Too short to be safe.
    #[error(
        "Please choose at least {LEAST} characters. Three or four words nobody would put together are good."
    )]
    Short,
    /// Too long to be one.
    #[error("Please choose at most {MOST} characters.")]
    Long,
    /// Quickly guessed.
    #[error(
        "This password would be guessed quickly. Add a word or two nobody would expect; leave out names and years."
    )]
    Guessable,
}

/// Whether a new password is good enough: its length, and how quickly it is guessed by somebody who knows `about`.
///
/// # Errors
/// [`Weak`].
pub fn strong(password: &str, about: &[&str]) -> Result<(), Weak> {
    let about: Vec<String> = about.iter().map(|about| about.to_lowercase()).collect();
    let words = about.iter().flat_map(|about| about.split(|c: char| !c.is_alphanumeric()));
    let about: Vec<&str> =
        about.iter().map(String::as_str).chain(words).filter(|word| word.len() > 2).collect();
    // The meter takes three known words for hard to guess, even where they are the owner's name and a year.
    let others = about.iter().fold(password.to_lowercase(), |rest, word| rest.replace(word, ""));
    match password.chars().count() {
        0..LEAST => Err(Weak::Short),
        LEAST..=MOST if others.chars().count() < OTHERS => Err(Weak::Guessable),
        LEAST..=MOST if zxcvbn::zxcvbn(password, &about).score() >= zxcvbn::Score::Three => Ok(()),
        LEAST..=MOST => Err(Weak::Guessable),
        _ => Err(Weak::Long),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_fits_its_hash_only() {
        let clock = Clock::system();
        let hashed = hash(&clock, "correct horse").unwrap();
        assert!(hashed.starts_with("$argon2id$v=19$m=65536,t=3,p=1$"));
        assert!(verify("correct horse", Some(&hashed)));
        assert!(!verify("Correct horse", Some(&hashed)));
        assert!(!verify("correct horse", None));
        assert_ne!(hashed, hash(&clock, "correct horse").unwrap(), "salted");
    }

    #[test]
    fn which_passwords_are_taken() {
        let long = "lantern ".repeat(30);
        for (typed, expected) in [
            ("short", Err(Weak::Short)),
            ("password123", Err(Weak::Guessable)),
            ("SamReed2026", Err(Weak::Guessable)),
            ("aaaaaaaaaaaaaaaa", Err(Weak::Guessable)),
            (long.as_str(), Err(Weak::Long)),
            ("a lantern over the market hall", Ok(())),
            ("zaliczka-33-pomost", Ok(())),
        ] {
            assert_eq!(strong(typed, &["Sam Reed", "sam.reed@shop.example"]), expected, "{typed}");
        }
    }

    #[test]
    fn nobody_has_a_hash_that_is_really_computed() {
        let nobody = "$argon2id$v=19$m=65536,t=3,p=1$bm9ib2R5aGFzdGhpc3Bhc3M$\
            VnYh2gQ0cS0pB3sXnqTQmD2Gq3pB1v6dJ3q6a1bWJ8Y";
        assert!(PasswordHash::new(nobody).is_ok());
    }
}
