//! Incidents: reported, reviewed, and what follows.

pub mod desk;
mod draft;
mod faces;
mod inbox;
mod input;
mod own;
pub mod photos;
mod report;
mod review;
mod telephone;

use beadle::{
    domain::{
        ids::{IncidentId, ProfileId},
        incident::{Incident, source::Source},
        member::role::Role,
        profile::{
            identity::{Fact, Identity},
            status::Status,
        },
    },
    store::{self, profile::Clocks},
};
use chrono::NaiveDate;

use crate::harness::{Answer, Browser, People, Town};

/// A once-only key, as forms carry it.
const KEY: &str = "a-key-of-one-form-0001";

/// A sheet that can be sent as it is.
fn sheet(at: &People) -> Vec<(&'static str, String)> {
    [
        ("key", KEY),
        ("kind", "theft"),
        ("band", "50_to_200"),
        ("premises", &at.premises.to_string()),
        ("occurred_date", "2026-11-22"),
        ("occurred_time", "11:30"),
        ("who", "unknown"),
        ("note", "Two bottles under a coat"),
    ]
    .map(|(name, value)| (name, value.to_owned()))
    .to_vec()
}

/// A sheet with some fields filled in otherwise.
fn sheet_with(at: &People, other: &[(&'static str, &str)]) -> Vec<(&'static str, String)> {
    let mut fields = sheet(at);
    for (name, value) in other {
        fields.retain(|(field, _)| field != name);
        fields.push((name, (*value).to_owned()));
    }
    fields
}

async fn send(browser: &mut Browser, path: &str, fields: &[(&'static str, String)]) -> Answer {
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    browser.post(path, &fields).await
}

/// As the page's script sends it.
async fn send_by_script(
    browser: &mut Browser,
    fields: &[(&'static str, String)],
) -> (u16, serde_json::Value) {
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let request = browser.form("/report", &fields).insert_header(("accept", "application/json"));
    let answer = browser.send(request).await;
    (answer.status, serde_json::from_slice(&answer.bytes).unwrap())
}

/// Sends a sheet and returns its id.
pub async fn filed(browser: &mut Browser, at: &People, other: &[(&'static str, &str)]) -> IncidentId {
    let answer = send(browser, "/report", &sheet_with(at, other)).await.expect(303);
    answer.location().strip_prefix("/reports/").unwrap().parse().unwrap()
}

/// A report's row.
async fn row(town: &Town, id: IncidentId) -> Incident {
    let scheme = town.ashby.scheme;
    town.read(move |tx| store::incident::load(tx, scheme, id)).await
}

/// How many reports a scheme holds.
async fn count(town: &Town) -> usize {
    let scheme = town.ashby.scheme;
    town.read(move |tx| store::incident::list(tx, scheme, store::incident::Which::default())).await.len()
}

/// Changes a report's row.
async fn change(town: &Town, id: IncidentId, with: impl FnOnce(&mut Incident)) {
    let mut report = row(town, id).await;
    with(&mut report);
    let scheme = town.ashby.scheme;
    town.write(move |tx| store::incident::update(tx, scheme, &report)).await;
}

/// A person members see until a day.
async fn listed(town: &Town, at: &People, name: &str, until: &str) -> ProfileId {
    let id = ProfileId::from_random(town.clock.random());
    let (scheme, now, until) = (at.scheme, town.clock.now(), until.parse::<NaiveDate>().unwrap());
    let identity = Identity {
        name: Some(Fact { value: name.to_owned(), source: Source::MemberReport }),
        ..Identity::default()
    };
    town.write(move |tx| {
        store::profile::insert(tx, scheme, id, &identity, now.date_naive(), until)?;
        let clocks = Clocks {
            shown_until: Some(until),
            erased_on: until + chrono::Days::new(400),
            status: Status::Excluded,
            under_18: false,
            photo_shown: true,
            begins_at: Some(now),
        };
        store::profile::set_clocks(tx, scheme, id, &clocks)
    })
    .await;
    town.service.fill_index().unwrap();
    id
}

/// A JPEG of so many pixels, full of noise that no two seeds share.
pub fn jpeg(width: u16, height: u16, seed: u8) -> Vec<u8> {
    let mut state = u32::from(seed) + 1;
    let pixels: Vec<u8> = (0..usize::from(width) * usize::from(height) * 3)
        .map(|_| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 24) as u8
        })
        .collect();
    let mut out = Vec::new();
    jpeg_encoder::Encoder::new(&mut out, 80)
        .encode(&pixels, width, height, jpeg_encoder::ColorType::Rgb)
        .unwrap();
    out
}

/// A second business with a member of its own.
async fn rival(town: &Town) -> Browser {
    use beadle::domain::{
        ids::{BusinessId, PremisesId},
        member::{
            record::{Business, BusinessDetails, Premises, PremisesDetails},
            state::State,
        },
    };
    let mut people = town.ashby.clone();
    people.business = BusinessId::from_random(town.clock.random());
    people.premises = PremisesId::from_random(town.clock.random());
    let (scheme, business, premises, at) =
        (people.scheme, people.business, people.premises, town.clock.now());
    town.write(move |tx| {
        let details = BusinessDetails { name: "Rival Books".into(), trade: "Shop".into() };
        store::business::insert(
            tx,
            scheme,
            &Business { id: business, state: State::Active, details, authority_on: None },
            at,
        )?;
        let details = PremisesDetails { name: "Rival Books, Mill Lane".into(), address: String::new() };
        store::business::insert_premises(
            tx,
            scheme,
            &Premises { id: premises, business, area: String::new(), details, open: true },
        )
    })
    .await;
    let user = town.add_user(&people, Role::Manager, "Ravi Rivers", "ravi@ashby.test");
    town.sign_in_as(&people, user, Role::Manager).await
}
