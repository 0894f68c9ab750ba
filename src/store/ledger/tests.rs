use super::*;
use crate::{
    clock::Clock,
    domain::{
        ids::{AgreementId, BusinessId, ClientId, EventId, IncidentId, ProfileId, UserId},
        member::role::Role,
    },
};

fn line(entry: Entry, n: u8, at: &str) -> Line {
    let matter = Matter::Erasure(ProfileId::from_random([n; 16]));
    Line { entry, matter, deed: None, at: at.parse().unwrap() }
}

struct Desk {
    folder: tempfile::TempDir,
    ring: Ring,
    forger: Ring,
    ledger: Ledger,
}

impl Desk {
    fn new() -> Self {
        let clock = Clock::still("2026-11-22T12:00:00Z".parse().unwrap(), 1);
        let (ring, forger) = (Ring::generate(&clock), Ring::generate(&clock));
        let folder = tempfile::tempdir().unwrap();
        let ledger = Ledger::of(folder.path(), SchemeId::from_random([9; 16]));
        Self { folder, ring, forger, ledger }
    }

    fn write(&self, lines: &[Line]) {
        for line in lines {
            self.ledger.append(&self.ring, *line).unwrap();
        }
    }

    fn read(&self) -> Lines {
        self.ledger.read(&self.ring).unwrap()
    }

    fn end(&self) -> End {
        self.ledger.end(&self.ring).unwrap().unwrap()
    }

    fn text(&self) -> Vec<String> {
        let text = fs::read_to_string(&self.ledger.file).unwrap();
        text.lines().map(str::to_owned).collect()
    }

    fn put(&self, lines: &[String]) {
        fs::write(&self.ledger.file, lines.iter().map(|line| format!("{line}\n")).collect::<String>())
            .unwrap();
    }
}

/// Ten intents of as many profiles.
fn ten() -> Vec<Line> {
    (1..=10).map(|n| line(Entry::Intent, n, "2026-01-01T00:00:00Z")).collect()
}

#[test]
fn an_intent_is_open_until_it_is_done_or_taken_back() {
    let desk = Desk::new();
    assert_eq!((desk.read(), desk.ledger.end(&desk.ring).unwrap()), (Lines::default(), None));
    let all = [
        line(Entry::Intent, 1, "2020-01-01T00:00:00Z"),
        line(Entry::Intent, 2, "2020-01-01T00:00:01Z"),
        line(Entry::Done, 1, "2020-01-01T00:00:02Z"),
        line(Entry::Intent, 3, "2020-01-01T00:00:03Z"),
        line(Entry::Intent, 3, "2026-01-01T00:00:04Z"),
        line(Entry::Void, 2, "2026-01-01T00:00:05Z"),
    ];
    desk.write(&all);
    let read = desk.read();
    assert_eq!((read.lines.as_slice(), read.damaged), (&all[..], 0));
    assert_eq!(read.open(), [all[3]]);
}

#[test]
fn one_deed_taken_back_takes_no_other_back() {
    let desk = Desk::new();
    let deed = |n| Some(EventId::from_random([n; 16]));
    let suspended = Matter::UserSuspended(UserId::from_random([1; 16]));
    let of = |entry, n| Line { matter: suspended, deed: deed(n), ..line(entry, 1, "2026-01-01T00:00:00Z") };
    desk.write(&[of(Entry::Intent, 1), of(Entry::Intent, 2), of(Entry::Void, 1)]);
    assert_eq!(desk.read().open(), [of(Entry::Intent, 2)]);
}

#[test]
fn every_matter_is_read_as_it_was_written() {
    let desk = Desk::new();
    let user = UserId::from_random([2; 16]);
    let business = BusinessId::from_random([3; 16]);
    let matters = [
        Matter::Erasure(ProfileId::from_random([1; 16])),
        Matter::Withdrawal(ProfileId::from_random([1; 16]), None),
        Matter::Withdrawal(ProfileId::from_random([1; 16]), "2027-01-31".parse().ok()),
        Matter::UserLeaves(user),
        Matter::BusinessLeaves(business),
        Matter::UserSuspended(user),
        Matter::BusinessSuspended(business),
        Matter::RoleRevoked(user, Role::Administrator),
        Matter::AgreementEnded(AgreementId::from_random([5; 16])),
        Matter::ClientRevoked(ClientId::from_random([6; 16])),
        Matter::PermissionTakenBack(IncidentId::from_random([9; 16])),
        Matter::Backup(uuid::Uuid::from_u128(7), [8; 32]),
    ];
    let deed = Some(EventId::from_random([4; 16]));
    let lines = matters.map(|matter| Line { matter, deed, ..line(Entry::Intent, 1, "2026-01-01T00:00:00Z") });
    desk.write(&lines);
    assert_eq!(desk.read(), Lines { lines: lines.to_vec(), damaged: 0 });
}

#[test]
fn a_torn_line_gives_way_and_a_forged_one_is_told_and_hides_no_other() {
    let desk = Desk::new();
    let (first, second) =
        (line(Entry::Intent, 1, "2026-01-01T00:00:00Z"), line(Entry::Done, 1, "2026-01-01T00:00:01Z"));
    desk.write(&[first]);
    let append = |bytes: &[u8]| {
        let mut file = OpenOptions::new().append(true).open(&desk.ledger.file).unwrap();
        file.write_all(bytes).unwrap();
    };
    append(b"2 done era\xff");
    assert_eq!(desk.read(), Lines { lines: vec![first], damaged: 0 });
    desk.write(&[second]);
    assert_eq!(desk.read(), Lines { lines: vec![first, second], damaged: 0 });
    let forged = Signed::write(&desk.forger, desk.ledger.scheme, (3, desk.end().digest), second);
    append(format!("{forged}\n").as_bytes());
    assert_eq!(desk.read(), Lines { lines: vec![first, second], damaged: 1 });
    desk.write(&[first]);
    assert_eq!(desk.read(), Lines { lines: vec![first, second, first], damaged: 1 });
    let other = Ledger::of(desk.folder.path(), SchemeId::from_random([8; 16]));
    fs::copy(&desk.ledger.file, &other.file).unwrap();
    assert_eq!(other.read(&desk.ring).unwrap(), Lines { lines: vec![], damaged: 4 }, "another scheme's");
}

