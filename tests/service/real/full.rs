//! A disk that is full: what cannot be kept is refused and nothing else is lost; with room again the program goes on.

use beadle::{
    domain::member::role::Role,
    store::{self, Url, incident::Which},
};

use super::{kill::sheet, process::Host};

/// How far a file may grow, in blocks of 512 bytes: more than the timetable writes at a start, less than the reports
/// below need.
const BLOCKS: u64 = 4_000;
/// More reports than fit.
const MOST: usize = 3_000;

#[actix_web::test]
async fn a_full_disk_refuses_loses_nothing_and_goes_on_when_there_is_room() {
    let host = Host::new("").await;
    // PostgreSQL's files are its server's.
    let Url::Sqlite(file) = host.town.store.url() else { return };
    let size = |name: &str| std::fs::metadata(name).map_or(0, |file| file.len());
    let largest = size(file).max(size(&format!("{file}-wal")));
    let program = host.start_within(largest / 512 + BLOCKS);
    let sam = host.sign_in(&program, Role::Member).await;
    let (premises, today) = (host.town.ashby.premises.to_string(), host.town.clock.today().to_string());
    let (mut told, mut refused) = (Vec::new(), 0);
    for n in 0..MOST {
        let key = format!("a-full-disk-report-{n:05}");
        let heard =
            sam.post_by_script("/report", &sheet(&key, &premises, &today)).expect("it goes on answering");
        if heard.status == 201 {
            let answer: serde_json::Value = serde_json::from_slice(&heard.body).unwrap();
            told.push(answer["id"].as_str().unwrap().parse().unwrap());
        } else {
            assert_eq!(heard.status, 500, "{}", heard.text());
            refused += 1;
            if refused == 5 {
                break;
            }
        }
    }
    assert_eq!(refused, 5, "the disk was full after {} reports", told.len());
    assert!(!told.is_empty(), "there was some room");
    program.kill();
    let program = host.start("warn,beadle=info");
    let sam = host.sign_in(&program, Role::Member).await;
    let heard = sam.post_by_script("/report", &sheet("a-full-disk-report-again", &premises, &today));
    heard.unwrap().expect(201);
    program.stop();
    let scheme = host.town.ashby.scheme;
    let kept = host.town.read(move |tx| store::incident::list(tx, scheme, Which::default())).await;
    assert!(told.iter().all(|id| kept.iter().any(|report| report.id == *id)), "what was told is there");
    // Whoever was refused may have been heard by the disk all the same, but no more than once.
    assert!(kept.len() <= told.len() + refused + 1, "{} of {}", kept.len(), told.len());
    host.verify_audit();
}
