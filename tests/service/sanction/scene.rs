//! A person with reports against them, in a town.

use beadle::{
    domain::{
        ids::{BusinessId, IncidentId, PremisesId, ProfileId},
        incident::{
            Incident, Subject,
            content::Content,
            finding::{Finding, Proof},
            kind::Kind,
            loss::Band,
            person::Acquaintance,
            report::State as Report,
            source::Source,
            standing::Standing,
        },
        member::record::{Business, BusinessDetails, Premises, PremisesDetails},
        member::state::State,
        profile::{
            identity::{Fact, Identity},
            status::Status,
        },
        sanction::{Sanction, state},
    },
    store::{self, StoreError, profile::Clocks},
};
use chrono::{Months, NaiveDate, TimeDelta};

use crate::harness::{Answer, Browser, People, Town};

/// Dale Renton of Ashby, with incidents against him.
pub struct Scene {
    pub town: Town,
    pub dale: ProfileId,
    pub proven: IncidentId,
    pub alleged: IncidentId,
}

impl Scene {
    pub async fn new() -> Self {
        Self::of(Town::new().await).await
    }

    /// In a town of the caller's.
    pub async fn of(town: Town) -> Self {
        let ashby = town.ashby.clone();
        let dale = person(&town, &ashby, "Dale Renton", Some("1990-02-03"));
        let proven = incident(&town, &ashby, dale, Kind::Theft, Finding::Proven(Proof::Admitted));
        let alleged = incident(&town, &ashby, dale, Kind::Damage, Finding::Alleged);
        Self { town, dale, proven, alleged }
    }

    /// Posts a proposal; what is not overridden is in order.
    pub async fn propose(&self, browser: &mut Browser, other: &[(&str, &str)]) -> Answer {
        let proven = self.proven.to_string();
        let mut fields = vec![];
        for (name, value) in [
            ("incidents", proven.as_str()),
            ("statement", "A third theft in a month; a warning changed nothing."),
            ("months", "12"),
            ("reach", "all"),
        ] {
            if !other.iter().any(|(changed, _)| *changed == name) {
                fields.push((name, value));
            }
        }
        fields.extend(other.iter().filter(|(_, value)| *value != "-"));
        browser.post(&format!("/people/{}/exclude", self.dale), &fields).await
    }

    /// The person's newest sanction.
    pub async fn sanction(&self) -> Sanction {
        self.sanctions().await.into_iter().next().expect("a sanction")
    }

    pub async fn sanctions(&self) -> Vec<Sanction> {
        let (scheme, dale) = (self.town.ashby.scheme, self.dale);
        self.town.read(move |tx| store::sanction::of_profiles(tx, scheme, &[dale])).await
    }

    /// The sanction put into a state directly.
    pub async fn put(&self, change: impl FnOnce(&mut Sanction)) {
        let mut sanction = self.sanction().await;
        let from = sanction.state;
        change(&mut sanction);
        let scheme = self.town.ashby.scheme;
        self.town.write(move |tx| store::sanction::update(tx, scheme, from, &sanction)).await;
    }

    pub async fn state(&self) -> state::State {
        self.sanction().await.state
    }
}

/// A person shown for a year.
pub fn person(town: &Town, at: &People, name: &str, born: Option<&str>) -> ProfileId {
    let id = ProfileId::from_random(town.clock.random());
    let today = town.clock.today();
    let fact = |value: String| Fact { value, source: Source::MemberReport };
    let identity = Identity {
        name: (!name.is_empty()).then(|| fact(name.to_owned())),
        born: born.map(|day| Fact { value: day.parse().unwrap(), source: Source::MemberReport }),
        ..Identity::default()
    };
    let until = today.checked_add_months(Months::new(12)).unwrap();
    town.store
        .write_here(|tx| {
            let erased = until.checked_add_months(Months::new(12)).unwrap();
            store::profile::insert(tx, at.scheme, id, &identity, today, erased)?;
            let clocks = Clocks {
                shown_until: Some(until),
                erased_on: erased,
                status: Status::Known,
                under_18: false,
                photo_shown: true,
                begins_at: Some(town.clock.now()),
            };
            store::profile::set_clocks(tx, at.scheme, id, &clocks)
        })
        .unwrap();
    id
}

/// An accepted incident of today with the person as its subject.
pub fn incident(town: &Town, at: &People, who: ProfileId, kind: Kind, finding: Finding) -> IncidentId {
    let id = IncidentId::from_random(town.clock.random());
    let now = town.clock.now();
    town.store
        .write_here(|tx| {
            let incident = Incident {
                id,
                reference: store::scheme::next_reference(tx, at.scheme)?,
                state: Report::Accepted,
                kind,
                band: Band::ALL[0],
                premises: Some(at.premises),
                business: Some(at.business),
                reporter: Some(at.member),
                recorder: None,
                by_member: true,
                threat_or_damage: false,
                weapon: false,
                who: Acquaintance::Known,
                claimed: None,
                occurred_at: now - TimeDelta::hours(2),
                submitted_at: Some(now),
                changed_at: now,
                reviewed: Some((now, at.administrator)),
                erase_on: None,
            };
            store::incident::insert(
                tx,
                at.scheme,
                &incident,
                id.uuid().as_bytes(),
                &Content::default(),
                None,
            )?;
            store::incident::set_summary(tx, at.scheme, id, "Took two boxed sets and left without paying.")?;
            let subject = Subject {
                incident: id,
                profile: who,
                finding,
                source: Source::MemberReport,
                standing: Standing::Stands,
                hidden: false,
                linked_at: now,
                linked_by: Some(at.administrator),
            };
            store::subject::insert(tx, at.scheme, &subject)
        })
        .unwrap();
    id
}

/// A second member with premises, whose authority was given on a day, or never.
pub fn member(town: &Town, name: &str, authority_on: Option<NaiveDate>) -> PremisesId {
    let (business, premises) =
        (BusinessId::from_random(town.clock.random()), PremisesId::from_random(town.clock.random()));
    town.store
        .write_here(|tx| {
            let shop = Business {
                id: business,
                state: State::Active,
                details: BusinessDetails { name: name.into(), trade: "Shop".into() },
                authority_on,
            };
            store::business::insert(tx, town.ashby.scheme, &shop, town.clock.now())?;
            let site = Premises {
                id: premises,
                business,
                area: "Town centre".into(),
                details: PremisesDetails { name: name.into(), address: "1 Mill Lane".into() },
                open: true,
            };
            store::business::insert_premises(tx, town.ashby.scheme, &site)?;
            Ok::<_, StoreError>(())
        })
        .unwrap();
    premises
}
