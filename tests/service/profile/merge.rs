//! Two profiles of one person become one: origins, dates, keys, addresses, and their common end.

use beadle::{
    domain::{
        ids::{ItemId, PictureId, ProfileId},
        incident::{mention::Narrative, source::Source},
        member::{
            evidence::{self, Controller, FromSession, Images, SessionFacts, Viewer},
            role::Role,
        },
        profile::identity::{ContactDetails, Fact, Identity},
    },
    store::{self, grant::Sight},
    vault::{Owner, Place, Sealed},
};
use chrono::{NaiveDate, TimeDelta};
use uuid::Uuid;

use super::{
    listed::{blobs, day, everything, picture, profile, reckoned, report},
    raw::Raw,
    scheduler::run_until,
};
use crate::harness::{Answer, People, Town};

/// Somebody whose name is not known, with a description.
pub async fn sought(town: &Town, at: &People) -> ProfileId {
    let id = ProfileId::from_random(town.clock.random());
    let (scheme, today) = (at.scheme, town.clock.today());
    let identity = Identity {
        description: Some(Fact { value: "Grey coat".to_owned(), source: Source::Police }),
        aliases: vec![Fact { value: "Daz".to_owned(), source: Source::MemberReport }],
        ..Identity::default()
    };
    town.write(move |tx| store::profile::insert(tx, scheme, id, &identity, today, today)).await;
    reckoned(town, at, id).await;
    id
}

/// Joins two people as Alice.
pub async fn join(town: &Town, one: ProfileId, two: ProfileId) -> Answer {
    let mut alice = town.sign_in(Role::Administrator).await;
    let other = two.to_string();
    let fields = [("other", other.as_str()), ("reason", "The same scar"), ("word", "JOIN")];
    alice.post(&format!("/people/{one}/same"), &fields).await
}

/// Until when a profile is shown, and the day it is erased.
pub async fn dates(town: &Town, id: ProfileId) -> (Option<NaiveDate>, NaiveDate) {
    let scheme = town.ashby.scheme;
    let clocks = town.read(move |tx| store::sweep::kept(tx, scheme, id)).await;
    (clocks.shown_until, clocks.erased_on)
}

/// Everybody accepts the agreement again, after years.
pub async fn agree(town: &Town) {
    let today = town.clock.today();
    for at in [town.ashby.clone(), town.other.clone()] {
        town.write(move |tx| {
            for user in [at.member, at.manager, at.administrator, at.board, at.controller] {
                let accepted = beadle::domain::member::agreement::Acceptance { version: 1, on: today };
                store::user::agree(tx, at.scheme, user, accepted)?;
            }
            Ok(())
        })
        .await;
    }
}

/// The controller's evidence of today.
pub fn controller(town: &Town) -> Viewer<Controller> {
    let facts = SessionFacts {
        scheme: town.ashby.scheme,
        user: town.ashby.controller,
        business: None,
        role: Role::Controller,
        active: true,
        agreed: true,
        second_factor: true,
        stopped: None,
    };
    Controller::from_session(&facts, town.clock.now()).unwrap()
}

async fn granted(town: &Town, profile: ProfileId) {
    let sight = Sight {
        id: ItemId::from_random(town.clock.random()),
        user: town.ashby.administrator,
        until: town.clock.today() + TimeDelta::days(30),
        reason: "May be the same".to_owned(),
    };
    let viewer = controller(town);
    town.write(move |tx| store::grant::insert(tx, &viewer, profile, &sight)).await;
}

async fn opens(town: &Town, id: PictureId) -> bool {
    let (scheme, tick) = (town.ashby.scheme, evidence::scheduler(town.ashby.scheme, town.clock.now()));
    let key = town
        .read(move |tx| {
            let picture = store::picture::load(tx, scheme, id)?;
            store::picture::key(tx, scheme, &picture)
        })
        .await;
    let blob = beadle::photos::blobs::BlobKey::new(scheme, id.uuid(), "thumb");
    let sealed = Sealed(blobs(town).get(&blob).await.unwrap().unwrap());
    key.open::<Images>(&tick, Place::new("pictures", "thumb", id), &sealed).is_ok()
}

