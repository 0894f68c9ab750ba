//! Changing the rules: a form or a file, then whom it would affect, then the proposal.

use actix_multipart::Multipart;
use actix_web::web;
use askama::Template;

use super::words::{Affects, Difference, affects, differences, takes, texts};
use crate::{
    actions::{
        Bar, Call, Refusal, Service, Shared,
        scheme::{
            change_logo::may_change,
            propose_rules::{self, Proposal},
            rules::{self, Preview},
            rules_form::{Sheet, read_file, write_file},
        },
    },
    domain::{
        incident::kind::Kind,
        member::{evidence::Steward, role::Role},
        rules::Rules,
        sanction::ladder::Lead,
        scheme::rule_field::Field,
    },
    http::{Answer, Caller, Failure, Form, Page, Typed, answer::again, html, redirect, upload::Upload},
};

/// The longest rules file, in bytes.
const LONGEST: usize = 32 * 1024;
/// The form has room for so many steps of the ladder.
const STEPS: usize = 6;

/// A number to give.
struct Number {
    name: &'static str,
    label: &'static str,
    hint: String,
}

/// A step of the ladder.
struct Step {
    n: usize,
    report: String,
    exclusion: bool,
    months: String,
}

#[derive(Template)]
#[template(path = "portal/scheme/edit.html", config = "config/askama.toml")]
struct Edit {
    page: Page,
    form: Typed,
    numbers: Vec<Number>,
    kinds: Vec<Kind>,
    steps: Vec<Step>,
}

impl Edit {
    fn new(bar: &Bar, form: Typed) -> Self {
        let typed: Vec<Vec<String>> =
            ["report", "lead", "months"].map(|part| form.all(part).map(str::to_owned).collect()).to_vec();
        let at = |part: usize, n: usize| typed[part].get(n).cloned().unwrap_or_default();
        let rows = typed[0].len().clamp(STEPS, 2 * STEPS);
        let number = |field: &Field| {
            let hint = format!("{}. {}", takes(*field)?, field.about());
            Some(Number { name: field.as_str(), label: field.label(), hint })
        };
        Self {
            page: Page::new("Change the rules", bar, "/settings"),
            numbers: Field::ALL.iter().filter_map(number).collect(),
            kinds: Kind::ALL.iter().copied().filter(|kind| kind.may_count()).collect(),
            steps: (0..rows)
                .map(|n| Step {
                    n: n + 1,
                    report: at(0, n),
                    exclusion: at(1, n) != "warning",
                    months: at(2, n),
                })
                .collect(),
            form,
        }
    }
}

/// The form's values for some rules.
fn typed(rules: &Rules) -> Typed {
    let mut values: Vec<(&str, String)> = Field::ALL
        .iter()
        .filter_map(|field| Some((field.as_str(), field.number(rules)?.to_string())))
        .collect();
    let tick = |on: bool| if on { "yes" } else { "" }.to_owned();
    values.push(("minor_photo", tick(rules.minor_photo)));
    values.push(("warning_first", tick(rules.ladder.warning_first)));
    values.push(("ladder.serious_term", rules.ladder.serious_term.to_string()));
    values.extend(rules.ladder.serious.iter().map(|kind| ("ladder.serious", kind.as_str().to_owned())));
    for step in &rules.ladder.steps {
        let (lead, months) = match step.lead {
            Lead::Warning => ("warning", String::new()),
            Lead::Exclusion { months } => ("exclusion", months.to_string()),
        };
        values.extend([
            ("report", step.at_report.to_string()),
            ("lead", lead.to_owned()),
            ("months", months),
        ]);
    }
    Typed::of(values)
}

/// What was typed, as a sheet of rules.
fn sheet(form: &Typed) -> Sheet {
    let parts =
        ["report", "lead", "months"].map(|part| form.all(part).map(str::to_owned).collect::<Vec<_>>());
    let [reports, leads, months] = parts;
    let steps =
        reports.into_iter().zip(leads).zip(months).map(|((report, lead), months)| [report, lead, months]);
    Sheet {
        numbers: Field::ALL
            .iter()
            .filter(|field| field.limits().is_some())
            .map(|field| (*field, form.get(field.as_str()).to_owned()))
            .collect(),
        minor_photo: form.get("minor_photo") == "yes",
        warning_first: form.get("warning_first") == "yes",
        serious: form.all("ladder.serious").map(str::to_owned).collect(),
        serious_term: form.get("ladder.serious_term").to_owned(),
        steps: steps.collect(),
    }
}

async fn present(service: &Shared, call: Call) -> Result<(Rules, Bar), Refusal> {
    service.glance::<Steward, _>(call, |_, _, scheme| Service::rules(scheme)).await
}

/// The form with the rules in force.
///
/// # Errors
/// 404 for everybody but administrator and controller.
pub async fn page(service: web::Data<Shared>, caller: Caller) -> Answer {
    let (rules, bar) = present(&service, caller.call).await?;
    html(&Edit::new(&bar, typed(&rules)))
}

