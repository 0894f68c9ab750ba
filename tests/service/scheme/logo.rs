//! The scheme's logo: shown to everybody, of this scheme only.

use beadle::{actions::letter::keep::Form, domain::member::role::Role, store};
use image::{ImageFormat, Rgb, RgbImage};

use crate::{harness::Town, sanction::scene::Scene};

fn picture(width: u32, height: u32, blue: u8, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Vec::new();
    let picture = RgbImage::from_pixel(width, height, Rgb([200, 30, blue]));
    picture.write_to(&mut std::io::Cursor::new(&mut bytes), format).unwrap();
    bytes
}

async fn address(town: &Town) -> String {
    let home = town.visit("ashby.test").await.get("/").await.expect(200);
    let at = home.text.find("/logo/").expect("a logo");
    home.text[at..].split('"').next().unwrap().to_owned()
}

#[actix_web::test]
async fn a_logo_stands_on_the_front_page_under_an_address_of_its_own() {
    let town = Town::new().await;
    let mut alice = town.sign_in(Role::Administrator).await;
    for format in [ImageFormat::Png, ImageFormat::Jpeg, ImageFormat::WebP] {
        let sent = picture(300, 100, format as u8, format);
        alice.upload_with("/settings/logo", &[], "logo", "a", &sent).await.goes_to("/settings?done=logo");
    }
    let first = address(&town).await;
    let mut visitor = town.visit("ashby.test").await;
    let logo = visitor.get(&first).await.expect(200);
    assert_eq!(logo.header("content-type"), "image/jpeg");
    assert_eq!(logo.header("cache-control"), "public, max-age=31536000, immutable");
    assert_eq!(&logo.bytes[..3], [0xff, 0xd8, 0xff]);
    town.visit("other.test").await.get(&first).await.expect(404);
    let sent = picture(100, 100, 250, ImageFormat::Png);
    alice.upload_with("/settings/logo", &[], "logo", "b.png", &sent).await.expect(303);
    visitor.get(&first).await.expect(404);
    let second = address(&town).await;
    visitor.get(&second).await.expect(200);
    alice.post("/settings/logo/remove", &[]).await.goes_to("/settings?done=no-logo");
    visitor.get(&second).await.expect(404);
    visitor.get("/").await.expect(200).hides("/logo/");
    alice.post("/settings/logo/remove", &[]).await.expect(404);
}

#[actix_web::test]
async fn a_bad_logo_is_refused_with_what_to_do() {
    let town = Town::new().await;
    let mut alice = town.sign_in(Role::Administrator).await;
    let long = picture(600, 100, 0, ImageFormat::Png);
    let torn = &picture(300, 100, 0, ImageFormat::Png)[..90];
    for (bytes, says) in [
        (b"GIF89a and so on".as_slice(), "Send a JPEG, PNG or WebP"),
        (
            b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>".as_slice(),
            "cannot read",
        ),
        (b"".as_slice(), "Choose a picture first."),
        (long.as_slice(), "too long for a letter"),
        (torn, "damaged"),
    ] {
        let page = alice.upload_with("/settings/logo", &[], "logo", "a.png", bytes).await.expect(422);
        page.says("href=\"#logo\"").says(says);
    }
    let scheme = town.ashby.scheme;
    assert_eq!(town.read(move |tx| store::scheme::logo(tx, scheme)).await, None);
    alice.csrf = "forged".to_owned();
    let good = picture(300, 100, 0, ImageFormat::Png);
    alice.upload_with("/settings/logo", &[], "logo", "a.png", &good).await.expect(409);
}

#[actix_web::test]
async fn letters_bear_the_logo() {
    let scene = Scene::new().await;
    let mut alice = scene.town.sign_in(Role::Administrator).await;
    let mut sizes = Vec::new();
    for logo in [false, true] {
        if logo {
            let sent = picture(320, 120, 90, ImageFormat::Png);
            alice.upload_with("/settings/logo", &[], "logo", "a.png", &sent).await.expect(303);
        }
        let incident = if logo { scene.alleged } else { scene.proven }.to_string();
        let fields = [("incidents", incident.as_str()), ("reason", "First time")];
        let done = alice.post(&format!("/people/{}/warn", scene.dale), &fields).await.expect(303);
        let notice = alice.get(done.location()).await.expect(200);
        let pdf = notice.links("/letters/").into_iter().find(|link| !link.ends_with(".txt")).unwrap();
        let pdf = alice.get(&pdf).await.expect(200).bytes;
        sizes.push(pdf.windows(10).filter(|part| part == b"/DCTDecode").count());
    }
    assert_eq!(sizes, [0, 1], "pictures in the letter ({} forms)", Form::ALL.len());
}