#[actix_web::test]
async fn two_become_one_and_every_item_keeps_its_origin() {
    let town = Town::new().await;
    let at = town.ashby.clone();
    let (ada, bob) = (profile(&town, &at, "Ada Lovell").await, profile(&town, &at, "Bob Nash").await);
    report(&town, &at, &[ada], " took a ham").await;
    report(&town, &at, &[bob], " took a pie").await;
    town.later(TimeDelta::days(20));
    let other = sought(&town, &at).await;
    let late = report(&town, &at, &[other], " took a coat").await;
    let still = picture(&town, &at, Some(other), None).await;
    let scheme = at.scheme;
    let contact = ContactDetails { address: "1 Low Street".to_owned(), email: String::new() };
    town.write(move |tx| {
        store::profile::set_contact(tx, scheme, other, &contact)?;
        store::associate::set(tx, scheme, other, bob, true)
    })
    .await;
    assert_eq!(dates(&town, ada).await.0, Some(day("2027-11-22")));

    let mut alice = town.sign_in(Role::Administrator).await;
    alice.get(&format!("/people/{other}")).await.expect(200).says("Same person as").says("Not this person");
    let path = format!("/people/{other}/same");
    alice.get(&path).await.expect(200);
    let found = alice.post(&format!("{path}/check"), &[("look", "aida lovel")]).await.expect(200);
    found.says("Ada Lovell");
    alice.post(&format!("{path}/check"), &[]).await.expect(422).says("Please type a name");
    let ada_id = ada.to_string();
    let both = alice.post(&format!("{path}/check"), &[("other", &ada_id)]).await.expect(200);
    both.says("Stays").says("Grey coat").says("until 12 December 2027").says("Once they are joined");
    let without = [("other", ada_id.as_str()), ("reason", "The same scar"), ("word", "join")];
    alice.post(&path, &without).await.expect(422).says("Please type JOIN").says("The same scar");
    let fields = [("other", ada_id.as_str()), ("reason", "The same scar"), ("word", "JOIN")];
    alice.post(&path, &fields).await.goes_to(&format!("/people/{ada}?done=joined"));

    assert_eq!(dates(&town, ada).await, (Some(day("2027-12-12")), day("2028-12-13")), "its own day (R-19)");
    alice.get(&format!("/people/{other}")).await.goes_to(&format!("/people/{ada}"));
    let page = alice.get(&format!("/people/{ada}")).await.expect(200);
    page.says("Daz").says("Grey coat").says("1 Low Street").says("Bob Nash");
    alice.post("/people", &[("look", "Daz")]).await.expect(200).says("Ada Lovell");
    let mut sam = town.sign_in(Role::Member).await;
    let gallery = sam.get("/gallery").await.expect(200).says("2 people").hides(&other.to_string());
    assert_eq!(gallery.links(&format!("/gallery/{ada}")).len(), 1, "one card");
    sam.get(&format!("/gallery/{other}")).await.goes_to(&format!("/gallery/{ada}"));
    sam.get(&format!("/people/{other}")).await.expect(404);
    let (old, premises) = (other.to_string(), at.premises.to_string());
    let report = [
        ("key", "a-key-of-one-form-0001"),
        ("kind", "theft"),
        ("band", "50_to_200"),
        ("premises", premises.as_str()),
        ("occurred_date", "2026-12-12"),
        ("occurred_time", "11:30"),
        ("who", old.as_str()),
    ];
    let sent = sam.post("/report", &report).await;
    assert_eq!(sent.status, 303, "a page that was opened before is not lost: {}", sent.location());
    let claimed = town.read(move |tx| {
        let which = store::incident::Which { claimed: Some(ada), ..Default::default() };
        store::incident::list(tx, scheme, which)
    });
    assert_eq!(claimed.await.len(), 1, "it points at the profile that stayed");
    let tick = evidence::scheduler(scheme, town.clock.now());
    let content = town.read(move |tx| store::incident::content(tx, &tick, late)).await;
    assert_eq!(Narrative::parse(&content.narrative).mentions(), [ada], "mentions follow");
    assert!(opens(&town, still).await, "what came with it opens under its own key");
    let (incidents, _) = town.read(move |tx| store::part::came_with(tx, scheme, ada, other)).await;
    assert_eq!(incidents, [late], "the origin of each item is kept (R-19)");
    assert_eq!(town.trail(&at).await.iter().filter(|deed| *deed == "merge_profiles").count(), 1);
}

