//! What mail says: one template each, plain text. No name and no picture of a subject in any of it.

use askama::Template;

use crate::domain::{data_breach::clock::Stage, mail::Message};

/// The invitation of a new user.
#[derive(Template)]
#[template(path = "mail/invitation.txt", config = "config/askama.toml")]
pub struct Invitation<'a> {
    /// Who is invited.
    pub name: &'a str,
    /// The scheme.
    pub scheme: &'a str,
    /// The link, good for 24 hours.
    pub link: &'a str,
    /// Where to sign in and ask for another link.
    pub forgotten: &'a str,
}

/// A link to choose a new password.
#[derive(Template)]
#[template(path = "mail/reset.txt", config = "config/askama.toml")]
pub struct Reset<'a> {
    /// Who asked.
    pub name: &'a str,
    /// The scheme.
    pub scheme: &'a str,
    /// The link, good for 24 hours.
    pub link: &'a str,
}

/// Tells that a password was changed.
#[derive(Template)]
#[template(path = "mail/password_changed.txt", config = "config/askama.toml")]
pub struct PasswordChanged<'a> {
    /// Whose.
    pub name: &'a str,
    /// The scheme.
    pub scheme: &'a str,
    /// Where to choose another.
    pub forgotten: &'a str,
}

/// Tells an officer that the account is deleted.
#[derive(Template)]
#[template(path = "mail/officer_deleted.txt", config = "config/askama.toml")]
pub struct OfficerDeleted<'a> {
    /// Whose it was.
    pub name: &'a str,
    /// The scheme.
    pub scheme: &'a str,
    /// The agreement has ended; else the controller removed it.
    pub ended: bool,
}

/// Confirms that everything about a user was deleted.
#[derive(Template)]
#[template(path = "mail/deleted.txt", config = "config/askama.toml")]
pub struct Deleted<'a> {
    /// Who left.
    pub name: &'a str,
    /// The scheme.
    pub scheme: &'a str,
    /// Reports that are still kept with the reporter's address.
    pub reports_kept: bool,
}

/// Tells the scheme that the public wrote to it: a link only.
#[derive(Template)]
#[template(path = "mail/enquiry.txt", config = "config/askama.toml")]
pub struct Enquired<'a> {
    /// The scheme.
    pub scheme: &'a str,
    /// The enquiry.
    pub link: &'a str,
}

/// Tells whoever asked for something by right that it was received.
#[derive(Template)]
#[template(path = "mail/right_received.txt", config = "config/askama.toml")]
pub struct RightReceived<'a> {
    /// The scheme.
    pub scheme: &'a str,
    /// Its telephone number, or empty.
    pub phone: &'a str,
    /// The request, as it is spoken of.
    pub reference: &'a str,
    /// The day it was received.
    pub received: &'a str,
    /// The last day for the answer.
    pub due: &'a str,
    /// Where it is followed.
    pub page: &'a str,
    /// By which code.
    pub code: &'a str,
}

/// Tells the scheme that somebody asks for something by right: a link only.
#[derive(Template)]
#[template(path = "mail/right_came.txt", config = "config/askama.toml")]
pub struct RightCame<'a> {
    /// The scheme.
    pub scheme: &'a str,
    /// The request, as it is spoken of.
    pub reference: &'a str,
    /// The request.
    pub link: &'a str,
}

/// Tells whoever asked that there is something new to read.
#[derive(Template)]
#[template(path = "mail/right_answered.txt", config = "config/askama.toml")]
pub struct RightAnswered<'a> {
    /// The scheme.
    pub scheme: &'a str,
    /// Its telephone number, or empty.
    pub phone: &'a str,
    /// The request, as it is spoken of.
    pub reference: &'a str,
    /// Where it is followed.
    pub page: &'a str,
}

/// Tells whoever asked for a copy that it waits for them. The passphrase goes another way.
#[derive(Template)]
#[template(path = "mail/copy_ready.txt", config = "config/askama.toml")]
pub struct CopyReady<'a> {
    /// The scheme.
    pub scheme: &'a str,
    /// Its telephone, or empty.
    pub phone: &'a str,
    /// The number of the request.
    pub reference: &'a str,
    /// Where it is collected.
    pub link: &'a str,
    /// The day it is deleted, in words.
    pub gone: &'a str,
}

/// Tells the reporter that a report was reviewed: a link only.
#[derive(Template)]
#[template(path = "mail/outcome.txt", config = "config/askama.toml")]
pub struct Outcome<'a> {
    /// The reporter.
    pub name: &'a str,
    /// The scheme.
    pub scheme: &'a str,
    /// The report, as it is spoken of.
    pub reference: &'a str,
    /// What came of it, after "Your report MA-2291".
    pub came: &'a str,
    /// The report.
    pub link: &'a str,
}

