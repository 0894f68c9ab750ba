//! Cutting a picture of one person from a still.

use actix_web::web;
use askama::Template;

use crate::{
    actions::{
        Refusal, Shared,
        photo::make::{self, Cut, Still},
        refusal::Problems,
    },
    domain::ids::{IncidentId, PictureId, ProfileId},
    http::{Answer, Caller, Failure, Form, Page, Typed, answer::again, html, redirect},
    photos::alter::Rect,
};

#[derive(Template)]
#[template(path = "portal/incident/picture.html", config = "config/askama.toml")]
struct Picture {
    page: Page,
    incident: IncidentId,
    id: PictureId,
    still: Still,
    form: Typed,
}

impl Picture {
    /// A number as typed, or where the frame begins.
    fn number<'a>(&'a self, field: &str, first: &'a str) -> &'a str {
        if self.form.get("sent").is_empty() { first } else { self.form.get(field) }
    }

    fn picked(&self, person: &ProfileId) -> bool {
        self.form.has("person", &person.to_string()) || self.still.subjects.len() == 1
    }
}

type Path = web::Path<(String, String)>;

fn ids(path: &(String, String)) -> Result<(IncidentId, PictureId), Failure> {
    let found = path.0.parse().ok().zip(path.1.parse().ok());
    found.ok_or_else(|| Refusal::NotFound.into())
}

async fn show(
    service: &Shared,
    caller: &Caller,
    (incident, id): (IncidentId, PictureId),
    form: Typed,
) -> Result<Picture, Failure> {
    let seen = make::still(service, caller.call.clone(), incident, id).await?;
    let page = Page::new("Make a picture", &seen.bar, "/inbox");
    Ok(Picture { page, incident, id, still: seen.value, form })
}

/// The still with a frame to draw.
///
/// # Errors
/// 404 if it is not there for this viewer.
pub async fn page(service: web::Data<Shared>, caller: Caller, path: Path) -> Answer {
    html(&show(&service, &caller, ids(&path)?, Typed::default()).await?)
}

/// Makes the picture.
///
/// # Errors
/// The form again, with what is to be put right.
pub async fn post(service: web::Data<Shared>, path: Path, form: Form) -> Answer {
    let (incident, id) = ids(&path)?;
    let done = match asked(&form.typed) {
        Ok((person, cut)) => make::make(&service, form.call(), incident, id, person, cut).await,
        Err(refusal) => Err(refusal),
    };
    match done {
        Ok(()) => Ok(redirect(&format!("/inbox/{incident}"))),
        Err(refusal) => {
            let typed = form.typed.with(refusal)?;
            again(&show(&service, &form.caller, (incident, id), typed).await?)
        }
    }
}

fn asked(typed: &Typed) -> Result<(ProfileId, Cut), Refusal> {
    let mut problems = Problems::default();
    let person = typed.get("person").parse().ok();
    if person.is_none() {
        problems.add("person", "Please choose whose picture this is.");
    }
    let keep = rect(typed, ["x", "y", "w", "h"]);
    if keep.is_none() {
        problems.add("x", "The part chosen is empty or reaches outside the photo. Choose it again.");
    }
    let blurs = typed.get("bw").trim() != "" && typed.get("bw").trim() != "0";
    let blur = if blurs { rect(typed, ["bx", "by", "bw", "bh"]) } else { None };
    if blurs && blur.is_none() {
        problems.add("bx", "The part to blur is empty or reaches outside the photo. Choose it again.");
    }
    if !typed.has("alone", "yes") {
        problems.add("alone", "Please check that the picture shows this person only.");
    }
    problems.end()?;
    let cut = keep.map(|keep| Cut { keep, blur, main: typed.has("main", "yes") });
    person.zip(cut).ok_or(Refusal::NotFound)
}

fn rect(typed: &Typed, fields: [&str; 4]) -> Option<Rect> {
    let [x, y, w, h] = fields.map(|field| typed.get(field).trim().parse::<u16>().ok());
    Rect::new(x?, y?, w?, h?).ok()
}
