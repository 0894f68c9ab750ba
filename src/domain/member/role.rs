//! Who may give somebody a role?
//!
//! A controller gives the roles above manager, and another holder of such a role confirms it, never the person
//! given it; an administrator gives member and manager only. An officer's account is made with its agreement
//! that role is given to nobody, and its holder is given no other.

use thiserror::Error;

use crate::domain::{ids::UserId, rules::SENIOR_PEOPLE_LEAST, text::words};

words! {
    /// What an account acts as, one at a time.
    Role {
        /// Shop staff.
        Member = "member", "Member";
        /// Manages the own business.
        Manager = "manager", "Manager";
        /// Runs the scheme.
        Administrator = "administrator", "Administrator";
        /// Decides exclusions and appeals.
        Board = "board", "Board member";
        /// Answers for the data.
        Controller = "controller", "Data controller";
        /// An officer of a force or agency that has no system of its own: reads under its agreement, and holds no other
        /// role.
        Officer = "officer", "Officer";
    }
}

/// The roles of the first two people, whom the installation invites.
pub const FIRST_ROLES: [Role; 2] = [Role::Controller, Role::Board];

impl Role {
    /// Whether the role is above manager.
    pub const fn is_senior(self) -> bool {
        matches!(self, Self::Administrator | Self::Board | Self::Controller)
    }
}

/// Somebody in the role they act in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Acting {
    /// The user.
    pub user: UserId,
    /// The role.
    pub role: Role,
}

/// A role to be given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Grant {
    /// The role.
    pub role: Role,
    /// To whom.
    pub to: UserId,
    /// Whether giver and receiver belong to the same business.
    pub same_business: bool,
    /// Whether the receiver reads for police.
    pub officer: bool,
    /// By whom.
    pub by: Acting,
}

/// What has to happen before a grant holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Then {
    /// It holds at once.
    Holds,
    /// It waits for another holder of a role above manager.
    Confirm,
}

/// Why a role is not given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum Refusal {
    /// The role does not carry this power.
    #[error("Your role cannot give this role.")]
    Role,
    /// Nobody gives themselves a role.
    #[error("Nobody gives a role to themselves.")]
    Yourself,
    /// The person given it cannot confirm it.
    #[error("The person who receives a role cannot confirm it.")]
    Receiver,
    /// Who gave it cannot confirm it.
    #[error("Somebody other than the giver has to confirm this.")]
    SamePerson,
    /// Who reads for police takes no part in the scheme.
    #[error("An officer of a force or agency takes no other role.")]
    Officer,
    /// There is nothing to confirm.
    #[error("This role needs no confirmation.")]
    NothingToConfirm,
}

/// Whether a role may be given, and whether somebody has to confirm it.
///
/// A manager gives the member role within the own business.
pub fn give(grant: &Grant) -> Result<Then, Refusal> {
    if grant.to == grant.by.user {
        return Err(Refusal::Yourself);
    }
    if grant.officer {
        return Err(Refusal::Officer);
    }
    match (grant.by.role, grant.role) {
        (Role::Controller, role) if role.is_senior() => Ok(Then::Confirm),
        (Role::Controller | Role::Administrator, Role::Member | Role::Manager) => Ok(Then::Holds),
        (Role::Manager, Role::Member) if grant.same_business => Ok(Then::Holds),
        _ => Err(Refusal::Role),
    }
}

/// Whether this person may confirm that grant.
pub fn confirm(grant: &Grant, by: Acting) -> Result<(), Refusal> {
    if give(grant)? == Then::Holds {
        return Err(Refusal::NothingToConfirm);
    }
    if !by.role.is_senior() {
        return Err(Refusal::Role);
    }
    if by.user == grant.to {
        return Err(Refusal::Receiver);
    }
    if by.user == grant.by.user { Err(Refusal::SamePerson) } else { Ok(()) }
}

/// Whether a scheme has people enough in the roles above manager: at least three, however many roles each
/// holds.
pub fn enough_people(holders: &[(UserId, Role)]) -> bool {
    let mut people: Vec<_> =
        holders.iter().filter(|(_, role)| role.is_senior()).map(|(user, _)| user).collect();
    people.sort_unstable();
    people.dedup();
    people.len() >= SENIOR_PEOPLE_LEAST
}

#[cfg(test)]
mod tests {
    use super::*;

    fn user(n: u8) -> UserId {
        UserId::from_random([n; 16])
    }

    fn grant(by: Role, role: Role) -> Grant {
        let by = Acting { user: user(1), role: by };
        Grant { role, to: user(2), same_business: false, officer: false, by }
    }

    #[test]
    fn who_gives_which_role() {
        use Role::*;
        for (by, gives, confirmed) in [
            (Member, &[][..], &[][..]),
            (Manager, &[], &[]),
            (Administrator, &[Member, Manager], &[]),
            (Board, &[], &[]),
            (Controller, &[Member, Manager], &[Administrator, Board, Controller]),
            (Officer, &[], &[]),
        ] {
            for &role in Role::ALL {
                let expected = if gives.contains(&role) {
                    Ok(Then::Holds)
                } else if confirmed.contains(&role) {
                    Ok(Then::Confirm)
                } else {
                    Err(Refusal::Role)
                };
                assert_eq!(give(&grant(by, role)), expected, "{by:?} gives {role:?} (R-5)");
            }
        }
        let own = Grant { same_business: true, ..grant(Manager, Member) };
        assert_eq!(give(&own), Ok(Then::Holds), "a manager takes on staff of the own business");
        assert_eq!(give(&Grant { role: Manager, ..own }), Err(Refusal::Role));
    }

    #[test]
    fn police_hold_no_part_in_the_scheme() {
        for &role in Role::ALL {
            let grant = Grant { officer: true, ..grant(Role::Controller, role) };
            assert_eq!(give(&grant), Err(Refusal::Officer), "{role:?} (R-41)");
        }
    }

    #[test]
    fn nobody_gives_themselves_a_role() {
        for &role in Role::ALL {
            let grant = Grant { to: user(1), ..grant(Role::Controller, role) };
            assert_eq!(give(&grant), Err(Refusal::Yourself));
        }
    }

    #[test]
    fn another_holder_confirms() {
        let senior = grant(Role::Controller, Role::Administrator);
        for (rule, by, role, expected) in [
            ("a board member", 3, Role::Board, Ok(())),
            ("an administrator", 3, Role::Administrator, Ok(())),
            ("another controller", 3, Role::Controller, Ok(())),
            ("not a manager", 3, Role::Manager, Err(Refusal::Role)),
            ("never the person given it", 2, Role::Board, Err(Refusal::Receiver)),
            ("nor who gave it, in whatever role", 1, Role::Board, Err(Refusal::SamePerson)),
        ] {
            assert_eq!(confirm(&senior, Acting { user: user(by), role }), expected, "{rule} (R-5)");
        }
        let junior = grant(Role::Controller, Role::Member);
        assert_eq!(
            confirm(&junior, Acting { user: user(3), role: Role::Board }),
            Err(Refusal::NothingToConfirm)
        );
    }

    #[test]
    fn three_people_not_three_roles() {
        let holders = [(user(1), Role::Controller), (user(1), Role::Administrator), (user(2), Role::Board)];
        assert!(!enough_people(&holders));
        assert!(!enough_people(&[holders.as_slice(), &[(user(3), Role::Manager)]].concat()));
        assert!(enough_people(&[holders.as_slice(), &[(user(3), Role::Board)]].concat()));
    }
}
