//! A personal data breach (UK GDPR, article 4(12)): data seen, changed or lost against what was promised. All of them
//! stand in the register, reported or not (R-53; article 33(5)).

pub mod clock;
pub mod step;

use chrono::{DateTime, NaiveDate, Utc};

use super::{
    ids::{DataBreachId, UserId},
    text::words,
};

words! {
    /// What went wrong with data.
    Nature {
        /// Somebody saw it who must not.
        Confidentiality = "confidentiality", "Somebody saw or got it who must not";
        /// It was changed, or is wrong.
        Integrity = "integrity", "It was changed without permission, or by mistake";
        /// It cannot be reached, or is gone.
        Availability = "availability", "It was lost, destroyed or could not be reached";
    }
}

words! {
    /// Whose data it is.
    Whose {
        /// Subjects.
        Listed = "listed", "Listed people";
        /// Subjects under 18.
        Children = "children", "Listed children";
        /// Victims and witnesses.
        Witnesses = "witnesses", "Victims and witnesses";
        /// Users of members.
        Members = "members", "Members and their staff";
        /// Enquirers.
        Public = "public", "People who wrote to us";
    }
}

words! {
    /// Which data it is.
    Data {
        /// Names and dates of birth.
        Identity = "identity", "Names and dates of birth";
        /// Pictures.
        Images = "images", "Facial images";
        /// Incidents and sanctions: criminal offence data (article 10).
        Offences = "offences", "Reports and exclusions (criminal offence data)";
        /// Addresses.
        Contact = "contact", "Addresses, e-mail, telephone";
        /// Article 9.
        Special = "special", "Special-category facts";
        /// Passwords, codes.
        Access = "access", "Passwords, links or codes";
    }
}

words! {
    /// How likely it harms somebody (articles 33 and 34).
    Risk {
        /// Not reported, but in the register.
        Unlikely = "unlikely", "Harm to anybody is unlikely: no report to the ICO";
        /// Reported to the ICO.
        Likely = "likely", "There is a risk: the ICO is told";
        /// Reported, and the people are told.
        High = "high", "There is a high risk: the ICO and the people are told";
    }
}

/// What is known, in words; sealed. It names nobody: the register outlives the people.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Facts {
    /// What happened, and how it was noticed.
    pub happened: String,
    /// What went wrong with the data.
    pub natures: Vec<Nature>,
    /// Whose data.
    pub whose: Vec<Whose>,
    /// Which data.
    pub data: Vec<Data>,
    /// About how many people; empty while it is not known.
    pub people: String,
    /// About how many records.
    pub records: String,
    /// What it may lead to for them.
    pub consequences: String,
    /// What was done, and is to be done, about it.
    pub measures: String,
}

/// What was decided, in words; sealed. What is empty was not decided, or not said.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Decisions {
    /// Why the risk is what it is.
    pub risk: String,
    /// The ICO's reference.
    pub reference: String,
    /// Why the report was later than 72 hours (article 33(1)).
    pub delay: String,
    /// How the people were told, or why they are not (article 34).
    pub people: String,
    /// What was learnt, when it was closed.
    pub learnt: String,
}

/// A breach in the register.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Breach {
    /// Its id.
    pub id: DataBreachId,
    /// What is known.
    pub facts: Facts,
    /// What was decided.
    pub decisions: Decisions,
    /// Where it stands.
    pub course: Course,
    /// Who entered it.
    pub entered_by: Option<UserId>,
    /// When.
    pub entered_at: DateTime<Utc>,
}

/// How far a breach is: what its clock and its next step depend on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Course {
    /// When the scheme became aware of it: the 72 hours begin.
    pub aware_at: DateTime<Utc>,
    /// The risk; none while nobody has judged it.
    pub risk: Option<Risk>,
    /// When it was reported to the ICO.
    pub reported_at: Option<DateTime<Utc>>,
    /// The day on which the people were told, or it was decided that they are not.
    pub people_on: Option<NaiveDate>,
    /// The day on which it was closed.
    pub closed_on: Option<NaiveDate>,
}
