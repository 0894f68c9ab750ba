//! The rest of the retention schedule, line by line.

use beadle::{
    domain::incident::{
        Incident,
        counter::{Cell, Span},
        kind::Kind,
        report::State,
    },
    store,
    vault::Owner,
};

use super::{
    listed::{incident, keep, picture, profile},
    raw::Raw,
    scheduler::run_until,
};
use crate::harness::Town;

#[actix_web::test]
async fn each_incident_without_a_subject_goes_on_its_day() {
    for (rule, state, kept_on, gone_on) in [
        ("a draft after 7 days", State::Draft, "2026-11-28", "2026-11-29"),
        ("a returned report after 28 days", State::Returned, "2026-12-19", "2026-12-20"),
        ("a rejected one as well", State::Rejected, "2026-12-19", "2026-12-20"),
        ("one with nobody identified after 12 months", State::Accepted, "2027-11-21", "2027-11-22"),
    ] {
        let town = Town::new().await;
        let at = town.ashby.clone();
        let kept = incident(&town, &at, state);
        keep(&town, &at, &kept, Default::default()).await;
        let still = picture(&town, &at, None, Some(kept.id)).await;
        run_until(&town, &format!("{kept_on}T23:50:00Z")).await;
        let (scheme, id) = (at.scheme, kept.id);
        assert!(
            town.read(move |tx| store::incident::load(tx, scheme, id)).await.kind == Kind::Theft,
            "{rule}"
        );
        run_until(&town, &format!("{gone_on}T00:55:00Z")).await;
        let left = Raw::open(&town.store).traces(&[kept.id.uuid(), still.uuid()]);
        assert_eq!(left, ["audit.about"], "{rule} (R-30)");
        assert_eq!(super::listed::blobs(&town).list().await.unwrap(), [], "{rule}");
    }
}

#[actix_web::test]
async fn what_has_a_day_of_its_own_goes_on_it() {
    let town = Town::new().await;
    let at = town.ashby.clone();
    let ada = profile(&town, &at, "Ada Lovell").await;
    super::listed::report(&town, &at, &[ada], " took a ham").await;
    let ids = [
        ("scheme", at.scheme.uuid()),
        ("ada", ada.uuid()),
        ("a", uuid::Uuid::from_u128(0xa1a1_0000_0000_4000_8000_0000_0000_0001)),
        ("b", uuid::Uuid::from_u128(0xb1b1_0000_0000_4000_8000_0000_0000_0001)),
        ("c", uuid::Uuid::from_u128(0xc1c1_0000_0000_4000_8000_0000_0000_0001)),
        ("d", uuid::Uuid::from_u128(0xd1d1_0000_0000_4000_8000_0000_0000_0001)),
        ("e", uuid::Uuid::from_u128(0xe1e1_0000_0000_4000_8000_0000_0000_0001)),
    ];
    let at = "'2026-11-22T12:00:00.000000Z'";
    for sql in [
        "INSERT INTO sightings VALUES ({a}, {scheme}, {ada}, NULL, NULL, AT, '2026-12-10')",
        "INSERT INTO enquiries VALUES ({b}, {scheme}, 'closed', [bytes], AT, '2026-11-22', '2026-12-10')",
        "INSERT INTO tombstones VALUES ({c}, {scheme}, AT, NULL, '2026-12-10')",
        "INSERT INTO outbox VALUES ({d}, {scheme}, {scheme}, 'sent', NULL, NULL, 1, NULL, AT, AT, AT, '2026-12-10')",
        "INSERT INTO outbox VALUES ({e}, {scheme}, {e}, 'queued', [bytes], NULL, 1, NULL, AT, AT, NULL, '2026-12-10')",
    ] {
        Raw::open(&town.store).run(&sql.replace("AT", at), &ids);
    }
    let (scheme, owners) = (town.ashby.scheme, [ids[3].1, ids[6].1]);
    town.write(move |tx| {
        owners.iter().try_for_each(|id| store::keys::create(tx, Owner::new(scheme, *id)).map(drop))
    })
    .await;
    run_until(&town, "2026-12-09T23:50:00Z").await;
    let traces = |name: &str| {
        let id = ids.iter().find(|(known, _)| *known == name).unwrap().1;
        let mut found = Raw::open(&town.store).traces(&[id]);
        found.retain(|place| place != "audit.about");
        found
    };
    for name in ["a", "b", "c", "d", "e"] {
        assert!(!traces(name).is_empty(), "{name} is kept until its day");
    }
    run_until(&town, "2026-12-10T00:55:00Z").await;
    for name in ["a", "b", "c", "d"] {
        assert_eq!(traces(name), [""; 0], "{name} is gone on its day (R-30)");
    }
    assert_eq!(
        traces("e").iter().filter(|place| *place == "data_keys.owner").count(),
        0,
        "the words are wiped"
    );
    assert!(!traces("e").is_empty(), "and stay as a task");
}

#[actix_web::test]
async fn who_is_gone_is_counted_and_no_cell_but_the_widest_holds_fewer_than_five() {
    let town = Town::new().await;
    let at = town.ashby.clone();
    let one = incident(&town, &at, State::Accepted);
    let kinds = [[Kind::Theft; 5].as_slice(), &[Kind::Fraud; 4]].concat();
    for kind in kinds {
        let one = Incident { kind, ..incident(&town, &at, State::Accepted) };
        keep(&town, &at, &one, Default::default()).await;
    }
    let scheme = at.scheme;
    let cells = || town.read(move |tx| store::counter::all(tx, scheme));
    run_until(&town, "2027-11-21T23:50:00Z").await;
    assert_eq!(cells().await, [], "nothing is gone yet");
    run_until(&town, "2027-11-22T01:55:00Z").await;
    let day = beadle::domain::date::london_day(one.occurred_at);
    let premises = one.premises;
    let area = town.read(move |tx| store::counter::area(tx, scheme, premises)).await;
    let ever = Cell { span: Span::Ever, from: None, area: None, kind: None, band: None };
    let mut counted = cells().await;
    counted.sort();
    assert_eq!(counted, [(Cell::of(day, &area, Kind::Theft, one.band), 5), (ever, 4)], "R-25, R-66");
    let merges = town.trail(&at).await.iter().filter(|deed| *deed == "merge_counters").count();
    assert_eq!(merges, 1, "what is large enough is left alone");
}

#[actix_web::test]
async fn a_blob_that_no_row_knows_is_removed_after_a_day() {
    let town = Town::new().await;
    let key = beadle::photos::blobs::BlobKey::new(town.ashby.scheme, uuid::Uuid::from_u128(5), "large");
    let blobs = super::listed::blobs(&town);
    blobs.put(&key, vec![1; 8]).await.unwrap();
    super::scheduler::beat(&town).await;
    assert!(blobs.exists(&key).await.unwrap(), "it may be an upload in progress");
    town.later(chrono::TimeDelta::hours(23));
    super::scheduler::beat(&town).await;
    assert!(blobs.exists(&key).await.unwrap(), "so it may be after 23 hours");
    town.later(chrono::TimeDelta::days(1));
    super::scheduler::beat(&town).await;
    assert!(!blobs.exists(&key).await.unwrap());
}
