//! A report is handed to police as one file, with the permission of whoever made it.

use std::{collections::BTreeMap, fs, io::Cursor, process::Command};

use beadle::domain::{
    ids::{IncidentId, ProfileId},
    incident::{content::Content, report::State},
    member::role::Role,
};
use serde_json::Value;

use crate::{
    agency::agreements::entered_covering,
    harness::{Browser, Town},
    profile::{
        listed::{incident, keep, picture, profile, reckoned, report},
        scheduler::run_until,
    },
};

/// What lists the files of a bundle.
const MANIFEST: &str = "manifest-sha256.txt";

/// The files of a bundle, by name, as somebody gets at them who has other tools than ours: its manifest holds.
fn files(zip: &[u8]) -> BTreeMap<String, Vec<u8>> {
    let folder = tempfile::tempdir().unwrap();
    let (file, out) = (folder.path().join("bundle.zip"), folder.path().join("out"));
    fs::write(&file, zip).unwrap();
    let unpacked =
        Command::new("python3").args(["-m", "zipfile", "-e"]).arg(&file).arg(&out).status().unwrap();
    assert!(unpacked.success());
    let checked =
        Command::new("sha256sum").args(["--check", "--strict", MANIFEST]).current_dir(&out).output();
    let checked = checked.unwrap();
    assert!(checked.status.success(), "{}", String::from_utf8_lossy(&checked.stdout));
    let mut all = BTreeMap::new();
    for part in [out.clone(), out.join("images")] {
        for entry in fs::read_dir(part).into_iter().flatten().map(|entry| entry.unwrap().path()) {
            if entry.is_file() {
                let name = entry.strip_prefix(&out).unwrap().to_string_lossy().into_owned();
                all.insert(name, fs::read(&entry).unwrap());
            }
        }
    }
    let listed = String::from_utf8(all[MANIFEST].clone()).unwrap().lines().count();
    assert_eq!(listed + 1, all.len(), "each file stands in the manifest");
    all
}

