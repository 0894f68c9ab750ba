//! A witness, as the installation that asks it reaches it (C2SP tlog-witness). It has ten seconds for all of an answer.

use super::agent;

/// No answer that is one is longer, in bytes.
const LONGEST: u64 = 16 * 1024;

/// What a witness answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// It signed: its lines.
    Signed(String),
    /// It signed a checkpoint of this size last.
    Conflict(u64),
    /// It does not sign: the status.
    Refused(u16),
}

/// There was no answer: the witness is down, hangs, or is not who it should be.
#[derive(Debug, thiserror::Error)]
#[error("the witness does not answer: {0}")]
pub struct Silent(String);

/// Asks the witness at an address to sign a checkpoint.
///
/// # Errors
/// [`Silent`].
pub fn add_checkpoint(url: &str, request: &str) -> Result<Answer, Silent> {
    let silent = |error: ureq::Error| Silent(error.to_string());
    let mut answer = agent().post(format!("{url}/add-checkpoint")).send(request).map_err(silent)?;
    let status = answer.status().as_u16();
    let body = answer.body_mut().with_config().limit(LONGEST);
    match status {
        200 => Ok(Answer::Signed(body.read_to_string().map_err(silent)?)),
        409 => {
            let size = body.read_to_string().map_err(silent)?;
            Ok(size.trim_end().parse().map_or(Answer::Refused(409), Answer::Conflict))
        }
        other => Ok(Answer::Refused(other)),
    }
}

/// Asks the witness whether it let a log begin anew: what it says of it, or nothing. Other software may not know the
/// question.
///
/// # Errors
/// [`Silent`].
pub fn restart(url: &str, origin: &str) -> Result<Option<String>, Silent> {
    let silent = |error: ureq::Error| Silent(error.to_string());
    let mut answer = agent().get(format!("{url}/restart?log={origin}")).call().map_err(silent)?;
    if answer.status() != 200 {
        return Ok(None);
    }
    answer.body_mut().with_config().limit(LONGEST).read_to_string().map(Some).map_err(silent)
}
