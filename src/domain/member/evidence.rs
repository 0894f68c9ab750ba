//! Who asks, and what may they open? Evidence is made from a loaded session, a notice's code or a tick,
//! bound to one scheme, anew on each request; what needs it does not compile without it.

use std::marker::PhantomData;

use chrono::{DateTime, NaiveDate, Utc};

use super::role::Role;
use crate::domain::{
    agency::agreement::Days,
    date::london_day,
    ids::{AgreementId, BusinessId, ProfileId, SchemeId, UserId},
    right::{Kind, Request},
};

/// Anybody signed in: the own account. Needs no agreement.
#[derive(Debug, Clone, Copy)]
pub enum Person {}
/// Anybody of the partnership: reports, and what became of the own ones. Needs no agreement; not police.
#[derive(Debug, Clone, Copy)]
pub enum Insider {}
/// A user whose agreement is in force, and who was not stopped for unusual looking: the gallery.
#[derive(Debug, Clone, Copy)]
pub enum Member {}
/// A member who also sees the own business's people and reports.
#[derive(Debug, Clone, Copy)]
pub enum Manager {}
/// Runs the scheme day by day.
#[derive(Debug, Clone, Copy)]
pub enum Administrator {}
/// Decides what was proposed.
#[derive(Debug, Clone, Copy)]
pub enum Board {}
/// Answers for the data.
#[derive(Debug, Clone, Copy)]
pub enum Controller {}
/// An administrator, or a manager for the own business: looks after members' people.
#[derive(Debug, Clone, Copy)]
pub enum Overseer {}
/// An administrator or a controller: keeps the scheme's settings and proposes its rules.
#[derive(Debug, Clone, Copy)]
pub enum Steward {}
/// Somebody in a role above manager: confirms what needs a second holder.
#[derive(Debug, Clone, Copy)]
pub enum Senior {}
/// The software itself, started by time.
#[derive(Debug, Clone, Copy)]
pub enum Scheduler {}
/// The person on a notice, shown by its code and the date of birth.
#[derive(Debug, Clone, Copy)]
pub enum Holder {}
/// Gathers everything held on the person who asked for a copy: an administrator or controller, while that is open.
#[derive(Debug, Clone, Copy)]
pub enum Gatherer {}
/// Whoever made a request, shown by its code and the date of birth or surname.
#[derive(Debug, Clone, Copy)]
pub enum Asker {}
/// Signed in by a password; the second factor may still be to be shown or set up. Opens nobody else's data.
#[derive(Debug, Clone, Copy)]
pub enum Halfway {}
/// Somebody who is not signed in: sign-in, links, enquiries.
#[derive(Debug, Clone, Copy)]
pub enum Visitor {}

/// An officer who has no system of their own: says what for, and then asks as a system does.
#[derive(Debug, Clone, Copy)]
pub enum Officer {}
/// A police system, or an officer, under an agreement that is in force.
#[derive(Debug, Clone, Copy)]
pub enum Police {}
/// The same, under an agreement that names contact details.
#[derive(Debug, Clone, Copy)]
pub enum PoliceContact {}
/// The same, under an agreement that names special-category facts.
#[derive(Debug, Clone, Copy)]
pub enum PoliceSpecial {}

/// Proof that somebody acts in a role, in one scheme, now.
#[derive(Debug)]
pub struct Viewer<R> {
    scheme: SchemeId,
    at: DateTime<Utc>,
    day: NaiveDate,
    user: Option<UserId>,
    business: Option<BusinessId>,
    profile: Option<ProfileId>,
    agreement: Option<AgreementFacts>,
    role: &'static str,
    kind: PhantomData<R>,
}

impl<R> Clone for Viewer<R> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<R> Copy for Viewer<R> {}

