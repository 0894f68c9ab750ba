//! A copy that is printed and handed over, where nobody can open a link; and a new link where the first was lost.

use super::{
    approve::access,
    collect::{What, part},
    draft::asked,
    keep, lapse,
};
use crate::{
    actions::{
        Act, Call, Refusal, Shared,
        right::{about, connect::visible, tell},
    },
    domain::{
        deed::Deed,
        ids::RightId,
        member::evidence::{Acting, Steward},
        pack::{Pack, State},
        right::Request,
    },
    store,
};

/// Why there is nothing to hand out.
const NONE: &str = "No copy waits to be collected.";

/// The bytes of a copy that is ready, to print it. That it was opened is recorded before they are given.
///
/// # Errors
/// 404 if there is no such request for this viewer, or no copy of it is ready.
pub async fn print(service: &Shared, call: Call, id: RightId, what: What) -> Result<Vec<u8>, Refusal> {
    let seen = service
        .look::<Steward, _>(call, Deed::PrintCopy, move |look| {
            asked(look, id)?;
            let all = store::pack::of_request(look.tx, look.scheme.id, id)?;
            let now = look.viewer.at();
            let ready = |pack: &Pack| pack.state == State::Ready && !pack.is_over(now);
            let pack = all.into_iter().find(ready).ok_or(Refusal::NotFound)?;
            let key = store::pack::key(look.tx, look.scheme.id, &pack)?;
            Ok((look.viewer, pack.file.ok_or(Refusal::NotFound)?, key))
        })
        .await?;
    let (viewer, pack, key) = seen.value;
    part(&keep::opened(service, &viewer, pack, &key).await?, what)
}

/// The copy of a request that waits to be collected.
fn waiting(act: &mut Act<'_, '_, Steward>, id: RightId) -> Result<(Request, Pack), Refusal> {
    let (viewer, scheme) = (act.viewer, act.scheme.clone());
    let request = store::right::load(act.tx, &viewer, id)?;
    if !visible(act.tx, &scheme, &viewer, &request)? {
        return Err(Refusal::NotFound);
    }
    let all = store::pack::of_request(act.tx, scheme.id, id)?;
    let now = act.now();
    let ready = all.into_iter().find(|pack| pack.state == State::Ready && !pack.is_over(now));
    ready.map(|pack| (request, pack)).ok_or_else(|| Refusal::Rule(NONE.to_owned()))
}

/// Notes that it was handed over on paper: what was made is deleted.
///
/// # Errors
/// 404 if there is no such request; a rule, if no copy of it is ready.
pub async fn handed(service: &Shared, call: Call, id: RightId) -> Result<(), Refusal> {
    service
        .act::<Steward, _>(call, move |act| {
            let (request, pack) = waiting(act, id)?;
            let pack = Pack { opened_at: pack.opened_at.or(Some(act.now())), ..pack };
            store::pack::set(act.tx, act.scheme.id, &pack)?;
            store::pack::end(act.tx, act.scheme.id, &pack)?;
            lapse::remove(act.tx, act.scheme.id, &pack)?;
            let now = act.now();
            store::lease::note_erasure(act.tx, act.scheme.id, now)?;
            let mut ids = about(&request);
            ids.push(pack.id.uuid());
            act.record(Deed::HandCopy, &ids);
            Ok(())
        })
        .await
}

/// Gives it a new link and passphrase; the old ones open nothing any more.
///
/// # Errors
/// As [`handed`].
pub async fn renew(service: &Shared, call: Call, id: RightId) -> Result<(), Refusal> {
    service
        .act::<Steward, _>(call, move |act| {
            let (request, pack) = waiting(act, id)?;
            let pack = Pack { tries: 0, opened_at: None, ..pack };
            store::pack::set(act.tx, act.scheme.id, &pack)?;
            let link = access(act, &pack)?;
            let viewer = act.viewer;
            let (asking, _) = store::right::words(act.tx, &viewer, id)?;
            if let Some(gone) = pack.erase_on {
                tell::copy_ready(act, &request, &asking.email, &link, gone)?;
            }
            let mut ids = about(&request);
            ids.push(pack.id.uuid());
            act.record(Deed::RenewCopy, &ids);
            Ok(())
        })
        .await
}
