//! The rights of the person listed: requests for a copy of everything, for correction, restriction and objection,
//! appeals, reviews and complaints.

pub mod clock;
pub mod closing;
pub mod data_map;
pub mod restricting;
pub mod step;

use chrono::{DateTime, NaiveDate, Utc};

use super::{
    ids::{ProfileId, RightId, SanctionId, UserId},
    sanction::appeal::Ground,
    text::{folded_words, words},
};

words! {
    /// What is asked for.
    Kind {
        /// A copy of everything held: a SAR.
        Access = "access", "A copy of everything";
        /// Data that is incorrect, unnecessary or disproportionate.
        Correction = "correction", "Something is wrong";
        /// That data is not used while it is checked.
        Restriction = "restriction", "Stop using it for now";
        /// That data is not used at all.
        Objection = "objection", "An objection";
        /// Against a sanction, within its time.
        Appeal = "appeal", "An appeal";
        /// Of a sanction, after clean months.
        Review = "review", "A review";
        /// About how the person or their data were treated.
        Complaint = "complaint", "A complaint";
        /// A letter in another form, or help with any of these.
        Help = "help", "Help, or another format";
    }
}

words! {
    /// How a request came.
    Way {
        /// On the page behind a letter's code.
        Code = "code", "On the page behind the letter";
        /// By the public form.
        Form = "form", "By the public form";
        /// By post.
        Letter = "letter", "By post";
        /// By e-mail.
        Email = "email", "By e-mail";
        /// By telephone.
        Phone = "phone", "By telephone";
        /// In person.
        InPerson = "in_person", "In person";
    }
}

words! {
    /// What came of a request.
    Outcome {
        /// As asked; for an appeal or complaint: upheld.
        Granted = "granted", "Yes";
        /// In part.
        Partly = "partly", "In part";
        /// Not; for an appeal or complaint: not upheld.
        Refused = "refused", "No";
    }
}

/// When something was asked of the person, and when they answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Asked {
    /// The day it was asked.
    pub on: NaiveDate,
    /// The day it was settled, if it is.
    pub settled: Option<NaiveDate>,
}

/// A request, without the words of anybody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// Its id.
    pub id: RightId,
    /// Its number in the scheme.
    pub reference: i64,
    /// What is asked for.
    pub kind: Kind,
    /// How it came.
    pub way: Way,
    /// About whom, once that is known.
    pub profile: Option<ProfileId>,
    /// Against which sanction: an appeal or a review.
    pub sanction: Option<SanctionId>,
    /// On what an appeal rests.
    pub ground: Option<Ground>,
    /// The day it was received.
    pub received: NaiveDate,
    /// When it was entered.
    pub entered: DateTime<Utc>,
    /// Who entered it for the person.
    pub recorded_by: Option<UserId>,
    /// The day it was acknowledged.
    pub acknowledged: Option<NaiveDate>,
    /// Proof of identity, asked for where in doubt.
    pub identity: Option<Asked>,
    /// What is meant by it, asked for where it is not clear.
    pub clarity: Option<Asked>,
    /// The day the person was told that a part takes longer.
    pub extended: Option<NaiveDate>,
    /// The day everything that was ready had left, where a part takes longer.
    pub first_sent: Option<NaiveDate>,
    /// What came of it.
    pub outcome: Option<Outcome>,
    /// Who decided that.
    pub decided_by: Option<UserId>,
    /// The day it was answered and closed.
    pub closed: Option<NaiveDate>,
    /// The day it is erased, once closed.
    pub erase_on: Option<NaiveDate>,
}

impl Request {
    /// As people speak of it, told apart from a report: "MA-R17".
    pub fn spoken_reference(&self, scheme: &str) -> String {
        let initials = scheme.split_whitespace().filter_map(|word| word.chars().next()).take(2);
        format!("{}-R{}", initials.collect::<String>().to_uppercase(), self.reference)
    }

    /// Whether it still waits for an answer.
    pub fn is_open(&self) -> bool {
        self.closed.is_none()
    }
}

/// Who asks, and for what, in their words.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Asking {
    /// The name.
    pub name: String,
    /// The date of birth, if given.
    pub born: Option<NaiveDate>,
    /// An e-mail address to answer to, or empty.
    pub email: String,
    /// A telephone number, or empty.
    pub phone: String,
    /// A postal address, or empty.
    pub address: String,
    /// What they want, or what is wrong.
    pub words: String,
    /// The parent or guardian who asks for a child, with what they are to the child; empty if the person asks.
    pub acts: String,
}

impl Asking {
    /// Whether who types this is whoever asked: the date of birth where one was given, else the last words of the name.
    pub fn is_from(&self, born: Option<NaiveDate>, surname: &str) -> bool {
        match self.born {
            Some(known) => born == Some(known),
            None => {
                let (known, typed) = (folded_words(&self.name), folded_words(surname));
                !typed.is_empty() && known.ends_with(&typed)
            }
        }
    }
}

/// What the scheme wrote to the person while the request was open.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Notes {
    /// Why identity is in doubt.
    pub identity: String,
    /// What is not clear.
    pub clarity: String,
    /// Which part takes longer, and why.
    pub extension: String,
    /// The answer: what came of it, and why.
    pub answer: String,
}
