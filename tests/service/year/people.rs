//! Two people who turn out to be one, and staff who come and go, in the simulated town.

use beadle::{
    actions::{member::leave, profile::merge},
    domain::{ids::UserId, member::role::Role},
    store,
};

use super::{Failure, deeds::MARK, oracle::Shopkeeper, world::Year};

/// So many of the shop's staff come and go at a time, besides whoever is there from the first day on.
const STAFF: usize = 1;

impl Year {
    /// An administrator joins two who are shown: they are one person.
    pub async fn merge(&mut self) -> Result<(), Failure> {
        let shown = self.oracle.shown(self.today());
        let (Some(one), Some(two)) = (self.pick(&shown), self.pick(&shown)) else { return Ok(()) };
        if one == two {
            return Ok(());
        }
        let call = self.call(Role::Administrator).await;
        let (why, word) = (format!("The same coat, {MARK} says"), merge::WORD.to_owned());
        let joined = merge::merge(&self.town.service, call, (one, two), why, word).await;
        let stays = self.lawful("merge", joined)?;
        let goes = if stays == one { two } else { one };
        self.oracle.join(stays, goes);
        for (report, _) in &mut self.waiting {
            if report.claimed == Some(goes) {
                report.claimed = Some(stays);
            }
        }
        Ok(())
    }

    /// Somebody joins the shop, or leaves it.
    pub async fn staff(&mut self) -> Result<(), Failure> {
        let mut there = self.oracle.staff(false);
        there.retain(|who| *who != self.town.ashby.member);
        if there.len() < STAFF {
            let n = self.oracle.staff.len();
            let email = format!("jo{n}.{MARK}@ashby.test");
            let id = self.town.add_user(&self.town.ashby, Role::Member, &format!("Jo {MARK} {n}"), &email);
            self.oracle.staff.insert(id, Shopkeeper::of(&email));
            return Ok(());
        }
        let Some(who) = self.pick(&there) else { return Ok(()) };
        self.leave(who).await
    }

    async fn leave(&mut self, who: UserId) -> Result<(), Failure> {
        let call = self.call_of(who, Role::Member).await;
        self.lawful("ask to leave", leave::ask(&self.town.service, call, leave::WORD).await)?;
        let scheme = self.town.ashby.scheme;
        let waiting = self.town.read(move |tx| store::leaving::list(tx, scheme)).await;
        let Some(request) = waiting.iter().find(|one| one.user == Some(who)).map(|one| one.id) else {
            return Err(self.failure("what the rules allow is done", "no request to leave waits".to_owned()));
        };
        let call = self.call(Role::Board).await;
        let left = leave::confirm(&self.town.service, call, request, leave::CONFIRM_WORD).await;
        self.lawful("leave", left)?;
        self.forget_session(who);
        if let Some(one) = self.oracle.staff.get_mut(&who) {
            one.left = true;
        }
        self.planted_after_leaving(who);
        Ok(())
    }
}
