//! May a user or business act?

use crate::domain::text::words;

words! {
    /// Where a user or business stands.
    State {
        Invited = "invited", "Invited";
        Active = "active", "Active";
        Suspended = "suspended", "Suspended";
    }
}
