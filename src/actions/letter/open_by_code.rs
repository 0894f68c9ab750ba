//! Opens the page behind a letter's code: for who has the code and knows the person's date of birth, or the surname
//! where that is not known. Unknown, wrong, revoked and erased codes answer alike, after the same time.

use std::time::Duration;

use chrono::NaiveDate;
use uuid::Uuid;

use crate::{
    actions::{
        Bar, Call, Refusal, Service, Shared,
        look::Marks,
        member::throttle::Try,
        profile::bound,
        right::{
            ask::{Times, times},
            follow, pass,
        },
        sanction::{
            case::Case,
            premises::{self, Site},
        },
    },
    domain::{
        date::london_day,
        deed::Deed,
        disclosure::{asker::Followed, subject::Own},
        ids::{EventId, LetterId, ProfileId},
        member::evidence::{self, Acting, Holder, Viewer},
        profile::explain::{Explanation, explain},
        sanction::{Letter, Sanction, code::Code, kind::Kind, letter::LetterKind, state::State},
        scheme::Scheme,
    },
    store::{self, Read, StoreError, audit::Event},
};

/// Every answer takes at least so long, so that its time tells nothing.
const ANSWER_AFTER: Duration = Duration::from_millis(300);
/// The same sentence for whatever does not fit.
const WRONG: &str =
    "We cannot find a letter with this code and these details. Check each of them and try again.";

/// What was typed.
#[derive(Clone, Default)]
pub struct Typed {
    /// The code.
    pub code: String,
    /// The date of birth, if it is one.
    pub born: Option<NaiveDate>,
    /// The surname.
    pub surname: String,
}

/// An incident as the person sees it.
#[derive(Debug, Clone)]
pub struct Happened {
    /// The day.
    pub on: NaiveDate,
    /// In a word.
    pub kind: &'static str,
    /// Where, or empty.
    pub premises: String,
    /// The administrator's summary, or empty.
    pub summary: String,
    /// "Alleged" or "Proven".
    pub finding: &'static str,
}

/// What the person sees.
#[derive(Debug, Clone)]
pub struct Notice {
    /// The person.
    pub own: Own,
    /// The warning or exclusion that the letter is about; none for a letter about a correction or an appeal.
    pub sanction: Option<Sanction>,
    /// Today.
    pub today: NaiveDate,
    /// The incidents relied on.
    pub incidents: Vec<Happened>,
    /// Why it was decided so, in lines; empty for a warning.
    pub reasons: Vec<String>,
    /// The places.
    pub places: Vec<Site>,
    /// Whether and until when the person may appeal, and from when on ask for a review.
    pub times: Times,
    /// They have appealed against it before: that is done once.
    pub appealed: bool,
    /// Days to appeal from service.
    pub appeal_days: u32,
    /// What the person has asked for, the latest first.
    pub requests: Vec<Followed>,
    /// What the page's forms carry.
    pub pass: String,
    /// The dates of the data, explained.
    pub clock: Explanation,
}

/// What a code opens.
#[derive(Debug)]
pub enum Opened {
    /// The page of a letter.
    Notice(Box<Notice>),
    /// A request that was made, to be followed.
    Request(Box<Followed>),
}

/// Opens a letter's page, or a request that was made.
///
/// # Errors
/// The same problem on the field `code` for whatever does not fit; [`Refusal::TooMany`] if this code was tried too
/// often within the last minute.
pub async fn open(service: &Shared, call: Call, typed: Typed) -> Result<(Opened, Bar), Refusal> {
    let tried = Code::read(&typed.code);
    let on = tried.as_ref().map_or("", Code::plain);
    service.throttle().code(&call.host, on).map_err(|Try::Later| Refusal::TooMany)?;
    let (opened, ()) = tokio::join!(looked_up(service, call, tried, typed), tokio::time::sleep(ANSWER_AFTER));
    opened
}

async fn looked_up(
    service: &Shared,
    call: Call,
    code: Option<Code>,
    typed: Typed,
) -> Result<(Opened, Bar), Refusal> {
    let shared = service.clone();
    let found = service
        .store
        .read(move |tx| {
            let scheme = store::scheme::by_host(tx, &call.host)?;
            let code = code.ok_or_else(|| Refusal::field("code", WRONG))?;
            if let Some((letter, holder, sanction)) = fitting(tx, &shared, &scheme, &code, &typed)? {
                let pass = pass::issue(&shared.vault, scheme.id, letter, holder.at());
                let about: Vec<Uuid> =
                    holder.profile().map(ProfileId::uuid).into_iter().chain([letter.uuid()]).collect();
                let notice = notice(tx, &holder, &scheme, sanction, pass)?;
                let event = looked(&shared, &holder, Deed::OpenNotice, about);
                return Ok((Opened::Notice(Box::new(notice)), event, scheme));
            }
            let who = (typed.born, typed.surname.as_str());
            match follow::by_code(tx, &scheme, shared.clock.now(), &code, who)? {
                Some((asker, id, followed)) => {
                    let event = looked(&shared, &asker, Deed::FollowRight, vec![id.uuid()]);
                    Ok((Opened::Request(Box::new(followed)), event, scheme))
                }
                None => Err(Refusal::field("code", WRONG)),
            }
        })
        .await?;
    let (opened, event, scheme) = found;
    service.looks.record(scheme.id, event, Marks::default()).await?;
    Ok((opened, Bar { scheme, person: None, csrf: String::new() }))
}

