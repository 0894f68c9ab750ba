//! The hand that fills a town: rows as reviews and decisions would leave them.

use beadle::{
    domain::{
        ids::*,
        incident::{
            Incident, Subject,
            content::Content,
            finding::Finding,
            kind::Kind,
            loss::Band,
            mention::{Narrative, Segment},
            person::Acquaintance,
            report::State,
            source::Source,
            standing::Standing,
        },
        member::{
            evidence::{Controller, FromSession, SessionFacts, Viewer},
            record::{Business, BusinessDetails, Premises, PremisesDetails},
            role::Role,
            state::State as Member,
        },
        photo::Picture,
        profile::{
            identity::{Fact, Identity},
            special::{Kind as Special, Special as Fact16},
            suggestion::{self, Suggestion},
        },
        sanction::{Sanction, kind::Kind as Sanctioned, state::State as Sanctions},
    },
    store::{self, StoreError, Write},
};
use chrono::{DateTime, Utc};

use super::full::{Rival, word};
use crate::harness::{People, Town};

/// Writes into one scheme of a town.
pub struct Hand<'a> {
    pub town: &'a Town,
    pub at: &'a People,
}

/// The date of birth that only this person has.
pub fn born(prefix: &str, whose: &str) -> &'static str {
    match (prefix, whose) {
        ("", "own") => "1971-03-09",
        ("mate", "own") => "1972-04-10",
        ("", "gone") => "1973-05-11",
        ("mate", "gone") => "1974-06-12",
        _ => "1975-07-13",
    }
}

/// A theft sent at an instant, not kept yet.
pub fn plain_incident(hand: &Hand<'_>, state: State, reporter: UserId, sent: DateTime<Utc>) -> Incident {
    let at = hand.at;
    Incident {
        id: IncidentId::from_random(hand.town.clock.random()),
        reference: 0,
        state,
        kind: Kind::Theft,
        band: Band::From50,
        premises: Some(at.premises),
        business: Some(at.business),
        reporter: Some(reporter),
        recorder: None,
        by_member: true,
        threat_or_damage: false,
        weapon: false,
        who: Acquaintance::Known,
        claimed: None,
        occurred_at: sent,
        submitted_at: Some(sent),
        changed_at: sent,
        reviewed: (state == State::Accepted).then_some((sent, at.administrator)),
        erase_on: None,
    }
}

/// A sanction in a state.
pub fn sanction(hand: &Hand<'_>, profile: ProfileId, kind: Sanctioned, state: Sanctions) -> Sanction {
    let decided = state != Sanctions::Proposed;
    let served = state == Sanctions::Served;
    let exclusion = kind == Sanctioned::Exclusion;
    Sanction {
        id: SanctionId::from_random(hand.town.clock.random()),
        profile,
        kind,
        state,
        months: exclusion.then_some(12),
        everywhere: true,
        proposed_by: Some(hand.at.administrator),
        proposed_at: hand.now(),
        decided_by: decided.then_some(hand.at.board),
        decided_at: decided.then(|| hand.now()),
        served_on: served.then(|| "2026-10-20".parse().unwrap()),
        served_how: None,
        ends_on: (served && exclusion).then(|| "2027-10-20".parse().unwrap()),
        revoked_on: None,
        expiry_told: false,
    }
}

impl<'a> Hand<'a> {
    pub fn new(town: &'a Town, at: &'a People) -> Self {
        Self { town, at }
    }

    pub fn now(&self) -> DateTime<Utc> {
        self.town.clock.now()
    }

