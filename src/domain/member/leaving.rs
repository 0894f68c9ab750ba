//! What goes when a user leaves, and what stays?
//!
//! Everything personal goes at once, except the e-mail address on reports that are still kept.

use chrono::{DateTime, TimeDelta, Utc};

use crate::domain::{rules::LEAVING_CONFIRMATION_HOURS, text::words};

words! {
    /// What is held about a user.
    Held {
        /// Name.
        Name = "name", "Name";
        /// Employer and place of work.
        Employer = "employer", "Employer and place";
        /// Postal address.
        PostalAddress = "postal_address", "Postal address";
        /// The account's e-mail address.
        Email = "email", "E-mail address";
        /// Telephone number.
        Phone = "phone", "Phone number";
        /// Password, second factor and devices.
        SignIn = "sign_in", "Password and second factor";
        /// Open sessions.
        Sessions = "sessions", "Sessions";
        /// Roles held.
        Roles = "roles", "Roles";
        /// Acceptances of agreements.
        Acceptances = "acceptances", "Agreements accepted";
        /// How they want to be told of news.
        Preferences = "preferences", "News settings";
        /// Subscriptions, meetings and training.
        Membership = "membership", "Subscriptions, meetings and training";
        /// Drafts of reports.
        Drafts = "drafts", "Drafts of reports";
        /// Mail that waits to be sent to them.
        QueuedMail = "queued_mail", "Mail not yet sent";
        /// Their e-mail address on a report that is still kept.
        ReporterEmail = "reporter_email", "E-mail address on reports that are still kept";
    }
}

/// What becomes of it when leaving is confirmed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// Erased at once.
    Goes,
    /// Sealed under the report's own key: it lives and dies with the report.
    StaysWithReport,
}

/// What becomes of each thing held.
pub const fn fate(held: Held) -> Fate {
    match held {
        Held::ReporterEmail => Fate::StaysWithReport,
        Held::Name | Held::Employer | Held::PostalAddress | Held::Email | Held::Phone => Fate::Goes,
        Held::SignIn | Held::Sessions | Held::Roles | Held::Acceptances | Held::Preferences => Fate::Goes,
        Held::Membership | Held::Drafts | Held::QueuedMail => Fate::Goes,
    }
}

/// The instant by which the confirmation's address is gone too, delivered or not.
pub fn confirmation_gone_by(left: DateTime<Utc>) -> DateTime<Utc> {
    left + TimeDelta::hours(i64::from(LEAVING_CONFIRMATION_HOURS))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_address_on_kept_reports_stays() {
        let stays: Vec<_> = Held::ALL.iter().filter(|held| fate(**held) != Fate::Goes).collect();
        assert_eq!(stays, [&Held::ReporterEmail], "R-4");
    }

    #[test]
    fn the_confirmations_address_is_gone_after_72_hours() {
        let left: DateTime<Utc> = "2026-11-22T10:00:00Z".parse().unwrap();
        assert_eq!(confirmation_gone_by(left).to_rfc3339(), "2026-11-25T10:00:00+00:00", "R-4");
    }
}
