//! Entering an appeal for whoever wrote, rang or came.

use actix_web::web;
use askama::Template;

use crate::{
    actions::{
        Bar, Shared,
        right::{
            appealed::{self, Against},
            ask::{Beside, Times},
            form::Typed as Asked,
        },
    },
    domain::{
        date::{london_day, spoken},
        ids::SanctionId,
        right::{Kind, Way},
        sanction::appeal::Ground,
    },
    http::{Answer, Caller, Form, Page, Typed, answer::again, html, redirect},
};

#[derive(Template)]
#[template(path = "portal/right/appealed.html", config = "config/askama.toml")]
struct Appealed {
    page: Page,
    form: Typed,
    id: SanctionId,
    notice: String,
    called: String,
    about: String,
    times: Vec<String>,
    kinds: [Kind; 2],
    grounds: &'static [Ground],
    ways: Vec<Way>,
}

impl Appealed {
    fn of(bar: &Bar, against: Against, form: Typed) -> Self {
        let Against { called, sanction, times } = against;
        let decided = spoken(london_day(sanction.decided_at.unwrap_or(sanction.proposed_at)));
        let ways = Way::ALL.iter().copied().filter(|way| !matches!(way, Way::Code | Way::Form));
        Self {
            page: Page::new("Enter an appeal", bar, "/notices"),
            form,
            id: sanction.id,
            notice: format!("/notices/{}", sanction.id),
            called,
            about: format!("Against the exclusion decided on {decided}."),
            times: told(times),
            kinds: [Kind::Appeal, Kind::Review],
            grounds: Ground::ALL,
            ways: ways.collect(),
        }
    }
}

/// Until when an appeal may have come, and from when on a review is asked for.
fn told(times: Times) -> Vec<String> {
    let Times { appeal: _, appeal_by, review_from } = times;
    let appeal = match appeal_by {
        Some(day) => format!("An appeal is in time if it came by {}.", spoken(day)),
        None => "The notice is not served yet: an appeal is in time.".to_owned(),
    };
    let review = review_from.map(|day| format!("A review can be asked for from {}.", spoken(day)));
    std::iter::once(appeal).chain(review).collect()
}

/// The form.
///
/// # Errors
/// 404 for everybody but administrators and controllers, or if there is nothing to appeal against.
pub async fn page(service: web::Data<Shared>, caller: Caller, id: web::Path<SanctionId>) -> Answer {
    let today = service.clock().today().to_string();
    let seen = appealed::against(&service, caller.call, *id).await?;
    let form = Typed::of([("received", today), ("kind", Kind::Appeal.as_str().to_owned())]);
    html(&Appealed::of(&seen.bar, seen.value, form))
}

/// Enters it.
///
/// # Errors
/// The form again, with what is missing.
pub async fn post(service: web::Data<Shared>, id: web::Path<SanctionId>, form: Form) -> Answer {
    let field = |name: &str| form.typed.get(name).to_owned();
    let asked = Asked {
        kind: field("kind"),
        ground: field("ground"),
        email: field("email"),
        phone: field("phone"),
        address: field("address"),
        words: field("words"),
        acts: field("acts"),
        ..Asked::default()
    };
    let received = field("received").parse().ok();
    let beside = Beside { way: field("way"), received, born: String::new() };
    match appealed::enter(&service, form.call(), *id, beside, asked).await {
        Ok(made) => Ok(redirect(&format!("/requests/{}?done=entered", made.id))),
        Err(refusal) => {
            let call = form.call();
            let typed = form.typed.with(refusal)?;
            let seen = appealed::against(&service, call, *id).await?;
            again(&Appealed::of(&seen.bar, seen.value, typed))
        }
    }
}
