//! Asking for what is one's own by right: from the page behind a letter's code, or by the public form; and what became
//! of it.

use actix_web::{HttpRequest, web};
use askama::Template;

use super::notice::born;
use crate::{
    actions::{
        Bar, Refusal, Shared,
        right::{
            ask::{self, Made},
            form,
        },
    },
    domain::{
        date::{short, spoken},
        disclosure::asker::Followed,
        member::evidence::Visitor,
        right::{Kind, Outcome},
        sanction::appeal::Ground,
        scheme::Contact,
    },
    http::{Answer, Caller, OpenForm, Page, Typed, answer::again, call, html, redirect},
};

/// A kind of request, as it is chosen.
pub(super) struct Choice {
    pub value: &'static str,
    pub label: &'static str,
    pub says: &'static str,
}

#[derive(Template)]
#[template(path = "public/right_ask.html", config = "config/askama.toml")]
struct Ask {
    page: Page,
    /// The pass of a letter's page; empty for the public form.
    pass: String,
    heading: &'static str,
    lead: &'static str,
    question: &'static str,
    hint: &'static str,
    optional: bool,
    kinds: Vec<Choice>,
    grounds: Vec<(&'static str, &'static str)>,
    contact: Contact,
    form: Typed,
}

#[derive(Template)]
#[template(path = "public/right_made.html", config = "config/askama.toml")]
struct MadePage {
    page: Page,
    reference: String,
    what: &'static str,
    due: String,
    code: String,
    mailed: bool,
    contact: Contact,
}

#[derive(Template)]
#[template(path = "public/right_followed.html", config = "config/askama.toml")]
struct FollowedPage {
    page: Page,
    one: Lines,
    contact: Contact,
}

/// A request in sentences for whoever made it.
pub(super) struct Lines {
    pub title: String,
    pub state: &'static str,
    pub when: String,
    pub words: Vec<(String, Vec<String>)>,
    pub copy: String,
}

/// What each kind is, in a sentence for the person.
pub(super) const fn says(kind: Kind) -> &'static str {
    match kind {
        Kind::Access => "It is free. You get it within 30 days.",
        Kind::Correction => "Your name, a date, your picture, what happened, or it was not you.",
        Kind::Restriction => "Ask us not to use your data while we check what you say.",
        Kind::Objection => "You do not agree that we use your data at all.",
        Kind::Appeal => "Somebody who decided nothing in your case looks at it again.",
        Kind::Review => "You have kept out of trouble for months: ask us to end it sooner.",
        Kind::Complaint => {
            "About how you or your data were treated. We answer, and you can go to the Information Commissioner."
        }
        Kind::Help => "Large print, plain text, another language, or a talk with a person.",
    }
}

/// What the form asks for.
const fn question(kind: Kind) -> (&'static str, &'static str) {
    match kind {
        Kind::Access => (
            "Is there anything that you need most?",
            "You get everything in any case. Say here what you need first.",
        ),
        Kind::Correction => {
            ("What is wrong, and what would be right?", "Say which date, name, picture or report you mean.")
        }
        Kind::Restriction => (
            "What should not be used, and why?",
            "For example because it is wrong, or you need it for a court.",
        ),
        Kind::Objection => ("Why do you not agree?", "Say what is different for you."),
        Kind::Appeal => ("Why is it wrong?", "Say what happened as you saw it, and who could tell us more."),
        Kind::Review => ("What has changed since?", "For example work, treatment, or a move."),
        Kind::Complaint => ("What went wrong?", "Say what happened, when, and what would put it right."),
        Kind::Help => ("What do you need?", "For example large print, or a language."),
    }
}

/// What may be asked for in public: an appeal needs the letter.
const PUBLIC: &[Kind] =
    &[Kind::Access, Kind::Correction, Kind::Restriction, Kind::Objection, Kind::Complaint, Kind::Help];

