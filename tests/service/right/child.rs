//! Somebody of 10 to 17: letters and pages in words for them, a letter to a parent or guardian, who may act.

use beadle::domain::{
    ids::ProfileId,
    incident::{finding::Finding, kind::Kind},
    member::role::Role,
};

use super::the_request;
use crate::{
    harness::{Browser, Town},
    profile::listed::reckoned,
    sanction::scene::{incident, person},
};

/// A warned child of 15 who may be shown, the page of the notice, and the code of the child's letter.
async fn warned() -> (Town, ProfileId, Browser, String, String) {
    let town = Town::new().await;
    let at = town.ashby.clone();
    let robin = person(&town, &at, "Robin Lee", Some("2011-05-05"));
    reckoned(&town, &at, robin).await;
    let report = incident(&town, &at, robin, Kind::Theft, Finding::Alleged).to_string();
    let path = format!("/people/{robin}/best-interests");
    let mut alice = town.sign_in(Role::Administrator).await;
    alice.post(&path, &[("circulate", "yes"), ("interests", "To be kept out of harm")]).await.expect(303);
    let second = town.add_user(&at, Role::Administrator, "Priya Second", "priya@ashby.test");
    let mut priya = town.sign_in_as(&at, second, Role::Administrator).await;
    let file = priya.get(&format!("/people/{robin}")).await.expect(200);
    let decision = file.input("decision").unwrap();
    priya.post(&format!("{path}/confirm"), &[("decision", &decision)]).await.expect(303);
    let fields = [("incidents", report.as_str()), ("reason", "First time")];
    let done = alice.post(&format!("/people/{robin}/warn"), &fields).await.expect(303);
    let notice = done.location().split('?').next().unwrap().to_owned();
    let letter = letters(&mut alice, &notice).await.remove(0);
    let code = code(&mut alice, &letter).await;
    (town, robin, alice, notice, code)
}

/// The plain texts of a notice's letters.
async fn letters(alice: &mut Browser, notice: &str) -> Vec<String> {
    let mut links = alice.get(notice).await.expect(200).links("/letters/");
    links.retain(|link| link.ends_with(".txt"));
    links
}

async fn code(alice: &mut Browser, letter: &str) -> String {
    let text = alice.get(letter).await.expect(200).text;
    text.split_once("Type in your code: ").unwrap().1.lines().next().unwrap().to_owned()
}

fn born(code: &str) -> [(&str, &str); 4] {
    [("code", code), ("day", "5"), ("month", "5"), ("year", "2011")]
}

#[actix_web::test]
async fn the_letter_and_the_page_are_in_words_for_a_child() {
    let (town, _, mut alice, notice, code) = warned().await;
    let letter = letters(&mut alice, &notice).await.remove(0);
    let text = alice.get(&letter).await.expect(200);
    text.says("a parent, a teacher or a youth worker").hides("legitimate interests");
    let mut robin = town.visit("ashby.test").await;
    let page = robin.post("/n", &born(&code)).await.expect(200);
    page.says("You can ask a grown-up you trust").says("See everything we have about you.");
    // An adult gets other words.
    let (scene, code) = crate::sanction::notice::warned().await;
    let (_, page) = super::opened(&scene, &code).await;
    page.hides("grown-up").hides("young").says("It is free. You get it within 30 days.");
}

#[actix_web::test]
async fn an_administrator_writes_to_the_parent_or_guardian_once_and_not_of_an_adult() {
    let (town, robin, mut alice, notice, _) = warned().await;
    let guardian = format!("{notice}/guardian");
    alice.get(&notice).await.expect(200).says(&guardian);
    for role in [Role::Member, Role::Manager, Role::Board, Role::Controller] {
        town.sign_in(role).await.post(&guardian, &[]).await.expect(404);
    }
    alice.post(&guardian, &[]).await.goes_to(&format!("{notice}?done=written"));
    alice.get(&notice).await.expect(200).says("To the parent or guardian").hides(&guardian);
    alice.post(&guardian, &[]).await.expect(422).says("and once");
    let mut mailed = town.mail(&town.ashby).await;
    mailed.retain(|message| message.letter.is_some());
    assert!(mailed.is_empty(), "it is not sent to the child's address");
    let both = letters(&mut alice, &notice).await;
    assert_eq!(both.len(), 2);
    let mut texts = Vec::new();
    for letter in &both {
        texts.push((letter.clone(), alice.get(letter).await.expect(200).text));
    }
    let (own, _) =
        texts.iter().find(|(_, text)| text.contains("Dear parent or guardian of Robin Lee")).unwrap();
    // Their own code opens the child's page, with the child's date of birth.
    let code = code(&mut alice, own).await;
    town.visit("ashby.test").await.post("/n", &born(&code)).await.expect(200).says("Robin Lee");
    alice.get(&format!("/people/{robin}")).await.expect(200).says("To the parent or guardian");

    let (scene, _) = crate::sanction::notice::warned().await;
    let given = scene.sanction().await.id;
    let mut alice = scene.town.sign_in(Role::Administrator).await;
    alice.get(&format!("/notices/{given}")).await.expect(200).hides("guardian");
    alice.post(&format!("/notices/{given}/guardian"), &[]).await.expect(422).says("under 18");
}

#[actix_web::test]
async fn a_parent_asks_for_the_child_and_the_desk_sees_who_asks() {
    let (town, _, mut alice, _, code) = warned().await;
    let mut parent = town.visit("ashby.test").await;
    let page = parent.post("/n", &born(&code)).await.expect(200);
    let pass = page.input("pass").unwrap();
    assert_eq!(page.input("young").as_deref(), Some("yes"));
    let chosen = [("pass", pass.as_str()), ("kind", "access"), ("young", "yes")];
    let form = parent.post("/n/ask", &chosen).await.expect(200);
    let pass = form.input("pass").unwrap();
    form.says("I ask for a child");
    let fields = [("pass", pass.as_str()), ("kind", "access"), ("acts", "J"), ("young", "yes")];
    parent.post("/n/send", &fields).await.expect(422).says("at least 3").says("I ask for a child");
    let fields = [("pass", pass.as_str()), ("kind", "access"), ("acts", "Jo Lee, her mother")];
    parent.post("/n/send", &fields).await.expect(200);
    let path = the_request(&mut alice).await;
    let page = alice.get(&path).await.expect(200).says("Jo Lee, her mother");
    page.says("parental responsibility").says("ask the child");
}
