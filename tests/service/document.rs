//! Data-protection documents: written by an administrator, adopted by a controller, looked at again within a year.

use beadle::{
    domain::{
        document::{Content, Days, Document, Kind},
        ids::DocumentId,
        member::role::Role,
    },
    store,
};
use chrono::{NaiveDate, TimeDelta};

use crate::{
    harness::{Answer, Browser, Town},
    police::bundle::words_of,
    profile::scheduler::beat,
};

/// Every part that a kind asks for, written.
fn written(kind: Kind) -> Vec<(&'static str, &'static str)> {
    let lines = kind.parts().iter().filter(|line| !line.asks.is_empty());
    lines.map(|line| (line.part.as_str(), "Weighed by us, and written down.")).collect()
}

async fn begun(who: &mut Browser, kind: Kind) -> String {
    who.get("/documents").await.expect(200);
    let answer = who.post("/documents/begin", &[("kind", kind.as_str())]).await;
    answer.expect(303).location().to_owned()
}

/// Sends a draft's form with these parts.
async fn sends(who: &mut Browser, draft: &str, to: &str, parts: &[(&str, &str)]) -> Answer {
    let base = who.get(draft).await.expect(200).input("base").unwrap();
    let mut fields = vec![("base", base.as_str()), ("review", "2027-11-22")];
    fields.retain(|(name, _)| !parts.iter().any(|(part, _)| part == name));
    fields.extend(parts);
    who.post(&format!("{draft}{to}"), &fields).await
}

/// Begun, written and adopted by a controller.
pub async fn adopted(who: &mut Browser, kind: Kind) -> String {
    let draft = begun(who, kind).await;
    let done = sends(who, &draft, "/adopt", &written(kind)).await;
    done.goes_to(&format!("{draft}?done=adopted"));
    draft
}

#[actix_web::test]
async fn an_administrator_writes_and_a_controller_adopts() {
    let town = Town::new().await;
    let mut alice = town.sign_in(Role::Administrator).await;
    let draft = begun(&mut alice, Kind::Lia).await;
    assert_eq!(begun(&mut alice, Kind::Lia).await, draft, "of two drafts of the same there is one");
    let page = alice.get(&draft).await.expect(200);
    page.says("the data controller").says("to identify somebody").says("Draft").hides("Adopt it");
    let half = [("purpose", "Theft from small shops doubled in two years.")];
    sends(&mut alice, &draft, "", &half).await.goes_to(&format!("{draft}?done=kept"));
    sends(&mut alice, &draft, "/adopt", &half).await.expect(404);

    let mut ruth = town.sign_in(Role::Controller).await;
    ruth.get(&draft).await.expect(200).says("Theft from small shops doubled").says("Adopt it");
    let missing = sends(&mut ruth, &draft, "/adopt", &half).await.expect(422);
    missing
        .says("#necessity")
        .says("#balance")
        .says("#outcome")
        .says("before it is adopted")
        .says("Theft from small shops doubled");
    for (rule, day) in [("no day", ""), ("today", "2026-11-22"), ("a day more than a year", "2027-11-23")] {
        let mut fields = written(Kind::Lia);
        fields.push(("review", day));
        let wrong = sends(&mut ruth, &draft, "/adopt", &fields).await.expect(422);
        assert!(wrong.text.contains("at the latest 22 November 2027"), "{rule}");
    }
    let done = sends(&mut ruth, &draft, "/adopt", &written(Kind::Lia)).await;
    done.goes_to(&format!("{draft}?done=adopted"));
    let page = ruth.get(&draft).await.expect(200);
    page.says("In force").says("Weighed by us").says("22 November 2027").hides("What has changed");
    let late = alice.post(&draft, &[("purpose", "Something else, much later.")]).await.expect(422);
    late.says("not changed any more");
    alice.post(&format!("{draft}/discard"), &[]).await.expect(422);
    alice.post(&format!("{draft}/end"), &[]).await.expect(404);
    let trail = town.trail(&town.ashby).await;
    for deed in ["begin_document", "write_document", "adopt_document", "view_documents"] {
        assert!(trail.contains(&deed.to_owned()), "{deed} (R-61)");
    }
}

