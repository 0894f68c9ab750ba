//! Links of invitations and resets: single use, 24 hours, spent by sending the form; nobody learns who has an account.

use beadle::domain::member::{role::Role, state::State};
use chrono::TimeDelta;

use crate::harness::{PASSWORD, Town};

const NEW: &str = "seven grey herons on a lock gate";

#[actix_web::test]
async fn a_forgotten_password_is_chosen_anew_by_a_link_that_works_once() {
    let town = Town::new().await;
    let sam = town.ashby.email(Role::Member);
    let mut signed_in = town.sign_in(Role::Member).await;
    let mut visitor = town.visit("ashby.test").await;
    visitor.get("/forgotten").await.expect(200);
    visitor.post("/forgotten", &[("email", &sam)]).await.expect(200).says("on its way");
    let link = town.link(&town.ashby, &sam).await;
    for _ in 0..3 {
        visitor.get(&link).await.expect(200).says("Choose a password");
    }
    visitor.post(&link, &[("password", NEW), ("again", NEW)]).await.goes_to("/sign-in?chosen=yes");
    signed_in.get("/account").await.goes_to("/sign-in?next=%2Faccount");
    visitor.get(&link).await.expect(200).says("no longer works");
    visitor.post(&link, &[("password", NEW), ("again", NEW)]).await.expect(422).says("no longer works");
    visitor.post("/sign-in", &[("email", &sam), ("password", PASSWORD)]).await.expect(422);
    visitor.post("/sign-in", &[("email", &sam), ("password", NEW)]).await.goes_to("/report");
    let told = town.mail(&town.ashby).await;
    assert!(told.iter().any(|mail| mail.to == sam && mail.subject.contains("was changed")));
}

#[actix_web::test]
async fn asking_for_a_link_tells_nobody_who_has_an_account() {
    let town = Town::new().await;
    let (ashby, suspended) =
        (town.ashby.scheme, town.add_user(&town.ashby, Role::Member, "Jo", "jo@shop.example"));
    town.write(move |tx| beadle::store::user::set_state(tx, ashby, suspended, State::Suspended)).await;
    let mut pages = Vec::new();
    for email in ["member@ashby.test", "nobody@ashby.test", "member@other.test", "jo@shop.example"] {
        let mut visitor = town.visit("ashby.test").await;
        let page = visitor.post("/forgotten", &[("email", email)]).await.expect(200);
        pages.push(page.text.replace(email, "…"));
    }
    assert!(pages.iter().all(|page| *page == pages[0]));
    let to: Vec<_> = town.mail(&town.ashby).await.into_iter().map(|mail| mail.to).collect();
    assert_eq!(to, ["member@ashby.test"], "one has an account and may sign in");
    assert!(town.mail(&town.other).await.is_empty());
}

#[actix_web::test]
async fn who_is_suspended_is_told_so_by_the_right_password_only() {
    let town = Town::new().await;
    let (ashby, sam, business) = (town.ashby.scheme, town.ashby.member, town.ashby.business);
    let email = town.ashby.email(Role::Member);
    let mut visitor = town.visit("ashby.test").await;
    let (of_user, of_business) = (beadle::store::user::set_state, beadle::store::business::set_state);
    for (user, employer) in [(State::Suspended, State::Active), (State::Active, State::Suspended)] {
        town.write(move |tx| of_user(tx, ashby, sam, user)).await;
        town.write(move |tx| of_business(tx, ashby, business, employer)).await;
        let told = visitor.post("/sign-in", &[("email", &email), ("password", PASSWORD)]).await.expect(422);
        told.says("is suspended");
        let wrong = visitor.post("/sign-in", &[("email", &email), ("password", NEW)]).await.expect(422);
        wrong.says("do not fit").hides("suspended");
    }
    town.write(move |tx| of_business(tx, ashby, business, State::Active)).await;
    visitor.post("/sign-in", &[("email", &email), ("password", PASSWORD)]).await.goes_to("/report");
}

#[actix_web::test]
async fn a_link_ends_after_24_hours_and_when_another_is_asked_for() {
    let town = Town::new().await;
    let sam = town.ashby.email(Role::Member);
    let mut visitor = town.visit("ashby.test").await;
    visitor.post("/forgotten", &[("email", &sam)]).await.expect(200);
    let first = town.link(&town.ashby, &sam).await;
    town.later(TimeDelta::minutes(5));
    visitor.post("/forgotten", &[("email", &sam)]).await.expect(200);
    let second = town.link(&town.ashby, &sam).await;
    assert_ne!(first, second);
    visitor.get(&first).await.says("no longer works");
    town.later(TimeDelta::hours(24) - TimeDelta::seconds(1));
    visitor.get(&second).await.says("Choose a password");
    let mut elsewhere = town.visit("other.test").await;
    elsewhere.get(&second).await.says("no longer works");
    town.later(TimeDelta::seconds(1));
    visitor.get(&second).await.says("no longer works");
    visitor.post(&second, &[("password", NEW), ("again", NEW)]).await.expect(422);
}

#[actix_web::test]
async fn a_password_that_is_quickly_guessed_is_not_taken() {
    let town = Town::new().await;
    let sam = town.ashby.email(Role::Member);
    let mut visitor = town.visit("ashby.test").await;
    visitor.post("/forgotten", &[("email", &sam)]).await.expect(200);
    let link = town.link(&town.ashby, &sam).await;
    for (password, again, says) in [
        ("", "", "at least 10 characters"),
        ("short", "short", "at least 10 characters"),
        ("password1234", "password1234", "guessed quickly"),
        ("member@ashby.test", "member@ashby.test", "guessed quickly"),
        (NEW, "something else", "not the same"),
    ] {
        visitor.post(&link, &[("password", password), ("again", again)]).await.expect(422).says(says);
    }
    visitor.post("/sign-in", &[("email", &sam), ("password", PASSWORD)]).await.goes_to("/report");
}

#[actix_web::test]
async fn no_form_of_a_visitor_takes_nonsense() {
    let town = Town::new().await;
    let mut visitor = town.visit("ashby.test").await;
    for email in ["", "no address", "a@b", "\u{0}@shop.example", "<x>@shop.example"] {
        visitor.post("/forgotten", &[("email", email)]).await.expect(422);
    }
    let long = "x".repeat(300_000);
    visitor.post("/forgotten", &[("email", &long)]).await.expect(413);
    visitor.get("/link/nothing").await.expect(200).says("no longer works");
}
