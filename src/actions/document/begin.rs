//! An administrator or controller begins a document, or the next version of one: with what the last one said.

use uuid::Uuid;

use crate::{
    actions::{Call, Refusal, Shared},
    domain::{
        deed::Deed,
        document::{Content, Days, Document, Kind, review::Standing},
        ids::DocumentId,
        member::evidence::{Acting, Steward},
    },
    store::{self, StoreError},
};

/// Begins one of a kind, or the next version of one that is there; of two drafts of the same there is one, and that is
/// answered.
///
/// # Errors
/// [`Refusal::NotFound`] if there is no such kind or version.
pub async fn begin(
    service: &Shared,
    call: Call,
    kind: String,
    after: Option<DocumentId>,
) -> Result<DocumentId, Refusal> {
    service.check_form(&call)?;
    if let Some(draft) = there(service, call.clone(), kind.clone(), after).await? {
        return Ok(draft);
    }
    match begun(service, call.clone(), kind.clone(), after).await {
        Err(Refusal::Rule(_)) => there(service, call, kind, after).await?.ok_or(Refusal::NotFound),
        done => done,
    }
}

/// The draft that is there. A document is about nobody: finding it is no look at anybody's data.
async fn there(
    service: &Shared,
    call: Call,
    kind: String,
    after: Option<DocumentId>,
) -> Result<Option<DocumentId>, Refusal> {
    let known = service.glance::<Steward, _>(call, move |tx, viewer, _| {
        let kind = Kind::parse(&kind).ok_or(Refusal::NotFound)?;
        Ok(draft_of(&store::document::list(tx, viewer)?, kind, after))
    });
    Ok(known.await?.0)
}

/// The draft of what follows a version, or else of a kind; of a contract, one that names nobody yet.
fn draft_of(all: &[Document], kind: Kind, after: Option<DocumentId>) -> Option<DocumentId> {
    let line = after.and_then(|after| all.iter().find(|one| one.id == after)).map(|one| one.line);
    let same = |one: &&Document| match line {
        Some(line) => one.line == line,
        None => kind != Kind::Processor || one.content.party.is_empty(),
    };
    let mut drafts = all.iter().filter(|one| one.kind == kind && one.days.standing() == Standing::Draft);
    drafts.find(same).map(|one| one.id)
}

/// A rule, if somebody was quicker.
async fn begun(
    service: &Shared,
    call: Call,
    kind: String,
    after: Option<DocumentId>,
) -> Result<DocumentId, Refusal> {
    let quicker = || Refusal::Rule("Somebody began it at this moment.".to_owned());
    service
        .act::<Steward, _>(call, move |act| {
            let (viewer, scheme) = (act.viewer, act.scheme.id);
            let kind = Kind::parse(&kind).ok_or(Refusal::NotFound)?;
            let mut all = store::document::list(act.tx, &viewer)?;
            if draft_of(&all, kind, after).is_some() {
                return Err(quicker());
            }
            all.retain(|one| one.kind == kind);
            let id: DocumentId = act.new_id();
            let line = match after {
                Some(after) => all.iter().find(|one| one.id == after).ok_or(Refusal::NotFound)?.line,
                None if kind == Kind::Processor => id,
                None => DocumentId::from(Uuid::nil()),
            };
            // The list has the latest of a line first.
            let last = all.into_iter().find(|one| one.line == line);
            let document = Document {
                id,
                kind,
                line,
                version: last.as_ref().map_or(1, |last| last.version + 1),
                content: last.map(|last| Content { known: Vec::new(), ..last.content }).unwrap_or_default(),
                days: Days::default(),
                drafted_by: viewer.user(),
                drafted_at: viewer.at(),
                adopted_by: None,
            };
            store::document::insert(act.tx, scheme, &document).map_err(|error| match error {
                StoreError::Duplicate => quicker(),
                other => other.into(),
            })?;
            act.record(Deed::BeginDocument, &[id.uuid()]);
            Ok(id)
        })
        .await
}
