//! What do police and partner agencies see of an incident? What, when and where, the administrator's summary, what was
//! written down, and the police's own reference; whom it stands for of those who are circulated; never the reporter, the
//! victims and the witnesses (product.md, the matrix).

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    police::{Location, word},
    words,
};
use crate::domain::{
    ids::{IncidentId, ProfileId},
    incident::{Incident, Subject, content::Content, mention::Narrative, report, standing::Standing},
};

/// An accepted incident.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Event {
    /// Its id.
    #[schema(value_type = uuid::Uuid)]
    pub id: IncidentId,
    /// The number people say.
    #[schema(example = "MA-2291")]
    pub reference: String,
    /// What happened.
    #[schema(schema_with = words::incident_types)]
    pub incident_type: &'static str,
    /// When it happened.
    pub incident_start_date_time: DateTime<Utc>,
    /// Where.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub incident_location: Option<Location>,
    /// What the administrator tells others of it. Who is not circulated is "a person" in it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub incident_description: Option<String>,
    /// What was written down at the time. Who is not circulated is "a person" in it.
    pub narrative: String,
    /// The police's own reference, if there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub police_reference: Option<String>,
    /// The people for whom it stands and who are circulated.
    pub persons: Vec<Suspect>,
}

/// Whom an incident names, of those who are circulated.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Suspect {
    /// The person's id in this scheme.
    #[schema(value_type = uuid::Uuid)]
    pub person: ProfileId,
    /// Alleged or proven.
    #[schema(schema_with = words::findings)]
    pub finding: &'static str,
    /// From whom it is known.
    #[schema(schema_with = words::sources)]
    pub source: &'static str,
}

/// What belongs to an incident beside its row.
#[derive(Debug)]
pub struct Written {
    /// The number people say.
    pub reference: String,
    /// Where.
    pub location: Option<Location>,
    /// What the administrator tells others of it.
    pub summary: Option<Narrative>,
    /// What was written.
    pub content: Content,
    /// Whom it names.
    pub subjects: Vec<Subject>,
}

/// An accepted incident; `names` holds who is circulated, with the name where one is confirmed. Nothing of one that names
/// somebody, and nobody who is circulated: it is about the withdrawn.
pub fn event(
    incident: &Incident,
    written: Written,
    names: &HashMap<ProfileId, Option<String>>,
) -> Option<Event> {
    let Incident {
        id,
        reference: _,
        state,
        kind,
        band: _,
        premises: _,
        business: _,
        reporter: _,
        recorder: _,
        by_member: _,
        threat_or_damage: _,
        weapon: _,
        who: _,
        claimed: _,
        occurred_at,
        submitted_at: _,
        changed_at: _,
        reviewed: _,
        erase_on: _,
    } = incident;
    let Written { reference, location, summary, content, subjects } = written;
    let Content {
        narrative,
        description: _,
        named: _,
        victims: _,
        witnesses: _,
        police: _,
        police_reference,
        staff_hurt: _,
        loss_pence: _,
        recovered_pence: _,
    } = content;
    let persons: Vec<Suspect> = subjects
        .iter()
        .filter_map(|subject| {
            let Subject {
                incident: of,
                profile,
                finding,
                source,
                standing,
                hidden,
                linked_at: _,
                linked_by: _,
            } = subject;
            let told = of == id && *standing == Standing::Stands && !hidden && names.contains_key(profile);
            let finding = word(finding.is_proven());
            told.then(|| Suspect { person: *profile, finding, source: source.as_str() })
        })
        .collect();
    let told = *state == report::State::Accepted && (subjects.is_empty() || !persons.is_empty());
    // Of whom the report is hidden while it is checked is not named in it either.
    let hidden = |id| subjects.iter().any(|subject| subject.profile == id && subject.hidden);
    let render = |narrative: &Narrative| {
        narrative.render(|id| names.get(&id).filter(|_| !hidden(id)).cloned().flatten())
    };
    told.then(|| Event {
        id: *id,
        reference,
        incident_type: kind.as_str(),
        incident_start_date_time: *occurred_at,
        incident_location: location,
        incident_description: summary.as_ref().map(render),
        narrative: render(&Narrative::parse(&narrative)),
        police_reference: Some(police_reference).filter(|reference| !reference.is_empty()),
        persons,
    })
}
