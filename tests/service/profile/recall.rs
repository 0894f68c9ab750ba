//! What was wrong on a record is recalled: whoever saw it is told, its letters are void, the person is written to.

use beadle::{
    domain::{ids::ProfileId, member::role::Role, sanction::letter::LetterKind},
    store,
};
use chrono::TimeDelta;

use super::listed::{profile, report};
use crate::harness::{Browser, Town};

/// Somebody whom one member has looked at, and the administrator.
async fn seen() -> (Town, ProfileId, Browser) {
    let town = Town::new().await;
    let at = town.ashby.clone();
    let ada = profile(&town, &at, "Ada Lovell").await;
    report(&town, &at, &[ada], " took a ham").await;
    town.later(TimeDelta::hours(1));
    town.sign_in(Role::Member).await.get(&format!("/gallery/{ada}")).await.expect(200).says("Ada Lovell");
    let alice = town.sign_in(Role::Administrator).await;
    (town, ada, alice)
}

fn fields<'a>(name: &'a str, other: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let mut fields = vec![("name", name), ("born", "1990-05-05"), ("source", "police")];
    fields.extend(other);
    fields
}

#[actix_web::test]
async fn whoever_saw_a_wrong_name_is_told_and_so_is_the_person() {
    let (town, ada, mut alice) = seen().await;
    let path = format!("/people/{ada}/correct");
    let nothing = alice.post(&path, &fields("Ada Lovell", &[("wrong", "yes")])).await.expect(422);
    nothing.says("Nothing that stood there has changed");
    alice.post(&path, &fields("Ada Lovell", &[("aliases", "Addie")])).await.expect(303);
    assert_eq!(town.mail(&town.ashby).await.len(), 0, "what is added was not wrong");
    alice.post(&path, &fields("Ada Lowell", &[("aliases", "Addie"), ("wrong", "yes")])).await.expect(303);

    let mail = town.mail(&town.ashby).await;
    let to: Vec<&str> = mail.iter().map(|message| message.to.as_str()).collect();
    assert_eq!(to, ["member@ashby.test"], "who saw it, and nobody else");
    assert!(mail[0].text.contains("destroy") && !mail[0].text.contains("Ada"), "{}", mail[0].text);
    let mut sam = town.sign_in(Role::Member).await;
    let told = sam.get("/corrections").await.expect(200);
    told.says("was wrong. It was put right").says("it is void").hides("Lovell").hides("Lowell");
    let scheme = town.ashby.scheme;
    let letters = town.read(move |tx| store::letter::of_profile(tx, scheme, ada)).await;
    assert_eq!(letters.iter().map(|one| one.kind).collect::<Vec<_>>(), [LetterKind::Correction]);
    let letter = alice.get(&format!("/letters/{}.txt", letters[0].id)).await.expect(200);
    letter.says("Something that we held about you was wrong").says("Lowell").hides("Lovell");
}

#[actix_web::test]
async fn whoever_saw_a_struck_report_is_told_and_letters_from_before_are_void() {
    let (town, ada, _) = seen().await;
    let at = town.ashby.clone();
    town.later(TimeDelta::hours(1));
    let wrong = report(&town, &at, &[ada], " took a coat").await;
    town.later(TimeDelta::hours(1));
    town.sign_in(Role::Manager).await.get(&format!("/gallery/{ada}")).await.expect(200);
    let mut alice = town.sign_in(Role::Administrator).await;
    let warning = [("incidents", wrong.to_string()), ("reason", "Two reports in a week.".to_owned())];
    let warning: Vec<_> = warning.iter().map(|(name, value)| (*name, value.as_str())).collect();
    alice.post(&format!("/people/{ada}/warn"), &warning).await.expect(303);
    alice.get(&format!("/people/{ada}")).await.expect(200).hides(": void");
    town.later(TimeDelta::hours(1));
    let mut alice = town.sign_in(Role::Administrator).await;
    let strike = format!("/people/{ada}/strike");
    let fields = [
        ("incident", wrong.to_string()),
        ("why", "wrong_person".to_owned()),
        ("words", "Her sister.".to_owned()),
    ];
    let fields: Vec<_> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    alice.post(&strike, &fields).await.expect(303);
    let mail = town.mail(&town.ashby).await;
    let mut to: Vec<&str> = mail.iter().map(|message| message.to.as_str()).collect();
    to.sort_unstable();
    assert_eq!(to, ["manager@ashby.test"], "the member looked before that report was there");
    town.sign_in(Role::Manager).await.get("/corrections").await.expect(200).says("no longer counts");
    alice.get(&format!("/people/{ada}")).await.expect(200).says(": void where it says");
    let scheme = town.ashby.scheme;
    let letters = town.read(move |tx| store::letter::of_profile(tx, scheme, ada)).await;
    let kinds: Vec<_> = letters.iter().map(|one| one.kind).collect();
    assert!(kinds.contains(&LetterKind::Correction), "{kinds:?}");
}
