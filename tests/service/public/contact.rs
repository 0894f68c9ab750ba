//! Enquiries: sealed, for administrators, erased twelve months after they were closed.

use beadle::{domain::member::role::Role, store};
use chrono::TimeDelta;

use crate::harness::Town;

const WORDS: &str = "Was my son seen in your shops?\n\nPlease call me.";

fn fields<'a>(name: &'a str, email: &'a str, message: &'a str) -> [(&'a str, &'a str); 4] {
    [("name", name), ("email", email), ("phone", "020 7946 0000"), ("message", message)]
}

#[actix_web::test]
async fn what_a_visitor_writes_waits_for_an_administrator_and_is_closed() {
    let town = Town::new().await;
    let mut visitor = town.visit("ashby.test").await;
    visitor.post("/contact", &fields("Jo Marsh", "jo@example.org", WORDS)).await.goes_to("/contact/sent");
    visitor.get("/contact/sent").await.expect(200).says("We have your message").hides("Jo Marsh");
    assert!(visitor.cookies.is_empty(), "no cookies before sign-in");

    let mut alice = town.sign_in(Role::Administrator).await;
    let list = alice.get("/enquiries").await.expect(200).says("Jo Marsh");
    let one = list.links("/enquiries/").remove(0);
    alice.get(&one).await.expect(200).says("Please call me.").says("jo@example.org").says("02079460000");
    alice.post(&format!("{one}/close"), &[]).await.goes_to("/enquiries");
    alice.get("/enquiries").await.hides("Jo Marsh");
    alice.get("/enquiries?show=closed").await.says("Jo Marsh").says("22 November 2027");
    alice.post(&format!("{one}/close"), &[]).await.expect(409);
    let trail = town.trail(&town.ashby).await;
    for deed in ["send_enquiry", "view_enquiries", "close_enquiry"] {
        assert!(trail.iter().any(|done| done == deed), "{deed} (R-61)");
    }
}

#[actix_web::test]
async fn a_closed_enquiry_is_gone_on_its_day_whether_or_not_anything_ran() {
    let town = Town::new().await;
    let mut visitor = town.visit("ashby.test").await;
    visitor.post("/contact", &fields("Jo Marsh", "jo@example.org", WORDS)).await.goes_to("/contact/sent");
    let mut alice = town.sign_in(Role::Administrator).await;
    let one = alice.get("/enquiries").await.links("/enquiries/").remove(0);
    alice.post(&format!("{one}/close"), &[]).await.goes_to("/enquiries");
    town.later(TimeDelta::days(364));
    let mut alice = town.sign_in(Role::Administrator).await;
    // The agreement is accepted anew every twelve months: it is still in force today.
    alice.get(&one).await.expect(200).says("Jo Marsh");
    town.later(TimeDelta::hours(12));
    let scheme = town.ashby.scheme;
    let today = town.clock.today();
    let due = town.read(move |tx| store::enquiry::due(tx, scheme, today)).await;
    assert_eq!(due.len(), 1, "the scheduler finds it on 22 November 2027");
    let id = due[0];
    town.write(move |tx| store::enquiry::erase(tx, scheme, id)).await;
    let left = town.read(move |tx| store::enquiry::due(tx, scheme, today)).await;
    assert!(left.is_empty());
}

#[actix_web::test]
async fn the_scheme_is_mailed_a_link_and_nothing_of_what_was_written() {
    let town = Town::new().await;
    let mut visitor = town.visit("ashby.test").await;
    visitor.post("/contact", &fields("Jo Marsh", "jo@example.org", WORDS)).await.goes_to("/contact/sent");
    let mail = town.mail(&town.ashby).await;
    assert_eq!(mail.len(), 1);
    assert_eq!(mail[0].to, "office@ashby.test");
    assert!(mail[0].text.contains("https://ashby.test/enquiries/"), "{}", mail[0].text);
    let all = format!("{} {}", mail[0].subject, mail[0].text);
    for written in ["Jo", "Marsh", "example.org", "my son"] {
        assert!(!all.contains(written), "{written} is in the mail (R-70): {all}");
    }
    assert!(town.mail(&town.other).await.is_empty());
}