/// Tells somebody that their second factor was taken off.
#[derive(Template)]
#[template(path = "mail/second_factor.txt", config = "config/askama.toml")]
pub struct SecondFactorOff<'a> {
    /// Whose.
    pub name: &'a str,
    /// The scheme.
    pub scheme: &'a str,
    /// Where to sign in.
    pub link: &'a str,
}

/// Tells a user that something they saw of a person was wrong: a link only.
#[derive(Template)]
#[template(path = "mail/corrected.txt", config = "config/askama.toml")]
pub struct Corrected<'a> {
    /// Who is told.
    pub name: &'a str,
    /// The scheme.
    pub scheme: &'a str,
    /// Where it is told.
    pub link: &'a str,
}

/// Tells a controller that the audit trail has no witness, or that it has one again.
#[derive(Template)]
#[template(path = "mail/unwitnessed.txt", config = "config/askama.toml")]
pub struct Unwitnessed<'a> {
    /// Who is told.
    pub name: &'a str,
    /// The scheme.
    pub scheme: &'a str,
    /// Since when it has had none.
    pub since: &'a str,
    /// It has one again.
    pub over: bool,
    /// Where it is shown how it stands.
    pub link: &'a str,
}

/// Tells a controller that an officer asked for unusually many people.
#[derive(Template)]
#[template(path = "mail/unusual.txt", config = "config/askama.toml")]
pub struct Unusual<'a> {
    /// Who is told.
    pub name: &'a str,
    /// The scheme.
    pub scheme: &'a str,
    /// More than so many within an hour.
    pub people: u32,
    /// Where it is shown who, and whom they asked for.
    pub link: &'a str,
}

/// Tells a controller of a breach's 72 hours. It says nothing of what happened: that is on the page.
#[derive(Template)]
#[template(path = "mail/breach_clock.txt", config = "config/askama.toml")]
pub struct BreachClock<'a> {
    /// Who is told.
    pub name: &'a str,
    /// The scheme.
    pub scheme: &'a str,
    /// How far the hours have run.
    pub stage: Stage,
    /// The last moment, in words.
    pub by: &'a str,
    /// Where the next step is done.
    pub link: &'a str,
}

/// Reminds a controller of the review of an agreement. It names no agency: that is on the page.
#[derive(Template)]
#[template(path = "mail/review.txt", config = "config/askama.toml")]
pub struct Review<'a> {
    /// Who is told.
    pub name: &'a str,
    /// The scheme.
    pub scheme: &'a str,
    /// By when, in words.
    pub by: &'a str,
    /// That day is past.
    pub late: bool,
    /// Where it is reviewed.
    pub link: &'a str,
}

/// Reminds a controller that a data-protection document is to be looked at again.
#[derive(Template)]
#[template(path = "mail/document_review.txt", config = "config/askama.toml")]
pub struct DocumentReview<'a> {
    /// Who is told.
    pub name: &'a str,
    /// The scheme.
    pub scheme: &'a str,
    /// What it is.
    pub document: &'static str,
    /// By when, in words.
    pub by: &'a str,
    /// That day is past.
    pub late: bool,
    /// Where it is.
    pub link: &'a str,
}

/// The newest head of the audit trail, for a controller to keep. It is about nobody.
#[derive(Template)]
#[template(path = "mail/head.txt", config = "config/askama.toml")]
pub struct Head<'a> {
    /// Who is to keep it.
    pub name: &'a str,
    /// The scheme.
    pub scheme: &'a str,
    /// When it was made.
    pub at: &'a str,
    /// How many events it covers.
    pub events: u64,
    /// The signed note.
    pub note: &'a str,
    /// The witness's key, or empty if none signed it.
    pub witness: &'a str,
    /// Whether a bucket that is the witness holds it.
    pub held: bool,
}

/// A template as a message.
pub fn message(to: &str, subject: String, body: &impl Template) -> Message {
    Message { to: to.to_owned(), subject, text: body.render().unwrap_or_default(), letter: None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mail_is_plain_text_as_typed() {
        let text = Reset { name: "Siân O'Neill & Co", scheme: "A <b>", link: "https://a.test/link/x" };
        let message = message("s@a.test", "Subject".into(), &text);
        assert!(message.text.contains("Siân O'Neill & Co"), "{}", message.text);
        assert!(message.text.contains("\nhttps://a.test/link/x\n"), "a link on a line of its own");
    }
}
