//! Nothing that was written or photographed lies anywhere unsealed.

use std::path::{Path, PathBuf};

use beadle::domain::member::role::Role;

use super::*;

/// Every file under a folder.
pub(super) fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).into_iter().flatten() {
        let path = entry.unwrap().path();
        if path.is_dir() { found.extend(files(&path)) } else { found.push(path) }
    }
    found
}

fn holds(bytes: &[u8], needle: &[u8]) -> bool {
    bytes.windows(needle.len()).any(|window| window == needle)
}

#[actix_web::test]
async fn what_is_reported_is_sealed_before_anything_touches_the_disk() {
    let town = Town::new().await;
    let mut sam = town.sign_in(Role::Member).await;
    let told = [
        ("who", "named"),
        ("named", "Canaryname Quillfeather"),
        ("description", "canarydescription tall"),
        ("note", "canarynote by the till"),
        ("victims", "canaryvictim of the tills"),
        ("witnesses", "canarywitness outside"),
        ("police", "yes"),
        ("police_ref", "canarypolice/77"),
    ];
    let id = filed(&mut sam, &town.ashby, &told).await;
    send(
        &mut sam,
        "/report",
        &sheet_with(&town.ashby, &[("save", "1"), ("note", "canarydraft"), ("key", "another-form-of-sam-1")]),
    )
    .await
    .expect(303);
    let photo = jpeg(300, 200, 9);
    sam.upload(&format!("/reports/{id}/photos"), "canaryfile.jpg", &photo).await.expect(303);
    let page = sam.get(&format!("/reports/{id}")).await.says("canarynote");
    let thumb = page.text.split("src=\"").find(|part| part.starts_with("/pictures/")).unwrap();
    let thumb = sam
        .get(&thumb.split('"').next().unwrap().replace("&#38;", "&").replace("&amp;", "&"))
        .await
        .expect(200);
    let middle = |bytes: &[u8]| bytes[bytes.len() / 2..bytes.len() / 2 + 24].to_vec();
    let mut needles: Vec<Vec<u8>> =
        ["canary", "Quillfeather", "member@ashby.test"].map(|word| word.as_bytes().to_vec()).to_vec();
    needles.extend([middle(&photo), middle(&thumb.bytes), b"\xff\xd8\xff\xe0".to_vec(), b"JFIF".to_vec()]);
    let all = files(town.folder.path());
    assert!(all.iter().any(|path| path.to_string_lossy().contains("blobs")), "there is a photo to look for");
    for path in all {
        let bytes = std::fs::read(&path).unwrap();
        for needle in &needles {
            assert!(!holds(&bytes, needle), "{} holds {:?}", path.display(), String::from_utf8_lossy(needle));
        }
    }
}
