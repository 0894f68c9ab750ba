//! Whose data does each column and each class of blobs hold, and how does a copy of everything show it?
//!
//! A line speaks of the rows that are about the person who asks; rows about somebody else are in nobody else's copy. What
//! is sealed in one cell and differs stands field by field: `report.victims`. A law compares the map with the
//! migrations: no column is added without somebody deciding this.

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

const fn line(table: &'static str, columns: &'static str, whose: Whose, shown: Shown) -> Line {
    Line { table, whose, shown, columns }
}

const ID: Shown = Shown::Not("random ids");
const KEY: Shown = Shown::Not("key material");
const TRACE: Shown = Shown::Not("a keyed trace that nobody can read back");
const RUNS: Shown = Shown::Not("how the service runs");
const COPY: Shown = Shown::Not("the same once more, in another form");
const COUNTS: Shown = Shown::Not("anonymous counts");
const SCHEME: Shown = Shown::Not("about the scheme and its rules, not about a person");
const AGENCY: Shown = Shown::Not("an agency's own; each disclosure names the agency");
const PLACE: Shown = Shown::Not("the premises say where");
const ACCOUNT: Shown = Shown::Not("a user's own account: they see it in My Account (R-2)");
const REPORTER: Shown =
    Shown::Not("another person's: who among the members reported it is told to nobody listed");
const LOOKED: Shown = Shown::Not("another person's: looks are counted by day and role");
const SAID: Shown = Shown::Not("what is left out of a copy, and why, is said in it");
const ENQUIRER: Shown = Shown::Not("an enquirer's own, linked to no profile: told to whoever wrote it");
const ERASED: Shown = Shown::Not("of somebody who is erased: nobody is left to ask for it");

