//! a user reports an incident.

use beadle::{
    domain::{
        incident::{kind::Kind, loss::Band, mention::Narrative, person::Acquaintance, report::State},
        member::{agreement::Acceptance, role::Role},
    },
    store,
};

use super::*;

#[actix_web::test]
async fn the_sheet_is_filled_in_as_far_as_it_can_be() {
    let town = Town::new().await;
    let mut sam = town.sign_in(Role::Member).await;
    let page =
        sam.get("/report").await.expect(200).says("What happened?").says("Fairway Stores, High Street");
    assert_eq!(page.input("occurred_date").as_deref(), Some("2026-11-22"));
    assert_eq!(page.input("occurred_time").as_deref(), Some("12:00"), "London's clock");
    let page = page.says("today 12:00").says("Excluded person came in");
    let (theft, other) = (page.text.find("value=\"theft\""), page.text.find("value=\"antisocial\""));
    assert!(theft < other, "what is reported most comes first");
    assert_eq!(town.trail(&town.ashby).await.len(), 1, "a form is no look at anybody (R-61)");
}

#[actix_web::test]
async fn a_report_is_in_with_a_reference_and_its_reporters_address() {
    let town = Town::new().await;
    let mut sam = town.sign_in(Role::Member).await;
    let id =
        filed(&mut sam, &town.ashby, &[("police", "yes"), ("police_ref", "CR/12"), ("weapon", "yes")]).await;
    let report = row(&town, id).await;
    assert_eq!(
        (report.reference, report.state, report.kind, report.band),
        (1, State::Submitted, Kind::Theft, Band::From50)
    );
    assert_eq!((report.reporter, report.recorder, report.by_member), (Some(town.ashby.member), None, true));
    assert_eq!(
        (report.business, report.who, report.weapon),
        (Some(town.ashby.business), Acquaintance::Unknown, true)
    );
    assert_eq!(report.erase_on, "2027-11-22".parse().ok(), "R-30: nobody identified yet");
    let visitor = town.visitor(&town.ashby);
    let mail = town.read(move |tx| store::incident::reporter_mail(tx, &visitor, id)).await;
    assert_eq!(mail, Some(town.ashby.email(Role::Member)), "R-4: kept as a cell of the report");
    sam.get(&format!("/reports/{id}")).await.expect(200).says("Your report is in").says("MA-1").says("CR/12");
    let trail = town.trail(&town.ashby).await;
    assert_eq!(trail.iter().filter(|deed| *deed == "submit_report").count(), 1);
}

#[actix_web::test]
async fn a_repeated_send_is_one_report_with_the_same_answer() {
    let town = Town::new().await;
    let mut sam = town.sign_in(Role::Member).await;
    let (status, first) = send_by_script(&mut sam, &sheet(&town.ashby)).await;
    assert_eq!((status, first["reference"].as_str()), (201, Some("MA-1")));
    let (status, second) = send_by_script(&mut sam, &sheet(&town.ashby)).await;
    assert_eq!((status, &second), (201, &first));
    assert_eq!(first["photos_url"], format!("/reports/{}/photos", first["id"].as_str().unwrap()));
    assert_eq!(count(&town).await, 1);
    let mut maya = town.sign_in(Role::Manager).await;
    send(&mut maya, "/report", &sheet(&town.ashby)).await.expect(303);
    assert_eq!(count(&town).await, 2, "somebody else's key is another key");
    filed(&mut sam, &town.ashby, &[("key", "another-form-of-sam-1")]).await;
    assert_eq!(count(&town).await, 3);
}

#[actix_web::test]
async fn who_sends_again_with_other_words_is_told_that_they_are_not_in_it() {
    let town = Town::new().await;
    let mut sam = town.sign_in(Role::Member).await;
    let (_, first) = send_by_script(&mut sam, &sheet(&town.ashby)).await;
    let own = format!("/reports/{}", first["id"].as_str().unwrap());
    assert_eq!(first["page"], own);
    for other in
        [("note", "He came back for the trolley"), ("band", "over_500"), ("weapon", "yes"), ("kind", "")]
    {
        let (status, again) = send_by_script(&mut sam, &sheet_with(&town.ashby, &[other])).await;
        assert_eq!((status, &again["id"]), (201, &first["id"]), "{other:?}");
        assert_eq!(again["page"], format!("{own}?first=1"), "{other:?}");
    }
    assert_eq!(count(&town).await, 1);
    sam.get(&format!("{own}?first=1")).await.expect(200).says("as you first sent it").hides("trolley");
}

