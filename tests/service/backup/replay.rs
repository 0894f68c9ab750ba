//! What stands in the ledger is what was committed: no more is carried out after a restore, and no less.

use beadle::{
    actions::Refusal,
    domain::{
        deed::Deed,
        member::{role::Role, state::State},
    },
    faults::Fault,
    store::{
        self,
        ledger::{Entry, Ledger, Matter},
    },
};

use super::{Site, Vaulted};

/// What the ledger says of the member's suspensions.
fn entries(there: &Vaulted) -> Vec<Entry> {
    let town = &there.town;
    let lines = Ledger::of(town.folder.path(), town.ashby.scheme).read(&town.vault.ring()).unwrap();
    let hers = |matter| matter == Matter::UserSuspended(town.ashby.member);
    lines.lines.into_iter().filter(|line| hers(line.matter)).map(|line| line.entry).collect()
}

fn state(there: &Vaulted, site: &Site) -> State {
    let (visitor, member) = (there.town.visitor(&there.town.ashby), there.town.ashby.member);
    site.store(&there.town).read_here(|tx| store::user::load(tx, &visitor, member)).unwrap().state
}

/// Suspends the member within a deed that may fail.
async fn suspend(there: &Vaulted) -> Result<(), Refusal> {
    let (scheme, member) = (there.town.ashby.scheme, there.town.ashby.member);
    let suspend = there.town.service.tick(scheme, move |act| {
        store::user::set_state(act.tx, scheme, member, State::Suspended)?;
        act.pledge(Matter::UserSuspended(member));
        act.record(Deed::Suspend, &[member.uuid()]);
        Ok(())
    });
    suspend.await
}

#[actix_web::test]
async fn an_intent_that_was_never_committed_is_void_and_not_carried_out() {
    let there = Vaulted::new().await;
    there.backup().await;
    there.town.service.faults().want("ledger.intended", Fault::Fail);
    assert!(suspend(&there).await.is_err());
    there.town.service.faults().want("ledger.intended", Fault::Pass);
    assert_eq!(entries(&there), [Entry::Intent]);
    there.settle().await;
    assert_eq!(entries(&there), [Entry::Intent, Entry::Void]);
    let site = there.restored().await;
    assert_eq!(state(&there, &site), State::Active);
}

#[actix_web::test]
async fn a_deed_whose_intent_cannot_be_written_is_not_done() {
    let there = Vaulted::new().await;
    let ledger = Ledger::of(there.town.folder.path(), there.town.ashby.scheme);
    std::fs::create_dir_all(ledger.file()).unwrap();
    assert!(suspend(&there).await.is_err());
    let (visitor, member) = (there.town.visitor(&there.town.ashby), there.town.ashby.member);
    assert_eq!(there.town.read(move |tx| store::user::load(tx, &visitor, member)).await.state, State::Active);
}

#[actix_web::test]
async fn a_committed_intent_is_done_whether_or_not_the_ledger_learnt_of_it() {
    let there = Vaulted::new().await;
    there.backup().await;
    there.set_member("suspended").await;
    let crashed = there.restored().await;
    assert_eq!((entries(&there), state(&there, &crashed)), (vec![Entry::Intent], State::Suspended));
    there.settle().await;
    there.settle().await;
    assert_eq!(entries(&there), [Entry::Intent, Entry::Done], "once");
    assert_eq!(state(&there, &there.restored().await), State::Suspended);
}

#[actix_web::test]
async fn what_the_backup_knows_of_is_not_done_again() {
    let there = Vaulted::new().await;
    there.set_member("suspended").await;
    there.set_member("active").await;
    let bob = there.person("Bob Nash").await;
    there.strike(bob).await;
    there.backup().await;
    let site = Site::beside(&there.town);
    site.take_ledger(&there.town);
    assert_eq!(there.restore(&site, false).await.unwrap().carried_out, 0);
    assert_eq!(state(&there, &site), State::Active);
}

#[actix_web::test]
async fn somebody_withdrawn_early_is_seen_again_after_a_new_report_only() {
    let there = Vaulted::new().await;
    let bob = there.person("Bob Nash").await;
    there.backup().await;
    there.strike(bob).await;
    let site = there.restored().await;
    let service = site.serve(&there.town).unwrap();
    let store = site.store(&there.town);
    let town = there.town.moved_to(service, store);
    let gallery = async || {
        let mut sam = town.sign_in(Role::Member).await;
        sam.get("/gallery").await.expect(200).text.contains("Bob Nash")
    };
    assert!(!gallery().await, "struck, though the restored trail does not say why");
    crate::profile::listed::reckoned(&town, &town.ashby, bob.0).await;
    assert!(!gallery().await, "whoever reckons again");
    town.later(chrono::TimeDelta::days(1));
    crate::profile::listed::report(&town, &town.ashby, &[bob.0], " came back").await;
    assert!(gallery().await);
}
