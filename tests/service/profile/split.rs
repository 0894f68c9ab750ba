//! A wrong match is undone in one deed: what leaves, what is left, who is told.

use beadle::{
    domain::{
        ids::{IncidentId, ProfileId},
        incident::mention::Narrative,
        member::{evidence, role::Role},
        profile::identity::{ContactDetails, Fact},
        sanction::letter::LetterKind,
    },
    store,
    vault::Owner,
};
use chrono::TimeDelta;

use super::{
    listed::{blobs, day, picture, profile, report},
    merge::{dates, join, sought},
};
use crate::{harness::Town, incident::desk::alice};

const WHY: (&str, &str) = ("reason", "The tattoo is another");
const WORD: (&str, &str) = ("word", "NOT THEM");

/// Who is a subject of an incident.
async fn subjects(town: &Town, id: IncidentId) -> Vec<ProfileId> {
    let scheme = town.ashby.scheme;
    let all = town.read(move |tx| store::subject::of_incident(tx, scheme, id)).await;
    all.into_iter().map(|subject| subject.profile).collect()
}

async fn mentions(town: &Town, id: IncidentId) -> Vec<ProfileId> {
    let tick = evidence::scheduler(town.ashby.scheme, town.clock.now());
    let content = town.read(move |tx| store::incident::content(tx, &tick, id)).await;
    Narrative::parse(&content.narrative).mentions()
}

#[actix_web::test]
async fn undoing_a_join_gives_back_what_there_was_and_tells_who_saw_it_once() {
    let town = Town::new().await;
    let at = town.ashby.clone();
    let (ada, bob) = (profile(&town, &at, "Ada Lovell").await, profile(&town, &at, "Bob Nash").await);
    let hers = report(&town, &at, &[ada], " took a ham").await;
    let other = sought(&town, &at).await;
    let theirs = report(&town, &at, &[other], " took a coat").await;
    let still = picture(&town, &at, Some(other), None).await;
    let scheme = at.scheme;
    let contact = ContactDetails { address: "1 Low Street".to_owned(), email: "x@low.test".to_owned() };
    town.write(move |tx| {
        store::profile::set_contact(tx, scheme, other, &contact)?;
        store::associate::set(tx, scheme, other, bob, true)
    })
    .await;
    let before = (dates(&town, ada).await, dates(&town, other).await);
    // Maya looked before the join, Sam after it.
    town.sign_in(Role::Manager).await.get(&format!("/gallery/{ada}")).await.expect(200);
    town.later(TimeDelta::hours(1));
    join(&town, ada, other).await.expect(303);
    town.later(TimeDelta::hours(1));
    let mut sam = town.sign_in(Role::Member).await;
    sam.get(&format!("/gallery/{ada}")).await.expect(200);
    town.later(TimeDelta::hours(1));

    let mut alice_now = town.sign_in(Role::Administrator).await;
    let path = format!("/people/{ada}/not");
    let origin = other.to_string();
    alice_now.get(&path).await.expect(200).says("Joined before").says("whose name was not known");
    let checked = alice_now.post(&format!("{path}/check"), &[("origin", &origin)]).await.expect(200);
    checked.says("Undo this match?").says("until 22 November 2027");
    let missing = [("origin", origin.as_str()), WHY];
    alice_now
        .post(&path, &missing)
        .await
        .expect(422)
        .says("Please type NOT THEM")
        .says("The tattoo is another");
    alice_now
        .post(&path, &[("origin", &origin), WHY, WORD])
        .await
        .goes_to(&format!("/people/{ada}?done=split"));

    assert_eq!((dates(&town, ada).await, dates(&town, other).await), before, "the dates are as they were");
    assert_eq!((subjects(&town, hers).await, subjects(&town, theirs).await), (vec![ada], vec![other]));
    assert_eq!(mentions(&town, theirs).await, [other]);
    let row = town.read(move |tx| store::picture::load(tx, scheme, still)).await;
    assert_eq!(row.profile, Some(other));
    alice_now
        .get(&format!("/people/{ada}"))
        .await
        .expect(200)
        .hides("Daz")
        .hides("Grey coat")
        .hides("Bob Nash");
    let page = alice_now.get(&format!("/people/{other}")).await.expect(200);
    page.says("Daz").says("Grey coat").says("1 Low Street").says("Bob Nash");

    let mail = town.mail(&at).await;
    let to: Vec<&str> = mail.iter().map(|message| message.to.as_str()).collect();
    assert_eq!(to, ["member@ashby.test"], "who saw it since the join, and nobody else");
    for name in ["Ada", "Lovell", "Daz"] {
        assert!(!mail[0].text.contains(name) && !mail[0].subject.contains(name), "a link only (R-70)");
    }
    assert!(mail[0].text.contains("https://ashby.test/corrections"));
    sam.get("/gallery").await.expect(200).says("/corrections");
    let told = sam.get("/corrections").await.expect(200);
    told.says("22 November 2026").says("do not act on what you saw").hides("Lovell");
    let viewer = at.member;
    let unread = town.read(move |tx| store::correction::unread(tx, scheme, viewer)).await;
    sam.post(&format!("/corrections/{}", unread[0].id), &[]).await.expect(303);
    sam.post(&format!("/corrections/{}", unread[0].id), &[]).await.expect(404);
    sam.get("/gallery").await.expect(200).hides("/corrections");
    town.sign_in(Role::Manager).await.get("/corrections").await.expect(200).says("Nothing to read");

    let letters = town.read(move |tx| store::letter::of_profile(tx, scheme, ada)).await;
    assert_eq!(
        letters.iter().map(|one| one.kind).collect::<Vec<_>>(),
        [LetterKind::Correction],
        "the person too"
    );
    alice_now.get("/inbox").await.expect(200).says("A letter to print");
    alice_now.get(&format!("/letters/{}.txt", letters[0].id)).await.expect(200).says("not about you");
    alice_now.get("/inbox").await.expect(200).hides("A letter to print");
}

