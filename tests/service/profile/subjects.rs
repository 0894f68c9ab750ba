//! People to be shown: written into the store as reviews and decisions would leave them.

use beadle::domain::{
    ids::{IncidentId, PictureId, ProfileId, SanctionId},
    incident::{
        Incident, Subject, content::Content, finding::Finding, kind::Kind, loss::Band, person::Acquaintance,
        report, source::Source, standing::Standing,
    },
    member::{
        evidence::{Controller, FromSession, SessionFacts},
        role::Role,
    },
    photo::Picture,
    profile::{
        identity::{ContactDetails, Fact, Identity},
        status::Status,
    },
    sanction::{Sanction, kind, state},
};
use beadle::store::{self, profile::Clocks};
use chrono::{NaiveDate, TimeDelta};

use crate::harness::{People, Town};

/// The last day most of them are shown.
pub const UNTIL: &str = "2027-11-22";

pub fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

pub fn fact(value: &str) -> Option<Fact<String>> {
    Some(Fact { value: value.to_owned(), source: Source::SocialMedia })
}

/// Somebody of this name, or of none.
pub fn named(name: &str) -> Identity {
    Identity { name: fact(name).filter(|_| !name.is_empty()), ..Identity::default() }
}

/// What the clocks say of somebody who is shown, and until when.
pub fn shown(status: Status, until: &str) -> Clocks {
    Clocks {
        shown_until: Some(day(until)),
        erased_on: day("2028-12-31"),
        status,
        under_18: false,
        photo_shown: true,
        begins_at: None,
    }
}

impl Town {
    /// A person in a scheme with these clocks.
    pub async fn person(&self, at: &People, identity: Identity, mut clocks: Clocks) -> ProfileId {
        let id = ProfileId::from_random(self.clock.random());
        let (scheme, now) = (at.scheme, self.clock.now());
        clocks.begins_at = clocks.begins_at.or(Some(now));
        let today = self.clock.today();
        self.write(move |tx| {
            store::profile::insert(tx, scheme, id, &identity, today, clocks.erased_on)?;
            store::profile::set_clocks(tx, scheme, id, &clocks)
        })
        .await;
        id
    }

    /// Somebody reported in Ashby and shown for a year.
    pub async fn reported(&self, name: &str) -> ProfileId {
        let status = if name.is_empty() { Status::IdSought } else { Status::Known };
        self.person(&self.ashby, named(name), shown(status, UNTIL)).await
    }

    /// How to write to somebody.
    pub async fn contact(&self, at: &People, id: ProfileId, address: &str) {
        let contact = ContactDetails { address: address.to_owned(), email: "canary-mail@x.test".to_owned() };
        let scheme = at.scheme;
        self.write(move |tx| store::profile::set_contact(tx, scheme, id, &contact)).await;
    }

    /// A picture of somebody, with its bytes if any.
    pub async fn picture(&self, id: ProfileId, bytes: Option<Vec<u8>>) -> PictureId {
        let picture = Picture {
            id: PictureId::from_random(self.clock.random()),
            incident: None,
            profile: Some(id),
            taken_from: None,
            width: 400,
            height: 500,
            main: true,
            uploaded_at: self.clock.now(),
            uploaded_by: Some(self.ashby.administrator),
            erase_on: None,
        };
        let (scheme, kept) = (self.ashby.scheme, picture.clone());
        let key = self
            .write(move |tx| {
                store::picture::insert(tx, scheme, &kept, b"a picture")?;
                store::picture::key(tx, scheme, &kept)
            })
            .await;
        if let Some(bytes) = bytes {
            let taken = self.service.taken_in(bytes).await.unwrap();
            self.service.keep_picture(scheme, picture.id, &key, &taken).await.unwrap();
        }
        picture.id
    }

    /// An accepted theft by somebody, at Ashby's premises, with the administrator's summary.
    pub async fn theft(&self, by: ProfileId, summary: &str) -> IncidentId {
        let at = self.clock.now() - TimeDelta::days(2);
        let ashby = self.ashby.clone();
        let incident = Incident {
            id: IncidentId::from_random(self.clock.random()),
            reference: i64::from(u32::from_be_bytes(self.clock.random())),
            state: report::State::Accepted,
            kind: Kind::Theft,
            band: Band::None,
            premises: Some(ashby.premises),
            business: Some(ashby.business),
            reporter: Some(ashby.manager),
            recorder: None,
            by_member: true,
            threat_or_damage: false,
            weapon: false,
            who: Acquaintance::Known,
            claimed: None,
            occurred_at: at,
            submitted_at: Some(at),
            changed_at: at,
            reviewed: Some((at, ashby.administrator)),
            erase_on: None,
        };
        let subject = Subject {
            incident: incident.id,
            profile: by,
            finding: Finding::Alleged,
            source: Source::MemberReport,
            standing: Standing::Stands,
            hidden: false,
            linked_at: at,
            linked_by: Some(ashby.administrator),
        };
        let content = Content {
            narrative: "canary-narrative".to_owned(),
            victims: "canary-victim".to_owned(),
            witnesses: "canary-witness".to_owned(),
            named: "canary-named".to_owned(),
            ..Content::default()
        };
        let (summary, id) = (summary.to_owned(), incident.id);
        let submission: [u8; 16] = self.clock.random();
        self.write(move |tx| {
            let mail = Some("canary-reporter@x.test");
            store::incident::insert(tx, ashby.scheme, &incident, &submission, &content, mail)?;
            store::incident::set_summary(tx, ashby.scheme, id, &summary)?;
            store::subject::insert(tx, ashby.scheme, &subject)
        })
        .await;
        id
    }

    /// A served exclusion from all premises.
    pub async fn excluded(&self, who: ProfileId, ends_on: &str) {
        let sanction = Sanction {
            id: SanctionId::from_random(self.clock.random()),
            profile: who,
            kind: kind::Kind::Exclusion,
            state: state::State::Served,
            months: Some(12),
            everywhere: true,
            proposed_by: Some(self.ashby.administrator),
            proposed_at: self.clock.now(),
            decided_by: Some(self.ashby.board),
            decided_at: Some(self.clock.now()),
            served_on: Some(self.clock.today()),
            served_how: None,
            ends_on: Some(day(ends_on)),
            revoked_on: None,
            expiry_told: false,
        };
        let scheme = self.ashby.scheme;
        self.write(move |tx| {
            store::sanction::insert(tx, scheme, &sanction, "canary-statement", &[], &[])?;
            store::sanction::update(tx, scheme, sanction.state, &sanction)
        })
        .await;
    }
}

/// What the latest event of Ashby's trail concerns.
pub async fn ids_of_last(town: &Town) -> Vec<uuid::Uuid> {
    let facts = SessionFacts {
        scheme: town.ashby.scheme,
        user: town.ashby.controller,
        business: None,
        role: Role::Controller,
        active: true,
        agreed: true,
        second_factor: true,
        stopped: None,
    };
    let viewer = Controller::from_session(&facts, town.clock.now()).unwrap();
    let mut events = town.read(move |tx| store::audit::page(tx, &viewer, None, None, 1)).await;
    events.remove(0).about
}
