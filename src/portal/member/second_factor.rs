//! The second factor: set up at the first sign-in, asked at each one after.

use actix_web::web;
use askama::Template;
use serde::Deserialize;

use crate::{
    actions::{
        Bar, Shared,
        member::second_factor::{self, Asked},
    },
    domain::member::session,
    http::{
        Answer, Caller, Form, Page, Typed,
        answer::again,
        call::{self, local},
        html,
        page::home,
        qr::Qr,
        redirect,
    },
};

#[derive(Template)]
#[template(path = "portal/member/second_factor.html", config = "config/askama.toml")]
struct SecondFactor {
    page: Page,
    asked: Asked,
    qr: Option<Qr>,
    groups: String,
    next: String,
    onward: String,
    form: Typed,
}

impl SecondFactor {
    fn new(bar: &Bar, asked: Asked, next: &str, form: Typed) -> Self {
        let visitor = Bar { person: None, ..bar.clone() };
        let seed = asked.setup.as_ref().map(|setup| setup.seed.clone()).unwrap_or_default();
        let groups: Vec<&str> =
            seed.as_bytes().chunks(4).filter_map(|part| std::str::from_utf8(part).ok()).collect();
        let onward = bar.person.as_ref().map_or("/sign-in", |person| home(person.role));
        Self {
            page: Page::new("Second factor", &visitor, "/second-factor"),
            qr: asked.setup.as_ref().and_then(|setup| Qr::of(&setup.address)),
            groups: groups.join(" "),
            next: next.to_owned(),
            onward: local(next, onward).to_owned(),
            asked,
            form,
        }
    }
}

/// Where to go afterwards.
#[derive(Deserialize, Default)]
pub struct Next {
    #[serde(default)]
    next: String,
}

/// Asks for the code, or shows how to set the second factor up.
///
/// # Errors
/// To the sign-in, if nobody is signed in.
pub async fn page(service: web::Data<Shared>, caller: Caller, next: web::Query<Next>) -> Answer {
    let (asked, bar) = second_factor::ask(&service, caller.call, String::new()).await?;
    html(&SecondFactor::new(&bar, asked, &next.next, Typed::default()))
}

/// Takes the code.
///
/// # Errors
/// The form again, with the same seed, if the code does not fit.
pub async fn post(service: web::Data<Shared>, form: Form) -> Answer {
    let field = |name: &str| form.typed.get(name).to_owned();
    let (seed, next) = (field("seed"), field("next"));
    let done = if seed.is_empty() {
        second_factor::show(&service, form.call(), field("code")).await
    } else {
        second_factor::set_up(&service, form.call(), seed.clone(), field("proof"), field("code")).await
    };
    match done {
        Ok(shown) => {
            let mut response = redirect(local(&next, home(shown.role)));
            let lives = session::limits(shown.role).1;
            call::give(&mut response, &call::cookie(&service, "session", shown.token, Some(lives)));
            Ok(response)
        }
        Err(refusal) => {
            let typed = form.typed.clone().with(refusal)?;
            let (asked, bar) = second_factor::ask(&service, form.call(), seed).await?;
            again(&SecondFactor::new(&bar, asked, &next, typed))
        }
    }
}
