//! Somebody asks for what is theirs by right: the person on a letter, anybody by the public form, or an administrator
//! for whoever wrote, rang or came.

use chrono::{Days, NaiveDate, TimeDelta};

use super::{
    about,
    form::{By, Checked, Typed, checked},
    pass, tell,
};
use crate::{
    actions::{
        Act, Call, FieldProblem, Refusal, Shared,
        letter::write::new_code,
        member::throttle::Try,
        profile::{bound, reckon::reckon},
        sanction::case::Case,
    },
    domain::{
        date::{london_day, spoken},
        deed::Deed,
        disclosure::subject::Own,
        ids::{ProfileId, RightId, SanctionId},
        member::evidence::{Account, Acting, Holder, Opens, Steward, Summary, Viewer, Visitor},
        right::{Asking, Kind, Request, Way, clock::within},
        rules::ENTERED_WITHIN_DAYS,
        sanction::{Sanction, appeal, code::Code, kind},
        scheme::Scheme,
    },
    store::{self, Read, right::Which},
};

/// What whoever asked is told at once.
#[derive(Debug, Clone)]
pub struct Made {
    /// The request.
    pub id: RightId,
    /// As people speak of it.
    pub reference: String,
    /// What is asked for.
    pub kind: Kind,
    /// By when it is answered.
    pub due: NaiveDate,
    /// By which code it is followed: "K7QF-2M9T-XW4C".
    pub code: String,
}

/// So many of a person's requests are looked at for one that is the same.
const LATEST: i64 = 50;

/// The person on a letter asks, with the pass of their page.
///
/// # Errors
/// [`Refusal::Fields`] for what is missing; a rule, if the page was open for too long, the same is asked for already, or
/// the time to appeal is over, or that for a review has not come.
pub async fn by_holder(service: &Shared, call: Call, pass: String, typed: Typed) -> Result<Made, Refusal> {
    let checked = checked(&typed, By::Holder)?;
    service.throttle().visitor(&call.host, &pass).map_err(|Try::Later| Refusal::TooMany)?;
    let (at, code) = (service.clock.now(), new_code(service));
    let again = pass.clone();
    let prove = move |tx: &mut Read<'_>, scheme: &Scheme| Ok(pass::prove(tx, scheme, at, &pass)?.0);
    let work = move |act: &mut Act<'_, '_, Holder>| {
        let scheme = act.scheme.clone();
        let (holder, sanction) = pass::prove(act.tx, &scheme, at, &again)?;
        let profile = holder.profile().ok_or(Refusal::NotFound)?;
        let own = Own::of(store::profile::load(act.tx, &holder, profile)?);
        if own.erased_on <= act.viewer.today() {
            return Err(Refusal::NotFound);
        }
        let today = act.viewer.today();
        in_time(act, sanction.as_ref(), checked.kind, today)?;
        let against = sanction.as_ref().map(|sanction| sanction.id);
        if let Some(before) = already(act, profile, against, checked.kind)? {
            return Err(Refusal::Rule(format!(
                "You have asked for this already: {before}. Your page says how far we are."
            )));
        }
        let Checked { kind, ground, mut asking } = checked;
        asking.name = own.name;
        let against = sanction.filter(|_| matches!(kind, Kind::Appeal | Kind::Review));
        let request = Request {
            profile: Some(profile),
            sanction: against.map(|sanction| sanction.id),
            ground,
            // The page that follows says so.
            acknowledged: Some(act.viewer.today()),
            ..begun(act, kind, Way::Code, act.viewer.today())?
        };
        let made = enter(act, &request, &asking, &code, Deed::AskRight)?;
        reckon(act, profile)?;
        Ok(made)
    };
    service.held(call.host, prove, work).await
}

/// Anybody asks by the public form. `from` tells senders apart for the throttle and is kept nowhere.
///
/// # Errors
/// [`Refusal::Fields`] for what is missing, [`Refusal::TooMany`] if the sender asks too often.
pub async fn in_public(service: &Shared, call: Call, from: &str, typed: Typed) -> Result<Made, Refusal> {
    let Checked { kind, ground, asking } = checked(&typed, By::Public)?;
    service.throttle().visitor(&call.host, from).map_err(|Try::Later| Refusal::TooMany)?;
    let words = [kind.as_str(), &asking.name, &asking.email, &asking.address, &asking.words];
    service.throttle().message(&call.host, &words).map_err(|Try::Later| {
        let why = "The same request was sent a moment ago. If no page told you that we have it, wait a minute and send it again.";
        Refusal::field("main", why)
    })?;
    let code = new_code(service);
    let call = Call { host: call.host, ..Call::default() };
    service
        .act::<Visitor, _>(call, move |act| {
            let today = act.viewer.today();
            let begun = begun(act, kind, Way::Form, today)?;
            let request = Request { ground, acknowledged: Some(today), ..begun };
            enter(act, &request, &asking, &code, Deed::AskRight)
        })
        .await
}

