//! 64 writers at once: nobody is turned away, nothing is locked, each report is in once.

use std::{collections::BTreeSet, thread};

use beadle::{
    domain::member::role::Role,
    store::{self, incident::Which},
};

use super::process::Host;

const WRITERS: usize = 64;
const EACH: usize = 4;

#[actix_web::test]
async fn sixty_four_writers_at_once_are_all_heard() {
    let host = Host::new("").await;
    let program = host.start("warn,beadle=info");
    let mut writers = Vec::new();
    for _ in 0..WRITERS {
        writers.push(host.sign_in(&program, Role::Member).await);
    }
    let premises = host.town.ashby.premises.to_string();
    let today = host.town.clock.today().to_string();
    let threads: Vec<_> = writers
        .into_iter()
        .enumerate()
        .map(|(n, writer)| {
            let (premises, today) = (premises.clone(), today.clone());
            thread::spawn(move || {
                let send = |m: usize| {
                    let key = format!("writer-{n:03}-report-{m:03}");
                    let fields = super::kill::sheet(&key, &premises, &today);
                    writer.post_by_script("/report", &fields).unwrap().expect(201).text()
                };
                (0..EACH).map(send).collect::<Vec<String>>()
            })
        })
        .collect();
    let answers: BTreeSet<String> =
        threads.into_iter().flat_map(|thread| thread.join().expect("every writer is heard")).collect();
    assert_eq!(answers.len(), WRITERS * EACH, "each has a reference of its own");
    program.stop();
    let scheme = host.town.ashby.scheme;
    let kept = host.town.read(move |tx| store::incident::list(tx, scheme, Which::default())).await;
    assert_eq!(kept.len(), WRITERS * EACH, "each is in once");
    let references: BTreeSet<i64> = kept.iter().map(|report| report.reference).collect();
    assert_eq!(references.len(), WRITERS * EACH);
    let trail = host.town.trail(&host.town.ashby).await;
    assert_eq!(trail.iter().filter(|deed| *deed == "submit_report").count(), WRITERS * EACH, "R-61");
    host.verify_audit();
    let log = host.logged();
    assert!(!log.contains("database is locked") && !log.contains("\"level\":\"ERROR\""), "{log}");
}
