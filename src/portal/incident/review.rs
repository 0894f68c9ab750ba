//! A report under review: what was sent beside what is decided.

use actix_web::web;
use askama::Template;

use crate::{
    actions::{
        Bar, Refusal, Shared,
        incident::{
            accept::{self, Acceptance},
            decline,
            desk::{self, Desk},
        },
    },
    domain::{
        ids::{IncidentId, ProfileId},
        incident::{finding::Proof, kind::Kind, report::State, review::Decision, source::Source},
        member::role::Role,
    },
    http::{Answer, Caller, Failure, Form, Page, Typed, answer::again, html, redirect},
};

#[derive(Template)]
#[template(path = "portal/incident/review.html", config = "config/askama.toml")]
struct Review {
    page: Page,
    desk: Desk,
    form: Typed,
    searched: bool,
    facts: Vec<(&'static str, String)>,
    /// The viewer may hand it to police.
    hands: bool,
}

/// A value and its word, for a choice.
struct Choice {
    value: &'static str,
    label: &'static str,
}

impl Review {
    fn new(bar: &Bar, desk: Desk, form: Typed, searched: bool) -> Self {
        let page = Page::new(desk.title.clone(), bar, "/inbox");
        let hands = bar.person.as_ref().is_some_and(|person| person.role == Role::Administrator);
        Self { page, facts: facts(&desk), desk, form, searched, hands }
    }

    fn waits(&self) -> bool {
        self.desk.incident.state == State::Submitted
    }

    fn accepted(&self) -> bool {
        self.desk.incident.state == State::Accepted
    }

    fn breach(&self) -> bool {
        self.desk.incident.kind == Kind::Breach
    }

    /// What was typed stands; a page opened anew proposes the first.
    fn chosen(&self, field: &str, word: &str, first: &str) -> bool {
        let typed = self.form.get(field);
        if typed.is_empty() { word == first } else { typed == word }
    }

    fn picked(&self, person: &ProfileId) -> bool {
        let typed = !self.form.get("decision").is_empty();
        self.form.has("person", &person.to_string()) || !typed && self.desk.incident.claimed == Some(*person)
    }

    fn worded(&self, proposal: &desk::Proposal) -> bool {
        self.form.has("mention", &format!("{}:{}", proposal.person, proposal.words))
    }

    fn proofs(&self) -> Vec<Choice> {
        let alleged = Choice { value: "alleged", label: "Alleged" };
        let proven = Proof::ALL.iter().map(|proof| Choice { value: proof.as_str(), label: proof.label() });
        std::iter::once(alleged).chain(proven).collect()
    }

    fn sources(&self) -> Vec<Choice> {
        let other = Source::ALL.iter().filter(|source| **source != Source::MemberReport);
        other.map(|source| Choice { value: source.as_str(), label: source.label() }).collect()
    }

