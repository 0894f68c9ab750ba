//! Under which line of the retention schedule does each table fall, and each class of blobs?
//!
//! A law compares this list with the migrations: nothing is kept that the schedule does not know.

use super::retention::Record;

/// What a table or a class of blobs holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holds {
    /// What a line of the schedule names; the first is the one it is counted to.
    Records(&'static [Record]),
    /// Nothing about anybody: how the service runs.
    Nobody,
}

/// Every table, and what it holds.
#[rustfmt::skip]
pub const TABLES: &[(&str, Holds)] = {
    use {Holds::*, Record::*};
    &[
    ("schemes",            Nobody),
    ("data_keys",          Records(&[Profile, Record::Incident, User, Business, LooseStill, Enquiry, Request, SarPack, LeavingConfirmation, ComplianceDocument])),
    ("businesses",         Records(&[Business])),
    ("premises",           Records(&[Business])),
    ("users",              Records(&[User])),
    ("roles",              Records(&[User])),
    ("sessions",           Records(&[Session])),
    ("links",              Records(&[Session])),
    ("profiles",           Records(&[Profile, IdSoughtProfile, UncountedProfile, StruckProfile])),
    ("incidents",          Records(&[Record::Incident, UnidentifiedIncident, RejectedReport, DraftReport])),
    ("subjects",           Records(&[Profile])),
    ("associates",         Records(&[Profile])),
    ("pictures",           Records(&[Profile, Record::Incident, LooseStill])),
    ("sanctions",          Records(&[Profile])),
    ("sanction_incidents", Records(&[Profile])),
    ("sanction_premises",  Records(&[Profile])),
    ("letters",            Records(&[Profile])),
    ("suggestions",        Records(&[Profile])),
    ("sightings",          Records(&[Sighting])),
    ("special_facts",      Records(&[Profile])),
    ("special_audiences",  Records(&[Profile])),
    ("best_interests",     Records(&[Profile])),
    ("holds",              Records(&[Profile])),
    ("grants",             Records(&[Profile])),
    ("redactions",         Records(&[Record::Incident])),
    ("joined",             Records(&[Profile])),
    ("origins",            Records(&[Profile])),
    ("corrections",        Records(&[Profile])),
    ("told",               Records(&[Profile, User])),
    ("leavings",           Records(&[User, Business])),
    ("agreements",         Records(&[ComplianceDocument])),
    ("clients",            Records(&[PoliceClient])),
    ("officers",           Records(&[PoliceClient])),
    ("permissions",        Records(&[Record::Incident, User])),
    ("disclosures",        Records(&[AuditEvent])),
    ("spent",              Nobody),
    ("rule_changes",       Records(&[ComplianceDocument])),
    ("breaches",           Records(&[ComplianceDocument])),
    ("documents",          Records(&[ComplianceDocument])),
    ("enquiries",          Records(&[Enquiry])),
    ("requests",           Records(&[Request])),
    ("restrictions",       Records(&[Request])),
    ("packs",              Records(&[SarPack, Request])),
    ("outbox",             Records(&[SentMail, UndeliveredMail, LeavingConfirmation])),
    ("audit",              Records(&[AuditEvent])),
    ("audit_heads",        Nobody),
    ("audit_tiles",        Nobody),
    ("leases",             Nobody),
    ("ticks",              Nobody),
    ("blob_removals",      Nobody),
    ("counters",           Records(&[Counter])),
    ("tombstones",         Records(&[Tombstone])),
    ("changes",            Records(&[Profile, Tombstone])),
    ("certificates",       Records(&[Certificate])),
    ("withdrawals",        Records(&[Counter])),
    ]
};

/// Every class of blobs, by the part its name ends with.
#[rustfmt::skip]
pub const BLOBS: &[(&str, Holds)] = &[
    ("large", Holds::Records(&[Record::Profile, Record::Incident, Record::LooseStill])),
    ("thumb", Holds::Records(&[Record::Profile, Record::Incident, Record::LooseStill])),
    ("pdf",   Holds::Records(&[Record::Profile])),
    ("text",  Holds::Records(&[Record::Profile])),
    ("zip",   Holds::Records(&[Record::SarPack])),
];
