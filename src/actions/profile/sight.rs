//! Opens a profile for somebody who runs the scheme: a withdrawn one is not there without the controller's grant
//!

use crate::{
    actions::{Refusal, profile::bound::bound},
    domain::{
        ids::ProfileId,
        member::evidence::{Identity, Opens, Viewer},
        profile::{Profile, circulation::circulation, sight::administrator_sees},
        scheme::Scheme,
    },
    store::{self, Read},
};

/// A profile, if this viewer may see it today.
///
/// # Errors
/// [`Refusal::NotFound`] if there is none, or it is withdrawn and no grant runs.
pub fn seen<R>(
    tx: &mut Read<'_>,
    scheme: &Scheme,
    viewer: &Viewer<R>,
    id: ProfileId,
) -> Result<Profile, Refusal>
where
    Viewer<R>: Opens<Identity>,
{
    use crate::domain::member::evidence::Acting;
    let (rules, today) = (bound(tx, scheme, id)?, viewer.today());
    let history = store::history::load(tx, scheme.id, id)?;
    let granted = match viewer.user() {
        Some(user) => store::grant::runs(tx, scheme.id, user, id, today)?,
        None => false,
    };
    if administrator_sees(&circulation(&history, &rules), granted, today) {
        Ok(store::profile::load(tx, viewer, id)?)
    } else {
        Err(Refusal::NotFound)
    }
}

/// As [`seen`], with nothing in place of what may not be seen.
///
/// # Errors
/// If the database refuses.
pub fn seen_if<R>(
    tx: &mut Read<'_>,
    scheme: &Scheme,
    viewer: &Viewer<R>,
    id: ProfileId,
) -> Result<Option<Profile>, Refusal>
where
    Viewer<R>: Opens<Identity>,
{
    match seen(tx, scheme, viewer, id) {
        Ok(profile) => Ok(Some(profile)),
        Err(Refusal::NotFound) => Ok(None),
        Err(other) => Err(other),
    }
}
