//! What the controllers hear of the witness: once when it does not sign, once when it does again, and the newest head
//! each week to keep.

use beadle::{
    actions::{
        audit::{alarm, checkpoint, verify, witnessed},
        backup,
    },
    domain::member::role::Role,
    store::ledger::Ledger,
};
use chrono::TimeDelta;

use super::{Elsewhere, grow, intent, notes, serve};
use crate::{harness::Town, profile::scheduler::beat};

/// What a minute of the job does: the head is signed here, the witness is asked, and whoever is to be told is.
async fn minute(town: &Town) -> usize {
    checkpoint::write(&town.service).await.unwrap();
    // Whether it answers is the test's affair.
    let _ = witnessed::push(&town.service).await;
    alarm::judge(&town.service).await.unwrap()
}

async fn subjects(town: &Town) -> Vec<String> {
    let mail = town.mail(&town.ashby).await;
    let about = |subject: &str| subject.contains("the audit trail has");
    mail.into_iter().map(|message| message.subject).filter(|subject| about(subject)).collect()
}

#[actix_web::test]
async fn the_alarm_begins_after_ten_minutes_and_ends_with_the_next_signature() {
    let elsewhere = Elsewhere::new().await;
    let town = elsewhere.town().await;
    beat(&town).await;
    assert_eq!(minute(&town).await, 0, "it signs");
    elsewhere.server.stop(true).await;
    grow(&town).await;
    let since = town.clock.now();
    town.later(TimeDelta::seconds(599));
    assert_eq!(minute(&town).await, 0, "a second short of ten minutes");
    let mut priya = town.sign_in(Role::Controller).await;
    priya.get("/assurance/promises").await.expect(200).hides("has not confirmed");
    priya.get("/assurance").await.expect(200).hides("the witness is silent");
    town.later(TimeDelta::seconds(1));
    assert_eq!(minute(&town).await, 1, "in one scheme: nothing happened in the other");
    town.later(TimeDelta::hours(3));
    assert_eq!(minute(&town).await, 0, "once");
    assert_eq!(subjects(&town).await, ["Market Ashby Safer Town: the audit trail has no witness"]);
    let mail = town.mail(&town.ashby).await;
    let told = mail.iter().find(|message| message.subject.contains("no witness")).unwrap();
    assert_eq!(told.to, town.ashby.email(Role::Controller));
    assert!(
        told.text.contains("since 22 November 2026, 12:00 the witness has confirmed no head"),
        "{}",
        told.text
    );
    let mut priya = town.sign_in(Role::Controller).await;
    let promises = priya.get("/assurance/promises").await.expect(200);
    promises.says("has not confirmed the head of the audit trail for ten minutes").says("waits for it");
    let waiting = priya.get("/assurance").await.expect(200);
    let waiting =
        waiting.says("Ask why the witness is silent: the audit trail has waited for it for 3 hours");
    waiting.says("since 22 November 2026, 12:00").says("href=\"/assurance/promises\"");
    let text = town.service.measures().text(town.clock.now()).unwrap();
    let waited = (town.clock.now() - since).num_seconds();
    assert!(text.contains(&format!("beadle_unwitnessed_seconds {waited}\n")), "{text}");

    let (_server, _) = serve(&elsewhere.witness, elsewhere.address);
    assert_eq!(minute(&town).await, 1, "it signs again");
    assert_eq!(minute(&town).await, 0, "once");
    assert_eq!(subjects(&town).await.len(), 2);
    assert!(subjects(&town).await[1].ends_with("has its witness again"));
    let mut priya = town.sign_in(Role::Controller).await;
    priya.get("/assurance/promises").await.hides("has not confirmed").says("Confirmed the head of the trail");
    priya.get("/assurance").await.expect(200).hides("the witness is silent");
    let trail = town.trail(&town.ashby).await;
    let told: Vec<&String> = trail.iter().filter(|deed| deed.ends_with("_witness")).collect();
    assert_eq!(told, ["lack_witness", "have_witness"]);
}

#[actix_web::test]
async fn the_newest_witnessed_head_is_mailed_to_every_controller_once_a_week() {
    let elsewhere = Elsewhere::new().await;
    let town = elsewhere.town().await;
    let other = town.add_user(&town.ashby, Role::Controller, "Una Bright", "una@ashby.test");
    assert_ne!(other, town.ashby.controller);
    let heads = |mail: Vec<beadle::domain::mail::Message>| {
        mail.into_iter().filter(|message| message.subject.contains("the head of")).collect::<Vec<_>>()
    };
    beat(&town).await;
    assert!(heads(town.mail(&town.ashby).await).is_empty(), "there is no head yet");
    minute(&town).await;
    let (_, signed) = notes(&town);
    for _ in 0..3 {
        town.later(TimeDelta::hours(2));
        beat(&town).await;
    }
    let sent = heads(town.mail(&town.ashby).await);
    let mut to: Vec<_> = sent.iter().map(|message| message.to.clone()).collect();
    to.sort_unstable();
    assert_eq!(to, [town.ashby.email(Role::Controller), "una@ashby.test".to_owned()], "each once");
    let text = &sent[0].text;
    assert!(text.contains(&signed.unwrap().to_string()), "{text}");
    let kept = verify::cosigned(&text.replace('\n', "\r\n"), elsewhere.key());
    assert_eq!(kept.expect("the mail, saved as a file, will do").root.size, 1);
    town.later(TimeDelta::days(7));
    minute(&town).await;
    beat(&town).await;
    assert_eq!(heads(town.mail(&town.ashby).await).len(), 4, "again after a week");
}

#[actix_web::test]
async fn a_restore_asks_for_the_ledger_that_the_newest_witnessed_head_quotes() {
    let elsewhere = Elsewhere::new().await;
    let town = elsewhere.town().await;
    let (scheme, ring) = (town.ashby.scheme, town.vault.ring());
    let ledger = Ledger::of(town.folder.path(), scheme);
    ledger.append(&ring, intent(&town, 1)).unwrap();
    ledger.append(&ring, intent(&town, 2)).unwrap();
    minute(&town).await;
    let settings = town.service.settings();
    let number = || backup::witnessed(settings, &ring, &town.clock, scheme).unwrap().map(|end| end.number);
    assert_eq!(number(), Some(2));
    // Who cuts the ledger back and signs a checkpoint of it anew does not get round the witnessed one.
    std::fs::remove_file(checkpoint::path(&settings.heads(), scheme)).unwrap();
    std::fs::remove_file(ledger.file()).unwrap();
    ledger.append(&ring, intent(&town, 1)).unwrap();
    checkpoint::write(&town.service).await.unwrap();
    assert_eq!(number(), Some(2));
}
