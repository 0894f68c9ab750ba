//! Information sharing agreements: entered, reviewed, ended by the controller.

use beadle::domain::member::role::Role;
use chrono::{NaiveDate, TimeDelta};

use crate::{
    harness::{Browser, Town},
    profile::scheduler::run_until,
};

/// The day on which every town begins.
const AT_DAY: &str = "2026-11-22";

/// Days from today on, as a form has them.
fn ahead(town: &Town, days: i64) -> String {
    (town.clock.today() + TimeDelta::days(days)).to_string()
}

fn spoken(town: &Town, days: i64) -> String {
    let day: NaiveDate = town.clock.today() + TimeDelta::days(days);
    beadle::domain::date::spoken(day)
}

/// A form that is right, with some fields changed.
fn filled<'a>(days: &'a [String; 3], changed: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let [starts, review, ends] = days;
    let mut fields = vec![
        ("agency", "Westshire Police"),
        ("parties", "Chief Inspector Dunmore for the force, Ruth Ellwood for us, 3 November 2026"),
        ("basis", "Prevention and detection of crime, schedule 1, paragraph 10"),
        ("contact", "Sergeant Amberley"),
        ("email", "amberley@westshire.test"),
        ("phone", ""),
        ("covers", "contact"),
        ("starts", starts),
        ("review", review),
        ("ends", ends),
    ];
    for (name, value) in changed {
        fields.retain(|(known, _)| known != name);
        fields.push((name, value));
    }
    fields
}

/// Enters one for a year that names contact details; where it stands.
pub async fn entered(town: &Town, ruth: &mut Browser) -> String {
    entered_covering(town, ruth, &["contact"]).await
}

/// Enters one for a year that names these classes; where it stands.
pub async fn entered_covering(town: &Town, ruth: &mut Browser, classes: &[&str]) -> String {
    let days = [0, 300, 365].map(|day| ahead(town, day));
    ruth.get("/assurance/agreements/new").await.expect(200);
    let mut fields = filled(&days, &[]);
    fields.retain(|(name, _)| *name != "covers");
    fields.extend(classes.iter().map(|class| ("covers", *class)));
    let answer = ruth.post("/assurance/agreements/new", &fields).await.expect(303);
    answer.location().split('?').next().unwrap().to_owned()
}

#[actix_web::test]
async fn the_signed_document_is_kept_and_comes_back_as_it_was() {
    let town = Town::new().await;
    let mut ruth = town.sign_in(Role::Controller).await;
    let place = entered(&town, &mut ruth).await;
    let path = format!("{place}/document");
    ruth.get(&path).await.expect(404);
    ruth.get(&place).await.expect(200).says("signed by both sides").hides("Save the document");
    let pdf = b"%PDF-1.7\nsigned by Dunmore and Ellwood\n%%EOF\n";
    ruth.upload_with(&path, &[], "document", "isa.pdf", b"GIF89a").await.expect(422).says("no PDF");
    ruth.upload_with(&path, &[], "document", "isa.pdf", pdf).await.expect(303);
    ruth.upload_with(&path, &[], "document", "isa.pdf", pdf).await.expect(422).says("kept already");
    ruth.get(&place).await.expect(200).says("Save the document");
    let answer = ruth.get(&path).await.expect(200);
    assert_eq!((answer.header("content-type"), &answer.bytes[..]), ("application/pdf", &pdf[..]));
    town.sign_in(Role::Administrator).await.get(&path).await.expect(404);
    let mut other = town.sign_in_as(&town.other, town.other.controller, Role::Controller).await;
    other.get(&path).await.expect(404);
}

