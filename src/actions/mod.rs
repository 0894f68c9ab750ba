//! What the system can do: one file is one deed, one transaction, its audit line.
//!
//! A deed runs inside [`Service::act`]: session, rows, audit line, mail and follow-up commit together or not at
//! all. A look runs inside [`Service::look`]: its audit line is durable before the first byte is sent.

pub mod agency;
mod archive;
pub mod assurance;
pub mod audit;
pub mod backup;
pub mod carry;
pub mod certificate;
pub mod data_breach;
pub mod document;
pub mod enquiry;
pub mod epoch;
pub mod incident;
pub mod ledger;
pub mod letter;
mod look;
pub mod mail;
pub mod measure;
pub mod member;
pub mod pack;
pub mod photo;
pub mod profile;
pub mod refusal;
pub mod right;
pub mod sanction;
pub mod scheme;
pub mod session;
pub mod timetable;
mod within;
pub mod witness;

use std::sync::{Arc, RwLock};

use tokio::sync::{Notify, Semaphore};

pub use look::Looks;
use look::Marks;
pub use refusal::{FieldProblem, Refusal};
pub use session::{Bar, Call, Enter};
pub use within::{Act, Look, Seen};

use self::{measure::Measures, member::throttle::Throttle, within::After};

use crate::{
    clock::Clock,
    config::Settings,
    domain::{
        deed::Deed,
        ids::{EventId, SchemeId},
        member::evidence::{self, Acting, Scheduler, Viewer},
        rules::Rules,
        scheme::Scheme,
    },
    faults::Plan,
    letters::template::Templates,
    photos::blobs::Blobs,
    search::Index,
    store::{self, Read, Store, Write, audit::Event},
    vault::Vault,
};

/// The running service: what every deed may reach for.
pub struct Service {
    pub(crate) store: Store,
    pub(crate) vault: Arc<Vault>,
    pub(crate) clock: Clock,
    pub(crate) settings: Settings,
    looks: Looks,
    throttle: Throttle,
    measures: Arc<Measures>,
    tallies: profile::tally::Tallies,
    looking: member::looking::Looking,
    budgets: agency::budget::Budgets,
    watch: agency::watch::Watch,
    hashing: Semaphore,
    decoding: Semaphore,
    typesetting: Semaphore,
    pub(crate) blobs: Blobs,
    pub(crate) index: RwLock<Index>,
    pub(crate) templates: Templates,
    pub(crate) post: Notify,
    faults: Plan,
}

/// The service, shared by doors and jobs.
pub type Shared = Arc<Service>;

/// Passwords hashed at once: each takes 64 MiB (OWASP password storage).
const HASHES_AT_ONCE: usize = 4;
/// Pictures decoded at once: each may take 200 MB.
const DECODES_AT_ONCE: usize = 2;
/// Letters typeset at once: each keeps a processor busy.
const LETTERS_AT_ONCE: usize = 1;

impl Service {
    /// Puts the service together. Looks are recorded by a task of the present runtime.
    pub fn new(store: Store, vault: Arc<Vault>, clock: Clock, blobs: Blobs, settings: Settings) -> Shared {
        let measures = Arc::new(Measures::new().expect("the measures' names are ours"));
        let faults = store.faults().clone();
        let budgets = agency::budget::Budgets::new(settings.police_calls_a_minute);
        Arc::new(Self {
            looks: Looks::start(store.clone(), measures.clone()),
            measures,
            store,
            vault,
            clock,
            settings,
            throttle: Throttle::default(),
            tallies: profile::tally::Tallies::default(),
            looking: member::looking::Looking::default(),
            budgets,
            watch: agency::watch::Watch::default(),
            hashing: Semaphore::new(HASHES_AT_ONCE),
            decoding: Semaphore::new(DECODES_AT_ONCE),
            typesetting: Semaphore::new(LETTERS_AT_ONCE),
            blobs: blobs.under(faults.clone()),
            index: RwLock::new(Index::new()),
            templates: Templates::built_in(),
            post: Notify::new(),
            faults,
        })
    }

