//! The main line, by hand: a shop reports, the administrator reviews and proposes, the board decides, the notice is
//! served, and the person is in the gallery as excluded.

use crate::{
    harness::{Service, Setting, shot},
    walk::Walk,
};

/// From a report to an excluded person in the gallery. `shop` and `desk` are the browsers used.
pub async fn from_report_to_gallery(town: &Service, shop: Setting, desk: Setting, name: &str) {
    let sam = Walk::signed_in(town, shop, "member").await;
    agree(&sam).await;
    sam.go("/report").await;
    sam.choose("kind", "violence").await;
    sam.choose("who", "named").await;
    sam.fill("named", name).await;
    sam.fill("note", &format!("{name} pushed a member of staff who asked for the receipt.")).await;
    sam.press("Send").await;
    assert!(sam.path().await.starts_with("/reports/"), "the report is in: {}", sam.path().await);

    let priya = Walk::signed_in(town, desk, "administrator").await;
    agree(&priya).await;
    let report = newest_report(&priya).await;
    priya.go(&report).await;
    priya.choose("decision", "accept").await;
    priya
        .client()
        .execute("document.querySelectorAll('details').forEach(d => d.open = true)", vec![])
        .await
        .unwrap();
    priya.fill("new_name", name).await;
    priya.choose("proof", "admitted").await;
    priya.fill("reasons", "Said so to the officer who came, and the camera shows it.").await;
    priya.fill("called", name).await;
    priya.fill("summary", "A person pushed a member of staff.").await;
    priya.press("Save the decision").await;
    priya.reads("This report is accepted").await;
    let person = priya.link("/people/").await;

    priya.go(&format!("{person}/exclude")).await;
    priya.reads(name).await;
    tick_all(&priya, "incidents").await;
    priya.fill("statement", "Staff are afraid. Less than a year away would not protect them.").await;
    priya.press("Propose the exclusion").await;

    let helen = Walk::signed_in(town, desk, "board").await;
    agree(&helen).await;
    helen.go("/decisions").await;
    helen.reads(name).await;
    helen.press(name).await;
    helen.choose("decision", "approve").await;
    helen.fill("reasons", "You hurt somebody who was at work.").await;
    helen.press("Decide").await;

    priya.go("/notices").await;
    priya.reads(name).await;
    priya.press(name).await;
    priya.select("how", "by_hand").await;
    priya.press("Record the service").await;
    priya.reads("In force").await;

    sam.go("/gallery?show=excluded").await;
    sam.reads(name).await;
    shot(sam.client(), "main-line-gallery").await;
    sam.press(name).await;
    shot(sam.client(), "main-line-person").await;
    sam.reads("Excluded").await;
    sam.reads("A person pushed a member of staff.").await;

    // The reporter lets it go to the police, who look the person up; the file is handed over.
    sam.go(&report.replace("/inbox/", "/reports/")).await;
    sam.press("Allow it").await;
    sam.reads("Stop allowing it").await;
    priya.go(&format!("{report}/police")).await;
    priya.reads("on their own page").await;
    shot(priya.client(), "main-line-hand-over").await;
    let iris = Walk::signed_in(town, shop, "officer").await;
    state_purpose(&iris).await;
    iris.fill("name", &name.replacen('e', "", 1)).await;
    iris.press("Find").await;
    shot(iris.client(), "main-line-officer-search").await;
    iris.press(name).await;
    iris.reads("Excluded").await;
    iris.reads("A person pushed a member of staff.").await;
    shot(iris.client(), "main-line-officer-person").await;
}

/// An officer says what for and why, before anything is shown.
pub async fn state_purpose(walk: &Walk<'_>) {
    walk.go("/officer/people").await;
    walk.reads("What is it for?").await;
    walk.choose("purpose", "detection").await;
    walk.fill("reason", "WS/1234/26").await;
    walk.press("Go on").await;
    walk.reads("WS/1234/26").await;
}

/// Accepts the agreement, if it is asked for.
async fn agree(walk: &Walk<'_>) {
    walk.go("/account").await;
    if walk.path().await.starts_with("/agreement") {
        walk.choose("agree", "yes").await;
        walk.press("Accept").await;
    }
}

async fn newest_report(walk: &Walk<'_>) -> String {
    walk.go("/inbox").await;
    let links = walk.client().find_all(fantoccini::Locator::Css("a[href^=\"/inbox/\"]")).await.unwrap();
    links.last().unwrap().attr("href").await.unwrap().unwrap()
}

async fn tick_all(walk: &Walk<'_>, name: &str) {
    let boxes =
        walk.client().find_all(fantoccini::Locator::Css(&format!("input[name=\"{name}\"]"))).await.unwrap();
    for one in boxes {
        if !one.is_selected().await.unwrap() {
            let id = one.attr("value").await.unwrap().unwrap();
            walk.choose(name, &id).await;
        }
    }
}
