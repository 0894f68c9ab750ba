//! How long does it take to verify an audit trail of 1,000,000 events, every hash and every root reckoned anew? The
//! limit is 10 seconds. And how long a proof, a root: what a certificate and a checkpoint cost.

#[expect(dead_code, reason = "the other benches use the rest")]
mod town;

use std::{hint::black_box, time::Instant};

use beadle::{
    actions::audit::{checkpoint, verify},
    domain::{deed::Deed, ids::EventId},
    store::{self, StoreError, audit::Event},
};
use criterion::{Criterion, criterion_group, criterion_main};
use town::{HOST, town};

const EVENTS: i64 = 1_000_000;
/// So many are appended in one transaction.
const AT_ONCE: i64 = 10_000;

fn audit(criterion: &mut Criterion) {
    let system = actix_web::rt::System::new();
    let town = system.block_on(async { town(1) });
    let (store, clock) = (&town.store, town.service.clock().clone());
    let scheme = store.read_here(|tx| store::scheme::by_host(tx, HOST)).expect("the bench can be set up").id;
    let have = store.read_here(|tx| store::audit::head(tx, scheme)).expect("the bench can be set up").seq;
    let begun = Instant::now();
    for from in (have..EVENTS).step_by(AT_ONCE as usize) {
        let event = |_| Event {
            id: EventId::from_random(clock.random()),
            at: clock.now(),
            deed: Deed::ViewGallery,
            role: "member",
            actor: None,
            about: vec![scheme.uuid(); 24],
            words: None,
        };
        let events = (from..(from + AT_ONCE).min(EVENTS)).map(event).collect();
        store
            .write_here::<_, StoreError>(|tx| store::audit::append(tx, scheme, events))
            .expect("the bench can be set up");
    }
    println!("{} events appended in {:.1?}", EVENTS - have, begun.elapsed());
    system.block_on(checkpoint::write(&town.service)).expect("the bench can be set up");

    let heads = town.service.settings().heads();
    let begun = Instant::now();
    let reports = verify::all(store, &heads, None, |_, _| ()).expect("the trail can be read");
    assert!(reports.iter().all(verify::Report::good) && reports[0].chain == Ok(EVENTS), "{reports:?}");
    println!("{EVENTS} events verified in {:.2?}", begun.elapsed());

    let whole = EVENTS.unsigned_abs();
    criterion.bench_function("root over 1,000,000 events", |bench| {
        bench.iter(|| black_box(store.read_here(|tx| store::tree::root(tx, scheme, whole))));
    });
    let mut seq = 0;
    criterion.bench_function("proof that an event is among 1,000,000", |bench| {
        bench.iter(|| {
            seq = (seq + 7_919) % EVENTS;
            black_box(store.read_here(|tx| store::tree::inclusion(tx, scheme, whole, seq + 1)))
        });
    });
}

criterion_group!(benches, audit);
criterion_main!(benches);