    /// The clock everything runs by.
    pub fn clock(&self) -> &Clock {
        &self.clock
    }

    /// The settings everything runs by.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// What tests want to fail; nothing, in the shipped program.
    pub fn faults(&self) -> &Plan {
        &self.faults
    }

    /// Slows guessing down.
    pub fn throttle(&self) -> &Throttle {
        &self.throttle
    }

    /// Hashes a password on a thread of its own, a few at once.
    ///
    /// # Errors
    /// If the service is stopping.
    pub async fn hashed<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Refusal> {
        limited(&self.hashing, work).await
    }

    /// Decodes a picture on a thread of its own, two at once.
    ///
    /// # Errors
    /// If the service is stopping.
    pub async fn decoded<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Refusal> {
        limited(&self.decoding, work).await
    }

    /// Typesets a letter on a thread of its own, one at a time.
    ///
    /// # Errors
    /// If the service is stopping.
    pub async fn typeset<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Refusal> {
        limited(&self.typesetting, work).await
    }

    /// A scheme's rules, as approved.
    ///
    /// # Errors
    /// If its rules file is damaged.
    pub fn rules(scheme: &Scheme) -> Result<Rules, Refusal> {
        session::rules(scheme)
    }

    /// Whether a form carries its session's token: asked before anything is done with what was typed.
    ///
    /// # Errors
    /// [`Refusal::OutOfDate`] if it does not.
    pub fn check_form(&self, call: &Call) -> Result<(), Refusal> {
        session::bears_token(&self.vault, call)
    }

    /// Does a deed: one transaction with its audit line.
    ///
    /// # Errors
    /// [`Refusal`]: the caller's evidence is not given, the rules refuse, or the database fails. Nothing is changed.
    pub async fn act<R, T>(
        self: &Arc<Self>,
        call: Call,
        work: impl FnOnce(&mut Act<'_, '_, R>) -> Result<T, Refusal> + Send + 'static,
    ) -> Result<T, Refusal>
    where
        R: Enter + Send + 'static,
        T: Send + 'static,
    {
        let service = self.clone();
        let (value, after) = self
            .store
            .write(move |tx| {
                let entered = session::enter::<R>(tx, &call, service.clock.now())?;
                session::check_token(tx, &call, &entered)?;
                store::turn::take(tx, entered.scheme.id)?;
                if let Some(token) = &entered.touch {
                    store::session::touch(tx, token, entered.viewer.at())?;
                }
                Act::run(tx, &service, entered.viewer, entered.scheme, work)
            })
            .await?;
        self.follow(after);
        Ok(value)
    }

