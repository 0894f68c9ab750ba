//! A mail server that is away, hangs, or never says what became of a message: nothing is lost, nobody else waits for it,
//! and whoever may have got a message twice can tell by its name.

use std::time::Duration;

use beadle::{
    actions::mail::deliver,
    domain::{mail::Standing, member::role::Role},
    jobs,
    mail::{Patience, Transport},
    store,
};
use chrono::TimeDelta;

use super::delivery::{by, items, queue};
use crate::{
    harness::{Manner, Postmaster, Town},
    profile::listed::{picture, profile},
};

const SAM: &str = "sam@shop.example";

/// No patience with a server that hangs; all of it with one that is to answer.
const NONE: Duration = Duration::from_millis(200);

fn transport(town: &Town, patience: Patience) -> Transport {
    Transport::patient(town.service.settings().mail.as_ref(), patience).unwrap()
}

async fn round(town: &Town, patience: Patience) -> usize {
    deliver::due(&town.service, &transport(town, patience), || true).await.unwrap()
}

/// The name of a message: the same for each try.
fn name(message: &str) -> &str {
    message.lines().find(|line| line.starts_with("Message-ID:")).expect("it has a name")
}

#[actix_web::test]
async fn however_the_server_behaves_the_message_is_tried_again_and_arrives() {
    let short = Patience { message: NONE, ..Patience::default() };
    for (manner, patience, problem, copies) in [
        (Manner::Silent, short, "no answer", 1),
        (Manner::SilentInData, short, "no answer", 1),
        (Manner::Later, Patience::default(), "451", 1),
        // It has the message, and did not say so: it gets it again, under the same name.
        (Manner::HangsUp, Patience::default(), "no connection", 2),
    ] {
        let server = Postmaster::new(manner);
        let town = Town::with(by(server.port)).await;
        queue(&town, SAM).await;
        for (tries, wait) in [(1, TimeDelta::minutes(1)), (2, TimeDelta::minutes(5))] {
            assert_eq!(round(&town, patience).await, 0, "{manner:?}");
            assert_eq!(round(&town, patience).await, 0, "{manner:?}: not tried again at once");
            let item = items(&town).await.remove(0);
            assert_eq!(
                (item.standing, item.tries, item.problem.as_str()),
                (Standing::Queued, tries, problem),
                "{manner:?}"
            );
            assert!(item.message.is_some(), "{manner:?}: nothing is lost");
            assert_eq!(item.next_at, town.clock.now() + wait, "{manner:?}: ever more rarely");
            town.later(wait);
            if copies > 1 {
                break;
            }
        }
        server.behaves(Manner::Takes);
        assert_eq!(round(&town, Patience::default()).await, 1, "{manner:?}");
        assert_eq!(round(&town, Patience::default()).await, 0, "{manner:?}: and no more");
        let taken = server.taken();
        assert_eq!(taken.len(), copies, "{manner:?}");
        assert!(taken.iter().all(|copy| name(copy) == name(&taken[0])), "{manner:?}");
    }
}

#[actix_web::test]
async fn a_server_that_does_not_answer_is_left_alone_for_the_round() {
    let mut server = Postmaster::new(Manner::Silent);
    let town = Town::with(by(server.port)).await;
    for n in 0..3 {
        queue(&town, &format!("sam{n}@shop.example")).await;
    }
    assert_eq!(round(&town, Patience { message: NONE, ..Patience::default() }).await, 0);
    assert_eq!(server.calls(), 1, "two more would wait as long again, and whatever comes after them");
    server.behaves(Manner::Takes);
    assert_eq!(round(&town, Patience::default()).await, 2, "the others");
    town.later(TimeDelta::minutes(1));
    assert_eq!(round(&town, Patience::default()).await, 1, "and the first, a minute after");
    assert_eq!(server.taken().len(), 3, "each once");
}

#[actix_web::test]
async fn a_stop_is_heeded_between_two_messages() {
    let server = Postmaster::new(Manner::Takes);
    let town = Town::with(by(server.port)).await;
    for n in 0..3 {
        queue(&town, &format!("sam{n}@shop.example")).await;
    }
    let go_on = || server.taken().is_empty();
    let sent = deliver::due(&town.service, &transport(&town, Patience::default()), go_on).await;
    assert_eq!((sent.unwrap(), server.taken().len()), (1, 1));
    assert_eq!(round(&town, Patience::default()).await, 2, "the next start goes on");
}

#[actix_web::test]
async fn while_the_server_hangs_people_are_erased_in_time_and_a_stop_does_not_wait_for_it() {
    let mut server = Postmaster::new(Manner::Silent);
    let town = Town::with(by(server.port)).await;
    // Nothing ever counted: erased 28 days after it was made.
    let ada = profile(&town, &town.ashby, "Ada Lovell").await;
    picture(&town, &town.ashby, Some(ada), None).await;
    town.later(TimeDelta::days(29));
    queue(&town, SAM).await;
    let patience = Patience { stopping: NONE, message: Duration::from_secs(600), ..Patience::default() };
    let running = jobs::start(&town.service, transport(&town, patience));
    server.called().await;
    let scheme = town.ashby.scheme;
    while !town.trail(&town.ashby).await.contains(&"issue_certificate".to_owned()) {
        tokio::task::yield_now().await;
    }
    assert!(town.read(move |tx| store::erasure::buried(tx, scheme, ada)).await.is_some(), "erased in time");
    town.sign_in(Role::Member).await.get("/gallery").await.expect(200);
    running.stop().await;
    let mut all = items(&town).await.into_iter();
    let item = all.find(|item| item.message.as_ref().is_some_and(|mail| mail.to == SAM)).expect("it waits");
    let left = (item.standing, item.tries, item.problem.as_str());
    assert_eq!(left, (Standing::Queued, 1, ""), "its try was not waited for to its end");
    server.behaves(Manner::Takes);
    let copies = || server.taken().iter().filter(|mail| mail.contains(SAM)).count();
    round(&town, Patience::default()).await;
    assert_eq!(copies(), 0, "it may still be under way elsewhere");
    town.later(TimeDelta::minutes(5));
    round(&town, Patience::default()).await;
    assert_eq!(copies(), 1, "then it is tried again, once");
}
