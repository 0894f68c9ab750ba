//! Somebody who decided nothing in the case decides an appeal or a review. Upheld on what happened, the incidents
//! are struck and the exclusion is revoked, at once; upheld in part, its term is shortened.

use super::{answer, answer::close};
use crate::{
    actions::{
        Act, Call, Enter, Look, Refusal, Seen, Shared,
        incident::strike::recalled,
        letter::tell_outcome,
        profile::reckon::reckon,
        sanction::{
            case::{Case, person},
            decisions::{Bundle, bundled},
            revoke_exclusion::revoked,
        },
    },
    domain::{
        date::spoken,
        deed::Deed,
        ids::{RightId, SchemeId, UserId},
        incident::standing::StrikeReason,
        member::{
            evidence::{
                Account, Acting, Board, Controller, Identity, Images, Opens, Rights, Summary, Viewer,
            },
            role::{self, Role},
        },
        right::{Outcome, Request},
        rules::EXCLUSION_TERM_LEAST,
        sanction::{
            Sanction, appeal,
            appeal::{Ground, may_decide, strikes},
            service::ends_on,
            state::State,
        },
    },
    store::{self, Read, right::Which},
};

/// An appeal in the list.
#[derive(Debug, Clone)]
pub struct Waiting {
    /// The request.
    pub request: Request,
    /// As people speak of it.
    pub reference: String,
    /// Who asks.
    pub name: String,
    /// Why this viewer does not decide it, if so.
    pub obstacle: Option<String>,
}

/// An appeal with its case.
#[derive(Debug, Clone)]
pub struct Appeal {
    /// The request.
    pub request: Request,
    /// As people speak of it.
    pub reference: String,
    /// Who asks.
    pub name: String,
    /// What they say; how to reach them is not for who decides.
    pub words: String,
    /// The case.
    pub bundle: Bundle,
    /// Why this viewer does not decide it, if so.
    pub obstacle: Option<String>,
}

/// So many open requests are looked through.
const OPEN: i64 = 1_000;

/// Appeals and reviews that wait, the oldest first.
///
/// # Errors
/// 404 for everybody but board and controller.
pub async fn waiting(service: &Shared, call: Call) -> Result<Seen<Vec<Waiting>>, Refusal> {
    match service.look::<Board, _>(call.clone(), Deed::ViewRights, list).await {
        Err(Refusal::NotFound) => service.look::<Controller, _>(call, Deed::ViewRights, list).await,
        done => done,
    }
}

fn list<R>(look: &mut Look<'_, '_, R>) -> Result<Vec<Waiting>, Refusal>
where
    Viewer<R>: Opens<Identity> + Opens<Rights> + Opens<Summary> + Opens<Account>,
{
    let (scheme, viewer) = (look.scheme.clone(), look.viewer);
    let which = Which { appeals: true, ..Which::default() };
    let mut waiting = Vec::new();
    for request in store::right::list(look.tx, scheme.id, which, viewer.today(), OPEN)? {
        let Some(against) = request.sanction else { continue };
        let profile = store::sanction::load(look.tx, scheme.id, against)?.profile;
        match person(look.tx, &viewer, profile) {
            Err(Refusal::NotFound) => continue,
            found => drop(found?),
        }
        look.concerns(request.id);
        let (asking, _) = store::right::words(look.tx, &viewer, request.id)?;
        waiting.push(Waiting {
            reference: request.spoken_reference(&scheme.name),
            name: asking.name,
            obstacle: obstacle(look.tx, &viewer, &request)?,
            request,
        });
    }
    Ok(waiting)
}

/// An appeal with its case.
///
/// # Errors
/// 404 for everybody but board and controller, or if there is none.
pub async fn appeal(service: &Shared, call: Call, id: RightId) -> Result<Seen<Appeal>, Refusal> {
    match service.look::<Board, _>(call.clone(), Deed::ViewRights, move |look| shown(look, id)).await {
        Err(Refusal::NotFound) => {
            service.look::<Controller, _>(call, Deed::ViewRights, move |look| shown(look, id)).await
        }
        done => done,
    }
}

