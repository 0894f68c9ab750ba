//! Everything that police are told goes through here: who asks is proven, an agreement is in force, the call says what
//! for, and all of it is recorded before the first byte. A call that is refused is recorded too.

use std::sync::Arc;

use uuid::Uuid;

use super::{
    asker::{Asker, By, asker},
    bearer::Presented,
    budget::Budget,
    denied::{Challenge, Denied},
    watch::{self, Opened},
};
use crate::{
    actions::{
        Bar, Refusal, Service,
        look::{Marks, Spent},
    },
    domain::{
        agency::purpose::{Said, Stated},
        deed::Deed,
        ids::{ClientId, EventId, OfficerId, ProfileId, SchemeId},
        member::evidence::{self, Acting, Audit, Police, Viewer},
        scheme::{Scheme, trust::day_shown},
    },
    store::{self, Read, audit::Event, disclosed::Disclosure},
    vault::Owner,
};

/// A call for data.
#[derive(Debug, Clone, Default)]
pub struct Asked {
    /// Who asks, and with what proof.
    pub by: By,
    /// What the call says of itself; an officer without a system has said it before.
    pub said: Said,
}

/// A call's answer, and what is left to who asked.
#[derive(Debug)]
pub struct Answered<T> {
    /// The answer.
    pub told: Result<Told<T>, Denied>,
    /// What is left; nothing to somebody unknown.
    pub budget: Option<Budget>,
}

/// What is told, and to whom.
#[derive(Debug)]
pub struct Told<T> {
    /// What is told.
    pub value: T,
    /// Who asked, what for and why; nothing of a call that no officer makes.
    pub stated: Option<Stated>,
    /// What frames the page of an officer without a system.
    pub bar: Option<Bar>,
}

/// A call in progress.
pub struct Telling<'a, 'c> {
    /// The read transaction.
    pub tx: &'a mut Read<'c>,
    /// The service.
    pub service: &'a Service,
    /// Who asks: an agreement in force.
    pub viewer: Viewer<Police>,
    /// Where.
    pub scheme: Arc<Scheme>,
    /// Which client, or officer without a system.
    pub asker: Uuid,
    /// The event it will be recorded as.
    pub event: EventId,
    about: Vec<Uuid>,
    subject: Option<ProfileId>,
    spent: Vec<Spent>,
}

impl Telling<'_, '_> {
    /// Notes what is told of, once.
    pub fn concerns(&mut self, id: impl Into<Uuid>) {
        let id = id.into();
        if !self.about.contains(&id) {
            self.about.push(id);
        }
    }

    /// Notes that the call is about one person: its reason is sealed under that person's key.
    pub fn is_of(&mut self, id: ProfileId) {
        self.subject = Some(id);
        self.concerns(id);
    }

    /// Uses up what may be used once.
    pub(super) fn spends(&mut self, spent: Spent) {
        self.spent.push(spent);
    }
}

/// What a call has to say of itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Needs {
    Statement,
    Nothing,
}

/// What is recorded of a call.
struct Record {
    scheme: SchemeId,
    event: Event,
    marks: Marks,
}

/// A call worked out, before it is recorded.
struct Worked<T> {
    told: Result<Told<T>, Denied>,
    budget: Option<Budget>,
    record: Option<Record>,
    opened: Option<Opened>,
}

impl Service {
    /// Tells police what they ask for, once it is recorded who asked, what for, and of whom they were told.
    pub async fn tell<T: Send + 'static>(
        self: &Arc<Self>,
        asked: Asked,
        deed: Deed,
        work: impl FnOnce(&mut Telling<'_, '_>) -> Result<T, Denied> + Send + 'static,
    ) -> Answered<T> {
        self.call(asked, deed, Needs::Statement, work).await
    }

    /// Tells a police system ids, versions and states: no officer asks.
    pub async fn tell_system<T: Send + 'static>(
        self: &Arc<Self>,
        presented: Presented,
        deed: Deed,
        work: impl FnOnce(&mut Telling<'_, '_>) -> Result<T, Denied> + Send + 'static,
    ) -> Answered<T> {
        let asked = Asked { by: By::System(presented), said: Said::default() };
        self.call(asked, deed, Needs::Nothing, work).await
    }

    async fn call<T: Send + 'static>(
        self: &Arc<Self>,
        asked: Asked,
        deed: Deed,
        needs: Needs,
        work: impl FnOnce(&mut Telling<'_, '_>) -> Result<T, Denied> + Send + 'static,
    ) -> Answered<T> {
        let service = self.clone();
        let worked = self.store.read(move |tx| worked(tx, &service, &asked, deed, needs, work)).await;
        let Worked { told, budget, record, opened } = match worked {
            Ok(worked) => worked,
            Err(denied) => return Answered { told: Err(denied), budget: None },
        };
        let Some(Record { scheme, event, marks }) = record else { return Answered { told, budget } };
        let told = match self.looks.record(scheme, event, marks).await {
            Ok(()) => told,
            Err(Refusal::Replayed) => Err(Denied::Unknown(Challenge::Proof)),
            Err(refusal) => Err(refusal.into()),
        };
        if let (Ok(_), Some(opened)) = (&told, opened) {
            watch::counted(self, opened).await;
        }
        Answered { told, budget }
    }
}

