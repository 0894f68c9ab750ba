//! Slows guessing down without locking anybody out: who guesses at an account from new devices waits, while the
//! devices its owner has signed in with keep a count of their own (OWASP's device cookies). In memory only.

use std::{collections::hash_map::RandomState, hash::BuildHasher, num::NonZeroU32};

use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};

/// A try comes too soon.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Try {
    /// Wait.
    Later,
}

/// Counts tries by keyed hashes of what they are for; nothing personal is kept.
pub struct Throttle {
    keys: RandomState,
    accounts: DefaultKeyedRateLimiter<u64>,
    devices: DefaultKeyedRateLimiter<u64>,
    codes: DefaultKeyedRateLimiter<u64>,
    visitors: DefaultKeyedRateLimiter<u64>,
    messages: DefaultKeyedRateLimiter<u64>,
}

const fn per_minute(n: u32) -> Quota {
    Quota::per_minute(NonZeroU32::new(n).expect("more than none"))
}

impl Default for Throttle {
    fn default() -> Self {
        Self {
            keys: RandomState::new(),
            accounts: RateLimiter::dashmap(per_minute(6)),
            devices: RateLimiter::dashmap(per_minute(10)),
            codes: RateLimiter::dashmap(per_minute(30)),
            visitors: RateLimiter::dashmap(per_minute(20)),
            messages: RateLimiter::dashmap(per_minute(1)),
        }
    }
}

impl Throttle {
    /// A try to sign in: a known device has its own count, all others share the account's.
    ///
    /// # Errors
    /// [`Try::Later`].
    pub fn sign_in(&self, host: &str, email: &str, device: Option<&str>) -> Result<(), Try> {
        let email = email.trim().to_lowercase();
        match device {
            Some(device) => check(&self.devices, self.keys.hash_one((host, &email, device))),
            None => check(&self.accounts, self.keys.hash_one((host, &email))),
        }
    }

    /// A try of a code of a notice or of a second factor, counted by what it is tried on.
    ///
    /// # Errors
    /// [`Try::Later`].
    pub fn code(&self, host: &str, on: &str) -> Result<(), Try> {
        check(&self.codes, self.keys.hash_one((host, on)))
    }

    /// A form sent by somebody who is not signed in, counted by where it comes from.
    ///
    /// # Errors
    /// [`Try::Later`].
    pub fn visitor(&self, host: &str, from: &str) -> Result<(), Try> {
        check(&self.visitors, self.keys.hash_one((host, from)))
    }

    /// A message, told from others by its words: the same one a moment later is a button that was pressed twice.
    ///
    /// # Errors
    /// [`Try::Later`].
    pub fn message(&self, host: &str, words: &[&str]) -> Result<(), Try> {
        check(&self.messages, self.keys.hash_one((host, words)))
    }

    /// Forgets what no longer matters.
    pub fn forget(&self) {
        for limiter in [&self.accounts, &self.devices, &self.codes, &self.visitors, &self.messages] {
            limiter.retain_recent();
        }
    }
}

fn check(limiter: &DefaultKeyedRateLimiter<u64>, key: u64) -> Result<(), Try> {
    limiter.check_key(&key).map_err(|_| Try::Later)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_guesser_waits_and_the_owner_does_not() {
        let throttle = Throttle::default();
        let guessed =
            (0..100).filter(|_| throttle.sign_in("a.example", "sam@example.org", None).is_ok()).count();
        assert_eq!(guessed, 6, "the guesser is slowed");
        assert!(
            throttle.sign_in("a.example", " Sam@Example.org ", None).is_err(),
            "spelling does not matter"
        );
        assert!(
            throttle.sign_in("a.example", "sam@example.org", Some("sams-phone")).is_ok(),
            "the owner signs in"
        );
        assert!(
            throttle.sign_in("b.example", "sam@example.org", None).is_ok(),
            "another scheme is another account"
        );
    }
}
