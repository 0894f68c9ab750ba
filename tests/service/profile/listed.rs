//! People to put on a list, with everything that can hang on one.

use beadle::{
    actions::{
        letter::keep::{self, Form},
        profile::reckon::reckon,
    },
    domain::{
        deed::Deed,
        ids::{IncidentId, ItemId, LetterId, PictureId, ProfileId, SanctionId, UserId},
        incident::{
            Incident, Subject,
            content::Content,
            finding::Finding,
            kind::Kind,
            loss::Band,
            mention::{Narrative, Segment},
            person::Acquaintance,
            report::State,
            source::Source,
            standing::Standing,
        },
        member::evidence::Letters,
        photo::Picture,
        profile::identity::{ContactDetails, Fact, Identity},
        sanction::{self, Letter, Sanction, letter::LetterKind},
    },
    photos::{self, blobs::Blobs},
    store,
    vault::{Owner, Place},
};
use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

use super::raw::Raw;
use crate::harness::{People, Town};

/// A day.
pub fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// A name from a member's report.
pub fn named(name: &str) -> Identity {
    Identity {
        name: Some(Fact { value: name.to_owned(), source: Source::MemberReport }),
        born: Some(Fact { value: day("1990-05-05"), source: Source::MemberReport }),
        ..Identity::default()
    }
}

/// The town's blobs, seen from outside.
pub fn blobs(town: &Town) -> Blobs {
    Blobs::folder(&town.folder.path().join("blobs")).unwrap()
}

/// A profile with nothing in it.
pub async fn profile(town: &Town, at: &People, name: &str) -> ProfileId {
    let id = ProfileId::from_random(town.clock.random());
    let (scheme, today, name) = (at.scheme, town.clock.today(), name.to_owned());
    town.write(move |tx| store::profile::insert(tx, scheme, id, &named(&name), today, today)).await;
    reckoned(town, at, id).await;
    id
}

/// Reckons a profile's dates.
pub async fn reckoned(town: &Town, at: &People, id: ProfileId) {
    town.service
        .tick(at.scheme, move |act| {
            reckon(act, id)?;
            act.record(Deed::CorrectProfile, &[id.uuid()]);
            Ok(())
        })
        .await
        .unwrap();
}

/// A plain incident of theft, submitted now.
pub fn incident(town: &Town, at: &People, state: State) -> Incident {
    let now = town.clock.now();
    Incident {
        id: IncidentId::from_random(town.clock.random()),
        reference: i64::from(u32::from_be_bytes(town.clock.random())),
        state,
        kind: Kind::Theft,
        band: Band::Under50,
        premises: Some(at.premises),
        business: Some(at.business),
        reporter: Some(at.member),
        recorder: None,
        by_member: true,
        threat_or_damage: false,
        weapon: false,
        who: Acquaintance::Known,
        claimed: None,
        occurred_at: now,
        submitted_at: (state != State::Draft).then_some(now),
        changed_at: now,
        reviewed: (state == State::Accepted).then_some((now, at.administrator)),
        erase_on: None,
    }
}

/// Keeps an incident with its words.
pub async fn keep(town: &Town, at: &People, incident: &Incident, content: Content) {
    let (scheme, incident) = (at.scheme, incident.clone());
    town.write(move |tx| {
        let submission = incident.id.uuid().as_bytes().to_vec();
        store::incident::insert(tx, scheme, &incident, &submission, &content, Some("till@fairway.test"))
    })
    .await;
}

/// A counting report on these people, accepted now; `words` stand after the mentions.
pub async fn report(town: &Town, at: &People, people: &[ProfileId], words: &str) -> IncidentId {
    let incident = incident(town, at, State::Accepted);
    let mut segments: Vec<Segment> = people.iter().map(|id| Segment::Mention(*id)).collect();
    segments.push(Segment::Text(words.to_owned()));
    let content = Content { narrative: Narrative::new(segments).stored(), ..Content::default() };
    keep(town, at, &incident, content).await;
    let (scheme, people, by) = (at.scheme, people.to_vec(), at.administrator);
    let linked = people.clone();
    town.write(move |tx| {
        for profile in linked {
            let subject = Subject {
                incident: incident.id,
                profile,
                finding: Finding::Alleged,
                source: Source::MemberReport,
                standing: Standing::Stands,
                hidden: false,
                linked_at: tx.clock.now(),
                linked_by: Some(by),
            };
            store::subject::insert(tx, scheme, &subject)?;
        }
        Ok(())
    })
    .await;
    for id in people {
        reckoned(town, at, id).await;
    }
    incident.id
}

/// A picture of a profile, or a still of an incident, with its blobs.
pub async fn picture(
    town: &Town,
    at: &People,
    profile: Option<ProfileId>,
    incident: Option<IncidentId>,
) -> PictureId {
    let id = PictureId::from_random(town.clock.random());
    let (scheme, now) = (at.scheme, town.clock.now());
    let row = Picture {
        id,
        incident,
        profile,
        taken_from: None,
        width: 8,
        height: 8,
        main: profile.is_some(),
        uploaded_at: now,
        uploaded_by: Some(at.member),
        erase_on: None,
    };
    let key = town
        .write(move |tx| {
            let key = match profile {
                Some(profile) => store::keys::load(tx, Owner::new(scheme, profile))?,
                None => store::keys::create(tx, Owner::new(scheme, id))?,
            };
            store::picture::insert(tx, scheme, &row, id.uuid().as_bytes())?;
            Ok(key)
        })
        .await;
    let bytes = photos::Picture { large: vec![1; 64], thumb: vec![2; 16], width: 8, height: 8 };
    town.service.keep_picture(scheme, id, &key, &bytes).await.unwrap();
    id
}

