//! After a restore the trail may be another than the witness signed. Whoever keeps the witness lets it begin anew, by
//! hand and on record; nobody else can, and everybody sees it.

use std::{fs, path::Path, process::Command};

use beadle::{
    actions::{
        audit::{
            checkpoint, restarted,
            verify::{self, Against, Report},
            witnessed,
        },
        witness::{cosign::path, restart::Unrestarted},
    },
    domain::member::role::Role,
    remote::witness::restart,
    vault::restart::Restart,
};
use chrono::TimeDelta;

use super::{Elsewhere, grow, notes, settings, signers};
use crate::harness::Town;

const WHY: &str = "a fire: restored from the backup of Friday";

/// What the witness signed, and the town as it is after a restore: its trail went another way since.
async fn restored(elsewhere: &Elsewhere) -> (Town, Town) {
    let (before, after) = (elsewhere.town().await, elsewhere.town().await);
    assert_eq!(before.ashby.scheme, after.ashby.scheme, "seeded alike: one trail to the witness");
    for _ in 0..4 {
        grow(&before).await;
    }
    witnessed::push(&before.service).await.unwrap();
    after.later(TimeDelta::hours(1));
    grow(&after).await;
    (before, after)
}

fn origin(town: &Town) -> String {
    format!("beadle/{}", town.ashby.scheme)
}

/// The file that the installation's people hand to whoever keeps the witness.
fn handed(town: &Town) -> String {
    let heads = town.service.settings().heads();
    fs::read_to_string(checkpoint::path(&heads, town.ashby.scheme)).unwrap()
}

fn report(town: &Town, elsewhere: &Elsewhere) -> Report {
    let heads = town.service.settings().heads();
    let against = Against { heads: &heads, witness: Some(elsewhere.key()), kept: None, bucket: None };
    verify::all(&town.store, against, Some("ashby.test"), |_, _| ()).unwrap().remove(0)
}

async fn pushed(town: &Town) -> Result<usize, String> {
    witnessed::push(&town.service).await.map_err(|error| error.to_string())
}

#[actix_web::test]
async fn a_restored_trail_begins_anew_when_the_witness_is_told_to_and_that_shows() {
    for heads_were_kept in [false, true] {
        let elsewhere = Elsewhere::new().await;
        let (before, after) = restored(&elsewhere).await;
        let heads = after.service.settings().heads();
        if heads_were_kept {
            let (_, signed) = notes(&before);
            fs::write(witnessed::path(&heads, after.ashby.scheme), signed.unwrap().to_string()).unwrap();
            assert!(!report(&after, &elsewhere).good(), "the trail is not what was witnessed");
        }
        for _ in 0..2 {
            let error = pushed(&after).await.unwrap_err();
            assert!(error.contains("it signed") && error.contains("run beadle audit verify"), "{error}");
            grow(&after).await;
        }
        let kept = fs::read(elsewhere.kept(&before)).unwrap();
        let Restart { before: old, after: new, .. } =
            elsewhere.witness.restart(&handed(&after), WHY).unwrap();
        assert!(new.size < old.size, "{new:?} after {old:?}");
        assert_eq!(fs::read(elsewhere.kept(&before).with_extension("before-1")).unwrap(), kept, "on record");

        grow(&after).await;
        assert_eq!(pushed(&after).await, Ok(1), "it signs what follows from there");
        let (written, signed) = notes(&after);
        assert_eq!(signed.unwrap().text(), written.text());
        let found = report(&after, &elsewhere);
        let said = format!(
            "the witness let the trail begin anew on 22 November 2026, 12:00 from {} events; before that it had \
             signed {}: {WHY}",
            new.size, old.size
        );
        assert!(found.good() && found.said_in_words().contains(&said), "{}", found.said_in_words());
        let mut priya = after.sign_in(Role::Controller).await;
        priya.get("/assurance/promises").await.expect(200).says("let the trail begin anew").says(WHY);
        // What went before has no future any more.
        grow(&before).await;
        let error = pushed(&before).await.unwrap_err();
        assert!(error.contains("run beadle audit verify"), "{error}");
    }
}

#[actix_web::test]
async fn a_trail_that_only_goes_on_says_nothing_of_a_restart() {
    let elsewhere = Elsewhere::new().await;
    let town = elsewhere.town().await;
    grow(&town).await;
    assert_eq!(pushed(&town).await, Ok(2));
    grow(&town).await;
    pushed(&town).await.unwrap();
    let (heads, url, asked) = (town.service.settings().heads(), elsewhere.url(), origin(&town));
    assert!(!restarted::path(&heads, town.ashby.scheme).exists());
    let answer = tokio::task::spawn_blocking(move || restart(&url, &asked)).await.unwrap();
    assert_eq!(answer.unwrap(), None);
    assert_eq!(report(&town, &elsewhere).restarted, None);
    // What somebody writes there without the witness's key is nothing.
    let said = Restart {
        origin: origin(&town),
        before: beadle::vault::merkle::Root { size: 9, hash: [1; 32] },
        after: beadle::vault::merkle::Root { size: 2, hash: [2; 32] },
        reason: WHY.to_owned(),
    };
    let forged = super::folder_key().says(said.text(), town.clock.now()).unwrap();
    fs::write(restarted::path(&heads, town.ashby.scheme), forged.to_string()).unwrap();
    assert_eq!(report(&town, &elsewhere).restarted, None);
}