/// The words of a PDF, in the order they are read.
pub fn words_of(pdf: &[u8]) -> String {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("report.pdf");
    fs::write(&file, pdf).unwrap();
    let text = Command::new("pdftotext").arg(&file).arg("-").output().unwrap();
    let text = String::from_utf8(text.stdout).unwrap();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// An accepted report of the town's member about somebody, with a victim, a witness and a still.
async fn accepted(town: &Town, of: &[ProfileId]) -> IncidentId {
    let id = report(town, &town.ashby, of, " took two hams and ran.").await;
    town.write({
        let scheme = town.ashby.scheme;
        move |tx| {
            let viewer =
                beadle::domain::member::evidence::scheduler(scheme, "2026-11-22T12:00:00Z".parse().unwrap());
            let content = beadle::store::incident::content(tx, &viewer, id)?;
            let content = Content {
                victims: "Vera Victim".to_owned(),
                witnesses: "Will Witness".to_owned(),
                police_reference: "WS/99/26".to_owned(),
                ..content
            };
            beadle::store::incident::set_content(tx, scheme, id, &content)
        }
    })
    .await;
    id
}

fn to(agreement: &str) -> [(&'static str, &str); 4] {
    let id = agreement.rsplit('/').next().unwrap();
    [("agreement", id), ("officer", "DS 12"), ("purpose", "prosecution"), ("reason", "WS/99/26")]
}

/// A still of a report.
async fn still(town: &Town, incident: IncidentId) {
    let mut photo = Cursor::new(Vec::new());
    image::DynamicImage::new_rgb8(640, 480).write_to(&mut photo, image::ImageFormat::Png).unwrap();
    let taken = town.service.taken_in(photo.into_inner()).await.unwrap();
    let id = picture(town, &town.ashby, None, Some(incident)).await;
    let scheme = town.ashby.scheme;
    let key = town.read(move |tx| {
        let row = beadle::store::picture::load(tx, scheme, id)?;
        beadle::store::picture::key(tx, scheme, &row)
    });
    town.service.keep_picture(scheme, id, &key.await, &taken).await.unwrap();
}

#[actix_web::test]
async fn a_report_is_handed_over_with_its_reporters_permission_and_stands_in_the_register() {
    let town = Town::new().await;
    let ada = profile(&town, &town.ashby, "Ada Lovell").await;
    let id = accepted(&town, &[ada]).await;
    still(&town, id).await;
    let mut ruth = town.sign_in(Role::Controller).await;
    let agreement = entered_covering(&town, &mut ruth, &["reports"]).await;
    let mut alice = town.sign_in(Role::Administrator).await;
    let path = format!("/inbox/{id}/police");
    alice.get(&format!("/inbox/{id}")).await.expect(200).says(&path);
    alice.get(&path).await.expect(200).says("has not permitted it").hides("Save the file to hand over");
    alice.post(&path, &to(&agreement)).await.expect(422).says("has not permitted it");

    // The reporter permits it, and nobody else can.
    let mut sam = town.sign_in(Role::Member).await;
    let own = format!("/reports/{id}");
    sam.get(&own).await.expect(200).says("Allow it");
    for role in [Role::Manager, Role::Board, Role::Controller, Role::Administrator] {
        let mut other = town.sign_in(role).await;
        other.post(&format!("{own}/permission"), &[("permits", "yes")]).await.expect(404);
    }
    sam.post(&format!("{own}/permission"), &[("permits", "yes")]).await.expect(303);
    sam.get(&own)
        .await
        .expect(200)
        .says("you allowed the partnership")
        .says("Stop allowing it")
        .hides("Handed over");
    alice.get(&path).await.expect(200).says("on their own page").says("Save the file to hand over");

    // What is missing is said on its field, and nothing is lost.
    let wrong = alice.post(&path, &[("agreement", ""), ("officer", "DS 12"), ("reason", "x")]).await;
    wrong.expect(422).says("Choose the force").says("value=\"DS 12\"");
    let id_of = agreement.rsplit('/').next().unwrap().to_owned();
    let wrong = [("agreement", id_of.as_str()), ("officer", "DS 12"), ("purpose", "fun"), ("reason", "-")];
    alice.post(&path, &wrong).await.expect(422).says("Say what for").says("in 3 to 300");

    let answer = alice.post(&path, &to(&agreement)).await.expect(200);
    assert_eq!(
        (answer.header("content-type"), answer.header("cache-control")),
        ("application/zip", "no-store")
    );
    let named = answer.header("content-disposition").to_owned();
    assert!(named.starts_with("attachment; filename=\"MA-") && named.ends_with(".zip\""), "{named}");
    let files = files(&answer.bytes);
    let names: Vec<&str> = files.keys().map(String::as_str).collect();
    assert_eq!(names, ["images/1.jpg", "manifest-sha256.txt", "report.json", "report.pdf"]);
    assert!(files["images/1.jpg"].starts_with(&[0xff, 0xd8]));
    image::load_from_memory(&files["images/1.jpg"]).unwrap();

    let told: Value = serde_json::from_slice(&files["report.json"]).unwrap();
    assert_eq!(told["handedTo"]["officer"], "DS 12");
    assert_eq!(told["handedTo"]["agency"], "Westshire Police");
    assert_eq!(told["reporter"]["name"], "Sam Reed");
    assert_eq!(told["reporter"]["permittedHow"], "own_page");
    assert_eq!(told["persons"][0]["fullName"], "Ada Lovell");
    assert_eq!(told["incident"]["policeReference"], "WS/99/26");
    assert_eq!(told["images"][0]["file"], "images/1.jpg");
    let statement = words_of(&files["report.pdf"]);
    for words in
        ["Ada Lovell", "took two hams", "Sam Reed", "DS 12 of Westshire Police", "section 9", "images/1.jpg"]
    {
        assert!(statement.contains(words), "{words} in {statement}");
    }
    for file in ["report.json", "report.pdf"] {
        let text = if file == "report.json" { told.to_string() } else { statement.clone() };
        assert!(!text.contains("Victim") && !text.contains("Witness"), "{file} (the matrix)");
    }

    // The register has it, by person, under the entry that the file names; the reporter is told that it was.
    let all = ruth.get(&format!("/assurance/disclosures?id={ada}")).await.expect(200);
    all.says("Handed a report to police").says("DS 12").says("WS/99/26").says("Prosecution");
    let entry = told["registerEntry"].as_str().unwrap().to_owned();
    let known = town.read(move |tx| {
        let scheme = beadle::store::scheme::by_host(tx, "ashby.test")?.id;
        beadle::store::audit::recorded(tx, scheme, entry.parse().unwrap())
    });
    assert!(known.await, "the entry is an event of the trail");
    sam.get(&own).await.expect(200).says("Handed over");
    alice.get(&path).await.expect(200).says("DS 12 of Westshire Police");
    let trail = town.trail(&town.ashby).await;
    for deed in ["give_permission", "hand_to_police"] {
        assert!(trail.iter().any(|known| known == deed), "{deed}");
    }

    // Taken back, nothing further goes out, whatever was said before.
    sam.post(&format!("{own}/permission"), &[("permits", "no")]).await.expect(303);
    alice.post(&path, &to(&agreement)).await.expect(422).says("has not permitted it");
    let before = [("how", "telephone"), ("given_on", "2026-11-22")];
    alice.post(&format!("/inbox/{id}/permission"), &before).await.expect(422).says("took it back");
    assert!(town.trail(&town.ashby).await.iter().any(|known| known == "take_permission_back"));
}

#[actix_web::test]
async fn the_administrator_takes_a_permission_down_and_hands_over_under_an_agreement_in_force_only() {
    let town = Town::new().await;
    let ada = profile(&town, &town.ashby, "Ada Lovell").await;
    let id = accepted(&town, &[ada]).await;
    let mut ruth = town.sign_in(Role::Controller).await;
    let agreement = entered_covering(&town, &mut ruth, &["reports"]).await;
    let mut alice = town.sign_in(Role::Administrator).await;
    let (path, permission) = (format!("/inbox/{id}/police"), format!("/inbox/{id}/permission"));
    alice.get(&path).await.expect(200);
    for (how, day, message) in [
        ("", "2026-11-22", "Say how"),
        ("own_page", "2026-11-22", "Say how"),
        ("telephone", "2026-11-23", "Give the day"),
        ("telephone", "2020-01-01", "Give the day"),
        ("telephone", "soon", "Give the day"),
    ] {
        alice.post(&permission, &[("how", how), ("given_on", day)]).await.expect(422).says(message);
    }
    alice.post(&permission, &[("how", "telephone"), ("given_on", "2026-11-22")]).await.expect(303);
    alice.get(&path).await.expect(200).says("by telephone, on 22 November 2026");
    let mut sam = town.sign_in(Role::Member).await;
    sam.get(&format!("/reports/{id}")).await.expect(200).says("recorded that on");
    alice.get(&path).await.expect(200);
    alice.post(&path, &to(&agreement)).await.expect(200);

    let why = [("reason", "The force has left the scheme."), ("word", "END")];
    ruth.post(&format!("{agreement}/end"), &why).await.expect(303);
    alice.post(&path, &to(&agreement)).await.expect(422).says("was ended on");
    alice.get(&path).await.expect(200).says("No information sharing agreement is in force");
    // Another scheme's agreement, and nobody's, are nothing.
    let nothing = to("/0bad0bad-0bad-4bad-8bad-0bad0bad0bad");
    alice.post(&path, &nothing).await.expect(404);
    for role in [Role::Member, Role::Manager, Role::Board, Role::Controller] {
        let mut other = town.sign_in(role).await;
        other.get(&path).await.expect(404);
        other.post(&path, &to(&agreement)).await.expect(404);
        other.post(&permission, &[("how", "telephone"), ("given_on", "2026-11-22")]).await.expect(404);
    }
}

/// Hands a report over; what the file says, if there is one.
async fn handed(alice: &mut Browser, id: IncidentId, agreement: &str) -> Option<BTreeMap<String, Vec<u8>>> {
    alice.get(&format!("/inbox/{id}/police")).await.expect(200);
    let answer = alice.post(&format!("/inbox/{id}/police"), &to(agreement)).await;
    (answer.status == 200).then(|| files(&answer.bytes))
}

#[actix_web::test]
async fn nobody_withdrawn_is_in_it_and_nothing_waiting_or_forgotten_is_handed_over() {
    let town = Town::new().await;
    let [ada, bob] =
        [profile(&town, &town.ashby, "Ada Lovell").await, profile(&town, &town.ashby, "Bob Marsh").await];
    let both = accepted(&town, &[ada, bob]).await;
    still(&town, both).await;
    let waits = incident(&town, &town.ashby, State::Submitted);
    keep(&town, &town.ashby, &waits, Content { narrative: "Somebody ran.".to_owned(), ..Content::default() })
        .await;
    let mut ruth = town.sign_in(Role::Controller).await;
    let agreement = entered_covering(&town, &mut ruth, &["reports"]).await;
    let mut sam = town.sign_in(Role::Member).await;
    for id in [both, waits.id] {
        sam.get(&format!("/reports/{id}")).await.expect(200);
        sam.post(&format!("/reports/{id}/permission"), &[("permits", "yes")]).await.expect(303);
    }
    let mut alice = town.sign_in(Role::Administrator).await;
    alice.get(&format!("/inbox/{}/police", waits.id)).await.expect(200).says("Only an accepted report");
    alice.post(&format!("/inbox/{}/police", waits.id), &to(&agreement)).await.expect(422);
    let full = handed(&mut alice, both, &agreement).await.unwrap();
    assert!(full.contains_key("images/1.jpg"));
    // A council is told of nobody who reported.
    let council = entered_covering(&town, &mut ruth, &["contact"]).await;
    alice.get(&format!("/inbox/{both}/police")).await.expect(200);
    alice
        .post(&format!("/inbox/{both}/police"), &to(&council))
        .await
        .expect(422)
        .says("does not cover reports");
    // Struck or not: somebody who may not be pictured may be on a still.
    let child = profile(&town, &town.ashby, "Cara Young").await;
    let with_child = accepted(&town, &[ada, child]).await;
    still(&town, with_child).await;
    sam.post(&format!("/reports/{with_child}/permission"), &[("permits", "yes")]).await.expect(303);
    let mut raw = crate::profile::raw::Raw::open(&town.store);
    raw.run("UPDATE profiles SET photo_shown = [no] WHERE id = {child}", &[("child", child.uuid())]);
    let without = handed(&mut alice, with_child, &agreement).await.unwrap();
    assert!(!without.contains_key("images/1.jpg"), "{:?}", without.keys());

    // A year on nobody in the report is circulated, but for Bob, of whom another one came in.
    run_until(&town, "2027-11-10T12:00:00Z").await;
    report(&town, &town.ashby, &[bob], " took a goose").await;
    reckoned(&town, &town.ashby, bob).await;
    run_until(&town, "2027-11-24T12:00:00Z").await;
    let mut ruth = crate::profile::assurance::controller(&town).await;
    let agreement = entered_covering(&town, &mut ruth, &["reports"]).await;
    let administrator = town.ashby.administrator;
    let (scheme, on) = (town.ashby.scheme, town.clock.today());
    town.write(move |tx| {
        let accepted = beadle::domain::member::agreement::Acceptance { version: 1, on };
        beadle::store::user::agree(tx, scheme, administrator, accepted)
    })
    .await;
    let mut alice = town.sign_in(Role::Administrator).await;
    let left = handed(&mut alice, both, &agreement).await.expect("Bob is circulated");
    let told = String::from_utf8(left["report.json"].clone()).unwrap();
    assert!(told.contains("Bob Marsh") && !told.contains("Ada") && !told.contains("Lovell"), "{told}");
    assert!(!left.contains_key("images/1.jpg"), "whose face is on it is not known");
}

#[actix_web::test]
async fn who_has_left_permits_nothing_and_a_returned_report_is_permitted_anew() {
    let town = Town::new().await;
    let ada = profile(&town, &town.ashby, "Ada Lovell").await;
    let id = accepted(&town, &[ada]).await;
    let mut ruth = town.sign_in(Role::Controller).await;
    let agreement = entered_covering(&town, &mut ruth, &["reports"]).await;
    let mut sam = town.sign_in(Role::Member).await;
    let waits = incident(&town, &town.ashby, State::Submitted);
    let words = Content { narrative: "Somebody ran.".to_owned(), ..Content::default() };
    keep(&town, &town.ashby, &waits, words).await;
    for id in [id, waits.id] {
        sam.get(&format!("/reports/{id}")).await.expect(200);
        sam.post(&format!("/reports/{id}/permission"), &[("permits", "yes")]).await.expect(303);
    }
    let mut alice = town.sign_in(Role::Administrator).await;
    alice.get(&format!("/inbox/{}", waits.id)).await.expect(200);
    let back = [("decision", "return"), ("message", "Please say which door it was.")];
    alice.post(&format!("/inbox/{}", waits.id), &back).await.expect(303);
    sam.get(&format!("/reports/{}", waits.id)).await.expect(200).hides("allowed the partnership");
    handed(&mut alice, id, &agreement).await.unwrap();

    sam.get("/account").await.expect(200);
    sam.post("/account/leave", &[("word", "LEAVE")]).await.expect(303);
    let mut board = town.sign_in(Role::Board).await;
    let list = board.get("/decisions/leavings").await.expect(200);
    let leaving = list.text.split("action=\"").find(|part| part.starts_with("/decisions/leavings/")).unwrap();
    let leaving = leaving.split('"').next().unwrap().to_owned();
    board.post(&leaving, &[("word", "DELETE")]).await.expect(303);
    let path = format!("/inbox/{id}/police");
    alice.get(&path).await.expect(200).says("has left the scheme").hides("Sam Reed");
    alice.post(&path, &to(&agreement)).await.expect(422).says("has left the scheme");
    let permission = [("how", "telephone"), ("given_on", "2026-11-22")];
    alice.post(&format!("/inbox/{id}/permission"), &permission).await.expect(422).says("has left the scheme");
    // The certificate says that a copy is with police.
    run_until(&town, "2026-11-22T14:10:00Z").await;
    let mut ruth = crate::profile::assurance::controller(&town).await;
    let list = ruth.get("/assurance/certificates").await.expect(200);
    let page = list.links("/assurance/certificates/").first().cloned().expect("one certificate");
    ruth.get(&page).await.expect(200).says("They were told once");
}
