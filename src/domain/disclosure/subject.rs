//! What does the person see behind a letter's code, and what does a letter say of the person?

use chrono::NaiveDate;

use crate::domain::{
    profile::{
        Profile,
        identity::Identity,
        minor::{Age, under_18},
    },
    text::folded_words,
};

/// The person, as letters and the page behind their code name them.
#[derive(Debug, Clone)]
pub struct Own {
    /// The confirmed name, or empty.
    pub name: String,
    /// The last day shown.
    pub shown_until: Option<NaiveDate>,
    /// The day of erasure.
    pub erased_on: NaiveDate,
    born: Option<NaiveDate>,
    looks_under_18: bool,
}

impl Own {
    /// The view of a profile.
    pub fn of(profile: Profile) -> Self {
        let Profile {
            id: _,
            id_sought: _,
            named_on: _,
            status: _,
            under_18: _,
            photo_shown: _,
            identity,
            created_on: _,
            shown_until,
            shown_since: _,
            erased_on,
            withdrawn_at: _,
        } = profile;
        let Identity { name, aliases: _, born, looks_under_18, description: _, modus_operandi: _ } = identity;
        Self {
            name: name.map(|fact| fact.value).unwrap_or_default(),
            shown_until,
            erased_on,
            born: born.map(|fact| fact.value),
            looks_under_18,
        }
    }

    /// Whether they are written to in words for 10 to 17 on a day.
    pub fn young(&self, day: NaiveDate) -> bool {
        under_18(Age { born: self.born, looks_under_18: self.looks_under_18 }, day)
    }

    /// Whether who types this is the person: the date of birth, or the surname where that is not known.
    pub fn is_proven_by(&self, born: Option<NaiveDate>, surname: &str) -> bool {
        match self.born {
            Some(known) => born == Some(known),
            None => {
                let (known, typed) = (folded_words(&self.name), folded_words(surname));
                !typed.is_empty() && known.len() >= typed.len() && known.ends_with(&typed)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_the_person_is_shown_by() {
        let own = |born: Option<&str>| Own {
            name: "Zoë van der Berg".into(),
            shown_until: None,
            erased_on: NaiveDate::MAX,
            born: born.map(|day| day.parse().unwrap()),
            looks_under_18: false,
        };
        let (known, unknown) = (own(Some("1990-02-03")), own(None));
        let day = |text: &str| Some(text.parse().unwrap());
        for (rule, own, born, surname, proven) in [
            ("the date of birth", &known, day("1990-02-03"), "", true),
            ("another one", &known, day("1990-03-02"), "", false),
            ("not the surname where the date is known", &known, None, "van der Berg", false),
            ("the surname where it is not", &unknown, None, "VAN DER BERG", true),
            ("its last word", &unknown, None, "berg", true),
            ("the full name", &unknown, None, "Zoe van der Berg", true),
            ("another surname", &unknown, None, "Smith", false),
            ("a first name", &unknown, None, "Zoë", false),
            ("nothing", &unknown, None, " ", false),
            ("a date where none is known", &unknown, day("1990-02-03"), "", false),
        ] {
            assert_eq!(own.is_proven_by(born, surname), proven, "{rule} (R-42)");
        }
    }
}
