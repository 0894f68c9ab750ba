//! Uploads: the parts of a form as they stream in, in memory only.

use std::time::Duration;

use actix_multipart::{Field, Multipart};
use actix_web::rt::time::timeout;
use futures_util::TryStreamExt;

use super::Failure;
use crate::actions::{Call, Refusal, Shared};

/// The longest that a part may take to arrive.
const LONGEST: Duration = Duration::from_secs(300);
/// The longest form token, in bytes.
const TOKEN: usize = 200;

/// A file that was sent.
#[derive(Debug)]
pub enum Sent {
    /// All of it.
    Whole(Vec<u8>),
    /// It is longer than is taken.
    TooLong,
}

/// An upload: no byte of a file is read before the form's token was seen, and it holds.
pub struct Upload {
    service: Shared,
    call: Call,
    parts: Multipart,
}

impl Upload {
    /// The upload of a caller.
    pub const fn new(service: Shared, call: Call, parts: Multipart) -> Self {
        Self { service, call, parts }
    }

    /// The call, with the form's token once it was read.
    pub fn call(&self) -> Call {
        self.call.clone()
    }

    /// The next file, of at most `most` bytes in the part `name`.
    ///
    /// # Errors
    /// [`Refusal::OutOfDate`] if the token does not come first; if a part is neither, or does not arrive.
    pub async fn next(&mut self, name: &str, most: usize) -> Result<Option<Sent>, Failure> {
        while let Some(part) = self.parts.try_next().await.map_err(|_| unreadable())? {
            match part.name() {
                Some("csrf") => {
                    let token = read(part, TOKEN).await.ok().flatten().ok_or_else(unreadable)?;
                    self.call.csrf = Some(String::from_utf8(token).map_err(|_| unreadable())?);
                }
                found => {
                    self.service.check_form(&self.call)?;
                    let wanted = found == Some(name);
                    let sent = if wanted { read(part, most).await? } else { return Err(unreadable()) };
                    return Ok(Some(sent.map_or(Sent::TooLong, Sent::Whole)));
                }
            }
        }
        self.service.check_form(&self.call)?;
        Ok(None)
    }

    /// The one file of an upload; nothing if none was chosen.
    ///
    /// # Errors
    /// As [`Upload::next`]; [`Failure::TooLarge`] if it is longer than `most`; a message on `name` if there are more.
    pub async fn one(&mut self, name: &'static str, most: usize) -> Result<Option<Vec<u8>>, Failure> {
        let mut file = None;
        while let Some(found) = self.next(name, most).await? {
            if file.is_some() {
                return Err(Refusal::field(name, "Send one file at a time.").into());
            }
            let Sent::Whole(bytes) = found else { return Err(Failure::TooLarge) };
            file = Some(bytes);
        }
        Ok(file.filter(|file| !file.is_empty()))
    }
}

/// A part's bytes, if they arrive in time.
async fn read(part: Field, most: usize) -> Result<Option<Vec<u8>>, Failure> {
    timeout(LONGEST, bytes(part, most)).await.map_err(|_| unreadable())?
}

/// What did not arrive.
fn unreadable() -> Failure {
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