/// The same for somebody of 10 to 17.
const fn says_simply(kind: Kind) -> &'static str {
    match kind {
        Kind::Access => "See everything we have about you. It costs nothing. You get it within 30 days.",
        Kind::Correction => "Tell us what is not true, or that it was not you.",
        Kind::Restriction => "Ask us to stop using what we have while we check it.",
        Kind::Objection => "Tell us that you do not want us to use it at all.",
        Kind::Appeal => "Ask us to decide again. Somebody new looks at it.",
        Kind::Review => "Nothing new has happened for months? Ask us to end it sooner.",
        Kind::Complaint => "Tell us if we or a shop treated you badly.",
        Kind::Help => "Ask somebody to explain it to you, or to read it out.",
    }
}

/// A kind, as it is chosen; in words for 10 to 17 where whoever chooses is that young.
pub(super) const fn choice(kind: Kind, young: bool) -> Choice {
    let says = if young { says_simply(kind) } else { says(kind) };
    Choice { value: kind.as_str(), label: kind.label(), says }
}

fn visitor(bar: &Bar) -> Bar {
    Bar { person: None, csrf: String::new(), ..bar.clone() }
}

fn by_letter(bar: &Bar, kind: Kind, pass: String, form: Typed) -> Ask {
    let (question, hint) = question(kind);
    let grounds = Ground::ALL.iter().map(|ground| (ground.as_str(), ground.label()));
    Ask {
        page: Page::new(kind.label(), &visitor(bar), "/n"),
        pass,
        heading: kind.label(),
        lead: says(kind),
        question,
        hint,
        optional: kind == Kind::Access,
        kinds: Vec::new(),
        grounds: if kind == Kind::Appeal { grounds.collect() } else { Vec::new() },
        contact: bar.scheme.contact.clone(),
        form,
    }
}

fn in_public(bar: &Bar, form: Typed) -> Ask {
    Ask {
        page: Page::new("Your data, your rights", &visitor(bar), "/rights"),
        pass: String::new(),
        heading: "Your data, your rights",
        lead: "Ask us what we hold about you, or tell us that something is wrong. It is free, and you need no lawyer.",
        question: "In your words",
        hint: "For a copy of everything you can leave this empty.",
        optional: true,
        kinds: PUBLIC.iter().map(|kind| choice(*kind, false)).collect(),
        grounds: Vec::new(),
        contact: bar.scheme.contact.clone(),
        form,
    }
}

fn made_page(bar: &Bar, made: Made, mailed: bool) -> MadePage {
    MadePage {
        page: Page::new("We have your request", &visitor(bar), "/n"),
        reference: made.reference,
        what: made.kind.label(),
        due: spoken(made.due),
        code: made.code,
        mailed,
        contact: bar.scheme.contact.clone(),
    }
}

async fn frame(service: &Shared, call: crate::actions::Call) -> Result<Bar, Refusal> {
    let ((), bar) = service.glance::<Visitor, _>(call, |_, _, _| Ok(())).await?;
    Ok(visitor(&bar))
}

fn typed(form: &Typed) -> form::Typed {
    let field = |name| form.get(name).to_owned();
    form::Typed {
        kind: field("kind"),
        ground: field("ground"),
        name: field("name"),
        born: born(form),
        email: field("email"),
        phone: field("phone"),
        address: field("address"),
        words: field("words"),
        acts: field("acts"),
    }
}

/// A page that a form opens has no address to come back to: who reloads it begins again.
///
/// # Errors
/// None.
pub async fn again_from_the_start() -> Answer {
    Ok(redirect("/n"))
}

/// The form of a kind, from the page behind a letter: `POST /n/ask`. Nothing is read but the kind.
///
/// # Errors
/// 404 for an unknown kind or host name.
pub async fn asked(service: web::Data<Shared>, OpenForm(form): OpenForm) -> Answer {
    let kind = Kind::parse(form.typed.get("kind")).ok_or(Refusal::NotFound)?;
    let bar = frame(&service, form.call()).await?;
    let pass = form.typed.get("pass").to_owned();
    let young = form.typed.get("young").to_owned();
    let begun = Typed::of([("kind", kind.as_str().to_owned()), ("young", young)]);
    html(&by_letter(&bar, kind, pass, begun))
}

