//! Collecting a copy: by a link and a passphrase, for an hour; then nothing of it is left.

use std::{
    collections::{BTreeMap, BTreeSet},
    process::Command,
};

use beadle::{
    domain::{ids::RightId, member::role::Role},
    store,
};
use chrono::TimeDelta;
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::{made::approved, unpacked};
use crate::{
    harness::Browser,
    profile::scheduler::{beat, run_until},
    right::opened,
    sanction::scene::Scene,
};

/// The passphrase, as the desk reads it out.
async fn passphrase(alice: &mut Browser, copy: &str) -> String {
    let page = alice.get(copy).await.expect(200).says("Never by e-mail");
    let shown = page.text.split_once(r#"<code id="code">"#).unwrap().1;
    shown.split_once('<').unwrap().0.to_owned()
}

/// The paths of the links that went by mail, with the text of each mail.
async fn all_mailed(scene: &Scene) -> BTreeMap<String, String> {
    let mail = scene.town.mail(&scene.town.ashby).await;
    let with_link = mail.into_iter().filter(|message| message.text.contains("/copy/"));
    with_link
        .map(|mail| {
            assert_eq!(mail.to, "dale@example.org");
            let link = mail.text.lines().find(|line| line.contains("/copy/")).unwrap();
            (format!("/copy/{}", link.rsplit('/').next().unwrap()), mail.text)
        })
        .collect()
}

/// The only one.
async fn mailed(scene: &Scene) -> (String, String) {
    let mut all = all_mailed(scene).await;
    assert_eq!(all.len(), 1);
    all.pop_first().unwrap()
}

fn blobs(scene: &Scene) -> Vec<String> {
    let folder = scene.town.folder.path().join("blobs");
    let all = walkdir(&folder);
    all.into_iter().filter(|name| name.contains("zip")).collect()
}

fn walkdir(folder: &std::path::Path) -> Vec<String> {
    let mut all = Vec::new();
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            all.extend(walkdir(&path));
        } else {
            all.push(path.display().to_string());
        }
    }
    all
}

#[actix_web::test]
async fn a_link_and_a_passphrase_that_come_by_two_ways_open_it() {
    let (scene, code, mut alice, copy) = approved().await;
    let words = passphrase(&mut alice, &copy).await;
    let (link, text) = mailed(&scene).await;
    assert!(!text.contains(&words) && !text.contains(&words.replace('-', "")), "{text}");
    assert!(!text.contains("Renton"), "no name in a mail (R-70)");
    let mut person = scene.town.visit("ashby.test").await;
    person.get(&link).await.expect(200).says("Type the passphrase").hides("Renton");
    person.get("/copy/nothing-of-the-kind").await.expect(200).says("Type the passphrase");
    let wrong = person.post(&link, &[("passphrase", "AAAA-BBBB-CCCC")]).await.expect(422);
    let wrong = wrong.says("This does not open a copy");
    let unknown = person.post("/copy/nothing-of-the-kind", &[("passphrase", &words)]).await.expect(422);
    let blind = |text: &str| text.replace("AAAA-BBBB-CCCC", "").replace(&words, "");
    assert_eq!(blind(&wrong.text), blind(&unknown.text), "a wrong link and a wrong passphrase answer alike");

    let lower = words.to_lowercase().replace('-', " ");
    person.post(&link, &[("passphrase", &lower)]).await.expect(200).says("Your copy is open");
    let file = format!("{link}/file");
    let pdf = person.post(&file, &[("passphrase", &words), ("what", "pdf")]).await.expect(200);
    assert_eq!((pdf.header("content-type"), pdf.header("cache-control")), ("application/pdf", "no-store"));
    assert!(pdf.bytes.starts_with(b"%PDF-"));
    let zip = person.post(&file, &[("passphrase", &words), ("what", "zip")]).await.expect(200);
    let files = unpacked(&zip.bytes);
    assert_eq!(files["your-data.pdf"], pdf.bytes);
    manifest_holds(&files);
    let told: Value = serde_json::from_slice(&files["your-data.json"]).unwrap();
    assert_eq!(told["partnership"], "Market Ashby Safer Town");
    assert!(files.keys().any(|name| name.starts_with("letters/")), "{:?}", files.keys());

    // The person's own page leads there too, for who has no e-mail.
    opened(&scene, &code).await.1.says(&link).says("Your copy is ready");
}

fn manifest_holds(files: &BTreeMap<String, Vec<u8>>) {
    let manifest = String::from_utf8(files["manifest-sha256.txt"].clone()).unwrap();
    let listed: BTreeMap<&str, &str> =
        manifest.lines().filter_map(|line| line.split_once("  ")).map(|(sum, name)| (name, sum)).collect();
    assert_eq!(listed.len(), files.len() - 1, "every file but itself");
    for (name, sum) in listed {
        let digest: String = Sha256::digest(&files[name]).iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(digest, sum, "{name}");
    }
}

