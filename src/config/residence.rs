//! Where personal data is kept: in the United Kingdom, in storage certified as secure.

use chrono::NaiveDate;
use serde::Deserialize;

/// What an installation says of the places where personal data is.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Residence {
    /// The facility the machine stands in.
    pub hosting: Option<Place>,
    /// The database.
    pub database: Option<Place>,
    /// The store of pictures and letters.
    pub blobs: Option<Place>,
    /// The mail server.
    pub mail: Option<Place>,
}

/// A place where personal data is.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Place {
    /// The country, by its ISO 3166 code.
    pub country: String,
    /// The security certificate, in words.
    pub certificate: String,
    /// The last day the certificate is good for.
    pub expires: NaiveDate,
}

/// What is wrong with a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Misplaced {
    /// Nothing is recorded of it.
    #[error("country and security certificate are not recorded")]
    Unknown,
    /// Personal data stays in the UK.
    #[error("is outside the United Kingdom")]
    Abroad,
    /// No certificate is named.
    #[error("names no security certificate")]
    Uncertified,
    /// The certificate has run out.
    #[error("has a security certificate that expired")]
    Expired,
}

impl Residence {
    /// The four places, by the name of their section.
    pub fn places(&self) -> [(&'static str, Option<&Place>); 4] {
        [
            ("hosting", self.hosting.as_ref()),
            ("database", self.database.as_ref()),
            ("blobs", self.blobs.as_ref()),
            ("mail", self.mail.as_ref()),
        ]
    }
}

/// Whether personal data may be at a place on a day.
///
/// # Errors
/// Why it may not.
pub fn check(place: Option<&Place>, today: NaiveDate) -> Result<&Place, Misplaced> {
    let place = place.ok_or(Misplaced::Unknown)?;
    if !matches!(place.country.trim().to_uppercase().as_str(), "GB" | "UK") {
        Err(Misplaced::Abroad)
    } else if place.certificate.trim().is_empty() {
        Err(Misplaced::Uncertified)
    } else if place.expires < today {
        Err(Misplaced::Expired)
    } else {
        Ok(place)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn personal_data_stays_in_the_uk_under_a_certificate_in_force() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let place = |country: &str, certificate: &str, expires: &str| {
            Some(Place { country: country.into(), certificate: certificate.into(), expires: day(expires) })
        };
        for (what, place, wrong) in [
            ("in force on its last day", place("GB", "ISO 27001", "2026-11-22"), None),
            ("expired the day before", place("GB", "ISO 27001", "2026-11-21"), Some(Misplaced::Expired)),
            ("abroad", place("IE", "ISO 27001", "2027-11-22"), Some(Misplaced::Abroad)),
            ("no certificate", place("gb", " ", "2027-11-22"), Some(Misplaced::Uncertified)),
            ("nothing recorded", None, Some(Misplaced::Unknown)),
        ] {
            assert_eq!(check(place.as_ref(), day("2026-11-22")).err(), wrong, "{what} (R-65)");
        }
    }
}
