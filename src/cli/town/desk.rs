//! What lies on the desks when the town is opened: an exclusion that waits for the board and one that waits to be
//! served, a wrong match that was undone, somebody who asks to leave.

use std::collections::BTreeSet;

use super::{
    build::role_of,
    live::{Life, given},
    plan::{Fate, Report},
};
use crate::{
    actions::{
        incident::accept,
        member::leave,
        profile::split::{self, To},
        sanction::decide_exclusion,
    },
    domain::{
        deed::Deed,
        ids::SanctionId,
        member::{evidence::Administrator, role::Role},
    },
    store,
};

impl Life<'_> {
    /// The last evening but one.
    pub(super) async fn desks(&mut self) -> anyhow::Result<()> {
        self.wrong_match().await?;
        if let Some(decided) = self.proposed().await? {
            let call = self.acting(self.town.staff.board[0], Role::Board).await?;
            let reasons = "The reports are on camera, and the warning did not help.".to_owned();
            let decision = decide_exclusion::Decision { approve: true, reasons };
            given(decide_exclusion::decide(&self.town.service, call, decided, decision).await)?;
            self.count("to be served");
        }
        if self.proposed().await?.is_some() {
            self.count("to be decided");
        }
        let place = self.town.places.last().map(|place| place.staff.clone()).unwrap_or_default();
        let call = self.acting(&place, role_of(&place)).await?;
        leave::ask(&self.town.service, call, leave::WORD).await?;
        self.count("leavings asked");
        Ok(())
    }

    /// Somebody who was warned comes back, and is proposed for exclusion. Not everybody who is tried is to be.
    async fn proposed(&mut self) -> anyhow::Result<Option<SanctionId>> {
        let town = self.town;
        let mut tried = BTreeSet::new();
        for n in (0..town.plan.reports.len()).rev().skip(12) {
            let plan = &town.plan.reports[n];
            let fits = plan.fate == Fate::Accepted && town.plan.people[plan.person].known;
            let Some(&profile) = self.profiles.get(&plan.person).filter(|_| fits) else { continue };
            if !tried.insert(plan.person) {
                continue;
            }
            if tried.len() > 12 {
                break;
            }
            let again =
                Report { at: town.now(), photo: false, telephone: false, proven: true, ..plan.clone() };
            let Some(filed) = given(self.send(n, &again, true).await)? else { continue };
            self.count("reports");
            let call = self.administrator(n + 1).await?;
            let accepted = accept::accept(&town.service, call, filed.id, self.acceptance(&again)).await;
            if given(accepted)?.is_none() {
                continue;
            }
            self.count("accepted");
            if let Some(proposed) = self.sanction(profile).await? {
                return Ok(Some(proposed));
            }
        }
        Ok(None)
    }

    /// A report was about somebody else: it leaves the person's profile, and they are written to.
    async fn wrong_match(&mut self) -> anyhow::Result<()> {
        let town = self.town;
        for n in (0..town.plan.reports.len()).rev().skip(40) {
            let plan = &town.plan.reports[n];
            let fits = plan.fate == Fate::Accepted && town.plan.people[plan.person].known;
            let Some(&profile) = self.profiles.get(&plan.person).filter(|_| fits) else { continue };
            let call = self.administrator(0).await?;
            let subject = town
                .service
                .look::<Administrator, _>(call.clone(), Deed::ViewPerson, move |look| {
                    look.concerns(profile);
                    Ok(store::subject::of_profile(look.tx, look.scheme.id, profile)?)
                })
                .await?
                .value;
            // One that leaves and one that stays.
            let [_, .., subject] = subject.as_slice() else { continue };
            let incident = subject.incident;
            let ticked = (vec![format!("incident:{incident}")], To::Nobody);
            let reason = "The camera shows somebody else in the same coat.".to_owned();
            let done = split::split(&town.service, call, profile, ticked, (reason, split::WORD.to_owned()));
            if given(done.await)?.is_some() {
                self.count("wrong matches undone");
                return Ok(());
            }
        }
        Ok(())
    }
}
