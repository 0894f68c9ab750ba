//! Once erased, beyond recovery: nothing of the erased opens with the ring, from any byte of any file.

use std::{collections::BTreeSet, fs, path::PathBuf};

use base64::{Engine, prelude::BASE64_STANDARD};
use beadle::{domain::ids::ProfileId, store, vault::Owner};
use chrono::TimeDelta;
use uuid::Uuid;

use super::{process::Host, search::files_under, thief::Thief};
use crate::{
    harness::{Town, share},
    profile::{listed::report, raw::Raw, scheduler::beat},
};

/// How long the database's own copies of what is gone may outlast it: the epochs under which they open.
const COPIES: i64 = 36;

/// The folders that hold whatever the program and its database wrote.
pub fn folders(host: &Host) -> Vec<PathBuf> {
    let own = host.folder().to_owned();
    let database = Raw::open(&host.town.store).data_folder();
    [own].into_iter().chain(database).collect()
}

/// The database writes down what it holds in memory, its statistics too.
pub fn settle(host: &Host) {
    Raw::open(&host.town.store).settle();
}

/// Time passes with a beat every so many days.
async fn days(town: &Town, mut days: i64, every: i64) {
    while days > 0 {
        let step = days.min(every);
        town.later(TimeDelta::days(step));
        beat(town).await;
        days -= step;
    }
}

/// Every owner of a data key and the key as it is wrapped.
fn owners(host: &Host) -> Vec<(Uuid, Vec<u8>)> {
    Raw::open(&host.town.store).wrapped_keys()
}

/// Whose keys open, of these owners. Each time it is tried with the files of the tables, in the long run with all that
/// the server writes: its log of hundreds of megabytes, too.
fn opens(host: &Host, of: &[Uuid]) -> BTreeSet<Uuid> {
    settle(host);
    let tables = Raw::open(&host.town.store).tables_folder();
    let tables = [host.folder().to_owned()].into_iter().chain(tables).collect();
    let ring = &host.town.service.settings().key_ring;
    Thief::with(ring, host.town.ashby.scheme, of).opens(&files_under(&share(tables, folders(host))))
}

/// A third of the people go, the others are reported again and stay; then every byte is tried.
pub async fn a_third_is_erased_and_opens_no_more(mut host: Host, people: &[ProfileId]) {
    let ids = |owners: &[(Uuid, Vec<u8>)]| owners.iter().map(|(id, _)| *id).collect::<BTreeSet<_>>();
    let before = ids(&owners(&host));
    let everybody: Vec<Uuid> = people.iter().map(|id| id.uuid()).collect();
    assert_eq!(opens(&host, &everybody).len(), people.len(), "the thief knows how: all open while they live");

    host.town = host.town.again();
    host.town.service.fill_index().unwrap();
    let (town, at) = (&host.town, host.town.ashby.clone());
    let (erased, living) = people.split_at(people.len() / 3);
    days(town, 300, 30).await;
    for id in living {
        report(town, &at, &[*id], " came back").await;
    }
    days(town, 440, 30).await;
    let now = owners(&host);
    let left = ids(&now);
    assert!(erased.iter().all(|id| !left.contains(&id.uuid())), "erased when due");
    assert!(living.iter().all(|id| left.contains(&id.uuid())), "and nobody else");
    let gone: Vec<Uuid> = before.difference(&left).copied().collect();
    assert!(gone.len() > 2 * erased.len(), "their reports and mail with them: {}", gone.len());

    // SQLite wipes a cell that it deletes, yet may have left a copy of it where it once moved cells to another page:
    // of some thirty thousand rows, two. Without the wiping and the emptied log, every one of them would open. What
    // is promised of such a copy is that it goes with its epoch.
    if host.town.database().is_file() {
        let open = opens(&host, &gone).len();
        assert!(open * 100 <= gone.len(), "at once all but a stray copy: {open} of {}", gone.len());
    }
    days(&host.town, COPIES, 7).await;
    let stranger = Uuid::from_u128(7);
    let of: Vec<Uuid> = gone.iter().chain(&everybody).chain([&stranger]).copied().collect();
    let living: BTreeSet<Uuid> = living.iter().map(|id| id.uuid()).collect();
    assert_eq!(opens(&host, &of), living, "who lives opens, and nobody else");
    whatever_it_is_written_as_is_found(&host, living.into_iter().next().unwrap(), stranger).await;
}

/// The thief finds a key however it is written down, in each of the folders.
async fn whatever_it_is_written_as_is_found(host: &Host, of: Uuid, stranger: Uuid) {
    let scheme = host.town.ashby.scheme;
    let key = host.town.read(move |tx| store::keys::load(tx, Owner::new(scheme, of))).await;
    let wrapped = host.town.vault.wrap_anew(&host.town.clock, Owner::new(scheme, stranger), &key).bytes;
    let hex: String = wrapped.iter().map(|byte| format!("{byte:02x}")).collect();
    let base64 = BASE64_STANDARD.encode([&b"y"[..], &wrapped].concat());
    let wide = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
    let high = |text: &str| text.encode_utf16().flat_map(u16::to_be_bytes).collect::<Vec<u8>>();
    for folder in folders(host) {
        for (form, bytes) in [
            ("raw", wrapped.clone()),
            ("hex", hex.clone().into_bytes()),
            ("base64", base64.clone().into_bytes()),
            ("hex-utf16le", wide(&hex)),
            ("base64-utf16be", high(&base64)),
        ] {
            let file = folder.join(form);
            fs::write(&file, [&b"before "[..], &bytes, b" after"].concat()).unwrap();
            let ring = &host.town.service.settings().key_ring;
            let found = Thief::with(ring, scheme, &[stranger]).opens(std::slice::from_ref(&file));
            assert_eq!(found, BTreeSet::from([stranger]), "{form}");
            fs::remove_file(file).unwrap();
        }
    }
}
