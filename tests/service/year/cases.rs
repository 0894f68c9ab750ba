//! Exclusions in the simulated town, from proposal to service, by the rules of.

use beadle::{
    actions::sanction::{
        decide_exclusion::{Decision, decide},
        propose_exclusion::{Proposed, propose},
        revoke_exclusion::revoke,
        serve_notice::{Service, serve},
    },
    domain::{
        ids::{IncidentId, ProfileId, SanctionId},
        member::role::Role,
        sanction::service::Method,
    },
};
use chrono::Days;

use super::{
    Failure,
    deeds::MARK,
    oracle::{Exclusion, Stage},
    world::Year,
};

/// Why it is done, in words that stand nowhere in the clear.
fn words(what: &str) -> String {
    format!("{what}, {MARK} says")
}

impl Year {
    /// An exclusion of somebody who is shown is brought one step further.
    pub async fn case(&mut self) -> Result<(), Failure> {
        let today = self.today();
        let shown = self.oracle.shown(today);
        let open = |stage: Stage| matches!(stage, Stage::Proposed | Stage::Decided);
        let waits: Vec<_> = shown
            .iter()
            .flat_map(|id| {
                self.oracle.people[id].exclusions.iter().map(|(sanction, one)| (*id, *sanction, one))
            })
            .filter(|(_, _, one)| open(one.stage) && one.word(self.beaten) != "lapsed")
            .map(|(id, sanction, one)| (id, sanction, one.stage))
            .collect();
        match self.pick(&waits) {
            Some((id, sanction, Stage::Proposed)) => self.decide(id, sanction).await,
            Some((id, sanction, _)) if self.dice(3) > 0 => self.serve(id, sanction).await,
            // Nobody opens the door.
            Some(_) => Ok(()),
            None => self.propose().await,
        }
    }

    /// An administrator proposes one, by an incident that is proven and that no earlier one relied on.
    async fn propose(&mut self) -> Result<(), Failure> {
        let fresh: Vec<(ProfileId, IncidentId)> = self
            .oracle
            .shown(self.today())
            .into_iter()
            .flat_map(|id| {
                let person = &self.oracle.people[&id];
                let used = |incident| {
                    person.exclusions.values().any(|one| {
                        let over = one.stage == Stage::Refused || one.word(self.beaten) == "lapsed";
                        one.relied_on == incident && !over
                    })
                };
                let proven = person.standing().filter(|(_, report)| report.proven);
                proven
                    .map(|(incident, _)| incident)
                    .filter(|one| !used(*one))
                    .map(|one| (id, one))
                    .collect::<Vec<_>>()
            })
            .collect();
        let Some((id, incident)) = self.pick(&fresh) else { return Ok(()) };
        let months = 3 + u32::try_from(self.dice(5)).unwrap_or_default();
        let form = Proposed {
            incidents: vec![incident],
            statement: words("A third theft in a month"),
            months,
            everywhere: true,
            premises: Vec::new(),
        };
        let call = self.call(Role::Administrator).await;
        let proposed = propose(&self.town.service, call, id, form).await;
        let sanction = self.lawful("propose", proposed)?;
        let exclusion =
            Exclusion { relied_on: incident, months, stage: Stage::Proposed, decided: self.today() };
        if let Some(person) = self.oracle.people.get_mut(&id) {
            person.exclusions.insert(sanction, exclusion);
        }
        Ok(())
    }

    /// A board member decides it; one that relies on what was struck meanwhile is refused.
    async fn decide(&mut self, id: ProfileId, sanction: SanctionId) -> Result<(), Failure> {
        let person = &self.oracle.people[&id];
        let approve = self.dice(5) > 0 && person.stands(person.exclusions[&sanction].relied_on);
        let decision = Decision { approve, reasons: words("A warning changed nothing") };
        let call = self.call(Role::Board).await;
        let decided = decide(&self.town.service, call, sanction, decision).await;
        self.lawful("decide", decided)?;
        let today = self.today();
        self.moves(id, sanction, |one| {
            one.stage = if approve { Stage::Decided } else { Stage::Refused };
            one.decided = today;
        });
        Ok(())
    }

    /// An administrator records that its notice was served, today or on a day before; or the board revokes it.
    async fn serve(&mut self, id: ProfileId, sanction: SanctionId) -> Result<(), Failure> {
        if self.dice(6) == 0 {
            return self.revoke(id, sanction).await;
        }
        // One that lapses at midnight may still be served until the timetable ran, by a day in its time.
        let one = &self.oracle.people[&id].exclusions[&sanction];
        let last = self.today().min(one.serve_by());
        let on = last - Days::new(self.dice((last - one.decided).num_days().unsigned_abs() + 1));
        let call = self.call(Role::Administrator).await;
        let form = Service { on: Some(on), how: Some(Method::ByHand) };
        let served = serve(&self.town.service, call, sanction, form).await;
        self.lawful("serve", served)?;
        self.moves(id, sanction, |one| one.stage = Stage::Served(on));
        Ok(())
    }

    /// The board revokes an exclusion that is decided or in force.
    async fn revoke(&mut self, id: ProfileId, sanction: SanctionId) -> Result<(), Failure> {
        let call = self.call(Role::Board).await;
        let revoked = revoke(&self.town.service, call, sanction, words("A mistake")).await;
        self.lawful("revoke", revoked)?;
        self.moves(id, sanction, |one| one.stage = Stage::Revoked);
        Ok(())
    }

    /// The board revokes one that is in force.
    pub async fn relent(&mut self) -> Result<(), Failure> {
        let today = self.today();
        let in_force = |id: &ProfileId| {
            let all = self.oracle.people[id].exclusions.iter();
            all.filter(|(_, one)| one.word(today) == "served").map(|(one, _)| (*id, *one)).collect::<Vec<_>>()
        };
        let served: Vec<_> = self.oracle.shown(today).iter().flat_map(in_force).collect();
        let Some((id, sanction)) = self.pick(&served) else { return Ok(()) };
        self.revoke(id, sanction).await
    }

    fn moves(&mut self, id: ProfileId, sanction: SanctionId, change: impl FnOnce(&mut Exclusion)) {
        let person = self.oracle.people.get_mut(&id);
        if let Some(exclusion) = person.and_then(|person| person.exclusions.get_mut(&sanction)) {
            change(exclusion);
        }
    }
}
