//! "Not this person…": items that are somebody else's leave a profile, or a join is undone.

use actix_web::web::{Data, Path};
use askama::Template;

use super::file::id;
use crate::{
    actions::{
        Refusal, Shared,
        profile::{
            split::{self, To, WORD},
            split_draft::{self, SplitDraft},
        },
    },
    domain::ids::ProfileId,
    http::{Answer, Caller, Failure, Form, Page, Typed, answer::again, html, redirect},
};

#[derive(Template)]
#[template(path = "portal/profile/not_them.html", config = "config/askama.toml")]
struct NotThemPage {
    page: Page,
    draft: SplitDraft,
    form: Typed,
    word: &'static str,
}

impl NotThemPage {
    fn losses(&self) -> Vec<String> {
        let [shown, erased] = self.draft.left.clone().unwrap_or_default();
        let mut losses = vec![
            "It leaves the profile at once, and counts for nothing here any more.".to_owned(),
            "Everybody who had seen it is told, and so is the person.".to_owned(),
        ];
        if self.form.has("to", "nobody") {
            losses.push(
                "Pictures, names, sightings and facts are erased. Reports stay without a person.".to_owned(),
            );
        }
        losses.extend([shown, erased]);
        losses
    }

    fn called(&self, origin: &str) -> String {
        let join = self.draft.joins.iter().find(|join| join.origin.to_string() == origin);
        join.map(|join| join.called.clone()).unwrap_or_default()
    }

    fn ticked(&self) -> Vec<(String, String)> {
        let chosen = |value: &str| self.form.has("item", value);
        let ticked = self.draft.choices.iter().filter(|choice| chosen(&choice.value));
        ticked.map(|choice| (choice.value.clone(), choice.label.clone())).collect()
    }
}

fn ticked(typed: &Typed) -> Vec<String> {
    typed.all("item").map(str::to_owned).collect()
}

fn to(typed: &Typed) -> Result<To, Refusal> {
    match typed.get("to") {
        "new" => Ok(To::New),
        "nobody" => Ok(To::Nobody),
        "other" => {
            let other = typed.get("other").parse();
            other
                .map(To::Other)
                .map_err(|_| Refusal::field("other", "Please find and choose the other person."))
        }
        _ => Err(Refusal::field("to", "Please choose where it goes.")),
    }
}

/// What is asked of the page: only a checked form shows what would be left.
async fn show(
    service: &Shared,
    caller: &Caller,
    person: ProfileId,
    form: Typed,
    checked: bool,
) -> Result<NotThemPage, Failure> {
    let chosen = if checked { (ticked(&form), form.get("origin").parse().ok()) } else { (Vec::new(), None) };
    let looked_for = form.get("look").to_owned();
    let seen = split_draft::draft(service, caller.call.clone(), person, chosen, looked_for).await?;
    let page = Page::new("Not this person…", &seen.bar, "/people")
        .counting("/inbox", u32::try_from(seen.value.waiting).unwrap_or(u32::MAX));
    Ok(NotThemPage { page, draft: seen.value, form, word: WORD })
}

/// The page.
///
/// # Errors
/// 404 if there is no such person for this viewer.
pub async fn page(service: Data<Shared>, caller: Caller, path: Path<String>) -> Answer {
    html(&show(&service, &caller, id(&path)?, Typed::default(), false).await?)
}

/// Looks for the other person, with everything ticked kept.
///
/// # Errors
/// As [`page`].
pub async fn find(service: Data<Shared>, path: Path<String>, form: Form) -> Answer {
    html(&show(&service, &form.caller, id(&path)?, form.typed, false).await?)
}

/// Shows what would be left, to check and confirm.
///
/// # Errors
/// The page again, with what is missing.
pub async fn check(service: Data<Shared>, path: Path<String>, form: Form) -> Answer {
    let person = id(&path)?;
    let missing = if form.typed.get("origin").parse::<ProfileId>().is_ok() {
        None
    } else if form.typed.all("item").next().is_none() {
        Some(Refusal::field("item", "Please choose what is not this person's."))
    } else {
        to(&form.typed).err()
    };
    match missing {
        None => html(&show(&service, &form.caller, person, form.typed, true).await?),
        Some(refusal) => {
            let typed = form.typed.with(refusal)?;
            again(&show(&service, &form.caller, person, typed, false).await?)
        }
    }
}

/// Undoes the match.
///
/// # Errors
/// The page again, with what is to be put right.
pub async fn post(service: Data<Shared>, path: Path<String>, form: Form) -> Answer {
    let person = id(&path)?;
    let words = (form.typed.get("reason").to_owned(), form.typed.get("word").to_owned());
    let done = match (form.typed.get("origin").parse(), to(&form.typed)) {
        (Ok(origin), _) => split::undo(&service, form.call(), (person, origin), words.0, words.1).await,
        (_, Ok(to)) => split::split(&service, form.call(), person, (ticked(&form.typed), to), words).await,
        (_, Err(refusal)) => Err(refusal),
    };
    match done {
        Ok(true) => Ok(redirect(&format!("/people/{person}?done=split"))),
        Ok(false) => Ok(redirect("/people?done=withdrawn")),
        Err(refusal) => {
            let typed = form.typed.with(refusal)?;
            let checked = typed.error("item").is_none() && typed.error("to").is_none();
            again(&show(&service, &form.caller, person, typed, checked).await?)
        }
    }
}
