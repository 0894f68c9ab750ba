//! What does a copy of everything show its person? Every fact that is held, with others masked; what is left out says so,
//! and why.

use serde::Serialize;

use crate::domain::{
    date::{london_day, spoken},
    pack::{
        gathered::{Gathered, Item},
        masking::{Choices, How, Others, shown},
        names::Staff,
    },
    profile::{
        Profile,
        identity::{Fact, Identity},
    },
    right::data_map::{Part, Whose},
};

/// A copy, as its file has it for programs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Copy {
    /// The partnership.
    pub partnership: String,
    /// The number of the request.
    pub reference: String,
    /// The day everything in it was gathered.
    pub gathered_on: chrono::NaiveDate,
    /// The records, under their headings.
    pub parts: Vec<Section>,
    /// How many facts are masked.
    pub masked: usize,
    /// How many facts show somebody else, with a reason.
    pub unmasked: usize,
    /// How many facts or pictures are left out, with a reason.
    pub left_out: usize,
    /// The pictures and letters beside it, with the SHA-256 of each.
    pub files: Vec<File>,
}

/// A heading with its records.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Section {
    /// Which part, in the data map's word.
    pub part: &'static str,
    /// Its heading.
    pub heading: &'static str,
    /// Its records.
    pub records: Vec<Record>,
}

/// A record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Record {
    /// What it is.
    pub heading: String,
    /// Its facts.
    pub facts: Vec<Shown>,
}

/// A fact, as it is shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Shown {
    /// What it is.
    pub label: &'static str,
    /// The value, with others masked.
    pub value: String,
    /// In which column it is held.
    pub held_in: String,
    /// How it is shown, where it is not whole.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shown: Option<&'static str>,
    /// Why, where somebody decided it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// By which a decision about it is kept.
    #[serde(skip)]
    pub key: String,
    /// How it is shown, with the reason.
    #[serde(skip)]
    pub how: How,
    /// Whether it is looked at before it goes: somebody else may be in it, or it says who was told.
    #[serde(skip)]
    pub weighed: bool,
}

/// A file beside the copy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct File {
    /// Its name.
    pub file: String,
    /// What it is.
    pub about: String,
    /// The SHA-256 of its bytes; none where it is left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sha256: Option<String>,
    /// Why it is left out, or was cut.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

impl Copy {
    /// What is shown of everything that was gathered, as was decided.
    pub fn of(
        gathered: &Gathered,
        choices: &Choices,
        (partnership, reference): (String, String),
        gathered_on: chrono::NaiveDate,
    ) -> Self {
        let staff = Staff::of(gathered.staff.iter().map(String::as_str));
        let mut copy = Self {
            partnership,
            reference,
            gathered_on,
            parts: Vec::new(),
            masked: 0,
            unmasked: 0,
            left_out: 0,
            files: Vec::new(),
        };
        for &part in Part::ALL {
            let items = gathered.items.iter().filter(|item| item.part == part);
            let records: Vec<Record> = items
                .map(|item| {
                    copy.record(
                        item,
                        &Others::of(item, &gathered.others, &staff, &gathered.own_names),
                        choices,
                    )
                })
                .collect();
            if !records.is_empty() {
                copy.parts.push(Section { part: part.as_str(), heading: part.label(), records });
            }
        }
        copy
    }

    fn record(&mut self, item: &Item, others: &Others<'_>, choices: &Choices) -> Record {
        let mut facts = Vec::with_capacity(item.facts.len());
        for fact in &item.facts {
            let key = fact.key();
            let (value, how) = shown(fact, others, choices.get(&key));
            let (word, reason) = match &how {
                How::Whole => (None, None),
                How::Masked => (Some("masked"), None),
                How::Unmasked(why) => (Some("unmasked"), Some(others.masked(why).0)),
                How::LeftOut(why) => (Some("left_out"), Some(others.masked(why).0)),
            };
            match how {
                How::Whole => {}
                How::Masked => self.masked += 1,
                How::Unmasked(_) => self.unmasked += 1,
                How::LeftOut(_) => self.left_out += 1,
            }
            let held_in = format!("{}.{}", fact.table, fact.column);
            let weighed =
                matches!(fact.whose(), Whose::Others | Whose::Shared) || item.part == Part::Recipients;
            facts.push(Shown { label: fact.label, value, held_in, shown: word, reason, key, how, weighed });
        }
        Record { heading: item.heading.clone(), facts }
    }
}

/// The names of a person, which are never masked in their own copy.
pub fn own_names(profile: &Profile) -> Vec<String> {
    profile.searchable().0
}

/// What the profile itself says: who, and its days.
pub fn profile(profile: Profile) -> [Item; 2] {
    let Profile {
        id,
        id_sought,
        named_on,
        status,
        under_18,
        photo_shown,
        identity,
        created_on,
        shown_until,
        shown_since,
        erased_on,
        withdrawn_at,
    } = profile;
    let yes = |yes: bool| if yes { "Yes" } else { "No" };
    let mut who = Item::new(Part::Profile, "profiles", id, "You");
    identity_facts(&mut who, "profiles", identity);
    who.add("status", "What your card says", status.label())
        .add("id_sought", "Your name is not known", yes(id_sought))
        .add_some("named_on", "Your name was confirmed on", named_on.map(spoken))
        .add("under_18", "Under 18, or looks it", yes(under_18))
        .add("photo_shown", "Members are shown your picture", yes(photo_shown));
    let mut days = Item::new(Part::Clocks, "profiles", id, "The days of your profile");
    days.add("created_on", "It was made on", spoken(created_on))
        .add_some("shown_since", "Shown to members since", shown_since.map(|at| spoken(london_day(at))))
        .add_some("shown_until", "Shown to members until", shown_until.map(spoken))
        .add_some("withdrawn_at", "Taken down on", withdrawn_at.map(|at| spoken(london_day(at))))
        .add("erased_on", "Deleted on", spoken(erased_on));
    [who, days]
}

/// What somebody is recognised by, each fact with its source.
pub fn identity_facts(item: &mut Item, table: &'static str, identity: Identity) {
    let Identity { name, aliases, born, looks_under_18, description, modus_operandi } = identity;
    let split = table == "profiles";
    let column = |own: &'static str| if split { own } else { "identity" };
    let sourced = |fact: Fact<String>| format!("{} ({})", fact.value, fact.source.label());
    item.add_some(column("identity.name"), "Name", name.map(sourced));
    for alias in aliases {
        item.add(column("identity.aliases"), "Also called", sourced(alias));
    }
    let born = born.map(|fact| Fact { value: spoken(fact.value), source: fact.source });
    item.add_some(column("identity.born"), "Date of birth", born.map(sourced))
        .add_some(column("identity.description"), "What you look like", description.map(sourced))
        .add_some(column("identity.modus_operandi"), "How you go about it", modus_operandi.map(sourced));
    if looks_under_18 {
        item.add(column("identity.looks_under_18"), "Age", "Looks under 18");
    }
}
