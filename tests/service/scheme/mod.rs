//! A scheme's settings and rules, kept by administrator and controller.

mod details;
mod logo;
mod rules_decide;
mod rules_force;
mod rules_form;

use beadle::{
    domain::member::{agreement::Acceptance, role::Role},
    store,
};

use crate::harness::{Answer, Browser, Town};

/// The rules form with the rules in force, some fields otherwise.
pub fn sheet<'a>(other: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let mut fields: Vec<(&str, &str)> = [
        ("circulation", "12"),
        ("cold", "12"),
        ("id_sought_circulation", "6"),
        ("id_sought_cold", "6"),
        ("unreviewed_defers", "14"),
        ("exclusion_term", "12"),
        ("unserved_lapse", "90"),
        ("appeal", "28"),
        ("review_after", "6"),
        ("agreement_renewal", "12"),
        ("opened_in_an_hour", "200"),
        ("minor_photo", "yes"),
        ("warning_first", "yes"),
        ("ladder.serious_term", "12"),
    ]
    .into_iter()
    .filter(|(name, _)| !other.iter().any(|(changed, _)| changed == name))
    .collect();
    fields.extend([("report", "1"), ("lead", "warning"), ("months", "")]);
    fields.extend([("report", "2"), ("lead", "exclusion"), ("months", "12")]);
    fields.push(("ladder.serious", "violence"));
    fields.extend(other);
    fields
}

/// Accepts the agreement anew, for everybody of Ashby: it holds a year.
pub async fn agreed_again(town: &Town) {
    let (ashby, on) = (town.ashby.clone(), town.clock.today());
    town.write(move |tx| {
        for role in Role::ALL.iter().filter(|role| **role != Role::Officer) {
            store::user::agree(tx, ashby.scheme, ashby.who(*role), Acceptance { version: 1, on })?;
        }
        Ok(())
    })
    .await;
}

/// Why, as whoever proposes types it.
pub const REASON: &str = "Half a year is enough in our town.";

/// Previews and proposes other rules; returns the page of the change.
pub async fn proposed(browser: &mut Browser, other: &[(&str, &str)]) -> String {
    let preview = browser.post("/settings/rules/preview", &sheet(other)).await.expect(200);
    let (file, base) = (preview.input("file").unwrap(), preview.input("base").unwrap());
    let fields = [("file", file.as_str()), ("base", base.as_str()), ("reason", REASON)];
    let done = browser.post("/settings/rules", &fields).await.expect(303);
    assert!(done.location().starts_with("/settings/rules/changes/"), "{}", done.location());
    done.location().to_owned()
}

/// Decides a change.
pub async fn decided(browser: &mut Browser, change: &str, decide: &str, word: &str) -> Answer {
    let fields = [("decide", decide), ("decision", "The board and I agree on this."), ("word", word)];
    browser.post(&format!("{change}/decide"), &fields).await
}

/// An administrator proposes, the controller approves.
pub async fn in_force(town: &Town, other: &[(&str, &str)]) -> String {
    let change = proposed(&mut town.sign_in(Role::Administrator).await, other).await;
    decided(&mut town.sign_in(Role::Controller).await, &change, "approve", "ERASE").await.goes_to(&change);
    change
}
