//! Who was told of the person, and who looked: each disclosure to police, members' looks counted by day and role, grants
//! of sight; and each deed with its reason.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::gather::Gathering;
use crate::{
    actions::Refusal,
    domain::{
        agency::agreement::Agreement,
        date::{london_day, spoken, spoken_instant},
        deed::Deed,
        ids::{AgreementId, ProfileId},
        member::role::Role,
        pack::gathered::Item,
        right::data_map::Part,
    },
    store::{
        self,
        audit::Recorded,
        disclosed::{Disclosed, Which},
    },
};

/// The names of so many others are looked for in an event's words.
const MOST_OTHERS: usize = 50;
/// So many rows are read at once.
const PAGE: i64 = 1_000;

/// Everybody who was told, and everybody who looked.
pub(super) fn recipients(with: &mut Gathering<'_, '_>) -> Result<(), Refusal> {
    disclosed(with)?;
    let (viewer, profile) = (with.viewer, with.profile);
    for (id, user, until, reason, by, at) in store::held::grants(with.tx, &viewer, profile)? {
        let mut item =
            Item::new(Part::Recipients, "grants", id, "Somebody may see you while you are taken down");
        item.others = [Some(user), by].into_iter().filter_map(|user| with.named(user)).collect();
        item.add("user_id", "Who", with.user(Some(user)))
            .add("until", "Until", spoken(until))
            .add("reason", "Why", reason)
            .add("given_at", "Granted on", spoken_instant(at))
            .add("given_by", "Granted by", with.user(by));
        with.push(item);
    }
    if let Some((state, at)) = store::held::fed(with.tx, with.scheme.id, with.profile)? {
        let mut item = Item::new(
            Part::Recipients,
            "changes",
            with.profile,
            "What the systems of police hear: that something changed, never what",
        );
        item.add_some("state", "They were told last that you are", state.map(|state| state.label()))
            .add_some("told_at", "When", at.map(spoken_instant));
        with.push(item);
    }
    looked(with)
}

fn disclosed(with: &mut Gathering<'_, '_>) -> Result<(), Refusal> {
    let viewer = with.viewer;
    let agreements = store::agreement::list(with.tx, &viewer)?;
    let mut under: BTreeSet<AgreementId> = BTreeSet::new();
    let mut seen = BTreeSet::new();
    for id in with.all.clone() {
        let mut before = None;
        loop {
            let rows = store::disclosed::page(with.tx, &viewer, Which::Of(id.uuid()), before, PAGE)?;
            let Some(last) = rows.last() else { break };
            before = Some(last.at);
            for row in rows {
                if row.at <= with.until && seen.insert(row.event) {
                    under.insert(row.agreement);
                    let agreement = agreements.iter().find(|one| one.id == row.agreement);
                    told(with, row, agreement.map(|one| one.terms.agency.clone()).unwrap_or_default())?;
                }
            }
        }
    }
    for agreement in agreements.iter().filter(|one| under.contains(&one.id)) {
        with.push(shared_under(agreement));
    }
    Ok(())
}

/// A disclosure to police.
fn told(with: &mut Gathering<'_, '_>, row: Disclosed, agency: String) -> Result<(), Refusal> {
    let viewer = with.viewer;
    let heading = format!("{agency}, {}", spoken_instant(row.at));
    let what = Deed::parse(&row.what).map_or("", Deed::label);
    let mut item = Item::new(Part::Recipients, "disclosures", row.event, heading);
    item.add("at", "When", spoken_instant(row.at))
        .add("agreement", "Who was told", agency)
        .add("what", "What", what)
        .add("purpose", "What for", row.purpose.label())
        .add_some("reference", "Which officer", row.reference);
    let event = store::audit::one(with.tx, &viewer, row.event)?;
    let words = why(with, &event)?;
    item.others.extend(others(with, &event)?);
    item.add_of("audit", row.event, "sealed", "Why", words.unwrap_or_default());
    with.push(item);
    Ok(())
}