    /// Does a deed of the timetable.
    ///
    /// # Errors
    /// As [`Service::act`].
    pub async fn tick<T: Send + 'static>(
        self: &Arc<Self>,
        scheme: SchemeId,
        work: impl FnOnce(&mut Act<'_, '_, Scheduler>) -> Result<T, Refusal> + Send + 'static,
    ) -> Result<T, Refusal> {
        let service = self.clone();
        let (value, after) = self
            .store
            .write(move |tx| {
                store::turn::take(tx, scheme)?;
                let scheme = Arc::new(store::scheme::load(tx, scheme)?);
                let viewer = evidence::scheduler(scheme.id, service.clock.now());
                Act::run(tx, &service, viewer, scheme, work)
            })
            .await?;
        self.follow(after);
        Ok(value)
    }

    /// Does a deed of somebody without a session, whom `prove` knows by what came with the form.
    ///
    /// # Errors
    /// As [`Service::act`]; what `prove` refuses.
    async fn held<R: Send + 'static, T: Send + 'static>(
        self: &Arc<Self>,
        host: String,
        prove: impl FnOnce(&mut Read<'_>, &Scheme) -> Result<Viewer<R>, Refusal> + Send + 'static,
        work: impl FnOnce(&mut Act<'_, '_, R>) -> Result<T, Refusal> + Send + 'static,
    ) -> Result<T, Refusal> {
        let service = self.clone();
        let (value, after) = self
            .store
            .write(move |tx| {
                let scheme = store::scheme::by_host(tx, &host)?;
                store::turn::take(tx, scheme.id)?;
                let viewer = prove(tx, &scheme)?;
                Act::run(tx, &service, viewer, scheme, work)
            })
            .await?;
        self.follow(after);
        Ok(value)
    }

    /// What the timetable reads or claims between two deeds, such as a message on its way out: no audit line, since
    /// nothing is shown to anybody and what comes of it is a deed of its own.
    async fn prepare<T: Send + 'static>(
        self: &Arc<Self>,
        scheme: SchemeId,
        work: impl FnOnce(&mut Write<'_>, &Viewer<Scheduler>) -> Result<T, Refusal> + Send + 'static,
    ) -> Result<T, Refusal> {
        let viewer = evidence::scheduler(scheme, self.clock.now());
        self.store.write(move |tx| work(tx, &viewer)).await
    }

    /// Waits until there is mail to deliver.
    pub async fn post_waits(&self) {
        self.post.notified().await;
    }

    /// Looks at personal data: the answer comes once the look is durably recorded.
    ///
    /// # Errors
    /// [`Refusal`]: the caller's evidence is not given, there is no such thing, or the look cannot be recorded.
    pub async fn look<R, T>(
        self: &Arc<Self>,
        call: Call,
        deed: Deed,
        work: impl FnOnce(&mut Look<'_, '_, R>) -> Result<T, Refusal> + Send + 'static,
    ) -> Result<Seen<T>, Refusal>
    where
        R: Enter + Send + 'static,
        T: Send + 'static,
    {
        let service = self.clone();
        let id = EventId::from_random(self.clock.random());
        let (seen, scheme, event, marks) = self
            .store
            .read(move |tx| {
                let entered = session::enter::<R>(tx, &call, service.clock.now())?;
                let mut look = Look {
                    tx,
                    service: &service,
                    viewer: entered.viewer,
                    scheme: entered.scheme.clone(),
                    gallery_seen_at: entered.gallery_seen_at,
                    event: id,
                    about: Vec::new(),
                    marks: None,
                };
                let value = work(&mut look)?;
                let marks = Marks { session: entered.touch, gallery: look.marks, ..Marks::default() };
                let event = Event {
                    id,
                    at: entered.viewer.at(),
                    deed,
                    role: entered.viewer.role(),
                    actor: entered.viewer.user(),
                    about: look.about,
                    words: None,
                };
                Ok::<_, Refusal>((
                    Seen { value, event: id, bar: entered.bar },
                    entered.scheme.id,
                    event,
                    marks,
                ))
            })
            .await?;
        self.looks.record(scheme, event, marks).await?;
        Ok(seen)
    }

    /// Reads what is about nobody (a form, a notice in general): no audit line.
    ///
    /// # Errors
    /// [`Refusal`]: the caller's evidence is not given, or the database fails.
    pub async fn glance<R, T>(
        self: &Arc<Self>,
        call: Call,
        work: impl FnOnce(&mut Read<'_>, &Viewer<R>, &Scheme) -> Result<T, Refusal> + Send + 'static,
    ) -> Result<(T, Bar), Refusal>
    where
        R: Enter + Send + 'static,
        T: Send + 'static,
    {
        let service = self.clone();
        self.store
            .read(move |tx| {
                let entered = session::enter::<R>(tx, &call, service.clock.now())?;
                let value = work(tx, &entered.viewer, &entered.scheme)?;
                Ok((value, entered.bar))
            })
            .await
    }

    fn follow(&self, after: Vec<After>) {
        for then in after {
            then(self);
        }
    }
}

async fn limited<T: Send + 'static>(
    limit: &Semaphore,
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, Refusal> {
    let stopping = || Refusal::Failed("the service is stopping".to_owned());
    let _permit = limit.acquire().await.map_err(|_| stopping())?;
    tokio::task::spawn_blocking(work).await.map_err(|_| stopping())
}