/// Everything that can hang on a profile. Returns the ids of what belongs to it alone.
pub async fn everything(town: &Town, at: &People, id: ProfileId, other: ProfileId) -> Vec<Uuid> {
    let (scheme, now, today) = (at.scheme, town.clock.now(), town.clock.today());
    let incident = report(town, at, &[id], " took a ham").await;
    let still = picture(town, at, None, Some(incident)).await;
    picture(town, at, Some(id), None).await;
    let (sanction, letter) =
        (SanctionId::from_random(town.clock.random()), LetterId::from_random(town.clock.random()));
    let (premises, by) = (at.premises, at.administrator);
    let key = town
        .write(move |tx| {
            store::profile::set_contact(tx, scheme, id, &contact())?;
            let given = warning(sanction, id, by, now);
            store::sanction::insert(tx, scheme, &given, "It is in proportion.", &[incident], &[premises])?;
            store::letter::insert(tx, scheme, &written(letter, id, sanction, now), Some("the code"))?;
            store::keys::load(tx, Owner::new(scheme, id))
        })
        .await;
    let sealed = key.seal::<Letters>(&town.clock, Place::new("letters", "pdf", letter), b"Dear Ada");
    blobs(town).put(&keep::blob_key(scheme, letter, Form::Pdf), sealed.0).await.unwrap();
    let item = || ItemId::from_random(town.clock.random()).uuid();
    let items = [item(), item(), item(), item(), item(), item(), item()];
    hang(town, at, id, other, &items, &today.to_string());
    reckoned(town, at, id).await;
    let mut all = town.read(move |tx| store::erasure::belongings(tx, scheme, id)).await;
    all.extend([incident.uuid(), still.uuid(), items[6]]);
    all
}

fn contact() -> ContactDetails {
    ContactDetails { address: "1 Low Street".to_owned(), email: "ada@example.test".to_owned() }
}

fn warning(id: SanctionId, profile: ProfileId, by: UserId, at: DateTime<Utc>) -> Sanction {
    Sanction {
        id,
        profile,
        kind: sanction::kind::Kind::Warning,
        state: sanction::state::State::Decided,
        months: None,
        everywhere: false,
        proposed_by: Some(by),
        proposed_at: at,
        decided_by: Some(by),
        decided_at: Some(at),
        served_on: None,
        served_how: None,
        ends_on: None,
        revoked_on: None,
        expiry_told: false,
    }
}

fn written(id: LetterId, profile: ProfileId, sanction: SanctionId, at: DateTime<Utc>) -> Letter {
    Letter {
        id,
        profile,
        sanction: Some(sanction),
        kind: LetterKind::Warning,
        issued_at: at,
        sent_at: None,
        printed_at: None,
    }
}

/// What other slices write, put in as rows: the erasure has to find it whoever wrote it.
fn hang(town: &Town, at: &People, id: ProfileId, other: ProfileId, items: &[Uuid; 7], today: &str) {
    let mut raw = Raw::open(&town.store);
    let ids = [
        ("scheme", at.scheme.uuid()),
        ("id", id.uuid()),
        ("other", other.uuid()),
        ("user", at.administrator.uuid()),
        ("business", at.business.uuid()),
        ("a", items[0]),
        ("b", items[1]),
        ("c", items[2]),
        ("d", items[3]),
        ("e", items[4]),
        ("f", items[5]),
        ("g", items[6]),
    ];
    let at = format!("{today}T12:00:00.000000Z");
    for sql in [
        "INSERT INTO suggestions VALUES ({a}, {scheme}, {id}, NULL, [bytes], 'open', 'AT')",
        "INSERT INTO sightings VALUES ({b}, {scheme}, {id}, NULL, NULL, 'AT', '2099-01-01')",
        "INSERT INTO special_facts VALUES ({c}, {scheme}, {id}, 'medical', 'person', [bytes], NULL, 'AT')",
        "INSERT INTO special_audiences VALUES ({scheme}, {c}, {business})",
        "INSERT INTO best_interests VALUES ({d}, {scheme}, {id}, [no], [no], [bytes], NULL, 'AT', NULL, NULL)",
        "INSERT INTO holds VALUES ({e}, {scheme}, {id}, [bytes], NULL, 'DAY', NULL, 'DAY', 'DAY')",
        "INSERT INTO grants VALUES ({f}, {scheme}, {id}, {user}, [bytes], 'DAY', NULL, 'AT')",
        "INSERT INTO associates VALUES ({scheme}, {id}, {other})",
        "INSERT INTO associates VALUES ({scheme}, {other}, {id})",
        "INSERT INTO outbox VALUES ({g}, {scheme}, {id}, 'queued', [bytes], NULL, 0, NULL, 'AT', 'AT', NULL, \
         '2099-01-01')",
    ] {
        raw.run(&sql.replace("AT'", &format!("{at}'")).replace("DAY", today), &ids);
    }
}
