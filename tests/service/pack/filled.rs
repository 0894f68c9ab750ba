//! Fills what the town with one of everything leaves empty: each column that a copy shows has a value then.

use beadle::{
    domain::{
        agency::purpose::Purpose,
        deed::Deed,
        ids::*,
        incident::content::Content,
        incident::source::Source,
        mail::Message,
        pack::{Pack, State},
        profile::identity::{ContactDetails, Fact, Identity},
        profile::recall::Wrong,
    },
    store::{self, StoreError, Write},
    vault::Owner,
};
use chrono::NaiveDate;
use uuid::Uuid;

use crate::{
    everywhere::{Full, Hand},
    profile::raw::Raw,
};

const AT: &str = "'2026-11-20T12:00:00.000000Z'";

/// Fills it.
pub async fn fill(full: &Full) {
    let (town, own) = (&full.town, &full.own);
    let scheme = town.ashby.scheme;
    let hand = Hand::new(town, &town.ashby);
    let id = |_: ()| town.clock.random::<16>();
    let joined = ProfileId::from_random(id(()));
    let correction = ItemId::from_random(id(()));
    let interests = ItemId::from_random(id(()));
    hand.write(|tx| {
        let viewer = hand.controller();
        store::keys::create(tx, Owner::new(scheme, joined))?;
        store::origin::keep(tx, scheme, &join(town, own.profile, joined))?;
        let mut who = identity();
        who.looks_under_18 = true;
        store::profile::set_identity(tx, scheme, own.profile, &who, day("2026-10-02"))?;
        let contact = ContactDetails { address: "1 High Street".to_owned(), email: "x@x.test".to_owned() };
        store::profile::set_contact(tx, scheme, own.profile, &contact)?;
        for incident in [own.report, own.accepted] {
            store::incident::set_content(tx, scheme, incident, &content())?;
            store::incident::set_summary(tx, scheme, incident, "It was taken.")?;
            store::incident::set_outcome(tx, scheme, incident, "Thank you.")?;
        }
        let sight = store::grant::Sight {
            id: ItemId::from_random(id(())),
            user: town.ashby.board,
            until: "2027-01-01".parse().unwrap(),
            reason: "For the appeal.".to_owned(),
        };
        store::grant::insert(tx, &viewer, own.profile, &sight)?;
        let undone = store::correction::Correction {
            id: correction,
            profile: own.profile,
            wrong: Wrong::Match,
            made_at: town.clock.now(),
            items: 1,
            letter_due: true,
        };
        store::correction::insert(tx, scheme, &undone, &[town.ashby.member])?;
        best_interests(tx, &hand, interests, own.profile)?;
        disclosed(tx, full)?;
        copied(tx, full)?;
        let message = Message {
            to: "x@x.test".to_owned(),
            subject: "A".to_owned(),
            text: "B".to_owned(),
            letter: None,
        };
        let mail = MailId::from_random(id(()));
        store::outbox::insert(
            tx,
            scheme,
            mail,
            own.profile.uuid(),
            &message,
            town.clock.now(),
            "2026-12-06".parse().unwrap(),
        )
    });
    plain(full, joined, correction);
    looked_at(full).await;
}

/// The person's record was corrected with a reason, and a member looked at them.
async fn looked_at(full: &Full) {
    let (town, profile) = (&full.town, full.own.profile);
    let scheme = town.ashby.scheme;
    let deed = town.service.tick(scheme, move |act| {
        act.record_words(Deed::CorrectProfile, &[profile.uuid()], profile, "As they asked.")?;
        Ok(())
    });
    deed.await.unwrap();
    town.sign_in(beadle::domain::member::role::Role::Member)
        .await
        .get(&format!("/gallery/{profile}"))
        .await
        .expect(200);
}

fn day(text: &str) -> Option<NaiveDate> {
    text.parse().ok()
}

fn identity() -> Identity {
    let fact = |value: &str| Fact { value: value.to_owned(), source: Source::Police };
    Identity {
        name: Some(fact("Ada Lee")),
        aliases: vec![fact("Addie")],
        born: Some(Fact { value: "1990-01-02".parse().unwrap(), source: Source::Police }),
        looks_under_18: false,
        description: Some(fact("Tall")),
        modus_operandi: Some(fact("Distracts")),
    }
}

fn content() -> Content {
    Content {
        narrative: "Took tins.".to_owned(),
        description: "Tall".to_owned(),
        named: "Ada".to_owned(),
        victims: "Jo Bright".to_owned(),
        witnesses: "Kim Day".to_owned(),
        police: true,
        police_reference: "AB/1/26".to_owned(),
        staff_hurt: true,
        loss_pence: Some(1_200),
        recovered_pence: Some(300),
    }
}

fn join(town: &crate::harness::Town, holder: ProfileId, profile: ProfileId) -> store::origin::Joined {
    let contact = || Some(ContactDetails { address: "2 Low Road".to_owned(), email: "y@x.test".to_owned() });
    let days = store::origin::Days {
        named: day("2026-10-02"),
        created: "2026-10-01".parse().unwrap(),
        unmatched: day("2026-10-03"),
    };
    store::origin::Joined {
        profile,
        holder,
        identities: (identity(), identity()),
        contacts: (contact(), contact()),
        days: (days, days),
        at: town.clock.now(),
        by: Some(town.ashby.administrator),
    }
}

