//! My Account: see, download and correct all that is held; roles one at a time.

use beadle::{
    domain::member::{record::Grant, role::Role},
    store,
};

use crate::harness::{PASSWORD, Town};

#[actix_web::test]
async fn users_see_download_and_correct_all_of_it() {
    let town = Town::new().await;
    let mut sam = town.sign_in(Role::Member).await;
    sam.get("/account").await.expect(200).says("Sam Reed").says("member@ashby.test").says("Fairway Stores");
    let typed = [
        ("name", "Sam O'Reed"),
        ("email", "member@ashby.test"),
        ("phone", "020 7946 0000"),
        ("address", "1 High Street\nAshby"),
    ];
    sam.post("/account", &typed).await.goes_to("/account?done=corrected");
    let data = sam.get("/account/data").await.expect(200);
    let data: serde_json::Value = serde_json::from_str(&data.text).unwrap();
    assert_eq!(data["name"], "Sam O'Reed");
    assert_eq!((&data["phone"], &data["address"]), (&"02079460000".into(), &"1 High Street\nAshby".into()));
    let trail = town.trail(&town.ashby).await;
    for deed in ["view_account", "correct_account", "download_account"] {
        assert!(trail.contains(&deed.to_owned()), "{deed} is recorded (R-61)");
    }
}

#[actix_web::test]
async fn another_sign_in_name_needs_the_password_and_is_nobody_elses() {
    let town = Town::new().await;
    let mut sam = town.sign_in(Role::Member).await;
    let typed = |email, password| {
        [("name", "Sam"), ("email", email), ("phone", ""), ("address", ""), ("password", password)]
    };
    sam.post("/account", &typed("new@shop.example", "wrong"))
        .await
        .expect(422)
        .says("not your present password");
    let taken = sam.post("/account", &typed("manager@ashby.test", PASSWORD)).await.expect(422);
    taken.says("cannot be used").says("manager@ashby.test");
    sam.post("/account", &typed("new@shop.example", PASSWORD)).await.goes_to("/account?done=corrected");
    let mut again = town.visit("ashby.test").await;
    again.post("/sign-in", &[("email", "new@shop.example"), ("password", PASSWORD)]).await.goes_to("/report");
}

#[actix_web::test]
async fn what_cannot_be_kept_is_told_at_its_field_and_changes_nothing() {
    let town = Town::new().await;
    let mut sam = town.sign_in(Role::Member).await;
    let long = "x".repeat(101);
    for (name, email, phone, says) in [
        ("", "member@ashby.test", "", "Please fill this in"),
        (long.as_str(), "member@ashby.test", "", "Please shorten this"),
        ("Sam\u{7}", "member@ashby.test", "", "cannot be kept"),
        ("Sam", "nonsense", "", "e-mail address like"),
        ("Sam", "member@ashby.test", "12", "phone number like"),
    ] {
        let typed = [("name", name), ("email", email), ("phone", phone), ("address", "")];
        sam.post("/account", &typed).await.expect(422).says(says);
    }
    sam.post("/account/theme", &[("theme", "pink")]).await.expect(404);
    sam.get("/account").await.says("Sam Reed");
    assert!(!town.trail(&town.ashby).await.contains(&"correct_account".to_owned()));
}

#[actix_web::test]
async fn an_account_acts_in_one_role_at_a_time_and_only_in_those_it_holds() {
    let town = Town::new().await;
    let (scheme, user) = (town.ashby.scheme, town.ashby.board);
    let grant = |role, confirmed| Grant { user, role, granted_by: None, confirmed };
    let (held, waiting) = (grant(Role::Administrator, true), grant(Role::Controller, false));
    town.write(move |tx| {
        store::user::grant_role(tx, scheme, held, tx.clock.now())?;
        store::user::grant_role(tx, scheme, waiting, tx.clock.now())
    })
    .await;
    let mut tom = town.sign_in(Role::Board).await;
    tom.get("/outbox").await.expect(404);
    let before = tom.cookies["__Host-session"].clone();
    tom.post("/account/role", &[("role", "controller")]).await.expect(404);
    tom.post("/account/role", &[("role", "administrator")]).await.goes_to("/inbox");
    assert_ne!(tom.cookies["__Host-session"], before, "a change of power is a new token");
    tom.get("/outbox").await.expect(200);
    tom.get("/decisions/leavings").await.expect(404);
}

#[actix_web::test]
async fn other_devices_are_signed_out_by_hand_and_by_a_new_password() {
    let town = Town::new().await;
    let (mut phone, mut till) = (town.sign_in(Role::Member).await, town.sign_in(Role::Member).await);
    phone.get("/account").await.says("Another device");
    phone.post("/account/devices", &[]).await.goes_to("/account?done=devices");
    till.get("/account").await.goes_to("/sign-in?next=%2Faccount");
    let mut till = town.sign_in(Role::Member).await;
    let new = "seven grey herons on a lock gate";
    let typed = |present| [("present", present), ("password", new), ("again", new)];
    phone.post("/account/password", &typed("wrong")).await.expect(422).says("not your present password");
    till.get("/account").await.expect(200);
    phone.post("/account/password", &typed(PASSWORD)).await.goes_to("/account?done=password");
    phone.get("/account").await.expect(200);
    till.get("/account").await.goes_to("/sign-in?next=%2Faccount");
}
