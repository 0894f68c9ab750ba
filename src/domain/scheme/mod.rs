//! A scheme: what everybody may know of it. Nothing here is about a person.

pub mod book;
pub mod change;
pub mod effect;
pub mod privacy;
pub mod rule_field;
pub mod trust;

use chrono::NaiveDate;

use super::ids::SchemeId;

/// A scheme as its pages, letters and mail name it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scheme {
    /// Its id.
    pub id: SchemeId,
    /// The host name that selects it, in lower case, without a port.
    pub host: String,
    /// "Market Ashby Safer Town".
    pub name: String,
    /// The area it covers, in words: "the town of Market Ashby".
    pub area: String,
    /// Where to write to it.
    pub contact: Contact,
    /// The rules file, as approved.
    pub rules: String,
    /// The number of that version, from 1.
    pub rules_version: u32,
    /// Since when it holds.
    pub rules_since: NaiveDate,
    /// The version of the agreement that users accept.
    pub agreement_version: u32,
    /// What names its logo in an address, if it has one: another picture has another name.
    pub logo: Option<String>,
    /// A demonstration: invented people, second factor optional, mail shown instead of sent.
    pub demo: bool,
}

/// How the scheme is reached.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Contact {
    /// E-mail address.
    pub email: String,
    /// Telephone number.
    pub phone: String,
    /// Postal address, in lines.
    pub address: String,
    /// Web address, or empty.
    pub website: String,
}
