//! The front door.

use beadle::domain::member::role::Role;

use crate::harness::Town;

#[actix_web::test]
async fn the_front_door_says_who_we_are_and_sets_no_cookie() {
    let town = Town::new().await;
    let mut visitor = town.visit("ashby.test").await;
    for path in ["/", "/privacy", "/privacy/public", "/privacy/retention", "/contact", "/sign-in"] {
        let answer = visitor.get(path).await.expect(200);
        assert_eq!(answer.header("set-cookie"), "", "{path} sets a cookie before sign-in (R-71)");
        assert_eq!(answer.header("cache-control"), "no-store", "{path}");
    }
    let home = visitor.get("/").await;
    home.says("Market Ashby Safer Town").says("the area of Market Ashby Safer Town").hides("Other Town");
    town.visit("nowhere.test").await.get("/").await.expect(404);
}

#[actix_web::test]
async fn who_is_signed_in_goes_on_to_the_page_of_the_role() {
    let town = Town::new().await;
    for (role, path) in [
        (Role::Member, "/report"),
        (Role::Manager, "/report"),
        (Role::Administrator, "/inbox"),
        (Role::Board, "/decisions"),
        (Role::Controller, "/assurance"),
    ] {
        town.sign_in(role).await.get("/").await.goes_to(path);
    }
}