/// What a loaded session says of its user.
#[derive(Debug, Clone, Copy)]
pub struct SessionFacts {
    /// The scheme of the session and of the host name it came by.
    pub scheme: SchemeId,
    /// Whose session it is.
    pub user: UserId,
    /// The user's business, if any.
    pub business: Option<BusinessId>,
    /// The role acted in, granted and confirmed.
    pub role: Role,
    /// Neither suspended nor left, and neither is the business.
    pub active: bool,
    /// The data-integrity agreement is in force.
    pub agreed: bool,
    /// A second factor was shown, or the role does not need one.
    pub second_factor: bool,
    /// Until when people's pages are closed to the user, who opened unusually many as a member.
    pub stopped: Option<DateTime<Utc>>,
}

/// What a loaded agreement says of those who read under it.
#[derive(Debug, Clone, Copy)]
pub struct AgreementFacts {
    /// Its scheme.
    pub scheme: SchemeId,
    /// Which.
    pub id: AgreementId,
    /// Its days.
    pub days: Days,
    /// It names contact details.
    pub contact: bool,
    /// It names special-category facts.
    pub special: bool,
    /// It names reports with their reporter's name: it is with police.
    pub reports: bool,
}

/// What every kind of evidence tells: where, when and who, for the audit line.
pub trait Acting {
    /// The scheme.
    fn scheme(&self) -> SchemeId;
    /// The instant of the request or tick.
    fn at(&self) -> DateTime<Utc>;
    /// The acting user, if a person acts.
    fn user(&self) -> Option<UserId>;
    /// The role in the audit trail's words.
    fn role(&self) -> &'static str;
}

impl<R> Acting for Viewer<R> {
    fn scheme(&self) -> SchemeId {
        self.scheme
    }
    fn at(&self) -> DateTime<Utc> {
        self.at
    }
    fn user(&self) -> Option<UserId> {
        self.user
    }
    fn role(&self) -> &'static str {
        self.role
    }
}

impl<R> Viewer<R> {
    /// The London day of the request or tick.
    pub fn today(&self) -> NaiveDate {
        self.day
    }
    /// The same evidence by a day that is not before another, be the clock behind.
    pub fn not_before(self, day: NaiveDate) -> Self {
        Self { day: self.day.max(day), ..self }
    }
    /// The viewer's business, if any.
    pub fn business(&self) -> Option<BusinessId> {
        self.business
    }

    fn made(facts: &SessionFacts, at: DateTime<Utc>) -> Self {
        Self {
            scheme: facts.scheme,
            at,
            day: london_day(at),
            user: Some(facts.user),
            business: facts.business,
            profile: None,
            agreement: None,
            role: facts.role.as_str(),
            kind: PhantomData,
        }
    }

    fn nobody(scheme: SchemeId, at: DateTime<Utc>, role: &'static str) -> Self {
        let day = london_day(at);
        let (user, business, profile, agreement) = (None, None, None, None);
        Self { scheme, at, day, user, business, profile, agreement, role, kind: PhantomData }
    }
}

/// A kind of evidence that a session can give.
pub trait FromSession: Sized {
    /// The evidence, or nothing if this session does not give it.
    fn from_session(facts: &SessionFacts, at: DateTime<Utc>) -> Option<Viewer<Self>>;
}

macro_rules! from_session {
    ($($kind:ident: |$facts:ident| $rule:expr;)+) => {$(
        impl FromSession for $kind {
            fn from_session($facts: &SessionFacts, at: DateTime<Utc>) -> Option<Viewer<Self>> {
                ($facts.active && $facts.second_factor && $rule).then(|| Viewer::made($facts, at))
            }
        }
    )+};
}

