//! The register of personal data breaches: 72 hours, the report drafted, six years.

use beadle::{
    domain::{
        data_breach::{Breach, Course, Decisions, Facts, Risk},
        date::day_start,
        ids::DataBreachId,
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

const HAPPENED: (&str, &str) = ("happened", "A printed gallery was left on a bus, and the driver rang us.");
const WHY: (&str, &str) = ("why", "Whoever found it can pass the faces on.");

/// Enters one that was noticed on the town's first day at noon; where it stands.
async fn entered(who: &mut Browser) -> String {
    who.get("/breaches/new").await.expect(200).says("value=\"2026-11-22\"");
    let answer = who.post("/breaches/new", &[("day", "2026-11-22"), ("time", "12:00"), HAPPENED]).await;
    answer.expect(303).location().split('?').next().unwrap().to_owned()
}

async fn does(who: &mut Browser, place: &str, deed: &str, fields: &[(&str, &str)]) -> Answer {
    who.post(&format!("{place}/{deed}"), fields).await
}

#[actix_web::test]
async fn from_noticing_it_to_closing_it() {
    let town = Town::new().await;
    let mut alice = town.sign_in(Role::Administrator).await;
    alice.get("/breaches").await.expect(200).says("No breach is open");
    let place = entered(&mut alice).await;
    let page = alice.get(&place).await.expect(200);
    page.says("25 November 2026, 12:00")
        .says("72 hours left")
        .says("Next: judge the risk")
        .says("Not known yet");
    alice.get("/inbox").await.expect(200).says("A breach of personal data").says("Judge the risk");
    alice.get("/requests").await.expect(200).says(&place).says("72 hours left");
    let mut ruth = town.sign_in(Role::Controller).await;
    ruth.get("/assurance").await.expect(200).says("Judge the risk by 25 November 2026, 12:00");

    // Nothing is skipped.
    does(&mut alice, &place, "report", &[("reported_day", "2026-11-22"), ("reported_time", "12:00")])
        .await
        .expect(422);
    does(&mut alice, &place, "people", &[("how", "By letter to each of them.")]).await.expect(422);
    let early = does(&mut alice, &place, "close", &[("learnt", "Nothing is printed any more.")]).await;
    early.expect(422).says("The next step: Judge the risk");
    does(&mut alice, &place, "risk", &[("risk", "high"), WHY]).await.goes_to(&format!("{place}?done=judged"));
    alice.get(&place).await.expect(200).says("Next: report it to the ICO").hides("later than 72 hours?");

    let more = [
        ("day", "2026-11-22"),
        ("time", "11:30"),
        HAPPENED,
        ("natures", "confidentiality"),
        ("whose", "listed"),
        ("whose", "children"),
        ("data", "images"),
        ("people", "24"),
        ("consequences", "They may be recognised and shamed."),
        ("measures", "The driver gave the paper back."),
    ];
    does(&mut alice, &place, "facts", &more).await.goes_to(&format!("{place}?done=kept"));
    let known = alice.get(&format!("{place}/facts")).await.expect(200);
    known.says("value=\"11:30\"").says("value=\"children\" checked").says("value=\"24\"");
    let drafted = alice.get(&place).await.expect(200);
    drafted.says("25 November 2026, 11:30").says("Whose: Listed people; Listed children").says("about: 24");

    town.later(TimeDelta::hours(80));
    let mut alice = town.sign_in(Role::Administrator).await;
    alice.get(&place).await.expect(200).says("8 hours late").says("later than 72 hours?");
    let when = [("reported_day", "2026-11-25"), ("reported_time", "20:00")];
    let silent = does(&mut alice, &place, "report", &[when[0], when[1], ("reference", "IC-1234")]).await;
    silent.expect(422).says("Please fill this in.").says("#delay").says("IC-1234");
    let delay = ("delay", "The bus company answered on Wednesday.");
    does(&mut alice, &place, "report", &[when[0], when[1], ("reference", "IC-1234"), delay])
        .await
        .expect(303);
    let told = alice.get(&place).await.expect(200);
    told.says("The ICO was told on 25 November 2026, 20:00").says("IC-1234").says("Next: tell the people");
    does(&mut alice, &place, "people", &[("how", "By letter to each of the 24.")]).await.expect(303);
    alice.get(&place).await.expect(200).says("Next: close it").says("By letter to each of the 24.");
    does(&mut alice, &place, "close", &[("learnt", "Nothing is printed any more.")]).await.expect(303);
    alice.get("/breaches").await.expect(200).says("Closed on 25 November 2026").says("No breach is open");
    alice.get("/inbox").await.expect(200).hides("A breach of personal data");

    // Closed is closed.
    alice.get(&format!("{place}/facts")).await.expect(404);
    does(&mut alice, &place, "facts", &more).await.expect(422).says("This breach is closed");
    does(&mut alice, &place, "risk", &[("risk", "unlikely"), WHY])
        .await
        .expect(422)
        .says("This breach is closed");
    let trail = town.trail(&town.ashby).await;
    for deed in [
        "enter_breach",
        "amend_breach",
        "judge_breach",
        "report_breach",
        "tell_breach",
        "close_breach",
        "view_breaches",
    ] {
        assert!(trail.contains(&deed.to_owned()), "{deed} (R-61)");
    }
}

#[actix_web::test]
async fn the_controllers_are_mailed_when_it_is_entered_when_a_day_is_left_and_when_it_is_late() {
    let town = Town::new().await;
    let mut alice = town.sign_in(Role::Administrator).await;
    let place = entered(&mut alice).await;
    let mails = async || {
        let all = town.mail(&town.ashby).await;
        all.into_iter().filter(|mail| mail.subject.contains("data breach")).collect::<Vec<_>>()
    };
    let mut hours = 0;
    for (rule, at, expected, says) in [
        ("at once", 0, 1, "was entered"),
        ("once", 20, 1, "was entered"),
        ("when a day is left", 49, 2, "a day or less is left"),
        ("when it is late", 73, 3, "has passed"),
        ("once", 90, 3, "has passed"),
    ] {
        town.later(TimeDelta::hours(at - hours));
        hours = at;
        beat(&town).await;
        let mut sent = mails().await;
        assert_eq!(sent.len(), expected, "{rule} (R-53)");
        let last = sent.iter().position(|mail| mail.text.contains(says)).map(|n| sent.remove(n));
        let last = last.unwrap_or_else(|| panic!("{rule}: nothing says {says}"));
        assert!(last.text.contains(&place) && !last.text.contains("bus"), "{rule}: {}", last.text);
    }
    let mut alice = town.sign_in(Role::Administrator).await;
    let second = alice.post("/breaches/new", &[("day", "2026-11-22"), ("time", "12:01"), HAPPENED]).await;
    let second = second.expect(303).location().split('?').next().unwrap().to_owned();
    does(&mut alice, &second, "risk", &[("risk", "unlikely"), ("why", "The paper was blank on both sides.")])
        .await
        .expect(303);
    beat(&town).await;
    assert_eq!(mails().await.len(), 3, "nothing is left to report of the second");
}

/// One that was noticed and closed on a day; where it stands.
async fn closed(town: &Town, on: &str) -> String {
    let day: NaiveDate = on.parse().unwrap();
    let breach = Breach {
        id: DataBreachId::from_random(town.clock.random()),
        facts: Facts { happened: "A printed gallery was left on a bus.".to_owned(), ..Facts::default() },
        decisions: Decisions::default(),
        course: Course {
            aware_at: day_start(day),
            risk: Some(Risk::Unlikely),
            reported_at: None,
            people_on: None,
            closed_on: Some(day),
        },
        entered_by: None,
        entered_at: day_start(day),
    };
    let (scheme, place) = (town.ashby.scheme, format!("/breaches/{}", breach.id));
    town.write(move |tx| store::data_breach::insert(tx, scheme, &breach)).await;
    place
}

#[actix_web::test]
async fn its_record_is_kept_for_six_years_and_then_erased_by_a_controller() {
    let town = Town::new().await;
    let young = closed(&town, "2020-11-23").await;
    let mut ruth = town.sign_in(Role::Controller).await;
    ruth.get("/assurance").await.expect(200).hides("Look once more at a breach");
    ruth.get(&young).await.expect(200).hides("Six years are over");
    does(&mut ruth, &young, "erase", &[("word", "ERASE")]).await.expect(404);

    let old = closed(&town, "2020-11-22").await;
    ruth.get("/assurance").await.expect(200).says("Look once more at a breach").says(&old).hides(&young);
    ruth.get(&old).await.expect(200).says("Six years are over");
    does(&mut ruth, &old, "erase", &[("word", "erase")]).await.expect(422).says("type ERASE in capitals");
    let mut alice = town.sign_in(Role::Administrator).await;
    alice.get(&old).await.expect(200).hides("Six years are over");
    does(&mut alice, &old, "erase", &[("word", "ERASE")]).await.expect(404);
    does(&mut ruth, &old, "erase", &[("word", "ERASE")]).await.goes_to("/breaches");
    ruth.get(&old).await.expect(404);
    ruth.get("/breaches").await.expect(200).says(&young).hides(&old);
    assert!(town.trail(&town.ashby).await.contains(&"erase_breach".to_owned()), "R-61");
}

#[actix_web::test]
async fn what_is_wrong_is_said_on_its_field_and_nothing_is_lost() {
    let town = Town::new().await;
    let mut alice = town.sign_in(Role::Administrator).await;
    alice.get("/breaches/new").await.expect(200);
    for (field, value, message, at) in [
        ("happened", "", "Please fill this in.", "#happened"),
        ("happened", "A bus", "at least 10 characters", "#happened"),
        ("day", "2026-11-23", "in the future", "#day"),
        ("time", "25:00", "a time like 14:30", "#time"),
        ("data", "everything", "choose from the list", "#data"),
    ] {
        let mut fields = vec![
            ("day", "2026-11-22"),
            ("time", "11:00"),
            HAPPENED,
            ("measures", "The driver keeps it safe."),
        ];
        fields.retain(|(name, _)| *name != field);
        fields.push((field, value));
        let answer = alice.post("/breaches/new", &fields).await.expect(422);
        answer.says(message).says(at).says("The driver keeps it safe.");
    }
    alice.get("/breaches").await.expect(200).says("No breach is open");
    let place = entered(&mut alice).await;
    let again = alice.post("/breaches/new", &[("day", "2026-11-22"), ("time", "12:00"), HAPPENED]).await;
    again.expect(422).says("entered already");
    let wrong = does(&mut alice, &place, "risk", &[("risk", ""), WHY]).await.expect(422);
    wrong.says("#risk").says("pass the faces on");
}

#[actix_web::test]
async fn the_report_is_a_pdf_and_nobody_else_sees_any_of_it() {
    let town = Town::new().await;
    let mut alice = town.sign_in(Role::Administrator).await;
    let place = entered(&mut alice).await;
    let pdf = format!("{place}/report.pdf");
    let answer = alice.get(&pdf).await.expect(200);
    assert_eq!(answer.header("content-type"), "application/pdf");
    let said = words_of(&answer.bytes);
    for words in [
        "article 33 of the UK GDPR",
        "22 November 2026, 12:00",
        "left on a bus",
        "Not known yet",
        "AES-256-GCM",
    ] {
        assert!(said.contains(words), "{words} in {said}");
    }
    for role in [Role::Member, Role::Manager, Role::Board] {
        let mut other = town.sign_in(role).await;
        for path in ["/breaches", "/breaches/new", place.as_str(), pdf.as_str()] {
            other.get(path).await.expect(404);
        }
    }
    let mut foreign = town.sign_in_as(&town.other, town.other.administrator, Role::Administrator).await;
    foreign.get(&place).await.expect(404);
    foreign.get("/breaches").await.expect(200).hides("printed gallery");
}
