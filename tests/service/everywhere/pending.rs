//! What waits for somebody: words to read again, a correction to read, a change of the rules to decide.

use beadle::{
    config::rules_file,
    domain::{
        ids::{IncidentId, ItemId, ProfileId, RequestId},
        rules::Rules,
        scheme::change::{Change, State},
    },
    store::{self, correction::Correction, redaction::Redaction},
};

use super::written::Hand;

/// What waits in one scheme.
pub struct Pending {
    /// Words that somebody who is erased was called by.
    pub redaction: ItemId,
    /// An incident left a file that the member had read.
    pub correction: ItemId,
    /// The administrator's proposal.
    pub change: RequestId,
}

impl Hand<'_> {
    /// Of each one, about a person and an incident.
    pub fn pending(&self, profile: ProfileId, incident: IncidentId) -> Pending {
        let (random, scheme) = (|| self.town.clock.random(), self.at.scheme);
        let asked = Redaction { id: ItemId::from_random(random()), incident, profile, since: self.now() };
        let made = Correction {
            id: ItemId::from_random(random()),
            profile,
            made_at: self.now(),
            items: 1,
            letter_due: false,
        };
        let change = self.change();
        self.write(|tx| {
            store::redaction::ask(tx, scheme, asked, &["the tall one".to_owned()])?;
            store::correction::insert(tx, scheme, &made, &[self.at.member, self.at.administrator])?;
            store::rule_change::insert(tx, scheme, &change)
        });
        Pending { redaction: asked.id, correction: made.id, change: change.id }
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
