//! Own reports: whose they are, and what of them is shown once somebody is withdrawn.

use beadle::domain::{
    incident::{
        Subject, finding::Finding, mention::Narrative, mention::Segment, report::State, standing::Standing,
    },
    member::role::Role,
};

use super::*;

#[actix_web::test]
async fn a_report_is_for_its_reporter_the_manager_and_administrators() {
    let town = Town::new().await;
    let mut sam = town.sign_in(Role::Member).await;
    let id = filed(&mut sam, &town.ashby, &[("victims", "Jo of the tills")]).await;
    let path = format!("/reports/{id}");
    for role in [Role::Member, Role::Manager, Role::Administrator] {
        town.sign_in(role).await.get(&path).await.expect(200).says("Jo of the tills");
    }
    town.sign_in(Role::Manager).await.get("/reports").await.expect(200).says("MA-1").says("other reports");
    let colleague = town.add_user(&town.ashby, Role::Member, "Kim Lane", "kim@ashby.test");
    let mut others = vec![town.sign_in_as(&town.ashby, colleague, Role::Member).await, rival(&town).await];
    others.push(town.sign_in(Role::Board).await);
    others.push(town.sign_in_as(&town.other, town.other.member, Role::Member).await);
    others.push(town.sign_in_as(&town.other, town.other.administrator, Role::Administrator).await);
    for browser in &mut others {
        browser.get(&path).await.expect(404);
        browser.get("/reports").await.expect(200).hides("MA-1");
    }
    for wrong in ["/reports/1", "/reports/00000000-0000-0000-0000-000000000000", "/reports/x/edit"] {
        sam.get(wrong).await.expect(404);
    }
}

#[actix_web::test]
async fn the_reporter_reads_what_came_of_it() {
    let town = Town::new().await;
    let dale = listed(&town, &town.ashby, "Dale Rivers", "2027-01-01").await;
    let mut sam = town.sign_in(Role::Member).await;
    let id = filed(&mut sam, &town.ashby, &[]).await;
    accepted(&town, id, dale).await;
    let page = sam.get(&format!("/reports/{id}")).await.expect(200);
    page.says("Accepted on 22 November 2026")
        .says("Dale Rivers")
        .says("excluded")
        .says("took it, then Dale Rivers ran");
    let now = town.clock.now();
    let alice = town.ashby.administrator;
    let id = filed(&mut sam, &town.ashby, &[("key", "another-form-of-sam-1")]).await;
    change(&town, id, |report| (report.state, report.reviewed) = (State::Rejected, Some((now, alice)))).await;
    sam.get("/reports").await.expect(200).says("It counts against nobody");
}

#[actix_web::test]
async fn a_withdrawn_person_is_named_nowhere_own_reports_included() {
    let town = Town::new().await;
    let dale = listed(&town, &town.ashby, "Dale Rivers", "2027-01-01").await;
    let mut sam = town.sign_in(Role::Member).await;
    let named = [("who", "named"), ("named", "Dale Rivers of Mill Lane")];
    let id = filed(&mut sam, &town.ashby, &named).await;
    sam.upload(&format!("/reports/{id}/photos"), "a.jpg", &jpeg(64, 48, 1)).await.expect(303);
    accepted(&town, id, dale).await;
    let page = sam.get(&format!("/reports/{id}")).await.says("Dale Rivers").says("Mill Lane");
    assert_eq!(page.links("/pictures/").len(), 1);
    town.clock.move_to("2027-01-02T12:00:00Z".parse().unwrap());
    for role in [Role::Member, Role::Manager, Role::Administrator] {
        let mut browser = town.sign_in(role).await;
        let page = browser.get(&format!("/reports/{id}")).await.expect(200);
        let page =
            page.hides("Dale").hides("Mill Lane").says("took it, then a person ran").says("no longer listed");
        assert_eq!(page.links("/pictures/").len(), 0, "{role:?}");
    }
}

/// Accepts a report with a subject whom its narrative mentions.
async fn accepted(town: &Town, id: IncidentId, profile: ProfileId) {
    let (now, alice, scheme) = (town.clock.now(), town.ashby.administrator, town.ashby.scheme);
    change(town, id, |report| {
        report.state = State::Accepted;
        report.reviewed = Some((now, alice));
        report.erase_on = None;
    })
    .await;
    let scheduler = beadle::domain::member::evidence::scheduler(scheme, now);
    town.write(move |tx| {
        let mut content = store::incident::content(tx, &scheduler, id)?;
        let words = |text: &str| Segment::Text(text.to_owned());
        let told = Narrative::new([words("took it, then "), Segment::Mention(profile), words(" ran")]);
        content.narrative = told.stored();
        store::incident::set_content(tx, scheme, id, &content)?;
        let subject = Subject {
            incident: id,
            profile,
            finding: Finding::Alleged,
            source: Source::MemberReport,
            standing: Standing::Stands,
            hidden: false,
            linked_at: now,
            linked_by: Some(alice),
        };
        store::subject::insert(tx, scheme, &subject)
    })
    .await;
}
