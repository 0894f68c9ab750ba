//! Which letters does the scheme send?

/// A kind of letter to a subject.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum LetterKind {
    /// The yellow card: the first step of the ladder.
    Warning,
    /// The notice that serves an exclusion.
    ExclusionNotice,
    /// The rules of the scheme.
    SchemeRules,
    /// The term of an exclusion has ended.
    ExpiryConfirmation,
    /// What was decided on an appeal or a review.
    AppealOutcome,
    /// Something in the record was wrong, or somebody else's.
    Correction,
    /// To the parent or guardian of somebody under 18 who was warned or excluded.
    Guardian,
}

impl LetterKind {
    /// Every kind, in the order of R-45.
    pub const ALL: [Self; 7] = [
        Self::Warning,
        Self::ExclusionNotice,
        Self::SchemeRules,
        Self::ExpiryConfirmation,
        Self::AppealOutcome,
        Self::Correction,
        Self::Guardian,
    ];

    /// The stable word for rows, file names and addresses.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Warning => "warning",
            Self::ExclusionNotice => "exclusion_notice",
            Self::SchemeRules => "scheme_rules",
            Self::ExpiryConfirmation => "expiry_confirmation",
            Self::AppealOutcome => "appeal_outcome",
            Self::Correction => "correction",
            Self::Guardian => "guardian",
        }
    }

    /// The kind of a stable word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }

    /// The words a person reads.
    pub fn name(self) -> &'static str {
        match self {
            Self::Warning => "Warning",
            Self::ExclusionNotice => "Exclusion notice",
            Self::SchemeRules => "Rules of the scheme",
            Self::ExpiryConfirmation => "End of an exclusion",
            Self::AppealOutcome => "Decision on an appeal",
            Self::Correction => "Correction",
            Self::Guardian => "To the parent or guardian",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_is_found_again_by_its_own_word_only() {
        for (kind, word) in [
            (LetterKind::Warning, "warning"),
            (LetterKind::ExclusionNotice, "exclusion_notice"),
            (LetterKind::SchemeRules, "scheme_rules"),
            (LetterKind::ExpiryConfirmation, "expiry_confirmation"),
            (LetterKind::AppealOutcome, "appeal_outcome"),
            (LetterKind::Correction, "correction"),
            (LetterKind::Guardian, "guardian"),
        ] {
            assert_eq!(kind.as_str(), word);
            assert_eq!(LetterKind::parse(word), Some(kind));
        }
        for word in ["", "Warning", "warning ", "sar_response"] {
            assert_eq!(LetterKind::parse(word), None, "{word:?}");
        }
    }
}
