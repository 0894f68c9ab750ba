//! Is a session still alive, and must it show a second factor?

use chrono::{DateTime, TimeDelta, Utc};

use super::role::Role;

/// How long a session of a role lives: unused, and in all.
pub const fn limits(role: Role) -> (TimeDelta, TimeDelta) {
    match role {
        Role::Member | Role::Manager => (TimeDelta::hours(12), TimeDelta::days(7)),
        Role::Administrator | Role::Board | Role::Controller | Role::Officer => {
            (TimeDelta::hours(1), TimeDelta::hours(12))
        }
    }
}

/// Whether a session opened at `opened` and last used at `seen` still lives at `now`.
pub fn alive(role: Role, opened: DateTime<Utc>, seen: DateTime<Utc>, now: DateTime<Utc>) -> bool {
    let (idle, absolute) = limits(role);
    now < seen + idle && now < opened + absolute
}

/// Whether a role must show a second factor. A demonstration may skip it.
pub const fn second_factor_needed(role: Role, demo: bool) -> bool {
    !demo && !matches!(role, Role::Member | Role::Manager)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_session_ends_unused_or_old() {
        let opened: DateTime<Utc> = "2026-11-22T09:00:00Z".parse().unwrap();
        let hours = TimeDelta::hours;
        for (role, seen, now, lives, why) in [
            (Role::Administrator, hours(0), TimeDelta::minutes(59), true, "used within the hour"),
            (Role::Administrator, hours(0), hours(1), false, "unused for an hour"),
            (
                Role::Controller,
                TimeDelta::minutes(719),
                hours(12),
                false,
                "twelve hours old, though just used",
            ),
            (Role::Officer, hours(0), hours(1), false, "unused for an hour"),
            (Role::Member, hours(0), hours(11), true, "a shift on the shop floor"),
            (Role::Member, hours(0), hours(12), false, "unused overnight"),
            (Role::Manager, hours(160), hours(168), false, "a week old"),
        ] {
            assert_eq!(alive(role, opened, opened + seen, opened + now), lives, "{role:?}: {why}");
        }
    }

    #[test]
    fn who_decides_runs_the_scheme_or_reads_for_police_shows_a_second_factor() {
        for role in Role::ALL {
            let of_a_shop = matches!(role, Role::Member | Role::Manager);
            assert_eq!(second_factor_needed(*role, false), !of_a_shop, "{role:?}");
            assert!(!second_factor_needed(*role, true), "{role:?} in a demonstration");
        }
    }
}