#[actix_web::test]
async fn a_withdrawn_person_is_not_circulated_again_by_it() {
    let town = Town::new().await;
    let at = town.ashby.clone();
    let ada = profile(&town, &at, "Ada Lovell").await;
    report(&town, &at, &[ada], " took a ham").await;
    town.later(TimeDelta::days(1));
    let other = sought(&town, &at).await;
    report(&town, &at, &[other], " took a coat").await;
    run_until(&town, "2027-07-01T12:00:00Z").await;
    join(&town, ada, other).await.expect(404);
    granted(&town, other).await;
    join(&town, ada, other).await.expect(303);
    assert_eq!(
        dates(&town, ada).await,
        (Some(day("2027-11-22")), day("2028-11-23")),
        "named after withdrawal, nothing is shown longer by it (R-19, R-28)"
    );
    run_until(&town, "2027-12-01T12:00:00Z").await;
    agree(&town).await;
    let third = sought(&town, &at).await;
    report(&town, &at, &[third], " took a pie").await;
    granted(&town, ada).await;
    join(&town, third, ada).await.expect(303);
    assert_eq!(dates(&town, ada).await.0, Some(day("2028-12-01")), "a new counting report does (R-23)");
}

#[actix_web::test]
async fn who_might_see_one_of_two_withdrawn_does_not_see_both() {
    let town = Town::new().await;
    let at = town.ashby.clone();
    let (ada, twin) = (profile(&town, &at, "Ada Lovell").await, profile(&town, &at, "Ada Lovel").await);
    for one in [ada, twin] {
        report(&town, &at, &[one], " took a ham").await;
    }
    run_until(&town, "2027-12-01T12:00:00Z").await;
    agree(&town).await;
    granted(&town, ada).await;
    granted(&town, twin).await;
    let ben = town.add_user(&at, Role::Administrator, "Ben Cole", "ben@ashby.test");
    let sight = Sight {
        id: ItemId::from_random(town.clock.random()),
        user: ben,
        until: town.clock.today() + TimeDelta::days(30),
        reason: "Ada only".to_owned(),
    };
    let viewer = controller(&town);
    town.write(move |tx| store::grant::insert(tx, &viewer, ada, &sight)).await;
    join(&town, ada, twin).await.expect(303);
    let scheme = at.scheme;
    let holder = town.read(move |tx| store::origin::holder(tx, scheme, twin)).await.unwrap_or(twin);
    town.sign_in(Role::Administrator).await.get(&format!("/people/{holder}")).await.expect(200);
    let mut ben = town.sign_in_as(&at, ben, Role::Administrator).await;
    ben.get(&format!("/people/{holder}")).await.expect(404);
    town.sign_in(Role::Member).await.get(&format!("/gallery/{twin}")).await.expect(404);
}

#[actix_web::test]
async fn nobody_joins_people_of_two_schemes_two_birthdays_or_one_report() {
    let town = Town::new().await;
    let at = town.ashby.clone();
    let (ada, bob) = (profile(&town, &at, "Ada Lovell").await, profile(&town, &at, "Bob Nash").await);
    report(&town, &at, &[ada, bob], " took a ham").await;
    let foreign = profile(&town, &town.other, "Ada Lovell").await;
    join(&town, ada, foreign).await.expect(404);
    join(&town, foreign, ada).await.expect(404);
    join(&town, ada, ada).await.expect(422).says("one profile already");
    join(&town, ada, bob).await.expect(422).says("One report names both");
    let scheme = at.scheme;
    let other_day = Identity {
        name: Some(Fact { value: "Ada Lovell".to_owned(), source: Source::Police }),
        born: Some(Fact { value: day("1991-01-01"), source: Source::Police }),
        ..Identity::default()
    };
    let carl = profile(&town, &at, "Carl").await;
    town.write(move |tx| store::profile::set_identity(tx, scheme, carl, &other_day, None)).await;
    join(&town, ada, carl).await.expect(422).says("different dates of birth");
    for role in [Role::Member, Role::Manager, Role::Board, Role::Controller] {
        let mut them = town.sign_in(role).await;
        them.get(&format!("/people/{ada}/same")).await.expect(404);
        them.post(&format!("/people/{ada}/same"), &[("other", &carl.to_string())]).await.expect(404);
    }
    assert_eq!(town.trail(&at).await.iter().filter(|deed| *deed == "merge_profiles").count(), 0);
}

