//! The faces on the report: a look at people, recorded.

use beadle::domain::member::role::Role;

use super::*;

#[actix_web::test]
async fn a_name_finds_faces_and_keeps_what_was_typed() {
    let town = Town::new().await;
    let dale = listed(&town, &town.ashby, "Dale Rivers", "2027-01-01").await;
    listed(&town, &town.other, "Dale Riverson", "2027-01-01").await;
    listed(&town, &town.ashby, "Gail Rivers", "2026-11-21").await;
    let mut sam = town.sign_in(Role::Member).await;
    let fields = sheet_with(&town.ashby, &[("find", "1"), ("who_search", "dail rivers"), ("who", "")]);
    let page = send(&mut sam, "/report", &fields).await.expect(200);
    let page = page.says("Dale Rivers").says("Excluded").says("Two bottles under a coat");
    let page = page.hides("Riverson").hides("Gail");
    assert_eq!(page.input("key").as_deref(), Some(KEY), "the same form");
    assert_eq!(count(&town).await, 0, "a search sends nothing");
    let trail = town.trail(&town.ashby).await;
    assert_eq!(trail.iter().filter(|deed| *deed == "view_report_form").count(), 1, "R-61");
    let nobody = [("find", "1"), ("who_search", "Zebedee Quux")];
    send(&mut sam, "/report", &sheet_with(&town.ashby, &nobody)).await.says("Nobody listed has that name");
    let trail = town.trail(&town.ashby).await;
    assert_eq!(trail.iter().filter(|deed| *deed == "view_report_form").count(), 1, "nobody was looked at");
    let id = filed(&mut sam, &town.ashby, &[("who", &dale.to_string())]).await;
    assert_eq!(row(&town, id).await.claimed, Some(dale));
    sam.get(&format!("/reports/{id}")).await.expect(200).says("Dale Rivers").says("excluded");
}

#[actix_web::test]
async fn who_is_withdrawn_or_of_another_scheme_cannot_be_chosen() {
    let town = Town::new().await;
    let gone = listed(&town, &town.ashby, "Gail Rivers", "2026-11-21").await;
    let elsewhere = listed(&town, &town.other, "Dale Riverson", "2027-01-01").await;
    let mut sam = town.sign_in(Role::Member).await;
    for who in [gone, elsewhere] {
        let fields = sheet_with(&town.ashby, &[("who", &who.to_string())]);
        let page = send(&mut sam, "/report", &fields).await.expect(422).says("Choose who it was");
        page.hides("Gail").hides("Dale");
    }
}
