//! A person's page: every field is decided for members (R-63, the matrix).

use beadle::{
    domain::{
        ids::{BusinessId, ItemId, ProfileId},
        incident::source::Source,
        member::{
            evidence::{Acting, Administrator, FromSession, SessionFacts},
            record::{Business, BusinessDetails},
            role::Role,
            state::State,
        },
        profile::{
            identity::{Fact, Identity},
            special::{Kind, Special},
            status::Status,
        },
    },
    store,
};
use chrono::TimeDelta;

use super::subjects::{UNTIL, day, fact, named, shown};
use crate::harness::Town;

/// Somebody with a canary in every field there is.
async fn canary(town: &Town) -> ProfileId {
    let identity = Identity {
        name: fact("Canary Name"),
        aliases: fact("Canary Alias").into_iter().collect(),
        born: Some(Fact { value: day("1990-05-17"), source: Source::SocialMedia }),
        looks_under_18: false,
        description: fact("canary-description"),
        modus_operandi: fact("canary-method"),
    };
    let id = town.person(&town.ashby, identity, shown(Status::Excluded, UNTIL)).await;
    town.contact(&town.ashby, id, "canary-address").await;
    town.theft(id, "canary-summary").await;
    town.excluded(id, "2027-03-03").await;
    special(town, id, Kind::Condition, "canary-condition", town.ashby.business).await;
    special(town, id, Kind::Vulnerability, "canary-vulnerability", town.ashby.business).await;
    special(town, id, Kind::Ethnicity, "canary-ethnicity", elsewhere(town).await).await;
    id
}

async fn elsewhere(town: &Town) -> BusinessId {
    let business = Business {
        id: BusinessId::from_random(town.clock.random()),
        state: State::Active,
        details: BusinessDetails { name: "The Bell".into(), trade: "Pub".into() },
        authority_on: None,
    };
    let (id, scheme, at) = (business.id, town.ashby.scheme, town.clock.now());
    town.write(move |tx| store::business::insert(tx, scheme, &business, at)).await;
    id
}

async fn special(town: &Town, profile: ProfileId, kind: Kind, words: &str, audience: BusinessId) {
    let fact = Special {
        id: ItemId::from_random(town.clock.random()),
        profile,
        kind,
        source: Source::Police,
        words: words.to_owned(),
        reason: "canary-reason".to_owned(),
        audience: vec![audience],
        recorded_by: Some(town.ashby.administrator),
        recorded_at: town.clock.now(),
    };
    let scheme = town.ashby.scheme;
    town.write(move |tx| store::special::insert(tx, scheme, &fact)).await;
}

#[actix_web::test]
async fn a_member_sees_what_the_matrix_gives_and_nothing_else() {
    let town = Town::new().await;
    let id = canary(&town).await;
    let mut sam = town.sign_in(Role::Member).await;
    let mut page = sam.get(&format!("/gallery/{id}")).await.expect(200);
    for given in [
        "Canary Name",
        "Canary Alias",
        "17 May 1990",
        "canary-description",
        "canary-method",
        "canary-summary",
        "Alleged",
        "Theft",
        "20 November 2026",
        "Fairway Stores, High Street",
        "3 March 2027",
        "22 November 2027",
        "canary-condition",
    ] {
        page = page.says(given);
    }
    let gallery = sam.get("/gallery").await.expect(200).says("Canary Name");
    for (place, mut text) in [("person", page.text), ("gallery", gallery.text)] {
        for hidden in [
            "canary-address",
            "canary-mail",
            "canary-narrative",
            "canary-victim",
            "canary-witness",
            "canary-named",
            "canary-reporter",
            "canary-statement",
            "canary-vulnerability",
            "canary-ethnicity",
            "canary-reason",
            "ocial media",
            "Maya Brooks",
            "Alice Hart",
            "Tom Okafor",
            "2028",
        ] {
            assert!(!text.contains(hidden), "{place} shows {hidden}");
        }
        if place == "gallery" {
            for rest in ["canary-", "Canary Alias", "1990"] {
                assert!(!text.contains(rest), "a card shows {rest}");
            }
        }
        text.clear();
    }
}

#[actix_web::test]
async fn a_special_fact_is_for_its_named_audience_only() {
    let town = Town::new().await;
    let id = town.reported("Dale Renton").await;
    special(&town, id, Kind::Condition, "canary-condition", elsewhere(&town).await).await;
    let mut sam = town.sign_in(Role::Member).await;
    sam.get(&format!("/gallery/{id}")).await.expect(200).hides("canary-condition");
}

