//! Whoever made a request follows it: on the page behind their letter, or by the request's own code.

use chrono::{DateTime, NaiveDate, Utc};

use crate::{
    actions::Refusal,
    domain::{
        disclosure::{asker::Followed, subject::Own},
        ids::{ProfileId, RightId, SanctionId},
        member::evidence::{self, Acting, Asker, Holder, Opens, Rights, Viewer},
        right::{Kind, restricting},
        sanction::code::Code,
        scheme::Scheme,
    },
    store::{self, Read, StoreError, right::Which},
};

/// So many of a person's requests stand on their page.
const SHOWN: i64 = 20;

/// What the person on a letter has asked for, the latest first.
///
/// # Errors
/// If the database fails.
pub(in crate::actions) fn of_profile(
    tx: &mut Read<'_>,
    holder: &Viewer<Holder>,
    scheme: &Scheme,
    profile: ProfileId,
) -> Result<Vec<Followed>, Refusal> {
    let which = Which { of: Some(profile), ..Which::default() };
    let mut followed = Vec::new();
    for request in store::right::list(tx, scheme.id, which, holder.today(), SHOWN)? {
        let (_, notes) = store::right::words(tx, holder, request.id)?;
        let (copy, hidden) = (copy(tx, holder, request.id)?, hidden(tx, holder, request.id)?);
        followed.push(Followed { copy, hidden, ..Followed::of(request, notes, &scheme.name) });
    }
    Ok(followed)
}

/// What was hidden for a request, when it was shown again, and why.
fn hidden(tx: &mut Read<'_>, viewer: &impl Opens<Rights>, id: RightId) -> Result<Vec<String>, Refusal> {
    let mut said = Vec::new();
    for one in store::restriction::of_request(tx, viewer.scheme(), id)? {
        let why = store::restriction::why(tx, viewer, &one)?;
        said.push(restricting::said(&one, &why.reason, &why.lifted));
    }
    Ok(said)
}

/// Where the copy of a request is collected, while it waits.
fn copy(tx: &mut Read<'_>, viewer: &impl Opens<Rights>, id: RightId) -> Result<Option<String>, Refusal> {
    let all = store::pack::of_request(tx, viewer.scheme(), id)?;
    let Some(pack) = all.into_iter().find(|pack| pack.opens(viewer.at())) else { return Ok(None) };
    let access = store::pack::access(tx, viewer, &pack)?;
    Ok(Some(format!("/copy/{}", access.token)))
}

/// Whether the person on a letter has appealed against a sanction, whatever came of it.
///
/// # Errors
/// If the database fails.
pub(in crate::actions) fn appealed(
    tx: &mut Read<'_>,
    holder: &Viewer<Holder>,
    profile: ProfileId,
    against: SanctionId,
) -> Result<bool, Refusal> {
    let which = Which { of: Some(profile), appeals: true, ..Which::default() };
    let all = store::right::list(tx, holder.scheme(), which, holder.today(), SHOWN)?;
    Ok(all.iter().any(|one| one.kind == Kind::Appeal && one.sanction == Some(against)))
}

/// The request that a code and what was said with it fit. The software compares; nothing is shown yet.
///
/// # Errors
/// If the database fails.
pub(in crate::actions) fn by_code(
    tx: &mut Read<'_>,
    scheme: &Scheme,
    at: DateTime<Utc>,
    code: &Code,
    (born, surname): (Option<NaiveDate>, &str),
) -> Result<Option<(Viewer<Asker>, RightId, Followed)>, Refusal> {
    let Some(id) = store::right::by_code(tx, scheme.id, code.plain())? else { return Ok(None) };
    let scheduler = evidence::scheduler(scheme.id, at);
    let request = match store::right::load(tx, &scheduler, id) {
        Err(StoreError::NotFound) => return Ok(None),
        found => found?,
    };
    let (asking, notes) = store::right::words(tx, &scheduler, id)?;
    // Of somebody who is known, what is known of them opens it as well.
    let known = match request.profile {
        Some(profile) => Own::of(store::profile::load(tx, &scheduler, profile)?).is_proven_by(born, surname),
        None => false,
    };
    if !known && !asking.is_from(born, surname) {
        return Ok(None);
    }
    let asker = evidence::asker(scheme.id, scheduler.at());
    let (copy, hidden) = (copy(tx, &asker, id)?, hidden(tx, &asker, id)?);
    Ok(Some((asker, id, Followed { copy, hidden, ..Followed::of(request, notes, &scheme.name) })))
}
