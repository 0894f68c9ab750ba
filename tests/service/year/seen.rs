//! The simulated town as it is seen from outside: by a member, and by whoever has the database, the files, the ledger
//! and the mail.

use std::{collections::BTreeSet, fs};

use beadle::{
    actions::audit::verify,
    domain::member::evidence,
    store::{self, ledger::Ledger},
};
use chrono::TimeDelta;
use uuid::Uuid;

use super::{
    Failure,
    deeds::MARK,
    invariants::{ALL, Row, Seen},
    post::Weather,
    world::Year,
};
use crate::{
    harness::each_file,
    profile::{erasure, listed::blobs},
};

/// Everything that is asked of the tables, each row with a letter before it.
const TABLES: &str = "\
    SELECT 'p ' || lower(hex(id)) || ' ' || coalesce(shown_until, '-') || ' ' || erased_on AS hex FROM profiles \
    UNION ALL SELECT 's ' || lower(hex(id)) || ' ' || state FROM sanctions \
    UNION ALL SELECT 'l ' || lower(hex(sanction)) || ' ' || kind FROM letters WHERE sanction IS NOT NULL \
    UNION ALL SELECT 'm ' || lower(hex(id)) || ' ' || lower(hex(owner)) || ' ' || state || ' ' || \
        (message IS NOT NULL) || ' ' || erase_on FROM outbox \
    UNION ALL SELECT 't ' || lower(hex(owner)) FROM outbox GROUP BY owner, queued_at, letter HAVING count(*) > 1 \
    UNION ALL SELECT 'c ' || count(*) FROM certificates WHERE issued_at IS NOT NULL";

/// Where the id of a user who left is the id of nobody.
const OF_NOBODY: [&str; 2] = ["audit.actor", "incidents.reporter"];

impl Year {
    /// Looks at everything from outside, and asks each invariant.
    pub async fn check(&mut self, settled: bool) -> Result<(), Failure> {
        let mut seen = self.seen(settled).await?;
        for id in self.oracle.due(self.today()) {
            if !seen.rows.contains_key(&id) {
                self.oracle.people.entry(id).and_modify(|person| person.gone = true);
                self.fresh.insert(id);
            }
        }
        if settled {
            for id in std::mem::take(&mut self.fresh) {
                let left = self.town.read(move |tx| store::erasure::left(tx, id)).await;
                seen.left.extend(left.into_iter().map(str::to_owned));
                let shelf = self.town.service.shelf_of(self.town.ashby.scheme, id);
                seen.left.extend(shelf.map(|_| "the index".to_owned()));
            }
        }
        self.ask(&seen)
    }

    fn ask(&self, seen: &Seen) -> Result<(), Failure> {
        for (name, invariant) in ALL {
            if let Some(what) = invariant(seen, &self.oracle) {
                return Err(self.failure(name, what));
            }
        }
        Ok(())
    }

    /// The number of the trail's last line.
    fn head(&self) -> i64 {
        let last = "SELECT CAST(coalesce(max(seq), 0) AS TEXT) AS hex FROM audit";
        self.raw.borrow_mut().hexes(last)[0].parse().unwrap()
    }

    async fn seen(&mut self, settled: bool) -> Result<Seen, Failure> {
        self.town.date_blobs();
        let before = self.head();
        let shown = self.look().await?;
        let head = self.head();
        let ledger = Ledger::of(self.town.folder.path(), self.town.ashby.scheme);
        let ledger = ledger.read(&self.town.vault.ring()).unwrap();
        let erasures = format!(
            "SELECT replace(about, '-', '') AS hex FROM audit WHERE deed = 'erase_profile' AND seq > {}",
            self.erasures.1
        );
        self.erasures.0.extend(self.raw.borrow_mut().hexes(&erasures));
        self.erasures.1 = head;
        let mut seen = Seen {
            today: Some(self.today()),
            shown,
            lines_of_look: head - before,
            erasures: self.erasures.0.clone(),
            ledger,
            taken: self.post.taken(),
            settled,
            ..Seen::default()
        };
        let rows = self.raw.borrow_mut().hexes(TABLES);
        for row in rows {
            let words: Vec<&str> = row.split(' ').collect();
            self.read(&words, &mut seen);
        }
        seen.mail = self.mail.clone();
        Ok(seen)
    }