fn shown<R: Enter>(look: &mut Look<'_, '_, R>, id: RightId) -> Result<Appeal, Refusal>
where
    Viewer<R>: Opens<Identity> + Opens<Rights> + Opens<Summary> + Opens<Account> + Opens<Images>,
{
    let viewer = look.viewer;
    let request = store::right::load(look.tx, &viewer, id)?;
    let sanction = request.sanction.ok_or(Refusal::NotFound)?;
    look.concerns(id);
    let bundle = bundled(look, sanction)?;
    let (asking, _) = store::right::words(look.tx, &viewer, id)?;
    Ok(Appeal {
        reference: request.spoken_reference(&look.scheme.name),
        obstacle: obstacle(look.tx, &viewer, &request)?,
        request,
        name: asking.name,
        words: asking.words,
        bundle,
    })
}

/// Why somebody does not decide an appeal, in words.
fn obstacle(
    tx: &mut Read<'_>,
    viewer: &impl Opens<Rights>,
    request: &Request,
) -> Result<Option<String>, Refusal> {
    let Some(user) = viewer.user() else { return Ok(None) };
    let Some(role) = Role::parse(viewer.role()) else { return Ok(None) };
    let decided = decided_by(tx, viewer, request)?;
    Ok(may_decide(role::Acting { user, role }, &decided).err().map(|why| why.to_string()))
}

/// Who reviewed a report, proposed or decided a sanction, or decided an appeal in the case.
fn decided_by(tx: &mut Read<'_>, viewer: &impl Acting, request: &Request) -> Result<Vec<UserId>, Refusal> {
    // The case is that of the sanction: after a join was undone it may be another's than the request's.
    let (scheme, Some(against)) = (viewer.scheme(), request.sanction) else { return Ok(Vec::new()) };
    let profile = store::sanction::load(tx, scheme, against)?.profile;
    let mut people = Vec::new();
    for subject in store::subject::of_profile(tx, scheme, profile)? {
        let report = store::incident::load(tx, scheme, subject.incident)?;
        people.extend(report.reviewed.map(|(_, by)| by));
    }
    for sanction in store::sanction::of_profiles(tx, scheme, &[profile])? {
        people.extend([sanction.proposed_by, sanction.decided_by].into_iter().flatten());
    }
    let today = crate::domain::date::london_day(viewer.at());
    let which = Which { of: Some(profile), appeals: true, ..Which::default() };
    let earlier = store::right::list(tx, scheme, which, today, OPEN)?;
    people.extend(earlier.into_iter().filter_map(|one| one.decided_by));
    Ok(people)
}

/// What is decided, as typed.
#[derive(Debug, Clone, Default)]
pub struct Typed {
    /// The outcome and the reasons.
    pub answer: answer::Typed,
    /// The field `months`: the shorter term, if it is upheld in part.
    pub months: String,
}

/// Decides.
///
/// # Errors
/// Problems on `outcome`, `answer` and `months`; a rule, if the viewer decided in the case before or somebody was
/// quicker; 404 for everybody but board and controller.
pub async fn decide(service: &Shared, call: Call, id: RightId, typed: Typed) -> Result<(), Refusal> {
    let again = typed.clone();
    let scheme = match service.act::<Board, _>(call.clone(), move |act| decided(act, id, &again)).await {
        Err(Refusal::NotFound) => {
            service.act::<Controller, _>(call, move |act| decided(act, id, &typed)).await?
        }
        done => done?,
    };
    tell_outcome::write_or_tell(service, scheme).await;
    Ok(())
}

