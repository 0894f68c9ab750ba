//! An administrator or controller decides what of a person members and police do not see while a request is checked, and
//! shows it again (R-51; Article 18 UK GDPR). It holds at once, and the person is told.

use std::collections::BTreeSet;

use super::{about, board::called, connect::visible, tell};
use crate::{
    actions::{
        Act, Call, Look, Refusal, Seen, Service, Shared, profile::reckon::reckon, refusal::Problems,
        sanction::decisions::user_name,
    },
    domain::{
        date::{london_day, short},
        deed::Deed,
        ids::{IncidentId, ItemId, ProfileId, RightId},
        member::evidence::{Acting, Identity, Opens, Rights, Steward, Viewer},
        right::{
            Outcome, Request, closing,
            restricting::{Part, Restriction, may_hide, outlasts},
        },
        text,
    },
    store,
};

/// The longest reason, in characters.
const LONGEST: usize = 2_000;

/// What is to be hidden, as typed.
#[derive(Debug, Clone, Default)]
pub struct Typed {
    /// Parts by their words, reports by their ids; what is missing is shown.
    pub parts: Vec<String>,
    /// The field `reason`.
    pub reason: String,
}

/// A report that may be hidden.
#[derive(Debug)]
pub struct Choice {
    /// Which.
    pub id: IncidentId,
    /// As people speak of it, with its day and kind.
    pub label: String,
}

/// A decision, as it is listed.
#[derive(Debug)]
pub struct Decided {
    /// The restriction.
    pub one: Restriction,
    /// What: the part, or the report.
    pub what: String,
    /// Why.
    pub reason: String,
    /// Who decided it.
    pub by: String,
    /// Why it was lifted.
    pub lifted: String,
}

/// What is hidden for a request, and what could be.
#[derive(Debug)]
pub struct Opened {
    /// The request.
    pub request: Request,
    /// As people speak of it.
    pub reference: String,
    /// How the person is called.
    pub called: String,
    /// The reports that stand for the person.
    pub reports: Vec<Choice>,
    /// What was decided, the first in front.
    pub decided: Vec<Decided>,
}

/// Opens what is hidden for a request.
///
/// # Errors
/// 404 for everybody but administrators and controllers, if there is no such request, if it is known of nobody, or if
/// nothing is hidden for requests of its kind.
pub async fn one(service: &Shared, call: Call, id: RightId) -> Result<Seen<Opened>, Refusal> {
    service
        .look::<Steward, _>(call, Deed::ViewRights, move |look| {
            let (viewer, scheme) = (look.viewer, look.scheme.clone());
            let request = store::right::load(look.tx, &viewer, id)?;
            if !visible(look.tx, &scheme, &viewer, &request)? {
                return Err(Refusal::NotFound);
            }
            let profile = request.profile.filter(|_| may_hide(request.kind)).ok_or(Refusal::NotFound)?;
            look.concerns(id);
            let (_, called) = called(look, &viewer, Some(profile))?.ok_or(Refusal::NotFound)?;
            let reports = reports(look, profile)?;
            let mut decided = Vec::new();
            for one in store::restriction::of_request(look.tx, scheme.id, id)? {
                let why = store::restriction::why(look.tx, &viewer, &one)?;
                let what = match one.incident {
                    Some(report) => spoken(look, report)?,
                    None => one.part.label().to_owned(),
                };
                let by = user_name(look, why.decided_by)?;
                decided.push(Decided { one, what, reason: why.reason, by, lifted: why.lifted });
            }
            let reference = request.spoken_reference(&scheme.name);
            Ok(Opened { request, reference, called, reports, decided })
        })
        .await
}

fn reports(look: &mut Look<'_, '_, Steward>, profile: ProfileId) -> Result<Vec<Choice>, Refusal> {
    let mut reports = Vec::new();
    for subject in store::subject::of_profile(look.tx, look.scheme.id, profile)? {
        if subject.standing.stands() {
            look.concerns(subject.incident);
            let label = spoken(look, subject.incident)?;
            reports.push(Choice { id: subject.incident, label });
        }
    }
    Ok(reports)
}

/// A report as people speak of it; one that is erased by its day only.
fn spoken(look: &mut Look<'_, '_, Steward>, id: IncidentId) -> Result<String, Refusal> {
    match store::incident::load(look.tx, look.scheme.id, id) {
        Ok(report) => Ok(format!(
            "{}, {}, {}",
            report.spoken_reference(&look.scheme.name),
            report.kind.label(),
            short(london_day(report.occurred_at))
        )),
        Err(store::StoreError::NotFound) => Ok("A report that is erased".to_owned()),
        Err(error) => Err(error.into()),
    }
}

