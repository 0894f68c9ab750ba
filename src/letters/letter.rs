//! What a letter says: plain values, before any wording or look.

use chrono::NaiveDate;

use crate::domain::{profile::recall::Wrong, sanction::letter::LetterKind};

/// A letter to one person.
#[derive(Debug, Clone)]
pub struct Letter {
    /// Who writes.
    pub sender: Sender,
    /// Who is written to.
    pub recipient: Recipient,
    /// The day the letter bears. The only date in it that is not in its `body`.
    pub date: NaiveDate,
    /// What the person quotes when answering.
    pub reference: String,
    /// What the letter is about.
    pub body: Body,
    /// 18 point instead of 11.
    pub large_print: bool,
    /// In words for people of 10 to 17.
    pub young: bool,
}

impl Letter {
    /// The kind of letter its body makes it.
    pub fn kind(&self) -> LetterKind {
        match self.body {
            Body::Warning(_) => LetterKind::Warning,
            Body::ExclusionNotice(_) => LetterKind::ExclusionNotice,
            Body::SchemeRules(_) => LetterKind::SchemeRules,
            Body::ExpiryConfirmation(_) => LetterKind::ExpiryConfirmation,
            Body::AppealOutcome(_) => LetterKind::AppealOutcome,
            Body::Correction(_) => LetterKind::Correction,
            Body::Guardian(_) => LetterKind::Guardian,
        }
    }
}

/// The scheme, as its letterhead shows it.
#[derive(Debug, Clone)]
pub struct Sender {
    /// The partnership's name.
    pub name: String,
    /// Its postal address, line by line.
    pub address: Vec<String>,
    /// Where it reads e-mail.
    pub email: Option<String>,
    /// Where it answers the telephone.
    pub phone: Option<String>,
    /// Its logo.
    pub logo: Option<Logo>,
}

/// A picture for the letterhead, shown 14 mm high.
#[derive(Debug, Clone)]
pub enum Logo {
    /// The bytes of a PNG file.
    Png(Vec<u8>),
    /// The bytes of a JPEG file.
    Jpeg(Vec<u8>),
}

/// The person written to.
#[derive(Debug, Clone)]
pub struct Recipient {
    /// The name on the profile.
    pub name: String,
    /// The address, line by line. None: the letter says "By hand".
    pub address: Vec<String>,
}

/// What a letter is about; it decides the letter's kind.
#[derive(Debug, Clone)]
pub enum Body {
    /// The yellow card.
    Warning(Warning),
    /// The notice that serves an exclusion.
    ExclusionNotice(ExclusionNotice),
    /// The rules of the scheme.
    SchemeRules(SchemeRules),
    /// The term of an exclusion has ended.
    ExpiryConfirmation(ExpiryConfirmation),
    /// What was decided on an appeal or a review.
    AppealOutcome(AppealOutcome),
    /// Something in the record was wrong, or somebody else's.
    Correction(Correction),
    /// To the parent or guardian of somebody under 18.
    Guardian(Guardian),
}

/// The yellow card.
#[derive(Debug, Clone)]
pub struct Warning {
    /// What it relies on.
    pub incidents: Vec<Incident>,
    /// The term of the exclusion that a further incident would lead to, in months.
    pub next_term_months: u32,
    /// How the person reaches the own page.
    pub access: Access,
    /// What is done with the person's data.
    pub privacy: Privacy,
}

/// The notice that serves an exclusion.
#[derive(Debug, Clone)]
pub struct ExclusionNotice {
    /// What it relies on.
    pub incidents: Vec<Incident>,
    /// Why the board decided so, paragraph by paragraph.
    pub reasons: Vec<String>,
    /// The premises of the members whose authority stood on the day of issue.
    pub premises: Vec<Premises>,
    /// The term in months, from service.
    pub term_months: u32,
    /// Both days, if the day of service is known when the letter is made.
    pub term: Option<Term>,
    /// How to appeal, and when to ask for a review.
    pub appeal: Appeal,
    /// How the person reaches the own page.
    pub access: Access,
    /// What is done with the person's data.
    pub privacy: Privacy,
}

/// The rules of the scheme, with its own numbers.
#[derive(Debug, Clone)]
pub struct SchemeRules {
    /// What counts, in words: "theft", "threats to staff".
    pub counting: Vec<String>,
    /// The usual term of an exclusion in months.
    pub usual_term_months: u32,
    /// The shortest and the longest term in months.
    pub term_range_months: (u32, u32),
    /// How to appeal, and when to ask for a review.
    pub appeal: Appeal,
    /// What is done with the person's data.
    pub privacy: Privacy,
}

