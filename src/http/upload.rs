//! Uploads: the parts of a form as they stream in, in memory only.

use std::time::Duration;

use actix_multipart::{Field, Multipart};
use actix_web::rt::time::timeout;
use futures_util::TryStreamExt;

use super::Failure;

/// The longest that a part may take to arrive.
const LONGEST: Duration = Duration::from_secs(300);
/// The longest form token, in bytes.
const TOKEN: usize = 200;

/// A part of an upload that carries a file, or the form's token.
#[derive(Debug)]
pub enum Part {
    /// The form's token.
    Token(String),
    /// A file of the part that was asked for; nothing if it is longer than is taken.
    File(Option<Vec<u8>>),
}

/// The next part: the token, or a file of at most `most` bytes in the part `name`.
///
/// # Errors
/// If a part is neither, or does not arrive.
pub async fn next(parts: &mut Multipart, name: &str, most: usize) -> Result<Option<Part>, Failure> {
    let Some(part) = parts.try_next().await.map_err(|_| unreadable())? else { return Ok(None) };
    let read =
        |part, most| async move { timeout(LONGEST, bytes(part, most)).await.map_err(|_| unreadable())? };
    match part.name() {
        Some("csrf") => {
            let token = read(part, TOKEN).await?.ok_or_else(unreadable)?;
            Ok(Some(Part::Token(String::from_utf8(token).map_err(|_| unreadable())?)))
        }
        Some(found) if found == name => Ok(Some(Part::File(read(part, most).await?))),
        _ => Err(unreadable()),
    }
}

/// An upload of one file: the form's token, and the file; nothing if none was chosen.
///
/// # Errors
/// [`Failure::TooLarge`] if it is far longer than `most`; if it does not arrive.
pub async fn one(
    mut parts: Multipart,
    name: &str,
    most: usize,
) -> Result<(Option<String>, Option<Vec<u8>>), Failure> {
    let (mut token, mut file) = (None, None);
    while let Some(part) = next(&mut parts, name, most).await? {
        match part {
            Part::Token(found) => token = Some(found),
            Part::File(found) => file = Some(found.ok_or(Failure::TooLarge)?),
        }
    }
    Ok((token, file.filter(|file| !file.is_empty())))
}

/// What did not arrive.
pub fn unreadable() -> Failure {
    Failure::BadRequest("The file did not arrive complete. Please send it again.")
}

/// The bytes of a part; nothing if there are more than `most`. What is too much is read to its end, up to twice as
/// much, so that the sender hears why.
async fn bytes(mut part: Field, most: usize) -> Result<Option<Vec<u8>>, Failure> {
    let (mut held, mut length) = (Vec::new(), 0);
    while let Some(chunk) = part.try_next().await.map_err(|_| unreadable())? {
        length += chunk.len();
        if length > 2 * most {
            return Err(Failure::TooLarge);
        }
        if length <= most {
            held.extend_from_slice(&chunk);
        } else {
            held = Vec::new();
        }
    }
    Ok((length <= most).then_some(held))
}
