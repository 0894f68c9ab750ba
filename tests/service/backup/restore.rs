//! After a restore everybody who lives is there, and nobody who was taken away since.

use std::fs;

use beadle::{
    actions::{audit::checkpoint, backup::Unrestored},
    domain::{
        agency::agreement::Days,
        member::{role::Role, state::State},
    },
    faults::{Fault, Plan},
    store::{self, StoreError},
    vault::Owner,
};
use chrono::TimeDelta;

use super::{Site, Vaulted};
use crate::{
    agency::agreements::entered,
    harness::Town,
    police::System,
    profile::{
        listed::{picture, profile},
        scheduler::{beat, run_until},
    },
};

#[actix_web::test]
async fn whoever_was_taken_away_since_stays_away_and_everybody_else_is_there() {
    let town = Town::new().await;
    let at = town.ashby.clone();
    // Nothing ever counted: erased 28 days after it was made.
    let ada = profile(&town, &at, "Ada Lovell").await;
    picture(&town, &at, Some(ada), None).await;
    run_until(&town, "2026-12-17T12:00:00Z").await;
    let lee = town.add_user(&at, Role::Member, "Lee Park", "lee@shop.example");
    let jo = town.add_user(&at, Role::Board, "Jo Hall", "jo@office.example");
    let mut priya = town.sign_in(Role::Controller).await;
    let agreement = entered(&town, &mut priya).await;
    let system = System::under(&town, &mut priya, &agreement, "control-room").await;
    let there = Vaulted::of(town);
    let (bob, cara, dale) =
        (there.person("Bob Nash").await, there.person("Cara Quill").await, there.person("Dale Renton").await);
    let made = there.backup().await;
    assert_eq!((made.blobs, made.missing), ((8, 8), 0));

    let town = &there.town;
    there.strike(bob).await;
    there.set_member("suspended").await;
    let mut priya = town.sign_in(Role::Controller).await;
    priya.post(&format!("/members/roles/{jo}/revoke"), &[("role", "board")]).await.expect(303);
    let why = [("reason", "Its keepers lost the key."), ("word", "REVOKE")];
    priya.post(&format!("{}/revoke", system.place), &why).await.expect(303);
    let why = [("reason", "The force reads no longer."), ("word", "END")];
    priya.post(&format!("{agreement}/end"), &why).await.expect(303);
    let other = &town.other;
    let mut noel = town.sign_in_as(other, other.administrator, Role::Administrator).await;
    noel.post(&format!("/members/{}/state", other.business), &[("state", "suspended")]).await.expect(303);
    let mut maya = town.sign_in(Role::Manager).await;
    maya.post("/account/leave", &[("word", "LEAVE")]).await.expect(303);
    let mut tom = town.sign_in(Role::Board).await;
    let page = tom.get("/decisions/leavings").await.expect(200);
    let path = page.text.split('"').find(|part| part.starts_with("/decisions/leavings/")).unwrap().to_owned();
    tom.post(&path, &[("word", "DELETE")]).await.expect(303);
    run_until(town, "2026-12-21T12:00:00Z").await;
    town.later(TimeDelta::minutes(2));
    beat(town).await;
    let scheme = at.scheme;
    assert!(town.read(move |tx| store::erasure::buried(tx, scheme, ada)).await.is_some(), "erased since");

    checkpoint::write(&town.service).await.unwrap();

    let site = Site::beside(town);
    site.take_ledger(town);
    super::copy_folder(&town.service.settings().heads(), &site.settings.heads());
    let mut begun = false;
    for point in ["erase.tombstone", "erase.audit", "erase.blobs"] {
        let plan = Plan::default();
        plan.want(point, Fault::Fail);
        assert!(there.restore_with(&site, begun, plan, &|_| Ok(None)).await.is_err(), "{point}");
        begun = true;
    }
    // Ada, Bob, Sam, Jo, Maya, the agreement; the other scheme's business. All but the business was carried out before.
    let done = there.restore(&site, true).await.unwrap();
    assert_eq!((done.carried_out, done.blobs, done.missing), (1, 8, 0));
    let aside = fs::read_dir(site.settings.heads()).unwrap().map(|entry| entry.unwrap().file_name());
    assert_eq!(
        aside.filter(|name| name.to_string_lossy().contains(".before-")).count(),
        2,
        "of a trail that is lost"
    );
    checkpoint::write(&site.serve(town).unwrap()).await.unwrap();
    let mut browser = site.sign_in(town, lee, Role::Member).await;
    browser
        .get("/gallery")
        .await
        .expect(200)
        .says("Cara Quill")
        .says("Dale Renton")
        .hides("Bob Nash")
        .hides("Ada");
    let store = site.store(town);
    let (visitor, elsewhere) = (town.visitor(&at), town.visitor(other));
    let (member, manager, business) = (at.member, at.manager, other.business);
    store
        .read_here::<_, StoreError>(|tx| {
            assert_eq!(store::erasure::left(tx, ada)?, [""; 0]);
            assert!(store::erasure::buried(tx, scheme, ada)?.is_some());
            assert_eq!(store::user::load(tx, &visitor, member)?.state, State::Suspended);
            assert!(
                matches!(store::user::load(tx, &visitor, manager), Err(StoreError::NotFound)),
                "she left"
            );
            assert!(store::keys::destroyed(tx, Owner::new(scheme, manager))?);
            let jos = store::user::grants(tx, scheme, Some(jo))?;
            assert!(jos.is_empty(), "the role is gone");
            assert_eq!(store::business::load(tx, &elsewhere, business)?.state, State::Suspended);
            let days = store::agreement::days(tx, &visitor)?;
            assert!(matches!(days[..], [(_, Days { ended: Some(_), .. })]), "nobody reads under it again");
            let client = store::client::by_called(tx, &visitor, "control-room")?;
            assert!(client.revoked_at.is_some(), "nor by this system");
            assert!(store::session::list(tx, scheme, at.administrator)?.is_empty(), "sessions ended");
            for living in [cara.0, dale.0] {
                assert_eq!(store::picture::of_profiles(tx, scheme, &[living])?.len(), 1);
            }
            Ok(())
        })
        .unwrap();
    let again = there.restore(&site, false).await.unwrap_err().to_string();
    assert!(again.contains("overwrites nothing"), "{again}");
}