/// What an administrator enters beside the form: how it came and when, and about whom it is if that is known.
#[derive(Debug, Clone, Default)]
pub struct Beside {
    /// The field `way`.
    pub way: String,
    /// The field `received`.
    pub received: Option<NaiveDate>,
    /// The field `born`, as typed.
    pub born: String,
}

/// An administrator or controller enters a request for whoever wrote, rang or came.
///
/// # Errors
/// [`Refusal::Fields`] for what is missing; 404 for everybody else.
pub async fn on_behalf(service: &Shared, call: Call, beside: Beside, typed: Typed) -> Result<Made, Refusal> {
    let code = new_code(service);
    let shared = service.clone();
    service
        .act::<Steward, _>(call, move |act| {
            let today = act.viewer.today();
            let (Checked { kind, ground, asking }, way, received) = came(&beside, &typed, By::Staff, today)?;
            let words = [kind.as_str(), &asking.name, &asking.words, &beside.way];
            shared.throttle().message(&act.scheme.host, &words).map_err(|Try::Later| {
                let why = "The same was entered a moment ago: look for it in the list. If it is another request, wait a minute.";
                Refusal::Rule(why.to_owned())
            })?;
            let request = Request {
                ground,
                recorded_by: act.viewer.user(),
                // Mail says so at once; without an address somebody has to.
                acknowledged: (!asking.email.is_empty()).then_some(today),
                ..begun(act, kind, way, received)?
            };
            enter(act, &request, &asking, &code, Deed::RecordRight)
        })
        .await
}

/// What was entered for somebody: what they ask for, how it came, and when.
///
/// # Errors
/// [`Refusal::Fields`] for what is missing.
pub(super) fn came(
    beside: &Beside,
    typed: &Typed,
    by: By,
    today: NaiveDate,
) -> Result<(Checked, Way, NaiveDate), Refusal> {
    let way = Way::parse(&beside.way).filter(|way| !matches!(way, Way::Code | Way::Form));
    let received = beside.received.filter(|day| *day <= today && *day >= earliest(today));
    let found = checked(typed, by);
    let mut problems = match &found {
        Err(Refusal::Fields(problems)) => problems.clone(),
        _ => Vec::new(),
    };
    let mut missing = |field, message: &str| {
        problems.push(FieldProblem { field, message: message.to_owned() });
    };
    if way.is_none() {
        missing("way", "Choose how it came.");
    }
    if received.is_none() {
        missing("received", "Give the day it came: within the last three months, and not after today.");
    }
    if typed.born.is_none() && !beside.born.is_empty() {
        missing("born", "This is no date.");
    }
    match (way, received) {
        (Some(way), Some(received)) if problems.is_empty() => Ok((found?, way, received)),
        _ => Err(Refusal::Fields(problems)),
    }
}

/// How far back a request may have come that is entered today.
fn earliest(today: NaiveDate) -> NaiveDate {
    today.checked_sub_days(Days::new(ENTERED_WITHIN_DAYS)).unwrap_or(today)
}

pub(super) fn begun<R>(
    act: &mut Act<'_, '_, R>,
    kind: Kind,
    way: Way,
    received: NaiveDate,
) -> Result<Request, Refusal> {
    let scheme = act.scheme.id;
    Ok(Request {
        id: act.new_id(),
        reference: store::scheme::next_reference(act.tx, scheme)?,
        kind,
        way,
        profile: None,
        sanction: None,
        ground: None,
        received,
        entered: act.now(),
        recorded_by: None,
        acknowledged: None,
        identity: None,
        clarity: None,
        extended: None,
        first_sent: None,
        outcome: None,
        decided_by: None,
        closed: None,
        erase_on: None,
    })
}

