//! Rules as a form and as a file, and whom they would affect.

use beadle::domain::member::role::Role;

use super::{agreed_again, proposed, sheet};
use crate::{
    harness::Town,
    profile::listed::{profile, report},
};

#[actix_web::test]
async fn the_rules_in_force_are_told_in_plain_words() {
    let town = Town::new().await;
    for role in [Role::Administrator, Role::Controller] {
        let page = town.sign_in(role).await.get("/settings/rules").await.expect(200);
        page.says("Version 1, in force since 22 November 2026")
            .says("Shown to members")
            .says("12 months")
            .says("Report 1: a warning.")
            .says("Straight to an exclusion for 12 months: a weapon, and violence.")
            .says("None: the scheme runs by the rules it began with.");
    }
}

#[actix_web::test]
async fn a_number_out_of_its_range_is_told_at_its_field_and_typing_is_kept() {
    let town = Town::new().await;
    let mut alice = town.sign_in(Role::Administrator).await;
    alice.get("/settings/rules/edit").await.expect(200).says("1 to 12 months");
    for (field, value, says) in [
        ("circulation", "13", "Please give 1 to 12 months."),
        ("cold", "a year", "Please give 1 to 12 months, as a number."),
        ("appeal", "", "Please give 14 to 180 days, as a number."),
        ("exclusion_term", "60", "Here a term is 3 to 36 months"),
        ("id_sought_cold", "13", "Please give 1 to 12 months."),
        ("ladder.serious_term", "1", "Here a term is 3 to 36 months"),
    ] {
        let page = alice.post("/settings/rules/preview", &sheet(&[(field, value)])).await.expect(422);
        page.says(&format!("href=\"#{field}\""))
            .says(says)
            .says(&format!("name=\"{field}\" value=\"{value}\""));
    }
    alice
        .post("/settings/rules/preview", &sheet(&[]))
        .await
        .expect(422)
        .says("These are the rules in force already");
}

#[actix_web::test]
async fn the_file_that_is_downloaded_can_be_changed_and_brought_back() {
    let town = Town::new().await;
    let mut alice = town.sign_in(Role::Administrator).await;
    let file = alice.get("/settings/rules/file").await.expect(200);
    assert!(file.header("content-disposition").contains("rules-version-1.toml"));
    let changed = file.text.replace("appeal_days = 28", "appeal_days = 42");
    let upload = |text: String| text.into_bytes();
    let page = alice.upload_with("/settings/rules/upload", &[], "file", "r.toml", &upload(changed)).await;
    page.expect(200)
        .says("28 days")
        .says("<b>42 days</b>")
        .says("exclusion notices")
        .says("No profile’s dates change.");
    for (text, says) in [
        ("circulation_months = 13".to_owned(), "circulation: 1 to 12 months"),
        ("cold_months = 3\ncirculation_months = nine".to_owned(), "line 2:"),
        ("colour = 1".to_owned(), "line 1: unknown field"),
        ("[[ladder.step]]\nreport = 1\nlead = \"prison\"".to_owned(), "step 1: its lead is"),
        ("[ladder]\nserious = [\"rudeness\"]".to_owned(), "ladder.serious"),
        ("#".repeat(40_000), "too long to be a rules file"),
        (String::new(), "Choose a file first."),
        (file.text.clone(), "These are the rules in force already"),
    ] {
        let page = alice.upload_with("/settings/rules/upload", &[], "file", "r.toml", text.as_bytes()).await;
        page.expect(422).says(says);
    }
    let page =
        alice.upload_with("/settings/rules/upload", &[], "file", "r.toml", b"appeal_days = \xff").await;
    page.expect(422).says("no text in UTF-8");
}

#[actix_web::test]
async fn a_preview_counts_whom_it_would_affect_and_changes_nothing() {
    let town = Town::new().await;
    let old = profile(&town, &town.ashby, "Ada Lovell").await;
    report(&town, &town.ashby, &[old], " took a ham").await;
    town.later(chrono::TimeDelta::days(250));
    let new = profile(&town, &town.ashby, "Bea Marsh").await;
    report(&town, &town.ashby, &[new], " took a coat").await;
    let mut alice = town.sign_in(Role::Administrator).await;
    let page = alice.post("/settings/rules/preview", &sheet(&[("circulation", "6")])).await.expect(200);
    page.says("2 profiles are withdrawn earlier, 1 of them at once.")
        .says("2 profiles are erased earlier.")
        .says("Ada Lovell")
        .says("No longer shown, instead of until 22 November 2027.")
        .says("Bea Marsh")
        .says("The privacy notice for people who are listed")
        .says("Nothing is changed or proposed yet.");
    let mut gallery = town.sign_in(Role::Member).await;
    gallery.get("/gallery").await.expect(200).says("Ada Lovell").says("Bea Marsh");
    let trail = town.trail(&town.ashby).await;
    assert!(trail.contains(&"view_rules".to_owned()), "whose dates were shown is recorded (R-61)");
    alice.get("/settings/rules").await.expect(200).hides("Waiting for a controller");
}

#[actix_web::test]
async fn an_administrator_is_told_how_many_withdrawn_people_but_not_who() {
    let town = Town::new().await;
    let ada = profile(&town, &town.ashby, "Ada Lovell").await;
    report(&town, &town.ashby, &[ada], " took a ham").await;
    town.later(chrono::TimeDelta::days(400));
    agreed_again(&town).await;
    let other = [("cold", "6")];
    let mut alice = town.sign_in(Role::Administrator).await;
    let page = alice.post("/settings/rules/preview", &sheet(&other)).await.expect(200);
    page.says("1 profile is erased earlier.").says("And 1 more").hides("Ada Lovell");
    let change = proposed(&mut alice, &other).await;
    let mut priya = town.sign_in(Role::Controller).await;
    priya
        .get(&change)
        .await
        .expect(200)
        .says("Ada Lovell")
        .says("Erased on 23 May 2028 instead of on 23 November 2028");
}