fn looked(service: &Service, viewer: &impl Acting, deed: Deed, about: Vec<Uuid>) -> Event {
    Event {
        id: EventId::from_random(service.clock.random()),
        at: viewer.at(),
        deed,
        role: viewer.role(),
        actor: None,
        about,
        words: None,
    }
}

type Fitting = (LetterId, Viewer<Holder>, Option<Sanction>);

/// The letter that code and person fit, with the evidence made of both. The software compares; nothing is shown yet.
fn fitting(
    tx: &mut Read<'_>,
    service: &Service,
    scheme: &Scheme,
    code: &Code,
    typed: &Typed,
) -> Result<Option<Fitting>, Refusal> {
    let Some(letter) = store::letter::by_code(tx, scheme.id, code.plain())? else { return Ok(None) };
    let Some(sanction) = behind(tx, scheme, &letter)? else { return Ok(None) };
    let at = service.clock.now();
    let own = match store::profile::load(tx, &evidence::scheduler(scheme.id, at), letter.profile) {
        Ok(profile) => Own::of(profile),
        Err(StoreError::NotFound) => return Ok(None),
        Err(error) => return Err(error.into()),
    };
    let proven = own.is_proven_by(typed.born, &typed.surname) && own.erased_on > london_day(at);
    Ok(proven.then(|| (letter.id, evidence::holder(scheme.id, at, letter.profile), sanction)))
}

/// What a letter is about, if its code still opens: a warning or exclusion, unless that was revoked, or lapsed; nothing
/// for a letter that tells of a correction, or of what came of an appeal.
///
/// # Errors
/// If the database fails.
pub(in crate::actions) fn behind(
    tx: &mut Read<'_>,
    scheme: &Scheme,
    letter: &Letter,
) -> Result<Option<Option<Sanction>>, Refusal> {
    if matches!(letter.kind, LetterKind::Correction | LetterKind::AppealOutcome) {
        return Ok(Some(None));
    }
    let Some(sanction) = letter.sanction else { return Ok(None) };
    let sanction = store::sanction::load(tx, scheme.id, sanction)?;
    let opens = matches!(sanction.state, State::Decided | State::Served | State::Ended);
    Ok(opens.then_some(Some(sanction)))
}

fn notice(
    tx: &mut Read<'_>,
    holder: &Viewer<Holder>,
    scheme: &Scheme,
    sanction: Option<Sanction>,
    pass: String,
) -> Result<Notice, Refusal> {
    let profile: ProfileId = holder.profile().ok_or(Refusal::NotFound)?;
    let rules = bound::bound(tx, scheme, profile)?;
    let case = Case::load(tx, holder, scheme, profile)?;
    let empty = Notice {
        own: Own::of(store::profile::load(tx, holder, profile)?),
        sanction: None,
        today: holder.today(),
        incidents: Vec::new(),
        reasons: Vec::new(),
        places: Vec::new(),
        times: Times::default(),
        appealed: false,
        appeal_days: 0,
        requests: follow::of_profile(tx, holder, scheme, profile)?,
        pass,
        clock: explain(&case.history, &rules, holder.today()),
    };
    let Some(sanction) = sanction else { return Ok(empty) };
    let decided = london_day(sanction.decided_at.unwrap_or(sanction.proposed_at));
    let promised = bound::promised(tx, scheme, decided)?;
    let incidents = case.behind(sanction.id).into_iter().map(|incident| Happened {
        on: incident.occurred,
        kind: incident.kind.label(),
        premises: incident.premises.clone(),
        summary: incident.summary.clone(),
        finding: incident.finding.label(),
    });
    let incidents = incidents.collect();
    let decision = store::sanction::words(tx, holder, &sanction)?.1.unwrap_or_default();
    Ok(Notice {
        incidents,
        reasons: decision.lines().filter(|line| !line.is_empty()).map(str::to_owned).collect(),
        places: match sanction.kind {
            Kind::Exclusion => premises::listed(tx, holder, sanction.id)?,
            Kind::Warning => Vec::new(),
        },
        times: times(tx, holder, scheme, &sanction, holder.today())?,
        appealed: follow::appealed(tx, holder, profile, sanction.id)?,
        appeal_days: promised.appeal.n,
        sanction: Some(sanction),
        ..empty
    })
}
