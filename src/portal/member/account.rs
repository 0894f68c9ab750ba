//! My Account: see, download and correct everything held; devices, role, password, leaving.

use actix_web::{HttpResponse, web};
use askama::Template;
use serde::Deserialize;

use crate::{
    actions::{
        Bar, Refusal, Shared,
        member::{
            account::{self, Correction, MyAccount},
            change_password, leave, switch_role,
        },
    },
    domain::{deed::Deed, member::session},
    http::{Answer, Caller, Failure, Form, Page, Typed, answer::again, call, html, page::home, redirect},
};

#[derive(Template)]
#[template(path = "portal/member/account.html", config = "config/askama.toml")]
struct Account {
    page: Page,
    mine: MyAccount,
    role: &'static str,
    roles: Vec<(&'static str, &'static str)>,
    losses: Vec<&'static str>,
    word: &'static str,
    form: Typed,
}

const LOSSES: [&str; 4] = [
    "Your name, addresses, phone number, roles and settings are deleted at once when a board member confirms.",
    "You are signed out everywhere, and your drafts of reports go.",
    "Your e-mail address stays on reports you sent, sealed, only as long as each report is kept.",
    "It cannot be undone.",
];

impl Account {
    fn new(bar: &Bar, mine: MyAccount, form: Typed) -> Self {
        let person = bar.person.as_ref();
        Self {
            page: Page::new("My account", bar, "/account"),
            role: person.map_or("", |person| person.role.as_str()),
            roles: person
                .map(|person| person.roles.iter().map(|role| (role.as_str(), role.label())).collect())
                .unwrap_or_default(),
            losses: LOSSES.to_vec(),
            word: leave::WORD,
            mine,
            form,
        }
    }
}

/// What was just done.
#[derive(Deserialize, Default)]
pub struct Done {
    #[serde(default)]
    done: String,
}

/// The own account.
///
/// # Errors
/// To the sign-in, if nobody is signed in.
pub async fn page(service: web::Data<Shared>, caller: Caller, done: web::Query<Done>) -> Answer {
    let seen = account::account(&service, caller.call, Deed::ViewAccount).await?;
    let mine = seen.value;
    let form = Typed::of(begun(&mine));
    let mut account = Account::new(&seen.bar, mine, form);
    account.page = account.page.flashing(match done.done.as_str() {
        "corrected" => Some("Your details are kept."),
        "password" => Some("Your password is changed. Every other device was signed out."),
        "devices" => Some("Every other device was signed out."),
        "leaving" => Some("You asked to leave. A board member confirms it; until then you can take it back."),
        "staying" => Some("You stay. Nothing was deleted."),
        _ => None,
    });
    html(&account)
}

fn begun(mine: &MyAccount) -> [(&'static str, String); 4] {
    [
        ("name", mine.name.clone()),
        ("email", mine.email.clone()),
        ("phone", mine.phone.clone()),
        ("address", mine.address.clone()),
    ]
}

/// Everything held, as a file.
///
/// # Errors
/// To the sign-in, if nobody is signed in.
pub async fn download(service: web::Data<Shared>, caller: Caller) -> Answer {
    let seen = account::account(&service, caller.call, Deed::DownloadAccount).await?;
    let text =
        serde_json::to_string_pretty(&seen.value).map_err(|error| Failure::Internal(error.to_string()))?;
    Ok(HttpResponse::Ok()
        .content_type("application/json; charset=utf-8")
        .insert_header(("content-disposition", "attachment; filename=\"my-account.json\""))
        .body(text))
}

/// After a deed: back to the page, or the page again with what is wrong.
async fn after(service: &Shared, form: Form, result: Result<(), Refusal>, done: &str) -> Answer {
    let Err(refusal) = result else { return Ok(redirect(&format!("/account?done={done}"))) };
    let call = form.call();
    let typed = form.typed.with(refusal)?;
    let seen = account::account(service, call, Deed::ViewAccount).await?;
    let shown = if done == "corrected" {
        typed
    } else {
        let word = [("word", typed.get("word").to_owned())];
        let mut shown = Typed::of(begun(&seen.value).into_iter().chain(word));
        shown.problems = typed.problems;
        shown
    };
    again(&Account::new(&seen.bar, seen.value, shown))
}

/// Corrects the own details.
///
/// # Errors
/// The page again, if something cannot be kept.
pub async fn correct(service: web::Data<Shared>, form: Form) -> Answer {
    let field = |name: &str| form.typed.get(name).to_owned();
    let typed = Correction {
        name: field("name"),
        email: field("email"),
        phone: field("phone"),
        address: field("address"),
        password: field("password"),
    };
    let done = account::correct(&service, form.call(), typed).await;
    after(&service, form, done, "corrected").await
}

/// Changes the password.
///
/// # Errors
/// The page again, if the present one does not fit or the new one is weak.
pub async fn password(service: web::Data<Shared>, form: Form) -> Answer {
    let field = |name: &str| form.typed.get(name).to_owned();
    let (present, typed, again) = (field("present"), field("password"), field("again"));
    let done = change_password::change_password(&service, form.call(), present, typed, &again).await;
    let done = done.map_err(|refusal| renamed(refusal, "password", "new-password"));
    after(&service, form, done, "password").await
}

/// Two forms of the page have a password: a problem stands at its own.
fn renamed(refusal: Refusal, from: &str, to: &'static str) -> Refusal {
    match refusal {
        Refusal::Fields(mut problems) => {
            for problem in problems.iter_mut().filter(|problem| problem.field == from) {
                problem.field = to;
            }
            Refusal::Fields(problems)
        }
        other => other,
    }
}

/// Chooses a theme.
///
/// # Errors
/// 404 for one that is not there.
pub async fn theme(service: web::Data<Shared>, form: Form) -> Answer {
    account::set_theme(&service, form.call(), form.typed.get("theme").to_owned()).await?;
    Ok(redirect("/account"))
}

/// Acts in another role.
///
/// # Errors
/// 404 for one the user does not hold.
pub async fn role(service: web::Data<Shared>, form: Form) -> Answer {
    let switched = switch_role::switch_role(&service, form.call(), form.typed.get("role").to_owned()).await?;
    let mut response = redirect(if switched.second_factor { "/second-factor" } else { home(switched.role) });
    let lives = session::limits(switched.role).1;
    call::give(&mut response, &call::cookie(&service, "session", switched.token, Some(lives)));
    Ok(response)
}

/// Signs other devices out.
///
/// # Errors
/// To the sign-in, if nobody is signed in.
pub async fn devices(service: web::Data<Shared>, form: Form) -> Answer {
    account::end_others(&service, form.call()).await?;
    Ok(redirect("/account?done=devices"))
}

/// Asks to leave.
///
/// # Errors
/// The page again without the word.
pub async fn leave(service: web::Data<Shared>, form: Form) -> Answer {
    let done = leave::ask(&service, form.call(), form.typed.get("word")).await;
    after(&service, form, done, "leaving").await
}

/// Takes that back.
///
/// # Errors
/// 404 if nothing was asked.
pub async fn stay(service: web::Data<Shared>, form: Form) -> Answer {
    leave::stay(&service, form.call()).await?;
    Ok(redirect("/account?done=staying"))
}