/// Asks, from the page behind a letter: `POST /n/send`.
///
/// # Errors
/// The form again, with what is missing.
pub async fn sent(service: web::Data<Shared>, OpenForm(form): OpenForm) -> Answer {
    let kind = Kind::parse(form.typed.get("kind")).ok_or(Refusal::NotFound)?;
    let pass = form.typed.get("pass").to_owned();
    let mailed = !form.typed.get("email").trim().is_empty();
    let done = ask::by_holder(&service, form.call(), pass.clone(), typed(&form.typed)).await;
    let bar = frame(&service, form.call()).await?;
    match done {
        Ok(made) => html(&made_page(&bar, made, mailed)),
        Err(refusal) => again(&by_letter(&bar, kind, pass, form.typed.with(refusal)?)),
    }
}

/// The public form: `GET /rights`.
///
/// # Errors
/// 404 for an unknown host name.
pub async fn page(service: web::Data<Shared>, caller: Caller) -> Answer {
    html(&in_public(&frame(&service, caller.call).await?, Typed::default()))
}

/// Asks by the public form: `POST /rights`.
///
/// # Errors
/// The form again, with what is missing; 429 if this visitor asks too often.
pub async fn post(service: web::Data<Shared>, request: HttpRequest, OpenForm(form): OpenForm) -> Answer {
    let from = call::from(&request, &service);
    let done = match no_date(&form.typed) {
        Ok(()) => ask::in_public(&service, form.call(), &from, typed(&form.typed)).await,
        Err(refusal) => Err(refusal),
    };
    let bar = frame(&service, form.call()).await?;
    match done {
        Ok(made) => html(&made_page(&bar, made, !form.typed.get("email").trim().is_empty())),
        Err(refusal) => again(&in_public(&bar, form.typed.with(refusal)?)),
    }
}

/// A date of birth may be left out; what is typed has to be one.
pub(crate) fn no_date(typed: &Typed) -> Result<(), Refusal> {
    let any = ["day", "month", "year"].iter().any(|part| !typed.get(part).trim().is_empty());
    if any && born(typed).is_none() {
        return Err(Refusal::field("day", "This is no date. Type it in numbers, like 27 3 1990."));
    }
    Ok(())
}

/// A request in sentences.
pub(super) fn lines(one: &Followed) -> Lines {
    let paragraphs = |text: &str| text.lines().map(str::to_owned).collect::<Vec<_>>();
    let mut words = Vec::new();
    let mut add = |heading: String, text: &Option<String>| {
        if let Some(text) = text {
            words.push((heading, paragraphs(text)));
        }
    };
    add("We need to know that it is you".to_owned(), &one.identity);
    add("We have a question".to_owned(), &one.clarity);
    add("A part takes longer".to_owned(), &one.extension);
    add("While we check".to_owned(), &Some(one.hidden.join("\n")).filter(|said| !said.is_empty()));
    if let Some((outcome, text)) = &one.answer {
        let heading = match outcome {
            Outcome::Granted => "Our answer: yes",
            Outcome::Partly => "Our answer: in part",
            Outcome::Refused => "Our answer: no",
        };
        words.push((heading.to_owned(), paragraphs(text)));
    }
    let waits = one.identity.is_some() || one.clarity.is_some();
    Lines {
        title: format!("{}, {}", one.kind.label(), one.reference),
        state: match (one.closed, waits) {
            (Some(_), _) => "Answered",
            (None, true) => "We wait for you",
            (None, false) => "We are working on it",
        },
        when: match (one.closed, one.due) {
            (Some(day), _) => {
                let gone = one.erase_on.map(|day| format!(" We delete it by {}.", short(day)));
                format!(
                    "Asked on {}, answered on {}.{}",
                    short(one.received),
                    short(day),
                    gone.unwrap_or_default()
                )
            }
            (None, Some(due)) => {
                format!("Asked on {}. You get an answer by {}.", short(one.received), spoken(due))
            }
            (None, None) => format!("Asked on {}.", short(one.received)),
        },
        words,
        copy: one.copy.clone().unwrap_or_default(),
    }
}

/// The page of a request that a code opened.
pub(super) fn followed(bar: &Bar, one: &Followed) -> Answer {
    html(&FollowedPage {
        page: Page::new("Your request", &visitor(bar), "/n"),
        one: lines(one),
        contact: bar.scheme.contact.clone(),
    })
}