#[actix_web::test]
async fn two_sends_at_the_same_moment_are_one_report() {
    let town = Town::new().await;
    let mut browsers = Vec::new();
    for _ in 0..6 {
        browsers.push(town.sign_in(Role::Member).await);
    }
    let fields = sheet(&town.ashby);
    let all = browsers.iter_mut().map(|browser| send(browser, "/report", &fields));
    let answers = futures_util::future::join_all(all).await;
    let places: std::collections::BTreeSet<_> =
        answers.iter().map(|answer| answer.location().to_owned()).collect();
    assert_eq!((count(&town).await, places.len()), (1, 1), "{places:?}");
}

#[actix_web::test]
async fn different_reports_at_the_same_moment_have_different_references() {
    let town = Town::new().await;
    let mut browsers = Vec::new();
    for _ in 0..6 {
        browsers.push(town.sign_in(Role::Member).await);
    }
    let forms: Vec<_> =
        (0..6).map(|n| sheet_with(&town.ashby, &[("key", &format!("a-key-of-one-form-{n:04}"))])).collect();
    let all = browsers.iter_mut().zip(&forms).map(|(browser, form)| send(browser, "/report", form));
    for answer in futures_util::future::join_all(all).await {
        answer.expect(303);
    }
    let scheme = town.ashby.scheme;
    let reports =
        town.read(move |tx| store::incident::list(tx, scheme, store::incident::Which::default())).await;
    let mut references: Vec<_> = reports.iter().map(|report| report.reference).collect();
    references.sort_unstable();
    assert_eq!(references, [1, 2, 3, 4, 5, 6]);
}

#[actix_web::test]
async fn reporting_needs_no_agreement_and_faces_do() {
    let town = Town::new().await;
    let dale = listed(&town, &town.ashby, "Dale Rivers", "2027-01-01").await;
    let mut sam = town.sign_in(Role::Member).await;
    sam.post("/report", &[("find", "1"), ("who_search", "dale rivers")])
        .await
        .expect(200)
        .says("Dale Rivers");
    let (scheme, member) = (town.ashby.scheme, town.ashby.member);
    let lapsed = Acceptance { version: 1, on: "2020-01-01".parse().unwrap() };
    town.write(move |tx| store::user::agree(tx, scheme, member, lapsed)).await;
    sam.post("/report", &[("find", "1"), ("who_search", "dale rivers")])
        .await
        .expect(200)
        .hides("Dale Rivers");
    let id = filed(&mut sam, &town.ashby, &[]).await;
    sam.get(&format!("/reports/{id}")).await.expect(200).says("Two bottles");
    sam.get("/reports").await.expect(200).says("MA-1");
    let id =
        filed(&mut sam, &town.ashby, &[("key", "another-form-of-sam-1"), ("who", &dale.to_string())]).await;
    sam.get(&format!("/reports/{id}")).await.expect(200).hides("Dale Rivers");
}

#[actix_web::test]
async fn who_has_no_business_does_not_report_and_an_administrator_reports_from_anywhere() {
    let town = Town::new().await;
    for role in [Role::Board, Role::Controller] {
        let mut browser = town.sign_in(role).await;
        browser.get("/report").await.expect(404);
        send(&mut browser, "/report", &sheet(&town.ashby)).await.expect(404);
    }
    let mut alice = town.sign_in(Role::Administrator).await;
    let id = filed(&mut alice, &town.ashby, &[]).await;
    let report = row(&town, id).await;
    assert!(!report.by_member, "R-12: only a member's report counts");
    let mut stranger = town.sign_in_as(&town.other, town.other.member, Role::Member).await;
    send(&mut stranger, "/report", &sheet(&town.ashby)).await.expect(422).says("Choose where it happened");
    let mut visitor = town.visit("ashby.test").await;
    visitor.get("/report").await.goes_to("/sign-in?next=%2Freport");
}

#[actix_web::test]
async fn what_looks_like_a_mention_is_text() {
    let town = Town::new().await;
    let dale = listed(&town, &town.ashby, "Dale Rivers", "2027-01-01").await;
    let mut sam = town.sign_in(Role::Member).await;
    let note = format!("Seen @{{{dale}}} by sam@fairway.example");
    let id = filed(&mut sam, &town.ashby, &[("note", &note)]).await;
    let visitor = beadle::domain::member::evidence::scheduler(town.ashby.scheme, town.clock.now());
    let content = town.read(move |tx| store::incident::content(tx, &visitor, id)).await;
    let narrative = Narrative::parse(&content.narrative);
    assert_eq!((narrative.mentions(), narrative.words()), (Vec::new(), note.clone()), "R-29");
    sam.get(&format!("/reports/{id}")).await.expect(200).hides("Dale Rivers").says("sam@fairway.example");
}

#[actix_web::test]
async fn a_deed_without_the_forms_token_is_not_done() {
    let town = Town::new().await;
    let mut sam = town.sign_in(Role::Member).await;
    let mut fields = sheet(&town.ashby);
    fields.push(("csrf", "forged".to_owned()));
    send(&mut sam, "/report", &fields).await.expect(409);
    assert_eq!(count(&town).await, 0);
}
