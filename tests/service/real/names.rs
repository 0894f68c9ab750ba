//! Two processes serve one installation: a name corrected at one is found at the other, without a restart (architecture,
//! idea 5). A SQLite file has one process, which finds it itself.

use std::time::{Duration, Instant};

use beadle::domain::member::role::Role;

use super::{process::Host, wire::Wire};
use crate::profile::listed::{profile, report};

/// A name that is not found by then never is.
const PATIENCE: Duration = Duration::from_secs(60);

/// Whether the administrator's search for a name says it.
fn finds(alice: &Wire, look: &str, called: &str) -> bool {
    alice.post("/people", &[("look", look)]).unwrap().expect(200).text().contains(called)
}

#[actix_web::test]
async fn a_name_corrected_at_one_process_is_found_at_the_other() {
    let host = Host::new("").await;
    let ada = profile(&host.town, &host.town.ashby, "Ada Lovell").await;
    report(&host.town, &host.town.ashby, &[ada], " took a ham").await;
    let one = host.start("warn,beadle=info");
    let second = (!host.town.database().is_file()).then(|| host.start("warn,beadle=info"));
    let other = second.as_ref().unwrap_or(&one);
    let here = host.sign_in(&one, Role::Administrator).await;
    let there = host.sign_in(other, Role::Administrator).await;
    assert!(finds(&there, "Lovell", "Ada Lovell") && !finds(&there, "Quill", "Ada Quill"));

    let corrected = [("name", "Ada Quill"), ("born", "1990-05-05"), ("source", "police")];
    here.post(&format!("/people/{ada}/correct"), &corrected).unwrap().expect(303);
    let patience = Instant::now() + PATIENCE;
    while !finds(&there, "Quill", "Ada Quill") {
        assert!(Instant::now() < patience, "never found at the other process");
        std::thread::sleep(Duration::from_millis(50));
    }
    assert!(!finds(&there, "Lovell", "Ada"), "nor by the name she had");
}
