//! The administrator hands a report to police, with the permission of whoever made it: it is gathered as police may read
//! it, entered in the register of disclosures, and put into one file with its pictures and a manifest.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};

use super::{
    asker::By,
    bundle::{self, Sheet},
    call::{Asked, Telling, Told},
    denied::{Denied, unstated},
    incidents,
    permit::reporter,
    persons,
};
use crate::{
    actions::{
        Call, Refusal, Seen, Shared,
        photo::{
            keep::{blob_key, place},
            link::Size,
        },
    },
    domain::{
        agency::{
            agreement::{Class, Standing},
            permission::{Obstacle, Permission, may_hand, may_permit},
            purpose::Said,
        },
        deed::Deed,
        disclosure::{
            police::ListedPerson,
            police_bundle::{Bundle, HandedTo, Reporter, stills_go},
            police_event::Event,
        },
        ids::{AgreementId, EventId, IncidentId, PictureId, ProfileId},
        incident::{Incident, mention::Narrative},
        member::evidence::{Acting, Administrator, Images, Police, Viewer},
    },
    store::{self, StoreError, disclosed::Which, listing},
    vault::{DataKey, Sealed},
};

/// What the page needs before anything is handed over.
#[derive(Debug)]
pub struct Desk {
    /// The number people say.
    pub reference: String,
    /// Who made the report; nothing if they have left.
    pub reporter: Option<String>,
    /// Their permission, if it is on record.
    pub permission: Option<Permission>,
    /// What stands in the way.
    pub obstacle: Option<String>,
    /// The agreements in force, by id, with the force or agency.
    pub agreements: Vec<(AgreementId, String)>,
    /// When it was handed over, to whom, under which reference; the latest first.
    pub handed: Vec<(DateTime<Utc>, String, String)>,
}

/// The page of handing a report over.
///
/// # Errors
/// 404 for whoever is no administrator, or if there is no such report.
pub async fn desk(service: &Shared, call: Call, id: IncidentId) -> Result<Seen<Desk>, Refusal> {
    service
        .look::<Administrator, _>(call, Deed::ViewIncident, move |look| {
            let (scheme, viewer) = (look.scheme.id, look.viewer);
            let report = store::incident::load(look.tx, scheme, id)?;
            if !may_permit(report.state) {
                return Err(Refusal::NotFound);
            }
            look.concerns(id);
            let permission = store::permission::of(look.tx, scheme, id)?;
            let reporter = reporter(look.tx, &viewer, &report)?;
            let report = Incident { reporter: reporter.as_ref().map(|(user, _)| *user), ..report };
            if let Some((user, _)) = &reporter {
                look.concerns(*user);
            }
            let agreements = store::agreement::list(look.tx, &viewer)?;
            let agency = |id| {
                let known = agreements.iter().find(|agreement| agreement.id == id);
                known.map(|agreement| agreement.terms.agency.clone()).unwrap_or_default()
            };
            let told = store::disclosed::page(look.tx, &viewer, Which::Handed(id.uuid()), None, 100)?;
            let handed = told
                .into_iter()
                .map(|row| (row.at, agency(row.agreement), row.reference.unwrap_or_default()))
                .collect();
            let today = viewer.today();
            let in_force = agreements.iter().filter(|agreement| {
                agreement.days.standing(today) == Standing::InForce
                    && agreement.covers.contains(&Class::Reports)
            });
            Ok(Desk {
                reference: report.spoken_reference(&look.scheme.name),
                reporter: reporter.map(|(_, user)| user.details.name),
                obstacle: may_hand(&report, permission.as_ref()).err().map(|why| why.to_string()),
                permission,
                agreements: in_force.map(|one| (one.id, one.terms.agency.clone())).collect(),
                handed,
            })
        })
        .await
}

/// To whom, what for and why.
#[derive(Debug, Clone, Default)]
pub struct Entered {
    /// The agreement's id.
    pub agreement: String,
    /// The officer's reference.
    pub officer: String,
    /// What for.
    pub purpose: String,
    /// Why, or the crime reference.
    pub reason: String,
}

