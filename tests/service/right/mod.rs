//! What listed people ask for by right (R-44, R-50 to R-52).

mod appeal;
mod appealed;
mod ask;
mod child;
mod desk;
mod hidden;

use beadle::domain::member::role::Role;

use crate::{
    harness::{Answer, Browser},
    sanction::{
        notice::{born, warned},
        scene::Scene,
    },
};

/// Whoever opened the page of a letter: the browser, and the page.
pub async fn opened(scene: &Scene, code: &str) -> (Browser, Answer) {
    let mut person = scene.town.visit("ashby.test").await;
    let page = person.post("/n", &born(code, "3")).await.expect(200);
    (person, page)
}

/// Asks for something from the page of a letter.
async fn asks(scene: &Scene, code: &str, kind: &str, other: &[(&str, &str)]) -> Answer {
    let (mut person, page) = opened(scene, code).await;
    let pass = page.input("pass").unwrap();
    let form = person.post("/n/ask", &[("pass", &pass), ("kind", kind)]).await.expect(200);
    let pass = form.input("pass").unwrap();
    let mut fields = vec![("pass", pass.as_str()), ("kind", kind)];
    fields.extend(other);
    person.post("/n/send", &fields).await
}

/// The code on the page that says that a request arrived.
fn code_of(made: &Answer) -> String {
    let shown = made.text.split_once(r#"<code id="code">"#).unwrap().1;
    shown.split_once('<').unwrap().0.to_owned()
}

/// A warned person who has asked for a copy, and the administrator's page of that.
pub async fn asked_for_a_copy() -> (Scene, String, Browser, String) {
    let (scene, code) = warned().await;
    asks(&scene, &code, "access", &[("email", "dale@example.org")]).await.expect(200);
    let mut alice = scene.town.sign_in(Role::Administrator).await;
    let path = the_request(&mut alice).await;
    (scene, code, alice, path)
}

/// The path of the only request there is.
async fn the_request(browser: &mut Browser) -> String {
    let mut links = browser.get("/requests").await.expect(200).links("/requests/");
    links.retain(|link| link != "/requests/new");
    links.dedup();
    assert_eq!(links.len(), 1, "{links:?}");
    links.remove(0)
}
