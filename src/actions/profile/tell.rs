//! After something on a record was put right: whoever had seen it is told, once, and so is the person.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::{
    actions::{Act, Refusal, mail},
    domain::{
        disclosure::administrator::Brief,
        ids::ProfileId,
        mail::Keep,
        member::evidence::{Account, Acting, Identity, Opens, Viewer},
        profile::recall::Wrong,
    },
    mail::wording::{Corrected, message},
    store::{self, correction::Correction},
};

/// What was put right.
pub(in crate::actions) struct Left {
    /// On whose profile.
    pub profile: ProfileId,
    /// What was wrong.
    pub wrong: Wrong,
    /// How many items.
    pub items: usize,
    /// Whether the person is written to: not where what put it right answers them itself.
    pub letter: bool,
    /// The profile, and whatever else it was on: a look at any of them saw what was wrong.
    pub about: Vec<Uuid>,
    /// Since when the earliest of them was there.
    pub since: DateTime<Utc>,
}

impl Left {
    /// Items that were somebody else's and left.
    pub fn mismatched(profile: ProfileId, items: usize, about: Vec<Uuid>, since: DateTime<Utc>) -> Self {
        Self { profile, wrong: Wrong::Match, items, letter: true, about, since }
    }
}

/// Tells everybody who had seen it, and lets a letter to the person be written if their name is known.
///
/// # Errors
/// If the database fails.
pub(in crate::actions) fn tell<R>(act: &mut Act<'_, '_, R>, left: &Left) -> Result<(), Refusal>
where
    Viewer<R>: Opens<Identity> + Opens<Account>,
{
    let (scheme, viewer) = (act.scheme.id, act.viewer);
    let mut whom = store::correction::seen_by(act.tx, scheme, &left.about, left.since)?;
    whom.retain(|user| Some(*user) != viewer.user());
    let person = store::profile::load(act.tx, &viewer, left.profile)?;
    let named = !Brief::of(&person, viewer.today()).name.is_empty();
    let made = Correction {
        id: act.new_id(),
        profile: left.profile,
        wrong: left.wrong,
        made_at: act.now(),
        items: i32::try_from(left.items).unwrap_or(i32::MAX),
        letter_due: named && left.letter,
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
