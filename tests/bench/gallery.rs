//! How many pages of the gallery a second? 24 cards, signed in, sealed cells opened, audit committed, pictures aside;
//! 2,000 people shown, 64 clients at once. The limit is 3,000 pages a second on one core: run it under `taskset -c 0`.

#[expect(dead_code, reason = "the other benches use the rest")]
mod town;

use std::{
    rc::Rc,
    time::{Duration, Instant},
};

use actix_web::{App, dev::Service as _, http::header, middleware, test, web::Data};
use beadle::{actions::Shared, app::doors, http::guard::guard};
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use town::{CLIENTS, HOST, town};

const PEOPLE: u32 = 2_000;

/// So many pages, fetched by all clients at once.
async fn fetch(service: &Shared, tokens: &[String], pages: u64) -> Duration {
    let app =
        App::new().app_data(Data::new(service.clone())).wrap(middleware::from_fn(guard)).configure(doors);
    let app = Rc::new(test::init_service(app).await);
    let each = pages.div_ceil(CLIENTS as u64);
    let begun = Instant::now();
    let clients = tokens.iter().map(|token| {
        let app = app.clone();
        async move {
            for page in 0..each {
                let request = test::TestRequest::get()
                    .uri("/gallery")
                    .insert_header((header::HOST, HOST))
                    .insert_header((header::COOKIE, format!("__Host-session={token}")))
                    .to_request();
                let response = app.call(request).await.expect("the bench can be set up");
                assert_eq!(response.status(), 200);
                let body = test::read_body(response).await;
                // The client's work is not the service's: it counts the cards of its first page only.
                let cards = || body.windows(13).filter(|part| part == b"class=\"person").count();
                assert!(page > 0 || cards() >= 24);
            }
        }
    });
    futures_util::future::join_all(clients).await;
    begun.elapsed().mul_f64(pages as f64 / (each * CLIENTS as u64) as f64)
}

fn gallery(criterion: &mut Criterion) {
    let system = actix_web::rt::System::new();
    let town = system.block_on(async { town(PEOPLE) });
    let mut group = criterion.benchmark_group("gallery");
    group.throughput(Throughput::Elements(1)).sample_size(10).measurement_time(Duration::from_secs(10));
    group.bench_function("page of 24, 64 clients", |bench| {
        bench.iter_custom(|pages| system.block_on(fetch(&town.service, &town.tokens, pages)));
    });
    group.finish();
}

criterion_group!(benches, gallery);
criterion_main!(benches);