#[actix_web::test]
async fn the_pdf_is_tagged_has_contents_and_reads_in_order() {
    let (scene, _, mut alice, copy) = approved().await;
    let pdf = alice.get(&format!("{copy}/pdf")).await.expect(200);
    let path = scene.town.folder.path().join("copy.pdf");
    std::fs::write(&path, &pdf.bytes).unwrap();
    let info = Command::new("pdfinfo").arg(&path).output().expect("pdfinfo, of poppler-utils");
    let info = String::from_utf8(info.stdout).unwrap();
    assert!(info.contains("Tagged:          yes") && info.contains("Your data, MA-R"), "{info}");
    let text = Command::new("pdftotext").arg(&path).arg("-").output().unwrap();
    let text = String::from_utf8(text.stdout).unwrap();
    let mut at = 0;
    for heading in [
        "What is in it",
        "How to read this",
        "Who you are, and how we write to you",
        "What was reported",
        "Warnings and exclusions",
        "Letters to you",
        "Who was told, and who looked",
        "What was decided, and why",
        "Until when this is shown and kept",
        "What you asked for",
        "How we may hold it, and for how long",
    ] {
        // The contents name them first: from the second on, in this order.
        let from = if heading == "What is in it" { 0 } else { text[at..].find(heading).expect(heading) + at };
        assert!(from >= at, "{heading}");
        at = from;
    }
    assert!(text.contains("Dale Renton") && text.contains("[somebody else]"), "{text}");
    let raw = |what: &str| pdf.bytes.windows(what.len()).any(|window| window == what.as_bytes());
    assert!(raw("/Lang(en-GB)") && raw("/StructTreeRoot") && raw("<pdfuaid:part>1"));
}

#[actix_web::test]
async fn it_stays_open_for_an_hour_and_is_gone_then() {
    let (scene, code, mut alice, copy) = approved().await;
    let words = passphrase(&mut alice, &copy).await;
    let (link, _) = mailed(&scene).await;
    assert_eq!(blobs(&scene).len(), 1);
    let mut person = scene.town.visit("ashby.test").await;
    person.post(&link, &[("passphrase", &words)]).await.expect(200);
    scene.town.later(TimeDelta::hours(2));
    person.post(&format!("{link}/file"), &[("passphrase", &words), ("what", "pdf")]).await.expect(200);
    scene.town.later(TimeDelta::minutes(59));
    person.post(&link, &[("passphrase", &words)]).await.expect(200);
    scene.town.later(TimeDelta::minutes(1));
    person.post(&link, &[("passphrase", &words)]).await.expect(422).says("This does not open a copy");
    beat(&scene.town).await;
    beat(&scene.town).await;
    assert_eq!(blobs(&scene), Vec::<String>::new(), "its file is gone");
    let mut alice = scene.town.sign_in(Role::Administrator).await;
    alice.get(&copy).await.expect(200).says("Collected").hides(&words);
    alice.get(&format!("{copy}/pdf")).await.expect(404);
    opened(&scene, &code).await.1.hides(&link);
    let (scheme, id) = (scene.town.ashby.scheme, request(&copy));
    let pack = scene.town.read(move |tx| Ok(store::pack::of_request(tx, scheme, id)?.remove(0))).await;
    let key = scene.town.read(move |tx| Ok(store::pack::key(tx, scheme, &pack).is_err())).await;
    assert!(key, "its key is destroyed");
}

fn request(copy: &str) -> RightId {
    copy.split('/').nth(2).unwrap().parse().unwrap()
}

#[actix_web::test]
async fn what_nobody_collects_is_gone_after_28_days() {
    let (scene, _, mut alice, copy) = approved().await;
    let words = passphrase(&mut alice, &copy).await;
    let (link, _) = mailed(&scene).await;
    run_until(&scene.town, "2026-12-19T23:30:00Z").await;
    assert_eq!(blobs(&scene).len(), 1);
    run_until(&scene.town, "2026-12-20T00:55:00Z").await;
    assert_eq!(blobs(&scene), Vec::<String>::new());
    let mut person = scene.town.visit("ashby.test").await;
    person.post(&link, &[("passphrase", &words)]).await.expect(422);
    let mut alice = scene.town.sign_in(Role::Administrator).await;
    alice.get(&copy).await.expect(200).says("Not collected, and deleted");
}

#[actix_web::test]
async fn a_guesser_finds_nothing_and_the_desk_makes_another_link() {
    let (scene, _, mut alice, copy) = approved().await;
    let words = passphrase(&mut alice, &copy).await;
    let (link, _) = mailed(&scene).await;
    let mut guesser = scene.town.visit("ashby.test").await;
    let mut answers = BTreeSet::new();
    for n in 0..40 {
        let guess = format!("AAAA-BBBB-CC{}{}", char::from(b'A' + n % 8), char::from(b'C' + n / 8));
        answers.insert(guesser.post(&link, &[("passphrase", &guess)]).await.status);
    }
    assert_eq!(answers, BTreeSet::from([422, 429]), "none opens it, and who guesses on is made to wait");
    let mut alice = scene.town.sign_in(Role::Administrator).await;
    alice.post(&format!("{copy}/renew"), &[]).await.goes_to(&format!("{copy}?done=renewed"));
    let new = passphrase(&mut alice, &copy).await;
    let mut links = all_mailed(&scene).await.into_keys();
    let fresh = links.find(|one| *one != link).unwrap();
    assert_ne!(new, words);
    let mut person = scene.town.visit("ashby.test").await;
    assert_ne!(person.post(&link, &[("passphrase", &new)]).await.status, 200, "the old link is dead");
    person.post(&fresh, &[("passphrase", &words)]).await.expect(422);
    person.post(&fresh, &[("passphrase", &new)]).await.expect(200).says("Your copy is open");
}

#[actix_web::test]
async fn on_paper_it_is_handed_over_and_deleted_at_once() {
    let (scene, _, mut alice, copy) = approved().await;
    alice.get(&format!("{copy}/zip")).await.expect(200);
    alice.post(&format!("{copy}/handed"), &[]).await.goes_to(&format!("{copy}?done=handed"));
    alice.post(&format!("{copy}/handed"), &[]).await.expect(422).says("No copy waits");
    alice.get(&format!("{copy}/pdf")).await.expect(404);
    beat(&scene.town).await;
    assert_eq!(blobs(&scene), Vec::<String>::new());
    let trail = scene.town.trail(&scene.town.ashby).await;
    assert!(trail.iter().any(|line| line.contains("print_copy")), "{trail:?}");
}