    pub fn write<T>(&self, work: impl FnOnce(&mut Write<'_>) -> Result<T, StoreError>) -> T {
        self.town.store.write_here(work).unwrap()
    }

    /// The controller's evidence: seals and opens intelligence.
    pub fn controller(&self) -> Viewer<Controller> {
        let facts = SessionFacts {
            scheme: self.at.scheme,
            user: self.at.controller,
            business: None,
            role: Role::Controller,
            active: true,
            agreed: true,
            second_factor: true,
            stopped: None,
        };
        Controller::from_session(&facts, self.now()).unwrap()
    }

    /// A report with a word in every field, naming the person by a mention.
    pub fn report(
        &self,
        tx: &mut Write<'_>,
        incident: &Incident,
        prefix: &str,
        whose: &str,
        about: ProfileId,
    ) -> Result<(), StoreError> {
        let scheme = self.at.scheme;
        let of = |field: &str| word(&format!("{prefix}{field}"), whose);
        let narrative = [Segment::Text(format!("{} ", of("narrative"))), Segment::Mention(about)];
        let content = Content {
            narrative: Narrative::new(narrative).stored(),
            description: of("described"),
            victims: of("victims"),
            witnesses: of("witnesses"),
            police: true,
            police_reference: of("police"),
            ..Content::default()
        };
        let incident = Incident { reference: store::scheme::next_reference(tx, scheme)?, ..incident.clone() };
        let mail = format!("{}@x.test", of("reporter"));
        let id = incident.id;
        store::incident::insert(tx, scheme, &incident, id.uuid().as_bytes(), &content, Some(&mail))?;
        if incident.state == State::Accepted {
            store::incident::set_summary(tx, scheme, id, &of("summary"))?;
            store::incident::set_outcome(tx, scheme, id, &of("outcome"))?;
        }
        Ok(())
    }

    pub fn subject(
        &self,
        tx: &mut Write<'_>,
        incident: IncidentId,
        profile: ProfileId,
        finding: Finding,
    ) -> Result<(), StoreError> {
        let subject = Subject {
            incident,
            profile,
            finding,
            source: Source::MemberReport,
            standing: Standing::Stands,
            hidden: false,
            linked_at: self.now(),
            linked_by: Some(self.at.administrator),
        };
        store::subject::insert(tx, self.at.scheme, &subject)
    }

    /// A still of a report and a picture of a person, without their bytes.
    pub fn pictures(&self, incident: IncidentId, profile: ProfileId) -> (PictureId, PictureId) {
        let made = |incident, profile: Option<ProfileId>| Picture {
            id: PictureId::from_random(self.town.clock.random()),
            incident,
            profile,
            taken_from: None,
            width: 64,
            height: 48,
            main: profile.is_some(),
            uploaded_at: self.now(),
            uploaded_by: Some(self.at.member),
            erase_on: None,
        };
        let (still, picture) = (made(Some(incident), None), made(None, Some(profile)));
        let scheme = self.at.scheme;
        self.write(|tx| {
            store::keys::create(tx, beadle::vault::Owner::new(scheme, still.id))?;
            store::picture::insert(tx, scheme, &still, still.id.uuid().as_bytes())?;
            store::picture::insert(tx, scheme, &picture, picture.id.uuid().as_bytes())
        });
        (still.id, picture.id)
    }

    /// Special facts for the own business and for the rival's, what is for the office alone, a sighting, a name.
    pub fn facts(&self, tx: &mut Write<'_>, profile: ProfileId, whose: &str) -> Result<ItemId, StoreError> {
        let scheme = self.at.scheme;
        let other =
            store::business::list(tx, &self.controller())?.into_iter().find(|b| b.id != self.at.business);
        let other = other.map_or(self.at.business, |business| business.id);
        for (kind, field, audience) in [
            (Special::Condition, "special", vec![self.at.business]),
            (Special::Ethnicity, "specialelsewhere", vec![other]),
            (Special::Vulnerability, "vulnerability", Vec::new()),
        ] {
            let fact = Fact16 {
                id: ItemId::from_random(self.town.clock.random()),
                profile,
                kind,
                source: Source::Police,
                words: word(field, whose),
                reason: word(&format!("{field}reason"), whose),
                audience,
                recorded_by: Some(self.at.administrator),
                recorded_at: self.now(),
            };
            store::special::insert(tx, scheme, &fact)?;
        }
        let suggestion = self.suggestion(profile, whose);
        store::suggestion::insert(tx, scheme, &suggestion)?;
        let sighting = beadle::domain::profile::sighting::Sighting {
            id: ItemId::from_random(self.town.clock.random()),
            profile,
            premises: Some(self.at.premises),
            user: Some(self.at.manager),
            seen_at: self.now(),
            erase_on: "2027-01-01".parse().unwrap(),
        };
        store::sighting::insert(tx, scheme, &sighting)?;
        Ok(suggestion.id)
    }

    fn suggestion(&self, profile: ProfileId, whose: &str) -> Suggestion {
        Suggestion {
            id: ItemId::from_random(self.town.clock.random()),
            profile,
            user: Some(self.at.manager),
            name: word("suggested", whose),
            state: suggestion::State::Waiting,
            made_at: self.now(),
        }
    }

    pub fn linked(&self, one: ProfileId, two: ProfileId) {
        self.write(|tx| store::associate::set(tx, self.at.scheme, one, two, true));
    }

    /// Another business of the scheme, its user, and a report of its own.
    pub fn rival(&self) -> Rival {
        let random = || self.town.clock.random();
        let (business, premises) = (BusinessId::from_random(random()), PremisesId::from_random(random()));
        self.write(|tx| {
            let shop = Business {
                id: business,
                state: Member::Active,
                details: BusinessDetails { name: word("business", "rival"), trade: "Shop".into() },
                authority_on: None,
            };
            store::business::insert(tx, self.at.scheme, &shop, self.now())?;
            let details =
                PremisesDetails { name: word("premises", "rival"), address: word("place", "rival") };
            let site = Premises { id: premises, business, area: String::new(), details, open: true };
            store::business::insert_premises(tx, self.at.scheme, &site)
        });
        let at = People { business, premises, ..self.at.clone() };
        let user =
            self.town.add_user(&at, Role::Manager, &word("staff", "rival"), &format!("ravi@{}", at.host));
        let report = plain_incident(&Hand::new(self.town, &at), State::Submitted, user, self.now());
        let id = report.id;
        let nobody = self.person_of("nobody");
        self.write(|tx| self.report(tx, &report, "", "rival", nobody));
        let (still, _) = self.pictures(id, nobody);
        Rival { business, premises, user, report: id, still }
    }

    /// A person of this name whom nothing was reported of.
    fn person_of(&self, name: &str) -> ProfileId {
        let id = ProfileId::from_random(self.town.clock.random());
        let fact = Fact { value: name.to_owned(), source: Source::Person };
        let identity = Identity { name: Some(fact), ..Identity::default() };
        let today = self.now().date_naive();
        self.write(|tx| store::profile::insert(tx, self.at.scheme, id, &identity, today, today));
        id
    }

    /// Somebody under 18, reported, with a best-interests decision that waits for a second person.
    pub fn young(&self) -> (ProfileId, ItemId) {
        let id = ProfileId::from_random(self.town.clock.random());
        let identity = Identity {
            name: Some(Fact { value: word("name", "young"), source: Source::Person }),
            born: Some(Fact { value: "2010-02-03".parse().unwrap(), source: Source::Person }),
            ..Identity::default()
        };
        let report = plain_incident(self, State::Accepted, self.at.member, self.now());
        let decision = store::minor::Decision {
            id: ItemId::from_random(self.town.clock.random()),
            circulate: true,
            photo: false,
            reason: word("interests", "young"),
            proposed_by: Some(self.at.controller),
            proposed_at: self.now(),
            confirmed_by: None,
        };
        let today = self.now().date_naive();
        self.write(|tx| {
            store::profile::insert(tx, self.at.scheme, id, &identity, today, today)?;
            self.report(tx, &report, "", "young", id)?;
            self.subject(tx, report.id, id, Finding::Alleged)?;
            store::minor::propose(tx, self.at.scheme, id, &decision)
        });
        (id, decision.id)
    }

    /// Somebody whose name is not known, with a name suggested.
    pub fn sought(&self) -> ProfileId {
        let id = ProfileId::from_random(self.town.clock.random());
        let fact = Fact { value: word("looks", "sought"), source: Source::MemberReport };
        let identity = Identity { description: Some(fact), ..Identity::default() };
        let report = plain_incident(self, State::Accepted, self.at.member, self.now());
        let today = self.now().date_naive();
        self.write(|tx| {
            store::profile::insert(tx, self.at.scheme, id, &identity, today, today)?;
            self.report(tx, &report, "", "sought", id)?;
            self.subject(tx, report.id, id, Finding::Alleged)?;
            store::suggestion::insert(tx, self.at.scheme, &self.suggestion(id, "sought"))
        });
        id
    }
}
