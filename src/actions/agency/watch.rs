//! Counts whom each officer is told of, and tells the controllers of one who asks for unusually many. Nobody is
//! stopped: an officer may have good reason, and the force answers for it under its agreement.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use chrono::{DateTime, Utc};

use crate::{
    actions::{Refusal, Service, Shared, audit::alarm::to_controllers},
    domain::{
        deed::Deed,
        ids::{AgreementId, OfficerId, ProfileId, SchemeId},
        member::looking::{SPAN, counts, one_too_many},
        scheme::Scheme,
    },
    mail::wording::{self, Unusual},
    store::{self, disclosed::Told},
};

/// Whom each officer was told of within the hour, and who has been noted for it since when.
#[derive(Default)]
struct Counts {
    opened: HashMap<OfficerId, HashMap<ProfileId, DateTime<Utc>>>,
    noted: HashMap<OfficerId, DateTime<Utc>>,
}

/// The counts of each scheme that police were told something of since the start.
#[derive(Default)]
pub(in crate::actions) struct Watch(Mutex<HashMap<SchemeId, Counts>>);

impl Watch {
    fn knows(&self, scheme: SchemeId) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).contains_key(&scheme)
    }

    /// Takes what was told before the start into the counts, but not what is being counted now.
    fn fill(&self, scheme: SchemeId, rows: Vec<Told>, now: (OfficerId, ProfileId)) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let counts = all.entry(scheme).or_default();
        for (officer, about, at) in rows {
            let opened = counts.opened.entry(officer).or_default();
            // A disclosure of one person names that person first.
            if let Some(first) =
                about.first().map(|id| ProfileId::from(*id)).filter(|id| (officer, *id) != now)
            {
                opened.entry(first).or_insert(at);
            }
        }
    }

    /// Counts a person; whether it is one too many, of which nobody has been told within the hour.
    fn count(
        &self,
        scheme: SchemeId,
        officer: OfficerId,
        profile: ProfileId,
        now: DateTime<Utc>,
        too_many: impl FnOnce(usize, bool) -> bool,
    ) -> bool {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let Counts { opened, noted } = all.entry(scheme).or_default();
        // Whoever asked for nobody within the hour is forgotten: a system may name as many officers as it likes.
        opened.retain(|_, own| own.values().any(|at| counts(*at, now)));
        noted.retain(|_, at| counts(*at, now));
        let own = opened.entry(officer).or_default();
        own.retain(|_, at| counts(*at, now));
        let unusual = too_many(own.len(), own.contains_key(&profile));
        own.insert(profile, now);
        let known = noted.contains_key(&officer);
        if unusual && !known {
            noted.insert(officer, now);
        }
        unusual && !known
    }
}

/// Somebody whom an officer was told of.
pub(super) struct Opened {
    pub scheme: Arc<Scheme>,
    pub officer: OfficerId,
    pub agreement: AgreementId,
    pub profile: ProfileId,
}

/// Counts a person whom an officer was told of, and lets the controllers know if it is one too many.
pub(super) async fn counted(service: &Shared, opened: Opened) {
    let (scheme, officer) = (opened.scheme.id, opened.officer);
    if let Err(error) = watched(service, opened).await {
        tracing::error!(%scheme, %officer, %error, "whom an officer was told of could not be counted");
    }
}

async fn watched(service: &Shared, opened: Opened) -> Result<(), Refusal> {
    let Opened { scheme, officer, agreement, profile } = opened;
    let (rules, scheme, now) = (Service::rules(&scheme)?, scheme.id, service.clock.now());
    if !service.watch.knows(scheme) {
        let what = [Deed::TellPolicePerson, Deed::TellPoliceImages].map(Deed::as_str);
        let read = service.store.read(move |tx| store::disclosed::since(tx, scheme, &what, now - SPAN));
        service.watch.fill(scheme, read.await?, (officer, profile));
    }
    let too_many = |opened, again| one_too_many(opened, again, &rules);
    if !service.watch.count(scheme, officer, profile, now, too_many) {
        return Ok(());
    }
    tracing::warn!(%scheme, %officer, "an officer asked for unusually many people");
    service
        .tick(scheme, move |act| {
            let path = format!("/assurance/disclosures?officer={officer}");
            let link = act.service.settings().url(&act.scheme.host, &path);
            let (town, span) = (act.scheme.name.clone(), rules.opened_in_an_hour);
            to_controllers(act, |user| {
                let words = Unusual { name: &user.name, scheme: &town, people: span, link: &link };
                wording::message(
                    &user.email,
                    format!("{town}: an officer asked for unusually many people"),
                    &words,
                )
            })?;
            act.record(Deed::NoteUnusualOfficer, &[officer.uuid(), agreement.uuid()]);
            Ok(())
        })
        .await
}
