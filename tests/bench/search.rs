//! How long does a search among 50,000 people take? The limit is 10 ms for 99 of 100 (release build).

use std::{hint::black_box, time::Instant};

use beadle::{
    domain::ids::{ProfileId, SchemeId},
    search::{Entry, Index, Query, Shelf},
};
use criterion::{Criterion, criterion_group, criterion_main};
use rand::{RngExt, SeedableRng, rngs::ChaCha8Rng};

const PEOPLE: u32 = 50_000;
const FIRST: &[&str] = &[
    "Aaron",
    "Abdul",
    "Adam",
    "Aisha",
    "Amy",
    "Andrew",
    "Anne",
    "Ben",
    "Callum",
    "Catherine",
    "Chloe",
    "Craig",
    "Daniel",
    "David",
    "Emma",
    "Faisal",
    "Fatima",
    "George",
    "Hannah",
    "Imran",
    "Jack",
    "James",
    "Jordan",
    "Kyle",
    "Laura",
    "Lee",
    "Liam",
    "Lucy",
    "Mark",
    "Mohammed",
    "Natalie",
    "Oliver",
    "Paul",
    "Priya",
    "Rachel",
    "Robert",
    "Ryan",
    "Samantha",
    "Sean",
    "Sophie",
    "Stephen",
    "Thomas",
    "Tyler",
    "William",
    "Yusuf",
    "Zoe",
];
const SYLLABLES: &[&str] = &[
    "al", "an", "ar", "bar", "ber", "cal", "den", "dor", "el", "en", "far", "gan", "har", "hol", "in", "ker",
    "lan", "ley", "mar", "mc", "mor", "nor", "o", "per", "ran", "ren", "sen", "sing", "smi", "son", "ston",
    "ten", "th", "ton", "um", "ver", "wal", "win", "wood", "yar",
];

fn pick<'a>(random: &mut ChaCha8Rng, list: &[&'a str]) -> &'a str {
    list[random.random_range(0..list.len())]
}

fn name(random: &mut ChaCha8Rng) -> String {
    let mut name = pick(random, FIRST).to_owned();
    if random.random_ratio(1, 6) {
        name = name + "-" + pick(random, FIRST);
    }
    // Some surnames are common, most are rare.
    let syllables = if random.random_ratio(1, 3) { 2 } else { 3 };
    name.push(' ');
    for _ in 0..syllables {
        name.push_str(pick(random, SYLLABLES));
    }
    name
}

fn queries(names: &[String], random: &mut ChaCha8Rng) -> Vec<Query> {
    let mut all: Vec<Query> =
        ["d", "ma", "dal ren", "mohamed", "jon smyth", "o brien", "a b", "smith james lee"]
            .into_iter()
            .map(Query::named)
            .collect();
    for _ in 0..2_000 {
        let mut text = names[random.random_range(0..names.len())].clone();
        match random.random_range(0..4) {
            0 => text.truncate(random.random_range(1..text.len())),
            1 => drop(text.remove(random.random_range(1..text.len()))),
            2 => text = text.split(' ').rev().collect::<Vec<_>>().join(" "),
            _ => {}
        }
        all.push(Query::named(text));
    }
    all
}

fn search(c: &mut Criterion) {
    let mut random = ChaCha8Rng::seed_from_u64(1);
    let scheme = SchemeId::from_random([1; 16]);
    let names: Vec<String> = (0..PEOPLE).map(|_| name(&mut random)).collect();
    let mut index = Index::new();
    let begun = Instant::now();
    for name in &names {
        let entry = Entry {
            profile: ProfileId::from_random(random.random()),
            names: vec![name.clone()],
            date_of_birth: None,
        };
        index.put(scheme, Shelf::Circulated, entry);
    }
    println!("{PEOPLE} people indexed in {:.2?}", begun.elapsed());

    let queries = queries(&names, &mut random);
    let mut times: Vec<_> = queries
        .iter()
        .map(|query| {
            let begun = Instant::now();
            black_box(index.find(scheme, Shelf::Circulated, query, 24));
            begun.elapsed()
        })
        .collect();
    times.sort_unstable();
    let part = |n: usize| times[(times.len() - 1) * n / 100];
    println!(
        "{} searches: p50 {:.2?}, p99 {:.2?}, longest {:.2?}",
        times.len(),
        part(50),
        part(99),
        part(100)
    );

    let mut next = queries.iter().cycle();
    c.bench_function("search 50,000 people", |b| {
        b.iter(|| next.next().map(|query| index.find(scheme, Shelf::Circulated, query, 24)));
    });
}

criterion_group!(benches, search);
criterion_main!(benches);
