//! After a wrong match is undone: whoever had seen it is told, once, and so is the person.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::{
    actions::{Act, Refusal, mail},
    domain::{
        disclosure::administrator::Brief,
        ids::ProfileId,
        mail::Keep,
        member::evidence::{Acting, Administrator},
    },
    mail::wording::{Corrected, message},
    store::{self, correction::Correction},
};

/// What left a profile.
pub(super) struct Left {
    /// From whose profile.
    pub profile: ProfileId,
    /// How many items.
    pub items: usize,
    /// The profile, and what left it: a look at any of them saw what was wrong.
    pub about: Vec<Uuid>,
    /// Since when the earliest of them was there.
    pub since: DateTime<Utc>,
}

/// Tells everybody who had seen it, and lets a letter to the person be written if their name is known.
pub(super) fn tell(act: &mut Act<'_, '_, Administrator>, left: &Left) -> Result<(), Refusal> {
    let (scheme, viewer) = (act.scheme.id, act.viewer);
    let mut whom = store::correction::seen_by(act.tx, scheme, &left.about, left.since)?;
    whom.retain(|user| Some(*user) != viewer.user());
    let person = store::profile::load(act.tx, &viewer, left.profile)?;
    let named = !Brief::of(&person, viewer.today()).name.is_empty();
    let made = Correction {
        id: act.new_id(),
        profile: left.profile,
        made_at: act.now(),
        items: i32::try_from(left.items).unwrap_or(i32::MAX),
        letter_due: named,
    };
    store::correction::insert(act.tx, scheme, &made, &whom)?;
    let link = act.service.settings().url(&act.scheme.host, "/corrections");
    for user in whom {
        let details = store::user::load(act.tx, &viewer, user)?.details;
        let body = Corrected { name: &details.name, scheme: &act.scheme.name, link: &link };
        let subject = format!("{}: something you saw was put right", act.scheme.name);
        mail::queue(act, user, &message(&details.email, subject.clone(), &body), Keep::Usual)?;
    }
    Ok(())
}
