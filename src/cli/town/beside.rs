//! What happens beside the main line: an address becomes known, somebody is seen, a name is suggested, a child's
//! interests are decided, two people belong together, the public writes.

use chrono::{Days, Months};

use super::{build::role_of, live::Life, names, plan::DAYS};
use crate::{
    actions::{
        Call, Refusal,
        enquiry::send,
        letter::{keep::Form, print},
        profile::{associate, best_interests, record_contact, record_sighting, record_special, suggest_name},
        sanction::notices,
    },
    domain::{
        date::london_day,
        deed::Deed,
        ids::ProfileId,
        member::{evidence::Administrator, role::Role},
        profile::special::Kind,
    },
    store,
};

/// Of age.
const CHILD: Months = Months::new(18 * 12);

impl Life<'_> {
    /// A new person of report `n`: what becomes known of them in the first days.
    pub(super) async fn known_better(&mut self, n: usize, profile: ProfileId) -> anyhow::Result<()> {
        let town = self.town;
        let person = &town.plan.people[town.plan.reports[n].person];
        let (administrator, other) = (self.administrator(n).await?, self.administrator(n + 1).await?);
        if person.born + CHILD > london_day(town.now()) {
            self.interests(n, profile, administrator.clone(), other).await?;
        }
        if person.known && person.email {
            let (address, mail) = (
                format!("{} Mill Lane\nMarket Ashby", 2 + n % 90),
                format!("{}@home.example", person.name.to_lowercase().replace(' ', ".")),
            );
            let done =
                record_contact::record_contact(&town.service, administrator.clone(), profile, address, mail)
                    .await;
            self.counted(done, "addresses")?;
        }
        if n.is_multiple_of(29) {
            self.take_care(n, profile, administrator.clone()).await?;
        }
        if let Some(before) = self.last.replace(profile).filter(|last| *last != profile)
            && n.is_multiple_of(6)
        {
            let done = associate::associate(&town.service, administrator, before, profile, true).await;
            self.counted(done, "associates")?;
        }
        Ok(())
    }

    /// Two people decide whether a child is shown.
    async fn interests(&mut self, n: usize, profile: ProfileId, one: Call, two: Call) -> anyhow::Result<()> {
        let service = &self.town.service;
        let reason = if n.is_multiple_of(3) {
            "Fifteen, and with friends each time. School and parents are told; a gallery would label them."
        } else {
            "Nearly eighteen, three shops on one day, staff threatened. Shown without a photo for as short as the \
             rules allow."
        };
        let done =
            best_interests::propose(service, one, profile, !n.is_multiple_of(3), false, reason.to_owned());
        if self.counted(done.await, "proposed for a child")? {
            let latest = service
                .look::<Administrator, _>(two.clone(), Deed::ViewPerson, move |look| {
                    look.concerns(profile);
                    Ok(store::minor::latest(look.tx, &look.viewer, profile)?)
                })
                .await?;
            if let Some(decision) = latest.value {
                let done = best_interests::confirm(service, two, profile, decision.id).await;
                self.counted(done, "decided for a child")?;
            }
        }
        Ok(())
    }

    /// A condition whose symptoms endanger staff, for the shops most likely to be affected.
    async fn take_care(&mut self, n: usize, profile: ProfileId, call: Call) -> anyhow::Result<()> {
        let town = self.town;
        let place = &town.places[town.plan.reports[n].business];
        let recorded = record_special::Recorded {
            kind: Kind::Condition.as_str().to_owned(),
            fact: "Has seizures and may strike out while one lasts. Keep a distance and call 999.".to_owned(),
            reason: "Two members of staff were hurt when they tried to hold the person.".to_owned(),
            source: "police".to_owned(),
            audience: vec![place.business.to_string()],
        };
        let done = record_special::record_special(&town.service, call, profile, recorded).await;
        self.counted(done, "special facts").map(drop)
    }

    /// Ten days later: somebody sees them, or believes to know their name.
    pub(super) async fn seen_again(&mut self, n: usize, profile: ProfileId) -> anyhow::Result<()> {
        let town = self.town;
        let place = &town.places[(town.plan.reports[n].business + 3) % town.places.len()];
        let call = self.acting(&place.staff, role_of(&place.staff)).await?;
        if town.plan.people[town.plan.reports[n].person].known {
            let done = record_sighting::record_sighting(&town.service, call, profile).await;
            self.counted(done, "sightings")?;
        } else if london_day(town.now()) < town.plan.begins + Days::new(DAYS - 6) {
            // Long ago somebody looked into it; what waits in the inbox is of these days.
            return Ok(());
        } else {
            let name = names::person(n as u64 + 7_000);
            let done = suggest_name::suggest_name(&town.service, call, profile, name).await;
            self.counted(done, "names suggested")?;
        }
        Ok(())
    }

    /// The controller prints what nobody could be mailed.
    pub(super) async fn print_letters(&self) -> anyhow::Result<()> {
        let call = self.acting(self.town.staff.controller, Role::Controller).await?;
        let notices = notices::notices(&self.town.service, call.clone()).await?.value;
        for letter in notices.to_tell.iter().flat_map(|notice| &notice.letters) {
            if letter.sent_at.is_none() && letter.printed_at.is_none() {
                print::print(&self.town.service, call.clone(), letter.id, Form::Pdf).await?;
            }
        }
        Ok(())
    }

    /// The public writes by the contact form, a few days before the present.
    pub(super) async fn enquiry(&mut self, n: usize) -> anyhow::Result<()> {
        let written = [
            (
                "Jo Marsh",
                "My son was given a letter at the supermarket. He is sixteen. Who can I speak to about it?",
            ),
            ("Ken Adeyemi", "I run the new bakery on Bridge Street. How do we join, and what does it cost?"),
            ("Rita Sole", "Is the market square part of your area?"),
        ];
        let (name, message) = written[n % written.len()];
        let enquiry = send::Enquiry {
            name: name.to_owned(),
            email: format!("{}@home.example", name.to_lowercase().replace(' ', ".")),
            phone: String::new(),
            message: message.to_owned(),
        };
        let call = Call { host: super::build::HOST.to_owned(), ..Call::default() };
        send::send(&self.town.service, call, name, enquiry).await?;
        self.count("enquiries");
        self.right(n).await?;
        match n {
            0 | 2 => self.breach(n).await,
            _ => self.documents(n).await,
        }
    }

    /// What the rules refuse does not happen; what is done is counted.
    fn counted<T>(&mut self, done: Result<T, Refusal>, what: &'static str) -> anyhow::Result<bool> {
        let done = super::live::given(done)?.is_some();
        if done {
            self.count(what);
        }
        Ok(done)
    }
}

/// The day before the present on which each enquiry comes.
pub(super) const ENQUIRIES: [Days; 3] = [Days::new(4), Days::new(2), Days::new(1)];
