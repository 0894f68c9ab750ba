//! What a user had seen of somebody and was put right since: told once, until they say that they have read it.

use crate::{
    actions::{Call, Look, Refusal, Seen, Shared},
    domain::{
        date::{london_day, spoken},
        deed::Deed,
        ids::{ItemId, ProfileId},
        member::evidence::{Acting, Person},
        profile::recall::Wrong,
    },
    store,
};

/// Something that was put right.
#[derive(Debug)]
pub struct Told {
    /// Which.
    pub id: ItemId,
    /// Whose profile it was.
    pub profile: ProfileId,
    /// When it was put right.
    pub on: String,
    /// What was wrong.
    pub wrong: Wrong,
    /// How many items.
    pub items: i32,
    /// Members still see the person today: then there is a page to look at.
    pub shown: bool,
}

/// What the viewer has to read.
///
/// # Errors
/// If the database fails.
pub async fn corrections(service: &Shared, call: Call) -> Result<Seen<Vec<Told>>, Refusal> {
    service
        .look::<Person, _>(call, Deed::ViewCorrections, |look| {
            let (scheme, today) = (look.scheme.id, look.viewer.today());
            let user = look.viewer.user().ok_or(Refusal::SignIn)?;
            let mut all = Vec::new();
            for made in store::correction::unread(look.tx, scheme, user)? {
                look.concerns(made.id);
                all.push(Told {
                    id: made.id,
                    profile: made.profile,
                    on: spoken(london_day(made.made_at)),
                    wrong: made.wrong,
                    items: made.items,
                    shown: store::report::is_shown(look.tx, scheme, made.profile, today)?,
                });
            }
            Ok(all)
        })
        .await
}

/// How many corrections the viewer of a look has not read.
///
/// # Errors
/// If the database fails.
pub(in crate::actions) fn unread<R>(look: &mut Look<'_, '_, R>) -> Result<usize, Refusal> {
    let Some(user) = look.viewer.user() else { return Ok(0) };
    Ok(store::correction::unread(look.tx, look.scheme.id, user)?.len())
}

/// Notes that the viewer has read one.
///
/// # Errors
/// [`Refusal::NotFound`] if there is none to read.
pub async fn read(service: &Shared, call: Call, id: ItemId) -> Result<(), Refusal> {
    service
        .act::<Person, _>(call, move |act| {
            let user = act.viewer.user().ok_or(Refusal::SignIn)?;
            let at = act.now();
            if !store::correction::read(act.tx, act.scheme.id, user, id, at)? {
                return Err(Refusal::NotFound);
            }
            act.record(Deed::ReadCorrection, &[id.uuid()]);
            Ok(())
        })
        .await
}
