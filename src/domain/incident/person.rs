//! As what does an incident name a person, and how well is the person known?

use crate::domain::text::words;

words! {
    /// A person's role in an incident, kept apart from the others.
    Part {
        /// Who is said to have done it.
        Subject = "subject", "Did it";
        /// To whom it was done: minimum data, never shown to other members.
        Victim = "victim", "Victim";
        /// Who saw it: minimum data, never shown to other members.
        Witness = "witness", "Witness";
    }
}

words! {
    /// How well the reporter knows who did it.
    Acquaintance {
        /// By name or as somebody in the gallery.
        Known = "known", "I know who it was";
        /// Seen, but not known.
        Unknown = "unknown", "I saw somebody I do not know";
        /// Nobody was seen.
        NotSeen = "not_seen", "Nobody was seen";
    }
}
