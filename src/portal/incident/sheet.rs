//! The sheet as a page: filled in anew, as typed, or as a draft was left.

use askama::Template;
use chrono_tz::Europe::London;

use crate::{
    actions::{
        Call, Shared,
        incident::{
            faces::{Shown, Wanted, faces},
            offer::{Offer, offer},
            sheet::Sheet,
        },
        photo::view::mark,
    },
    domain::{
        ids::UserId,
        incident::{kind::Kind, loss::Band, tile::TILES},
    },
    http::{Failure, Page, Typed},
};

pub(super) struct Tile {
    value: &'static str,
    label: &'static str,
    icon: &'static str,
    priced: bool,
}

pub(super) struct Choice {
    value: String,
    label: String,
}

pub(super) struct FaceCard {
    id: String,
    photo: Option<String>,
    name: String,
    status_word: &'static str,
}

#[derive(Template)]
#[template(path = "portal/incident/report.html", config = "config/askama.toml")]
pub(super) struct SheetPage {
    page: Page,
    action: String,
    whose: String,
    key: String,
    mark: String,
    kinds: Vec<Tile>,
    rare: Vec<Tile>,
    bands: Vec<Choice>,
    premises: Vec<Choice>,
    faces: Vec<FaceCard>,
    searched: bool,
    here: String,
    when: String,
    form: Typed,
}

/// Which form is shown.
pub(super) struct Wish {
    /// Where it is sent to.
    pub action: String,
    /// For whom it is recorded, by telephone.
    pub user: Option<UserId>,
    /// What is in it; nothing for a new one.
    pub form: Option<Typed>,
}

/// The sheet, with faces for those who may see them.
pub(super) async fn sheet_page(service: &Shared, call: Call, wish: Wish) -> Result<SheetPage, Failure> {
    let (offer, bar) = offer(service, call.clone(), wish.user).await?;
    let form = wish.form.unwrap_or_else(|| fresh(&offer));
    let wanted = Wanted { name: form.get("who_search").to_owned(), chosen: form.get("who").parse().ok() };
    let shown = faces(service, call, wanted).await?;
    let name = bar.person.as_ref().map(|person| person.name.as_str()).unwrap_or_default();
    let sites = offer.premises.iter();
    let here = sites.clone().find(|(id, _)| id.to_string() == form.get("premises"));
    Ok(SheetPage {
        page: Page::new("Report an incident", &bar, "/report"),
        action: wish.action,
        whose: offer.caller.clone(),
        key: if form.get("key").is_empty() { offer.key.clone() } else { form.get("key").to_owned() },
        mark: mark(name, offer.now),
        kinds: offer.kinds.iter().take(TILES).map(|kind| tile(*kind)).collect(),
        rare: offer.kinds.iter().skip(TILES).map(|kind| tile(*kind)).collect(),
        bands: Band::ALL.iter().map(|band| choice(band.as_str(), band.label())).collect(),
        here: here.map_or_else(|| "Choose where".to_owned(), |(_, name)| name.clone()),
        when: when(&offer, &form),
        premises: sites.map(|(id, name)| choice(id, name)).collect(),
        faces: shown.into_iter().map(card).collect(),
        searched: !form.get("who_search").trim().is_empty(),
        form,
    })
}

fn fresh(offer: &Offer) -> Typed {
    let now = offer.now.with_timezone(&London);
    Typed::of([
        ("premises", offer.likely.map(|site| site.to_string()).unwrap_or_default()),
        ("occurred_date", now.format("%Y-%m-%d").to_string()),
        ("occurred_time", now.format("%H:%M").to_string()),
    ])
}

/// "today 14:32", or the day and the time as typed.
fn when(offer: &Offer, form: &Typed) -> String {
    let (day, time) = (form.get("occurred_date"), form.get("occurred_time"));
    let today = offer.now.with_timezone(&London).date_naive();
    match chrono::NaiveDate::parse_from_str(day, "%Y-%m-%d") {
        Ok(typed) if typed == today => format!("today {time}"),
        Ok(typed) => format!("{} {time}", typed.format("%-d %B")),
        Err(_) => "choose when".to_owned(),
    }
}

fn choice(value: impl ToString, label: impl ToString) -> Choice {
    Choice { value: value.to_string(), label: label.to_string() }
}

fn card(shown: Shown) -> FaceCard {
    FaceCard {
        id: shown.face.id.to_string(),
        photo: shown.photo,
        name: shown.face.called().to_owned(),
        status_word: shown.face.status,
    }
}

fn tile(kind: Kind) -> Tile {
    Tile { value: kind.as_str(), label: kind.tile(), icon: icon(kind), priced: kind.has_value() }
}

const fn icon(kind: Kind) -> &'static str {
    match kind {
        Kind::Theft => "theft",
        Kind::AttemptedTheft => "sighting",
        Kind::Threats => "threats",
        Kind::Abuse | Kind::Harassment => "alerts",
        Kind::Violence => "violence",
        Kind::Breach => "breach",
        Kind::Damage => "damage",
        Kind::Fraud => "fraud",
        Kind::Sighting | Kind::Intelligence | Kind::Antisocial => "more",
    }
}

/// What was typed, for the deed.
pub(super) fn typed(form: &Typed) -> Sheet {
    let get = |field: &str| form.get(field).to_owned();
    Sheet {
        key: get("key"),
        report: get("report"),
        kind: get("kind"),
        band: get("band"),
        premises: get("premises"),
        day: get("occurred_date"),
        time: get("occurred_time"),
        who: get("who"),
        named: get("named"),
        description: get("description"),
        note: get("note"),
        police: get("police"),
        police_reference: get("police_ref"),
        staff_hurt: get("staff_hurt"),
        weapon: get("weapon"),
        victims: get("victims"),
        witnesses: get("witnesses"),
        loss: get("loss"),
        recovered: get("recovered"),
    }
}

/// A draft, as a form.
pub(super) fn form(sheet: Sheet) -> Typed {
    Typed::of([
        ("report", sheet.report),
        ("kind", sheet.kind),
        ("band", sheet.band),
        ("premises", sheet.premises),
        ("occurred_date", sheet.day),
        ("occurred_time", sheet.time),
        ("who", sheet.who),
        ("named", sheet.named),
        ("description", sheet.description),
        ("note", sheet.note),
        ("police", sheet.police),
        ("police_ref", sheet.police_reference),
        ("staff_hurt", sheet.staff_hurt),
        ("weapon", sheet.weapon),
        ("victims", sheet.victims),
        ("witnesses", sheet.witnesses),
        ("loss", sheet.loss),
        ("recovered", sheet.recovered),
    ])
}
