//! How long is each record kept, and what becomes of it then?
//!
//! One table: the scheduler, the privacy notice and the page of the schedule are made from it. Every table
//! and every class of blobs belongs to a [`Record`].

use chrono::NaiveDate;

use crate::domain::{
    rules::{
        AUDIT, CERTIFICATE, CLOSED_ENQUIRY, CLOSED_REQUEST, COMPLIANCE_DOCUMENT, DRAFT_REPORT,
        LEAVING_CONFIRMATION_HOURS, LOOSE_STILL, NO_COUNTING_REPORT, NONE_STANDING, Period, REJECTED_REPORT,
        Rules, SAR_PACK, SIGHTING, TOMBSTONE, UNDELIVERED_MAIL, UNIDENTIFIED_INCIDENT,
    },
    text::words,
};

words! {
    /// A record with its own line in the schedule.
    Record {
        /// A named profile and all sealed under it.
        Profile = "profile", "Profile, with everything sealed under it";
        /// A profile without a confirmed name.
        IdSoughtProfile = "id_sought_profile", "ID-sought profile";
        /// A profile without any counting report.
        UncountedProfile = "uncounted_profile", "Profile without a report that counts, whatever its source";
        /// A profile with no incident standing.
        StruckProfile = "struck_profile", "Profile with no incident standing";
        /// An incident with a subject.
        Incident = "incident", "Incident with a subject";
        /// An incident with nobody identified.
        UnidentifiedIncident = "unidentified_incident", "Incident with nobody identified";
        /// A report rejected, or returned and abandoned.
        RejectedReport = "rejected_report", "Report not accepted, or returned and abandoned";
        /// A draft.
        DraftReport = "draft_report", "Draft of a report";
        /// A still attached to no accepted incident.
        LooseStill = "loose_still", "Picture (CCTV, body-worn camera) not attached to an accepted incident";
        /// A sighting or intelligence.
        Sighting = "sighting", "Sighting or intelligence";
        /// Mail that was delivered.
        SentMail = "sent_mail", "Sent mail: address and body";
        /// Mail that was not.
        UndeliveredMail = "undelivered_mail", "Undelivered mail";
        /// The confirmation that a user's data was deleted.
        LeavingConfirmation = "leaving_confirmation", "Undelivered confirmation that a user's data was deleted";
        /// An identity document.
        IdentityDocument = "identity_document", "Identity document";
        /// The answer to a SAR.
        SarPack = "sar_pack", "Answer to a subject access request";
        /// A request, appeal or complaint.
        Request = "request", "Request, appeal or complaint";
        /// An enquiry.
        Enquiry = "enquiry", "Enquiry from the public";
        /// A user.
        User = "user", "User";
        /// A member business.
        Business = "business", "Member business";
        /// A session.
        Session = "session", "Session";
        /// A police account or client.
        PoliceClient = "police_client", "Police account or client";
        /// An audit event.
        AuditEvent = "audit_event", "Audit event (random ids; its sealed part goes with the person's key)";
        /// A register or compliance document.
        ComplianceDocument = "compliance_document", "Breach register, superseded LIA, DPIA, APD, ROPA or ISA";
        /// The certificate and ledger line of an erasure.
        Certificate = "certificate", "Deletion certificate and ledger line";
        /// The mark for police that an id is gone.
        Tombstone = "tombstone", "Tombstone for police";
        /// Anonymous counters.
        Counter = "counter", "Anonymous counters";
    }
}

/// How long a record is kept from its start.
#[derive(Debug, Clone, Copy)]
pub enum Kept {
    /// Not at all.
    AtOnce,
    /// A fixed period.
    For(Period),
    /// A fixed number of hours.
    Hours(u32),
    /// A period of the scheme's rules.
    By(fn(&Rules) -> Period),
    /// A fixed period, and at most as long as another record it belongs to.
    ForAtMostWith(Period, Record),
    /// As long as the last record of that kind it belongs to.
    With(Record),
    /// For ever.
    Always,
}

/// What becomes of a record at the end of its period.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Then {
    /// Erased.
    Erase,
    /// Looked at by a person.
    Review,
    /// Nothing: it names nobody.
    Stay,
}

/// A line of the schedule.
#[derive(Debug, Clone, Copy)]
pub struct Line {
    /// The record.
    pub record: Record,
    /// When its period starts, in words.
    pub starts: &'static str,
    /// How long it is kept.
    pub kept: Kept,
    /// What becomes of it then.
    pub then: Then,
    /// The rules it follows from.
    pub rule: &'static str,
}