#[actix_web::test]
async fn a_report_that_was_somebody_elses_leaves_the_profile_with_what_relied_on_it() {
    let town = Town::new().await;
    let at = town.ashby.clone();
    let ada = profile(&town, &at, "Ada Lovell").await;
    let wrong = report(&town, &at, &[ada], " took a ham").await;
    let scheme = at.scheme;
    let email = ContactDetails { address: String::new(), email: "ada@low.test".to_owned() };
    town.write(move |tx| store::profile::set_contact(tx, scheme, ada, &email)).await;
    town.later(TimeDelta::hours(1));
    town.sign_in(Role::Member).await.get("/gallery").await.expect(200).says("Ada Lovell");
    let mut alice_now = town.sign_in(Role::Administrator).await;
    let path = format!("/people/{ada}/not");
    let item = format!("incident:{wrong}");
    alice_now
        .post(&format!("{path}/check"), &[("to", "nobody")])
        .await
        .expect(422)
        .says("Please choose what");
    let nowhere = alice_now.post(&format!("{path}/check"), &[("item", &item)]).await.expect(422);
    nowhere.says("Please choose where it goes").says("checked");
    let checked =
        alice_now.post(&format!("{path}/check"), &[("item", &item), ("to", "nobody")]).await.expect(200);
    checked.says("20 December 2026").says("Reports stay without a person");
    let fields = [("item", item.as_str()), ("to", "nobody"), WHY, WORD];
    alice_now.post(&path, &fields).await.goes_to("/people?done=withdrawn");
    assert_eq!(
        dates(&town, ada).await,
        (None, day("2026-12-20")),
        "withdrawn at once, erased in 28 days (R-26)"
    );
    assert_eq!(subjects(&town, wrong).await, []);
    assert_eq!(mentions(&town, wrong).await, [], "the mention says \"a person\"");
    let kept = town.read(move |tx| store::incident::load(tx, scheme, wrong)).await;
    assert_eq!(kept.erase_on, Some(day("2027-11-22")), "nobody identified: twelve months (R-30)");
    town.sign_in(Role::Member).await.get("/gallery").await.expect(200).hides("Ada Lovell");
    let mail = town.mail(&at).await;
    let mut to: Vec<&str> = mail.iter().map(|message| message.to.as_str()).collect();
    to.sort_unstable();
    assert_eq!(to, ["ada@low.test", "member@ashby.test"], "who saw it, and the person");
    alice_now.post(&path, &fields).await.expect(404);
}

#[actix_web::test]
async fn an_exclusion_falls_with_all_it_relied_on() {
    let town = Town::new().await;
    let at = town.ashby.clone();
    let ada = profile(&town, &at, "Ada Lovell").await;
    let wrong = report(&town, &at, &[ada], " took a ham").await;
    let right = report(&town, &at, &[ada], " took a pie").await;
    let (scheme, now) = (at.scheme, town.clock.now());
    let served = beadle::domain::sanction::Sanction {
        id: beadle::domain::ids::SanctionId::from_random(town.clock.random()),
        profile: ada,
        kind: beadle::domain::sanction::kind::Kind::Exclusion,
        state: beadle::domain::sanction::state::State::Served,
        months: Some(24),
        everywhere: true,
        proposed_by: Some(at.administrator),
        proposed_at: now,
        decided_by: Some(at.board),
        decided_at: Some(now),
        served_on: Some(day("2026-11-22")),
        served_how: None,
        ends_on: Some(day("2028-11-21")),
        revoked_on: None,
        expiry_told: false,
    };
    let sanction = served.id;
    town.write(move |tx| {
        store::sanction::insert(tx, scheme, &served, "In proportion.", &[wrong], &[])?;
        store::sanction::update(tx, scheme, served.state, &served)
    })
    .await;
    super::listed::reckoned(&town, &at, ada).await;
    assert_eq!(dates(&town, ada).await.0, Some(day("2028-11-21")));
    let mut alice_now = town.sign_in(Role::Administrator).await;
    let item = format!("incident:{wrong}");
    let fields = [("item", item.as_str()), ("to", "new"), WHY, WORD];
    alice_now.post(&format!("/people/{ada}/not"), &fields).await.expect(303);
    assert_eq!(
        dates(&town, ada).await.0,
        Some(day("2027-11-22")),
        "what is left counts from its own day (R-41)"
    );
    assert_eq!(town.read(move |tx| store::sanction::relied_on(tx, scheme, sanction)).await, []);
    assert_eq!(subjects(&town, right).await, [ada]);
    let [new] = subjects(&town, wrong).await[..] else { panic!("one subject") };
    assert_eq!(dates(&town, new).await.0, Some(day("2027-05-22")), "ID sought: six months (R-28)");
    town.sign_in(Role::Member).await.get(&format!("/gallery/{ada}")).await.expect(200).hides("Excluded");
}