/// The form with the rules of a file that was shown before.
///
/// # Errors
/// The form with the rules in force, if the file cannot be read; 404 for everybody but administrator and controller.
pub async fn again_from(service: web::Data<Shared>, form: Form) -> Answer {
    let (_, bar) = present(&service, form.call()).await?;
    match read_file(form.typed.get("file")) {
        Ok(rules) => html(&Edit::new(&bar, typed(&rules))),
        Err(refusal) => unread(&service, form.call(), refusal).await,
    }
}

#[derive(Template)]
#[template(path = "portal/scheme/preview.html", config = "config/askama.toml")]
struct PreviewPage {
    page: Page,
    form: Typed,
    file: String,
    base: u32,
    differences: Vec<Difference>,
    texts: Option<String>,
    affects: Affects,
    alone: bool,
}

fn is_controller(bar: &Bar) -> bool {
    bar.person.as_ref().is_some_and(|person| person.role == Role::Controller)
}

impl PreviewPage {
    fn new(bar: &Bar, preview: &Preview, file: String, form: Typed) -> Self {
        Self {
            page: Page::new("Whom this would affect", bar, "/settings"),
            form,
            file,
            base: preview.base,
            differences: differences(&preview.changed),
            texts: texts(&preview.changed),
            affects: affects(&preview.whom, is_controller(bar)),
            alone: preview.deciders == 0,
        }
    }
}

/// Whom the rules of the form would affect.
///
/// # Errors
/// The form again with what is wrong.
pub async fn preview(service: web::Data<Shared>, form: Form) -> Answer {
    let call = form.call();
    let rules = match sheet(&form.typed).read() {
        Ok(rules) => rules,
        Err(refusal) => return wrong(&service, call, form.typed, refusal).await,
    };
    let file = write_file(&rules);
    match rules::preview(&service, call.clone(), file.clone()).await {
        Ok(seen) => html(&PreviewPage::new(&seen.bar, &seen.value, file, Typed::default())),
        Err(refusal) => wrong(&service, call, form.typed, refusal).await,
    }
}

async fn wrong(service: &Shared, call: Call, form: Typed, refusal: Refusal) -> Answer {
    let (_, bar) = present(service, call).await?;
    again(&Edit::new(&bar, form.with(refusal)?))
}

/// Whom the rules of a file would affect.
///
/// # Errors
/// The form again with what is wrong in the file.
pub async fn upload(service: web::Data<Shared>, caller: Caller, parts: Multipart) -> Answer {
    may_change(&service, caller.call.clone()).await?;
    let mut upload = Upload::new(service.get_ref().clone(), caller.call, parts);
    let why = |why| Refusal::field("file", why);
    let sent = match upload.one("file", LONGEST).await {
        Ok(Some(bytes)) => String::from_utf8(bytes).map_err(|_| why("This file is no text in UTF-8.")),
        Ok(None) => Err(why("Choose a file first.")),
        Err(Failure::TooLarge) => Err(why("This file is too long to be a rules file.")),
        Err(Failure::Refused(refusal)) => Err(refusal),
        Err(other) => return Err(other),
    };
    let call = upload.call();
    let read = sent.and_then(|text| read_file(&text)).map(|rules| write_file(&rules));
    let shown = match read {
        Ok(file) => rules::preview(&service, call.clone(), file.clone()).await.map(|seen| (seen, file)),
        Err(refusal) => Err(refusal),
    };
    match shown {
        Ok((seen, file)) => html(&PreviewPage::new(&seen.bar, &seen.value, file, Typed::default())),
        Err(refusal) => unread(&service, call, refusal).await,
    }
}

/// The form with the rules in force, and what is wrong with a file.
async fn unread(service: &Shared, call: Call, refusal: Refusal) -> Answer {
    let (rules, _) = present(service, call.clone()).await?;
    wrong(service, call, typed(&rules), refusal).await
}

/// Proposes what was shown.
///
/// # Errors
/// What was shown again, if the reason is missing or the rules changed meanwhile.
pub async fn propose(service: web::Data<Shared>, form: Form) -> Answer {
    let file = form.typed.get("file").to_owned();
    let proposal = Proposal {
        file: file.clone(),
        base: form.typed.get("base").parse().unwrap_or_default(),
        reason: form.typed.get("reason").to_owned(),
    };
    match propose_rules::propose(&service, form.call(), proposal).await {
        Ok(id) => Ok(redirect(&format!("/settings/rules/changes/{id}"))),
        Err(refusal) => {
            let call = form.call();
            let typed = form.typed.with(refusal)?;
            match rules::preview(&service, call.clone(), file.clone()).await {
                Ok(seen) => again(&PreviewPage::new(&seen.bar, &seen.value, file, typed)),
                Err(refusal) => unread(&service, call, refusal).await,
            }
        }
    }
}
