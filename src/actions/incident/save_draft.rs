//! Keeps a report for later: sealed on the server for 7 days from its last change, never in the browser.

use super::{
    sheet::Sheet,
    submit::{Filed, Wish, filed},
};
use crate::actions::{Call, Refusal, Shared};

/// Keeps a report, or the changes of a returned one. What is left out may be filled in later.
///
/// # Errors
/// [`Refusal::Fields`] for what is wrong; [`Refusal::Rule`] if it was sent meanwhile.
pub async fn save_draft(service: &Shared, call: Call, sheet: Sheet) -> Result<Filed, Refusal> {
    filed(service, call, sheet, Wish::Keep).await
}