#[actix_web::test]
async fn a_picture_and_a_name_go_to_whom_they_belong_under_that_persons_key() {
    let town = Town::new().await;
    let at = town.ashby.clone();
    let (ada, bob) = (profile(&town, &at, "Ada Lovell").await, profile(&town, &at, "Bob Nash").await);
    for one in [ada, bob] {
        report(&town, &at, &[one], " took a ham").await;
    }
    let shot = picture(&town, &at, Some(ada), None).await;
    let (scheme, viewer) = (at.scheme, alice(&town));
    town.write(move |tx| {
        let alias = |value: &str| Fact {
            value: value.to_owned(),
            source: beadle::domain::incident::source::Source::MemberReport,
        };
        let mut identity = super::listed::named("Ada Lovell");
        identity.aliases = vec![alias("Bobby"), alias("Lo")];
        store::profile::set_identity(tx, scheme, ada, &identity, None)
    })
    .await;
    let mut alice_now = town.sign_in(Role::Administrator).await;
    let path = format!("/people/{ada}/not");
    let found = [("look", "Bob Nash"), ("item", "name:Bobby"), ("to", "other")];
    let page = alice_now.post(&format!("{path}/find"), &found).await.expect(200);
    page.says(&format!("value=\"{bob}\"")).says("checked");
    let (item, other) = (format!("picture:{shot}"), bob.to_string());
    let fields =
        [("item", item.as_str()), ("item", "name:Bobby"), ("to", "other"), ("other", &other), WHY, WORD];
    alice_now.post(&path, &fields).await.goes_to(&format!("/people/{ada}?done=split"));
    let pictures = town.read(move |tx| store::picture::of_profiles(tx, scheme, &[ada, bob])).await;
    let [moved] = &pictures[..] else { panic!("one picture") };
    assert_eq!((moved.profile, moved.main), (Some(bob), true));
    assert_ne!(moved.id, shot, "sealed anew, as another blob");
    let key = town.read(move |tx| store::keys::load(tx, Owner::new(scheme, bob))).await;
    let blob = beadle::photos::blobs::BlobKey::new(scheme, moved.id.uuid(), "thumb");
    let sealed = beadle::vault::Sealed(blobs(&town).get(&blob).await.unwrap().unwrap());
    let place = beadle::vault::Place::new("pictures", "thumb", moved.id);
    assert!(key.open::<evidence::Images>(&viewer, place, &sealed).is_ok(), "under Bob's key");
    let removals = town.read(move |tx| store::picture::blobs_to_remove(tx, scheme)).await;
    assert_eq!(removals.iter().filter(|name| name.contains(&shot.to_string())).count(), 2);
    alice_now.get(&format!("/people/{bob}")).await.expect(200).says("Bobby");
    alice_now.get(&format!("/people/{ada}")).await.expect(200).hides("Bobby").says("Lo");
    let foreign = format!("picture:{}", moved.id);
    let fields = [("item", foreign.as_str()), ("to", "nobody"), WHY, WORD];
    alice_now.post(&path, &fields).await.expect(404);
    let mut other = town.sign_in_as(&town.other, town.other.administrator, Role::Administrator).await;
    other.get(&path).await.expect(404);
    for role in [Role::Member, Role::Manager, Role::Board, Role::Controller] {
        town.sign_in(role).await.get(&path).await.expect(404);
    }
}

#[actix_web::test]
async fn without_its_wrong_name_a_profile_is_sought_again() {
    let town = Town::new().await;
    let at = town.ashby.clone();
    let ada = profile(&town, &at, "Ada Lovell").await;
    report(&town, &at, &[ada], " took a ham").await;
    let mut alice_now = town.sign_in(Role::Administrator).await;
    let fields = [("item", "name:Ada Lovell"), ("to", "nobody"), WHY, WORD];
    alice_now.post(&format!("/people/{ada}/not"), &fields).await.expect(303);
    assert_eq!(dates(&town, ada).await.0, Some(day("2027-05-22")), "ID sought (R-13, R-28)");
    alice_now.get(&format!("/people/{ada}")).await.expect(200).hides("Lovell");
    alice_now.post("/people", &[("look", "Lovell")]).await.expect(200).hides(&ada.to_string());
    let scheme = at.scheme;
    assert_eq!(town.read(move |tx| store::letter::of_profile(tx, scheme, ada)).await.len(), 0, "to whom?");
}