#[actix_web::test]
async fn what_is_missing_is_said_at_its_field_and_nothing_typed_is_lost() {
    let town = Town::new().await;
    let mut visitor = town.visit("ashby.test").await;
    let page = visitor.post("/contact", &fields("Jo Marsh", "not an address", "  ")).await.expect(422);
    page.says("id=\"email-error\"").says("id=\"message-error\"").says("Jo Marsh").says("not an address");
    assert!(!town.trail(&town.ashby).await.contains(&"send_enquiry".to_owned()));
}

#[actix_web::test]
async fn enquiries_are_for_administrators_of_that_scheme() {
    let town = Town::new().await;
    let mut visitor = town.visit("ashby.test").await;
    visitor.post("/contact", &fields("Jo Marsh", "jo@example.org", WORDS)).await.goes_to("/contact/sent");
    let one = town.sign_in(Role::Administrator).await.get("/enquiries").await.links("/enquiries/").remove(0);
    for role in [Role::Member, Role::Manager, Role::Board, Role::Controller] {
        let mut other = town.sign_in(role).await;
        other.get("/enquiries").await.expect(404);
        other.get(&one).await.expect(404);
        other.post(&format!("{one}/close"), &[]).await.expect(404);
    }
    let elsewhere = town.other.clone();
    let mut other = town.sign_in_as(&elsewhere, elsewhere.administrator, Role::Administrator).await;
    other.get("/enquiries").await.expect(200).hides("Jo Marsh");
    other.get(&one).await.expect(404);
}

#[actix_web::test]
async fn an_enquiry_is_erased_when_its_writer_asks() {
    let town = Town::new().await;
    let mut visitor = town.visit("ashby.test").await;
    visitor.post("/contact", &fields("Jo Marsh", "jo@example.org", WORDS)).await.goes_to("/contact/sent");
    let mut alice = town.sign_in(Role::Administrator).await;
    let one = alice.get("/enquiries").await.links("/enquiries/").remove(0);
    let path = format!("{one}/remove");
    town.sign_in(Role::Controller).await.post(&path, &[("word", "ERASE")]).await.expect(404);
    alice.post(&path, &[("word", "erase it")]).await.expect(422).says("Type ERASE").says("Jo Marsh");
    alice.post(&path, &[("word", "ERASE")]).await.goes_to("/enquiries?done=removed");
    alice.get(&one).await.expect(404);
    alice.post(&path, &[("word", "ERASE")]).await.expect(404);
    alice.get("/enquiries").await.expect(200).hides("Jo Marsh");
}

#[actix_web::test]
async fn what_was_written_is_nowhere_in_the_clear() {
    let town = Town::new().await;
    let mut visitor = town.visit("ashby.test").await;
    visitor.post("/contact", &fields("Jo Marsh", "jo@example.org", WORDS)).await.goes_to("/contact/sent");
    for name in ["beadle.db", "beadle.db-wal"] {
        // On PostgreSQL there is no such file; the store's own tests look there.
        let Ok(bytes) = std::fs::read(town.folder.path().join(name)) else { continue };
        for secret in ["Jo Marsh", "jo@example.org", "my son"] {
            let found = bytes.windows(secret.len()).any(|part| part == secret.as_bytes());
            assert!(!found, "{secret} in {name}");
        }
    }
}

#[actix_web::test]
async fn who_writes_too_often_waits() {
    let town = Town::new().await;
    let mut visitor = town.visit("ashby.test").await;
    let mut answers = Vec::new();
    for n in 0..25 {
        let words = format!("Hello, for the {n}th time");
        answers.push(visitor.post("/contact", &fields("Jo", "jo@example.org", &words)).await.status);
    }
    assert_eq!(answers.iter().filter(|status| **status == 303).count(), 20);
    assert_eq!(answers.last(), Some(&429));
}
