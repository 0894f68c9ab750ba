//! Within a look or a deed: what it may reach for, and what it notes for the audit trail (architecture, idea 6).

use std::sync::Arc;

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::{Bar, Refusal, Service, ledger, measure::Commit};
use crate::{
    domain::{
        agency::feed,
        deed::Deed,
        ids::{EventId, ProfileId, UserId},
        member::evidence::{Acting, Audit, Viewer},
        scheme::Scheme,
    },
    store::{self, Read, Write, audit::Event, ledger::Matter},
    vault::Owner,
};

/// Something to do once a transaction is committed.
pub(super) type After = Box<dyn FnOnce(&Service) + Send>;

/// What a look shows, the id of its audit event, and what frames the page.
#[derive(Debug)]
pub struct Seen<T> {
    /// What is shown.
    pub value: T,
    /// The look's event: links to pictures carry it.
    pub event: EventId,
    /// Who looks, for the page's frame.
    pub bar: Bar,
}

/// A look in progress.
pub struct Look<'a, 'c, R> {
    /// The read transaction.
    pub tx: &'a mut Read<'c>,
    /// The service.
    pub service: &'a Service,
    /// Who looks.
    pub viewer: Viewer<R>,
    /// Where.
    pub scheme: Arc<Scheme>,
    /// When the viewer looked at the gallery last.
    pub gallery_seen_at: Option<DateTime<Utc>>,
    /// The event it will be recorded as.
    pub event: EventId,
    pub(super) about: Vec<Uuid>,
    pub(super) marks: Option<UserId>,
}

impl<R> Look<'_, '_, R> {
    /// Notes that the viewer looked at the gallery now, together with the audit line.
    pub fn marks_gallery(&mut self) {
        self.marks = self.viewer.user();
    }

    /// Notes what is looked at.
    pub fn concerns(&mut self, id: impl Into<Uuid>) {
        self.about.push(id.into());
    }
}

/// A deed in progress.
pub struct Act<'a, 'c, R> {
    /// The write transaction.
    pub tx: &'a mut Write<'c>,
    /// The service.
    pub service: &'a Arc<Service>,
    /// Who acts.
    pub viewer: Viewer<R>,
    /// Where.
    pub scheme: Arc<Scheme>,
    events: Vec<Event>,
    pledges: Vec<Matter>,
    changed: Vec<ProfileId>,
    after: Vec<After>,
}

impl<'a, 'c, R> Act<'a, 'c, R> {
    pub(super) fn run<T>(
        tx: &'a mut Write<'c>,
        service: &'a Arc<Service>,
        viewer: Viewer<R>,
        scheme: Arc<Scheme>,
        work: impl FnOnce(&mut Act<'_, 'c, R>) -> Result<T, Refusal>,
    ) -> Result<(T, Vec<After>), Refusal> {
        let id = scheme.id;
        let (events, pledges, changed, after) = Default::default();
        let mut act = Act { tx, service, viewer, scheme, events, pledges, changed, after };
        let value = work(&mut act)?;
        let Act { tx, viewer, events, pledges, changed, mut after, .. } = act;
        let Some(first) = events.first() else { return Err(Refusal::Unrecorded) };
        ledger::enter(service, id, first, pledges)?;
        let mut touched: Vec<Uuid> = changed.iter().map(|id| id.uuid()).collect();
        touched.extend(events.iter().filter(|event| feed::tells(event.deed)).flat_map(|event| &event.about));
        let (at, today) = (viewer.at(), viewer.today());
        let lines = events.len();
        after.push(Box::new(move |service| service.measures.committed(Commit::Deed, lines)));
        let last = store::audit::append(tx, id, events)?;
        store::change::note(tx, id, &changed, last)?;
        store::feed::tell(tx, id, &touched, (last, at, today))?;
        Ok((value, after))
    }

    /// When.
    pub fn now(&self) -> chrono::DateTime<chrono::Utc> {
        self.viewer.at()
    }

    /// A new random id.
    pub fn new_id<I: From<Uuid>>(&self) -> I {
        I::from(uuid::Builder::from_random_bytes(self.service.clock.random()).into_uuid())
    }

    /// Writes the deed's line in the audit trail: plain ids only.
    pub fn record(&mut self, deed: Deed, about: &[Uuid]) -> EventId {
        let id = self.new_id();
        self.events.push(Event {
            id,
            at: self.viewer.at(),
            deed,
            role: self.viewer.role(),
            actor: self.viewer.user(),
            about: about.to_vec(),
            words: None,
        });
        id
    }

    /// Writes the deed's line with its reason, sealed under the key of whom it concerns.
    ///
    /// # Errors
    /// If that owner has no key.
    pub fn record_words(
        &mut self,
        deed: Deed,
        about: &[Uuid],
        owner: impl Into<Uuid>,
        words: &str,
    ) -> Result<EventId, Refusal> {
        let owner = owner.into();
        let id = self.record(deed, about);
        let key = store::keys::load(self.tx, Owner::new(self.scheme.id, owner))?;
        let sealed = key.seal::<Audit>(&self.service.clock, store::audit::words_place(id), words.as_bytes());
        if let Some(event) = self.events.last_mut() {
            event.words = Some((owner, sealed));
        }
        Ok(id)
    }

    /// Writes the line of a deed that a restore carries out again, under the id it had.
    pub(super) fn record_again(&mut self, id: EventId, deed: Deed, about: &[Uuid]) {
        self.record(deed, about);
        if let Some(event) = self.events.last_mut() {
            event.id = id;
        }
    }

    /// Promises that no restore undoes this: it stands in the ledger before the deed is committed.
    pub fn pledge(&mut self, matter: Matter) {
        self.pledges.push(matter);
    }

    /// Notes that a profile's entry in the index of names changes: other processes follow.
    pub(super) fn changes(&mut self, id: ProfileId) {
        self.changed.push(id);
    }

    /// Does something once the transaction is committed: caches, never data.
    pub fn afterwards(&mut self, then: impl FnOnce(&Service) + Send + 'static) {
        self.after.push(Box::new(then));
    }
}