#[actix_web::test]
async fn a_restored_town_lives_on_and_is_backed_up_and_restored_again() {
    let there = Vaulted::new().await;
    there.person("Cara Quill").await;
    there.backup().await;
    there.set_member("suspended").await;
    there.settle().await;
    let site = there.restored().await;
    // Let act again after the restore: the next backup knows, and no second restore suspends again.
    let service = site.serve(&there.town).unwrap();
    let store = site.store(&there.town);
    let Vaulted { town, folder, readers, reader } = there;
    let second = Vaulted { town: town.moved_to(service, store), folder, readers, reader };
    second.set_member("active").await;
    second.settle().await;
    second.backup().await;
    let next = Site::beside(&second.town);
    super::copy_folder(&site.ledger(), &next.ledger());
    let done = second.restore(&next, false).await.unwrap();
    assert_eq!(done.carried_out, 0, "the trail knows it all");
    let visitor = second.town.visitor(&second.town.ashby);
    let member = second.town.ashby.member;
    let state =
        next.store(&second.town).read_here(|tx| store::user::load(tx, &visitor, member)).unwrap().state;
    assert_eq!(state, State::Active);
    assert!(next.settings.heads().read_dir().map_or(0, Iterator::count) == 0, "no head of another trail");
}

#[actix_web::test]
async fn interrupted_anywhere_it_goes_on_and_serves_nothing_meanwhile() {
    let there = Vaulted::new().await;
    let (bob, cara) = (there.person("Bob Nash").await, there.person("Cara Quill").await);
    there.backup().await;
    there.strike(bob).await;
    let lee = there.town.add_user(&there.town.ashby, Role::Member, "Lee Park", "lee@shop.example");
    let points = [
        "restore.database",
        "restore.database_written",
        "restore.blob",
        "restore.blobs_written",
        "restore.deed",
        "restore.lift",
    ];
    let site = Site::beside(&there.town);
    site.take_ledger(&there.town);
    let mut begun = false;
    for point in points {
        let plan = Plan::default();
        plan.want(point, Fault::Fail);
        let failed = there.restore_with(&site, begun, plan, &|_| Ok(None)).await.unwrap_err();
        assert!(matches!(failed, Unrestored::Failed(_)), "{point}: {failed}");
        begun = true;
        let refused = site.serve(&there.town).err().unwrap().to_string();
        assert!(refused.contains("--resume"), "{point}: {refused}");
        let anew = there.restore(&site, false).await.unwrap_err().to_string();
        assert!(anew.contains("--resume"), "{point}: {anew}");
    }
    there.restore(&site, true).await.unwrap();
    let none = there.restore(&site, true).await.unwrap_err().to_string();
    assert!(none.contains("no restore was interrupted"), "{none}");
    let (scheme, town) = (there.town.ashby.scheme, &there.town);
    let store = site.store(town);
    let again = store.read_here(|tx| store::profile::exists(tx, scheme, cara.0));
    assert!(again.unwrap());
    // Lee came after the backup.
    assert!(store.read_here(|tx| store::user::load(tx, &town.visitor(&town.ashby), lee)).is_err());
    let mut alice = site.sign_in(town, town.ashby.member, Role::Member).await;
    alice.get("/gallery").await.expect(200).says("Cara Quill").hides("Bob Nash");
}

#[actix_web::test]
async fn a_backup_older_than_the_rings_epochs_opens_nothing() {
    let there = Vaulted::new().await;
    there.person("Cara Quill").await;
    there.backup().await;
    for _ in 0..8 {
        there.town.later(TimeDelta::days(6));
        beat(&there.town).await;
    }
    let site = Site::beside(&there.town);
    site.take_ledger(&there.town);
    let refused = there.restore(&site, false).await.unwrap_err();
    assert!(matches!(refused, Unrestored::TooOld(1)), "{refused}");
    assert!(site.untouched());
}

#[actix_web::test]
async fn nothing_that_exists_is_overwritten() {
    let there = Vaulted::new().await;
    there.backup().await;
    let site = Site::beside(&there.town);
    site.take_ledger(&there.town);
    let blobs = site.settings.blobs().join(there.town.ashby.scheme.to_string()).join("07");
    fs::create_dir_all(&blobs).unwrap();
    fs::write(blobs.join("07000000-0000-4000-8000-000000000000.large"), b"somebody's").unwrap();
    let refused = there.restore(&site, false).await.unwrap_err().to_string();
    assert!(refused.contains("pictures already"), "{refused}");
}
