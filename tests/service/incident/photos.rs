//! Photos of a report: what is taken in, from whom, and how many.

use beadle::domain::{
    member::role::Role,
    photo::limits::{MAX_BYTES, MAX_PHOTOS},
};
use futures_util::future::join_all;

use super::*;

#[actix_web::test]
async fn a_photo_is_added_and_shown_by_a_link_of_five_minutes() {
    let town = Town::new().await;
    let mut sam = town.sign_in(Role::Member).await;
    let id = filed(&mut sam, &town.ashby, &[]).await;
    let path = format!("/reports/{id}");
    sam.upload(&format!("{path}/photos"), "till.jpg", &jpeg(400, 300, 1))
        .await
        .goes_to(&format!("{path}?added=1"));
    let page = sam.get(&format!("{path}?added=1")).await.expect(200).says("One photo was added");
    let large = page.links("/pictures/").pop().unwrap();
    let answer = sam.get(&large).await.expect(200);
    assert_eq!((answer.header("content-type"), answer.header("cache-control")), ("image/jpeg", "no-store"));
    assert_eq!(&answer.bytes[..3], [0xff, 0xd8, 0xff]);
    sam.get(&large.replace("/large", "/thumb")).await.expect(404);
    sam.get(&large.replace("/large", "/original")).await.expect(404);
    sam.get(large.split('?').next().unwrap()).await.expect(404);
    town.sign_in(Role::Manager).await.get(&large).await.expect(404);
    town.later(chrono::TimeDelta::minutes(6));
    sam.get(&large).await.expect(404);
    let scheme = town.ashby.scheme;
    let held = town.read(move |tx| store::picture::of_incident(tx, scheme, id)).await;
    assert_eq!((held.len(), held[0].erase_on), (1, "2026-12-20".parse().ok()), "R-30: 28 days");
    assert_eq!((held[0].width, held[0].uploaded_by), (400, Some(town.ashby.member)));
}

#[actix_web::test]
async fn a_photo_whose_answer_was_lost_is_there_once() {
    let town = Town::new().await;
    let mut sam = town.sign_in(Role::Member).await;
    let (id, other) = (
        filed(&mut sam, &town.ashby, &[]).await,
        filed(&mut sam, &town.ashby, &[("key", "another-form-of-sam-1")]).await,
    );
    for (report, bytes) in
        [(id, jpeg(64, 48, 1)), (id, jpeg(64, 48, 1)), (id, jpeg(64, 48, 2)), (other, jpeg(64, 48, 1))]
    {
        sam.upload(&format!("/reports/{report}/photos"), "till.jpg", &bytes).await.expect(303);
    }
    let scheme = town.ashby.scheme;
    for (report, photos) in [(id, 2), (other, 1)] {
        let held = town.read(move |tx| store::picture::of_incident(tx, scheme, report)).await;
        assert_eq!(held.len(), photos);
    }
    assert_eq!(
        files(&town.folder.path().join("blobs")).len(),
        6,
        "two sizes of each, and nothing of the second send"
    );
}

#[actix_web::test]
async fn a_script_is_answered_in_json() {
    let town = Town::new().await;
    let mut sam = town.sign_in(Role::Member).await;
    let id = filed(&mut sam, &town.ashby, &[]).await;
    for (bytes, status) in [(jpeg(64, 48, 1), 201), (b"hello".to_vec(), 422), (Vec::new(), 422)] {
        let answer = script(&mut sam, id, &[("csrf", None), ("photo", Some(bytes))]).await.expect(status);
        let told: serde_json::Value = serde_json::from_slice(&answer.bytes).unwrap();
        if status == 201 {
            assert!(told["id"].as_str().unwrap().parse::<uuid::Uuid>().is_ok());
        } else {
            assert_eq!(answer.header("content-type"), "application/problem+json");
            assert!(told["detail"].as_str().unwrap().len() > 20, "{told}");
        }
    }
}

