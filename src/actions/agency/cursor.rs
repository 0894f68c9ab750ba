//! Where a page ended, as police systems carry it to the next: opaque to them, and only ever read for their own scheme.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use uuid::Uuid;

use super::denied::Denied;

/// What to do with a cursor that is none.
const ADVICE: &str = "Send the cursor of the last answer as it was, or none to begin.";

/// No cursor is longer, in characters.
const LONGEST: usize = 200;

/// The parts of a cursor of a kind.
pub(super) fn read(kind: &str, cursor: &str) -> Result<Vec<String>, Denied> {
    let none = || Denied::parameter("cursor", ADVICE);
    let bytes = Some(cursor).filter(|cursor| cursor.len() <= LONGEST).ok_or_else(none)?;
    let bytes = BASE64_URL_SAFE_NO_PAD.decode(bytes).map_err(|_| none())?;
    let text = String::from_utf8(bytes).map_err(|_| none())?;
    let mut parts = text.split('.').map(str::to_owned);
    if parts.next().as_deref() == Some(kind) { Ok(parts.collect()) } else { Err(none()) }
}

/// A cursor of a kind.
pub(super) fn write(kind: &str, parts: &[String]) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(format!("{kind}.{}", parts.join(".")))
}

/// The id after which a page begins.
pub(super) fn after(kind: &str, cursor: Option<&str>) -> Result<Option<Uuid>, Denied> {
    let Some(cursor) = cursor else { return Ok(None) };
    match read(kind, cursor)?.as_slice() {
        [id] => id.parse().map(Some).map_err(|_| Denied::parameter("cursor", ADVICE)),
        _ => Err(Denied::parameter("cursor", ADVICE)),
    }
}

/// What to do with the number of lines asked for: 1 to a hundred, fifty unless told.
pub(super) fn limit(asked: Option<u32>) -> Result<usize, Denied> {
    match asked {
        None => Ok(50),
        Some(n @ 1..=100) => Ok(n as usize),
        Some(_) => Err(Denied::parameter("limit", "Ask for 1 to 100 at once.")),
    }
}

/// What a page of a list tells, and where the next begins.
#[derive(Debug, Clone)]
pub struct Page<T> {
    /// Its lines.
    pub items: Vec<T>,
    /// The cursor of the next page; nothing after the last.
    pub next: Option<String>,
}
