//! Why a picture was not taken in, in words for the person who sent it.

use thiserror::Error;

use crate::domain::photo::limits::{MAX_BYTES, MAX_PIXELS, TooLarge};

/// Why a picture was refused. `Display` is what a shop worker reads: what happened and what to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum PhotoError {
    /// An iPhone's own format, which browsers and we do not read.
    #[error(
        "This photo is in the iPhone's HEIC format, which Beadle cannot read. On the iPhone choose Settings > Camera > \
         Formats > Most Compatible and take it again, or send a screenshot of it."
    )]
    Heic,
    /// Not a JPEG, PNG or WebP picture.
    #[error(
        "This file is {found}, which Beadle cannot read. Send a JPEG, PNG or WebP photo, or a screenshot of it."
    )]
    Unsupported {
        /// What the file is, with its article: "a GIF".
        found: &'static str,
    },
    /// Over 25 MB.
    #[error("This photo is larger than {} MB. Send a screenshot of it, or make it smaller first.", MAX_BYTES / 1024 / 1024)]
    TooManyBytes,
    /// Over 50 megapixels.
    #[error(
        "This photo measures {width} by {height} pixels, more than the {} million Beadle can take. Send a screenshot of it.",
        MAX_PIXELS / 1_000_000
    )]
    TooManyPixels {
        /// Pixels, as the file's header says.
        width: u32,
        /// Pixels, as the file's header says.
        height: u32,
    },
    /// Cut short or not decodable.
    #[error("This photo is damaged or did not arrive complete. Send it again, or send a screenshot of it.")]
    Damaged,
    /// No bytes at all.
    #[error("This file is empty. Choose the photo again.")]
    Empty,
    /// The picture could be read, but not altered, marked or written: nothing the sender did.
    #[error("Beadle could not prepare this photo. Try again; if it happens again, tell your administrator.")]
    NotPrepared,
}

impl From<TooLarge> for PhotoError {
    fn from(why: TooLarge) -> Self {
        match why {
            TooLarge::Bytes { len: _ } => Self::TooManyBytes,
            TooLarge::Pixels { width, height } => Self::TooManyPixels { width, height },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_refusal_says_what_happened_and_what_to_do_in_at_most_two_sentences() {
        let all = [
            PhotoError::Heic,
            PhotoError::Unsupported { found: "a GIF" },
            PhotoError::TooManyBytes,
            PhotoError::TooManyPixels { width: 40_000, height: 30_000 },
            PhotoError::Damaged,
            PhotoError::Empty,
            PhotoError::NotPrepared,
        ];
        for error in all {
            let said = error.to_string();
            let sentences = said.matches(". ").count() + usize::from(said.ends_with('.'));
            assert_eq!(sentences, 2, "{said}");
            assert!(
                said.contains("end") || said.contains("Choose") || said.contains("Try"),
                "no advice: {said}"
            );
            assert!(said.len() <= 200, "too long to read on a telephone: {said}");
        }
        assert!(PhotoError::Heic.to_string().contains("Most Compatible"));
        assert!(PhotoError::TooManyBytes.to_string().contains("25 MB"));
        assert!(PhotoError::TooManyPixels { width: 9, height: 8 }.to_string().contains("50 million"));
    }
}
