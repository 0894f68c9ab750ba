//! The gallery.

use beadle::{
    actions::{
        Call, Refusal,
        profile::{
            gallery::{Asked, gallery},
            reckon::reckon,
        },
    },
    domain::{
        deed::Deed,
        ids::{ItemId, ProfileId, SchemeId, UserId},
        member::{agreement::Acceptance, role::Role},
        profile::{identity::Identity, status::Status},
    },
    store::{self, listing::Which},
};
use chrono::TimeDelta;
use diesel::{Connection, RunQueryDsl, pg::PgConnection, sqlite::SqliteConnection};

use super::subjects::{UNTIL, day, fact, named, shown};
use crate::harness::Town;

#[actix_web::test]
async fn a_person_is_shown_to_the_last_day_and_not_a_day_longer_whether_or_not_the_scheduler_ran() {
    let town = Town::new().await;
    let id = town.person(&town.ashby, named("Dale Renton"), shown(Status::Known, "2026-11-23")).await;
    let page = format!("/gallery/{id}");
    let mut sam = town.sign_in(Role::Member).await;
    sam.get("/gallery").await.expect(200).says("Dale Renton").says("until 23 Nov 2026").says("1 person");
    town.clock.move_to("2026-11-23T23:59:59Z".parse().unwrap());
    let mut sam = town.sign_in(Role::Member).await;
    sam.get("/gallery").await.expect(200).says("Dale Renton");
    sam.get(&page).await.expect(200).says("Dale Renton");
    town.clock.move_to("2026-11-24T00:00:00Z".parse().unwrap());
    let mut sam = town.sign_in(Role::Member).await;
    sam.get("/gallery").await.expect(200).hides("Dale Renton").says("0 people").says("Nobody to show");
    sam.get("/gallery?q=Dale+Renton").await.expect(200).hides(&page).says("No match");
    sam.get(&page).await.expect(404).hides("Dale");
    sam.post(&format!("{page}/sighting"), &[]).await.expect(404);
}

#[actix_web::test]
async fn nobody_sees_another_schemes_people() {
    let town = Town::new().await;
    let theirs = town.person(&town.other, named("Orla Quill"), shown(Status::Known, UNTIL)).await;
    let mut sam = town.sign_in(Role::Member).await;
    sam.get("/gallery").await.expect(200).hides("Orla Quill");
    sam.get("/gallery?q=Orla").await.expect(200).hides("Quill");
    let there = sam.get(&format!("/gallery/{theirs}")).await.expect(404);
    let nowhere = sam.get(&format!("/gallery/{}", ProfileId::from_random([9; 16]))).await.expect(404);
    assert_eq!(there.text, nowhere.text, "what one may not see does not exist (R-63)");
    sam.get("/gallery/nonsense").await.expect(404);
}

#[actix_web::test]
async fn the_gallery_needs_the_agreement_and_is_for_members_only() {
    let town = Town::new().await;
    let mut visitor = town.visit("ashby.test").await;
    visitor.get("/gallery").await.goes_to("/sign-in?next=%2Fgallery");
    for role in [Role::Administrator, Role::Board, Role::Controller] {
        town.sign_in(role).await.get("/gallery").await.expect(404);
    }
    town.sign_in(Role::Manager).await.get("/gallery").await.expect(200);
    let (scheme, sam) = (town.ashby.scheme, town.ashby.member);
    let old = Acceptance { version: 1, on: day("2024-01-01") };
    town.write(move |tx| store::user::agree(tx, scheme, sam, old)).await;
    let mut sam = town.sign_in(Role::Member).await;
    sam.get("/gallery").await.goes_to("/agreement?next=%2Fgallery");
}

#[actix_web::test]
async fn a_card_says_status_until_when_and_from_where_and_carries_the_viewers_name_and_time() {
    let town = Town::new().await;
    let dale = town.person(&town.ashby, named("Dale Renton"), shown(Status::Excluded, UNTIL)).await;
    town.excluded(dale, "2027-03-03").await;
    town.reported("").await;
    town.picture(dale, None).await;
    let page = town.sign_in(Role::Member).await.get("/gallery").await.expect(200);
    let page = page.says("Excluded").says("until 3 Mar 2027").says("All premises");
    let page = page.says("Who is this?").says("ID sought").says("No photo");
    let page = page.says("Sam Reed · 22 Nov 12:00").says("no-print");
    assert_eq!(page.header("cache-control"), "no-store", "R-64");
}