from_session! {
    Person: |_facts| true;
    Insider: |facts| facts.role != Role::Officer;
    Officer: |facts| facts.role == Role::Officer;
    Member: |facts| facts.agreed && facts.stopped.is_none() && matches!(facts.role, Role::Member | Role::Manager);
    Manager: |facts| facts.role == Role::Manager;
    Administrator: |facts| facts.agreed && facts.role == Role::Administrator;
    Board: |facts| facts.agreed && facts.role == Role::Board;
    Controller: |facts| facts.agreed && facts.role == Role::Controller;
    Overseer: |facts| facts.agreed && facts.role == Role::Administrator || facts.role == Role::Manager;
    Steward: |facts| facts.agreed && matches!(facts.role, Role::Administrator | Role::Controller);
    Senior: |facts| facts.agreed && facts.role.is_senior();
}

impl FromSession for Halfway {
    fn from_session(facts: &SessionFacts, at: DateTime<Utc>) -> Option<Viewer<Self>> {
        facts.active.then(|| Viewer::made(facts, at))
    }
}

/// Evidence of a tick of the timetable.
pub fn scheduler(scheme: SchemeId, at: DateTime<Utc>) -> Viewer<Scheduler> {
    Viewer::nobody(scheme, at, "scheduler")
}

/// Evidence of a request by somebody who is not signed in.
pub fn visitor(scheme: SchemeId, at: DateTime<Utc>) -> Viewer<Visitor> {
    Viewer::nobody(scheme, at, "visitor")
}

/// Evidence that a notice's code and the person's date of birth were both given.
pub fn holder(scheme: SchemeId, at: DateTime<Utc>, profile: ProfileId) -> Viewer<Holder> {
    Viewer { profile: Some(profile), ..Viewer::nobody(scheme, at, "holder") }
}

/// Evidence that a request's code and what was said with it were both given.
pub fn asker(scheme: SchemeId, at: DateTime<Utc>) -> Viewer<Asker> {
    Viewer::nobody(scheme, at, "asker")
}

/// Evidence that a copy of everything is asked for, and of whom: made for whoever answers that request.
pub fn gatherer(steward: &Viewer<Steward>, request: &Request) -> Option<Viewer<Gatherer>> {
    let Viewer { scheme, at, day, user, business, profile: _, agreement, role, kind: _ } = *steward;
    let asked = request.kind == Kind::Access && request.is_open();
    let profile = request.profile.filter(|_| asked)?;
    Some(Viewer {
        scheme,
        at,
        day,
        user,
        business,
        profile: Some(profile),
        agreement,
        role,
        kind: PhantomData,
    })
}

/// Evidence that an agreement is in force at an instant, by a day that is not before another, be the clock behind.
///
/// # Errors
/// Why it is not, with the date that has passed, or has not come.
pub fn police(facts: AgreementFacts, at: DateTime<Utc>, day: NaiveDate) -> Result<Viewer<Police>, String> {
    let viewer = Viewer::nobody(facts.scheme, at, "police").not_before(day);
    match facts.days.refusal(viewer.day) {
        Some(why) => Err(why),
        None => Ok(Viewer { agreement: Some(facts), ..viewer }),
    }
}

impl Viewer<Police> {
    /// Under which agreement; always there, by construction.
    pub fn agreement(&self) -> Option<AgreementId> {
        self.agreement.map(|agreement| agreement.id)
    }

    /// Whether the agreement names reports with their reporter's name.
    pub fn takes_reports(&self) -> bool {
        self.agreement.is_some_and(|agreement| agreement.reports)
    }

    /// Evidence for contact details, if the agreement names them.
    pub fn contact(&self) -> Option<Viewer<PoliceContact>> {
        self.agreement.filter(|agreement| agreement.contact).map(|_| self.naming())
    }

    /// Evidence for special-category facts, if the agreement names them.
    pub fn special(&self) -> Option<Viewer<PoliceSpecial>> {
        self.agreement.filter(|agreement| agreement.special).map(|_| self.naming())
    }

    fn naming<R>(&self) -> Viewer<R> {
        let Self { scheme, at, day, user, business, profile, agreement, role, kind: _ } = *self;
        Viewer { scheme, at, day, user, business, profile, agreement, role, kind: PhantomData }
    }
}

