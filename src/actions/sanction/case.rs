//! A person's case: the incidents that stand against them and the sanctions given before, as the rules ask for them.

use chrono::NaiveDate;

use crate::{
    actions::{Refusal, profile::bound::bound},
    domain::{
        date::london_day,
        ids::{IncidentId, ProfileId, SanctionId, SchemeId},
        incident::{finding::Finding, kind::Kind, loss::Band, standing::Standing},
        member::{
            evidence::{Account, Identity, Opens, Summary},
            role::Role,
        },
        profile::{Profile, circulation::circulation, history::History, sight::withdrawn},
        sanction::{Sanction, exclusion::ReliedOn, kind, state::State},
        scheme::Scheme,
    },
    store::{self, Read},
};

/// The person of a case, for this viewer: a withdrawn one is for the controller only.
///
/// # Errors
/// [`Refusal::NotFound`] if there is none, or it is not shown to this viewer.
pub fn person(tx: &mut Read<'_>, viewer: &impl Opens<Identity>, id: ProfileId) -> Result<Profile, Refusal> {
    let profile = store::profile::load(tx, viewer, id)?;
    let sees_withdrawn = viewer.role() == Role::Controller.as_str();
    let today = london_day(viewer.at());
    if sees_withdrawn || profile.shown(today) || checked(tx, viewer.scheme(), id, today)? {
        Ok(profile)
    } else {
        Err(Refusal::NotFound)
    }
}

/// Whether somebody is not shown only since everything is hidden while it is checked: appeals are decided and letters
/// opened meanwhile.
fn checked(tx: &mut Read<'_>, scheme: SchemeId, id: ProfileId, today: NaiveDate) -> Result<bool, Refusal> {
    if !store::restriction::hidden(tx, scheme, id)?.everything {
        return Ok(false);
    }
    let scheme = store::scheme::load(tx, scheme)?;
    let rules = bound(tx, &scheme, id)?;
    Ok(!withdrawn(&circulation(&store::history::load(tx, scheme.id, id)?, &rules), today))
}

/// An incident of a case.
#[derive(Debug, Clone)]
pub struct CaseIncident {
    /// Id.
    pub id: IncidentId,
    /// "MA-2291".
    pub reference: String,
    /// What happened.
    pub kind: Kind,
    /// The day it happened.
    pub occurred: NaiveDate,
    /// The day it was reported.
    pub submitted: NaiveDate,
    /// The name of the premises, or empty.
    pub premises: String,
    /// The administrator's summary, or empty.
    pub summary: String,
    /// What it was worth.
    pub band: Band,
    /// A weapon was used or shown.
    pub weapon: bool,
    /// Alleged or proven.
    pub finding: Finding,
    /// Whether it stands.
    pub standing: Standing,
    /// Hidden while it is checked: nothing new relies on it.
    pub hidden: bool,
    /// Whether it counts.
    pub counts: bool,
}

/// A sanction with the incidents it relies on.
#[derive(Debug, Clone)]
pub struct Before {
    /// The sanction.
    pub sanction: Sanction,
    /// What it relies on.
    pub relied_on: Vec<IncidentId>,
}

/// A person's case.
#[derive(Debug, Clone)]
pub struct Case {
    /// What the clocks depend on.
    pub history: History,
    /// Accepted incidents, the latest first.
    pub incidents: Vec<CaseIncident>,
    /// Sanctions, the newest first.
    pub sanctions: Vec<Before>,
}

impl Case {
    /// Gathers a profile's case.
    ///
    /// # Errors
    /// [`Refusal::NotFound`] if there is no such profile.
    pub fn load<V: Opens<Summary> + Opens<Account>>(
        tx: &mut Read<'_>,
        viewer: &V,
        scheme: &Scheme,
        profile: ProfileId,
    ) -> Result<Self, Refusal> {
        let history = store::history::load(tx, scheme.id, profile)?;
        let mut sanctions = Vec::new();
        for sanction in store::sanction::of_profiles(tx, scheme.id, &[profile])? {
            let relied_on = store::sanction::relied_on(tx, scheme.id, sanction.id)?;
            sanctions.push(Before { sanction, relied_on });
        }
        let mut incidents = Vec::new();
        for subject in store::subject::of_profile(tx, scheme.id, profile)? {
            let Some(fact) = history.reports.iter().find(|fact| fact.incident == subject.incident) else {
                continue;
            };
            let incident = store::incident::load(tx, scheme.id, subject.incident)?;
            let premises = match incident.premises {
                Some(site) => store::business::site(tx, viewer, site)?.details.name,
                None => String::new(),
            };
            incidents.push(CaseIncident {
                id: incident.id,
                reference: incident.spoken_reference(&scheme.name),
                kind: incident.kind,
                occurred: london_day(incident.occurred_at),
                submitted: fact.submitted,
                premises,
                summary: store::incident::summary(tx, viewer, incident.id)?.unwrap_or_default(),
                band: incident.band,
                weapon: incident.weapon,
                finding: subject.finding,
                standing: subject.standing,
                hidden: subject.hidden,
                counts: fact.counts,
            });
        }
        incidents.sort_by_key(|incident| std::cmp::Reverse((incident.occurred, incident.id)));
        Ok(Self { history, incidents, sanctions })
    }

    /// The incidents a sanction relies on.
    pub fn behind(&self, sanction: SanctionId) -> Vec<&CaseIncident> {
        let before = self.sanctions.iter().find(|before| before.sanction.id == sanction);
        let relied_on = before.map(|before| before.relied_on.as_slice()).unwrap_or_default();
        self.incidents.iter().filter(|incident| relied_on.contains(&incident.id)).collect()
    }

    /// Whether a sanction relied on an incident before, refused and lapsed ones aside; `only` looks at one kind.
    pub fn used(&self, incident: IncidentId, only: Option<kind::Kind>, except: Option<SanctionId>) -> bool {
        self.sanctions.iter().any(|Before { sanction, relied_on }| {
            Some(sanction.id) != except
                && only.is_none_or(|kind| kind == sanction.kind)
                && !matches!(sanction.state, State::Refused | State::Lapsed)
                && relied_on.contains(&incident)
        })
    }

    /// What an exclusion would rely on, as it is now.
    ///
    /// # Errors
    /// A problem on the field `incidents` if one is not this person's, or is hidden while it is checked.
    pub fn relied_on(
        &self,
        chosen: &[IncidentId],
        except: Option<SanctionId>,
    ) -> Result<Vec<ReliedOn>, Refusal> {
        let one = |id: &IncidentId| {
            let incident = self.incidents.iter().find(|incident| incident.id == *id)?;
            Some(ReliedOn {
                incident: incident.id,
                counts: incident.counts,
                finding: incident.finding,
                standing: incident.standing,
                used_before: self.used(incident.id, Some(kind::Kind::Exclusion), except),
            })
        };
        if self.incidents.iter().any(|incident| incident.hidden && chosen.contains(&incident.id)) {
            let why = "One of these incidents is hidden while it is checked: that is decided first (R-51).";
            return Err(Refusal::field("incidents", why));
        }
        let gone = || Refusal::field("incidents", "One of these incidents is no longer part of this case.");
        chosen.iter().map(|id| one(id).ok_or_else(gone)).collect()
    }
}