#[test]
fn what_is_cut_out_moved_repeated_or_changed_is_found() {
    let desk = Desk::new();
    desk.write(&ten());
    let (text, end) = (desk.text(), desk.end());
    for at in 0..9 {
        let mut cut = text.clone();
        cut.remove(at);
        desk.put(&cut);
        assert_eq!((desk.read().damaged, desk.read().lines.len()), (1, 9), "without line {}", at + 1);
        let mut moved = text.clone();
        moved.swap(at, at + 1);
        desk.put(&moved);
        assert!(desk.read().damaged > 0, "lines {} and {} changed places", at + 1, at + 2);
        let mut again = text.clone();
        again.push(text[at].clone());
        desk.put(&again);
        let read = desk.read();
        assert_eq!((read.damaged, read.lines.len()), (1, 10), "line {} again says nothing", at + 1);
        assert_eq!(desk.end(), end, "nor is it the end");
        let mut other = text.clone();
        other[at] = other[at].replacen("intent", "void", 1);
        desk.put(&other);
        assert_eq!(desk.read().damaged, 2, "line {} changed, and the next follows from none", at + 1);
    }
}

#[test]
fn what_was_once_the_end_is_held_unless_the_ledger_was_cut_short() {
    let desk = Desk::new();
    let holds = |end: &End| desk.ledger.holds(&desk.ring, end).unwrap();
    let mut ends = Vec::new();
    for line in ten() {
        desk.write(&[line]);
        ends.push(desk.end());
    }
    assert_eq!(ends.iter().map(|end| end.number).collect::<Vec<_>>(), (1..=10).collect::<Vec<_>>());
    assert!(ends.iter().all(holds));
    assert!(!holds(&End { number: 3, ..ends[3] }), "another line under that number");
    let text = desk.text();
    for kept in 0..10 {
        desk.put(&text[..kept]);
        let held: Vec<bool> = ends.iter().map(holds).collect();
        assert_eq!(held.iter().filter(|held| **held).count(), kept, "cut after line {kept}");
        assert_eq!(desk.read().damaged, 0, "what is left follows");
    }
    fs::remove_file(&desk.ledger.file).unwrap();
    assert!(!holds(&ends[0]), "it is gone");
}

#[test]
fn what_is_past_its_period_and_settled_is_forgotten_and_the_rest_still_follows() {
    let desk = Desk::new();
    let all = [
        line(Entry::Intent, 1, "2020-01-01T00:00:00Z"),
        line(Entry::Intent, 2, "2020-01-01T00:00:01Z"),
        line(Entry::Done, 1, "2020-01-01T00:00:02Z"),
        line(Entry::Void, 2, "2020-01-01T00:00:03Z"),
        line(Entry::Intent, 3, "2020-01-01T00:00:04Z"),
        line(Entry::Intent, 4, "2026-01-01T00:00:05Z"),
    ];
    let mut ends = Vec::new();
    for line in all {
        desk.write(&[line]);
        ends.push(desk.end());
    }
    let before = "2026-01-01T00:00:00Z".parse().unwrap();
    let forget = || desk.ledger.forget(&desk.ring, before).unwrap();
    let whole = desk.text();
    let mut changed = whole.clone();
    changed.remove(1);
    desk.put(&changed);
    assert_eq!(forget(), 0, "a damaged ledger is left as it is");
    desk.put(&whole);
    assert_eq!((forget(), forget()), (4, 0));
    assert_eq!(desk.read(), Lines { lines: all[4..].to_vec(), damaged: 0 });
    assert_eq!(desk.read().open(), all[4..], "an open intent outlives its period");
    assert!(!fs::read_to_string(&desk.ledger.file).unwrap().contains("01010101"), "the id is gone");
    assert_eq!(desk.end(), ends[5]);
    assert!(ends.iter().all(|end| desk.ledger.holds(&desk.ring, end).unwrap()));
    desk.write(&[line(Entry::Done, 3, "2020-01-01T00:00:06Z"), line(Entry::Done, 4, "2020-01-01T00:00:07Z")]);
    assert_eq!((desk.read().damaged, desk.end().number), (0, 8), "it goes on from there");
    assert_eq!(forget(), 1, "then what waited goes as well");
    let left = desk.text();
    desk.put(&left[1..]);
    assert_eq!(desk.read().damaged, 1, "the line that stands for them was cut out");
    desk.put(&[left[1].clone(), left[0].clone()]);
    assert_eq!((desk.read().damaged, desk.read().lines.len()), (2, 1), "it stands first or says nothing");
    desk.put(&left);
    assert_eq!((desk.read().damaged, desk.read().open().len()), (0, 0));
    assert_eq!(desk.ledger.forget(&desk.ring, "2027-01-01T00:00:00Z".parse().unwrap()).unwrap(), 3);
    assert_eq!((desk.read(), desk.end().number), (Lines::default(), 8), "the end outlives all lines");
}
