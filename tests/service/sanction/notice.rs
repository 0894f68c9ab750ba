//! The page behind a letter's code.

use beadle::domain::{member::role::Role, sanction::state::State};

use super::scene::Scene;
use crate::harness::Answer;

/// A warned person and the code in the letter.
pub async fn warned() -> (Scene, String) {
    let scene = Scene::new().await;
    let mut alice = scene.town.sign_in(Role::Administrator).await;
    let incident = scene.alleged.to_string();
    let fields = [("incidents", incident.as_str()), ("reason", "First time")];
    let done = alice.post(&format!("/people/{}/warn", scene.dale), &fields).await.expect(303);
    let notice = alice.get(done.location()).await.expect(200);
    let text = notice.links("/letters/").into_iter().find(|link| link.ends_with(".txt")).unwrap();
    let letter = alice.get(&text).await.expect(200).text;
    let code = letter.split_once("Type in your code: ").unwrap().1.lines().next().unwrap().to_owned();
    (scene, code)
}

/// What is typed on the page of a code.
pub fn born<'a>(code: &'a str, day: &'a str) -> [(&'a str, &'a str); 5] {
    [("code", code), ("day", day), ("month", "2"), ("year", "1990"), ("surname", "Renton")]
}

/// The page without what was typed into it.
fn bare(answer: &Answer, code: &str, day: &str) -> String {
    answer.text.replace(&format!("value=\"{code}\""), "").replace(&format!("value=\"{day}\""), "")
}

#[actix_web::test]
async fn who_has_the_code_and_the_date_of_birth_sees_why_and_until_when() {
    let (scene, code) = warned().await;
    let mut dale = scene.town.visit("ashby.test").await;
    let form = dale.get("/n").await.expect(200).says("date of birth");
    assert_eq!(form.header("referrer-policy"), "no-referrer");
    let typed = code.to_lowercase().replace('-', " ");
    let page = dale
        .post("/n", &born(&typed, "3"))
        .await
        .expect(200)
        .says("This is a warning")
        .says("Took two boxed sets")
        .says("22 November 2027")
        .says("22 November 2028")
        .says("office@ashby.test")
        .says("Information Commissioner")
        .hides(&code)
        .hides("Fairway Stores, High Street, ");
    assert_eq!(page.header("cache-control"), "no-store");
    assert!(dale.cookies.is_empty(), "no cookie before sign-in (R-71)");
    let trail = scene.town.trail(&scene.town.ashby).await;
    assert_eq!(trail.last().map(String::as_str), Some("open_notice"), "the look is recorded (R-61)");
    let mut elsewhere = scene.town.visit("other.test").await;
    elsewhere.post("/n", &born(&code, "3")).await.expect(422);
}

#[actix_web::test]
async fn what_is_left_out_is_told_on_its_field_whatever_the_code() {
    let (scene, code) = warned().await;
    let mut dale = scene.town.visit("ashby.test").await;
    let empty = dale.post("/n", &[("code", " ")]).await.expect(422);
    empty.says("Type the code from your letter.").says("Type your date of birth.").hides("We cannot find");
    let mut answers = Vec::new();
    for typed in [code.as_str(), "K7QF-2M9T-XW2C"] {
        let no_day = dale.post("/n", &born(typed, "")).await.expect(422);
        let no_day = no_day.says("This is no date.").hides("We cannot find");
        answers.push(bare(&no_day, typed, ""));
    }
    assert_eq!(answers[0], answers[1]);
}

#[actix_web::test]
async fn unknown_wrong_and_revoked_codes_answer_alike() {
    let (scene, code) = warned().await;
    let mut stranger = scene.town.visit("ashby.test").await;
    let mut answers = Vec::new();
    for n in 0..8 {
        let wrong = format!("K7QF-2M9T-XW{}C", 2 + n);
        let answer = stranger.post("/n", &born(&wrong, "3")).await;
        answers.push((answer.status, bare(&answer, &wrong, "3")));
    }
    for (typed, day) in [(code.as_str(), "4"), ("nonsense", "3")] {
        let answer = stranger.post("/n", &born(typed, day)).await;
        answers.push((answer.status, bare(&answer, typed, day)));
    }
    scene
        .put(|warning| {
            warning.state = State::Revoked;
            warning.revoked_on = Some("2026-11-22".parse().unwrap());
        })
        .await;
    let answer = stranger.post("/n", &born(&code, "3")).await;
    answers.push((answer.status, bare(&answer, &code, "3")));
    let first = answers[0].clone();
    assert_eq!(first.0, 422);
    let blank = |text: &str| text.replace("value=\"\"", "").replace(' ', "");
    for (n, (status, text)) in answers.iter().enumerate() {
        assert_eq!(*status, 422, "{n}");
        assert_eq!(blank(text), blank(&first.1), "{n} tells nothing");
    }
}

#[actix_web::test]
async fn guessing_at_one_code_is_slowed_and_no_other_code_is() {
    let (scene, code) = warned().await;
    let mut guesser = scene.town.visit("ashby.test").await;
    let tries = (0..32).map(|n| {
        let app = scene.town.service.clone();
        let day = format!("19{:02}-01-01", 50 + n);
        async move {
            let call = beadle::actions::Call { host: "ashby.test".into(), ..Default::default() };
            let typed = beadle::actions::letter::open_by_code::Typed {
                code: "K7QF-2M9T-XW4C".into(),
                born: day.parse().ok(),
                surname: String::new(),
            };
            beadle::actions::letter::open_by_code::open(&app, call, typed).await.map(|_| ()).err()
        }
    });
    let answers = futures_util::future::join_all(tries).await;
    let slowed = |refusal: &Option<beadle::actions::Refusal>| {
        matches!(refusal, Some(beadle::actions::Refusal::TooMany))
    };
    assert!(answers.iter().any(slowed), "a guesser waits");
    guesser.post("/n", &born(&code, "3")).await.expect(200);
}
