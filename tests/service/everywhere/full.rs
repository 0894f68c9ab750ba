//! A town with one of everything, and a word of its own in every sealed field: `Cyalias` + whose.

use super::pending::Pending;
use super::written::{Hand, plain_incident, sanction};
use crate::harness::{People, Town};
use beadle::{
    actions::letter::keep::{self, Form},
    actions::profile::reckon::reckon,
    domain::{
        deed::Deed,
        ids::*,
        incident::{Incident, finding::Finding, report::State, source::Source},
        member::{evidence::Letters, record::Grant, role::Role},
        profile::identity::{ContactDetails, Fact, Identity},
        sanction::{Letter, kind::Kind as Sanctioned, letter::LetterKind, state::State as Standing},
    },
    store::{self, StoreError, Write},
    vault::Token,
};

/// The word that stands in one field of one owner, and nowhere else.
pub fn word(field: &str, whose: &str) -> String {
    format!("Cy{field}{whose}")
}

/// A person with everything that can hang on one, and what else of a scheme has a page of its own.
pub struct Set {
    pub whose: &'static str,
    pub profile: ProfileId,
    /// An associate, shown likewise.
    pub mate: ProfileId,
    /// A report of the scheme's member, about the person.
    pub report: IncidentId,
    /// An accepted one, reported by somebody else.
    pub accepted: IncidentId,
    pub still: PictureId,
    pub picture: PictureId,
    pub proposed: SanctionId,
    pub decided: SanctionId,
    pub served: SanctionId,
    pub letter: LetterId,
    /// The code of the letter.
    pub code: &'static str,
    pub hold: ItemId,
    pub suggestion: ItemId,
    pub user: UserId,
    pub business: BusinessId,
    pub premises: PremisesId,
    pub enquiry: EnquiryId,
    /// For a copy, and an appeal against the one that was served.
    pub rights: [RightId; 2],
    pub mail: MailId,
    pub leaving: RequestId,
    pub link: String,
    pub pending: Pending,
    pub agreement: AgreementId,
    pub client: ClientId,
    pub officer: UserId,
    /// What names the scheme's logo.
    pub logo: &'static str,
}

/// Another business, with what it reported.
pub struct Rival {
    pub business: BusinessId,
    pub premises: PremisesId,
    pub user: UserId,
    pub report: IncidentId,
    pub still: PictureId,
}

impl Rival {
    /// Who reports there, for which business, from where.
    fn speaks(&self) -> (UserId, BusinessId, PremisesId) {
        (self.user, self.business, self.premises)
    }
}

/// The town.
pub struct Full {
    pub town: Town,
    pub own: Set,
    pub withdrawn: Set,
    pub foreign: Set,
    pub rival: Rival,
    /// Somebody under 18 whose best interests wait for a second person.
    pub young: ProfileId,
    /// That decision.
    pub interests: ItemId,
    /// Somebody whose name is sought, with a name suggested.
    pub sought: ProfileId,
}

impl Full {
    pub async fn new() -> Self {
        let town = Town::new().await;
        let (ashby, other) = (town.ashby.clone(), town.other.clone());
        let rival = Hand::new(&town, &ashby).rival();
        let own = Hand::new(&town, &ashby).set("own", "ABCD-EFGH-JKMN", true, rival.speaks());
        let withdrawn = Hand::new(&town, &ashby).set("gone", "ABCD-EFGH-JKMP", false, rival.speaks());
        let foreign = Hand::new(&town, &other).set(
            "far",
            "ABCD-EFGH-JKMQ",
            true,
            (other.manager, other.business, other.premises),
        );
        let (young, interests) = Hand::new(&town, &ashby).young();
        let sought = Hand::new(&town, &ashby).sought();
        Hand::new(&town, &ashby).linked(own.profile, withdrawn.profile);
        for (at, set) in [(&ashby, &own), (&ashby, &withdrawn), (&other, &foreign)] {
            for profile in [set.profile, set.mate] {
                reckoned(&town, at, profile).await;
            }
            letter(&town, at, set).await;
        }
        for profile in [young, sought] {
            reckoned(&town, &ashby, profile).await;
        }
        beadle::app::make_ready(&town.service).unwrap();
        Self { town, own, withdrawn, foreign, rival, young, interests, sought }
    }
}

async fn reckoned(town: &Town, at: &People, id: ProfileId) {
    let reckoning = town.service.tick(at.scheme, move |act| {
        reckon(act, id)?;
        act.record(Deed::CorrectProfile, &[id.uuid()]);
        Ok(())
    });
    reckoning.await.unwrap();
}