/// The term of an exclusion has ended.
#[derive(Debug, Clone)]
pub struct ExpiryConfirmation {
    /// The term that has ended.
    pub term: Term,
    /// How the person reaches the own page.
    pub access: Access,
    /// What is done with the person's data, also now.
    pub privacy: Privacy,
}

/// What was decided on an appeal or a review.
#[derive(Debug, Clone)]
pub struct AppealOutcome {
    /// What the person asked for.
    pub request: Request,
    /// The day the request arrived.
    pub received: NaiveDate,
    /// The day of the decision.
    pub decided: NaiveDate,
    /// The decision.
    pub outcome: Outcome,
    /// Why, paragraph by paragraph.
    pub reasons: Vec<String>,
    /// How the person reaches the own page.
    pub access: Access,
    /// What is done with the person's data.
    pub privacy: Privacy,
}

/// Something in the record was wrong, or somebody else's, and was put right.
#[derive(Debug, Clone)]
pub struct Correction {
    /// The day it was.
    pub made: NaiveDate,
    /// What was wrong.
    pub wrong: Wrong,
    /// How many items.
    pub items: u32,
    /// Nothing that counts is left.
    pub nothing_left: bool,
    /// The day what is left is erased.
    pub erased: NaiveDate,
    /// How the person reaches the own page.
    pub access: Access,
    /// What is done with the person's data.
    pub privacy: Privacy,
}

/// What a person asked to be looked at again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Request {
    /// An appeal against the decision.
    Appeal,
    /// A review after clean months.
    Review,
}

/// What became of an exclusion.
#[derive(Debug, Clone)]
pub enum Outcome {
    /// It has ended.
    Ended,
    /// It goes on, changed: one sentence for each change.
    Changed(Vec<String>),
    /// It goes on as it was, until the end of the day if that is known.
    Unchanged(Option<NaiveDate>),
}

/// An incident a letter relies on.
#[derive(Debug, Clone)]
pub struct Incident {
    /// The day it happened.
    pub date: NaiveDate,
    /// Its type in words: "Theft".
    pub kind: String,
    /// The name of the premises.
    pub premises: String,
    /// The administrator's summary.
    pub summary: String,
}

/// A place the person may not enter.
#[derive(Debug, Clone)]
pub struct Premises {
    /// Its name.
    pub name: String,
    /// Its address in one line.
    pub address: String,
}

/// The first and the last day of an exclusion.
#[derive(Debug, Clone, Copy)]
pub struct Term {
    /// The day of service.
    pub starts: NaiveDate,
    /// The last day.
    pub ends: NaiveDate,
}

/// How to ask somebody else to look at the decision.
#[derive(Debug, Clone)]
pub struct Appeal {
    /// Days from service in which an appeal is heard.
    pub within_days: u32,
    /// Clean months after which a review can be asked for.
    pub review_after_months: u32,
}

/// The key to the person's own page.
#[derive(Debug, Clone)]
pub struct Access {
    /// The code, as it is typed: "K7QF-2M9T-XW4C".
    pub code: String,
    /// The address, as it is typed, without the code: "ashby.example/notice".
    pub page: String,
    /// What the QR code holds: an address a phone can open.
    pub link: String,
}

/// The short privacy notice: how long, in days that are known or in the rule's own words.
#[derive(Debug, Clone)]
pub struct Privacy {
    /// Both days, if they are known when the letter is made.
    pub days: Option<PrivacyDays>,
    /// Months a counting report is shown.
    pub shown_months: u32,
    /// Months between withdrawal and erasure.
    pub withdrawn_months: u32,
    /// Days after erasure until no backup can bring anything back.
    pub backup_days: u32,
}

/// The two days a subject's data turns on.
#[derive(Debug, Clone, Copy)]
pub struct PrivacyDays {
    /// The last day it is shown.
    pub shown_until: NaiveDate,
    /// The day it is erased.
    pub erased_on: NaiveDate,
}

/// What a parent or guardian is told of a child's warning or exclusion.
#[derive(Debug, Clone)]
pub struct Guardian {
    /// The child's name.
    pub child: String,
    /// The term of an exclusion, in months; none for a warning.
    pub term_months: Option<u32>,
    /// What it relies on.
    pub incidents: Vec<Incident>,
    /// How the child's own page is reached.
    pub access: Access,
    /// What is done with the child's data.
    pub privacy: Privacy,
}
