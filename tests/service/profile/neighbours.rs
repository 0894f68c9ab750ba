//! An erasure touches nobody else: 500 others are the same, row by row and blob by blob, but for the words of
//! the incidents they shared with the person who is gone.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
};

use beadle::{
    domain::{
        ids::{IncidentId, ProfileId},
        incident::{
            Incident, Subject,
            content::Content,
            finding::Finding,
            mention::{Narrative, Segment},
            report::State,
            source::Source,
            standing::Standing,
        },
        member::evidence,
    },
    store,
};

use super::{
    listed::{everything, incident, named, picture, profile, reckoned},
    raw::Raw,
    scheduler::run_until,
};
use crate::{
    harness::{People, Town},
    incident::photos::files,
};

const NEIGHBOURS: usize = 500;
/// So many of them share an incident with the person.
const SHARED: usize = 20;

/// Tables in which an erasure leaves its own traces.
const TRACES: [&str; 10] = [
    "audit",
    "audit_heads",
    "leases",
    "ticks",
    "tombstones",
    "changes",
    "counters",
    "blob_removals",
    "audit_tiles",
    "certificates",
];

/// Somebody with an incident of their own, and one shared with `ada` if given.
fn neighbour(town: &Town, at: &People, n: usize, ada: Option<ProfileId>) -> (ProfileId, Vec<IncidentId>) {
    let id = ProfileId::from_random(town.clock.random());
    let (scheme, today) = (at.scheme, town.clock.today());
    let mut reports = vec![(vec![id], incident(town, at, State::Accepted))];
    if let Some(ada) = ada {
        let old = "2026-11-22T12:00:00Z".parse().unwrap();
        let shared = Incident {
            occurred_at: old,
            submitted_at: Some(old),
            changed_at: old,
            reviewed: Some((old, at.administrator)),
            ..incident(town, at, State::Accepted)
        };
        reports.push((vec![ada, id], shared));
    }
    let made = town.store.write_here(|tx| {
        store::profile::insert(tx, scheme, id, &named(&format!("Neighbour Number{n}")), today, today)?;
        for (people, report) in &reports {
            let mut segments: Vec<Segment> = people.iter().map(|who| Segment::Mention(*who)).collect();
            segments.push(Segment::Text(format!(" took ham {n}")));
            let content = Content {
                narrative: Narrative::new(segments).stored(),
                victims: format!("the till of ham {n}"),
                ..Content::default()
            };
            let mail = Some("till@fairway.test");
            store::incident::insert(tx, scheme, report, report.id.uuid().as_bytes(), &content, mail)?;
            store::incident::set_summary(tx, scheme, report.id, &format!("Ham {n} went."))?;
            for who in people {
                let subject = Subject {
                    incident: report.id,
                    profile: *who,
                    finding: Finding::Alleged,
                    source: Source::MemberReport,
                    standing: Standing::Stands,
                    hidden: false,
                    linked_at: report.changed_at,
                    linked_by: Some(at.administrator),
                };
                store::subject::insert(tx, scheme, &subject)?;
            }
        }
        Ok::<_, store::StoreError>(reports.iter().map(|(_, report)| report.id).collect())
    });
    (id, made.unwrap())
}

fn blobs(town: &Town) -> BTreeMap<String, Vec<u8>> {
    let all = files(&town.folder.path().join("blobs")).into_iter();
    all.map(|file| (file.to_string_lossy().into_owned(), fs::read(&file).unwrap())).collect()
}

#[actix_web::test]
async fn five_hundred_neighbours_are_untouched() {
    let town = Town::new().await;
    let at = town.ashby.clone();
    let (ada, bob) = (profile(&town, &at, "Ada Lovell").await, profile(&town, &at, "Bob Nash").await);
    let ids = everything(&town, &at, ada, bob).await;
    town.clock.move_to("2027-10-01T12:00:00Z".parse().unwrap());
    let mut shared = Vec::new();
    for n in 0..NEIGHBOURS {
        let with = (n < SHARED).then_some(ada);
        let (id, incidents) = neighbour(&town, &at, n, with);
        shared.extend(incidents.get(1).copied().map(|incident| (n, id, incident)));
        if n % 50 == 0 {
            reckoned(&town, &at, id).await;
            picture(&town, &at, Some(id), None).await;
        }
    }
    reckoned(&town, &at, ada).await;
    run_until(&town, "2028-11-22T23:50:00Z").await;
    let (rows, pictures) = (Raw::open(&town.store).rows(), blobs(&town));
    run_until(&town, "2028-11-23T00:10:00Z").await;
    assert!(town.trail(&at).await.contains(&"erase_profile".to_owned()), "she is gone");
    let (rows_after, pictures_after) = (Raw::open(&town.store).rows(), blobs(&town));

    let hers: BTreeSet<String> = ids.iter().map(|id| id.simple().to_string()).collect();
    let of_shared: BTreeSet<String> =
        shared.iter().map(|(_, _, incident)| incident.uuid().simple().to_string()).collect();
    let names = |row: &str, some: &BTreeSet<String>| some.iter().any(|id| row.contains(id.as_str()));
    let mut touched = Vec::new();
    for (table, before) in &rows {
        let none = BTreeSet::new();
        let after = rows_after.get(table).unwrap_or(&none);
        let resealed = matches!(table.as_str(), "incidents" | "data_keys");
        for row in before.symmetric_difference(after) {
            let meant = names(row, &hers) || resealed && names(row, &of_shared);
            if !meant && !TRACES.contains(&table.as_str()) {
                touched.push(format!("{table}: {row}"));
            }
        }
        if *table == "profiles" {
            assert_eq!(before.len() - after.len(), 1, "one profile went");
        }
    }
    assert_eq!(touched, [""; 0], "R-29");
    for (name, bytes) in &pictures {
        let meant = hers.iter().any(|id| name.replace('-', "").contains(id.as_str()));
        assert!(meant || pictures_after.get(name) == Some(bytes), "{name} is somebody else's");
    }
    let tick = evidence::scheduler(at.scheme, town.clock.now());
    for (n, id, incident) in shared {
        let written = town.read(move |tx| store::erasure::written(tx, &tick, incident)).await;
        let words = Narrative::parse(&written.content.narrative);
        assert_eq!(words.mentions(), [id], "the mention of the other stays");
        assert_eq!(words.words(), format!("a persona person took ham {n}"), "R-29");
        assert_eq!(written.content.victims, format!("the till of ham {n}"));
        assert_eq!(written.summary.as_deref(), Some(format!("Ham {n} went.").as_str()));
    }
}
