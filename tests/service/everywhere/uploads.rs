//! Every form of every page that uploads a file, as the pages render them: files that are not what they say, files that
//! are cut short or too much, and uploads that are broken as such. Each is refused with a message, never a failure, and
//! leaves neither a row nor a blob.

use std::collections::BTreeMap;

use actix_web::{http::header, test::TestRequest};
use beadle::domain::{member::role::Role, photo::limits::MAX_BYTES};

use super::{
    forms::{digest, pages, without_ids},
    full::Full,
    page::uploads,
    routes::{Who, browser},
};
use crate::{
    harness::{Answer, Browser},
    incident::{jpeg, photos::files},
};

/// What stands between parts.
const EDGE: &str = "edge-of-a-part";
/// What must not come out again.
const SCRIPT: &[u8] = b"<html><script>alert('canary-polyglot')</script>";

/// The forms that upload files, and who has them.
const ALL: [(&str, &str, Role); 7] = [
    ("/reports/{}/photos", "photo", Role::Member),
    ("/reports/{}/photos", "photo", Role::Administrator),
    ("/settings/logo", "logo", Role::Administrator),
    ("/settings/rules/upload", "file", Role::Administrator),
    ("/assurance/agreements/{}/document", "document", Role::Controller),
    ("/settings/logo", "logo", Role::Controller),
    ("/settings/rules/upload", "file", Role::Controller),
];

/// The uploads on somebody's pages: what they are, where they go.
async fn found(full: &Full, browser: &mut Browser) -> BTreeMap<(String, String), String> {
    let mut all = BTreeMap::new();
    for (page, _) in pages(full).iter().filter(|(_, typed)| typed.is_empty()) {
        let answer = browser.get(page).await;
        if answer.status == 200 && answer.header("content-type").starts_with("text/html") {
            let uploads = uploads(&answer.text).into_iter();
            all.extend(uploads.map(|(action, name)| ((without_ids(&action), name), action)));
        }
    }
    all
}

/// A part of an upload: the token, or a file.
fn part(name: &str, filename: Option<&str>, bytes: &[u8]) -> Vec<u8> {
    let file = filename.map(|name| format!("; filename=\"{name}\"\r\nContent-Type: image/jpeg"));
    let head = format!("--{EDGE}\r\nContent-Disposition: form-data; name=\"{name}\"");
    [head.as_bytes(), file.unwrap_or_default().as_bytes(), b"\r\n\r\n", bytes, b"\r\n"].concat()
}

fn upload(action: &str, kind: &str, body: Vec<u8>) -> TestRequest {
    TestRequest::post()
        .uri(action)
        .insert_header((header::CONTENT_TYPE, kind))
        .insert_header(("sec-fetch-site", "same-origin"))
        .set_payload(body)
}

/// Files as a browser sends them, after the token.
async fn send(browser: &mut Browser, action: &str, name: &str, files: &[(&str, &[u8])]) -> Answer {
    let mut body = part("csrf", None, browser.csrf.as_bytes());
    for (filename, bytes) in files {
        body.extend(part(name, Some(filename), bytes));
    }
    body.extend(format!("--{EDGE}--\r\n").bytes());
    browser.send(upload(action, &format!("multipart/form-data; boundary={EDGE}"), body)).await
}

