//! Where a letter lies: three sealed blobs, for the code in it is kept nowhere else.

use uuid::Uuid;

use crate::{
    domain::ids::{LetterId, SchemeId},
    photos::blobs::BlobKey,
    vault::Place,
};

/// The forms of a letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// The PDF that is printed and mailed.
    Pdf,
    /// The PDF in large print.
    Large,
    /// Plain text.
    Text,
}

impl Form {
    /// Every form.
    pub const ALL: [Self; 3] = [Self::Pdf, Self::Large, Self::Text];

    /// As blobs name it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Pdf => "pdf",
            Self::Large => "large",
            Self::Text => "text",
        }
    }
}

/// Where a letter's bytes are sealed for.
pub fn place(id: LetterId, form: Form) -> Place {
    Place::new("letters", form.name(), id)
}

/// The blob of a letter in a form.
pub fn blob_key(scheme: SchemeId, id: LetterId, form: Form) -> BlobKey {
    BlobKey::new(scheme, id.uuid(), form.name())
}

/// The blobs of a letter, as they are named for removal.
pub fn blob_names(scheme: SchemeId, id: LetterId) -> Vec<String> {
    Form::ALL.map(|form| blob_key(scheme, id, form).to_string()).to_vec()
}

/// What the person quotes: the scheme's initials and six digits of the letter's random id.
pub fn reference(scheme: &str, id: LetterId) -> String {
    let initials: String = scheme
        .split_whitespace()
        .filter_map(|word| word.chars().next())
        .take(2)
        .flat_map(char::to_uppercase)
        .collect();
    let id: Uuid = id.into();
    format!("{initials}-{}", id.simple().to_string()[..6].to_uppercase())
}
