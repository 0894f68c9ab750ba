//! The copy of the key ring that officers recover it from.

use super::Finding;
use crate::{
    config::Settings,
    vault::escrow::{Escrow, OFFICERS, follows},
};

/// The escrow: there, for two officers, as new as the ring, and elsewhere.
pub fn escrow(settings: &Settings) -> Vec<Finding> {
    let what = "escrow";
    let Some(set) = &settings.escrow else {
        return vec![Finding::wrong(
            what,
            "there is none: whoever loses the key ring loses everything",
            "beadle keys officer, for two officers; then set [escrow]",
        )];
    };
    let escrow = match Escrow::new(&set.file, &set.officers) {
        Ok(escrow) => escrow,
        Err(error) => return vec![Finding::wrong(what, error.to_string(), "correct [escrow]")],
    };
    let fresh = Finding::unless(
        follows(escrow.file(), &settings.key_ring),
        format!("it is set for {} officers, at least {OFFICERS}, and as new as the ring", escrow.officers()),
        Finding::wrong(
            what,
            format!("{} is missing or older than the ring", escrow.file().display()),
            "beadle keys escrow",
        ),
    );
    let beside = [Some(settings.data.as_path()), settings.key_ring.parent()];
    let apart = Finding::unless(
        beside.into_iter().flatten().all(|folder| !escrow.file().starts_with(folder)),
        "it is apart from the data and from the ring",
        Finding::weak(
            "place of the escrow",
            "it lies beside what it is to replace, or beside the data",
            "another disk or machine, never beside the backups",
        ),
    );
    vec![fresh, apart]
}

#[cfg(test)]
mod tests {
    use std::{fs, time::Duration};

    use super::{super::State, *};
    use crate::{clock::Clock, config, vault::Vault, vault::escrow::officer};

    #[test]
    fn red_until_two_officers_can_recover_the_ring_as_it_is() {
        let (data, keys, away) =
            (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let mut settings =
            Settings::demonstration(data.path(), "127.0.0.1:8080".parse().unwrap(), "ashby.test");
        settings.key_ring = keys.path().join("ring.toml");
        let vault = Vault::create(&settings.key_ring, &Clock::system()).unwrap();
        let states =
            |settings: &Settings| escrow(settings).iter().map(|found| found.state).collect::<Vec<_>>();
        assert_eq!(states(&settings), [State::Wrong], "none");
        let (one, two) = (officer().0, officer().0);
        let set = |file, officers: &[&String]| {
            let officers = officers.iter().map(|key| (*key).clone()).collect();
            Some(config::Escrow { file, officers })
        };
        let file = away.path().join("ring.age");
        settings.escrow = set(file.clone(), &[&one, &one]);
        assert_eq!(states(&settings), [State::Wrong], "one officer, named twice");
        settings.escrow = set(file.clone(), &[&one, &"age1nonsense".to_owned()]);
        assert_eq!(states(&settings), [State::Wrong], "no key");
        settings.escrow = set(file.clone(), &[&one, &two]);
        assert_eq!(states(&settings), [State::Wrong, State::Ok], "not written yet");
        let vault = vault.with_escrow(Some(Escrow::new(&file, &[one.clone(), two.clone()]).unwrap()));
        assert!(vault.put_in_escrow().unwrap());
        assert_eq!(states(&settings), [State::Ok, State::Ok]);
        let old = fs::metadata(&file).unwrap().modified().unwrap() - Duration::from_hours(1);
        fs::File::options().write(true).open(&file).unwrap().set_modified(old).unwrap();
        assert_eq!(states(&settings), [State::Wrong, State::Ok], "the ring has changed since");
        let beside = keys.path().join("ring.age");
        settings.escrow = set(beside.clone(), &[&one, &two]);
        Vault::open(&settings.key_ring)
            .unwrap()
            .with_escrow(Some(Escrow::new(&beside, &[one, two]).unwrap()))
            .put_in_escrow()
            .unwrap();
        assert_eq!(states(&settings), [State::Ok, State::Weak], "beside the ring");
    }
}