/// Sets what is hidden for a request: what is ticked, and nothing else.
///
/// # Errors
/// Problems on `part` and `reason`; a rule, if the request is answered and more is to be hidden; 404 as for [`one`].
pub async fn restrict(service: &Shared, call: Call, id: RightId, typed: Typed) -> Result<(), Refusal> {
    service
        .act::<Steward, _>(call, move |act| {
            let (viewer, scheme) = (act.viewer, act.scheme.clone());
            let request = store::right::load(act.tx, &viewer, id)?;
            if !visible(act.tx, &scheme, &viewer, &request)? {
                return Err(Refusal::NotFound);
            }
            let profile = request.profile.filter(|_| may_hide(request.kind)).ok_or(Refusal::NotFound)?;
            let (wanted, reason) = checked(act, profile, &typed)?;
            set(act, request, profile, wanted, &reason)
        })
        .await
}

type Wanted = BTreeSet<(Part, Option<IncidentId>)>;

fn checked(
    act: &mut Act<'_, '_, Steward>,
    profile: ProfileId,
    typed: &Typed,
) -> Result<(Wanted, String), Refusal> {
    let stands: BTreeSet<IncidentId> = store::subject::of_profile(act.tx, act.scheme.id, profile)?
        .into_iter()
        .filter(|subject| subject.standing.stands())
        .map(|subject| subject.incident)
        .collect();
    let mut problems = Problems::default();
    let mut wanted = Wanted::new();
    for word in &typed.parts {
        let report = word.parse::<IncidentId>().ok().filter(|id| stands.contains(id));
        match (report, Part::parse(word)) {
            (Some(report), _) => drop(wanted.insert((Part::Report, Some(report)))),
            (None, Some(part @ (Part::Everything | Part::Pictures | Part::Words))) => {
                wanted.insert((part, None));
            }
            _ => problems.add("part", "One of these is no longer there. Choose again."),
        }
    }
    let reason = problems.take("reason", text::paragraphs(&typed.reason, 10, LONGEST));
    problems.end()?;
    Ok((wanted, reason.unwrap_or_default()))
}

fn set(
    act: &mut Act<'_, '_, Steward>,
    request: Request,
    profile: ProfileId,
    wanted: Wanted,
    reason: &str,
) -> Result<(), Refusal> {
    let (viewer, scheme, today) = (act.viewer, act.scheme.clone(), act.viewer.today());
    let known = store::restriction::of_request(act.tx, scheme.id, request.id)?;
    let stands: Vec<&Restriction> =
        known.iter().filter(|one| one.lifted.is_none() && one.part != Part::Nothing).collect();
    let new: Vec<_> = wanted
        .iter()
        .filter(|(part, report)| !stands.iter().any(|one| (one.part, one.incident) == (*part, *report)))
        .collect();
    let over: Vec<&&Restriction> =
        stands.iter().filter(|one| !wanted.contains(&(one.part, one.incident))).collect();
    if !request.is_open() && (!new.is_empty() || over.is_empty()) {
        let why =
            "This request is answered: what is hidden can be shown again, and nothing more is hidden for it.";
        return Err(Refusal::Rule(why.to_owned()));
    }
    if new.is_empty() && over.is_empty() && !stands.is_empty() {
        return Err(Refusal::field("part", "This is hidden already. Tick or untick something."));
    }
    for one in &over {
        store::restriction::lift(act.tx, scheme.id, one, today, reason)?;
    }
    let nothing = (Part::Nothing, None);
    let new = if wanted.is_empty() && over.is_empty() { vec![&nothing] } else { new };
    for (part, incident) in &new {
        let made = Restriction {
            id: act.new_id::<ItemId>(),
            request: request.id,
            part: *part,
            incident: *incident,
            since: today,
            lifted: None,
        };
        store::restriction::insert(act.tx, scheme.id, &made, reason, viewer.user())?;
    }
    let deed = if new.is_empty() { Deed::LiftRestriction } else { Deed::RestrictData };
    act.record(deed, &about(&request));
    let (asking, _) = store::right::words(act.tx, &viewer, request.id)?;
    tell::news(act, &request, &asking.email)?;
    if !request.is_open() && wanted.is_empty() {
        let erase_on = closing::erase_on(today, &Service::rules(&scheme)?);
        store::right::set(act.tx, scheme.id, &Request { erase_on, ..request })?;
    }
    reckon(act, profile).map(drop)
}

/// With the answer ends what was hidden until then, unless the answer grants it; says whether anything stays hidden.
///
/// # Errors
/// If the database fails.
pub(super) fn at_answer<R>(
    act: &mut Act<'_, '_, R>,
    request: &Request,
    outcome: Outcome,
) -> Result<bool, Refusal>
where
    Viewer<R>: Opens<Identity> + Opens<Rights>,
{
    let (scheme, today) = (act.scheme.id, act.viewer.today());
    let mut stands = store::restriction::of_request(act.tx, scheme, request.id)?;
    stands.retain(|one| one.lifted.is_none() && one.part != Part::Nothing);
    if stands.is_empty() || outlasts(request.kind, outcome) {
        return Ok(!stands.is_empty());
    }
    for one in &stands {
        store::restriction::lift(act.tx, scheme, one, today, "")?;
    }
    act.record(Deed::LiftRestriction, &about(request));
    Ok(false)
}