/// Every column of every table, in the order of `tables.rs`.
#[rustfmt::skip]
pub const MAP: &[Line] = {
    use {Part::*, Shown::In, Whose::*};
    &[
    line("schemes",            "id host name area email phone address website logo logo_name", Nobody, SCHEME),
    line("schemes",            "rules rules_version rules_since agreement_version next_reference demo created_at", Nobody, SCHEME),
    line("data_keys",          "owner scheme epoch wrapped", Nobody, KEY),
    line("businesses",         "id scheme", Nobody, ID),
    line("businesses",         "state details authority_on created_at", Nobody, PLACE),
    line("premises",           "id scheme business", Nobody, ID),
    line("premises",           "details", Nobody, In(&[Incidents, Sanctions, Intelligence])),
    line("premises",           "area open", Nobody, PLACE),
    line("users",              "id scheme business", Nobody, ID),
    line("users",              "lookup lookup_epoch credentials second_factor_step", Others, KEY),
    line("users",              "state details agreed_version agreed_on theme gallery_seen_at stopped_at counted_from created_at", Others, ACCOUNT),
    line("roles",              "scheme user_id role granted_by granted_at confirmed_by confirmed_at", Others, ACCOUNT),
    line("sessions",           "token", Nobody, KEY),
    line("sessions",           "scheme user_id role second_factor created_at seen_at statement", Others, ACCOUNT),
    line("links",              "token", Nobody, KEY),
    line("links",              "scheme user_id purpose ends_at", Others, ACCOUNT),
    line("profiles",           "id scheme", Nobody, ID),
    line("profiles",           "id_sought named_on status under_18 photo_shown", Subject, In(&[Profile])),
    line("profiles",           "identity.name identity.aliases identity.born identity.looks_under_18", Subject, In(&[Profile])),
    line("profiles",           "identity.description identity.modus_operandi", Shared, In(&[Profile])),
    line("profiles",           "contact.address contact.email", Subject, In(&[Profile])),
    line("profiles",           "rules_version created_on unmatched_on curbed_on curbed_to shown_until shown_since erased_on dated_at withdrawn_at", Subject, In(&[Clocks])),
    line("profiles",           "version", Nobody, RUNS),
    line("incidents",          "id scheme submission", Nobody, ID),
    line("incidents",          "reference state kind band premises by_member threat_or_damage weapon who", Subject, In(&[Incidents])),
    line("incidents",          "occurred_at submitted_at changed_at reviewed_at erase_on", Subject, In(&[Incidents])),
    line("incidents",          "claimed", Shared, In(&[Incidents])),
    line("incidents",          "report.narrative report.description report.named", Shared, In(&[Incidents])),
    line("incidents",          "report.police report.police_reference report.staff_hurt report.loss_pence report.recovered_pence", Subject, In(&[Incidents])),
    line("incidents",          "report.victims report.witnesses", Others, In(&[Incidents])),
    line("incidents",          "summary outcome", Shared, In(&[Incidents])),
    line("incidents",          "recorder reviewed_by", Others, In(&[Incidents])),
    line("incidents",          "reporter reporter_mail", Others, REPORTER),
    line("incidents",          "business", Nobody, PLACE),
    line("subjects",           "scheme incident profile", Nobody, ID),
    line("subjects",           "proof source linked_at struck_on struck_why", Subject, In(&[Incidents])),
    line("subjects",           "linked_by", Others, In(&[Incidents])),
    line("associates",         "scheme profile", Nobody, ID),
    line("associates",         "other", Others, In(&[Associates])),
    line("pictures",           "id scheme incident profile taken_from", Nobody, ID),
    line("pictures",           "fingerprint fingerprint_epoch trace", Nobody, TRACE),
    line("pictures",           "width height", Nobody, RUNS),
    line("pictures",           "main uploaded_at erase_on", Subject, In(&[Pictures])),
    line("pictures",           "uploaded_by", Others, REPORTER),
    line("sanctions",          "id scheme profile", Nobody, ID),
    line("sanctions",          "kind state months everywhere proposed_at decided_at", Subject, In(&[Sanctions])),
    line("sanctions",          "served_on served_how ends_on ended_on revoked_on expiry_told", Subject, In(&[Sanctions])),
    line("sanctions",          "statement decision", Shared, In(&[Sanctions])),
    line("sanctions",          "proposed_by decided_by served_by", Others, In(&[Sanctions])),
    line("sanction_incidents", "scheme sanction", Nobody, ID),
    line("sanction_incidents", "incident", Subject, In(&[Sanctions])),
    line("sanction_premises",  "scheme sanction", Nobody, ID),
    line("sanction_premises",  "premises", Subject, In(&[Sanctions])),
    line("letters",            "id scheme profile sanction", Nobody, ID),
    line("letters",            "kind issued_at sent_at printed_at", Subject, In(&[Letters])),
    line("letters",            "code code_epoch trace", Nobody, TRACE),
    line("suggestions",        "id scheme profile", Nobody, ID),
    line("suggestions",        "name", Shared, In(&[Intelligence])),
    line("suggestions",        "state made_at", Subject, In(&[Intelligence])),
    line("suggestions",        "user_id", Others, REPORTER),
    line("sightings",          "id scheme profile", Nobody, ID),
    line("sightings",          "premises seen_at erase_on", Subject, In(&[Intelligence])),
    line("sightings",          "user_id", Others, REPORTER),
    line("special_facts",      "id scheme profile", Nobody, ID),
    line("special_facts",      "kind source recorded_at", Subject, In(&[Special])),
    line("special_facts",      "fact", Shared, In(&[Special])),
    line("special_facts",      "recorded_by", Others, In(&[Special])),
    line("special_audiences",  "scheme fact", Nobody, ID),
    line("special_audiences",  "business", Nobody, In(&[Special, Recipients])),
    line("best_interests",     "id scheme profile", Nobody, ID),
    line("best_interests",     "circulate photo proposed_at confirmed_at", Subject, In(&[Decisions])),
    line("best_interests",     "reason", Shared, In(&[Decisions])),
    line("best_interests",     "proposed_by confirmed_by", Others, In(&[Decisions])),
    line("holds",              "id scheme profile", Nobody, ID),
    line("holds",              "since reviewed_on until lifted_on", Subject, In(&[Holds])),
    line("holds",              "reason", Shared, In(&[Holds])),
    line("holds",              "approved_by", Others, In(&[Holds])),
    line("grants",             "id scheme profile", Nobody, ID),
    line("grants",             "until given_at", Subject, In(&[Recipients])),
    line("grants",             "reason", Shared, In(&[Recipients])),
    line("grants",             "user_id given_by", Others, In(&[Recipients])),
    line("redactions",         "id scheme incident profile since", Nobody, ID),
    line("redactions",         "words", Others, ERASED),
    line("joined",             "profile scheme holder", Nobody, ID),
    line("joined",             "identity contact", Shared, In(&[Profile])),
    line("joined",             "named_on created_on unmatched_on own_named_on own_created_on own_unmatched_on", Subject, In(&[Clocks])),
    line("joined",             "joined_at", Subject, In(&[Profile])),
    line("joined",             "joined_by", Others, In(&[Profile])),
    line("origins",            "scheme holder item origin", Nobody, ID),
    line("origins",            "kind", Subject, In(&[Profile])),
    line("origins",            "short", Subject, In(&[Clocks])),
    line("corrections",        "id scheme profile", Nobody, ID),
    line("corrections",        "made_at items letter_due", Subject, In(&[Corrections])),
    line("told",               "scheme correction", Nobody, ID),
    line("told",               "user_id", Others, In(&[Corrections])),
    line("told",               "read_at", Subject, In(&[Corrections])),
    line("leavings",           "id scheme user_id business asked_by asked_at", Others, ACCOUNT),
    line("agreements",         "id scheme", Nobody, ID),
    line("agreements",         "terms.agency terms.basis covers starts_on ends_on ended_on", Nobody, In(&[Recipients])),
    line("agreements",         "terms.parties terms.contact terms.email terms.phone document registered_by", Others, AGENCY),
    line("agreements",         "review_on reminded_on registered_at", Nobody, RUNS),
    line("clients",            "id scheme agreement", Nobody, ID),
    line("clients",            "called name registered_at revoked_at", Nobody, AGENCY),
    line("clients",            "registered_by", Others, AGENCY),
    line("clients",            "keys", Nobody, KEY),
    line("officers",           "user_id scheme agreement reference invited_by invited_at", Others, AGENCY),
    line("permissions",        "incident scheme", Nobody, ID),
    line("permissions",        "user_id how given_on taken_back_on recorded_by recorded_at", Others, REPORTER),
    line("disclosures",        "event scheme client about", Nobody, ID),
    line("disclosures",        "at agreement what purpose", Subject, In(&[Recipients])),
    line("disclosures",        "reference", Others, In(&[Recipients])),
    line("disclosures",        "officer", Others, ID),
    line("spent",              "scheme digest until", Nobody, RUNS),
    line("rule_changes",       "id scheme base rules_before rules_after reason proposed_at state decided_at decision", Nobody, SCHEME),
    line("rule_changes",       "proposed_by decided_by", Others, SCHEME),
    line("enquiries",          "id scheme", Nobody, ID),
    line("enquiries",          "state message made_at closed_on erase_on", Others, ENQUIRER),
    line("requests",           "id scheme profile sanction", Nobody, ID),
    line("requests",           "code code_epoch trace", Nobody, TRACE),
    line("requests",           "reference kind way ground received_on entered_at acknowledged_on outcome letter_due closed_on erase_on", Subject, In(&[Requests])),
    line("requests",           "identity_asked_on identity_proven_on clarity_asked_on clarity_given_on extended_on first_sent_on", Subject, In(&[Requests])),
    line("requests",           "asking notes", Shared, In(&[Requests])),
    line("requests",           "recorded_by decided_by", Others, In(&[Requests])),
    line("packs",              "id scheme request file link tries", Nobody, ID),
    line("packs",              "state begun_at proposed_at approved_at opened_at erase_on", Subject, In(&[Requests])),
    line("packs",              "begun_by proposed_by approved_by", Others, In(&[Requests])),
    line("packs",              "choices", Others, SAID),
    line("packs",              "access", Nobody, KEY),
    line("outbox",             "id scheme owner letter", Nobody, ID),
    line("outbox",             "message state queued_at settled_at erase_on", Subject, In(&[Letters])),
    line("outbox",             "attempts problem next_at", Nobody, RUNS),
    line("audit",              "scheme id about owner", Nobody, ID),
    line("audit",              "at deed role", Subject, In(&[Recipients, Decisions])),
    line("audit",              "sealed", Shared, In(&[Recipients, Decisions])),
    line("audit",              "actor", Others, LOOKED),
    line("audit",              "seq previous hash", Nobody, RUNS),
    line("audit_heads",        "scheme seq hash", Nobody, RUNS),
    line("audit_tiles",        "scheme number hash", Nobody, RUNS),
    line("leases",             "scheme job fence until done_at", Nobody, RUNS),
    line("ticks",              "scheme at erased_at stopped_since stopped_why ring_epoch ring_print unwitnessed_since head_mailed_at", Nobody, RUNS),
    line("ticks",              "confirmed_by", Others, RUNS),
    line("blob_removals",      "scheme blob since", Nobody, RUNS),
    line("counters",           "scheme span since area kind band n", Nobody, COUNTS),
    line("tombstones",         "profile scheme erased_at due_at erase_on", Nobody, ERASED),
    line("changes",            "profile scheme seq told version", Nobody, RUNS),
    line("changes",            "told_at state", Subject, In(&[Recipients])),
    line("certificates",       "id scheme kind subject event due_on deleted_at counted blobs letters disclosed issued_at note", Nobody, ERASED),
    line("withdrawals",        "scheme month n late longest", Nobody, COUNTS),
    ]
};

/// Every class of blobs, under the table whose rows they belong to.
#[rustfmt::skip]
pub const BLOBS: &[Line] = {
    use {Part::*, Shown::In, Whose::*};
    &[
    line("pictures",           "large", Shared, In(&[Pictures])),
    line("pictures",           "thumb", Shared, COPY),
    line("letters",            "pdf", Subject, In(&[Letters])),
    line("letters",            "large text", Subject, COPY),
    line("packs",              "zip", Subject, COPY),
    ]
};

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::{
        Part::{Associates, Incidents, Profile, Recipients},
        Shown::{In, Not},
        Whose::{Nobody, Others, Shared, Subject},
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