const fn line(record: Record, starts: &'static str, kept: Kept, then: Then, rule: &'static str) -> Line {
    Line { record, starts, kept, then, rule }
}

/// The retention schedule.
#[rustfmt::skip]
pub const SCHEDULE: &[Line] = {
    use {Kept::*, Then::*};
    &[
    line(Record::Profile,              "the day after it was last shown to members",     By(|rules| rules.cold),                       Erase,  "R-20, R-21"),
    line(Record::IdSoughtProfile,      "the day after it was last shown to members",     By(|rules| rules.id_sought_cold),             Erase,  "R-28"),
    line(Record::UncountedProfile,     "when it was made; it is never shown to members", For(NO_COUNTING_REPORT),                      Erase,  "R-12"),
    line(Record::StruckProfile,        "when the last incident was struck",              For(NONE_STANDING),                           Erase,  "R-26"),
    line(Record::Incident,             "while a person is named in it",                  With(Record::Profile),                        Erase,  "R-29"),
    line(Record::UnidentifiedIncident, "when it was submitted",                          For(UNIDENTIFIED_INCIDENT),                   Erase,  "R-30"),
    line(Record::RejectedReport,       "when it was rejected or returned",               For(REJECTED_REPORT),                         Erase,  "R-12"),
    line(Record::DraftReport,          "when it was last changed",                       For(DRAFT_REPORT),                            Erase,  "R-30"),
    line(Record::LooseStill,           "when it was uploaded",                           For(LOOSE_STILL),                             Erase,  "R-30"),
    line(Record::Sighting,             "when it was made",                               ForAtMostWith(SIGHTING, Record::Profile),     Erase,  "R-30"),
    line(Record::SentMail,             "when it was delivered",                          AtOnce,                                       Erase,  "R-30"),
    line(Record::UndeliveredMail,      "when it was queued",                             For(UNDELIVERED_MAIL),                        Erase,  "R-30"),
    line(Record::LeavingConfirmation,  "when it was queued",                             Hours(LEAVING_CONFIRMATION_HOURS),            Erase,  "R-4"),
    line(Record::IdentityDocument,     "when it was checked",                            AtOnce,                                       Erase,  "R-50"),
    line(Record::SarPack,              "when it was ready, or until it was collected",   For(SAR_PACK),                                Erase,  "R-50"),
    line(Record::Request,              "when it was closed",                             ForAtMostWith(CLOSED_REQUEST, Record::Profile), Erase, "R-51, R-52"),
    line(Record::Enquiry,              "when it was closed",                             For(CLOSED_ENQUIRY),                          Erase,  "R-71"),
    line(Record::User,                 "when leaving is confirmed",                      AtOnce,                                       Erase,  "R-4"),
    line(Record::Business,             "when leaving is confirmed",                      AtOnce,                                       Erase,  "R-4"),
    line(Record::Session,              "when it ends",                                   AtOnce,                                       Erase,  "R-30"),
    line(Record::PoliceClient,         "when the agreement ends",                        AtOnce,                                       Erase,  "R-60"),
    line(Record::AuditEvent,           "when it was written",                            For(AUDIT),                                   Review, "R-61"),
    line(Record::ComplianceDocument,   "when it was closed or superseded",               For(COMPLIANCE_DOCUMENT),                     Review, "R-53"),
    line(Record::Certificate,          "when it was made",                               For(CERTIFICATE),                             Erase,  "R-25"),
    line(Record::Tombstone,            "when it was made",                               For(TOMBSTONE),                               Erase,  "R-25"),
    line(Record::Counter,              "when it was counted",                            Always,                                       Stay,   "R-25, R-66"),
    ]
};

impl Record {
    /// Its line in the schedule.
    pub fn line(self) -> &'static Line {
        // `SCHEDULE` follows the order of `Record`: proven by a test.
        &SCHEDULE[self as usize]
    }
}

/// The period of a line that is counted in days or months; `None` for the others.
pub fn period(line: &Line, rules: &Rules) -> Option<Period> {
    match line.kept {
        Kept::For(period) | Kept::ForAtMostWith(period, _) => Some(period),
        Kept::By(rule) => Some(rule(rules)),
        Kept::AtOnce => Some(Period::days(0)),
        // A calendar day can be no finer: whoever needs the hour takes it from the line.
        Kept::Hours(hours) => Some(Period::days(hours / 24)),
        Kept::With(_) | Kept::Always => None,
    }
}

