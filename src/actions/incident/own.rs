//! Opens a report to its people: what was written, its photos, and what came of it.

use super::Asker;
use crate::{
    actions::{Bar, Call, Enter, Look, Refusal, Shared, photo::link::Size},
    domain::{
        agency::permission::{How, may_permit},
        date::{london_day, london_time, spoken},
        deed::Deed,
        disclosure::face::Face,
        ids::{IncidentId, ProfileId},
        incident::{
            Incident,
            content::Content,
            loss,
            mention::Narrative,
            person::Acquaintance,
            progress::{Progress, progress},
            report::{State, editable},
        },
        member::evidence::{
            Account, Acting, Administrator, Identity, Insider, Member, Opens, Report, Viewer,
        },
        photo::limits::MAX_PHOTOS,
    },
    store::{self, listing::Which},
};

/// A report as its people see it.
#[derive(Debug, Clone)]
pub struct OwnReport {
    /// Its id.
    pub id: IncidentId,
    /// "MA-2291".
    pub reference: String,
    /// What happened.
    pub title: &'static str,
    /// What came of it.
    pub progress: Progress,
    /// What the reviewer wrote to the reporter.
    pub outcome: Option<String>,
    /// What was written: words for each, in the order of the sheet. Nothing that was left out.
    pub facts: Vec<(&'static str, String)>,
    /// The narrative, names put in for who may see them.
    pub narrative: String,
    /// Whom it concerns, as far as members see them today.
    pub people: Vec<Face>,
    /// The photos: small and large.
    pub photos: Vec<(String, String)>,
    /// How many photos may still be added.
    pub room: usize,
    /// Something of it is hidden: it points at somebody who is no longer listed.
    pub hidden: bool,
    /// The viewer may go on writing.
    pub editable: bool,
    /// Just sent, not reviewed.
    pub waits: bool,
    /// What the police may be told, and were; only its reporter has that.
    pub police: Option<Police>,
}

/// What a reporter permits, and what came of it.
#[derive(Debug, Clone)]
pub struct Police {
    /// Since which day it may be handed over with their name, in words.
    pub permitted: Option<String>,
    /// The administrator recorded it.
    pub recorded: bool,
    /// On which days it was, in words.
    pub handed: Vec<String>,
}

/// A report, to its reporter, its recorder, the manager of its premises, or an administrator.
///
/// # Errors
/// 404 for everybody else.
pub async fn own(service: &Shared, call: Call, id: IncidentId) -> Result<(OwnReport, Bar), Refusal> {
    match seen::<Member>(service, call.clone(), id, named).await {
        Err(Refusal::NotFound | Refusal::Agreement | Refusal::Stopped { .. }) => {}
        other => return other,
    }
    match seen::<Administrator>(service, call.clone(), id, named).await {
        Err(Refusal::NotFound | Refusal::Agreement) => {}
        other => return other,
    }
    seen::<Insider>(service, call, id, |_, _| Ok(Vec::new())).await
}

type Naming<R> = fn(&mut Look<'_, '_, R>, Vec<ProfileId>) -> Result<Vec<Face>, Refusal>;

/// Those of these people whom members see today.
fn named<R>(look: &mut Look<'_, '_, R>, ids: Vec<ProfileId>) -> Result<Vec<Face>, Refusal>
where
    Viewer<R>: Opens<Identity>,
{
    let today = look.viewer.today();
    let which = Which { shown_on: Some(today), ids: Some(ids), ..Which::default() };
    let profiles = store::listing::list(look.tx, &look.viewer, &which)?;
    let faces: Vec<Face> = profiles.into_iter().filter_map(|profile| Face::of(profile, today)).collect();
    for face in &faces {
        look.concerns(face.id);
    }
    Ok(faces)
}

async fn seen<R>(
    service: &Shared,
    call: Call,
    id: IncidentId,
    naming: Naming<R>,
) -> Result<(OwnReport, Bar), Refusal>
where
    R: Enter + Send + 'static,
    Viewer<R>: Opens<Report> + Opens<Account>,
{
    let seen = service
        .look::<R, _>(call, Deed::ViewIncident, move |look| {
            let report = store::incident::load(look.tx, look.scheme.id, id)?;
            if !Asker::of(&look.viewer).may_open(&report) {
                return Err(Refusal::NotFound);
            }
            look.concerns(id);
            opened(look, &report, naming)
        })
        .await?;
    Ok((seen.value, seen.bar))
}

fn opened<R>(look: &mut Look<'_, '_, R>, report: &Incident, naming: Naming<R>) -> Result<OwnReport, Refusal>
where
    Viewer<R>: Opens<Report> + Opens<Account>,
{
    let (scheme, today) = (look.scheme.id, look.viewer.today());
    let content = store::incident::content(look.tx, &look.viewer, report.id)?;
    let narrative = Narrative::parse(&content.narrative);
    let subjects = store::subject::of_incident(look.tx, scheme, report.id)?;
    let mut about: Vec<ProfileId> = subjects.iter().map(|subject| subject.profile).collect();
    about.extend(report.claimed.filter(|_| subjects.is_empty()));
    let mut ids = [about.clone(), narrative.mentions()].concat();
    ids.sort_unstable();
    ids.dedup();
    let hidden = !store::report::withdrawn_of(look.tx, scheme, &ids, today)?.is_empty();
    let faces = naming(look, ids)?;
    let name = |id| faces.iter().find(|face| face.id == id).map(|face| face.called().to_owned());
    let pictures = store::picture::of_incident(look.tx, scheme, report.id)?;
    let links = |id| (look.picture(id, Size::Thumb), look.picture(id, Size::Large));
    // A still may show whoever was withdrawn: with them, all of them are hidden.
    let photos = pictures.iter().filter(|_| !hidden).map(|picture| links(picture.id)).collect();
    let place = match report.premises {
        Some(site) => store::business::site(look.tx, &look.viewer, site)?.details.name,
        None => String::new(),
    };
    let mine = report.reporter.is_some() && report.reporter == look.viewer.user();
    let police = if mine { police(look, report)? } else { None };
    let may_write = Asker::of(&look.viewer).wrote(report) && editable(report.state);
    Ok(OwnReport {
        id: report.id,
        reference: report.spoken_reference(&look.scheme.name),
        title: report.title(),
        progress: progress(report),
        outcome: store::incident::outcome(look.tx, &look.viewer, report.id)?
            .filter(|words| !words.is_empty()),
        facts: facts(report, &content, place, hidden),
        narrative: narrative.render(name),
        people: faces.into_iter().filter(|face| about.contains(&face.id)).collect(),
        photos,
        room: if report.state == State::Rejected { 0 } else { MAX_PHOTOS.saturating_sub(pictures.len()) },
        hidden,
        editable: may_write,
        waits: report.state == State::Submitted,
        police,
    })
}

/// What the reporter permits, if there is anything to permit or to take back.
fn police<R>(look: &mut Look<'_, '_, R>, report: &Incident) -> Result<Option<Police>, Refusal> {
    let scheme = look.scheme.id;
    let permission = store::permission::of(look.tx, scheme, report.id)?;
    if permission.is_none() && !may_permit(report.state) {
        return Ok(None);
    }
    let what = Deed::HandToPolice.as_str();
    let times = store::disclosed::times_of(look.tx, scheme, report.id.uuid(), what)?;
    Ok(Some(Police {
        recorded: permission.is_some_and(|given| given.how != How::OwnPage),
        permitted: permission.map(|given| spoken(given.given_on)),
        handed: times.into_iter().map(|at| spoken(london_day(at))).collect(),
    }))
}

/// How well the person is known. A face that was chosen says it itself; in a draft nobody may have been asked yet.
fn who(report: &Incident) -> &'static str {
    let unsaid = report.state == State::Draft && report.who == Acquaintance::NotSeen;
    if report.claimed.is_some() || unsaid { "" } else { report.who.label() }
}