/// A picture's head that says how large it is, and nothing after it.
fn png(width: u32, height: u32) -> Vec<u8> {
    let size = [width.to_be_bytes(), height.to_be_bytes()].concat();
    [b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".as_slice(), &size, &[8, 2, 0, 0, 0, 0, 0, 0, 0]].concat()
}

/// A photo whose frame says that it is 65,535 pixels wide and high.
fn swollen() -> Vec<u8> {
    let mut bytes = jpeg(64, 48, 2);
    let frame = bytes.windows(2).position(|two| two[0] == 0xff && matches!(two[1], 0xc0..=0xc2)).unwrap();
    bytes[frame + 5..frame + 9].fill(0xff);
    bytes
}

/// Files that no form takes.
fn bad_files() -> Vec<(&'static str, &'static str, Vec<u8>)> {
    let good = jpeg(200, 150, 3);
    let mut large = jpeg(64, 48, 1);
    large.resize(MAX_BYTES + 1, 0);
    let webp = [b"RIFF\x16\0\0\0WEBPVP8X\x0a\0\0\0\0\0\0\0".as_slice(), &[0xff; 6]].concat();
    vec![
        ("no file", "", Vec::new()),
        ("an empty file", "a.jpg", Vec::new()),
        ("text called a photo", "a.jpg", b"#!/bin/sh\nrm -rf /".to_vec()),
        ("a page called a photo", "a.png", SCRIPT.to_vec()),
        ("a name that leads elsewhere", "../../\u{202e}gpj.exe", b"MZ\x90\0\x03".to_vec()),
        (
            "a drawing with a script",
            "a.svg",
            b"<svg xmlns='http://www.w3.org/2000/svg' onload='x()'/>".to_vec(),
        ),
        ("a GIF", "a.gif", b"GIF89a\x01\0\x01\0\0\0\0;".to_vec()),
        ("a GIF that is a script", "a.gif", b"GIF89a/*\0*/=1;alert(1)".to_vec()),
        ("a PDF", "a.jpg", b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n".to_vec()),
        ("a PDF with a photo in it", "a.jpg", [b"%PDF-1.7\n".as_slice(), &good].concat()),
        ("a film", "a.mp4", b"\0\0\0\x20ftypisom\0\0\x02\0isomiso2".to_vec()),
        ("an iPhone's HEIC", "a.heic", b"\0\0\0\x18ftypheic\0\0\0\0heicmif1".to_vec()),
        ("an archive", "a.zip", b"PK\x03\x04\x14\0\0\0".to_vec()),
        ("cut short", "a.jpg", good[..good.len() / 2].to_vec()),
        ("a head alone", "a.jpg", good[..4].to_vec()),
        ("all but its last table", "a.jpg", good[..good.len().min(300)].to_vec()),
        ("a bomb of pixels", "a.png", png(60_000, 60_000)),
        ("a bomb beyond counting", "a.png", png(u32::MAX, u32::MAX)),
        ("a picture of nothing", "a.png", png(0, 0)),
        ("a bomb in a WebP's head", "a.webp", webp),
        ("a bomb in a photo's frame", "a.jpg", swollen()),
        ("over 25 MB", "a.jpg", large),
    ]
}

/// Rules that are none.
fn bad_rules() -> Vec<(&'static str, &'static str, Vec<u8>)> {
    let nested = |open: &str| format!("circulation_months = {}", open.repeat(10_000)).into_bytes();
    vec![
        ("a bomb of brackets", "r.toml", nested("[")),
        ("a bomb of braces", "r.toml", nested("{a=")),
        ("a number beyond counting", "r.toml", b"circulation_months = 99999999999999999999999".to_vec()),
        ("a word for a number", "r.toml", b"circulation_months = \"=cmd|' /C calc'!A0\"".to_vec()),
        ("less than nothing", "r.toml", b"circulation_months = -1".to_vec()),
        ("a rule nobody knows", "r.toml", b"colour = \"\xe2\x80\xaemoc.live\"".to_vec()),
        ("twice the same", "r.toml", b"circulation_months = 6\ncirculation_months = 7".to_vec()),
        ("NUL", "r.toml", b"circulation_months = 6\0".to_vec()),
        ("UTF-16", "r.toml", b"\xff\xfec\0i\0r\0c\0".to_vec()),
    ]
}

/// What is wrong with the answer to a bad file: it is refused, with a message on its field.
fn wrong(answer: &Answer, name: &str) -> Option<String> {
    if answer.status != 422 {
        return Some(format!("answers {} {}", answer.status, answer.location()));
    }
    let told = answer.text.contains(&format!("id=\"{name}-error\""));
    (!told || answer.text.contains("canary-polyglot")).then(|| "no message on its field".to_owned())
}

/// What is broken, the content type, the pieces of the body, what may be answered.
type Broken<'a> = (&'static str, &'a str, Vec<&'a [u8]>, &'static [u16]);

/// Bodies that are no upload, with what each is answered.
fn broken(csrf: &str, name: &str) -> Vec<(&'static str, String, Vec<u8>, &'static [u16])> {
    let kind = format!("multipart/form-data; boundary={EDGE}");
    let (token, photo) = (part("csrf", None, csrf.as_bytes()), jpeg(64, 48, 1));
    let file = part(name, Some("a.jpg"), &photo);
    let end = format!("--{EDGE}--\r\n").into_bytes();
    let nameless = file.windows(6).position(|six| six == b"; name").unwrap();
    let nameless = [&file[..nameless], b"\r\n\r\n".as_slice(), &photo, b"\r\n"].concat();
    let headers = format!("--{EDGE}\r\nX: {}\r\n\r\n\r\n", "x".repeat(200_000)).into_bytes();
    let cases: Vec<Broken<'_>> = vec![
        ("no file", &kind, vec![&token, &end], &[422]),
        ("nothing", &kind, vec![], &[400, 409]),
        ("an end alone", &kind, vec![&end], &[409]),
        ("a file before the token", &kind, vec![&file, &token, &end], &[409]),
        ("no end", &kind, vec![&token, &file[..file.len() - 40]], &[400]),
        ("another edge", "multipart/form-data; boundary=other", vec![&token, &file, &end], &[400, 409]),
        ("no edge", "multipart/form-data", vec![&token, &file, &end], &[400]),
        ("a form of words", "application/x-www-form-urlencoded", vec![b"csrf=1"], &[400]),
        ("a part without a name", &kind, vec![&token, &nameless, &end], &[400]),
        ("a head without an end", &kind, vec![&token, &headers, &end], &[400]),
    ];
    let mut all: Vec<_> = cases
        .into_iter()
        .map(|(what, kind, parts, status)| (what, kind.to_owned(), parts.concat(), status))
        .collect();
    let other = [token, part("other", Some("a.jpg"), &photo), end.clone()].concat();
    all.push(("another name", kind.clone(), other, &[400]));
    let long = [part("csrf", None, "x".repeat(100_000).as_bytes()), file, end].concat();
    all.push(("a token without an end", kind, long, &[400, 409, 413]));
    all
}

/// Tries one upload in every way; returns what is wrong.
async fn tried(full: &Full, somebody: &mut Browser, action: &str, name: &str) -> Vec<String> {
    let blobs = || files(&full.town.folder.path().join("blobs"));
    let (rows, kept) = (digest(full), blobs());
    let mut breaches = Vec::new();
    let rules = if name == "file" { bad_rules() } else { Vec::new() };
    for (what, filename, bytes) in bad_files().into_iter().chain(rules) {
        let answer = send(somebody, action, name, &[(filename, &bytes)]).await;
        breaches.extend(wrong(&answer, name).map(|wrong| format!("{what}: {wrong}")));
    }
    for (what, kind, body, expected) in broken(&somebody.csrf.clone(), name) {
        let answer = somebody.send(upload(action, &kind, body)).await;
        if !expected.contains(&answer.status) || !answer.text.contains("<h1") {
            breaches.push(format!("{what}: answers {}", answer.status));
        }
    }
    if name != "photo" {
        let good = jpeg(64, 48, 1);
        let answer = send(somebody, action, name, &[("a.jpg", &good), ("b.jpg", &good)]).await;
        breaches.extend(wrong(&answer, name).map(|wrong| format!("two files: {wrong}")));
    }
    let csrf = std::mem::replace(&mut somebody.csrf, "forged".to_owned());
    for (what, bytes) in [("a good file", jpeg(64, 48, 1)), ("a bad file", b"MZ".to_vec())] {
        let answer = send(somebody, action, name, &[("a.jpg", &bytes)]).await;
        if answer.status != 409 {
            breaches.push(format!("{what} with a wrong token: answers {}", answer.status));
        }
    }
    somebody.csrf = csrf;
    if digest(full) != rows || blobs() != kept {
        breaches.push("a refusal changed something".to_owned());
    }
    breaches
}

/// What is taken in although something hides in it; then nothing of that comes out again.
async fn polyglots(somebody: &mut Browser, action: &str, name: &str) {
    let plain = jpeg(200, 150, 4);
    let length = u16::try_from(SCRIPT.len() + 2).unwrap().to_be_bytes();
    let comment = [&plain[..2], &[0xff, 0xfe], &length, SCRIPT, &plain[2..]].concat();
    for (what, bytes) in [("after its end", [&plain, SCRIPT].concat()), ("in a comment", comment)] {
        let answer = send(somebody, action, name, &[("a.html", &bytes)]).await;
        assert_eq!(answer.status, 303, "{what}: {}", answer.text);
        let page = somebody.get(answer.location()).await.expect(200);
        let shown =
            page.text.split('"').filter(|link| link.starts_with("/pictures/") || link.starts_with("/logo/"));
        let shown: Vec<String> = shown.map(|link| link.replace("&#38;", "&").replace("&amp;", "&")).collect();
        let mut seen = 0;
        for link in &shown {
            let picture = somebody.get(link).await;
            seen += usize::from(picture.status == 200 && picture.bytes.starts_with(&[0xff, 0xd8, 0xff]));
            assert!(!picture.text.contains("canary-polyglot"), "{what}");
        }
        assert!(seen > 0, "{what}: the picture is shown: {shown:?}");
    }
}

#[actix_web::test]
async fn every_upload_takes_whatever_is_sent() {
    let mut listed = Vec::new();
    for role in [Role::Member, Role::Administrator, Role::Controller] {
        let full = Full::new().await;
        let mut somebody = browser(&full, Who::Holds(role)).await;
        for ((to, name), action) in found(&full, &mut somebody).await {
            let breaches = tried(&full, &mut somebody, &action, &name).await;
            assert!(breaches.is_empty(), "{to}:\n{}", breaches.join("\n"));
            // What is good is taken by the same form: the table above can fail.
            if name == "file" {
                send(&mut somebody, &action, &name, &[("r.toml", b"exclusion_term_months = 6\n")])
                    .await
                    .expect(200);
            } else if name == "document" {
                let pdf: &[u8] = b"%PDF-1.7\n%%EOF\n";
                send(&mut somebody, &action, &name, &[("isa.pdf", pdf)]).await.expect(303);
            } else {
                polyglots(&mut somebody, &action, &name).await;
            }
            listed.push((to, name, role));
        }
    }
    let expected = ALL.map(|(to, name, role)| (to.to_owned(), name.to_owned(), role));
    assert_eq!(listed, expected, "an upload that is not in this table, or not on its page");
}