#[actix_web::test]
async fn a_new_version_begins_with_the_last_one_which_holds_until_then() {
    let town = Town::new().await;
    let mut ruth = town.sign_in(Role::Controller).await;
    let first = adopted(&mut ruth, Kind::Policy).await;
    let id = first.rsplit('/').next().unwrap().to_owned();
    let again = [("kind", "policy"), ("after", id.as_str())];
    let second = ruth.post("/documents/begin", &again).await.expect(303).location().to_owned();
    ruth.get(&second).await.expect(200).says("Version 2").says("Weighed by us, and written down.");
    ruth.get(&first).await.expect(200).says("In force").says("Version 2, a draft");
    ruth.post(&format!("{second}/discard"), &[]).await.goes_to("/documents");
    ruth.get(&second).await.expect(404);

    let third = ruth.post("/documents/begin", &again).await.expect(303).location().to_owned();
    town.later(TimeDelta::days(3));
    let mut ruth = town.sign_in(Role::Controller).await;
    let fields =
        [("condition", "Paragraph 10, and paragraph 33 besides."), ("principles", "Training each year.")];
    sends(&mut ruth, &third, "/adopt", &fields).await.expect(303);
    ruth.get(&third).await.expect(200).says("In force").says("paragraph 33");
    ruth.get(&first).await.expect(200).says("No longer in force").says("25 November 2026");
    ruth.get("/documents").await.expect(200).says(&first).says(&third).says("Kept for six years");
}

#[actix_web::test]
async fn nobody_writes_over_what_somebody_else_wrote_meanwhile() {
    let town = Town::new().await;
    let (mut alice, mut ruth) =
        (town.sign_in(Role::Administrator).await, town.sign_in(Role::Controller).await);
    let draft = begun(&mut alice, Kind::Lia).await;
    let base = alice.get(&draft).await.expect(200).input("base").unwrap();
    ruth.get(&draft).await.expect(200);
    let one = [("base", base.as_str()), ("purpose", "What the first of us wrote.")];
    let other = [("base", base.as_str()), ("purpose", "What the second of us wrote.")];
    alice.post(&draft, &one).await.expect(303);
    let refused = ruth.post(&draft, &other).await.expect(422);
    refused.says("Somebody else wrote in this draft").says("What the second of us wrote.");
    ruth.get(&draft).await.expect(200).says("What the first of us wrote.");
    alice.post(&draft, &one).await.expect(303);
}

#[actix_web::test]
async fn what_changed_since_it_was_adopted_is_said() {
    let town = Town::new().await;
    let mut ruth = town.sign_in(Role::Controller).await;
    let record = adopted(&mut ruth, Kind::Record).await;
    ruth.get(&record).await.expect(200).hides("What has changed").says("No processor’s contract");
    let contract = begun(&mut ruth, Kind::Processor).await;
    let nobody = sends(&mut ruth, &contract, "/adopt", &written(Kind::Processor)).await.expect(422);
    nobody.says("#party");
    let mut fields = written(Kind::Processor);
    fields.retain(|(part, _)| *part != "helpers");
    fields.push(("party", "Harbour Hosting Ltd"));
    sends(&mut ruth, &contract, "", &fields).await.expect(303);
    let another = begun(&mut ruth, Kind::Processor).await;
    assert_ne!(another, contract, "what names nobody yet is another contract");
    sends(&mut ruth, &contract, "/adopt", &fields).await.expect(303);
    ruth.get(&contract).await.expect(200).hides("Not written yet");
    let page = ruth.get(&record).await.expect(200);
    page.says("What has changed since it was adopted").says("under a contract: Harbour Hosting Ltd.");
    let pdf = ruth.get(&format!("{record}/document.pdf")).await.expect(200);
    let said = words_of(&pdf.bytes);
    assert!(said.contains("AES-256-GCM") && !said.contains("Harbour"), "as it was adopted: {said}");
    ruth.post(&format!("{contract}/end"), &[]).await.expect(303);
    ruth.get(&record).await.expect(200).hides("What has changed");
}

