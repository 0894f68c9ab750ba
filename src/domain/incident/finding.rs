//! Is an incident alleged or proven?

use thiserror::Error;

use crate::domain::text::words;

words! {
    /// What proves an incident.
    Proof {
        /// The person admitted it.
        Admitted = "admitted", "The person admitted it";
        /// A court convicted the person of it.
        Convicted = "convicted", "Convicted by a court";
        /// Police cautioned the person for it.
        Cautioned = "cautioned", "Cautioned by police";
        /// Those who decide found it so, with reasons.
        Found = "found", "Found so by the scheme, with reasons";
    }
}

/// Alleged and proven are told apart everywhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Finding {
    /// Said by a reporter.
    Alleged,
    /// Proven.
    Proven(Proof),
}

/// A finding without reasons.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("Please say what proves this.")]
pub struct ReasonsMissing;

impl Finding {
    /// A proven finding; `reasons` say what was admitted, where it was decided, or why it was found so.
    pub fn proven(proof: Proof, reasons: &str) -> Result<Self, ReasonsMissing> {
        if reasons.trim().is_empty() { Err(ReasonsMissing) } else { Ok(Self::Proven(proof)) }
    }

    /// Whether an exclusion may rely on it.
    pub fn is_proven(self) -> bool {
        matches!(self, Self::Proven(_))
    }

    /// The word everybody is shown.
    pub fn label(self) -> &'static str {
        if self.is_proven() { "Proven" } else { "Alleged" }
    }

    /// From the stored proof: without one it is alleged.
    pub fn from_proof(proof: Option<Proof>) -> Self {
        proof.map_or(Self::Alleged, Self::Proven)
    }

    /// What proves it, as stored.
    pub fn proof(self) -> Option<Proof> {
        match self {
            Self::Alleged => None,
            Self::Proven(proof) => Some(proof),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_proven_without_reasons() {
        for &proof in Proof::ALL {
            assert_eq!(Finding::proven(proof, " \n"), Err(ReasonsMissing));
            assert!(Finding::proven(proof, "Court, 3 May").is_ok_and(Finding::is_proven));
            assert_eq!(Finding::from_proof(Some(proof)).proof(), Some(proof));
        }
        assert!(!Finding::from_proof(None).is_proven());
        assert_eq!(Finding::Alleged.label(), "Alleged");
    }
}
