//! A person's file: everything an administrator may see, with the clock explained.

use actix_web::web;
use askama::Template;
use chrono::NaiveDate;
use serde::Deserialize;

use crate::{
    actions::{
        Refusal, Shared,
        photo::view::mark,
        profile::{
            file::{self as held, File},
            merge::leads_to,
        },
    },
    domain::{
        date::spoken,
        ids::ProfileId,
        incident::{finding::Proof, source::Source, standing::StrikeReason},
        profile::{special::Kind, status::Status},
    },
    http::{Answer, Caller, Failure, Form, Page, Typed, html, redirect},
};

#[derive(Template)]
#[template(path = "portal/profile/file.html", config = "config/askama.toml")]
pub(super) struct FilePage {
    page: Page,
    mark: String,
    file: File,
    form: Typed,
    /// Which form was sent, to open it again.
    sent: &'static str,
}

/// A value and its word, for a choice.
struct Choice {
    value: &'static str,
    label: &'static str,
}

impl FilePage {
    fn day(&self, day: &NaiveDate) -> String {
        spoken(*day)
    }

    fn badge(&self) -> &'static str {
        match self.file.person.status {
            Status::Excluded => "excluded",
            Status::Warned => "warned",
            Status::IdSought => "id-sought",
            Status::Known => "info",
        }
    }

    fn open(&self, form: &str) -> bool {
        self.sent == form
    }

    /// What was typed into this form, or what is held.
    fn value(&self, form: &str, field: &str, held: &str) -> String {
        if self.open(form) { self.form.get(field).to_owned() } else { held.to_owned() }
    }

    fn name(&self) -> String {
        self.value("correct", "name", self.file.person.name.as_ref().map_or("", |name| &name.value))
    }

    fn aliases(&self) -> String {
        let held: Vec<&str> = self.file.person.aliases.iter().map(|alias| alias.value.as_str()).collect();
        self.value("correct", "aliases", &held.join("\n"))
    }

    fn born(&self) -> String {
        let held = self.file.person.born.map(|(day, _)| day.to_string()).unwrap_or_default();
        self.value("correct", "born", &held)
    }

    fn description(&self) -> String {
        let held = self.file.person.description.as_ref();
        self.value("correct", "description", held.map_or("", |fact| &fact.value))
    }

    fn method(&self) -> String {
        let held = self.file.person.modus_operandi.as_ref();
        self.value("correct", "modus_operandi", held.map_or("", |fact| &fact.value))
    }

    fn looks_under_18(&self) -> bool {
        if self.open("correct") {
            self.form.has("looks_under_18", "yes")
        } else {
            self.file.person.looks_under_18
        }
    }

    fn address(&self) -> String {
        self.value("contact", "address", self.file.contact.as_ref().map_or("", |contact| &contact.address))
    }

    fn email(&self) -> String {
        self.value("contact", "email", self.file.contact.as_ref().map_or("", |contact| &contact.email))
    }

    fn sources(&self) -> Vec<Choice> {
        Source::ALL.iter().map(|one| Choice { value: one.as_str(), label: one.label() }).collect()
    }

    fn proofs(&self) -> Vec<Choice> {
        Proof::ALL.iter().map(|one| Choice { value: one.as_str(), label: one.label() }).collect()
    }

    fn strikes(&self) -> Vec<Choice> {
        StrikeReason::ALL.iter().map(|one| Choice { value: one.as_str(), label: one.label() }).collect()
    }

    fn kinds(&self) -> Vec<Choice> {
        Kind::ALL.iter().map(|one| Choice { value: one.as_str(), label: one.label() }).collect()
    }
}

/// What was just done, by its word.
#[derive(Deserialize, Default)]
pub struct Asked {
    #[serde(default)]
    done: String,
}

fn flash(word: &str) -> Option<&'static str> {
    match word {
        "correct" => Some("Corrected."),
        "contact" => Some("The address is kept. Only you and the controller see it."),
        "strike" => Some("Struck. It counts for nothing any more."),
        "proven" => Some("Found proven."),
        "special" => Some("The fact is kept for its audience."),
        "best-interests" => Some("Proposed. Another administrator has to confirm it."),
        "confirmed" => Some("Confirmed. It holds from now on."),
        "proposed" => Some("Proposed. Somebody else decides it; the notice is written then."),
        "associate" | "name" => Some("Done."),
        "joined" => Some("Joined. The other address leads here."),
        "split" => Some("Done. Whoever had seen it is told, and so is the person."),
        _ => None,
    }
}

pub(super) fn id(path: &str) -> Result<ProfileId, Failure> {
    path.parse().map_err(|_| Refusal::NotFound.into())
}

/// The page, with what was typed into one of its forms.
pub(super) async fn show(
    service: &Shared,
    caller: &Caller,
    id: ProfileId,
    form: Typed,
    sent: &'static str,
) -> Result<FilePage, Failure> {
    let seen = held::file(service, caller.call.clone(), id, form.get("look").to_owned()).await?;
    let viewer = seen.bar.person.as_ref().map(|person| person.name.clone()).unwrap_or_default();
    let page = Page::new(seen.value.person.called(), &seen.bar, "/people")
        .counting("/inbox", u32::try_from(seen.value.waiting).unwrap_or(u32::MAX));
    Ok(FilePage { page, mark: mark(&viewer, service.clock().now()), file: seen.value, form, sent })
}

/// A person's file.
///
/// # Errors
/// 404 if there is none for this viewer.
pub async fn page(
    service: web::Data<Shared>,
    caller: Caller,
    path: web::Path<String>,
    asked: web::Query<Asked>,
) -> Answer {
    let person = id(&path)?;
    let mut shown = match show(&service, &caller, person, Typed::default(), "").await {
        Err(Failure::Refused(Refusal::NotFound)) => {
            let there = leads_to(&service, caller.call, person).await?;
            return Ok(redirect(&format!("/people/{there}")));
        }
        shown => shown?,
    };
    shown.page = shown.page.flashing(flash(&asked.done));
    html(&shown)
}

/// Looks for somebody to link with this person.
///
/// # Errors
/// 404 if there is no such person for this viewer.
pub async fn find(service: web::Data<Shared>, path: web::Path<String>, form: Form) -> Answer {
    html(&show(&service, &form.caller, id(&path)?, form.typed, "associate").await?)
}
