//! an administrator records a report for a named user.

use beadle::domain::member::role::Role;

use super::*;

#[actix_web::test]
async fn a_report_by_telephone_is_the_callers() {
    let town = Town::new().await;
    let mut alice = town.sign_in(Role::Administrator).await;
    alice.get("/report/for").await.expect(200).says("Fairway Stores: Sam Reed").hides("Priya");
    let path = format!("/report/for?user={}", town.ashby.member);
    alice.get(&path).await.expect(200).says("For <b>Sam Reed</b>, by telephone");
    let id: IncidentId = {
        let answer = send(&mut alice, &path, &sheet(&town.ashby)).await.expect(303);
        answer.location().strip_prefix("/reports/").unwrap().parse().unwrap()
    };
    send(&mut alice, &path, &sheet(&town.ashby)).await.goes_to(&format!("/reports/{id}"));
    let report = row(&town, id).await;
    assert_eq!((report.reporter, report.recorder), (Some(town.ashby.member), Some(town.ashby.administrator)));
    assert!(report.by_member, "R-12: made by a member");
    assert_eq!(count(&town).await, 1);
    town.sign_in(Role::Member).await.get("/reports").await.expect(200).says("MA-1");
}

#[actix_web::test]
async fn only_an_administrator_records_for_others_and_only_for_members_users() {
    let town = Town::new().await;
    let path = format!("/report/for?user={}", town.ashby.manager);
    for role in [Role::Member, Role::Manager, Role::Board, Role::Controller] {
        let mut browser = town.sign_in(role).await;
        browser.get("/report/for").await.expect(404);
        browser.get(&path).await.expect(404);
        send(&mut browser, &path, &sheet(&town.ashby)).await.expect(404);
    }
    let mut alice = town.sign_in(Role::Administrator).await;
    for nobody in [town.ashby.board, town.ashby.administrator, town.other.member] {
        let path = format!("/report/for?user={nobody}");
        send(&mut alice, &path, &sheet(&town.ashby)).await.expect(404);
    }
    let missing = send(&mut alice, &path, &sheet_with(&town.ashby, &[("kind", "")])).await;
    missing.expect(422).says("Choose what happened").says("Maya Brooks");
    assert_eq!(count(&town).await, 0);
}
