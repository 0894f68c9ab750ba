//! The sheet as it was filled in: every field as typed.

/// What was typed into a report. Checked by the deed it is for.
#[derive(Debug, Clone, Default)]
pub struct Sheet {
    /// The once-only key of the form: the same key is the same report.
    pub key: String,
    /// The report it continues, or empty.
    pub report: String,
    /// The kind's word.
    pub kind: String,
    /// The band's word.
    pub band: String,
    /// The premises' id.
    pub premises: String,
    /// "2026-11-22".
    pub day: String,
    /// "14:30".
    pub time: String,
    /// A profile's id, "unknown", "not_seen" or "named".
    pub who: String,
    /// The name, with "named".
    pub named: String,
    /// What the person looked like.
    pub description: String,
    /// What happened.
    pub note: String,
    /// "yes" or empty.
    pub police: String,
    /// The police's reference.
    pub police_reference: String,
    /// "yes" or empty.
    pub staff_hurt: String,
    /// "yes" or empty.
    pub weapon: String,
    /// Who was harmed.
    pub victims: String,
    /// Who saw it.
    pub witnesses: String,
    /// The loss in pounds, where it is known to the penny.
    pub loss: String,
    /// What was recovered, in pounds.
    pub recovered: String,
}
