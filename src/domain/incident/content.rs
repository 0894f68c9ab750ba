//! What does a report say? Everything in it is sealed under the incident's key.

/// The longest narrative, in characters.
pub const LONGEST_NARRATIVE: usize = 4_000;
/// The longest description, and the most about victims or witnesses: minimum data.
pub const LONGEST_NOTE: usize = 500;
/// The longest name, and the longest police reference.
pub const LONGEST_NAME: usize = 120;

/// What the reporter wrote. Victims and witnesses: minimum data, never shown to other members.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Content {
    /// What happened, in the reporter's words; from review on, names are mentions.
    pub narrative: String,
    /// What the person looked like, where they were not known.
    pub description: String,
    /// The name that the reporter gave, where no profile was pointed at.
    pub named: String,
    /// Who was harmed.
    pub victims: String,
    /// Who saw it.
    pub witnesses: String,
    /// Police were called.
    pub police: bool,
    /// The police's reference.
    pub police_reference: String,
    /// Somebody of the staff was hurt.
    pub staff_hurt: bool,
    /// The loss, in pence, where it is known.
    pub loss_pence: Option<u64>,
    /// What was recovered, in pence.
    pub recovered_pence: Option<u64>,
}
