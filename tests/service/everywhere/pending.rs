//! What waits for somebody: words to read again, a correction to read, a change of the rules to decide.

use beadle::{
    config::rules_file,
    domain::{
        agency::{
            agreement::{Agreement, Class, Days, Terms},
            client::Client,
            officer::Officer,
        },
        certificate::deletion::{Certificate, Kind as Whose, Proof},
        data_breach::{Breach, Course, Decisions, Facts},
        document::{self, Content, Document, Kind, part::Part},
        ids::{
            AgreementId, CertificateId, ClientId, DataBreachId, DocumentId, EventId, IncidentId, ItemId,
            ProfileId, RequestId, UserId,
        },
        member::role::Role,
        rules::Rules,
        scheme::change::{Change, State},
    },
    store::{self, Stored, Write, certificate, correction::Correction, redaction::Redaction},
    vault::{checkpoint::origin, note::Note},
};

use chrono::TimeDelta;

use super::{full::word, written::Hand};

/// What waits in one scheme.
pub struct Pending {
    /// Words that somebody who is erased was called by.
    pub redaction: ItemId,
    /// An incident left a file that the member had read.
    pub correction: ItemId,
    /// The administrator's proposal.
    pub change: RequestId,
    /// Of somebody's erasure.
    pub certificate: CertificateId,
    /// Of personal data, its risk not judged yet.
    pub breach: DataBreachId,
    /// Somebody is writing in it.
    pub document: DocumentId,
}

