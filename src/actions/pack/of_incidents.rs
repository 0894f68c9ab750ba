//! What was reported about the person: every report in which they are a subject, or that points at them.

use std::collections::BTreeSet;

use super::{gather::Gathering, of_person::still};
use crate::{
    actions::{
        Refusal,
        incident::words::{moment, title},
    },
    domain::{
        date::{spoken, spoken_instant},
        ids::{IncidentId, ProfileId},
        incident::{Incident, Subject, content::Content, loss, mention::Narrative, standing::Standing},
        pack::{gathered::Item, names::names_in},
        right::data_map::Part,
    },
    store,
};

/// Every report about the person, the oldest first, with its stills.
pub(super) fn incidents(with: &mut Gathering<'_, '_>) -> Result<(), Refusal> {
    let (scheme, id) = (with.scheme.id, with.profile);
    let links = store::subject::of_profile(with.tx, scheme, id)?;
    let claimed = store::incident::Which { claimed: Some(id), ..Default::default() };
    let mut all: Vec<Incident> = store::incident::list(with.tx, scheme, claimed)?;
    let known: BTreeSet<IncidentId> = all.iter().map(|incident| incident.id).collect();
    for link in &links {
        if !known.contains(&link.incident) {
            all.push(store::incident::load(with.tx, scheme, link.incident)?);
        }
    }
    all.sort_by_key(|incident| (incident.occurred_at, incident.reference));
    for incident in all {
        let link = links.iter().find(|link| link.incident == incident.id);
        reported(with, &incident, link)?;
    }
    Ok(())
}

fn reported(
    with: &mut Gathering<'_, '_>,
    incident: &Incident,
    link: Option<&Subject>,
) -> Result<(), Refusal> {
    let viewer = with.viewer;
    let written = store::erasure::written(with.tx, &viewer, incident.id)?;
    let place = with.place(incident.premises);
    let heading = format!("{}, {}, {place}", title(incident), moment(incident.occurred_at));
    let mut item = Item::new(Part::Incidents, "incidents", incident.id, heading.clone());
    item.others = others(with, incident, &written.content)?;
    item.reporters =
        [incident.reporter, incident.recorder].into_iter().filter_map(|user| with.named(user)).collect();
    with.found.others.extend(item.others.iter().chain(&item.reporters).cloned());
    clear(&mut item, incident, with.scheme.name.as_str());
    if let Some(premises) = incident.premises {
        item.add("premises", "Where, as the report has it", place.clone())
            .add_of("premises", premises, "details", "Where", place);
    }
    if incident.claimed == Some(with.profile) {
        item.add("claimed", "The reporter pointed at", "You");
    }
    content(with, &mut item, &written.content);
    let own = with.own_name();
    let read = |text: &str| Narrative::parse(text).render(|id| (id == with.profile).then(|| own.clone()));
    item.add_some("summary", "The administrator’s summary", written.summary.as_deref().map(read));
    item.add_some("outcome", "What the reporter was told came of it", written.outcome.as_deref().map(read));
    item.add_some("recorder", "Entered by", incident.recorder.map(|user| with.user(Some(user))));
    if let Some((at, by)) = incident.reviewed {
        item.add("reviewed_at", "Reviewed on", spoken_instant(at)).add(
            "reviewed_by",
            "Reviewed by",
            with.user(Some(by)),
        );
    }
    if let Some(link) = link {
        linked(with, &mut item, link);
    }
    with.push(item);
    for picture in store::picture::of_incident(with.tx, with.scheme.id, incident.id)? {
        if picture.profile.is_none() {
            still(with, picture, false, &heading);
        }
    }
    Ok(())
}

/// What stands in the clear.
fn clear(item: &mut Item, incident: &Incident, scheme: &str) {
    let yes = |yes: bool| if yes { "Yes" } else { "No" };
    item.add("reference", "Number", incident.spoken_reference(scheme))
        .add("kind", "What", incident.kind.label())
        .add("state", "Where it stands", incident.state.label())
        .add("band", "Worth", incident.band.label())
        .add("who", "The reporter said", incident.who.label())
        .add("by_member", "Made by a member", yes(incident.by_member))
        .add("threat_or_damage", "Threat or damage came with it", yes(incident.threat_or_damage))
        .add("weapon", "A weapon was used or shown", yes(incident.weapon))
        .add("occurred_at", "It happened on", spoken_instant(incident.occurred_at))
        .add_some("submitted_at", "Reported on", incident.submitted_at.map(spoken_instant))
        .add("changed_at", "Last changed on", spoken_instant(incident.changed_at))
        .add_some("erase_on", "Deleted on", incident.erase_on.map(spoken));
}

fn content(with: &Gathering<'_, '_>, item: &mut Item, content: &Content) {
    let Content {
        narrative,
        description,
        named,
        victims,
        witnesses,
        police,
        police_reference,
        staff_hurt,
        loss_pence,
        recovered_pence,
    } = content;
    let own = with.own_name();
    let read = Narrative::parse(narrative).render(|id| (id == with.profile).then(|| own.clone()));
    item.add("report.narrative", "What the reporter wrote", read)
        .add("report.description", "What the person looked like", description.clone())
        .add("report.named", "The name the reporter gave", named.clone())
        .add("report.victims", "Who was harmed", victims.clone())
        .add("report.witnesses", "Who saw it", witnesses.clone())
        .add("report.police", "Police were called", if *police { "Yes" } else { "No" })
        .add("report.police_reference", "Police reference", police_reference.clone())
        .add("report.staff_hurt", "Staff were hurt", if *staff_hurt { "Yes" } else { "No" })
        .add_some("report.loss_pence", "Loss", loss_pence.map(loss::spoken))
        .add_some("report.recovered_pence", "Recovered", recovered_pence.map(loss::spoken));
}

fn linked(with: &Gathering<'_, '_>, item: &mut Item, link: &Subject) {
    let row = link.incident;
    let finding = match link.finding.proof() {
        Some(proof) => format!("Proven: {}", proof.label()),
        None => link.finding.label().to_owned(),
    };
    item.add_of("subjects", row, "proof", "Alleged or proven", finding)
        .add_of("subjects", row, "source", "From", link.source.label())
        .add_of("subjects", row, "linked_at", "You were named in it on", spoken_instant(link.linked_at))
        .add_of("subjects", row, "linked_by", "You were named in it by", with.user(link.linked_by));
    if let Standing::Struck { on, reason } = link.standing {
        item.add_of("subjects", row, "struck_on", "Struck on", spoken(on)).add_of(
            "subjects",
            row,
            "struck_why",
            "Struck because",
            reason.label(),
        );
    }
}

/// Everybody else in a report whose name is known: they are masked wherever they stand in it.
fn others(
    with: &mut Gathering<'_, '_>,
    incident: &Incident,
    content: &Content,
) -> Result<Vec<String>, Refusal> {
    let (scheme, own) = (with.scheme.id, with.profile);
    let mut names = names_in(&content.victims);
    names.extend(names_in(&content.witnesses));
    let mut people: BTreeSet<ProfileId> = incident.claimed.into_iter().collect();
    people.extend(store::subject::of_incident(with.tx, scheme, incident.id)?.iter().map(|one| one.profile));
    people.extend(Narrative::parse(&content.narrative).mentions());
    people.remove(&own);
    for other in people {
        names.extend(with.names_of(other)?);
    }
    Ok(names)
}
