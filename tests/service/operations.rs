//! For whoever runs the service: alive, ready, measured, and nothing about people in it.

use actix_web::{App, body::to_bytes, middleware, test, web::Data};
use beadle::{
    app::doors,
    domain::member::role::Role,
    http::{guard::guard, log::log},
};

use crate::harness::Town;

#[actix_web::test]
async fn the_service_is_alive_at_once_and_ready_when_it_says_so() {
    let town = Town::new().await;
    // A probe comes by an address, not by a scheme's host name.
    let mut probe = town.visit("10.0.0.7:8080").await;
    probe.get("/healthz").await.expect(200).says("alive");
    probe.get("/readyz").await.expect(503).says("starting");
    town.service.set_ready(true);
    probe.get("/readyz").await.expect(200).says("ready");
    town.service.set_ready(false);
    probe.get("/readyz").await.expect(503);
}

#[actix_web::test]
async fn requests_are_counted_by_pattern_and_never_by_what_is_in_a_path() {
    let town = Town::new().await;
    let service = town.service.clone();
    let app = test::init_service(
        App::new()
            .app_data(Data::new(service.clone()))
            .wrap(middleware::from_fn(guard))
            .wrap(middleware::from_fn(log))
            .configure(doors),
    )
    .await;
    let id = town.ashby.member;
    for path in [format!("/enquiries/{id}"), format!("/nothing/{id}?name=jo"), "/contact".to_owned()] {
        let request = test::TestRequest::get().uri(&path).insert_header(("host", "ashby.test"));
        let response = test::call_service(&app, request.to_request()).await;
        assert_eq!(response.headers().get("x-request-id").map(|id| id.len()), Some(16), "{path}");
        to_bytes(response.into_body()).await.unwrap_or_default();
    }
    let text = service.measures().text(service.clock().now()).unwrap();
    for line in [
        r#"beadle_requests_total{class="3xx",method="GET",route="/enquiries/{id}"} 1"#,
        r#"beadle_requests_total{class="4xx",method="GET",route="unmatched"} 1"#,
        r#"beadle_requests_total{class="2xx",method="GET",route="/contact"} 1"#,
    ] {
        assert!(text.contains(line), "{line} is not in\n{text}");
    }
    assert!(!text.contains(&id.to_string()) && !text.contains("jo"), "{text}");
}

#[actix_web::test]
async fn every_commit_of_the_audit_trail_is_counted() {
    let town = Town::new().await;
    let mut priya = town.sign_in(Role::Controller).await;
    priya.get("/assurance/audit").await.expect(200);
    priya.post("/sign-out", &[]).await.goes_to("/sign-in");
    let text = town.service.measures().text(town.clock.now()).unwrap();
    for kind in ["deed", "looks"] {
        assert!(text.contains(&format!("beadle_audit_commits_total{{kind=\"{kind}\"}} 1")), "{text}");
    }
}
