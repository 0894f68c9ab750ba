//! How many reports a second, each durable before it is answered? 64 writers at once, through the form of the page;
//! the limit is 1,000 a second.

#[expect(dead_code, reason = "the other benches use the rest")]
mod town;

use std::{
    rc::Rc,
    time::{Duration, Instant},
};

use actix_web::{App, dev::Service as _, http::header, middleware, test, web::Data};
use beadle::{app::doors, http::guard::guard};
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use town::{CLIENTS, HOST, Town, csrf, town};

/// So many reports, sent by all writers at once; `round` makes their forms' keys new.
async fn send(town: &Town, forms: &[String], round: u64, reports: u64) -> Duration {
    let app = App::new()
        .app_data(Data::new(town.service.clone()))
        .wrap(middleware::from_fn(guard))
        .configure(doors);
    let app = Rc::new(test::init_service(app).await);
    let each = reports.div_ceil(CLIENTS as u64);
    let begun = Instant::now();
    let writers = town.tokens.iter().zip(forms).map(|(token, form)| {
        let app = app.clone();
        async move {
            for n in 0..each {
                let request = test::TestRequest::post()
                    .uri("/report")
                    .insert_header((header::HOST, HOST))
                    .insert_header((header::ORIGIN, format!("https://{HOST}")))
                    .insert_header((header::COOKIE, format!("__Host-session={token}")))
                    .insert_header((header::CONTENT_TYPE, "application/x-www-form-urlencoded"))
                    .set_payload(format!("{form}&key=round-{round}-number-{n}"))
                    .to_request();
                let response = app.call(request).await.expect("the service answers");
                assert_eq!(response.status(), 303, "the report is in");
            }
        }
    });
    futures_util::future::join_all(writers).await;
    begun.elapsed().mul_f64(reports as f64 / (each * CLIENTS as u64) as f64)
}

fn form(town: &Town, csrf: &str) -> String {
    let at = town.service.clock().now() - chrono::TimeDelta::hours(2);
    let fields = [
        ("csrf", csrf.to_owned()),
        ("kind", "theft".to_owned()),
        ("band", "50_to_200".to_owned()),
        ("premises", town.premises.to_string()),
        ("occurred_date", at.format("%Y-%m-%d").to_string()),
        ("occurred_time", at.format("%H:%M").to_string()),
        ("who", "unknown".to_owned()),
        ("note", "Came in at closing time and took two bottles from the shelf by the door.".to_owned()),
    ];
    serde_urlencoded::to_string(fields).expect("a form is text")
}

fn report(criterion: &mut Criterion) {
    let system = actix_web::rt::System::new();
    let (town, forms) = system.block_on(async {
        let town = town(100);
        let mut forms = Vec::new();
        for token in &town.tokens {
            forms.push(form(&town, &csrf(&town.service, token).await));
        }
        (town, forms)
    });
    let mut round = 0;
    let mut group = criterion.benchmark_group("report");
    group.throughput(Throughput::Elements(1)).sample_size(10).measurement_time(Duration::from_secs(10));
    group.bench_function("durable report, 64 writers", |bench| {
        bench.iter_custom(|reports| {
            round += 1;
            system.block_on(send(&town, &forms, round, reports))
        });
    });
    group.finish();
}

criterion_group!(benches, report);
criterion_main!(benches);
