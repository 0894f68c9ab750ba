//! Appeals and reviews that came by post, by telephone or in person.

use beadle::domain::member::role::Role;
use chrono::TimeDelta;

use super::{appeal::excluded, asks, opened};
use crate::{harness::Browser, sanction::scene::Scene};

/// The form of the notice that was served on the town's first day.
async fn form(scene: &Scene) -> String {
    format!("/notices/{}/appeal", scene.sanction().await.id)
}

/// An appeal by letter, with some fields changed.
async fn posts(alice: &mut Browser, path: &str, changed: &[(&str, &str)]) -> crate::harness::Answer {
    let mut fields = vec![
        ("kind", "appeal"),
        ("ground", "not_so"),
        ("words", "I was at my sister’s in Leeds."),
        ("way", "letter"),
        ("received", "2026-12-20"),
    ];
    for (name, value) in changed {
        fields.retain(|(known, _)| known != name);
        fields.push((name, value));
    }
    alice.post(path, &fields).await
}

#[actix_web::test]
async fn the_day_on_which_it_came_decides_not_the_day_it_is_entered() {
    let (scene, code, _) = excluded().await;
    let path = form(&scene).await;
    scene.town.later(TimeDelta::days(31));
    let mut alice = scene.town.sign_in(Role::Administrator).await;
    let notice = path.trim_end_matches("/appeal");
    alice.get(notice).await.expect(200).says(&path);
    alice.get(&path).await.expect(200).says("Dale Renton").says("if it came by 20 December 2026");
    let late = posts(&mut alice, &path, &[("received", "2026-12-21")]).await.expect(422);
    late.says("The time to appeal is over").says("my sister’s in Leeds");
    let made = posts(&mut alice, &path, &[]).await.expect(303);
    let request = made.location().split('?').next().unwrap().to_owned();
    alice.get(&request).await.expect(200).says("Dale Renton").says("20 December 2026");

    // It is with the board at once, and the person's page knows of it.
    let ashby = scene.town.ashby.clone();
    let fay = scene.town.add_user(&ashby, Role::Board, "Fay Hill", "fay@ashby.test");
    let mut fay = scene.town.sign_in_as(&ashby, fay, Role::Board).await;
    let list = fay.get("/decisions/appeals").await.expect(200).says("Dale Renton");
    let appeal = list.links("/decisions/appeals/").remove(0);
    fay.get(&appeal).await.expect(200).says("I was at my sister’s in Leeds.");
    let (_, page) = opened(&scene, &code).await;
    page.says("You have appealed against it").hides("value=\"appeal\"");

    // It is made once, whichever way it comes.
    posts(&mut alice, &path, &[]).await.expect(422).says("This was appealed against already");
    let decided = [("outcome", "granted"), ("answer", "You were in Leeds that day.")];
    fay.post(&appeal, &decided).await.goes_to("/decisions?done=appeal");
    alice.get(&path).await.expect(404);
}

#[actix_web::test]
async fn what_came_by_code_is_not_entered_again() {
    let (scene, code, _) = excluded().await;
    let path = form(&scene).await;
    asks(&scene, &code, "appeal", &[("ground", "other"), ("words", "It was not so.")]).await.expect(200);
    let mut alice = scene.town.sign_in(Role::Administrator).await;
    posts(&mut alice, &path, &[("received", "2026-11-22")])
        .await
        .expect(422)
        .says("appealed against already");
}

#[actix_web::test]
async fn a_review_is_asked_for_after_six_clean_months() {
    let (scene, ..) = excluded().await;
    let path = form(&scene).await;
    scene.town.later(TimeDelta::days(190));
    let mut alice = scene.town.sign_in(Role::Administrator).await;
    for (rule, received, taken) in
        [("a day too early", "2027-05-21", false), ("after six months", "2027-05-22", true)]
    {
        let fields = [("kind", "review"), ("ground", ""), ("way", "phone"), ("received", received)];
        let answer = posts(&mut alice, &path, &fields).await;
        assert_eq!(answer.status, if taken { 303 } else { 422 }, "{rule} (R-44): {}", answer.text);
    }
}

#[actix_web::test]
async fn what_is_missing_is_said_on_its_field_and_nothing_is_lost() {
    let (scene, ..) = excluded().await;
    let path = form(&scene).await;
    let mut alice = scene.town.sign_in(Role::Administrator).await;
    for (field, value, at) in [
        ("kind", "access", "#kind"),
        ("ground", "", "#ground"),
        ("words", "", "#words"),
        ("way", "code", "#way"),
        ("received", "2026-11-23", "#received"),
        ("email", "nowhere", "#email"),
    ] {
        let changed = [("received", "2026-11-22"), ("phone", "01632 960111"), (field, value)];
        posts(&mut alice, &path, &changed).await.expect(422).says(at).says("01632 960111");
    }
    alice.get("/requests").await.expect(200).hides("Appeal");
    for role in [Role::Member, Role::Manager, Role::Board] {
        let mut other = scene.town.sign_in(role).await;
        other.get(&path).await.expect(404);
        posts(&mut other, &path, &[("received", "2026-11-22")]).await.expect(404);
    }
}
