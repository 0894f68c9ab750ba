//! Which sanctions are there?

use crate::domain::text::words;

words! {
    /// A sanction.
    Kind {
        /// The yellow card.
        Warning = "warning", "Warning";
        /// The red card.
        Exclusion = "exclusion", "Exclusion";
    }
}

words! {
    /// From whose premises an exclusion keeps a person.
    Reach {
        /// Every member's.
        All = "all", "All members' premises";
        /// Some members'.
        Some = "some", "Some members' premises";
    }
}
