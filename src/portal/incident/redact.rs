//! Words that may name somebody who was erased: struck, or said to mean something else.

use actix_web::web::{Data, Path};
use askama::Template;

use crate::{
    actions::{
        Refusal, Shared,
        incident::redact::{self, Redacted, Residue},
    },
    domain::ids::ItemId,
    http::{Answer, Caller, Failure, Form, Page, Typed, answer::again, html, redirect},
};

#[derive(Template)]
#[template(path = "portal/incident/redact.html", config = "config/askama.toml")]
struct RedactPage {
    page: Page,
    residue: Residue,
    form: Typed,
}

impl RedactPage {
    /// What was chosen for a word, by its number.
    fn chosen(&self, n: &usize, what: &str) -> bool {
        self.form.has(&format!("word{n}"), what)
    }
}

fn id(path: &str) -> Result<ItemId, Failure> {
    path.parse().map_err(|_| Refusal::NotFound.into())
}

async fn show(service: &Shared, caller: &Caller, id: ItemId, form: Typed) -> Result<RedactPage, Failure> {
    let seen = redact::residue(service, caller.call.clone(), id).await?;
    let page = Page::new("Words to redact", &seen.bar, "/inbox")
        .counting("/inbox", u32::try_from(seen.value.waiting).unwrap_or(u32::MAX));
    Ok(RedactPage { page, residue: seen.value, form })
}

/// The page.
///
/// # Errors
/// 404 if it does not wait, or for whoever is no administrator.
pub async fn page(service: Data<Shared>, caller: Caller, path: Path<String>) -> Answer {
    html(&show(&service, &caller, id(&path)?, Typed::default()).await?)
}

/// Redacts.
///
/// # Errors
/// The page again, while a word is undecided.
pub async fn post(service: Data<Shared>, path: Path<String>, form: Form) -> Answer {
    let id = id(&path)?;
    let words = redact::residue(&service, form.call(), id).await?.value.words;
    let of = |what: &str| {
        let chosen =
            |(n, word): (usize, &String)| form.typed.has(&format!("word{n}"), what).then(|| word.clone());
        words.iter().enumerate().filter_map(chosen).collect::<Vec<_>>()
    };
    let typed = Redacted {
        strike: of("strike"),
        keep: of("keep"),
        instead: form.typed.get("instead").to_owned(),
        others: form.typed.get("others").to_owned(),
    };
    match redact::redact(&service, form.call(), id, typed).await {
        Ok(()) => Ok(redirect("/inbox?done=redacted")),
        Err(refusal) => {
            let typed = form.typed.with(refusal)?;
            again(&show(&service, &form.caller, id, typed).await?)
        }
    }
}
