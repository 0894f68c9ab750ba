//! The audit trail: read by the controller, tamper-evident, its head signed outside the database.

use beadle::{
    actions::audit::{head, verify},
    domain::member::role::Role,
};

use crate::harness::{PASSWORD, Town};

#[actix_web::test]
async fn the_controller_reads_the_trail_and_that_is_recorded() {
    let town = Town::new().await;
    let email = town.ashby.email(Role::Member);
    let mut sam = town.visit("ashby.test").await;
    sam.post("/sign-in", &[("email", &email), ("password", PASSWORD)]).await.goes_to("/report");
    let mut priya = town.sign_in(Role::Controller).await;
    priya.get("/assurance/audit").await.expect(200).says("Signed in").says("Set up the scheme");
    priya.get("/assurance/audit").await.says("Looked at the audit trail").says("3 events.");
    let sams = format!("/assurance/audit?id={}", town.ashby.member);
    priya.get(&sams).await.says("Signed in").hides("Set up the scheme");
    priya.get("/assurance/audit?id=nonsense").await.expect(200).says("id=\"id-error\"");
    for role in [Role::Member, Role::Manager, Role::Administrator, Role::Board] {
        let mut other = town.sign_in(role).await;
        other.get("/assurance/audit").await.expect(404);
        other.get("/assurance/audit/verify").await.expect(404);
    }
    let mut elsewhere = town.sign_in_as(&town.other, town.other.controller, Role::Controller).await;
    elsewhere.get("/assurance/audit").await.expect(200).hides("Signed in");
}

#[actix_web::test]
async fn a_long_trail_is_read_in_pages() {
    let town = Town::new().await;
    let mut priya = town.sign_in(Role::Controller).await;
    for _ in 0..60 {
        priya.get("/assurance/audit/verify").await.expect(200);
    }
    let first = priya.get("/assurance/audit").await.expect(200).says(">61</th>").hides(">1</th>");
    let next = first.links("/assurance/audit?before=").remove(0);
    priya.get(&next).await.expect(200).says(">1</th>").hides(">61</th>");
}

#[actix_web::test]
async fn a_trail_that_was_not_touched_verifies() {
    let town = Town::new().await;
    assert_eq!(head::witness(&town.service).await.unwrap(), 2, "one head a scheme");
    assert_eq!(head::witness(&town.service).await.unwrap(), 0, "nothing moved");
    let mut priya = town.sign_in(Role::Controller).await;
    priya.get("/assurance/audit/verify").await.expect(200).says("The audit trail holds").says("for event 1");
    assert_eq!(head::witness(&town.service).await.unwrap(), 1, "the look moved one");
    let heads = town.service.settings().heads();
    let reports = verify::all(&town.store, &heads, None, |_, _| ()).unwrap();
    assert_eq!(reports.len(), 2);
    assert!(reports.iter().all(verify::Report::good), "{reports:?}");
    let one = verify::all(&town.store, &heads, Some("ashby.test"), |_, _| ()).unwrap();
    assert_eq!(one[0].chain, Ok(2));
}

#[actix_web::test]
async fn a_trail_that_was_cut_back_is_found_out_by_its_signed_head() {
    let town = Town::new().await;
    let mut priya = town.sign_in(Role::Controller).await;
    priya.get("/assurance/audit").await.expect(200);
    head::witness(&town.service).await.unwrap();
    // Somebody who can write the database makes the trail end earlier, and its head fit: the chain alone is whole.
    let heads = town.service.settings().heads();
    let scheme = town.ashby.scheme;
    let file = heads.join(format!("{scheme}.head"));
    let signed = std::fs::read_to_string(&file).unwrap();
    assert!(signed.contains("seq: 2\n"), "{signed}");
    let other = heads.join(format!("{}.head", town.other.scheme));
    let report = || verify::all(&town.store, &heads, Some("ashby.test"), |_, _| ()).unwrap().remove(0);
    assert!(report().good());

    std::fs::write(&file, signed.replace("seq: 2\n", "seq: 1\n")).unwrap();
    assert!(matches!(report().witness, verify::Witness::Unbelievable(_)), "a changed file is not believed");
    std::fs::copy(&other, &file).unwrap();
    assert!(!report().good(), "another scheme's head is not this one's");
    assert!(head::witness(&town.service).await.is_err(), "what is not believed is not replaced");
    std::fs::write(&file, &signed).unwrap();
    assert!(report().good());

    // The same file beside a database that went back to before: the trail differs from what was witnessed.
    let past = Town::new().await;
    let theirs = past.service.settings().heads();
    assert_eq!(past.ashby.scheme, scheme, "seeded alike");
    std::fs::create_dir_all(&theirs).unwrap();
    let ring = std::fs::read(town.folder.path().join("ring.toml")).unwrap();
    assert_eq!(ring, std::fs::read(past.folder.path().join("ring.toml")).unwrap(), "seeded alike");
    std::fs::copy(&file, theirs.join(format!("{scheme}.head"))).unwrap();
    let report = verify::all(&past.store, &theirs, Some("ashby.test"), |_, _| ()).unwrap().remove(0);
    assert_eq!(report.chain, Ok(1), "the chain alone does not show it");
    assert!(matches!(report.witness, verify::Witness::Differs(_)) && !report.good(), "{report:?}");
    let error = head::witness(&past.service).await.unwrap_err().to_string();
    assert!(error.contains("no longer holds"), "the signed head is kept: {error}");
}
