//! What holds in every state that three workers can get into, and how each mutant of the protocol is found.

use beadle::store::ledger::Entry;
use stateright::{Checker as _, HasDiscoveries, Model as _, Property};

use super::erasure::{Certificate, JOBS, Luck, Protocol, State, WORKERS, Walk};

/// A crash, a lease that ends under its holder, a deferral, a refusal of the object store or the log.
const LUCK: Luck = Luck { crashes: 1, lapses: 1, deferrals: 1, refusals: 1 };

const INTENT: &str = "no erasure without an intent that a restore carries out again";
const GONE: &str = "nothing is called done, nothing certified, before it is gone";
const ONCE: &str = "each effect once";
const FENCED: &str = "who lost the job changes nothing more";
const FINISHED: &str = "whoever lives finishes what is due";
const POSSIBLE: &str = "it comes to its end";

pub fn properties() -> Vec<Property<Walk>> {
    vec![
        Property::always(INTENT, |_, state: &State| state.profile || state.standing()),
        Property::always(GONE, |_, state: &State| {
            let said = state.ledger.contains(&Entry::Done) || state.certificate == Certificate::Signed;
            !said || state.gone()
        }),
        Property::always(ONCE, |_, state: &State| {
            let last = state.ledger.iter().position(|entry| *entry == Entry::Done);
            let once = last.is_none_or(|at| at + 1 == state.ledger.len());
            once && state.effects.0 <= 1 && state.effects.1 <= 1
        }),
        Property::always(FENCED, |_, state: &State| !state.unfenced),
        Property::always(FINISHED, |walk: &Walk, state: &State| {
            finished(&finish(state.clone(), walk.protocol))
        }),
        Property::sometimes(POSSIBLE, |_, state: &State| finished(state)),
    ]
}

fn finished(state: &State) -> bool {
    let said = state.ledger.last() == Some(&Entry::Done) && state.certificate == Certificate::Signed;
    state.gone() && said
}

/// The others are gone, leases have ended, nothing defers any more: one worker works the timetable three times.
fn finish(mut state: State, protocol: Protocol) -> State {
    state.workers = [None; WORKERS];
    state.leased = [false; JOBS.len()];
    state.deferred = false;
    for job in [JOBS, JOBS, JOBS].concat() {
        state.claim(job);
        while let Some(mut worker) = state.workers[0] {
            let next = state.step(worker, false, protocol);
            state.workers[0] = next.map(|step| {
                worker.step = step;
                worker
            });
        }
    }
    state
}

#[test]
fn three_workers_crash_and_sleep_over_three_jobs_and_every_promise_holds() {
    let walk = Walk { protocol: Protocol::AsItIs, luck: LUCK };
    let checker = walk.checker().threads(2).spawn_bfs().join();
    // Names what is violated, and the way there.
    checker.assert_properties();
    let states = checker.unique_state_count();
    assert!(states > 100_000, "the walk went everywhere: {states}");
}

#[test]
fn a_protocol_with_a_step_in_the_wrong_place_is_found() {
    for (protocol, promise) in [
        (Protocol::LeaseUnchecked, FENCED),
        (Protocol::LinesUnfenced, INTENT),
        (Protocol::IntentAfterwards, INTENT),
        (Protocol::LogEmptiedTooEarly, GONE),
        (Protocol::DoneBeforeScrub, GONE),
        (Protocol::BlobsForgotten, GONE),
        (Protocol::StoreBelieved, GONE),
    ] {
        let walk = Walk { protocol, luck: LUCK }.checker().threads(2);
        let only = HasDiscoveries::AnyOf([promise].into());
        let found = walk.finish_when(only).spawn_bfs().join().discoveries();
        assert!(found.contains_key(promise), "{protocol:?} does not break: {promise}");
    }
}
