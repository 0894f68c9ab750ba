//! The privacy notices say what the schedule says.

use beadle::{
    domain::{
        ids::SchemeId,
        retention::{self, Record},
        rules::Rules,
    },
    store,
};

use crate::harness::Town;

#[actix_web::test]
async fn the_retention_page_has_every_line_of_the_schedule() {
    let town = Town::new().await;
    let page =
        town.visit("ashby.test").await.get("/privacy/retention").await.expect(200).text.replace("&#39;", "'");
    for record in Record::ALL {
        let kept = retention::kept_in_words(record.line(), &Rules::default());
        let row = page
            .split("<tr>")
            .find(|row| row.contains(&format!(">{}</th>", record.label())))
            .unwrap_or_default();
        assert!(row.contains(&kept) && row.contains(record.line().starts), "{record:?}: {row}");
    }
}

#[actix_web::test]
async fn each_notice_is_dated_and_tells_rights_basis_and_the_commissioner() {
    let town = Town::new().await;
    let mut visitor = town.visit("ashby.test").await;
    for (path, basis) in [
        ("/privacy/people-listed", "Article 6(1)(f)"),
        ("/privacy/members", "Article 6(1)(b)"),
        ("/privacy/public", "Article 6(1)(f)"),
    ] {
        let page = visitor.get(path).await.expect(200);
        let page = page.says("Version 1, in force since 22 November 2026").says(basis);
        let page = page.says("Wycliffe House, Water Lane").says("SK9 5AF").says("0303 123 1113");
        page.says("Your rights").says("office@ashby.test");
    }
    visitor.get("/privacy/nobody").await.expect(404);
}

#[actix_web::test]
async fn whoever_is_under_18_reads_it_in_easier_words() {
    let town = Town::new().await;
    let mut visitor = town.visit("ashby.test").await;
    visitor.get("/privacy").await.expect(200).says("/privacy/young");
    visitor.get("/privacy/people-listed").await.expect(200).says("/privacy/young");
    let page = visitor.get("/privacy/young").await.expect(200);
    let page = page.says("Version 1, in force since 22 November 2026").says("0303 123 1113");
    let page =
        page.says("Two of us have to agree").says("within 28 days").says("closed, for <b>12 months</b>");
    // No word of the law, but one link to it.
    page.hides("Article").hides("controller").hides("legitimate").says("/privacy/people-listed");
}

#[actix_web::test]
async fn what_people_are_told_follows_the_schemes_own_rules() {
    let town = Town::new().await;
    town.visit("ashby.test")
        .await
        .get("/privacy/people-listed")
        .await
        .says("closed, for <b>12 months</b> more");
    let id = town.ashby.scheme;
    let mut scheme = town.read(move |tx| store::scheme::load(tx, id)).await;
    scheme.id = SchemeId::from_random([7; 16]);
    scheme.host = "brook.test".to_owned();
    scheme.rules = "cold_months = 3\nid_sought_cold_months = 2\nappeal_days = 60".to_owned();
    scheme.rules_version = 2;
    town.write(move |tx| store::scheme::insert(tx, &scheme, tx.clock.now())).await;
    let page = town.visit("brook.test").await.get("/privacy/people-listed").await.expect(200);
    let page = page.says("Version 2").says("closed, for <b>3 months</b> more").says("<b>2 months</b>");
    page.says("within 60 days");
}