impl Viewer<Overseer> {
    /// Whether a business is in the viewer's care: any for an administrator, the own one for a manager.
    pub fn oversees(&self, business: Option<BusinessId>) -> bool {
        self.role == Role::Administrator.as_str() || business.is_some() && business == self.business
    }
}

impl Viewer<Gatherer> {
    /// Whose data is gathered; always there, by construction.
    pub fn profile(&self) -> Option<ProfileId> {
        self.profile
    }
}

impl Viewer<Holder> {
    /// The profile the notice was served on; always there, by construction.
    pub fn profile(&self) -> Option<ProfileId> {
        self.profile
    }
}

/// A class of sealed data; each has a key of its own under its owner's data key.
pub trait Class {
    /// The name that the class key is derived from: never change one.
    const NAME: &'static str;
}

macro_rules! classes {
    ($($(#[$doc:meta])* $class:ident = $name:literal: $($viewer:ident),*;)+) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy)]
        pub enum $class {}
        impl Class for $class {
            const NAME: &'static str = $name;
        }
        $(impl Opens<$class> for Viewer<$viewer> {})*
    )+};
}

/// Evidence that opens a class of sealed data. Which rows of it is the deed's question.
pub trait Opens<C: Class>: Acting {}

classes! {
    /// A subject's name, aliases, date of birth, description, modus operandi.
    Identity = "identity": Member, Manager, Administrator, Steward, Board, Controller, Scheduler, Holder, Police, Gatherer;
    /// Facial images and stills.
    Images = "images": Insider, Member, Manager, Administrator, Steward, Board, Controller, Scheduler, Police, Gatherer;
    /// A subject's addresses and e-mail: only to write to the person.
    Contact = "contact": Administrator, Controller, Scheduler, PoliceContact, Gatherer;
    /// Special-category facts, each with its named audience.
    Special = "special": Member, Administrator, Controller, PoliceSpecial, Gatherer;
    /// Names suggested, sightings, sources.
    Intelligence = "intelligence": Administrator, Controller, Gatherer;
    /// The administrator's summary of an incident, and sanctions' reasons.
    Summary = "summary": Member, Manager, Administrator, Steward, Board, Controller, Scheduler, Holder, Police, Gatherer;
    /// What the reporter wrote: narrative, victims, witnesses, police reference.
    Report = "report": Insider, Member, Manager, Administrator, Steward, Board, Controller, Scheduler, Police, Gatherer;
    /// A user's or business's details.
    Account = "account": Visitor, Halfway, Overseer, Senior, Steward, Person, Insider, Officer, Member, Manager, Administrator, Board, Controller, Scheduler, Holder, Police, Gatherer;
    /// Letters to a subject.
    Letters = "letters": Administrator, Controller, Scheduler, Gatherer;
    /// Mail that waits to be sent.
    Mail = "mail": Scheduler, Administrator, Controller, Gatherer;
    /// What an enquirer wrote.
    Enquiry = "enquiry": Administrator, Controller;
    /// What a listed person asked for, and what they were answered.
    Rights = "rights": Steward, Administrator, Controller, Board, Senior, Holder, Asker, Scheduler, Gatherer;
    /// What an information sharing agreement says: its parties, its contact.
    Agreements = "agreements": Steward, Administrator, Controller, Officer, Police, Gatherer;
    /// What is known of a breach, and what was decided about it.
    Breaches = "breaches": Steward, Administrator, Controller, Scheduler;
    /// What a data-protection document says.
    Documents = "documents": Steward, Controller, Gatherer;
    /// Why a change of the scheme's rules was proposed, and decided.
    Reasons = "reasons": Steward, Controller;
    /// What look-ups are made from: digests, to make them anew under another epoch.
    Traces = "traces": Scheduler;
    /// Sealed parts of an audit event.
    Audit = "audit": Controller, Gatherer;
}
