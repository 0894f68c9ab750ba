//! Which pictures go with a copy, and how?
//!
//! One that was cut to show the person alone goes as it is; a still of a report goes only once somebody has looked at it:
//! cut, blurred, or said to show nobody else.

use super::{
    gathered::Still,
    masking::{Choice, Choices},
};

/// Part of a picture: left, top, width, height, each in basis points of the whole.
pub type Part = [u16; 4];

/// How a picture goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Goes {
    /// As it is kept; why, where it was decided.
    Whole(Option<String>),
    /// This part of it, with another blurred.
    Cut(Part, Option<Part>),
    /// Not: why.
    Not(String),
    /// Not yet: nobody has looked at it.
    Undecided,
}

/// By which a decision about a picture is kept.
pub fn key(still: &Still) -> String {
    format!("pictures.large/{}/0", still.id.uuid().simple())
}

/// How a picture goes, as was decided.
pub fn goes(still: &Still, choices: &Choices) -> Goes {
    match choices.get(&key(still)) {
        Some(Choice::Show(why)) => Goes::Whole(Some(why.clone())),
        Some(Choice::Withhold(why)) => Goes::Not(why.clone()),
        Some(Choice::Cut(keep, blur)) => Goes::Cut(*keep, *blur),
        Some(Choice::Strike(_)) | None if still.own => Goes::Whole(None),
        Some(Choice::Strike(_)) | None => Goes::Undecided,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::ids::PictureId;

    #[test]
    fn a_still_waits_until_somebody_has_looked_at_it() {
        let still = |own| Still { id: PictureId::from_random([3; 16]), own, about: "Theft".to_owned() };
        let why = || "They are alone on it.".to_owned();
        let cut = Choice::Cut([0, 0, 5_000, 10_000], None);
        for (rule, own, choice, expected) in [
            ("their own picture goes", true, None, Goes::Whole(None)),
            ("a still does not by itself", false, None, Goes::Undecided),
            ("it goes whole with a reason", false, Some(Choice::Show(why())), Goes::Whole(Some(why()))),
            ("or cut", false, Some(cut.clone()), Goes::Cut([0, 0, 5_000, 10_000], None)),
            ("or not", false, Some(Choice::Withhold(why())), Goes::Not(why())),
            ("their own may be left out too", true, Some(Choice::Withhold(why())), Goes::Not(why())),
        ] {
            let still = still(own);
            let choices = choice.into_iter().map(|choice| (key(&still), choice)).collect();
            assert_eq!(goes(&still, &choices), expected, "{rule} (R-29, R-50)");
        }
    }
}
