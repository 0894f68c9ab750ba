//! A form that comes from another site's page, or does not know its own token, does nothing; and is told nothing of what
//! is wrong with it.

use actix_web::{http::header, test::TestRequest};

use super::{
    forms::{body, request},
    page::{Field, Form},
};
use crate::harness::Browser;

/// What is wrong with the answers to another site's page, in a browser that says so and in one that only says whence;
/// and, for whoever is signed in, to what does not know the form's token, whatever was typed.
pub async fn from_elsewhere(browser: &mut Browser, form: &Form) -> Vec<String> {
    let csrf = browser.csrf.clone();
    let plain = || {
        let kind = (header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        TestRequest::post().uri(&form.action).insert_header(kind).set_payload(body(form, "", None, &csrf))
    };
    let mut sent = vec![
        ("another site".to_owned(), plain().insert_header(("sec-fetch-site", "cross-site"))),
        ("a sister site".to_owned(), plain().insert_header(("sec-fetch-site", "same-site"))),
        ("another origin".to_owned(), plain().insert_header((header::ORIGIN, "https://evil.example"))),
        ("no origin".to_owned(), plain().insert_header((header::ORIGIN, "null"))),
    ];
    if !csrf.is_empty() {
        let wrong: String = csrf.chars().rev().collect();
        for (what, token) in [("no token", ""), ("a wrong token", wrong.as_str())] {
            for (typed, form) in typed(form) {
                let sent_so = request(browser, &form.action, body(&form, "", None, token));
                sent.push((format!("a page with {what}, {typed}"), sent_so));
            }
        }
    }
    let mut breaches = Vec::new();
    for (what, request) in sent {
        let answer = browser.send(request).await;
        if answer.status != 409 || !answer.text.contains("This page is out of date") {
            breaches.push(format!("from {what}: answers {}", answer.status));
        }
    }
    breaches
}

/// A form as its page gives it, with nothing in it, and with what no field takes in each of its fields.
fn typed(form: &Form) -> Vec<(String, Form)> {
    let with = |value: &dyn Fn(&Field) -> String| {
        let fields = form.fields.iter().map(|field| Field { value: value(field), ..field.clone() });
        Form { action: form.action.clone(), fields: fields.collect() }
    };
    let mut all = vec![
        ("as it is".to_owned(), form.clone()),
        ("empty".to_owned(), with(&|_| String::new())),
        ("unreadable".to_owned(), with(&|_| "a\0b".to_owned())),
    ];
    for name in form.fields.iter().map(|field| &field.name).filter(|name| *name != "csrf") {
        let wrong = |field: &Field| if field.name == *name { "a\0b".to_owned() } else { field.value.clone() };
        all.push((format!("with a wrong {name}"), with(&wrong)));
    }
    all
}