    /// A row of [`TABLES`].
    fn read(&mut self, words: &[&str], seen: &mut Seen) {
        let id = |word: &str| word.parse::<Uuid>().unwrap();
        match *words {
            ["p", profile, until, erased] => {
                seen.rows.insert(id(profile).into(), (until.parse().ok(), erased.parse().unwrap()));
            }
            ["s", sanction, state] => {
                seen.sanctions.insert(id(sanction).into(), state.to_owned());
            }
            ["l", sanction, kind] => {
                seen.letters.insert((id(sanction).into(), kind.to_owned()));
            }
            ["m", mail, owner, state, words, gone_on] => {
                let row = Row {
                    owner: id(owner),
                    state: state.to_owned(),
                    words: words == "1",
                    gone_on: gone_on.parse().unwrap(),
                };
                seen.outbox.insert(mail.to_owned());
                self.mail.insert(mail.to_owned(), row);
            }
            ["t", owner] => seen.twice.push(owner.to_owned()),
            ["c", count] => seen.certificates = count.parse().unwrap(),
            _ => unreachable!("{words:?}"),
        }
    }

    /// At the end of the year all is well for a day and more: then every table, every file, every message, the whole trail.
    pub async fn finish(&mut self) -> Result<(), Failure> {
        self.post.weather(Weather::Takes);
        // What a crash of the last night left behind is over a day old by then.
        for later in [TimeDelta::hours(25), TimeDelta::hours(2), TimeDelta::hours(2)] {
            self.town.later(later);
            self.calls.borrow_mut().clear();
            self.good_beat().await?;
            self.send().await?;
            self.check(true).await?;
        }
        let mut seen = self.seen(true).await?;
        let gone: Vec<Uuid> = self.oracle.gone().into_iter().map(Uuid::from).collect();
        seen.left = erasure::left(&self.town, &gone).await;
        let staff: Vec<Uuid> = self.oracle.staff(true).into_iter().map(Uuid::from).collect();
        let of_staff = erasure::left(&self.town, &staff).await;
        seen.left.extend(of_staff.into_iter().filter(|place| !OF_NOBODY.contains(&place.as_str())));
        for blob in blobs(&self.town).list().await.unwrap() {
            let (scheme, owner) = (blob.scheme(), blob.owner());
            if !self.town.read(move |tx| store::sweep::blob_owned(tx, scheme, owner)).await {
                seen.left.push(format!("{blob}, which no row knows"));
            }
        }
        seen.addresses = self.addresses().await;
        self.checkpoint().await?;
        let heads = self.town.service.settings().heads();
        let reports = verify::all(&self.town.store, &heads, None, |_, _| ());
        for report in self.lawful("verify", reports)? {
            if !report.good() {
                seen.trail.push(format!("{:?}: {}", report.chain, report.said_in_words()));
            }
        }
        each_file(self.town.folder.path(), &mut |file| {
            if String::from_utf8_lossy(&fs::read(file).unwrap()).contains(MARK) {
                seen.plain.push(file.file_name().unwrap_or_default().to_string_lossy().into_owned());
            }
        });
        seen.ended = true;
        self.ask(&seen)
    }

    /// The reporters' addresses on the reports of the living, where the reporter has left.
    async fn addresses(&self) -> Vec<(String, Option<String>)> {
        let tick = evidence::scheduler(self.town.ashby.scheme, self.town.clock.now());
        let living = self.oracle.people.values().filter(|person| !person.gone);
        let kept: BTreeSet<_> = living.flat_map(|person| person.reports.keys().copied()).collect();
        let mut found = Vec::new();
        for one in self.oracle.staff.values().filter(|one| one.left) {
            for incident in one.reports.intersection(&kept).copied() {
                let read =
                    move |tx: &mut store::Read<'_>| store::incident::reporter_mail(tx, &tick, incident);
                found.push((one.email.clone(), self.town.read(read).await));
            }
        }
        found
    }
}
