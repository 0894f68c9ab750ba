//! Pictures behind links (R-61, R-64).

use beadle::{
    actions::{
        Call, Refusal,
        photo::{
            link::{Claim, Size},
            view::view,
        },
    },
    domain::member::role::Role,
};
use chrono::TimeDelta;

use crate::harness::{Browser, Town};

/// A photo: a grey field.
fn photo() -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    image::RgbImage::from_pixel(400, 500, image::Rgb([120, 120, 120]))
        .write_to(&mut bytes, image::ImageFormat::Png)
        .unwrap();
    bytes.into_inner()
}

/// What a link of a page claims: `/pictures/{id}/{size}?e=…&x=…&t=…`.
fn claim(page: &str) -> (Claim, String) {
    let link = page.split(r#"src=""#).find(|part| part.starts_with("/pictures/")).unwrap();
    let link = link.split('"').next().unwrap().replace("&amp;", "&").replace("&#38;", "&");
    let (path, query) = link.split_once('?').unwrap();
    let mut parts = path.split('/').skip(2);
    let value = |name: &str| {
        let found = query.split('&').find_map(|pair| pair.strip_prefix(&format!("{name}=")));
        found.unwrap().to_owned()
    };
    let claim = Claim {
        picture: parts.next().unwrap().parse().unwrap(),
        size: Size::parse(parts.next().unwrap()).unwrap(),
        event: value("e").parse().unwrap(),
        ends: value("x").parse().unwrap(),
    };
    (claim, value("t"))
}

async fn opens(town: &Town, browser: &Browser, (claim, tag): (Claim, String)) -> Result<Vec<u8>, Refusal> {
    let token = browser.cookies.get("__Host-session").cloned();
    let call = Call { host: "ashby.test".to_owned(), token, csrf: None };
    view(&town.service, call, claim, tag).await
}

#[actix_web::test]
async fn a_link_shows_its_picture_to_its_viewer_for_five_minutes() {
    let town = Town::new().await;
    let dale = town.reported("Dale Renton").await;
    town.picture(dale, Some(photo())).await;
    let mut sam = town.sign_in(Role::Member).await;
    for page in ["/gallery".to_owned(), format!("/gallery/{dale}")] {
        let link = claim(&sam.get(&page).await.expect(200).text);
        let jpeg = opens(&town, &sam, link).await.unwrap();
        assert!(jpeg.starts_with(&[0xFF, 0xD8]), "{page}");
    }
    let link = claim(&sam.get("/gallery").await.expect(200).text);
    let maya = town.sign_in(Role::Manager).await;
    assert!(matches!(opens(&town, &maya, link.clone()).await, Err(Refusal::NotFound)), "another viewer's");
    let larger = (Claim { size: Size::Large, ..link.0.clone() }, link.1.clone());
    assert!(matches!(opens(&town, &sam, larger).await, Err(Refusal::NotFound)), "another size");
    let nobody = town.visit("ashby.test").await;
    assert!(matches!(opens(&town, &nobody, link.clone()).await, Err(Refusal::SignIn)), "signed out");
    town.later(TimeDelta::minutes(5));
    assert!(opens(&town, &sam, link.clone()).await.is_ok());
    town.later(TimeDelta::seconds(1));
    assert!(matches!(opens(&town, &sam, link).await, Err(Refusal::NotFound)), "after five minutes");
}

#[actix_web::test]
async fn a_link_is_refused_once_its_viewer_signed_out() {
    let town = Town::new().await;
    let dale = town.reported("Dale Renton").await;
    town.picture(dale, Some(photo())).await;
    let mut sam = town.sign_in(Role::Member).await;
    let link = claim(&sam.get("/gallery").await.expect(200).text);
    let token = sam.cookies.get("__Host-session").cloned().unwrap();
    sam.post("/sign-out", &[]).await.goes_to("/sign-in");
    sam.cookies.insert("__Host-session".to_owned(), token);
    assert!(matches!(opens(&town, &sam, link).await, Err(Refusal::SignIn)));
}
