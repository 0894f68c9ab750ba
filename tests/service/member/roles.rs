//! Roles above manager: a controller gives, another holder confirms, never the person given it.

use beadle::domain::member::role::Role;

use crate::harness::{PASSWORD, Town};

const KIM: [(&str, &str); 3] =
    [("name", "Kim Vale"), ("email", "kim@office.example"), ("role", "administrator")];

#[actix_web::test]
async fn a_role_holds_once_another_holder_confirms_it() {
    let town = Town::new().await;
    let mut priya = town.sign_in(Role::Controller).await;
    priya.get("/members/roles").await.expect(200).says("Give a role");
    priya.post("/members/roles", &KIM).await.goes_to("/members/roles");
    priya.get("/members/roles").await.says("Somebody else has to confirm it");
    assert!(town.mail(&town.ashby).await.is_empty(), "nobody is invited before it holds");
    let mut tom = town.sign_in(Role::Board).await;
    let page = tom.get("/members/roles").await.expect(200).says("Kim Vale").says("Given by Priya Nair");
    let path = page.text.split("action=\"").find(|part| part.contains("/confirm\"")).unwrap();
    let path = path.split('"').next().unwrap().to_owned();
    let wanted = [("role", "administrator")];
    priya.post(&path, &wanted).await.expect(422).says("Somebody other than the giver");
    let mut foreign = town.sign_in_as(&town.other, town.other.board, Role::Board).await;
    foreign.post(&path, &wanted).await.expect(404);
    town.sign_in(Role::Manager).await.post(&path, &wanted).await.expect(404);
    tom.post(&path, &[("role", "controller")]).await.expect(404);
    tom.post(&path, &wanted).await.goes_to("/members/roles");
    tom.post(&path, &wanted).await.expect(404);
    assert!(town.link(&town.ashby, "kim@office.example").await.starts_with("/link/"));
    let trail = town.trail(&town.ashby).await;
    assert!(trail.contains(&"grant_role".to_owned()) && trail.contains(&"confirm_role".to_owned()));
}

#[actix_web::test]
async fn only_a_controller_gives_and_nobody_to_themselves() {
    let town = Town::new().await;
    for role in [Role::Administrator, Role::Board] {
        let mut browser = town.sign_in(role).await;
        browser.get("/members/roles").await.expect(200).hides("Give a role");
        browser.post("/members/roles", &KIM).await.expect(404);
    }
    for role in [Role::Member, Role::Manager] {
        town.sign_in(role).await.get("/members/roles").await.expect(404);
    }
    let mut priya = town.sign_in(Role::Controller).await;
    let own = [("name", "Priya"), ("email", "controller@ashby.test"), ("role", "administrator")];
    priya.post("/members/roles", &own).await.expect(422).says("Nobody gives a role to themselves");
    let held = [("name", "Tom"), ("email", "board@ashby.test"), ("role", "board")];
    priya.post("/members/roles", &held).await.expect(422).says("has that role");
    let junior = [("name", "Kim"), ("email", "kim@office.example"), ("role", "member")];
    priya.post("/members/roles", &junior).await.expect(422).says("Please choose a role");
}

#[actix_web::test]
async fn the_receiver_never_confirms_even_in_another_role() {
    let town = Town::new().await;
    let mut priya = town.sign_in(Role::Controller).await;
    let second = [("name", "Tom"), ("email", "board@ashby.test"), ("role", "administrator")];
    priya.post("/members/roles", &second).await.goes_to("/members/roles");
    let path = format!("/members/roles/{}/confirm", town.ashby.board);
    let mut tom = town.sign_in(Role::Board).await;
    tom.post(&path, &[("role", "administrator")]).await.expect(422).says("cannot confirm it");
    tom.post("/account/role", &[("role", "administrator")]).await.expect(404);
    let mut alice = town.sign_in(Role::Administrator).await;
    alice.post(&path, &[("role", "administrator")]).await.goes_to("/members/roles");
    tom.post("/account/role", &[("role", "administrator")]).await.goes_to("/inbox");
}

#[actix_web::test]
async fn a_role_is_taken_away_at_once_unless_too_few_people_are_left() {
    let town = Town::new().await;
    let mut priya = town.sign_in(Role::Controller).await;
    let mut alice = town.sign_in(Role::Administrator).await;
    let revoke = |user| format!("/members/roles/{user}/revoke");
    let role = [("role", "administrator")];
    priya.post(&revoke(town.ashby.administrator), &role).await.expect(422).says("needs three people");
    priya.post(&revoke(town.ashby.controller), &[("role", "controller")]).await.expect(422);
    let jo = town.add_user(&town.ashby, Role::Board, "Jo", "jo@office.example");
    alice.post(&revoke(jo), &[("role", "board")]).await.expect(404);
    priya.post(&revoke(town.ashby.administrator), &role).await.goes_to("/members/roles");
    alice.get("/account").await.goes_to("/sign-in?next=%2Faccount");
    let mut again = town.visit("ashby.test").await;
    let signs_in = [("email", "administrator@ashby.test"), ("password", PASSWORD)];
    again.post("/sign-in", &signs_in).await.expect(422);
}
