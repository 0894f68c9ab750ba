//! Whose data does each column and each class of blobs hold, and how does a copy of everything show it?
//!
//! A line speaks of the rows that are about the person who asks; rows about somebody else are in nobody else's copy. What
//! is sealed in one cell and differs stands field by field: `report.victims`. A law compares the map with the
//! migrations: no column is added without somebody deciding this.

mod lines;

pub use lines::{BLOBS, MAP};

use crate::domain::text::words;

/// Whose data it is, and with that how it is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Whose {
    /// The person's: shown as it is.
    Subject,
    /// The person's, and in the same words or picture perhaps somebody else's: shown, with others masked.
    Shared,
    /// Somebody else's beside the person's: where it is shown at all, masked until unmasked with a reason.
    Others,
    /// No person's: ids, keys, places, agencies, how the service runs. Where it is shown, shown as it is.
    Nobody,
}

words! {
    /// A part of the copy; its label is the heading.
    Part {
        /// Identity and contact details, each fact with its source.
        Profile = "profile", "Who you are, and how we write to you";
        /// Reports in which the person is a subject, or is said to be.
        Incidents = "incidents", "What was reported";
        /// Pictures of the person.
        Pictures = "pictures", "Pictures";
        /// Warnings and exclusions.
        Sanctions = "sanctions", "Warnings and exclusions";
        /// Letters, and mail that waits.
        Letters = "letters", "Letters to you";
        /// Sightings and suggested names.
        Intelligence = "intelligence", "Sightings, and names that were suggested";
        /// Special-category facts.
        Special = "special", "Special-category facts";
        /// Linked profiles, without names.
        Associates = "associates", "People you are linked with, without their names";
        /// Each disclosure to police; members' looks, counted by day and role; grants of sight.
        Recipients = "recipients", "Who was told, and who looked";
        /// Deeds with their day and reason.
        Decisions = "decisions", "What was decided, and why";
        /// Until when the profile is shown and kept, and why.
        Clocks = "clocks", "Until when this is shown and kept";
        /// Requests, appeals, complaints.
        Requests = "requests", "What you asked for";
        /// Legal holds.
        Holds = "holds", "What puts deletion off";
        /// Wrong matches that were undone.
        Corrections = "corrections", "What was put right";
    }
}

/// Where a copy of everything shows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Shown {
    /// In these parts.
    In(&'static [Part]),
    /// Nowhere, for this reason.
    Not(&'static str),
}

/// One decision: some columns of a table, or classes of a table's blobs.
#[derive(Debug, Clone, Copy)]
pub struct Line {
    /// The table.
    pub table: &'static str,
    /// Whose data they hold.
    pub whose: Whose,
    /// Where they are shown.
    pub shown: Shown,
    columns: &'static str,
}

impl Line {
    /// Its columns, fields of a sealed column as `column.field`, or classes of blobs.
    pub fn columns(&self) -> impl Iterator<Item = &'static str> + use<> {
        self.columns.split_whitespace()
    }

    /// Whether a part shows it.
    pub fn is_in(&self, part: Part) -> bool {
        matches!(self.shown, Shown::In(parts) if parts.contains(&part))
    }
}

/// The decision about a column, a field of one (`report.victims`), or a class of a table's blobs.
pub fn of(table: &str, column: &str) -> Option<&'static Line> {
    MAP.iter().chain(BLOBS).find(|line| line.table == table && line.columns().any(|known| known == column))
}