/// What was written, in words. With somebody withdrawn in it, what was typed about persons is left out.
fn facts(report: &Incident, content: &Content, place: String, hidden: bool) -> Vec<(&'static str, String)> {
    let at = report.occurred_at;
    let mut facts = vec![
        ("Where", place),
        ("When", format!("{}, {}", spoken(london_day(at)), london_time(at))),
        ("Who", who(report).to_owned()),
    ];
    if report.kind.has_value() {
        let exact = content.loss_pence.map(loss::spoken);
        facts.push(("Worth about", exact.unwrap_or_else(|| report.band.label().to_owned())));
    }
    facts.push(("Recovered", content.recovered_pence.map(loss::spoken).unwrap_or_default()));
    if !hidden {
        facts.push(("Name you gave", content.named.clone()));
        facts.push(("What they looked like", content.description.clone()));
    }
    let yes = |ticked: bool| if ticked { "Yes".to_owned() } else { String::new() };
    facts.push(("Police called", yes(content.police)));
    facts.push(("Police reference", content.police_reference.clone()));
    facts.push(("Somebody was hurt", yes(content.staff_hurt)));
    facts.push(("A weapon", yes(report.weapon)));
    facts.push(("Victims", content.victims.clone()));
    facts.push(("Witnesses", content.witnesses.clone()));
    facts.retain(|(_, words)| !words.is_empty());
    facts
}