#[actix_web::test]
async fn the_controllers_are_mailed_four_weeks_before_its_day_and_when_it_is_past() {
    let town = Town::new().await;
    let mut ruth = town.sign_in(Role::Controller).await;
    let place = adopted(&mut ruth, Kind::Dpia).await;
    let mails = async || {
        let all = town.mail(&town.ashby).await;
        all.into_iter()
            .filter(|mail| mail.subject.contains("look at a data-protection document"))
            .collect::<Vec<_>>()
    };
    beat(&town).await;
    assert_eq!(mails().await.len(), 0, "it has a year");
    ruth.get("/assurance").await.expect(200).hides("Look at the DPIA again");
    let soon = Document {
        days: Days { adopted: day("2025-12-20"), review: day("2026-12-20"), ended: None },
        ..version(Kind::Lia)
    };
    let (scheme, id) = (town.ashby.scheme, soon.id);
    town.write(move |tx| store::document::insert(tx, scheme, &soon)).await;
    let near = "is to be looked at again by 20 December 2026";
    let late = "was to be looked at again by 20 December 2026, and is overdue";
    // What nobody took in 14 days is no longer in the outbox.
    for (rule, after, says) in [("near", 1, near), ("once", 2, near), ("past", 29, late), ("once", 30, late)]
    {
        while town.clock.today() < NaiveDate::from_ymd_opt(2026, 11, 22).unwrap() + TimeDelta::days(after) {
            town.later(TimeDelta::days(1));
        }
        beat(&town).await;
        let now = mails().await;
        assert_eq!(now.len(), 1, "{rule}");
        assert!(now[0].text.contains(says) && now[0].text.contains(&id.to_string()), "{rule}");
    }
    let mut ruth = town.sign_in(Role::Controller).await;
    ruth.get("/assurance").await.expect(200).says("Look at the LIA again").says(&format!("/documents/{id}"));
    ruth.get("/documents").await.expect(200).says("Review is late").says(&place);
}

fn day(text: &str) -> Option<NaiveDate> {
    Some(text.parse().unwrap())
}

fn version(kind: Kind) -> Document {
    Document {
        id: DocumentId::from_random([7; 16]),
        kind,
        line: DocumentId::from(uuid::Uuid::nil()),
        version: 1,
        content: Content::default(),
        days: Days::default(),
        drafted_by: None,
        drafted_at: chrono::DateTime::UNIX_EPOCH,
        adopted_by: None,
    }
}

#[actix_web::test]
async fn what_was_superseded_is_kept_for_six_years_and_then_erased_by_a_controller() {
    let town = Town::new().await;
    let scheme = town.ashby.scheme;
    let of = |n: u8, ended: &str| Document {
        id: DocumentId::from_random([n; 16]),
        version: i32::from(n),
        days: Days { adopted: day("2019-01-01"), review: day("2020-01-01"), ended: day(ended) },
        ..version(Kind::Policy)
    };
    let (young, old) = (of(1, "2020-11-23"), of(2, "2020-11-22"));
    let places = [&young, &old].map(|one| format!("/documents/{}", one.id));
    town.write(move |tx| {
        store::document::insert(tx, scheme, &young)?;
        store::document::insert(tx, scheme, &old)
    })
    .await;
    let mut ruth = town.sign_in(Role::Controller).await;
    ruth.get("/assurance").await.expect(200).says(&places[1]).hides(&places[0]);
    ruth.get(&places[0]).await.expect(200).hides("Six years are over");
    ruth.post(&format!("{}/erase", places[0]), &[("word", "ERASE")]).await.expect(404);
    let mut alice = town.sign_in(Role::Administrator).await;
    alice.get(&places[1]).await.expect(200).hides("Six years are over");
    alice.post(&format!("{}/erase", places[1]), &[("word", "ERASE")]).await.expect(404);
    ruth.get(&places[1]).await.expect(200).says("Six years are over");
    ruth.post(&format!("{}/erase", places[1]), &[("word", "erase")]).await.expect(422).says("type ERASE");
    ruth.post(&format!("{}/erase", places[1]), &[("word", "ERASE")]).await.goes_to("/documents");
    ruth.get(&places[1]).await.expect(404);
}

#[actix_web::test]
async fn nobody_else_sees_any_of_it() {
    let town = Town::new().await;
    let mut ruth = town.sign_in(Role::Controller).await;
    let place = adopted(&mut ruth, Kind::Lia).await;
    let pdf = format!("{place}/document.pdf");
    for role in [Role::Member, Role::Manager, Role::Board] {
        let mut other = town.sign_in(role).await;
        for path in ["/documents", place.as_str(), pdf.as_str()] {
            other.get(path).await.expect(404);
        }
    }
    let mut foreign = town.sign_in_as(&town.other, town.other.administrator, Role::Administrator).await;
    foreign.get(&place).await.expect(404);
    foreign.get("/documents").await.expect(200).hides(&place).says("There is none yet");
}
