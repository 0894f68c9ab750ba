//! Whether a picture goes with a copy: whole, cut and blurred, or not.

use actix_web::web;
use askama::Template;

use crate::{
    actions::{
        Refusal, Seen, Shared,
        pack::{
            choose::{self, Decided},
            draft::{self, OnePicture},
        },
        refusal::Problems,
    },
    domain::{
        ids::{PictureId, RightId},
        pack::stills::Goes,
    },
    http::{Answer, Caller, Failure, Form, Page, Typed, answer::again, html, redirect},
    photos::alter::Rect,
};

#[derive(Template)]
#[template(path = "portal/pack/picture.html", config = "config/askama.toml")]
struct One {
    page: Page,
    form: Typed,
    id: RightId,
    picture: PictureId,
    about: String,
    own: bool,
    large: String,
    width: u32,
    height: u32,
}

impl One {
    /// A number as typed, or where the frame begins.
    fn number<'a>(&'a self, field: &str, first: &'a str) -> &'a str {
        if self.form.get(field).is_empty() { first } else { self.form.get(field) }
    }
}

type Path = web::Path<(RightId, PictureId)>;

fn begun(goes: &Goes) -> Typed {
    let mut values: Vec<(&str, String)> = Vec::new();
    let mut rect = |fields: [&'static str; 4], points: [u16; 4]| {
        values.extend(fields.into_iter().zip(points.map(|point| point.to_string())));
    };
    match goes {
        Goes::Whole(why) => {
            values.extend([("what", "whole".to_owned()), ("reason", why.clone().unwrap_or_default())])
        }
        Goes::Not(why) => values.extend([("what", "withhold".to_owned()), ("reason", why.clone())]),
        Goes::Cut(keep, blur) => {
            rect(["x", "y", "w", "h"], *keep);
            blur.iter().for_each(|blur| rect(["bx", "by", "bw", "bh"], *blur));
            values.push(("what", "cut".to_owned()));
        }
        Goes::Undecided => {}
    }
    Typed::of(values)
}

fn shown(seen: Seen<OnePicture>, (id, picture): (RightId, PictureId), form: Option<Typed>) -> One {
    let Seen { value: one, bar, .. } = seen;
    One {
        page: Page::new("A picture of the copy", &bar, "/requests"),
        form: form.unwrap_or_else(|| begun(&one.goes)),
        id,
        picture,
        about: one.still.about,
        own: one.still.own,
        large: one.large,
        width: one.size.0,
        height: one.size.1,
    }
}

/// Shows it.
///
/// # Errors
/// 404 if there is no such picture in a copy in the making.
pub async fn page(service: web::Data<Shared>, caller: Caller, path: Path) -> Answer {
    let (id, picture) = path.into_inner();
    let seen = draft::picture(&service, caller.call, id, picture).await?;
    html(&shown(seen, (id, picture), None))
}

/// Decides about it.
///
/// # Errors
/// The page again, with what is to be put right.
pub async fn post(service: web::Data<Shared>, path: Path, form: Form) -> Answer {
    let (id, picture) = path.into_inner();
    let done = match asked(&form.typed) {
        Ok(decided) => choose::picture(&service, form.call(), id, picture, decided).await,
        Err(refusal) => Err(refusal),
    };
    match done {
        Ok(()) => Ok(redirect(&format!("/requests/{id}/copy?done=decided#pictures"))),
        Err(refusal) => {
            let call = form.caller.call.clone();
            let typed: Result<Typed, Failure> = form.typed.with(refusal);
            let seen = draft::picture(&service, call, id, picture).await?;
            again(&shown(seen, (id, picture), Some(typed?)))
        }
    }
}

fn asked(typed: &Typed) -> Result<Decided, Refusal> {
    let mut problems = Problems::default();
    let reason = typed.get("reason").to_owned();
    let decided = match typed.get("what") {
        "whole" => Some(Decided::Whole(reason)),
        "withhold" => Some(Decided::Not(reason)),
        "cut" => {
            let keep = rect(typed, ["x", "y", "w", "h"]);
            if keep.is_none() {
                problems.add("x", "The part chosen is empty or reaches outside the photo. Choose it again.");
            }
            let blurs = !matches!(typed.get("bw").trim(), "" | "0");
            let blur = if blurs { rect(typed, ["bx", "by", "bw", "bh"]) } else { None };
            if blurs && blur.is_none() {
                problems
                    .add("bx", "The part to blur is empty or reaches outside the photo. Choose it again.");
            }
            keep.map(|keep| Decided::Cut(keep, blur))
        }
        _ => {
            problems.add("what", "Choose whether it goes.");
            None
        }
    };
    problems.end()?;
    decided.ok_or(Refusal::NotFound)
}

fn rect(typed: &Typed, fields: [&str; 4]) -> Option<Rect> {
    let [x, y, w, h] = fields.map(|field| typed.get(field).trim().parse::<u16>().ok());
    Rect::new(x?, y?, w?, h?).ok()
}
