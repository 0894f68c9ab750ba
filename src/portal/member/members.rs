//! Members: all businesses for the administrator, the own team for a manager.

use actix_web::web;
use askama::Template;
use serde::Deserialize;

use crate::{
    actions::{
        Bar, Call, Refusal, Shared,
        member::{
            business::{self, Joining, Site},
            leave,
            overview::{self, Overview, Row, Shown},
        },
    },
    domain::{
        ids::PremisesId,
        member::{evidence::Administrator, state::State},
    },
    http::{Answer, Caller, Form, Page, Typed, answer::again, html, redirect},
};

#[derive(Template)]
#[template(path = "portal/member/members.html", config = "config/askama.toml")]
struct Members {
    page: Page,
    rows: Vec<Row>,
    sought: String,
}

#[derive(Template)]
#[template(path = "portal/member/business.html", config = "config/askama.toml")]
pub(super) struct Business {
    page: Page,
    business: Shown,
    losses: Vec<&'static str>,
    word: &'static str,
    form: Typed,
    /// The premises whose form is shown again as typed.
    changed: Option<String>,
}

#[derive(Template)]
#[template(path = "portal/member/new_business.html", config = "config/askama.toml")]
struct NewBusiness {
    page: Page,
    form: Typed,
}

const LOSSES: [&str; 3] = [
    "The business, its premises and all its people are deleted at once when a board member confirms.",
    "Everybody in it is signed out. The scheme no longer excludes anybody on its behalf.",
    "Reports its people sent stay as long as each is kept, without the business’s name. It cannot be undone.",
];

impl Business {
    fn new(bar: &Bar, business: Shown, form: Typed) -> Self {
        let title = if business.full { business.name.clone() } else { "Team".to_owned() };
        let page = Page::new(title, bar, "/members");
        Self { page, business, losses: LOSSES.to_vec(), word: leave::WORD, form, changed: None }
    }

    /// What was typed into a field, or what is kept where nothing was.
    fn value<'a>(&'a self, field: &'a str, kept: &'a str) -> &'a str {
        self.form.all(field).next().unwrap_or(kept)
    }
}

/// What is looked for, and what was just done.
#[derive(Deserialize, Default)]
pub struct Query {
    #[serde(default)]
    q: String,
    #[serde(default)]
    pub(super) done: String,
}

/// The words for what was just done.
pub(super) fn told(done: &str) -> Option<&'static str> {
    match done {
        "joined" => Some("The business has joined. Its manager is invited by e-mail."),
        "kept" => Some("Your changes are kept."),
        "invited" => Some("The invitation is on its way. Its link works once, for 24 hours."),
        "suspended" => Some("Suspended. Signed out everywhere at once."),
        "resumed" => Some("The suspension is ended."),
        "factor" => Some("The second factor is off. Signed out everywhere, and told by e-mail."),
        "leaving" => Some("A board member confirms that the business leaves."),
        _ => None,
    }
}

/// The members in the viewer's care.
///
/// # Errors
/// 404 for everybody but administrators and managers.
pub async fn page(service: web::Data<Shared>, caller: Caller, query: web::Query<Query>) -> Answer {
    let Query { q, done } = query.into_inner();
    let seen = overview::overview(&service, caller.call, q.clone()).await?;
    match seen.value {
        Overview::All(rows) => html(&Members {
            page: Page::new("Members", &seen.bar, "/members").flashing(told(&done)),
            rows,
            sought: q,
        }),
        Overview::Own(own) => {
            let mut team = Business::new(&seen.bar, *own, Typed::default());
            team.page = team.page.flashing(told(&done));
            html(&team)
        }
    }
}

/// One business.
///
/// # Errors
/// 404 for one not in the viewer's care.
pub async fn business(
    service: web::Data<Shared>,
    caller: Caller,
    id: web::Path<String>,
    query: web::Query<Query>,
) -> Answer {
    let seen = overview::business(&service, caller.call, parsed(&id)?).await?;
    let mut business = Business::new(&seen.bar, seen.value, Typed::default());
    business.page = business.page.flashing(told(&query.done));
    html(&business)
}

/// An id from an address: nonsense is nothing that is there.
pub(super) fn parsed<T: std::str::FromStr>(text: &str) -> Result<T, Refusal> {
    text.parse().map_err(|_| Refusal::NotFound)
}

/// Back to the business after a deed on it, or its page again with what is wrong.
pub(super) async fn after(
    service: &Shared,
    call: Call,
    typed: Typed,
    id: &str,
    result: Result<(), Refusal>,
    done: &str,
) -> Answer {
    let Err(refusal) = result else { return Ok(redirect(&format!("/members/{id}?done={done}"))) };
    let typed = typed.with(refusal)?;
    let seen = overview::business(service, call, parsed(id)?).await?;
    again(&Business::new(&seen.bar, seen.value, typed))
}