#[actix_web::test]
async fn files_that_lie_are_refused_with_what_to_do() {
    let town = Town::new().await;
    let mut sam = town.sign_in(Role::Member).await;
    let id = filed(&mut sam, &town.ashby, &[]).await;
    let good = jpeg(200, 150, 3);
    let png = |width: u32, height: u32| {
        let mut bytes = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
        bytes.extend(width.to_be_bytes());
        bytes.extend(height.to_be_bytes());
        bytes.extend([8, 2, 0, 0, 0, 0, 0, 0, 0]);
        bytes
    };
    for (why, name, bytes, says) in [
        ("no photo at all", "", Vec::new(), "file is empty"),
        ("text called a photo", "a.jpg", b"#!/bin/sh\nrm -rf /".to_vec(), "cannot read"),
        ("a page called a photo", "a.png", b"<html><script>alert(1)</script>".to_vec(), "cannot read"),
        (
            "a drawing with a script",
            "a.svg",
            b"<svg xmlns='http://www.w3.org/2000/svg' onload='x()'/>".to_vec(),
            "cannot read",
        ),
        ("a GIF", "a.gif", b"GIF89a\x01\0\x01\0\0\0\0;".to_vec(), "cannot read"),
        ("a film", "a.mp4", b"\0\0\0\x20ftypisom\0\0\x02\0isomiso2".to_vec(), "cannot read"),
        ("an iPhone's HEIC", "a.heic", b"\0\0\0\x18ftypheic\0\0\0\0heicmif1".to_vec(), "Most Compatible"),
        ("cut short", "a.jpg", good[..good.len() / 2].to_vec(), "damaged"),
        ("a head alone", "a.jpg", good[..4].to_vec(), "damaged"),
        ("a bomb of pixels", "a.png", png(60_000, 60_000), "million"),
        ("a bomb beyond counting", "a.png", png(u32::MAX, u32::MAX), "million"),
        ("an archive", "a.zip", b"PK\x03\x04\x14\0\0\0".to_vec(), "cannot read"),
    ] {
        let answer = sam.upload(&format!("/reports/{id}/photos"), name, &bytes).await;
        assert_eq!(answer.status, 422, "{why}: {}", answer.text);
        assert!(answer.text.contains(says), "{why}: {}", answer.text);
    }
    assert_eq!(held(&town, id).await, 0);
    assert!(blobs(&town).is_empty(), "nothing was written");
}

#[actix_web::test]
async fn what_hides_behind_a_photo_does_not_come_in() {
    let town = Town::new().await;
    let mut sam = town.sign_in(Role::Member).await;
    let id = filed(&mut sam, &town.ashby, &[]).await;
    let mut polyglot = jpeg(200, 150, 4);
    polyglot.extend(b"<script>alert('canary-polyglot')</script>PK\x03\x04");
    let answer = sam.upload(&format!("/reports/{id}/photos"), "../../etc/passwd", &polyglot).await;
    if answer.status == 303 {
        let page = sam.get(&format!("/reports/{id}")).await;
        let large = page.links("/pictures/").pop().unwrap();
        let shown = sam.get(&large).await.expect(200);
        assert!(!shown.text.contains("canary-polyglot"));
    } else {
        answer.expect(422);
    }
}

#[actix_web::test]
async fn a_photo_over_25_megabytes_is_refused() {
    let town = Town::new().await;
    let mut sam = town.sign_in(Role::Member).await;
    let id = filed(&mut sam, &town.ashby, &[]).await;
    let mut large = jpeg(64, 48, 1);
    large.resize(MAX_BYTES + 1, 0);
    sam.upload(&format!("/reports/{id}/photos"), "a.jpg", &large).await.expect(422).says("larger than 25 MB");
    large.resize(2 * MAX_BYTES + 1, 0);
    sam.upload(&format!("/reports/{id}/photos"), "a.jpg", &large).await.expect(413);
    assert!(blobs(&town).is_empty());
}