#[actix_web::test]
async fn an_exclusion_that_ended_is_not_on_the_card_though_nothing_reckoned_since() {
    let town = Town::new().await;
    let dale = town.person(&town.ashby, named("Dale Renton"), shown(Status::Excluded, UNTIL)).await;
    town.excluded(dale, "2026-11-22").await;
    let mut sam = town.sign_in(Role::Member).await;
    sam.get(&format!("/gallery/{dale}")).await.expect(200).says("They may not enter");
    town.later(TimeDelta::days(1));
    let mut sam = town.sign_in(Role::Member).await;
    sam.get(&format!("/gallery/{dale}")).await.expect(200).hides("They may not enter").hides("#excluded");
}

#[actix_web::test]
async fn a_child_is_shown_only_after_two_people_decided_and_a_photo_only_if_they_say_so() {
    let town = Town::new().await;
    let identity = Identity { looks_under_18: true, ..named("Kit Marlow") };
    let kit = town.person(&town.ashby, identity, shown(Status::Known, UNTIL)).await;
    let picture = town.picture(kit, None).await.to_string();
    town.theft(kit, "took a bottle").await;
    let reckoned = async || {
        town.service
            .tick(town.ashby.scheme, move |act| {
                act.record(Deed::WithdrawProfile, &[]);
                reckon(act, kit).map(|_| ())
            })
            .await
            .unwrap();
        town.sign_in(Role::Member).await.get("/gallery").await.expect(200)
    };
    reckoned().await.hides("Kit Marlow");
    decide(&town, kit, true, false).await;
    reckoned().await.says("Kit Marlow").says("Under 18").hides(&picture);
    decide(&town, kit, true, true).await;
    reckoned().await.says("Kit Marlow").says(&picture);
    decide(&town, kit, false, true).await;
    reckoned().await.hides("Kit Marlow");
}

/// Two people's decision, as the deed of review leaves it.
async fn decide(town: &Town, who: ProfileId, circulate: bool, photo: bool) {
    town.later(TimeDelta::minutes(1));
    let at = town.clock.now().format("%Y-%m-%d %H:%M:%S%.6f+00:00").to_string();
    let (scheme, by, and) = (town.ashby.scheme, town.ashby.administrator, town.ashby.controller);
    let id = ItemId::from_random(town.clock.random());
    run(town, &|sql: Sql| {
        format!(
            "INSERT INTO best_interests (id, scheme, profile, circulate, photo, reason, proposed_by, \
             proposed_at, confirmed_by, confirmed_at) VALUES ({}, {}, {}, {}, {}, {}, {}, '{at}', {}, '{at}')",
            sql.id(id.uuid()),
            sql.id(SchemeId::uuid(scheme)),
            sql.id(who.uuid()),
            sql.flag(circulate),
            sql.flag(photo),
            sql.bytes("00"),
            sql.id(UserId::uuid(by)),
            sql.id(UserId::uuid(and)),
        )
    });
}

#[actix_web::test]
async fn one_look_is_one_event_that_lists_everybody_on_the_page() {
    let town = Town::new().await;
    let (dale, nobody) = (town.reported("Dale Renton").await, town.reported("").await);
    town.sign_in(Role::Member).await.get("/gallery?q=renton").await.expect(200);
    town.sign_in(Role::Member).await.get("/gallery").await.expect(200);
    let trail = town.trail(&town.ashby).await;
    assert_eq!(trail.iter().filter(|deed| *deed == "view_gallery").count(), 2, "R-61");
    let seen = crate::profile::subjects::ids_of_last(&town).await;
    assert!(seen.contains(&dale.uuid()) && seen.contains(&nobody.uuid()), "R-61");
}

#[actix_web::test]
async fn if_the_look_cannot_be_recorded_nothing_is_shown() {
    let town = Town::new().await;
    town.reported("Dale Renton").await;
    let sam = town.sign_in(Role::Member).await;
    let token = sam.cookies.get("__Host-session").cloned();
    run(&town, &|_| "ALTER TABLE audit_heads RENAME TO lost".to_owned());
    let call = Call { host: "ashby.test".to_owned(), token, csrf: None };
    let looked = gallery(&town.service, call, Asked::default()).await;
    assert!(matches!(looked, Err(Refusal::Unrecorded)), "no record, no data (R-61)");
}