#[actix_web::test]
async fn associates_and_mentions_are_shown_while_both_circulate() {
    let town = Town::new().await;
    let dale = town.reported("Dale Renton").await;
    let mara = town.person(&town.ashby, named("Mara Voss"), shown(Status::Known, "2026-11-22")).await;
    town.theft(dale, &format!("Came with @{{{mara}}} and left.")).await;
    let scheme = town.ashby.scheme;
    town.write(move |tx| store::associate::set(tx, scheme, dale, mara, true)).await;
    let page = format!("/gallery/{dale}");
    let theirs = format!("/gallery/{mara}");
    let seen = town.sign_in(Role::Member).await.get(&page).await.expect(200);
    let seen = seen.says("Often seen with").says("Came with Mara Voss and left.");
    assert_eq!(seen.links(&theirs).len(), 1);
    town.later(TimeDelta::days(1));
    let after = town.sign_in(Role::Member).await.get(&page).await.expect(200);
    let after = after.hides("Mara").hides("Often seen with").says("Came with a person and left.");
    assert!(after.links(&theirs).is_empty(), "a withdrawn person's link is hidden wherever it stands");
}

#[actix_web::test]
async fn a_sighting_is_one_tap_and_a_second_one_tells_nothing_new() {
    let town = Town::new().await;
    let dale = town.reported("Dale Renton").await;
    let mut sam = town.sign_in(Role::Member).await;
    sam.get(&format!("/gallery/{dale}")).await.expect(200).says("I have just seen this person");
    for _ in 0..2 {
        let sent = sam.post(&format!("/gallery/{dale}/sighting"), &[]).await;
        let onward = sent.goes_to(&format!("/gallery/{dale}?done=seen")).location().to_owned();
        sam.get(&onward).await.expect(200).says("Thank you");
    }
    let scheme = town.ashby.scheme;
    let kept = town.read(move |tx| store::sighting::of_profile(tx, scheme, dale)).await;
    assert_eq!(kept.len(), 1);
    assert_eq!(kept[0].erase_on, day("2027-11-22"), "12 months (R-30)");
    assert_eq!((kept[0].user, kept[0].premises), (Some(town.ashby.member), Some(town.ashby.premises)));
    assert!(town.trail(&town.ashby).await.contains(&"record_sighting".to_owned()));
}

#[actix_web::test]
async fn a_suggested_name_is_for_the_administrator_and_shown_to_nobody() {
    let town = Town::new().await;
    let nobody = town.reported("").await;
    let mut sam = town.sign_in(Role::Member).await;
    let page = format!("/gallery/{nobody}");
    sam.get(&page).await.expect(200).says("I know this person").says("Who is this?");
    let empty = sam.post(&format!("{page}/name"), &[("name", " ")]).await.expect(422);
    empty.says("Please fill this in");
    let sent = sam.post(&format!("{page}/name"), &[("name", "Robin Ashdown, my neighbour")]).await;
    sent.goes_to(&format!("{page}?done=name"));
    sam.get(&page).await.expect(200).hides("Robin Ashdown");
    sam.get("/gallery?q=Robin").await.expect(200).hides("Robin Ashdown");
    let facts = SessionFacts {
        scheme: town.ashby.scheme,
        user: town.ashby.administrator,
        business: None,
        role: Role::Administrator,
        active: true,
        agreed: true,
        second_factor: true,
        stopped: None,
    };
    let alice = Administrator::from_session(&facts, town.clock.now()).unwrap();
    assert_eq!(alice.scheme(), town.ashby.scheme);
    let kept = town.read(move |tx| store::suggestion::of_profile(tx, &alice, nobody)).await;
    assert_eq!(kept[0].1, "Robin Ashdown, my neighbour", "R-13");
    let dale = town.reported("Dale Renton").await;
    sam.post(&format!("/gallery/{dale}/name"), &[("name", "Somebody Else")]).await.expect(404);
}

#[actix_web::test]
async fn the_page_offers_a_report_with_this_person_chosen_and_says_what_to_do() {
    let town = Town::new().await;
    let dale = town.person(&town.ashby, named("Dale Renton"), shown(Status::Excluded, UNTIL)).await;
    town.excluded(dale, "2027-03-03").await;
    let page = town.sign_in(Role::Member).await.get(&format!("/gallery/{dale}")).await.expect(200);
    let page = page.says("If they come in").says("call 999").says("no-print");
    assert_eq!(page.links("/report?who="), [format!("/report?who={dale}")]);
    assert_eq!(page.header("cache-control"), "no-store", "R-64");
}
