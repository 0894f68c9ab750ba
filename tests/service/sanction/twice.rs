//! The main line, each deed sent from two tabs at the same moment and once more afterwards: it is done once, and whoever
//! comes second is told so.

use std::collections::BTreeMap;

use beadle::domain::member::role::Role;
use futures_util::future::join;

use super::scene::Scene;
use crate::{
    everywhere::twin,
    harness::{Browser, Town},
    incident::desk::{NEW, sent},
    profile::raw::Raw,
};

/// Tables that looks, visits and refusals write as well.
const LOOKS: [&str; 5] = ["audit", "audit_heads", "audit_tiles", "sessions", "leases"];
const WHY: &str = "It was looked at with care, and this is why.";

/// Does a deed: once, or twice at the same moment and once more.
async fn done(town: &Town, browser: &mut Browser, twice: bool, path: &str, fields: &[(&str, &str)]) {
    if !twice {
        browser.post(path, fields).await.expect(303);
        return;
    }
    let mut other = twin(town, browser).await;
    let (one, two) = join(browser.post(path, fields), other.post(path, fields)).await;
    let three = browser.post(path, fields).await;
    let mut told = [one.status, two.status];
    told.sort_unstable();
    assert_eq!(told[0], 303, "{path}: {told:?}");
    for status in [told[1], three.status] {
        assert!(matches!(status, 404 | 409 | 422), "{path}: whoever comes second is answered {status}");
    }
}

/// From a report to a revoked exclusion; how many rows each table has at the end.
async fn story(twice: bool) -> BTreeMap<String, usize> {
    let scene = Scene::new().await;
    let town = &scene.town;
    let report = sent(town).await;
    let (alleged, proven) = (scene.alleged.to_string(), scene.proven.to_string());
    let mut alice = town.sign_in(Role::Administrator).await;
    let mut tom = town.sign_in(Role::Board).await;
    let mut priya = town.sign_in(Role::Controller).await;
    done(town, &mut alice, twice, &format!("/inbox/{report}"), NEW).await;
    let person = format!("/people/{}", scene.dale);
    let warning = [("incidents", alleged.as_str()), ("reason", "First time")];
    done(town, &mut alice, twice, &format!("{person}/warn"), &warning).await;
    let exclusion = [
        ("incidents", proven.as_str()),
        ("statement", "A third theft in a month; a warning changed nothing."),
        ("months", "12"),
        ("reach", "all"),
    ];
    done(town, &mut alice, twice, &format!("{person}/exclude"), &exclusion).await;
    let ids = scene.sanctions().await.into_iter();
    let id = ids.filter(|one| one.months.is_some()).map(|one| one.id).next().expect("an exclusion");
    let approval = [("decision", "approve"), ("reasons", WHY)];
    done(town, &mut tom, twice, &format!("/decisions/{id}"), &approval).await;
    let service = [("served_on", "2026-11-22"), ("how", "post")];
    done(town, &mut alice, twice, &format!("/notices/{id}/service"), &service).await;
    done(town, &mut priya, twice, &format!("/decisions/{id}/revoke"), &[("reasons", WHY)]).await;
    let mut rows = Raw::open(&town.store).rows();
    rows.retain(|table, _| !LOOKS.contains(&table.as_str()));
    rows.into_iter().map(|(table, rows)| (table, rows.len())).collect()
}

#[actix_web::test]
async fn the_main_line_sent_twice_is_done_once() {
    let once = story(false).await;
    assert!(once["sanctions"] == 2 && once["letters"] > 1, "{once:?}");
    assert_eq!(story(true).await, once);
}
