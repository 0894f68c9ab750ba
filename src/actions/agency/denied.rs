//! Why police were told nothing: in the terms of the protocol that their systems speak (RFC 6750, RFC 9449, RFC 9457).

use crate::{
    actions::{FieldProblem, Refusal},
    domain::agency::purpose::Unstated,
    store::StoreError,
};

/// What is wrong with who asks, as the challenge of a 401 names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Challenge {
    /// No token came.
    Missing,
    /// The token is not, or no longer, one of ours.
    Token,
    /// The proof does not prove that the token is its bearer's, now, for this request; or was used before.
    Proof,
}

/// A parameter that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parameter {
    /// Its name.
    pub name: &'static str,
    /// What to do.
    pub advice: &'static str,
}

/// Why police were told nothing.
#[derive(Debug, thiserror::Error)]
pub enum Denied {
    /// Who asks is not known.
    #[error("who asks is not known")]
    Unknown(Challenge),
    /// The agreement is not in force: which date has passed, or has not come.
    #[error("no agreement in force")]
    NotInForce(String),
    /// The call does not say who asks, what for and why.
    #[error("the call does not say what it must")]
    Unstated(Vec<Unstated>),
    /// Parameters that cannot be read.
    #[error("a parameter cannot be read")]
    Malformed(Vec<Parameter>),
    /// The cursor of the feed is too old, or of before a restore: begin anew.
    #[error("the feed does not go back so far")]
    Resync,
    /// Too many calls.
    #[error("too many calls")]
    TooMany,
    /// The rest; what is not there is not there.
    #[error(transparent)]
    Refused(#[from] Refusal),
}

impl From<StoreError> for Denied {
    fn from(error: StoreError) -> Self {
        Self::Refused(error.into())
    }
}

impl Denied {
    /// One parameter that cannot be read.
    pub fn parameter(name: &'static str, advice: &'static str) -> Self {
        Self::Malformed(vec![Parameter { name, advice }])
    }
}

/// What a form does not say, on its fields.
pub(super) fn unstated(missing: &[Unstated]) -> Refusal {
    let problem = |what: &Unstated| FieldProblem {
        field: match what {
            Unstated::Officer => "officer",
            Unstated::Purpose => "purpose",
            Unstated::Reason => "reason",
        },
        message: what.advice().to_owned(),
    };
    Refusal::Fields(missing.iter().map(problem).collect())
}
