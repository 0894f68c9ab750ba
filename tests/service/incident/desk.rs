//! Reports for a desk to review, put straight into the store.

use beadle::{
    domain::{
        ids::{IncidentId, PictureId, ProfileId, UserId},
        incident::{Incident, content::Content, kind::Kind, loss::Band, person::Acquaintance, report::State},
        member::{
            evidence::{self, Administrator, FromSession, SessionFacts, Viewer},
            role::Role,
        },
        photo::Picture,
    },
    store,
    vault::Owner,
};
use chrono::TimeDelta;

use crate::harness::{People, Town};

/// A theft that Sam sent a minute ago, from the scheme's first premises.
pub fn theft(town: &Town, at: &People) -> Incident {
    let now = town.clock.now();
    Incident {
        id: IncidentId::from_random(town.clock.random()),
        reference: 0,
        state: State::Submitted,
        kind: Kind::Theft,
        band: Band::From50,
        premises: Some(at.premises),
        business: Some(at.business),
        reporter: Some(at.member),
        recorder: None,
        by_member: true,
        threat_or_damage: false,
        weapon: false,
        who: Acquaintance::Known,
        claimed: None,
        occurred_at: now - TimeDelta::hours(1),
        submitted_at: Some(now),
        changed_at: now,
        reviewed: None,
        erase_on: None,
    }
}

/// Sends a report with this narrative.
pub async fn send(town: &Town, at: &People, incident: Incident, narrative: &str, named: &str) -> IncidentId {
    let (scheme, id) = (at.scheme, incident.id);
    let content = Content { narrative: narrative.into(), named: named.into(), ..Content::default() };
    let submission = id.uuid().as_bytes().to_vec();
    town.write(move |tx| {
        let reference = store::scheme::next_reference(tx, scheme)?;
        let incident = Incident { reference, ..incident };
        store::incident::insert(tx, scheme, &incident, &submission, &content, Some("sam@shop.example"))
    })
    .await;
    id
}

/// Sam's theft, with a narrative that names Dale Renton.
pub async fn sent(town: &Town) -> IncidentId {
    send(
        town,
        &town.ashby,
        theft(town, &town.ashby),
        "Dale Renton took two bottles. Renton ran.",
        "Dale Renton",
    )
    .await
}

/// Adds a still of these bytes to a report; its blobs are not needed.
pub async fn still(town: &Town, incident: IncidentId, bytes: &'static [u8]) -> PictureId {
    let (scheme, now) = (town.ashby.scheme, town.clock.now());
    let picture = Picture {
        id: PictureId::from_random(town.clock.random()),
        incident: Some(incident),
        profile: None,
        taken_from: None,
        width: 400,
        height: 300,
        main: false,
        uploaded_at: now,
        uploaded_by: Some(town.ashby.member),
        erase_on: Some(town.clock.today() + TimeDelta::days(28)),
    };
    let id = picture.id;
    town.write(move |tx| {
        store::keys::create(tx, Owner::new(scheme, id))?;
        store::picture::insert(tx, scheme, &picture, bytes)
    })
    .await;
    id
}

/// Evidence of an administrator of Ashby, for reading the store.
pub fn administrator(town: &Town, user: UserId) -> Viewer<Administrator> {
    let facts = SessionFacts {
        scheme: town.ashby.scheme,
        user,
        business: None,
        role: Role::Administrator,
        active: true,
        agreed: true,
        second_factor: true,
        stopped: None,
    };
    Administrator::from_session(&facts, town.clock.now()).expect("an administrator")
}

/// What an acceptance needs at least, for somebody new.
pub const NEW: &[(&str, &str)] = &[
    ("decision", "accept"),
    ("new_name", "Dale Renton"),
    ("proof", "alleged"),
    ("mention", "new:Dale Renton"),
    ("mention", "new:Renton"),
    ("summary", "Took spirits and ran."),
];

/// Accepts a report of somebody new; returns the profile.
pub async fn accepted(town: &Town, incident: IncidentId, fields: &[(&str, &str)]) -> ProfileId {
    let mut alice = town.sign_in(Role::Administrator).await;
    alice.post(&format!("/inbox/{incident}"), fields).await.goes_to(&format!("/inbox/{incident}"));
    let scheme = town.ashby.scheme;
    let subjects = town.read(move |tx| store::subject::of_incident(tx, scheme, incident)).await;
    subjects.last().expect("a subject").profile
}

/// Dale Renton's profile, after Sam's theft was accepted.
pub async fn dale(town: &Town) -> (ProfileId, IncidentId) {
    let incident = sent(town).await;
    (accepted(town, incident, NEW).await, incident)
}

/// An administrator's evidence of today, for [`evidence`]'s readers.
pub fn alice(town: &Town) -> evidence::Viewer<Administrator> {
    administrator(town, town.ashby.administrator)
}

/// Moves the clock on; Alice accepts the agreement of that day.
pub async fn much_later(town: &Town, days: i64) {
    town.later(TimeDelta::days(days));
    let (scheme, alice, on) = (town.ashby.scheme, town.ashby.administrator, town.clock.today());
    let accepted = beadle::domain::member::agreement::Acceptance { version: 1, on };
    town.write(move |tx| store::user::agree(tx, scheme, alice, accepted)).await;
}