fn decided<R>(act: &mut Act<'_, '_, R>, id: RightId, typed: &Typed) -> Result<SchemeId, Refusal>
where
    Viewer<R>: Opens<Identity> + Opens<Rights> + Opens<Summary> + Opens<Account>,
{
    let (viewer, scheme) = (act.viewer, act.scheme.id);
    let request = store::right::load(act.tx, &viewer, id)?;
    let sanction = store::sanction::load(act.tx, scheme, request.sanction.ok_or(Refusal::NotFound)?)?;
    person(act.tx, &viewer, sanction.profile)?;
    if !request.is_open() {
        return Err(Refusal::Rule("This appeal is decided.".to_owned()));
    }
    if let Some(why) = obstacle(act.tx, &viewer, &request)? {
        return Err(Refusal::Rule(why));
    }
    let (outcome, words) = answer::checked(&typed.answer)?;
    let running = matches!(sanction.state, State::Decided | State::Served);
    match outcome {
        Outcome::Granted => {
            if running {
                revoked(act, sanction.id, &words)?;
            }
            strike_all(act, &request, &sanction)?;
        }
        Outcome::Partly if running => shorten(act, sanction, &typed.months)?,
        Outcome::Partly => {
            let why = "It is over: there is no term left to shorten.";
            return Err(Refusal::field("outcome", why));
        }
        Outcome::Refused => {}
    }
    store::decision::letter_is_due(act.tx, scheme, id)?;
    close(act, request, outcome, words, Deed::DecideAppeal)?;
    Ok(scheme)
}

/// Strikes what the exclusion relied on, where the appeal denies it.
fn strike_all<R>(act: &mut Act<'_, '_, R>, request: &Request, sanction: &Sanction) -> Result<(), Refusal>
where
    Viewer<R>: Opens<Identity> + Opens<Summary> + Opens<Account>,
{
    let ground = request.ground.unwrap_or(Ground::Other);
    let Some(reason) = strikes(appeal::Outcome::Upheld, ground) else { return Ok(()) };
    let (viewer, scheme, today) = (act.viewer, act.scheme.clone(), act.viewer.today());
    let case = Case::load(act.tx, &viewer, &scheme, sanction.profile)?;
    let behind: Vec<_> = case.behind(sanction.id).iter().map(|incident| incident.id).collect();
    let mut struck = Vec::new();
    for mut subject in store::subject::of_profile(act.tx, scheme.id, sanction.profile)? {
        if behind.contains(&subject.incident) && subject.standing.stands() {
            subject.standing = subject.standing.strike(today, reason);
            store::subject::update(act.tx, scheme.id, &subject)?;
            let about = [subject.incident.uuid(), sanction.profile.uuid()];
            act.record_words(
                Deed::StrikeIncident,
                &about,
                sanction.profile,
                StrikeReason::AppealUpheld.label(),
            )?;
            struck.push(subject);
        }
    }
    reckon(act, sanction.profile)?;
    // The letter on the outcome tells the person.
    recalled(act, sanction.profile, &struck, false)
}

/// Shortens the term of an exclusion.
fn shorten<R>(act: &mut Act<'_, '_, R>, sanction: Sanction, typed: &str) -> Result<(), Refusal>
where
    Viewer<R>: Opens<Identity>,
{
    let now = sanction.months.unwrap_or_default();
    let shorter =
        typed.trim().parse::<u32>().ok().filter(|months| (EXCLUSION_TERM_LEAST..now).contains(months));
    let months = shorter.ok_or_else(|| {
        let until = sanction.ends_on.map(|day| format!(", until {}", spoken(day))).unwrap_or_default();
        Refusal::field(
            "months",
            format!("It lasts {now} months{until}. Give fewer, at least {EXCLUSION_TERM_LEAST}."),
        )
    })?;
    let (scheme, from, profile) = (act.scheme.id, sanction.state, sanction.profile);
    let ends = sanction.served_on.map(|served| ends_on(served, months));
    let shortened = Sanction { months: Some(months), ends_on: ends, ..sanction };
    store::sanction::update(act.tx, scheme, from, &shortened)?;
    let about = [profile.uuid(), shortened.id.uuid()];
    act.record_words(Deed::DecideAppeal, &about, profile, &format!("{now} months become {months}"))?;
    reckon(act, profile).map(drop)
}
