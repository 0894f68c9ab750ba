//! Records the service of a notice: from that day its term runs, and only from then the person is shown as excluded
//!

use chrono::NaiveDate;

use super::quicker;
use crate::{
    actions::{Call, Refusal, Shared, profile::reckon::reckon, refusal::Problems},
    domain::{
        date::london_day,
        deed::Deed,
        ids::SanctionId,
        member::evidence::{Acting, Administrator},
        sanction::{
            Sanction,
            kind::Kind,
            service::{self, Method},
            state::{self, State},
        },
    },
    store::{self, StoreError},
};

/// What an administrator fills in.
#[derive(Debug, Clone, Copy)]
pub struct Service {
    /// The day; none if what was typed is no day.
    pub on: Option<NaiveDate>,
    /// How; none if nothing was chosen.
    pub how: Option<Method>,
}

/// Records that a notice was served.
///
/// # Errors
/// [`Refusal::Fields`] if the rules refuse the day; [`Refusal::Rule`] if somebody was quicker, or there is no letter
/// yet.
pub async fn serve(service: &Shared, call: Call, id: SanctionId, form: Service) -> Result<(), Refusal> {
    service
        .act::<Administrator, _>(call, move |act| {
            let (scheme, today) = (act.scheme.id, act.viewer.today());
            let sanction = store::sanction::load(act.tx, scheme, id)?;
            store::profile::shown(act.tx, &act.viewer, sanction.profile, today)?;
            let next = sanction.state.after(state::Deed::Serve).ok_or_else(quicker)?;
            let letters = store::letter::of_profile(act.tx, scheme, sanction.profile)?;
            if !letters.iter().any(|letter| letter.sanction == Some(id)) {
                return Err(Refusal::Rule("The notice is not written yet: write it first.".to_owned()));
            }
            let mut problems = Problems::default();
            let rules = crate::actions::Service::rules(&act.scheme)?;
            let decided = london_day(sanction.decided_at.unwrap_or(sanction.proposed_at));
            match form.on {
                None => problems.add("served_on", "Please say on which day the notice was served."),
                Some(on) => {
                    if let Err(refusal) = service::serve(decided, on, today, &rules) {
                        problems.add("served_on", refusal.to_string());
                    }
                }
            }
            if form.how.is_none() {
                problems.add("how", "Please say how the notice was served.");
            }
            problems.end()?;
            let ends_on = match sanction.kind {
                Kind::Exclusion => {
                    form.on.zip(sanction.months).map(|(on, months)| service::ends_on(on, months))
                }
                Kind::Warning => None,
            };
            let served =
                Sanction { state: next, served_on: form.on, served_how: form.how, ends_on, ..sanction };
            match store::sanction::update(act.tx, scheme, State::Decided, &served) {
                Err(StoreError::Duplicate) => return Err(quicker()),
                done => done?,
            }
            if let Some(by) = act.viewer.user() {
                store::sanction::set_served_by(act.tx, scheme, id, by)?;
            }
            act.record(Deed::ServeNotice, &[served.profile.uuid(), id.uuid()]);
            reckon(act, served.profile)?;
            Ok(())
        })
        .await
}