/// What a part shows: table, column or class of blobs, and whose it is.
pub fn shown_in(part: Part) -> impl Iterator<Item = (&'static str, &'static str, Whose)> {
    let lines = MAP.iter().chain(BLOBS).filter(move |line| line.is_in(part));
    lines.flat_map(|line| line.columns().map(|column| (line.table, column, line.whose)))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::{
        Part::{Associates, Incidents, Profile, Recipients},
        Shown::{In, Not},
        Whose::{Nobody, Others, Shared, Subject},
        lines::*,
        *,
    };
    use crate::domain::{
        agency::agreement::Terms,
        incident::content::Content,
        profile::identity::{ContactDetails, Identity},
    };

    fn all() -> impl Iterator<Item = &'static Line> {
        MAP.iter().chain(BLOBS)
    }

    #[test]
    fn every_line_is_unique() {
        let mut known = BTreeSet::new();
        for line in all() {
            for column in line.columns() {
                assert!(known.insert((line.table, column)), "{}.{column}: twice", line.table);
            }
        }
    }

    #[test]
    #[rustfmt::skip]
    fn the_map_says_what_the_rules_say() {
        for (rule, table, column, whose, shown) in [
            ("a narrative is shown, others masked", "incidents", "report.narrative", Shared, In(&[Incidents])),
            ("victims are masked", "incidents", "report.victims", Others, In(&[Incidents])),
            ("witnesses are masked", "incidents", "report.witnesses", Others, In(&[Incidents])),
            ("the reporter is not shown", "incidents", "reporter", Others, REPORTER),
            ("nor their address", "incidents", "reporter_mail", Others, REPORTER),
            ("nor who saw them", "sightings", "user_id", Others, REPORTER),
            ("nor who knew the name", "suggestions", "user_id", Others, REPORTER),
            ("nor who took the picture", "pictures", "uploaded_by", Others, REPORTER),
            ("contact details are shown", "profiles", "contact.address", Subject, In(&[Profile])),
            ("each fact with its source", "subjects", "source", Subject, In(&[Incidents])),
            ("associates without names", "associates", "other", Others, In(&[Associates])),
            ("each police disclosure", "disclosures", "at", Subject, In(&[Recipients])),
            ("and the agency that asked", "agreements", "terms.agency", Nobody, In(&[Recipients])),
            ("no member is named as looking", "audit", "actor", Others, LOOKED),
            ("a special fact is shown", "special_facts", "fact", Shared, In(&[Part::Special])),
            ("the day of erasure is shown", "profiles", "erased_on", Subject, In(&[Part::Clocks])),
            ("a legal hold is shown", "holds", "until", Subject, In(&[Part::Holds])),
            ("a user's account is the user's", "users", "details", Others, ACCOUNT),
            ("no key is handed out", "data_keys", "wrapped", Nobody, KEY),
        ] {
            let line = of(table, column).unwrap();
            assert_eq!((line.whose, line.shown), (whose, shown), "{rule} (R-50): {table}.{column}");
        }
        assert!(of("incidents", "report").is_none(), "a split column is decided field by field");
    }

    #[test]
    fn everything_held_on_the_person_is_shown() {
        for line in all().filter(|line| matches!(line.whose, Subject | Shared)) {
            match line.shown {
                In(parts) => assert!(!parts.is_empty(), "{} {}", line.table, line.columns),
                held_back => assert_eq!(held_back, COPY, "{} {} (R-50)", line.table, line.columns),
            }
        }
        assert!(all().all(|line| line.shown != Not("")), "a reason is said");
    }

    #[test]
    fn every_part_shows_something() {
        let empty: Vec<_> = Part::ALL.iter().filter(|part| shown_in(**part).next().is_none()).collect();
        assert_eq!(empty, [&Part::Profile; 0]);
        let masked: Vec<_> = shown_in(Incidents).filter(|(.., whose)| *whose == Others).collect();
        assert!(masked.contains(&("incidents", "report.victims", Others)));
    }

    /// The fields of a sealed cell: one that is added does not compile until it stands here, and in the map.
    macro_rules! fields {
        ($cell:ident: $($field:ident)+) => {{
            let _every_one = |$cell { $($field: _),+ }: $cell| ();
            BTreeSet::from([$(stringify!($field)),+])
        }};
    }

    #[test]
    fn a_split_column_is_decided_field_by_field() {
        for (table, column, fields) in [
            (
                "incidents",
                "report",
                fields!(Content: narrative description named victims witnesses police police_reference staff_hurt loss_pence recovered_pence),
            ),
            (
                "profiles",
                "identity",
                fields!(Identity: name aliases born looks_under_18 description modus_operandi),
            ),
            ("profiles", "contact", fields!(ContactDetails: address email)),
            ("agreements", "terms", fields!(Terms: agency parties basis contact email phone)),
        ] {
            let lines = MAP.iter().filter(|line| line.table == table);
            let known = lines.flat_map(Line::columns).filter_map(|known| known.split_once('.'));
            let known: BTreeSet<_> =
                known.filter(|(whole, _)| *whole == column).map(|(_, field)| field).collect();
            assert_eq!(known, fields, "{table}.{column}");
        }
    }
}