impl Hand<'_> {
    /// Of each one, about a person and an incident.
    pub fn pending(&self, profile: ProfileId, incident: IncidentId) -> Pending {
        let (random, scheme) = (|| self.town.clock.random(), self.at.scheme);
        let asked = Redaction { id: ItemId::from_random(random()), incident, profile, since: self.now() };
        let made = Correction {
            id: ItemId::from_random(random()),
            profile,
            wrong: beadle::domain::profile::recall::Wrong::Match,
            made_at: self.now(),
            items: 1,
            letter_due: false,
        };
        let change = self.change();
        let certificate = CertificateId::from_random(random());
        let breach = self.breach();
        let document = self.document();
        self.write(|tx| {
            store::data_breach::insert(tx, scheme, &breach)?;
            store::document::insert(tx, scheme, &document)?;
            store::redaction::ask(tx, scheme, asked, &["the tall one".to_owned()])?;
            store::correction::insert(tx, scheme, &made, &[self.at.member, self.at.administrator])?;
            store::rule_change::insert(tx, scheme, &change)?;
            self.certify(tx, certificate)
        });
        Pending {
            redaction: asked.id,
            correction: made.id,
            change: change.id,
            certificate,
            breach: breach.id,
            document: document.id,
        }
    }

    /// A draft with all that is asked but one part.
    fn document(&self) -> Document {
        let written = Kind::Lia.parts().iter().filter(|line| !line.optional && line.part != Part::Outcome);
        let written = written.map(|line| (line.part, "Weighed, and written down.".to_owned())).collect();
        Document {
            id: DocumentId::from_random(self.town.clock.random()),
            kind: Kind::Lia,
            line: DocumentId::from_random(self.town.clock.random()),
            version: 1,
            content: Content { written, ..Content::default() },
            days: document::Days::default(),
            drafted_by: Some(self.at.administrator),
            drafted_at: self.now(),
            adopted_by: None,
        }
    }

    /// A breach that was noticed today.
    fn breach(&self) -> Breach {
        Breach {
            id: DataBreachId::from_random(self.town.clock.random()),
            facts: Facts { happened: "A printed gallery was left on a bus.".to_owned(), ..Facts::default() },
            decisions: Decisions::default(),
            course: Course {
                aware_at: self.now(),
                risk: None,
                reported_at: None,
                people_on: None,
                closed_on: None,
            },
            entered_by: Some(self.at.administrator),
            entered_at: self.now(),
        }
    }

    /// An agreement with a force, to be reviewed soon.
    pub fn agreement(&self, whose: &str) -> AgreementId {
        let (id, today) = (AgreementId::from_random(self.town.clock.random()), self.town.clock.today());
        let agreement = Agreement {
            id,
            terms: Terms {
                agency: word("agency", whose),
                parties: word("parties", whose),
                basis: word("basis", whose),
                contact: word("agencycontact", whose),
                email: format!("{}@x.test", word("agencyemail", whose)),
                phone: "01632 960002".to_owned(),
            },
            signed: false,
            covers: vec![Class::Contact],
            days: Days {
                starts: today,
                review: today + TimeDelta::days(7),
                ends: today + TimeDelta::days(365),
                ended: None,
            },
            registered_by: Some(self.at.controller),
            registered_at: self.now(),
        };
        let viewer = self.controller();
        self.write(|tx| store::agreement::insert(tx, &viewer, agreement));
        id
    }

    /// A system that reads under an agreement.
    pub fn client(&self, whose: &str, agreement: AgreementId) -> ClientId {
        let id = ClientId::from_random(self.town.clock.random());
        let key = r#"{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"#;
        let client = Client {
            id,
            called: format!("control-room-{whose}"),
            agreement,
            name: Some(word("clientname", whose)),
            keys: vec![key.to_owned()],
            registered_by: Some(self.at.controller),
            registered_at: self.now(),
            revoked_at: None,
        };
        let viewer = self.controller();
        self.write(|tx| store::client::insert(tx, &viewer, client));
        id
    }

    /// An officer without a system, who reads under an agreement.
    pub fn officer(&self, whose: &str, agreement: AgreementId) -> UserId {
        let email = format!("officer-{whose}@{}", self.at.host);
        let user = self.town.add_user(self.at, Role::Officer, &word("officer", whose), &email);
        let officer = Officer {
            user,
            agreement,
            reference: word("reference", whose),
            invited_by: Some(self.at.controller),
            invited_at: self.now(),
        };
        self.write(|tx| store::officer::insert(tx, self.at.scheme, &officer));
        user
    }

    /// Of somebody who is gone: the trail's first event stands for the erasure.
    fn certify(&self, tx: &mut Write<'_>, number: CertificateId) -> Stored<()> {
        let (scheme, now) = (self.at.scheme, self.now());
        let pending = certificate::Pending {
            number,
            kind: Whose::Erasure,
            subject: number.into(),
            event: EventId::from_random(self.town.clock.random()),
            due_on: self.town.clock.today(),
            deleted_at: now,
            rows: vec![("profiles".to_owned(), 1)],
            blobs: 0,
            letters: 0,
            disclosed: 0,
        };
        store::certificate::begin(tx, scheme, &pending)?;
        let leaf = store::audit::hash_at(tx, scheme, 1)?.try_into().expect("a hash");
        let proof =
            Proof { event: 1, leaf, size: 1, root: store::tree::root(tx, scheme, 1)?.hash, path: vec![] };
        let certificate = Certificate {
            number,
            kind: Whose::Erasure,
            scheme,
            name: "Ashby".to_owned(),
            due_on: pending.due_on,
            deleted_at: now,
            clean_at: now,
            rows: pending.rows,
            blobs: 0,
            letters: 0,
            disclosed: 0,
            software: "beadle".to_owned(),
            proof,
        };
        let note = Note::signed(certificate.text(), &origin(scheme), tx.vault.ring().signing());
        store::certificate::issue(tx, scheme, number, &note.to_string(), now).map(drop)
    }

    fn change(&self) -> Change {
        let rules = Rules::default();
        let shorter = Rules { exclusion_term: 6, ..rules.clone() };
        Change {
            id: RequestId::from_random(self.town.clock.random()),
            base: 1,
            before: rules_file::write(&rules),
            after: rules_file::write(&shorter),
            reason: "A week is enough to look again.".to_owned(),
            proposed_by: Some(self.at.administrator),
            proposed_at: self.now(),
            state: State::Proposed,
            decided_by: None,
            decided_at: None,
            decision: String::new(),
        }
    }
}
