//! Signing in, and what every door refuses.

use beadle::domain::member::role::Role;

use crate::harness::{PASSWORD, Town};

#[actix_web::test]
async fn an_address_and_its_password_open_the_house() {
    let town = Town::new().await;
    let mut sam = town.visit("ashby.test").await;
    sam.get("/sign-in").await.expect(200).says("Sign in");
    let email = town.ashby.email(Role::Member);
    sam.post("/sign-in", &[("email", &email), ("password", PASSWORD)]).await.goes_to("/report");
    assert!(sam.cookies.contains_key("__Host-session"), "signed in");
    assert_eq!(town.trail(&town.ashby).await.last().map(String::as_str), Some("sign_in"), "R-61");
    let mut boss = town.visit("ashby.test").await;
    let email = town.ashby.email(Role::Administrator);
    boss.post("/sign-in", &[("email", &email), ("password", PASSWORD)]).await.goes_to("/second-factor");
}

#[actix_web::test]
async fn a_wrong_password_and_an_unknown_address_are_answered_alike() {
    let town = Town::new().await;
    let mut answers = Vec::new();
    for email in ["member@ashby.test", "nobody@ashby.test"] {
        let mut visitor = town.visit("ashby.test").await;
        let answer = visitor.post("/sign-in", &[("email", email), ("password", "not it")]).await.expect(422);
        assert!(!visitor.cookies.contains_key("__Host-session"));
        answers.push(answer.says("do not fit").text.replace(email, "…"));
    }
    assert_eq!(answers[0], answers[1]);
    assert!(!town.trail(&town.ashby).await.contains(&"sign_in".to_owned()));
}

#[actix_web::test]
async fn a_form_of_another_site_is_refused() {
    let town = Town::new().await;
    let email = town.ashby.email(Role::Member);
    let fields = [("email", email.as_str()), ("password", PASSWORD)];
    for (header, value) in [("sec-fetch-site", "cross-site"), ("origin", "https://evil.example")] {
        let mut visitor = town.visit("ashby.test").await;
        let mut request = visitor.form("/sign-in", &fields);
        if header == "origin" {
            let body = serde_urlencoded::to_string(fields).unwrap();
            request = actix_web::test::TestRequest::post()
                .uri("/sign-in")
                .insert_header(("content-type", "application/x-www-form-urlencoded"))
                .set_payload(body);
        }
        visitor.send(request.insert_header((header, value))).await.expect(409);
        assert!(visitor.cookies.is_empty(), "{header}");
    }
}

#[actix_web::test]
async fn a_deed_without_its_forms_token_is_not_done() {
    let town = Town::new().await;
    let mut sam = town.sign_in(Role::Member).await;
    for token in ["", "not-a-token"] {
        sam.post("/sign-out", &[("csrf", token)]).await.expect(409);
    }
    sam.post("/sign-out", &[]).await.goes_to("/sign-in");
    assert!(!sam.cookies.contains_key("__Host-session"));
    assert_eq!(town.trail(&town.ashby).await.iter().filter(|deed| *deed == "sign_out").count(), 1);
}

#[actix_web::test]
async fn an_unknown_host_name_is_not_there() {
    let town = Town::new().await;
    let mut lost = town.visit("nowhere.test").await;
    lost.get("/sign-in").await.expect(404);
    lost.post("/sign-in", &[("email", "member@ashby.test"), ("password", PASSWORD)]).await.expect(404);
}

#[actix_web::test]
async fn accounts_and_sessions_belong_to_one_scheme() {
    let town = Town::new().await;
    let mut visitor = town.visit("other.test").await;
    let email = town.ashby.email(Role::Member);
    visitor.post("/sign-in", &[("email", &email), ("password", PASSWORD)]).await.expect(422);
    let mut sam = town.sign_in(Role::Member).await;
    sam.host = "other.test".to_owned();
    sam.post("/sign-out", &[]).await;
    let (ours, member) = (town.ashby.scheme, town.ashby.member);
    let ended = town.write(move |tx| {
        use beadle::store::session::end_all;
        end_all(tx, ours, member)
    });
    assert_eq!(ended.await, 1, "a session means nothing under another scheme's host name");
}
