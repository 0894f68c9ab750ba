//! What is gathered on a person, before anybody else in it is masked?
//!
//! Each fact names the column it was read from: whose it is says the data map, and a test holds what is gathered against
//! it.

use uuid::Uuid;

use crate::domain::{
    ids::{LetterId, PictureId},
    right::data_map::{self, Part, Whose},
};

/// A fact, as it is held.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fact {
    /// The table.
    pub table: &'static str,
    /// The column, or a field of it.
    pub column: &'static str,
    /// Which row of the table.
    pub row: Uuid,
    /// Of several values in one cell, which.
    pub nth: usize,
    /// What it is, in words.
    pub label: &'static str,
    /// The value in words; never empty.
    pub value: String,
}

impl Fact {
    /// By which a decision about it is kept: `incidents.summary/…`. Of the values of one cell each has a label of its own,
    /// so that another that comes or goes moves no decision.
    pub fn key(&self) -> String {
        let Self { table, column, row, nth, label, .. } = self;
        let letters = |word: &str| word.chars().filter(char::is_ascii_alphanumeric).collect::<String>();
        let label = label.split_whitespace().map(letters).collect::<Vec<_>>().join("-").to_lowercase();
        format!("{table}.{column}/{}/{label}/{nth}", row.simple())
    }

    /// Whose it is. What the map does not know is somebody else's: masked.
    pub fn whose(&self) -> Whose {
        data_map::of(self.table, self.column).map_or(Whose::Others, |line| line.whose)
    }
}

/// A record: an incident, a letter, a decision.
#[derive(Debug, Clone)]
pub struct Item {
    /// Under which heading.
    pub part: Part,
    /// What it is; names nobody.
    pub heading: String,
    /// Its facts.
    pub facts: Vec<Fact>,
    /// Words that name somebody else in it.
    pub others: Vec<String>,
    /// Names of who reported or entered it: masked whatever is decided.
    pub reporters: Vec<String>,
    table: &'static str,
    row: Uuid,
}

impl Item {
    /// A record of a table's row.
    pub fn new(part: Part, table: &'static str, row: impl Into<Uuid>, heading: impl Into<String>) -> Self {
        Self {
            part,
            heading: heading.into(),
            facts: Vec::new(),
            others: Vec::new(),
            reporters: Vec::new(),
            table,
            row: row.into(),
        }
    }

    /// Adds a fact of the record's own row, unless it is empty.
    pub fn add(&mut self, column: &'static str, label: &'static str, value: impl Into<String>) -> &mut Self {
        self.add_of(self.table, self.row, column, label, value)
    }

    /// Adds a fact, if there is one.
    pub fn add_some(
        &mut self,
        column: &'static str,
        label: &'static str,
        value: Option<impl Into<String>>,
    ) -> &mut Self {
        match value {
            Some(value) => self.add(column, label, value),
            None => self,
        }
    }

    /// Adds a fact of another row, unless it is empty.
    pub fn add_of(
        &mut self,
        table: &'static str,
        row: impl Into<Uuid>,
        column: &'static str,
        label: &'static str,
        value: impl Into<String>,
    ) -> &mut Self {
        let (value, row): (String, Uuid) = (value.into(), row.into());
        if !value.trim().is_empty() {
            let same =
                |fact: &&Fact| (fact.table, fact.column, fact.row, fact.label) == (table, column, row, label);
            let nth = self.facts.iter().filter(same).count();
            self.facts.push(Fact { table, column, row, nth, label, value });
        }
        self
    }
}

/// A picture of the person, or a still of a report about them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Still {
    /// Its id.
    pub id: PictureId,
    /// Whether it was cut to show the person only.
    pub own: bool,
    /// What it is, in words; names nobody.
    pub about: String,
}

/// Everything held on a person.
#[derive(Debug, Clone, Default)]
pub struct Gathered {
    /// The records.
    pub items: Vec<Item>,
    /// The pictures.
    pub stills: Vec<Still>,
    /// The letters whose PDF goes with it.
    pub letters: Vec<(LetterId, String)>,
    /// The person's own names: they are never masked.
    pub own_names: Vec<String>,
    /// Words that name somebody else in any of the reports: masked in every other record.
    pub others: Vec<String>,
    /// Full names of users: masked wherever they stand.
    pub staff: Vec<String>,
}