/// Why an agreement is not chosen.
const NOT_COVERED: &str = "This agreement does not cover reports with their reporter’s name.";
/// Why words wait.
const TO_READ: &str =
    "Words of this report may still name somebody erased. Read them again first: it is in your inbox.";

/// A file to be saved.
#[derive(Debug)]
pub struct Handed {
    /// Its name.
    pub name: String,
    /// Its bytes, as ZIP.
    pub zip: Vec<u8>,
}

/// A report as far as it is gathered in the transaction.
struct Gathered {
    event: EventId,
    viewer: Viewer<Police>,
    agency: String,
    what: Event,
    persons: Vec<ListedPerson>,
    reporter: Reporter,
    stills: Vec<(PictureId, DataKey)>,
    partnership: String,
}

/// Hands a report over.
///
/// # Errors
/// Messages on `agreement`, `officer`, `purpose` and `reason`; a rule without permission, or if nobody in it is circulated;
/// 404 if there is no such report.
pub async fn hand(service: &Shared, call: Call, id: IncidentId, entered: Entered) -> Result<Handed, Refusal> {
    let Entered { agreement, officer, purpose, reason } = entered;
    let none = "Choose the force or agency.";
    let agreement = agreement.parse().map_err(|_| Refusal::field("agreement", none))?;
    let said = Said { officer: Some(officer), purpose: Some(purpose), reason: Some(reason) };
    let again = Call { csrf: None, ..call.clone() };
    let asked = Asked { by: By::Administrator(call, agreement), said };
    let answered = service.tell(asked, Deed::HandToPolice, move |telling| gathered(telling, id)).await;
    let Told { value, stated, .. } = answered.told.map_err(refused)?;
    let Some(stated) = stated else { return Err(Refusal::Unrecorded) };
    let Gathered { event, viewer, agency, what, persons, reporter, stills, partnership } = value;
    let mut pictures = Vec::with_capacity(stills.len());
    for (picture, key) in stills {
        let sealed = service.blobs.get(&blob_key(viewer.scheme(), picture, Size::Large)).await?;
        let sealed = Sealed(sealed.ok_or_else(|| Refusal::Failed("a picture is gone".to_owned()))?);
        let plain = key.open::<Images>(&viewer, place(picture, Size::Large), &sealed);
        pictures.push(plain.map_err(StoreError::from)?);
    }
    let images = bundle::stills(&pictures);
    let handed_to = HandedTo::of(agency, &stated);
    let handed_at = viewer.at();
    let name = format!("{}.zip", what.reference);
    let sheet = Sheet {
        purpose: stated.purpose,
        told: Bundle {
            register_entry: event,
            partnership,
            handed_at,
            handed_to,
            incident: what,
            persons,
            reporter,
            images,
        },
    };
    let zip = service.typeset(move || bundle::packed(&sheet, &pictures)).await??;
    still_permitted(service, again, id).await?;
    Ok(Handed { name, zip })
}

/// Asks again once the file is made, which takes a while: what was taken back meanwhile does not go out, though the
/// register has it.
async fn still_permitted(service: &Shared, call: Call, id: IncidentId) -> Result<(), Refusal> {
    let checked = service.glance::<Administrator, _>(call, move |tx, _, scheme| {
        let report = store::incident::load(tx, scheme.id, id)?;
        let permission = store::permission::of(tx, scheme.id, id)?;
        may_hand(&report, permission.as_ref()).map_err(|why| Refusal::Rule(why.to_string()))
    });
    checked.await.map(drop)
}