#[actix_web::test]
async fn chips_choose_and_count_and_pages_follow_each_other() {
    let town = Town::new().await;
    for n in 0..26 {
        town.reported(&format!("Person Number{n}")).await;
    }
    let mara = town.person(&town.ashby, named("Mara Voss"), shown(Status::Warned, UNTIL)).await;
    town.theft(mara, "").await;
    let mut sam = town.sign_in(Role::Member).await;
    let first = sam.get("/gallery").await.expect(200).says("27 people").says("1 to 24 of 27");
    let next = first.links("/gallery?").into_iter().find(|link| link.contains("page=2")).unwrap();
    sam.get(&next).await.expect(200).says("25 to 27 of 27");
    sam.get("/gallery?show=warned").await.expect(200).says("Mara Voss").hides("Person").says("1 person");
    sam.get("/gallery?show=near").await.expect(200).says("Mara Voss").hides("Person");
    sam.get("/gallery?show=excluded").await.expect(200).says("Nobody to show");
    sam.get("/gallery?page=-3&since=99999999999999").await.expect(200);
}

#[actix_web::test]
async fn new_is_who_came_since_the_last_visit_and_stays_so_from_page_to_page() {
    let town = Town::new().await;
    town.reported("Dale Renton").await;
    let mut sam = town.sign_in(Role::Member).await;
    sam.get("/gallery").await.expect(200);
    town.later(TimeDelta::days(2));
    town.reported("Mara Voss").await;
    town.later(TimeDelta::hours(1));
    let mut sam = town.sign_in(Role::Member).await;
    let page = sam.get("/gallery").await.expect(200).says("New since Sunday");
    let new = page.links("/gallery?show=new").remove(0);
    sam.get(&new).await.expect(200).says("Mara Voss").hides("Dale Renton");
    town.later(TimeDelta::minutes(15));
    sam.get(&new).await.expect(200).says("Mara Voss");
    sam.get("/gallery?show=new").await.expect(200).hides("Mara Voss");
}

#[actix_web::test]
async fn search_forgives_spelling_and_the_rows_decide() {
    let town = Town::new().await;
    let identity = Identity { aliases: fact("Deano").into_iter().collect(), ..named("Dale Renton") };
    town.person(&town.ashby, identity, shown(Status::Known, UNTIL)).await;
    let gone = town.person(&town.ashby, named("Dale Rentum"), shown(Status::Known, "2026-11-22")).await;
    town.service.fill_index().unwrap();
    let mut sam = town.sign_in(Role::Member).await;
    for typed in ["renton", "dail+rentn", "Deano"] {
        sam.get(&format!("/gallery?q={typed}")).await.expect(200).says("Dale Renton");
    }
    town.later(TimeDelta::days(1));
    let mut sam = town.sign_in(Role::Member).await;
    sam.get("/gallery?q=dale").await.expect(200).says("Renton").hides(&gone.to_string());
    let which = Which { shown_on: Some(town.clock.today()), ..Which::default() };
    let scheme = town.ashby.scheme;
    assert_eq!(town.read(move |tx| store::listing::count(tx, scheme, &which)).await, 1);
}

/// How each database writes a value.
#[derive(Clone, Copy)]
enum Sql {
    Lite,
    Postgres,
}

impl Sql {
    fn id(self, id: uuid::Uuid) -> String {
        match self {
            Self::Lite => format!("X'{}'", id.simple()),
            Self::Postgres => format!("'{id}'"),
        }
    }
    fn bytes(self, hex: &str) -> String {
        match self {
            Self::Lite => format!("X'{hex}'"),
            Self::Postgres => format!("'\\x{hex}'"),
        }
    }
    fn flag(self, flag: bool) -> String {
        match self {
            Self::Lite => i32::from(flag).to_string(),
            Self::Postgres => flag.to_string(),
        }
    }
}

/// Writes past the service, as a fault or another version might.
fn run(town: &Town, sql: &dyn Fn(Sql) -> String) {
    match town.store.url() {
        store::Url::Sqlite(path) => {
            let mut conn = SqliteConnection::establish(path).unwrap();
            diesel::sql_query("PRAGMA busy_timeout=5000").execute(&mut conn).unwrap();
            diesel::sql_query(sql(Sql::Lite)).execute(&mut conn).unwrap();
        }
        store::Url::Postgres(url) => {
            let mut conn = PgConnection::establish(url).unwrap();
            diesel::sql_query(sql(Sql::Postgres)).execute(&mut conn).unwrap();
        }
    }
}
