//! The administrator hands a report to police, with the permission of whoever made it: it is gathered as police may read
//! it, entered in the register of disclosures, and put into one file with its pictures and a manifest.

use chrono::{DateTime, Utc};

use super::{
    asker::By,
    bundle::{self, Sheet},
    call::{Asked, Telling, Told},
    denied::Denied,
    incidents, persons,
};
use crate::{
    actions::{
        Call, FieldProblem, Refusal, Seen, Shared,
        photo::{
            keep::{blob_key, place},
            link::Size,
        },
    },
    domain::{
        agency::{
            agreement::Standing,
            permission::{Permission, may_hand},
            purpose::{Said, Unstated},
        },
        deed::Deed,
        disclosure::{
            police::ListedPerson,
            police_bundle::{Bundle, HandedTo, Reporter, pictured},
            police_event::Event,
        },
        ids::{AgreementId, EventId, IncidentId, PictureId, ProfileId},
        incident::{Incident, mention::Narrative, standing::Standing as Stands},
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
            look.concerns(id);
            let permission = store::permission::of(look.tx, scheme, id)?;
            let reporter = match report.reporter {
                Some(user) => Some(store::user::load(look.tx, &viewer, user)?.details.name),
                None => None,
            };
            let agreements = store::agreement::list(look.tx, &viewer)?;
            let agency = |id| {
                let known = agreements.iter().find(|agreement| agreement.id == id);
                known.map(|agreement| agreement.terms.agency.clone()).unwrap_or_default()
            };
            let told = store::disclosed::page(look.tx, &viewer, Which::Of(id.uuid()), None, 100)?;
            let handed = told.into_iter().filter(|row| row.what == Deed::HandToPolice.as_str());
            let handed = handed
                .map(|row| (row.at, agency(row.agreement), row.reference.unwrap_or_default()))
                .collect();
            let today = viewer.today();
            let in_force =
                agreements.iter().filter(|agreement| agreement.days.standing(today) == Standing::InForce);
            Ok(Desk {
                reference: report.spoken_reference(&look.scheme.name),
                reporter,
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
/// Messages on `agreement`, `officer`, `purpose` and `reason`; a rule without permission; 404 if there is no such report,
/// or nobody in it is circulated.
pub async fn hand(service: &Shared, call: Call, id: IncidentId, entered: Entered) -> Result<Handed, Refusal> {
    let Entered { agreement, officer, purpose, reason } = entered;
    let none = "Choose the force or agency.";
    let agreement = agreement.parse().map_err(|_| Refusal::field("agreement", none))?;
    let said = Said { officer: Some(officer), purpose: Some(purpose), reason: Some(reason) };
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
    Ok(Handed { name, zip })
}

fn gathered(telling: &mut Telling<'_, '_>, id: IncidentId) -> Result<Gathered, Denied> {
    let (scheme, viewer, today) = (telling.scheme.clone(), telling.viewer, telling.viewer.today());
    let report = store::incident::load(telling.tx, scheme.id, id)?;
    let permission = store::permission::of(telling.tx, scheme.id, id)?;
    may_hand(&report, permission.as_ref()).map_err(|why| Refusal::Rule(why.to_string()))?;
    let (Some(permission), Some(reporter)) = (permission, report.reporter) else {
        return Err(Refusal::NotFound.into());
    };
    let what = incidents::told(telling, vec![report.clone()])?.pop().ok_or(Refusal::NotFound)?;
    let ids: Vec<ProfileId> = what.persons.iter().map(|suspect| suspect.person).collect();
    let which = listing::Which { shown_on: Some(today), ids: Some(ids.clone()), ..listing::Which::default() };
    let outlines = store::listing::outlines_by_id(telling.tx, &viewer, &which)?;
    let persons = persons::listed(telling, outlines)?;
    if let [only] = ids.as_slice() {
        telling.is_of(*only);
    }
    let user = store::user::load(telling.tx, &viewer, reporter)?;
    let business = match user.business {
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
        reporter: Reporter::of(user.details, business, &permission),
        stills: stills(telling, &report)?,
        partnership: scheme.name.clone(),
    })
}

/// The stills of a report, with their keys; none if somebody it names is withdrawn, or may not be pictured: whose face is
/// on which still is not known.
fn stills(telling: &mut Telling<'_, '_>, report: &Incident) -> Result<Vec<(PictureId, DataKey)>, Denied> {
    let (scheme, viewer, today) = (telling.scheme.id, telling.viewer, telling.viewer.today());
    let subjects = store::subject::of_incident(telling.tx, scheme, report.id)?;
    let content = store::incident::content(telling.tx, &viewer, report.id)?;
    let mut named: Vec<ProfileId> = Narrative::parse(&content.narrative).mentions();
    named.extend(subjects.iter().map(|subject| subject.profile));
    if !store::report::withdrawn_of(telling.tx, scheme, &named, today)?.is_empty() {
        return Ok(Vec::new());
    }
    let mut people = Vec::new();
    for subject in subjects.iter().filter(|subject| subject.standing == Stands::Stands) {
        match store::profile::shown(telling.tx, &viewer, subject.profile, today) {
            Ok(profile) => people.push(profile),
            Err(StoreError::NotFound) => return Ok(Vec::new()),
            Err(error) => return Err(error.into()),
        }
    }
    if !pictured(&people, today) {
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
        Denied::Unstated(missing) => Refusal::Fields(
            missing
                .into_iter()
                .map(|what| FieldProblem {
                    field: match what {
                        Unstated::Officer => "officer",
                        Unstated::Purpose => "purpose",
                        Unstated::Reason => "reason",
                    },
                    message: what.advice().to_owned(),
                })
                .collect(),
        ),
        Denied::NotInForce(why) => Refusal::field("agreement", why),
        Denied::TooMany => Refusal::TooMany,
        Denied::Refused(refusal) => refusal,
        Denied::Unknown(_) | Denied::Malformed(_) | Denied::Resync => Refusal::NotFound,
    }
}