#[actix_web::test]
async fn nothing_begins_anew_that_is_not_the_logs_own_or_needs_it_not() {
    let elsewhere = Elsewhere::new().await;
    let (before, after) = restored(&elsewhere).await;
    let kept = fs::read(elsewhere.kept(&before)).unwrap();
    let given = handed(&after);
    let unsigned = given.replacen("\n2\n", "\n3\n", 1);
    assert_ne!(unsigned, given);
    let unknown = given.replacen("beadle/", "another/", 1);
    for (rule, text, why) in [
        ("no reason", given.as_str(), " "),
        ("two lines", &given, "a\nb"),
        ("no checkpoint", "a letter\n", WHY),
        ("not signed by the log", &unsigned, WHY),
        ("a log that it does not follow", &unknown, WHY),
        ("what was signed last", &String::from_utf8(kept.clone()).unwrap(), WHY),
    ] {
        let refused = elsewhere.witness.restart(text, why).unwrap_err();
        let fits = match rule {
            "no reason" | "two lines" => matches!(refused, Unrestarted::Reason),
            "no checkpoint" => matches!(refused, Unrestarted::NoCheckpoint),
            "not signed by the log" => matches!(refused, Unrestarted::Unsigned),
            "what was signed last" => matches!(refused, Unrestarted::Same),
            _ => matches!(refused, Unrestarted::Unknown(_)),
        };
        assert!(fits, "{rule}: {refused}");
        assert_eq!(fs::read(elsewhere.kept(&before)).unwrap(), kept, "{rule}");
    }
    let fresh = Elsewhere::new().await;
    assert!(matches!(fresh.witness.restart(&given, WHY), Err(Unrestarted::Unbegun)));
    // No request does it, whoever sends it: the log's people have no way but to ask.
    for method in ["POST", "PUT", "DELETE"] {
        let url = format!("{}/restart?log={}", elsewhere.url(), origin(&after));
        let text = given.clone();
        let asked = tokio::task::spawn_blocking(move || {
            let config = ureq::Agent::config_builder().http_status_as_error(false).proxy(None).build();
            let request = ureq::http::Request::builder().method(method).uri(url).body(text).unwrap();
            ureq::Agent::new_with_config(config).run(request).unwrap().status().as_u16()
        });
        assert_eq!(asked.await.unwrap(), 404, "{method}");
    }
    assert_eq!(fs::read(elsewhere.kept(&before)).unwrap(), kept);
}

/// Runs `beadle witness` with settings in a folder; its exit code and what it printed.
fn beadle(config: &Path, arguments: &[&str]) -> (i32, String) {
    let mut run = Command::new(env!("CARGO_BIN_EXE_beadle"));
    let run = run.arg("witness").arg("--config").arg(config).args(arguments).output().unwrap();
    (run.status.code().unwrap(), String::from_utf8([run.stdout, run.stderr].concat()).unwrap())
}

#[actix_web::test]
async fn whoever_keeps_the_witness_does_it_by_hand_while_it_does_not_serve() {
    let elsewhere = Elsewhere::new().await;
    let (before, after) = restored(&elsewhere).await;
    let folder = elsewhere.folder.path();
    let set = settings(&elsewhere.folder, signers(&before));
    let (config, file) = (folder.join("witness.toml"), folder.join("handed.checkpoint"));
    let write = |state: &Path| {
        let text = format!(
            "key = {:?}\nstate = {state:?}\nlisten = \"127.0.0.1:0\"\nlogs = {:?}\n",
            set.key, set.logs
        );
        fs::write(&config, text).unwrap();
    };
    fs::write(&file, handed(&after)).unwrap();
    let file = file.to_str().unwrap();
    write(&set.state);
    let (code, said) = beadle(&config, &["--restart", file, "--reason", WHY]);
    assert!(code == 1 && said.contains("another process is the witness"), "{code}: {said}");
    let (code, said) = beadle(&config, &["--restart", file]);
    assert!(code != 0 && said.contains("--reason"), "a reason is needed: {said}");

    let again = folder.join("again");
    super::copy_of(&set.state, &again);
    write(&again);
    let (code, said) = beadle(&config, &["--restart", file, "--reason", WHY]);
    assert!(code == 0 && said.contains("begins anew from 2 events; it had signed 5"), "{code}: {said}");
    let record = fs::read_to_string(path(&again, &origin(&after)).with_extension("restart-1")).unwrap();
    assert!(
        record.contains(WHY) && record.contains("\nbefore 5 ") && record.contains("\nafter 2 "),
        "{record}"
    );
    let (code, said) = beadle(&config, &["--restart", file, "--reason", WHY]);
    assert!(code == 1 && said.contains("needs no restart"), "{code}: {said}");
}