    /// The name the reporter gave is proposed for somebody new only as words to type: nobody is named by a click.
    fn newcomer(&self) -> bool {
        ["new_name", "new_born", "description", "sought", "looks_under_18"]
            .iter()
            .any(|field| !self.form.get(field).is_empty() || self.form.error(field).is_some())
            || self.desk.candidates.is_empty()
    }
}

fn facts(desk: &Desk) -> Vec<(&'static str, String)> {
    let content = &desk.content;
    let pounds = |pence: Option<u64>| pence.map(|pence| format!("£{}.{:02}", pence / 100, pence % 100));
    let police = match (content.police, content.police_reference.is_empty()) {
        (true, true) => "Called, no reference yet".to_owned(),
        (true, false) => format!("Called, reference {}", content.police_reference),
        (false, false) => format!("Reference {}", content.police_reference),
        (false, true) => String::new(),
    };
    let yes = |is: bool| if is { "Yes".to_owned() } else { String::new() };
    [
        ("When", desk.occurred.clone()),
        ("Where", desk.place.clone()),
        ("Who", desk.incident.who.label().to_owned()),
        ("Named as", content.named.clone()),
        ("Looks", content.description.clone()),
        ("Loss", pounds(content.loss_pence).unwrap_or_default()),
        ("Recovered", pounds(content.recovered_pence).unwrap_or_default()),
        ("Weapon", yes(desk.incident.weapon)),
        ("Staff hurt", yes(content.staff_hurt)),
        ("Police", police),
        ("Harmed", content.victims.clone()),
        ("Witnesses", content.witnesses.clone()),
    ]
    .into_iter()
    .filter(|(_, value)| !value.is_empty())
    .collect()
}

async fn show(
    service: &Shared,
    caller: &Caller,
    id: IncidentId,
    form: Typed,
    searched: bool,
) -> Result<Review, Failure> {
    let chosen = form.all("person").filter_map(|person| person.parse().ok()).collect();
    let looked_for = form.get("look").to_owned();
    let seen = desk::desk(service, caller.call.clone(), id, looked_for, chosen).await?;
    Ok(Review::new(&seen.bar, seen.value, form, searched))
}

fn incident(path: &str) -> Result<IncidentId, Failure> {
    path.parse().map_err(|_| Refusal::NotFound.into())
}

/// A report.
///
/// # Errors
/// 404 if there is none for this viewer.
pub async fn page(service: web::Data<Shared>, caller: Caller, path: web::Path<String>) -> Answer {
    html(&show(&service, &caller, incident(&path)?, Typed::default(), false).await?)
}

/// Looks for a person: the same page, with everything typed kept. The words looked for stand in no address and in no
/// log.
///
/// # Errors
/// 404 if there is no such report.
pub async fn find(service: web::Data<Shared>, path: web::Path<String>, form: Form) -> Answer {
    let id = incident(&path)?;
    html(&show(&service, &form.caller, id, form.typed, true).await?)
}

/// Decides.
///
/// # Errors
/// The form again, with what is to be put right; 404 if there is no such report.
pub async fn post(service: web::Data<Shared>, path: web::Path<String>, form: Form) -> Answer {
    let id = incident(&path)?;
    let typed = &form.typed;
    let reason = typed.get("message").to_owned();
    let done = match Decision::parse(typed.get("decision")) {
        Some(Decision::Accept) => {
            accept::accept(&service, form.call(), id, acceptance(typed)).await.map(|_| format!("/inbox/{id}"))
        }
        Some(decision) => {
            decline::decline(&service, form.call(), id, decision, reason).await.map(|controller| {
                let word = if decision == Decision::Return { "returned" } else { "rejected" };
                let home = if controller { "/assurance" } else { "/inbox" };
                format!("{home}?done={word}")
            })
        }
        None => Err(Refusal::field("decision", "Please choose what you decide.")),
    };
    match done {
        Ok(next) => Ok(redirect(&next)),
        Err(refusal) => {
            let typed = form.typed.with(refusal)?;
            again(&show(&service, &form.caller, id, typed, false).await?)
        }
    }
}

fn acceptance(typed: &Typed) -> Acceptance {
    let text = |field: &str| typed.get(field).to_owned();
    let mut mentions: Vec<String> = typed.all("mention").map(str::to_owned).collect();
    let called = typed.get("called").split(',').filter(|words| !words.trim().is_empty());
    mentions.extend(called.map(|words| format!("first:{words}")));
    Acceptance {
        persons: typed.all("person").map(str::to_owned).collect(),
        new_name: text("new_name"),
        new_born: text("new_born"),
        looks_under_18: typed.has("looks_under_18", "yes"),
        sought: typed.has("sought", "yes"),
        description: text("description"),
        nobody: typed.has("nobody", "yes"),
        source: text("source"),
        proof: text("proof"),
        reasons: text("reasons"),
        threat_or_damage: typed.has("threat_or_damage", "yes"),
        mentions,
        words_checked: typed.has("words_checked", "yes"),
        summary: text("summary"),
        summary_checked: typed.has("summary_checked", "yes"),
        message: text("message"),
    }
}