fn gathered(telling: &mut Telling<'_, '_>, id: IncidentId) -> Result<Gathered, Denied> {
    let (scheme, viewer, today) = (telling.scheme.clone(), telling.viewer, telling.viewer.today());
    let report = store::incident::load(telling.tx, scheme.id, id)?;
    let permission = store::permission::of(telling.tx, scheme.id, id)?;
    let reporter = reporter(telling.tx, &viewer, &report)?;
    let report = Incident { reporter: reporter.as_ref().map(|(user, _)| *user), ..report };
    may_hand(&report, permission.as_ref()).map_err(|why| Refusal::Rule(why.to_string()))?;
    let (Some(permission), Some((user, reporter))) = (permission, reporter) else {
        return Err(Refusal::NotFound.into());
    };
    if !viewer.takes_reports() {
        return Err(Refusal::field("agreement", NOT_COVERED).into());
    }
    if store::redaction::list(telling.tx, scheme.id)?.iter().any(|waiting| waiting.incident == id) {
        return Err(Refusal::Rule(TO_READ.to_owned()).into());
    }
    let what = incidents::told(telling, vec![report.clone()])?.pop();
    let what = what.ok_or_else(|| Refusal::Rule(Obstacle::OutOfSight.to_string()))?;
    let ids: Vec<ProfileId> = what.persons.iter().map(|suspect| suspect.person).collect();
    let which = listing::Which { shown_on: Some(today), ids: Some(ids.clone()), ..listing::Which::default() };
    let outlines = store::listing::outlines_by_id(telling.tx, &viewer, &which)?;
    let persons = persons::listed(telling, outlines)?;
    if let [only] = ids.as_slice() {
        telling.is_of(*only);
    }
    telling.concerns(user);
    let business = match reporter.business {
        Some(id) => store::business::load(telling.tx, &viewer, id)?.details.name,
        None => String::new(),
    };
    let Some(agreement) = viewer.agreement() else { return Err(Refusal::NotFound.into()) };
    Ok(Gathered {
        event: telling.event,
        viewer,
        agency: store::agreement::load(telling.tx, &viewer, agreement)?.terms.agency,
        what,
        persons,
        reporter: Reporter::of(reporter.details, business, &permission),
        stills: stills(telling, &report)?,
        partnership: scheme.name.clone(),
    })
}

/// The stills of a report, with their keys, as far as they may go with it: whether or not it stands for somebody, their
/// face may be on one.
fn stills(telling: &mut Telling<'_, '_>, report: &Incident) -> Result<Vec<(PictureId, DataKey)>, Denied> {
    let (scheme, viewer, today) = (telling.scheme.id, telling.viewer, telling.viewer.today());
    let subjects = store::subject::of_incident(telling.tx, scheme, report.id)?;
    if subjects.iter().any(|subject| subject.hidden) {
        return Ok(Vec::new());
    }
    let content = store::incident::content(telling.tx, &viewer, report.id)?;
    let mut named: BTreeSet<ProfileId> = subjects.iter().map(|subject| subject.profile).collect();
    let summary = store::incident::summary(telling.tx, &viewer, report.id)?;
    for text in [Some(content.narrative.clone()), summary].into_iter().flatten() {
        named.extend(Narrative::parse(&text).mentions());
    }
    named.extend(report.claimed);
    let mut people = Vec::new();
    for id in named {
        match store::profile::shown(telling.tx, &viewer, id, today) {
            Ok(profile) => people.push(profile),
            Err(StoreError::NotFound) => return Ok(Vec::new()),
            Err(error) => return Err(error.into()),
        }
    }
    if !stills_go(&people, today) {
        return Ok(Vec::new());
    }
    let pictures = store::picture::of_incident(telling.tx, scheme, report.id)?;
    pictures
        .into_iter()
        .map(|picture| {
            telling.concerns(picture.id);
            Ok((picture.id, store::picture::key(telling.tx, scheme, &picture)?))
        })
        .collect()
}

/// Why nothing is handed over, on the form's fields.
fn refused(denied: Denied) -> Refusal {
    match denied {
        Denied::Unstated(missing) => unstated(&missing),
        Denied::NotInForce(why) => Refusal::field("agreement", why),
        Denied::TooMany => Refusal::TooMany,
        Denied::Refused(refusal) => refusal,
        Denied::Unknown(_) | Denied::Malformed(_) | Denied::Resync => Refusal::NotFound,
    }
}
