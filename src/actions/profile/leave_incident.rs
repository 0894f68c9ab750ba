//! What becomes of the incidents of a person who is erased: one in which nobody else is named goes; in one with others
//! the mention becomes "a person", and what may still name the person waits for somebody to read it.

use crate::{
    actions::{Act, Refusal, photo::keep::blob_names},
    domain::{
        date::london_day,
        ids::{IncidentId, ProfileId},
        incident::{counter::Cell, mention::Narrative, report::State, residue::residue_words},
        member::evidence::Scheduler,
    },
    faults::step,
    store::{self, erasure::Written, redaction::Redaction},
};

/// Takes a person out of every incident.
pub(super) fn leave_incidents(
    act: &mut Act<'_, '_, Scheduler>,
    id: ProfileId,
    names: &[String],
) -> Result<(), Refusal> {
    let scheme = act.scheme.id;
    for subject in store::subject::of_profile(act.tx, scheme, id)? {
        store::subject::remove(act.tx, scheme, subject.incident, id)?;
        if store::sweep::has_subject(act.tx, scheme, subject.incident)? {
            forget_in(act, subject.incident, id, names)?;
        } else {
            erase_incident(act, subject.incident)?;
        }
    }
    Ok(())
}

/// Erases an incident with its key, its stills and their blobs, and counts it.
pub(super) fn erase_incident(act: &mut Act<'_, '_, Scheduler>, id: IncidentId) -> Result<(), Refusal> {
    let scheme = act.scheme.id;
    erase_stills(act, id)?;
    let incident = store::incident::load(act.tx, scheme, id)?;
    if incident.state == State::Accepted {
        let day = london_day(incident.occurred_at);
        if step("erase.count")? {
            let area = store::counter::area(act.tx, scheme, incident.premises)?;
            let cell = Cell::of(day, &area, incident.kind, incident.band);
            store::counter::add(act.tx, scheme, &cell, 1)?;
        }
    }
    store::erasure::take_out_incident(act.tx, scheme, id)?;
    Ok(())
}

/// An incident that stays for others: the mention and the uncropped stills of all go, the rest is sealed anew.
fn forget_in(
    act: &mut Act<'_, '_, Scheduler>,
    incident: IncidentId,
    id: ProfileId,
    names: &[String],
) -> Result<(), Refusal> {
    let (scheme, viewer) = (act.scheme.id, act.viewer);
    erase_stills(act, incident)?;
    let mut written = store::erasure::written(act.tx, &viewer, incident)?;
    for text in [Some(&mut written.content.narrative), written.summary.as_mut(), written.outcome.as_mut()] {
        // What was typed without mentions stays as typed.
        let named = text.filter(|text| Narrative::parse(text).mentions().contains(&id));
        if let Some(text) = named
            && step("erase.mentions")?
        {
            *text = Narrative::parse(text).forget(id).stored();
        }
    }
    store::erasure::rewrite(act.tx, &viewer, incident, &written)?;
    let words = words_left(&written, names);
    if !words.is_empty() && step("erase.ask_redaction")? {
        let asked = Redaction { id: act.new_id(), incident, profile: id, since: act.now() };
        store::redaction::ask(act.tx, scheme, asked, &words)?;
    }
    Ok(())
}

/// The stills of an incident, uncropped as they came. What was cut for somebody's profile is that profile's.
fn erase_stills(act: &mut Act<'_, '_, Scheduler>, incident: IncidentId) -> Result<(), Refusal> {
    let scheme = act.scheme.id;
    for still in store::picture::of_incident(act.tx, scheme, incident)? {
        if still.profile.is_none() && step("erase.stills")? {
            store::erasure::forget_source(act.tx, scheme, still.id)?;
            store::picture::erase(act.tx, scheme, &still, &blob_names(scheme, still.id))?;
        }
    }
    Ok(())
}

/// The words of what was written that may name the person still.
fn words_left(written: &Written, names: &[String]) -> Vec<String> {
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let mut words: Vec<String> = written
        .texts()
        .into_iter()
        .flat_map(|text| residue_words(&Narrative::parse(text).words(), &names))
        .collect();
    words.sort_unstable();
    words.dedup();
    words
}