/// The form of a new business.
///
/// # Errors
/// 404 for everybody but an administrator.
pub async fn form(service: web::Data<Shared>, caller: Caller) -> Answer {
    let ((), bar) = service.glance::<Administrator, _>(caller.call, |_, _, _| Ok(())).await?;
    html(&NewBusiness { page: Page::new("Add a business", &bar, "/members"), form: Typed::default() })
}

fn site(typed: &Typed) -> Site {
    let field = |name: &str| typed.get(name).to_owned();
    Site { name: field("place"), address: field("address"), area: field("area") }
}

/// Adds a business.
///
/// # Errors
/// The form again, if something is missing.
pub async fn join(service: web::Data<Shared>, form: Form) -> Answer {
    let field = |name: &str| form.typed.get(name).to_owned();
    let joining = Joining {
        name: field("name"),
        trade: field("trade"),
        site: site(&form.typed),
        manager: field("manager"),
        email: field("email"),
        signed: form.typed.has("signed", "yes"),
    };
    match business::join(&service, form.call(), joining).await {
        Ok(id) => Ok(redirect(&format!("/members/{id}?done=joined"))),
        Err(refusal) => {
            let call = form.call();
            let typed = form.typed.with(refusal)?;
            let ((), bar) = service.glance::<Administrator, _>(call, |_, _, _| Ok(())).await?;
            again(&NewBusiness { page: Page::new("Add a business", &bar, "/members"), form: typed })
        }
    }
}

/// Corrects a business.
///
/// # Errors
/// The page again, if something cannot be kept.
pub async fn correct(service: web::Data<Shared>, id: web::Path<String>, form: Form) -> Answer {
    let (name, trade) = (form.typed.get("name"), form.typed.get("trade"));
    let done = business::correct(&service, form.call(), parsed(&id)?, name, trade).await;
    let call = form.call();
    after(&service, call, form.typed, &id, done, "kept").await
}

/// Suspends a business or ends its suspension.
///
/// # Errors
/// 404 if it is not there.
pub async fn state(service: web::Data<Shared>, id: web::Path<String>, form: Form) -> Answer {
    let suspend = wants_suspension(&form)?;
    let done = business::suspend(&service, form.call(), parsed(&id)?, suspend).await;
    let call = form.call();
    after(&service, call, form.typed, &id, done, if suspend { "suspended" } else { "resumed" }).await
}

/// Which state a form asks for.
pub(super) fn wants_suspension(form: &Form) -> Result<bool, Refusal> {
    match State::parse(form.typed.get("state")) {
        Some(State::Suspended) => Ok(true),
        Some(State::Active) => Ok(false),
        _ => Err(Refusal::NotFound),
    }
}

/// Adds premises.
///
/// # Errors
/// The page again, if something is missing.
pub async fn add_premises(service: web::Data<Shared>, id: web::Path<String>, form: Form) -> Answer {
    let done = business::add_premises(&service, form.call(), parsed(&id)?, site(&form.typed)).await;
    let call = form.call();
    after(&service, call, form.typed, &id, done, "kept").await
}

/// Changes premises.
///
/// # Errors
/// 404 if they are not there; the page again, if something cannot be kept.
pub async fn change_premises(service: web::Data<Shared>, id: web::Path<String>, form: Form) -> Answer {
    let open = form.typed.has("open", "yes");
    let premises: PremisesId = parsed(&id)?;
    let done = business::change_premises(&service, form.call(), premises, site(&form.typed), open).await;
    let call = form.call();
    match done {
        Ok(business) => Ok(redirect(&format!("/members/{business}?done=kept"))),
        Err(refusal) => {
            let typed = form.typed.with(refusal)?;
            let seen =
                overview::business(&service, call.clone(), business::owner(&service, call, premises).await?)
                    .await?;
            again(&Business {
                changed: Some(premises.to_string()),
                ..Business::new(&seen.bar, seen.value, typed)
            })
        }
    }
}

/// A manager asks for the business to leave.
///
/// # Errors
/// The page again without the word.
pub async fn leave(service: web::Data<Shared>, form: Form) -> Answer {
    let done = leave::ask_for_business(&service, form.call(), form.typed.get("word")).await;
    let Err(refusal) = done else { return Ok(redirect("/members?done=leaving")) };
    let call = form.call();
    let typed = form.typed.with(refusal)?;
    let seen = overview::overview(&service, call, String::new()).await?;
    match seen.value {
        Overview::Own(own) => again(&Business::new(&seen.bar, *own, typed)),
        Overview::All(_) => Err(Refusal::NotFound.into()),
    }
}
