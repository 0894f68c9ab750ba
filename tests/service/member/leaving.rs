//! When leaving is confirmed, all personal data of the user is irrevocably deleted at once.

use beadle::{
    actions::mail::deliver,
    domain::{
        mail::Standing,
        member::{evidence, role::Role},
    },
    mail::Transport,
    store::{self, StoreError},
    vault::Owner,
};
use chrono::TimeDelta;

use crate::harness::{Answer, Town};

/// The address of the request that waits.
pub fn request(page: &Answer) -> String {
    let at = page.text.find("/decisions/leavings/").expect("a request waits");
    page.text[at..].split('"').next().unwrap().to_owned()
}

#[actix_web::test]
async fn a_user_asks_a_board_member_confirms_and_everything_goes() {
    let town = Town::new().await;
    let mut sam = town.sign_in(Role::Member).await;
    sam.post("/account/leave", &[("word", "leave")]).await.expect(422).says("Please type LEAVE");
    sam.post("/account/leave", &[("word", "LEAVE")]).await.goes_to("/account?done=leaving");
    sam.get("/account").await.expect(200).says("You asked to leave");
    for role in [Role::Manager, Role::Administrator, Role::Controller] {
        town.sign_in(role).await.get("/decisions/leavings").await.expect(404);
    }
    let mut tom = town.sign_in(Role::Board).await;
    let page = tom.get("/decisions/leavings").await.expect(200).says("Sam Reed");
    let path = request(&page);
    tom.post(&path, &[("word", "")]).await.expect(422).says("Nothing was deleted");
    let mut foreign = town.sign_in_as(&town.other, town.other.board, Role::Board).await;
    foreign.post(&path, &[("word", "DELETE")]).await.expect(404);
    tom.post(&path, &[("word", "DELETE")]).await.goes_to("/decisions/leavings");
    tom.get("/decisions/leavings").await.expect(200).hides("Sam Reed");
    sam.get("/account").await.goes_to("/sign-in?next=%2Faccount");
    let (scheme, user, visitor) = (town.ashby.scheme, town.ashby.member, town.visitor(&town.ashby));
    town.read(move |tx| {
        assert!(matches!(store::user::load(tx, &visitor, user), Err(StoreError::NotFound)), "the row");
        let key = store::keys::load(tx, Owner::new(scheme, user));
        assert!(matches!(key, Err(StoreError::NotFound)), "the key: what it sealed is noise in every copy");
        assert!(store::user::grants(tx, scheme, Some(user))?.is_empty(), "the roles");
        assert!(store::session::list(tx, scheme, user)?.is_empty(), "the sessions");
        assert!(store::user::by_email(tx, &visitor, "member@ashby.test")?.is_none(), "the address");
        Ok(())
    })
    .await;
    assert!(town.trail(&town.ashby).await.contains(&"confirm_leaving".to_owned()));
}

#[actix_web::test]
async fn the_confirmation_is_the_only_place_left_for_the_address_and_goes_within_72_hours() {
    let town = Town::new().await;
    town.visit("ashby.test").await.post("/forgotten", &[("email", "member@ashby.test")]).await.expect(200);
    town.sign_in(Role::Member).await.post("/account/leave", &[("word", "LEAVE")]).await.expect(303);
    let mut tom = town.sign_in(Role::Board).await;
    let path = request(&tom.get("/decisions/leavings").await);
    tom.post(&path, &[("word", "DELETE")]).await.expect(303);
    let mail = town.mail(&town.ashby).await;
    let subjects: Vec<_> = mail.iter().map(|mail| mail.subject.as_str()).collect();
    assert_eq!(subjects, ["You have left Market Ashby Safer Town"], "other queued mail is gone");
    assert_eq!(mail[0].to, "member@ashby.test");
    assert!(!mail[0].text.contains("on the reports"), "no report is kept");
    town.later(TimeDelta::hours(72));
    deliver::due(&town.service, &Transport::Held, || true).await.unwrap();
    assert!(town.mail(&town.ashby).await.is_empty());
    let viewer = evidence::scheduler(town.ashby.scheme, town.clock.now());
    let items = town.read(move |tx| store::outbox::list(tx, &viewer, false, 10)).await;
    let scheme = town.ashby.scheme;
    assert_eq!(items[0].standing, Standing::Dead);
    town.read(move |tx| {
        let key = store::keys::load(tx, Owner::new(scheme, items[0].owner));
        assert!(matches!(key, Err(StoreError::NotFound)), "its own key goes with it");
        Ok(())
    })
    .await;
}

#[actix_web::test]
async fn who_asked_may_stay_and_nobody_confirms_their_own() {
    let town = Town::new().await;
    let mut sam = town.sign_in(Role::Member).await;
    sam.post("/account/stay", &[]).await.expect(404);
    sam.post("/account/leave", &[("word", "LEAVE")]).await.expect(303);
    sam.post("/account/stay", &[]).await.goes_to("/account?done=staying");
    let mut tom = town.sign_in(Role::Board).await;
    tom.get("/decisions/leavings").await.says("Nobody asked to leave");
    tom.post("/account/leave", &[("word", "LEAVE")]).await.expect(303);
    tom.get("/decisions/leavings").await.says("another board member");
    let scheme = town.ashby.scheme;
    let id = town.read(move |tx| Ok(store::leaving::list(tx, scheme)?[0].id)).await;
    tom.post(&format!("/decisions/leavings/{id}"), &[("word", "DELETE")]).await.expect(422);
    tom.get("/account").await.expect(200);
}