#[actix_web::test]
async fn the_ninth_photo_is_refused_even_among_many_at_once() {
    let town = Town::new().await;
    let mut sam = town.sign_in(Role::Member).await;
    let id = filed(&mut sam, &town.ashby, &[]).await;
    let path = format!("/reports/{id}/photos");
    let mut browsers = Vec::new();
    for _ in 0..MAX_PHOTOS + 4 {
        browsers.push(town.sign_in(Role::Member).await);
    }
    let photos: Vec<_> = (0..browsers.len()).map(|n| jpeg(48, 32, n as u8)).collect();
    let all = browsers.iter_mut().zip(&photos).map(|(browser, photo)| browser.upload(&path, "a.jpg", photo));
    let answers = join_all(all).await;
    let (added, refused): (Vec<_>, Vec<_>) = answers.into_iter().partition(|answer| answer.status == 303);
    assert_eq!((added.len(), refused.len(), held(&town, id).await), (MAX_PHOTOS, 4, MAX_PHOTOS));
    for answer in refused {
        answer.expect(422).says("8 photos");
    }
    assert_eq!(blobs(&town).len(), 2 * MAX_PHOTOS, "what was refused left nothing");
    sam.get(&format!("/reports/{id}")).await.expect(200).hides("Add photos");
}

#[actix_web::test]
async fn photos_go_to_reports_of_the_own_house_only() {
    let town = Town::new().await;
    let mut sam = town.sign_in(Role::Member).await;
    let id = filed(&mut sam, &town.ashby, &[]).await;
    let path = format!("/reports/{id}/photos");
    let colleague = town.add_user(&town.ashby, Role::Member, "Kim Lane", "kim@ashby.test");
    let mut others = vec![town.sign_in_as(&town.ashby, colleague, Role::Member).await, rival(&town).await];
    others.push(town.sign_in(Role::Board).await);
    others.push(town.sign_in_as(&town.other, town.other.administrator, Role::Administrator).await);
    for browser in &mut others {
        browser.upload(&path, "a.jpg", &jpeg(48, 32, 1)).await.expect(404);
    }
    for (role, seed) in [(Role::Manager, 1), (Role::Administrator, 2)] {
        town.sign_in(role).await.upload(&path, "a.jpg", &jpeg(48, 32, seed)).await.expect(303);
    }
    let csrf = std::mem::replace(&mut sam.csrf, "forged".to_owned());
    sam.upload(&path, "a.jpg", &jpeg(48, 32, 1)).await.expect(409);
    sam.csrf = csrf;
    script(&mut sam, id, &[("photo", Some(jpeg(48, 32, 1)))]).await.expect(409);
    sam.upload_with(&path, &[], "other", "a.jpg", &jpeg(48, 32, 1)).await.expect(400);
    script(&mut sam, id, &[("csrf", None)]).await.expect(422);
    assert_eq!((held(&town, id).await, blobs(&town).len()), (2, 4));
}

async fn script(browser: &mut Browser, id: IncidentId, parts: &[(&str, Option<Vec<u8>>)]) -> Answer {
    let mut body = Vec::new();
    for (name, bytes) in parts {
        let file = if bytes.is_some() { "; filename=\"photo.jpg\"" } else { "" };
        body.extend(
            format!("--edge\r\nContent-Disposition: form-data; name=\"{name}\"{file}\r\n\r\n").bytes(),
        );
        body.extend(bytes.clone().unwrap_or_else(|| browser.csrf.clone().into_bytes()));
        body.extend(b"\r\n");
    }
    body.extend(b"--edge--\r\n");
    let request = actix_web::test::TestRequest::post()
        .uri(&format!("/reports/{id}/photos"))
        .insert_header(("content-type", "multipart/form-data; boundary=edge"))
        .insert_header(("accept", "application/json"))
        .insert_header(("sec-fetch-site", "same-origin"))
        .set_payload(body);
    browser.send(request).await
}

async fn held(town: &Town, id: IncidentId) -> usize {
    let scheme = town.ashby.scheme;
    town.read(move |tx| store::picture::of_incident(tx, scheme, id)).await.len()
}

fn blobs(town: &Town) -> Vec<std::path::PathBuf> {
    files(&town.folder.path().join("blobs"))
}

/// Every file under a folder.
pub fn files(folder: &std::path::Path) -> Vec<std::path::PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).into_iter().flatten() {
        let path = entry.unwrap().path();
        if path.is_dir() { found.extend(files(&path)) } else { found.push(path) }
    }
    found
}
