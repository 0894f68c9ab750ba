//! Who may take a lost second factor off an account?
//!
//! Never the owner, who cannot be told from a thief of the password. Of somebody with a role above manager: a board
//! member or controller, so that no administrator opens the account of who watches them. Of anybody else: an
//! administrator too.

use thiserror::Error;

use super::role::{Acting, Role};
use crate::domain::ids::UserId;

/// Why it stays on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum Refusal {
    /// One's own.
    #[error("Somebody else has to take your second factor off.")]
    Yourself,
    /// The role does not carry this power over that person.
    #[error("A board member or a controller has to do this.")]
    Role,
}

/// Whether `by` may take the second factor off the account `of`, whose owner holds a role above manager or not.
///
/// # Errors
/// Why not.
pub fn take_off(of: UserId, is_senior: bool, by: Acting) -> Result<(), Refusal> {
    if of == by.user {
        return Err(Refusal::Yourself);
    }
    match by.role {
        Role::Board | Role::Controller => Ok(()),
        Role::Administrator if !is_senior => Ok(()),
        _ => Err(Refusal::Role),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lost_second_factor_is_taken_off_by_somebody_entitled() {
        let (owner, other) = (UserId::from_random([1; 16]), UserId::from_random([2; 16]));
        for (rule, by, role, is_senior, answer) in [
            ("nobody their own", owner, Role::Controller, true, Err(Refusal::Yourself)),
            ("a controller, of an administrator", other, Role::Controller, true, Ok(())),
            ("a board member, of a controller", other, Role::Board, true, Ok(())),
            ("an administrator, of shop staff", other, Role::Administrator, false, Ok(())),
            ("an administrator, of no controller", other, Role::Administrator, true, Err(Refusal::Role)),
            ("no manager", other, Role::Manager, false, Err(Refusal::Role)),
            ("no shop staff", other, Role::Member, false, Err(Refusal::Role)),
        ] {
            assert_eq!(take_off(owner, is_senior, Acting { user: by, role }), answer, "{rule} (R-5)");
        }
    }
}