fn worked<T>(
    tx: &mut Read<'_>,
    service: &Service,
    asked: &Asked,
    deed: Deed,
    needs: Needs,
    work: impl FnOnce(&mut Telling<'_, '_>) -> Result<T, Denied>,
) -> Result<Worked<T>, Denied> {
    let now = service.clock.now();
    let Asker { id, role, scheme, client, user, agreement, said, spent, touch, bar } =
        asker(tx, service, asked, now)?;
    let budget = match service.budgets.take(id) {
        Ok(budget) => budget,
        Err(budget) => {
            let (told, budget) = (Err(Denied::TooMany), Some(budget));
            return Ok(Worked { told, budget, record: None, opened: None });
        }
    };
    let said = match needs {
        Needs::Statement => said.stated().map(Some).map_err(Denied::Unstated),
        Needs::Nothing => Ok(None),
    };
    let day = day_shown(store::lease::last_beat(tx, scheme.id)?, now);
    let allowed = evidence::police(agreement, now, day).map_err(Denied::NotInForce);
    let event = EventId::from_random(service.clock.random());
    let mut event = Event { id: event, at: now, deed, role, actor: user, about: vec![id], words: None };
    let mut marks = Marks { session: touch, spent: spent.into_iter().collect(), ..Marks::default() };
    let mut opened = None;
    let told = match (allowed, said) {
        (Ok(viewer), Ok(stated)) => {
            let of = scheme.clone();
            let (about, spent, subject) = Default::default();
            let mut telling = Telling {
                tx,
                service,
                viewer,
                scheme: of,
                asker: id,
                event: event.id,
                about,
                subject,
                spent,
            };
            let value = work(&mut telling);
            let Telling { about, subject, spent, .. } = telling;
            marks.spent.extend(spent);
            if value.is_ok() {
                event.about.extend(&about);
            }
            if let (Ok(_), Some(stated)) = (&value, &stated) {
                let disclosure =
                    disclosed(tx, service, &mut event, &viewer, client, (stated, subject, about))?;
                let (officer, agreement) = (disclosure.officer, disclosure.agreement);
                let scheme = scheme.clone();
                opened = subject.map(|profile| Opened { scheme, officer, agreement, profile });
                marks.disclosure = Some(disclosure);
            }
            value.map(|value| Told { value, stated, bar })
        }
        (Err(denied), _) | (Ok(_), Err(denied)) => Err(denied),
    };
    if told.is_err() {
        event.deed = Deed::RefusePolice;
    }
    let record = Some(Record { scheme: scheme.id, event, marks });
    // A list is there to be leafed through; a person, and the pictures of one, are asked for.
    opened = opened.filter(|_| matches!(deed, Deed::TellPolicePerson | Deed::TellPoliceImages));
    Ok(Worked { told, budget: Some(budget), record, opened })
}

/// The row of the register, and the event's sealed words: the reason is sealed under the key of the one person it is
/// about, else under the agreement's.
fn disclosed(
    tx: &mut Read<'_>,
    service: &Service,
    event: &mut Event,
    viewer: &Viewer<Police>,
    client: Option<ClientId>,
    (stated, subject, about): (&Stated, Option<ProfileId>, Vec<Uuid>),
) -> Result<Disclosure, Denied> {
    let Some(agreement) = viewer.agreement() else { return Err(Refusal::NotFound.into()) };
    let scheme = viewer.scheme();
    let key = store::disclosed::key(tx, scheme, agreement)?;
    let officer = OfficerId::from_random(key.id_of("officer", &stated.officer));
    let reference = store::disclosed::seal(tx, &key, event.id, &stated.officer)?;
    let (owner, key) = match subject {
        Some(profile) => (profile.uuid(), store::keys::load(tx, Owner::new(scheme, profile))?),
        None => (agreement.uuid(), key),
    };
    let place = store::audit::words_place(event.id);
    event.words = Some((owner, key.seal::<Audit>(&service.clock, place, stated.reason.as_bytes())));
    event.about.insert(1, officer.uuid());
    Ok(Disclosure {
        event: event.id,
        at: event.at,
        agreement,
        client,
        officer,
        reference,
        what: event.deed.as_str(),
        purpose: stated.purpose,
        about,
    })
}

/// Refuses a call whose parameters make no sense, once it is known who asks: that is recorded as well.
pub async fn refuse<T: Send + 'static>(service: &Arc<Service>, asked: Asked, denied: Denied) -> Answered<T> {
    service.tell(asked, Deed::RefusePolice, move |_| Err(denied)).await
}

/// As [`refuse`], for a call that no officer makes.
pub async fn refuse_system<T: Send + 'static>(
    service: &Arc<Service>,
    presented: Presented,
    denied: Denied,
) -> Answered<T> {
    service.tell_system(presented, Deed::RefusePolice, move |_| Err(denied)).await
}