fn best_interests(
    tx: &mut Write<'_>,
    hand: &Hand<'_>,
    id: ItemId,
    profile: ProfileId,
) -> Result<(), StoreError> {
    let decision = store::minor::Decision {
        id,
        circulate: true,
        photo: true,
        reason: "Shops know them.".to_owned(),
        proposed_by: Some(hand.at.administrator),
        proposed_at: hand.now(),
        confirmed_by: None,
    };
    store::minor::propose(tx, hand.at.scheme, profile, &decision)?;
    store::minor::confirm(tx, hand.at.scheme, id, hand.at.controller, hand.now()).map(drop)
}

/// Police were told of the person.
fn disclosed(tx: &mut Write<'_>, full: &Full) -> Result<(), StoreError> {
    let (town, own) = (&full.town, &full.own);
    let scheme = town.ashby.scheme;
    let event = EventId::from_random(town.clock.random());
    let key = store::disclosed::key(tx, scheme, own.agreement)?;
    let disclosure = store::disclosed::Disclosure {
        event,
        at: town.clock.now(),
        agreement: own.agreement,
        client: None,
        officer: OfficerId::from_random(town.clock.random()),
        reference: store::disclosed::seal(tx, &key, event, "PC 1234")?,
        what: Deed::TellPolicePerson.as_str(),
        purpose: Purpose::Detection,
        about: vec![own.profile.uuid()],
    };
    store::disclosed::insert(tx, scheme, disclosure)?;
    let told = store::audit::Event {
        id: event,
        at: town.clock.now(),
        deed: Deed::TellPolicePerson,
        role: "police",
        actor: None,
        about: vec![own.profile.uuid()],
        words: None,
    };
    store::audit::append(tx, scheme, vec![told]).map(drop)
}

/// An older copy, collected.
fn copied(tx: &mut Write<'_>, full: &Full) -> Result<(), StoreError> {
    let (town, at) = (&full.town, full.town.clock.now());
    let id = PackId::from_random(town.clock.random());
    let begun =
        Pack::begun(id, full.own.rights[0], Some(town.ashby.administrator), at - chrono::TimeDelta::days(9));
    store::pack::insert(tx, town.ashby.scheme, &begun)?;
    let pack = Pack {
        state: State::Collected,
        proposed: Some((Some(town.ashby.administrator), at)),
        approved: Some((Some(town.ashby.controller), at)),
        opened_at: Some(at),
        erase_on: day("2026-12-20"),
        ..begun
    };
    store::pack::set(tx, town.ashby.scheme, &pack)
}

/// What stands in the clear.
fn plain(full: &Full, joined: ProfileId, correction: ItemId) {
    let (town, own) = (&full.town, &full.own);
    let ids: [(&str, Uuid); 10] = [
        ("scheme", town.ashby.scheme.uuid()),
        ("own", own.profile.uuid()),
        ("joined", joined.uuid()),
        ("correction", correction.uuid()),
        ("report", own.report.uuid()),
        ("accepted", own.accepted.uuid()),
        ("served", own.served.uuid()),
        ("letter", own.letter.uuid()),
        ("hold", own.hold.uuid()),
        ("admin", town.ashby.administrator.uuid()),
    ];
    let mut raw = Raw::open(&town.store);
    for sql in [
        "UPDATE profiles SET unmatched_on = '2026-10-03', curbed_on = '2026-10-04', curbed_to = '2026-10-05', \
         withdrawn_at = [at] WHERE id = {own}",
        "UPDATE incidents SET recorder = {admin}, erase_on = '2099-01-01' WHERE id = {report}",
        "UPDATE subjects SET struck_on = '2026-11-01', struck_why = 'wrong_person', proof = 'admitted' \
         WHERE incident = {accepted} AND profile = {own}",
        "UPDATE pictures SET erase_on = '2099-01-01' WHERE incident = {report}",
        "UPDATE sanctions SET served_how = 'post', served_by = {admin}, ended_on = '2026-11-01', \
         revoked_on = '2026-11-02' WHERE id = {served}",
        "UPDATE letters SET sent_at = [at], printed_at = [at] WHERE id = {letter}",
        "UPDATE holds SET reviewed_on = '2026-11-02', lifted_on = '2026-11-03' WHERE id = {hold}",
        "INSERT INTO origins (scheme, holder, item, origin, kind, short) \
         VALUES ({scheme}, {own}, {accepted}, {joined}, 'incident', [yes])",
        "UPDATE told SET read_at = [at] WHERE correction = {correction}",
        "UPDATE agreements SET covers = 'contact', ended_on = '2026-11-21'",
        "UPDATE outbox SET settled_at = [at] WHERE owner = {own}",
        "UPDATE changes SET told_at = [at], state = 'changed' WHERE profile = {own}",
        "UPDATE requests SET recorded_by = {admin}, identity_proven_on = '2026-11-20', \
         clarity_asked_on = '2026-11-20', clarity_given_on = '2026-11-21', extended_on = '2026-11-21', \
         first_sent_on = '2026-11-21', acknowledged_on = '2026-11-20' WHERE profile = {own}",
        "UPDATE requests SET outcome = 'partly', decided_by = {admin}, closed_on = '2026-11-21', \
         erase_on = '2027-11-21' WHERE profile = {own} AND kind = 'appeal'",
    ] {
        let yes = if matches!(raw, Raw::Pg(_)) { "true" } else { "1" };
        raw.run(&sql.replace("[at]", AT).replace("[yes]", yes), &ids);
    }
}
