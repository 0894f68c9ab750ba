//! Drafts and returned reports: kept on the server, continued, sent.

use beadle::domain::{incident::report::State, member::role::Role};

use super::*;

#[actix_web::test]
async fn a_draft_is_kept_seven_days_from_its_last_change() {
    let town = Town::new().await;
    let mut sam = town.sign_in(Role::Member).await;
    let almost = [("kind", ""), ("band", ""), ("who", ""), ("save", "1")];
    send(&mut sam, "/report", &sheet_with(&town.ashby, &almost)).await.goes_to("/reports?saved=1");
    let page = sam.get("/reports?saved=1").await.expect(200).says("Not sent").says("29 November 2026");
    let page = page.says("A report you began").hides("antisocial");
    let link = page.links("/reports/").pop().unwrap();
    let id: IncidentId = link.strip_prefix("/reports/").unwrap().parse().unwrap();
    assert_eq!((row(&town, id).await.state, row(&town, id).await.submitted_at), (State::Draft, None));
    town.later(chrono::TimeDelta::days(3));
    let mut sam = town.sign_in(Role::Member).await;
    let page = sam.get(&format!("/reports/{id}/edit")).await.expect(200).says("Two bottles under a coat");
    let checked =
        page.text.split("<input").filter(|input| input.split('>').next().unwrap().contains(" checked"));
    assert_eq!(checked.count(), 0, "what was left out is still left out");
    let mut fields = sheet_with(
        &town.ashby,
        &[("save", "1"), ("note", "Three bottles"), ("key", "another-form-of-sam-1")],
    );
    fields.push(("report", id.to_string()));
    send(&mut sam, "/report", &fields).await.goes_to("/reports?saved=1");
    assert_eq!(row(&town, id).await.erase_on, "2026-12-02".parse().ok(), "R-30");
    fields.retain(|(name, _)| *name != "save");
    send(&mut sam, "/report", &fields).await.goes_to(&format!("/reports/{id}"));
    assert_eq!((count(&town).await, row(&town, id).await.state), (1, State::Submitted));
    sam.get(&format!("/reports/{id}")).await.expect(200).says("Three bottles");
    sam.get(&format!("/reports/{id}/edit")).await.expect(404);
    fields.push(("save", "1".to_owned()));
    send(&mut sam, "/report", &fields).await.expect(422).says("sent already");
}

#[actix_web::test]
async fn a_saved_sheet_that_is_then_sent_is_one_report() {
    let town = Town::new().await;
    let mut sam = town.sign_in(Role::Member).await;
    send(&mut sam, "/report", &sheet_with(&town.ashby, &[("save", "1")])).await.expect(303);
    let id = filed(&mut sam, &town.ashby, &[]).await;
    assert_eq!((count(&town).await, row(&town, id).await.state), (1, State::Submitted));
}

#[actix_web::test]
async fn a_draft_is_its_writers_alone() {
    let town = Town::new().await;
    let mut sam = town.sign_in(Role::Member).await;
    send(&mut sam, "/report", &sheet_with(&town.ashby, &[("save", "1")])).await.expect(303);
    let link = sam.get("/reports").await.links("/reports/").pop().unwrap();
    let id = link.strip_prefix("/reports/").unwrap();
    let mut browsers = vec![rival(&town).await];
    for role in [Role::Manager, Role::Administrator, Role::Board, Role::Controller] {
        browsers.push(town.sign_in(role).await);
    }
    for browser in &mut browsers {
        browser.get(&link).await.expect(404);
        browser.get(&format!("{link}/edit")).await.expect(404);
        let mut fields = sheet(&town.ashby);
        fields.push(("report", id.to_owned()));
        send(browser, "/report", &fields).await.expect(404);
    }
    sam.get(&link).await.expect(200);
}

#[actix_web::test]
async fn a_returned_report_is_changed_and_sent_again_and_starts_no_clock_anew() {
    let town = Town::new().await;
    let mut sam = town.sign_in(Role::Member).await;
    let id = filed(&mut sam, &town.ashby, &[]).await;
    let first = row(&town, id).await.submitted_at;
    let alice = town.ashby.administrator;
    let now = town.clock.now();
    change(&town, id, |report| {
        report.state = State::Returned;
        report.reviewed = Some((now, alice));
        report.erase_on = "2026-12-20".parse().ok();
    })
    .await;
    let scheme = town.ashby.scheme;
    town.write(move |tx| store::incident::set_outcome(tx, scheme, id, "Which aisle was it?")).await;
    sam.get("/reports").await.expect(200).says("Over to you");
    sam.get(&format!("/reports/{id}")).await.expect(200).says("Which aisle was it?").says("send it again");
    send(&mut sam, "/report", &sheet(&town.ashby)).await.goes_to(&format!("/reports/{id}"));
    assert_eq!(row(&town, id).await.state, State::Returned, "a repeat of the first send changes nothing");
    town.later(chrono::TimeDelta::days(2));
    let mut sam = town.sign_in(Role::Member).await;
    let mut fields = sheet_with(&town.ashby, &[("note", "The third aisle")]);
    fields.push(("report", id.to_string()));
    send(&mut sam, "/report", &fields).await.goes_to(&format!("/reports/{id}"));
    let report = row(&town, id).await;
    assert_eq!((report.state, report.submitted_at, report.reviewed), (State::Submitted, first, None));
    assert_eq!(count(&town).await, 1);
}
