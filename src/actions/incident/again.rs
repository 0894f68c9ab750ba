//! Opens a draft or a returned report to go on with it.

use chrono_tz::Europe::London;

use super::{Asker, sheet::Sheet};
use crate::{
    actions::{Call, Refusal, Shared},
    domain::{
        deed::Deed,
        ids::IncidentId,
        incident::{
            Incident,
            content::Content,
            kind::Kind,
            loss::Band,
            mention::Narrative,
            person::Acquaintance,
            report::{State, editable},
        },
        member::evidence::Insider,
    },
    store,
};

/// The sheet of a report, as it was filled in. What a draft left out is still left out.
///
/// # Errors
/// 404 unless the viewer wrote it and it is a draft or returned.
pub async fn again(service: &Shared, call: Call, id: IncidentId) -> Result<Sheet, Refusal> {
    let seen = service
        .look::<Insider, _>(call, Deed::ViewIncident, move |look| {
            let report = store::incident::load(look.tx, look.scheme.id, id)?;
            if !Asker::of(&look.viewer).wrote(&report) || !editable(report.state) {
                return Err(Refusal::NotFound);
            }
            look.concerns(id);
            let content = store::incident::content(look.tx, &look.viewer, id)?;
            let claimed = match report.claimed {
                Some(claimed) => {
                    store::report::is_shown(look.tx, look.scheme.id, claimed, look.viewer.today())?
                }
                None => false,
            };
            Ok(filled(&report, content, claimed))
        })
        .await?;
    Ok(seen.value)
}

fn filled(report: &Incident, content: Content, claimed_is_shown: bool) -> Sheet {
    let draft = report.state == State::Draft;
    let left_out =
        |left_out: bool, word: &str| if draft && left_out { String::new() } else { word.to_owned() };
    let at = report.occurred_at.with_timezone(&London);
    let who = match report.who {
        Acquaintance::Unknown => "unknown".to_owned(),
        Acquaintance::NotSeen => left_out(true, "not_seen"),
        Acquaintance::Known => match report.claimed {
            Some(claimed) if claimed_is_shown => claimed.to_string(),
            // Whoever was withdrawn meanwhile is named nowhere, own reports included.
            Some(_) => String::new(),
            None => "named".to_owned(),
        },
    };
    let yes = |ticked: bool| if ticked { "yes".to_owned() } else { String::new() };
    let pounds =
        |sum: Option<u64>| sum.map(|sum| format!("{}.{:02}", sum / 100, sum % 100)).unwrap_or_default();
    Sheet {
        key: String::new(),
        report: report.id.to_string(),
        kind: left_out(report.kind == Kind::Antisocial, report.kind.as_str()),
        band: left_out(report.band == Band::None, report.band.as_str()),
        premises: report.premises.map(|site| site.to_string()).unwrap_or_default(),
        day: at.format("%Y-%m-%d").to_string(),
        time: at.format("%H:%M").to_string(),
        who,
        named: content.named,
        description: content.description,
        note: Narrative::parse(&content.narrative).words(),
        police: yes(content.police),
        police_reference: content.police_reference,
        staff_hurt: yes(content.staff_hurt),
        weapon: yes(report.weapon),
        victims: content.victims,
        witnesses: content.witnesses,
        loss: pounds(content.loss_pence),
        recovered: pounds(content.recovered_pence),
    }
}