#[actix_web::test]
async fn of_two_who_join_the_same_two_at_once_one_is_told() {
    let town = Town::new().await;
    let at = town.ashby.clone();
    let (ada, twin) = (profile(&town, &at, "Ada Lovell").await, profile(&town, &at, "Ada Lovel").await);
    for one in [ada, twin] {
        report(&town, &at, &[one], " took a ham").await;
    }
    let (first, second) = futures_util::join!(join(&town, ada, twin), join(&town, twin, ada));
    let (won, lost) = if first.status == 303 { (first, second) } else { (second, first) };
    won.expect(303);
    lost.expect(422).says("joined these two in the meantime");
    assert_eq!(town.trail(&at).await.iter().filter(|deed| *deed == "merge_profiles").count(), 1);
}

#[actix_web::test]
async fn the_erasure_of_a_joined_profile_leaves_nothing_of_either() {
    let town = Town::new().await;
    let at = town.ashby.clone();
    let bob = profile(&town, &at, "Bob Nash").await;
    let (ada, twin) = (profile(&town, &at, "Ada Lovell").await, profile(&town, &at, "Ada Lovel").await);
    let mut ids: Vec<Uuid> = everything(&town, &at, ada, bob).await;
    ids.extend(everything(&town, &at, twin, bob).await);
    join(&town, ada, twin).await.expect(303);
    let scheme = at.scheme;
    let gone = town.read(move |tx| store::origin::joined_to(tx, scheme, ada)).await;
    let (stays, goes) = if gone.is_empty() { (twin, ada) } else { (ada, twin) };
    let own = town.read(move |tx| store::keys::load(tx, Owner::new(scheme, goes))).await;
    let before = Raw::open(&town.store).sealed();
    run_until(&town, "2028-11-23T00:10:00Z").await;
    let mut left = Raw::open(&town.store).traces(&ids);
    left.retain(|place| {
        !["audit.about", "audit.owner", "changes.profile", "tombstones.profile"].contains(&place.as_str())
    });
    assert_eq!(left, [""; 0], "R-19, R-25");
    for blob in blobs(&town).list().await.unwrap() {
        assert!(!ids.contains(&blob.owner()), "no blob of either is left");
    }
    for id in [stays, goes] {
        assert!(
            town.read(move |tx| store::keys::destroyed(tx, Owner::new(scheme, id))).await,
            "both keys are gone"
        );
        assert!(town.read(move |tx| store::erasure::buried(tx, scheme, id)).await.is_some());
        assert_eq!(town.store.read_afresh(|tx| store::erasure::left(tx, id)).unwrap(), [""; 0]);
    }
    let tick = evidence::scheduler(scheme, town.clock.now());
    let place = Place::new("joined", "identity", goes);
    let opened = |key: &beadle::vault::DataKey| {
        let cells = before.iter().filter(|(table, column, _)| table == "joined" && column == "identity");
        let mut cells = cells.map(|(.., cell)| Sealed(cell.clone()));
        cells.any(|cell| key.open::<beadle::domain::member::evidence::Identity>(&tick, place, &cell).is_ok())
    };
    assert!(opened(&own), "the copy is good");
    for key in town.read(move |tx| store::keys::all(tx, scheme)).await {
        assert!(!opened(&key), "beyond recovery");
    }
    let lines = store::ledger::Ledger::of(town.folder.path(), scheme).read(&town.vault.ring()).unwrap();
    assert_eq!(lines.open(), [], "the ledger's done lines are written");
    for id in [stays, goes] {
        let his = lines.lines.iter().filter(|line| line.matter.erased() == Some(id));
        assert_eq!(his.count(), 2, "an intent and a done line for each: a restore erases both again");
    }
}
