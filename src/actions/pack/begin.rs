//! An administrator or controller begins the copy that somebody asked for.

use crate::{
    actions::{
        Act, Call, Refusal, Shared,
        right::{about, pause::open},
    },
    domain::{
        deed::Deed,
        ids::RightId,
        member::evidence::{self, Acting, Gatherer, Steward, Viewer},
        pack::{Pack, State},
        right::Request,
    },
    store,
};

/// Why nothing can be gathered.
const NOBODY: &str = "First find the person whom this request is about.";

/// An open request for a copy, with the evidence that gathers it.
///
/// # Errors
/// 404 if there is no such request for this viewer; a rule, if it is no request for a copy, is closed, or it is not known
/// whom it is about.
pub(super) fn asked(
    act: &mut Act<'_, '_, Steward>,
    id: RightId,
) -> Result<(Request, Viewer<Gatherer>), Refusal> {
    let request = open(act, id)?;
    let gatherer =
        evidence::gatherer(&act.viewer, &request).ok_or_else(|| Refusal::Rule(NOBODY.to_owned()))?;
    Ok((request, gatherer))
}

/// The copy of a request that is in the making.
///
/// # Errors
/// A rule, if there is none.
pub(super) fn in_the_making(act: &mut Act<'_, '_, Steward>, id: RightId) -> Result<Pack, Refusal> {
    let all = store::pack::of_request(act.tx, act.scheme.id, id)?;
    let none = || Refusal::Rule("There is no copy in the making.".to_owned());
    all.into_iter().find(Pack::is_open).ok_or_else(none)
}

/// Begins it.
///
/// # Errors
/// 404 if there is no such request; a rule, if a copy of it is in the making or waits to be collected.
pub async fn begin(service: &Shared, call: Call, id: RightId) -> Result<(), Refusal> {
    service
        .act::<Steward, _>(call, move |act| {
            let (request, _) = asked(act, id)?;
            let known = store::pack::of_request(act.tx, act.scheme.id, id)?;
            if known.iter().any(|pack| pack.is_open() || pack.state == State::Ready) {
                return Err(Refusal::Rule("There is a copy already.".to_owned()));
            }
            let pack = Pack::begun(act.new_id(), id, act.viewer.user(), act.now());
            store::pack::insert(act.tx, act.scheme.id, &pack)?;
            let mut ids = about(&request);
            ids.push(pack.id.uuid());
            act.record(Deed::BeginCopy, &ids);
            Ok(())
        })
        .await
}