/// The day a record's period is over, from the London day it started; `None` if it has no date of its own.
/// A record that belongs to another goes with it, if that is earlier.
pub fn due(line: &Line, start: NaiveDate, rules: &Rules) -> Option<NaiveDate> {
    Some(period(line, rules)?.after_never_earlier(start))
}

/// How long a record is kept, in words: "28 days", "as long as the profile".
pub fn kept_in_words(line: &Line, rules: &Rules) -> String {
    match line.kept {
        Kept::AtOnce => "not kept".to_owned(),
        Kept::For(period) => period.spoken(),
        Kept::By(rule) => rule(rules).spoken(),
        Kept::Hours(hours) => format!("{hours} hours"),
        Kept::With(record) => format!("as long as the last {} it belongs to", short(record)),
        Kept::ForAtMostWith(period, record) => {
            format!("{}, at most as long as the {} it belongs to", period.spoken(), short(record))
        }
        Kept::Always => "for ever; they name nobody".to_owned(),
    }
}

/// What becomes of a record then, in words.
pub fn then_in_words(then: Then) -> &'static str {
    match then {
        Then::Erase => "erased",
        Then::Review => "reviewed",
        Then::Stay => "kept",
    }
}

fn short(record: Record) -> String {
    record.label().split(',').next().unwrap_or_default().to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_record_has_its_line() {
        let lines: Vec<_> = SCHEDULE.iter().map(|line| line.record).collect();
        assert_eq!(lines, Record::ALL);
        for &record in Record::ALL {
            assert_eq!(record.line().record, record);
        }
    }

    #[test]
    fn the_schedule_as_the_product_has_it() {
        let rules = Rules::default();
        for (record, kept, then) in [
            (Record::Profile, "12 months", Then::Erase),
            (Record::IdSoughtProfile, "6 months", Then::Erase),
            (Record::UncountedProfile, "28 days", Then::Erase),
            (Record::StruckProfile, "28 days", Then::Erase),
            (Record::Incident, "as long as the last profile it belongs to", Then::Erase),
            (Record::UnidentifiedIncident, "12 months", Then::Erase),
            (Record::RejectedReport, "28 days", Then::Erase),
            (Record::DraftReport, "7 days", Then::Erase),
            (Record::LooseStill, "28 days", Then::Erase),
            (Record::Sighting, "12 months, at most as long as the profile it belongs to", Then::Erase),
            (Record::SentMail, "not kept", Then::Erase),
            (Record::UndeliveredMail, "14 days", Then::Erase),
            (Record::LeavingConfirmation, "72 hours", Then::Erase),
            (Record::IdentityDocument, "not kept", Then::Erase),
            (Record::SarPack, "28 days", Then::Erase),
            (Record::Request, "12 months, at most as long as the profile it belongs to", Then::Erase),
            (Record::Enquiry, "12 months", Then::Erase),
            (Record::User, "not kept", Then::Erase),
            (Record::Business, "not kept", Then::Erase),
            (Record::Session, "not kept", Then::Erase),
            (Record::PoliceClient, "not kept", Then::Erase),
            (Record::AuditEvent, "6 years", Then::Review),
            (Record::ComplianceDocument, "6 years", Then::Review),
            (Record::Certificate, "6 years", Then::Erase),
            (Record::Tombstone, "24 months", Then::Erase),
            (Record::Counter, "for ever; they name nobody", Then::Stay),
        ] {
            let line = record.line();
            assert_eq!((kept_in_words(line, &rules).as_str(), line.then), (kept, then), "{record:?} (R-30)");
        }
    }

    #[test]
    fn when_a_record_is_due() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let short = Rules { cold: Period::months(3), ..Rules::default() };
        for (record, rules, start, expected) in [
            (Record::Profile, Rules::default(), "2024-02-29", Some("2025-03-01")),
            (Record::Profile, short, "2026-11-30", Some("2027-03-01")),
            (Record::DraftReport, Rules::default(), "2026-11-22", Some("2026-11-29")),
            (Record::Session, Rules::default(), "2026-11-22", Some("2026-11-22")),
            (Record::LeavingConfirmation, Rules::default(), "2026-11-22", Some("2026-11-25")),
            (Record::Incident, Rules::default(), "2026-11-22", None),
            (Record::Counter, Rules::default(), "2026-11-22", None),
        ] {
            assert_eq!(due(record.line(), day(start), &rules), expected.map(day), "{record:?}");
        }
    }
}
