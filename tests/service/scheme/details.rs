//! Name, area and contact: changed once, said everywhere.

use beadle::domain::member::role::Role;

use crate::{harness::Town, sanction::scene::Scene};

const DETAILS: [(&str, &str); 6] = [
    ("name", "Ashby & District Shops"),
    ("area", "the parishes of Ashby"),
    ("address", "The Corn Exchange\nMarket Place\nMA1 1AB"),
    ("email", "office@corn.test"),
    ("phone", "01632 960 123"),
    ("website", "www.corn.test"),
];

fn with<'a>(field: &'a str, value: &'a str) -> Vec<(&'a str, &'a str)> {
    DETAILS.into_iter().map(|(name, kept)| (name, if name == field { value } else { kept })).collect()
}

#[actix_web::test]
async fn only_administrator_and_controller_find_the_settings() {
    let town = Town::new().await;
    for role in [Role::Administrator, Role::Controller] {
        let mut browser = town.sign_in(role).await;
        browser.get("/settings").await.expect(200).says("href=\"/settings\" aria-current=\"page\"");
        browser.get("/settings/rules").await.expect(200);
    }
    for role in [Role::Member, Role::Manager, Role::Board] {
        let mut browser = town.sign_in(role).await;
        for path in ["/settings", "/settings/rules", "/settings/rules/file", "/settings/rules/edit"] {
            browser.get(path).await.expect(404);
        }
        browser.post("/settings", &DETAILS).await.expect(404);
        browser.post("/settings/logo/remove", &[]).await.expect(404);
        browser.upload_with("/settings/logo", &[], "logo", "a.png", b"x").await.expect(404);
        browser.upload_with("/settings/rules/upload", &[], "file", "a.toml", b"x").await.expect(404);
        browser.post("/settings/rules/preview", &super::sheet(&[("cold", "6")])).await.expect(404);
        browser.post("/settings/rules", &[("base", "1"), ("reason", super::REASON)]).await.expect(404);
    }
    let mut visitor = town.visit("ashby.test").await;
    assert!(visitor.get("/settings").await.expect(303).location().starts_with("/sign-in"));
}

#[actix_web::test]
async fn a_change_is_said_at_once_wherever_the_scheme_is_named_and_in_no_other_scheme() {
    let town = Town::new().await;
    let mut visitor = town.visit("ashby.test").await;
    visitor.get("/").await.expect(200).says("Market Ashby Safer Town");
    let mut alice = town.sign_in(Role::Administrator).await;
    alice.post("/settings", &DETAILS).await.goes_to("/settings?done=details");
    alice.get("/settings?done=details").await.expect(200).says("from now on").says("The Corn Exchange");
    for (path, says) in [
        ("/", "the parishes of Ashby"),
        ("/privacy/people-listed", "The Corn Exchange, Market Place, MA1 1AB"),
        ("/privacy/members", "office@corn.test"),
        ("/contact", "Ashby &#38; District Shops"),
    ] {
        visitor
            .get(path)
            .await
            .expect(200)
            .says(says)
            .hides("Market Ashby Safer Town")
            .hides("office@ashby.test");
    }
    let mut elsewhere = town.visit("other.test").await;
    elsewhere.get("/").await.expect(200).says("Other Town Partnership").hides("Corn Exchange");
    assert_eq!(town.trail(&town.ashby).await.last().map(String::as_str), Some("change_settings"));
    assert!(!town.trail(&town.other).await.contains(&"change_settings".to_owned()));
}

#[actix_web::test]
async fn what_is_wrong_stands_at_its_field_and_nothing_is_lost_or_changed() {
    let town = Town::new().await;
    let mut alice = town.sign_in(Role::Administrator).await;
    for (field, value) in [
        ("name", ""),
        ("name", "ab"),
        ("area", ""),
        ("address", "Here"),
        ("email", "office"),
        ("phone", "call us"),
        ("website", "javascript:alert(1)"),
        ("website", "our page"),
    ] {
        let page = alice.post("/settings", &with(field, value)).await.expect(422);
        let kept = if field == "area" { "The Corn Exchange" } else { "the parishes of Ashby" };
        page.says(&format!("href=\"#{field}\"")).says("aria-invalid").says(kept);
    }
    alice.post("/settings", &DETAILS).await.expect(303);
    alice.post("/settings", &DETAILS).await.expect(422).says("Nothing was changed");
    let changes = town.trail(&town.ashby).await.iter().filter(|deed| *deed == "change_settings").count();
    assert_eq!(changes, 1);
    alice.post("/settings", &[("csrf", "forged")]).await.expect(409);
}

#[actix_web::test]
async fn markup_in_a_name_stays_text_on_pages_and_in_letters() {
    let scene = Scene::new().await;
    let town = &scene.town;
    let mut alice = town.sign_in(Role::Administrator).await;
    let name = "<b>Ashby</b> #eval(\"1\") *Town*";
    alice.post("/settings", &with("name", name)).await.expect(303);
    let home = town.visit("ashby.test").await.get("/").await.expect(200);
    home.says("&#60;b&#62;Ashby&#60;/b&#62;").hides("<b>Ashby");
    let incident = scene.alleged.to_string();
    let fields = [("incidents", incident.as_str()), ("reason", "First time")];
    let done = alice.post(&format!("/people/{}/warn", scene.dale), &fields).await.expect(303);
    let notice = alice.get(done.location()).await.expect(200);
    let links = notice.links("/letters/");
    let text = links.iter().find(|link| link.ends_with(".txt")).unwrap();
    alice.get(text).await.expect(200).says("<b>Ashby</b>").says("#eval(\"1\") *Town*").says("Corn Exchange");
    let pdf = links.iter().find(|link| !link.ends_with(".txt")).unwrap();
    assert_eq!(&alice.get(pdf).await.expect(200).bytes[..4], b"%PDF");
}