/// The letter's bytes in each form.
async fn letter(town: &Town, at: &People, set: &Set) {
    let (scheme, profile) = (at.scheme, set.profile);
    let key = town.read(move |tx| store::keys::load(tx, beadle::vault::Owner::new(scheme, profile))).await;
    let blobs = beadle::photos::blobs::Blobs::folder(&town.folder.path().join("blobs")).unwrap();
    for form in Form::ALL {
        let words = word("letter", set.whose);
        let sealed = key.seal::<Letters>(&town.clock, keep::place(set.letter, form), words.as_bytes());
        blobs.put(&keep::blob_key(scheme, set.letter, form), sealed.0).await.unwrap();
    }
}

impl Hand<'_> {
    /// Everything about one person, and one of everything else.
    fn set(
        &self,
        whose: &'static str,
        code: &'static str,
        shown: bool,
        (reporter, business, premises): (UserId, BusinessId, PremisesId),
    ) -> Set {
        let (at, scheme) = (self.at, self.at.scheme);
        // Shown, or circulated until a week ago.
        let sent = if shown { "2026-10-05T12:00:00Z" } else { "2025-11-15T12:00:00Z" }.parse().unwrap();
        let state = if shown { State::Submitted } else { State::Accepted };
        let (profile, mate) = (self.person("", whose), self.person("mate", whose));
        let own = plain_incident(self, state, at.member, sent);
        let accepted = Incident {
            business: Some(business),
            premises: Some(premises),
            ..plain_incident(self, State::Accepted, reporter, sent)
        };
        let incidents = [(&own, "own"), (&accepted, "others")];
        self.write(|tx| {
            for (incident, prefix) in incidents {
                let claimed = (incident.state == State::Submitted).then_some(profile);
                let incident = Incident { claimed, ..incident.clone() };
                self.report(tx, &incident, prefix, whose, profile)?;
                if incident.state == State::Accepted {
                    for who in [profile, mate] {
                        self.subject(tx, incident.id, who, Finding::Alleged)?;
                    }
                }
            }
            store::associate::set(tx, scheme, profile, mate, true)
        });
        let (still, picture) = self.pictures(own.id, profile);
        let [proposed, decided, served] = self.sanctions(profile, accepted.id, whose, shown);
        let letter = self.letter(profile, decided, code);
        let (hold, suggestion) = self.held(profile, whose);
        let (enquiry, mail, leaving, user, link) = self.office(whose);
        let (business, premises) = (at.business, at.premises);
        let agreement = self.agreement(whose);
        Set {
            whose,
            profile,
            mate,
            report: own.id,
            accepted: accepted.id,
            still,
            picture,
            proposed,
            decided,
            served,
            letter,
            code,
            hold,
            suggestion,
            user,
            business,
            premises,
            enquiry,
            rights: self.rights(whose, profile, served),
            mail,
            leaving,
            link,
            pending: self.pending(profile, accepted.id),
            agreement,
            client: self.client(whose, agreement),
            officer: self.officer(whose, agreement),
            logo: self.logo(),
        }
    }

    /// A person with a word in every field.
    fn person(&self, prefix: &str, whose: &str) -> ProfileId {
        let id = ProfileId::from_random(self.town.clock.random());
        let fact = |field: &str| Fact {
            value: word(&format!("{prefix}{field}"), whose),
            source: Source::SocialMedia,
        };
        let identity = Identity {
            name: Some(fact("name")),
            aliases: vec![fact("alias")],
            born: Some(Fact {
                value: super::written::born(prefix, whose).parse().unwrap(),
                source: Source::Police,
            }),
            looks_under_18: false,
            description: Some(fact("looks")),
            modus_operandi: Some(fact("method")),
        };
        let contact = ContactDetails {
            address: word(&format!("{prefix}address"), whose),
            email: format!("{}@x.test", word(&format!("{prefix}email"), whose)),
        };
        let made = "2025-10-01".parse().unwrap();
        self.write(|tx| {
            store::profile::insert(tx, self.at.scheme, id, &identity, made, made)?;
            store::profile::set_contact(tx, self.at.scheme, id, &contact)
        });
        id
    }

    /// A proposal, a notice to serve, and one served.
    fn sanctions(
        &self,
        profile: ProfileId,
        relied_on: IncidentId,
        whose: &str,
        shown: bool,
    ) -> [SanctionId; 3] {
        let (at, scheme) = (self.at, self.at.scheme);
        let mut ids = Vec::new();
        for (state, field) in
            [(Standing::Proposed, "proposal"), (Standing::Decided, "decision"), (Standing::Served, "service")]
        {
            // Who is withdrawn was warned only: an exclusion in force would keep them shown.
            let kind = match state {
                Standing::Served if !shown => Sanctioned::Warning,
                _ => Sanctioned::Exclusion,
            };
            let given = sanction(self, profile, kind, state);
            self.write(|tx| {
                let statement = word(&format!("{field}statement"), whose);
                store::sanction::insert(tx, scheme, &given, &statement, &[relied_on], &[at.premises])?;
                store::sanction::update(tx, scheme, state, &given)?;
                store::sanction::set_decision(tx, scheme, &given, &word(&format!("{field}reasons"), whose))
            });
            ids.push(given.id);
        }
        ids.try_into().unwrap()
    }

    fn letter(&self, profile: ProfileId, sanction: SanctionId, code: &str) -> LetterId {
        let id = LetterId::from_random(self.town.clock.random());
        let letter = Letter {
            id,
            profile,
            sanction: Some(sanction),
            kind: LetterKind::ExclusionNotice,
            issued_at: self.now(),
            sent_at: None,
            printed_at: None,
        };
        let code = beadle::domain::sanction::code::Code::read(code).expect("a code");
        self.write(|tx| store::letter::insert(tx, self.at.scheme, &letter, Some(code.plain())));
        id
    }

    /// What the office has on its desk: an enquiry, a message, a leaving, a stop, a link, a grant of a role.
    fn office(&self, whose: &str) -> (EnquiryId, MailId, RequestId, UserId, String) {
        let (at, scheme, clock) = (self.at, self.at.scheme, &self.town.clock);
        let email = format!("till-{whose}@{}", at.host);
        let user = self.town.add_user(at, Role::Member, &word("colleague", whose), &email);
        let senior =
            self.town.add_user(at, Role::Administrator, &word("senior", whose), &format!("s{email}"));
        let (enquiry, mail) = (EnquiryId::from_random(clock.random()), MailId::from_random(clock.random()));
        let (leaving, token) = (RequestId::from_random(clock.random()), Token::new(clock));
        self.write(|tx| {
            let message = beadle::domain::enquiry::Message {
                name: word("enquirer", whose),
                email: format!("{}@x.test", word("enquiryemail", whose)),
                phone: "01632 960001".to_owned(),
                words: word("enquiry", whose),
            };
            store::enquiry::insert(tx, scheme, enquiry, &message, self.now())?;
            self.message(tx, mail, user, whose)?;
            let asked = store::leaving::Leaving {
                id: leaving,
                user: Some(user),
                business: None,
                asked_by: at.manager,
                asked_at: self.now(),
            };
            store::leaving::insert(tx, scheme, &asked)?;
            store::stop::begin(tx, scheme, user, self.now(), self.now())?;
            let ends = self.now() + chrono::TimeDelta::hours(24);
            store::session::insert_link(tx, scheme, &token.hash(), user, "password", ends)?;
            let grant =
                Grant { user: senior, role: Role::Board, granted_by: Some(at.controller), confirmed: false };
            store::user::grant_role(tx, scheme, grant, self.now())
        });
        (enquiry, mail, leaving, user, token.text())
    }

    /// The scheme's logo.
    fn logo(&self) -> &'static str {
        let name = if self.at.host == "ashby.test" { "0a0a0a0a0a0a0a0a" } else { "0b0b0b0b0b0b0b0b" };
        let picture = crate::incident::jpeg(60, 40, 1);
        self.write(|tx| store::scheme::set_logo(tx, self.at.scheme, Some((name, picture.as_slice()))));
        name
    }

    /// A message nobody took.
    fn message(&self, tx: &mut Write<'_>, id: MailId, owner: UserId, whose: &str) -> Result<(), StoreError> {
        let message = beadle::domain::mail::Message {
            to: format!("{}@x.test", word("mailto", whose)),
            subject: word("subject", whose),
            text: word("mailtext", whose),
            letter: None,
        };
        let erase_on = self.now().date_naive() + chrono::Days::new(14);
        store::outbox::insert(tx, self.at.scheme, id, owner.uuid(), &message, self.now(), erase_on)?;
        store::outbox::give_up(tx, self.at.scheme, id, "no such person")
    }

    /// A hold, special facts, a sighting, a suggestion.
    fn held(&self, profile: ProfileId, whose: &str) -> (ItemId, ItemId) {
        let item = || ItemId::from_random(self.town.clock.random());
        let hold = item();
        let tick = self.controller();
        let kept = store::hold::Hold {
            id: hold,
            reason: word("hold", whose),
            since: "2026-11-01".parse().unwrap(),
            reviewed: None,
            until: "2027-02-01".parse().unwrap(),
            lifted: None,
        };
        let suggestion = self.write(|tx| {
            store::hold::insert(tx, &tick, profile, &kept)?;
            self.facts(tx, profile, whose)
        });
        (hold, suggestion)
    }
}