#[actix_web::test]
async fn an_agreement_is_entered_reviewed_and_ended() {
    let town = Town::new().await;
    let mut ruth = town.sign_in(Role::Controller).await;
    ruth.get("/assurance/agreements").await.expect(200).says("No agreement");
    let place = entered(&town, &mut ruth).await;
    ruth.get("/assurance/agreements").await.expect(200).says("Westshire Police").says("In force until");
    ruth.get(&place).await.expect(200).says("Sergeant Amberley").says("Contact details of listed people");
    ruth.get("/assurance").await.expect(200).hides("Review an information sharing agreement");

    town.later(TimeDelta::days(275));
    let mut ruth = town.sign_in(Role::Controller).await;
    let due = format!("Review an information sharing agreement by {}", spoken(&town, 25));
    ruth.get("/assurance").await.expect(200).says(&due);
    let next = ahead(&town, 80);
    ruth.post(&format!("{place}/review"), &[("review", next.as_str())]).await.expect(303);
    ruth.get("/assurance").await.expect(200).hides(&due);

    let reason = ("reason", "The force has left the scheme.");
    let end = format!("{place}/end");
    ruth.post(&end, &[reason, ("word", "end")])
        .await
        .expect(422)
        .says("type END in capitals")
        .says("left the scheme");
    ruth.post(&end, &[reason, ("word", "END")]).await.expect(303);
    ruth.get("/assurance/agreements").await.expect(200).says(&format!("was ended on {}", spoken(&town, 0)));
    ruth.post(&end, &[reason, ("word", "END")]).await.expect(404);
    ruth.post(&format!("{place}/review"), &[("review", next.as_str())]).await.expect(404);
    let trail = town.trail(&town.ashby).await;
    for deed in ["register_agreement", "review_agreement", "end_agreement", "view_agreements"] {
        assert!(trail.contains(&deed.to_owned()), "{deed} (R-61)");
    }
}

#[actix_web::test]
async fn the_controllers_are_mailed_before_a_review_and_when_it_is_late() {
    let town = Town::new().await;
    let mut ruth = town.sign_in(Role::Controller).await;
    let place = entered(&town, &mut ruth).await;
    let mails = async || {
        let all = town.mail(&town.ashby).await;
        all.into_iter()
            .filter(|message| message.subject.contains("review an information"))
            .collect::<Vec<_>>()
    };
    // Each message is given up long before the next: what is counted are those of the last days.
    for (rule, days, expected) in [
        ("not before it is near", 271, 0),
        ("when it is", 272, 1),
        ("once", 273, 1),
        ("late", 301, 1),
        ("once", 302, 1),
    ] {
        let there: NaiveDate = AT_DAY.parse().unwrap();
        let at = there + TimeDelta::days(days);
        run_until(&town, &format!("{at}T03:00:00Z")).await;
        assert_eq!(mails().await.len(), expected, "{rule}, day {days} (R-60)");
    }
    let last = mails().await.remove(0);
    assert!(last.text.contains("is overdue") && last.text.contains(&place), "{}", last.text);
    assert!(!last.text.contains("Westshire"), "it names nobody");
    let told = town.trail(&town.ashby).await.iter().filter(|deed| *deed == "remind_review").count();
    assert_eq!(told, 2);
}

#[actix_web::test]
async fn what_is_wrong_is_said_on_its_field_and_nothing_is_lost() {
    let town = Town::new().await;
    let mut ruth = town.sign_in(Role::Controller).await;
    ruth.get("/assurance/agreements/new").await.expect(200);
    let days = [0, 300, 365].map(|day| ahead(&town, day));
    let before = ahead(&town, -1);
    for (field, value, message) in [
        ("agency", "", "Please fill this in."),
        ("parties", "short", "at least 10 characters"),
        ("basis", " ", "Please fill this in."),
        ("email", "not an address", "e-mail"),
        ("phone", "abc", "phone"),
        ("covers", "everything", "choose from the list"),
        ("starts", "2026-02-30", "Please fill this in."),
        ("review", before.as_str(), "from today on"),
        ("ends", before.as_str(), "before the first"),
    ] {
        let answer = ruth.post("/assurance/agreements/new", &filled(&days, &[(field, value)])).await;
        answer.expect(422).says(message).says("Sergeant Amberley").says(&format!("#{field}"));
    }
    ruth.get("/assurance/agreements").await.expect(200).says("No agreement");
}

#[actix_web::test]
async fn nobody_but_the_schemes_controller_sees_one() {
    let town = Town::new().await;
    let mut ruth = town.sign_in(Role::Controller).await;
    let place = entered(&town, &mut ruth).await;
    for role in [Role::Member, Role::Manager, Role::Administrator, Role::Board] {
        let mut other = town.sign_in(role).await;
        for path in ["/assurance/agreements", "/assurance/agreements/new", place.as_str()] {
            other.get(path).await.expect(404);
        }
    }
    let mut other = town.sign_in_as(&town.other, town.other.controller, Role::Controller).await;
    other.get(&place).await.expect(404);
    other.get("/assurance/agreements").await.expect(200).hides("Westshire");
}