/// On what ground an agency was told.
fn shared_under(agreement: &Agreement) -> Item {
    let heading = format!("The agreement with {}", agreement.terms.agency);
    let mut item = Item::new(Part::Recipients, "agreements", agreement.id, heading);
    let covers: Vec<&str> = agreement.covers.iter().map(|class| class.label()).collect();
    item.add("terms.agency", "With", agreement.terms.agency.clone())
        .add("terms.basis", "Its legal basis", agreement.terms.basis.clone())
        .add("covers", "It covers besides", covers.join(", "))
        .add("starts_on", "From", spoken(agreement.days.starts))
        .add("ends_on", "Until", spoken(agreement.days.ends))
        .add_some("ended_on", "It was ended on", agreement.days.ended.map(spoken));
    item
}

/// Whether an event is a look, not a deed: it changed nothing.
fn is_look(event: &Recorded) -> bool {
    event.deed.starts_with("view_") || event.deed.starts_with("find_")
}

/// A role in words.
fn called(role: &str) -> String {
    Role::parse(role).map_or(role, |role| role.label()).to_lowercase()
}

/// Reads the trail once: looks are counted, deeds are told with their reason. What police were told stands in the
/// register.
fn looked(with: &mut Gathering<'_, '_>) -> Result<(), Refusal> {
    let (viewer, until) = (with.viewer, with.until);
    let mut looks: BTreeMap<(NaiveDate, &'static str, String), u64> = BTreeMap::new();
    let mut seen = BTreeSet::new();
    for id in with.all.clone() {
        let mut before = None;
        loop {
            let rows = store::audit::page(with.tx, &viewer, before, Some(id.uuid()), PAGE)?;
            let Some(last) = rows.last() else { break };
            before = Some(last.seq);
            for event in rows.into_iter().filter(|event| event.at <= until && seen.insert(event.id)) {
                if is_look(&event) {
                    let what = Deed::parse(&event.deed).map_or("", Deed::label);
                    *looks.entry((london_day(event.at), what, called(&event.role))).or_default() += 1;
                } else if event.role != "police" {
                    deed(with, &event)?;
                }
            }
        }
    }
    let mut item = Item::new(Part::Recipients, "audit", with.profile, "Who looked, by day");
    for ((day, what, role), n) in looks {
        let times = if n == 1 { "once".to_owned() } else { format!("{n} times") };
        item.add("role", "Looks", format!("{}: {what}, {times}, in the role of {role}", spoken(day)));
    }
    if !item.facts.is_empty() {
        with.push(item);
    }
    Ok(())
}

fn deed(with: &mut Gathering<'_, '_>, event: &Recorded) -> Result<(), Refusal> {
    let what = Deed::parse(&event.deed).map_or("", Deed::label);
    let mut item =
        Item::new(Part::Decisions, "audit", event.id, format!("{what}, {}", spoken_instant(event.at)));
    item.others = with.named(event.actor).into_iter().collect();
    item.add("at", "When", spoken_instant(event.at)).add("deed", "What", what).add(
        "role",
        "In the role of",
        called(&event.role),
    );
    let words = why(with, event)?;
    item.others.extend(others(with, event)?);
    item.add_some("sealed", "Why", words);
    with.push(item);
    Ok(())
}

/// The words of an event, where they are the person's: what is sealed under another's key is about that other too, as the
/// reason of a search that found several people, or of undoing a wrong match.
fn why(with: &mut Gathering<'_, '_>, event: &Recorded) -> Result<Option<String>, Refusal> {
    let Some(sealed) = &event.words else { return Ok(None) };
    if !with.all.iter().any(|id| id.uuid() == sealed.0) {
        return Ok(Some("It was given for several people at once, and names or means others.".to_owned()));
    }
    let viewer = with.viewer;
    let words = store::audit::words(with.tx, &viewer, event.id, sealed)?;
    Ok(words.map(|words| String::from_utf8_lossy(&words).into_owned()))
}

/// The names of everybody else whom an event concerns.
fn others(with: &mut Gathering<'_, '_>, event: &Recorded) -> Result<Vec<String>, Refusal> {
    let mut names = Vec::new();
    // A list for police names many: whoever it is, their names are looked for in a few words only.
    for id in event.about.iter().take(MOST_OTHERS) {
        let other = ProfileId::from(*id);
        if !with.all.contains(&other) {
            names.extend(with.names_of(other)?);
        }
    }
    Ok(names)
}