pub(super) fn enter<R>(
    act: &mut Act<'_, '_, R>,
    request: &Request,
    asking: &Asking,
    code: &Code,
    deed: Deed,
) -> Result<Made, Refusal> {
    let scheme = act.scheme.clone();
    store::right::insert(act.tx, scheme.id, request, asking, code.plain())?;
    tell::received(act, request, &asking.email, code)?;
    act.record(deed, &about(request));
    Ok(Made {
        id: request.id,
        reference: request.spoken_reference(&scheme.name),
        kind: request.kind,
        due: within(request.received),
        code: code.spoken(),
    })
}

/// An appeal comes within its time, a review after it, by the day on which it came.
pub(super) fn in_time<R>(
    act: &mut Act<'_, '_, R>,
    sanction: Option<&Sanction>,
    kind: Kind,
    on: NaiveDate,
) -> Result<(), Refusal>
where
    Viewer<R>: Opens<Summary> + Opens<Account>,
{
    if !matches!(kind, Kind::Appeal | Kind::Review) {
        return Ok(());
    }
    let scheme = act.scheme.clone();
    let times = match sanction {
        Some(sanction) => times(act.tx, &act.viewer, &scheme, sanction, on)?,
        None => Times::default(),
    };
    match kind {
        Kind::Appeal if !times.appeal => Err(Refusal::Rule(
            "The time to appeal is over. You can still ask for a review later on, or complain.".to_owned(),
        )),
        Kind::Review if times.review_from.is_none_or(|from| on < from) => {
            let from = times.review_from.map(|day| format!(" You can from {}.", spoken(day)));
            Err(Refusal::Rule(format!("It is too early to ask for a review.{}", from.unwrap_or_default())))
        }
        _ => Ok(()),
    }
}

/// Which of the two may be asked for today.
#[derive(Debug, Clone, Copy, Default)]
pub struct Times {
    /// An appeal is in time.
    pub appeal: bool,
    /// The last day to appeal, once served.
    pub appeal_by: Option<NaiveDate>,
    /// From when on a review may be asked for, once served.
    pub review_from: Option<NaiveDate>,
}

/// The times of R-44 for an exclusion that was decided, on a day: by the rules that were promised.
///
/// # Errors
/// If the database fails.
pub fn times<V: Opens<Summary> + Opens<Account>>(
    tx: &mut Read<'_>,
    viewer: &V,
    scheme: &Scheme,
    sanction: &Sanction,
    on: NaiveDate,
) -> Result<Times, Refusal> {
    let decided = london_day(sanction.decided_at.unwrap_or(sanction.proposed_at));
    let promised = bound::promised(tx, scheme, decided)?;
    let open = sanction.kind == kind::Kind::Exclusion;
    let Some(served) = sanction.served_on.filter(|_| open) else {
        return Ok(Times { appeal: open, appeal_by: None, review_from: None });
    };
    let case = Case::load(tx, viewer, scheme, sanction.profile)?;
    let reports = case.history.reports.iter().filter(|report| report.restarts());
    let latest = reports.map(|report| report.submitted).max();
    let running = sanction.ends_on.is_some_and(|ends| on <= ends);
    Ok(Times {
        appeal: appeal::in_time(served, on, &promised),
        appeal_by: Some(appeal::appeal_by(served, &promised)),
        review_from: running.then(|| appeal::review_from(served, latest, &promised)),
    })
}

/// The reference of what was asked for already, and is not asked for again; an appeal against a sanction is made once.
pub(super) fn already<R>(
    act: &mut Act<'_, '_, R>,
    profile: ProfileId,
    against: Option<SanctionId>,
    kind: Kind,
) -> Result<Option<String>, Refusal> {
    let (scheme, today) = (act.scheme.clone(), london_day(act.now()));
    let which = Which { of: Some(profile), ..Which::default() };
    let a_moment_ago = act.now() - TimeDelta::minutes(1);
    let same = |one: &&Request| {
        one.kind == kind
            && (one.way == Way::Code || one.sanction.is_some())
            && match kind {
                Kind::Appeal => one.sanction == against,
                // Another thing that is wrong is another request; the same is told by who presses a button twice.
                Kind::Correction => one.is_open() && one.entered > a_moment_ago,
                _ => one.is_open(),
            }
    };
    let all = store::right::list(act.tx, scheme.id, which, today, LATEST)?;
    Ok(all.iter().find(same).map(|one| one.spoken_reference(&scheme.name)))
}
