//! A data-protection document: with it the partnership shows that it thought before it held what it holds (UK GDPR,
//! articles 5(2), 24 and 30). What the software knows it says itself; what only people can judge, they write.

pub mod known;
pub mod part;
pub mod review;

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use part::Part;

use super::{
    ids::{DocumentId, UserId},
    text::words,
};

words! {
    /// What a document is.
    Kind {
        /// Whether legitimate interests outweigh those of the people listed (article 6(1)(f)).
        Lia = "lia", "Legitimate interests assessment, with the balancing test";
        /// What may go wrong for people, and what is done about it (article 35).
        Dpia = "dpia", "Data protection impact assessment";
        /// How criminal offence data is handled (Data Protection Act 2018, schedule 1, part 4).
        Policy = "policy", "Appropriate policy document";
        /// What is processed, why, for how long (article 30).
        Record = "record", "Record of processing activities";
        /// What somebody who processes for the partnership is bound to (article 28); one for each of them.
        Processor = "processor", "Processor contract";
    }
}

impl Kind {
    /// Its short name in the field.
    pub const fn short(self) -> &'static str {
        match self {
            Self::Lia => "LIA",
            Self::Dpia => "DPIA",
            Self::Policy => "APD",
            Self::Record => "ROPA",
            Self::Processor => "Contract",
        }
    }

    /// Whether it goes with a copy of everything: a contract is between two firms, and the record names both.
    pub const fn goes_with_a_copy(self) -> bool {
        !matches!(self, Self::Processor)
    }
}

/// What a version says; sealed, since somebody wrote it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Content {
    /// Who processes for the partnership; empty but for a contract.
    pub party: String,
    /// What people wrote, part by part.
    pub written: BTreeMap<Part, String>,
    /// What the software knew on the day it was adopted, part by part; empty while it is a draft.
    pub known: Vec<(Part, Vec<String>)>,
}

/// The days of a version.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Days {
    /// The day a controller adopted it; none while it is a draft.
    pub adopted: Option<NaiveDate>,
    /// By when it is to be looked at again.
    pub review: Option<NaiveDate>,
    /// The day a later version was adopted, or it was ended without one.
    pub ended: Option<NaiveDate>,
}

/// A version of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// The version's id.
    pub id: DocumentId,
    /// What it is.
    pub kind: Kind,
    /// Of which contract; nil for a kind of which there is one.
    pub line: DocumentId,
    /// Its number, from 1.
    pub version: i32,
    /// What it says.
    pub content: Content,
    /// Its days.
    pub days: Days,
    /// Who began it.
    pub drafted_by: Option<UserId>,
    /// When.
    pub drafted_at: DateTime<Utc>,
    /// Who adopted it.
    pub adopted_by: Option<UserId>,
}

impl Document {
    /// What it is called among others.
    pub fn name(&self) -> String {
        match (self.kind, self.content.party.is_empty()) {
            (Kind::Processor, false) => format!("Contract with {}", self.content.party),
            _ => self.kind.label().to_owned(),
        }
    }

    /// What a part says that people wrote; empty where nothing is written.
    pub fn said(&self, part: Part) -> &str {
        self.content.written.get(&part).map_or("", String::as_str)
    }
}
