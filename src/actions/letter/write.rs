//! Writes a letter: gathered in one transaction, typeset and sealed outside any, kept in a second one that asks again
//! whether it is still to be written. A letter whose row is never committed is noise: its code opens nothing.

use super::{
    compose::{Facts, compose},
    keep::{Form, blob_key, place},
    send,
};
use crate::{
    actions::{Call, Refusal, Service, Shared, sanction::case::person},
    domain::{
        deed::Deed,
        disclosure::subject::Own,
        ids::{LetterId, ProfileId, SanctionId, SchemeId},
        member::evidence::{self, Acting, Administrator, Letters, Scheduler, Viewer},
        sanction::{Letter, Sanction, code::Code, kind::Kind, letter::LetterKind, state::State},
        scheme::Scheme,
    },
    letters::{self, letter},
    store::{self, Read, StoreError},
    vault::{DataKey, Owner},
};

/// A letter ready to be typeset.
struct Draft {
    scheme: Scheme,
    profile: ProfileId,
    letter: letter::Letter,
    email: String,
    key: DataKey,
}

/// Writes a sanction's letter of a kind; nothing if it is written already, or no longer to be written.
///
/// # Errors
/// If the letter cannot be typeset, or database or object store fail: then nothing is kept, and it can be tried again.
pub async fn write(
    service: &Shared,
    scheme: SchemeId,
    sanction: SanctionId,
    kind: LetterKind,
) -> Result<Option<LetterId>, Refusal> {
    let code = new_code(service);
    let id = LetterId::from_random(service.clock.random());
    let Some(draft) = gather(service, scheme, sanction, kind, id, code.clone()).await? else {
        return Ok(None);
    };
    let Draft { scheme: at, profile, letter, email, key } = draft;
    keep_forms(service, scheme, id, letter, &key).await?;
    service
        .tick(scheme, move |act| {
            let viewer = act.viewer;
            let sanction = due(act.tx, &viewer, sanction, kind)?.ok_or(Refusal::NotFound)?;
            let row = Letter {
                id,
                profile,
                sanction: Some(sanction.id),
                kind,
                issued_at: act.now(),
                sent_at: None,
                printed_at: None,
            };
            store::letter::insert(act.tx, scheme, &row, Some(code.plain()))?;
            if kind == LetterKind::ExpiryConfirmation {
                let told = Sanction { expiry_told: true, ..sanction };
                store::sanction::update(act.tx, scheme, State::Ended, &told)?;
            }
            send::send(act, &at, &row, &email)?;
            act.record(Deed::WriteLetter, &[profile.uuid(), id.uuid()]);
            Ok(Some(id))
        })
        .await
        .or_else(|refusal| match refusal {
            // Somebody else wrote it meanwhile.
            Refusal::NotFound | Refusal::Store(StoreError::Duplicate) => Ok(None),
            other => Err(other),
        })
}

/// Writes a letter after the deed that asks for it. That deed is done already: a failure is told to the log, the page
/// of notices shows that the letter is missing, and [`write_due`] tries again.
pub async fn write_or_tell(service: &Shared, scheme: SchemeId, sanction: SanctionId, kind: LetterKind) {
    if let Err(error) = write(service, scheme, sanction, kind).await {
        tracing::error!(%sanction, %error, "a letter could not be written");
    }
}

/// Writes whatever letters of a scheme are missing: for the timetable. Running twice does no harm.
///
/// # Errors
/// The first letter that fails.
pub async fn write_due(service: &Shared, scheme: SchemeId) -> Result<usize, Refusal> {
    let at = service.clock.now();
    let missing = service
        .store
        .read(move |tx| {
            let viewer = evidence::scheduler(scheme, at);
            let mut missing = Vec::new();
            for state in [State::Decided, State::Ended] {
                for sanction in store::sanction::in_state(tx, scheme, state)? {
                    let kind = kind_due(&sanction);
                    if due(tx, &viewer, sanction.id, kind)?.is_some() {
                        missing.push((sanction.id, kind));
                    }
                }
            }
            Ok::<_, Refusal>(missing)
        })
        .await?;
    let mut written = 0;
    for (sanction, kind) in missing {
        written += usize::from(write(service, scheme, sanction, kind).await?.is_some());
    }
    Ok(written)
}

/// Writes a letter again that failed when it was due.
///
/// # Errors
/// 404 for everybody but an administrator; whatever kept the letter from being written.
pub async fn write_again(service: &Shared, call: Call, id: SanctionId) -> Result<(), Refusal> {
    let (scheme, kind) = service
        .act::<Administrator, _>(call, move |act| {
            let scheme = act.scheme.id;
            let sanction = store::sanction::load(act.tx, scheme, id)?;
            person(act.tx, &act.viewer, sanction.profile)?;
            act.record(Deed::WriteLetter, &[sanction.profile.uuid(), id.uuid()]);
            Ok((scheme, kind_due(&sanction)))
        })
        .await?;
    write(service, scheme, id, kind).await.map(|_| ())
}

/// Writes to the parent or guardian of somebody under 18: an administrator decides that it is in the child's interest
///
///
/// # Errors
/// 404 for everybody but an administrator; a rule, if the person is an adult, or it is written already.
pub async fn to_guardian(service: &Shared, call: Call, id: SanctionId) -> Result<(), Refusal> {
    let scheme = service
        .act::<Administrator, _>(call, move |act| {
            let scheme = act.scheme.id;
            let sanction = store::sanction::load(act.tx, scheme, id)?;
            person(act.tx, &act.viewer, sanction.profile)?;
            act.record(Deed::WriteLetter, &[sanction.profile.uuid(), id.uuid()]);
            Ok(scheme)
        })
        .await?;
    match write(service, scheme, id, LetterKind::Guardian).await? {
        Some(_) => Ok(()),
        None => {
            let why = "Only for somebody under 18 who is warned or excluded, and once.";
            Err(Refusal::Rule(why.to_owned()))
        }
    }
}

/// The letter that a sanction asks for next.
pub fn kind_due(sanction: &Sanction) -> LetterKind {
    match (sanction.state, sanction.kind) {
        (State::Ended, _) => LetterKind::ExpiryConfirmation,
        (_, Kind::Warning) => LetterKind::Warning,
        (_, Kind::Exclusion) => LetterKind::ExclusionNotice,
    }
}

/// The sanction, if a letter of this kind is still to be written about it.
fn due(
    tx: &mut Read<'_>,
    viewer: &Viewer<Scheduler>,
    id: SanctionId,
    kind: LetterKind,
) -> Result<Option<Sanction>, Refusal> {
    let scheme = viewer.scheme();
    let sanction = store::sanction::load(tx, scheme, id)?;
    let wanted = match kind {
        LetterKind::ExpiryConfirmation => sanction.state == State::Ended && !sanction.expiry_told,
        LetterKind::Guardian => {
            let child = Own::of(store::profile::load(tx, viewer, sanction.profile)?);
            matches!(sanction.state, State::Decided | State::Served) && child.young(viewer.today())
        }
        _ => sanction.state == State::Decided && kind_due(&sanction) == kind,
    };
    let letters = store::letter::of_profile(tx, scheme, sanction.profile)?;
    let written = letters.iter().any(|letter| letter.sanction == Some(id) && letter.kind == kind);
    Ok(Some(sanction).filter(|_| wanted && !written))
}

async fn gather(
    service: &Shared,
    scheme: SchemeId,
    sanction: SanctionId,
    kind: LetterKind,
    id: LetterId,
    code: Code,
) -> Result<Option<Draft>, Refusal> {
    let shared = service.clone();
    service
        .store
        .read(move |tx| {
            let viewer: Viewer<Scheduler> = evidence::scheduler(scheme, shared.clock.now());
            let Some(sanction) = due(tx, &viewer, sanction, kind)? else { return Ok(None) };
            let scheme = store::scheme::load(tx, scheme)?;
            let facts = Facts {
                scheme: &scheme,
                settings: &shared.settings,
                sanction: &sanction,
                kind,
                id,
                code: &code,
            };
            let (letter, email) = compose(tx, &viewer, &facts)?;
            let key = store::keys::load(tx, Owner::new(scheme.id, sanction.profile))?;
            Ok(Some(Draft { scheme, profile: sanction.profile, letter, email, key }))
        })
        .await
}

/// Typesets a letter and keeps its forms, sealed, under the id its row will have.
pub(super) async fn keep_forms(
    service: &Shared,
    scheme: SchemeId,
    id: LetterId,
    letter: letter::Letter,
    key: &DataKey,
) -> Result<(), Refusal> {
    let forms = typeset(service, letter).await?;
    for (form, bytes) in Form::ALL.into_iter().zip(forms) {
        let sealed = key.seal::<Letters>(&service.clock, place(id, form), &bytes);
        let put = service.blobs.put(&blob_key(scheme, id, form), sealed.0).await;
        put.map_err(|error| Refusal::Failed(error.to_string()))?;
    }
    Ok(())
}

/// The letter's three forms, in the order of [`Form::ALL`].
async fn typeset(service: &Shared, letter: letter::Letter) -> Result<[Vec<u8>; 3], Refusal> {
    let shared = service.clone();
    service
        .typeset(move || {
            let large = letter::Letter { large_print: true, ..letter.clone() };
            let templates = &shared.templates;
            Ok([
                letters::render(&letter, templates)?,
                letters::render(&large, templates)?,
                letters::plain_text(&letter, templates)?.into_bytes(),
            ])
        })
        .await?
        .map_err(|error: letters::LetterError| Refusal::Failed(error.to_string()))
}

pub(in crate::actions) fn new_code(service: &Service) -> Code {
    loop {
        if let Some(code) = Code::from_random(&service.clock.random::<64>()) {
            return code;
        }
    }
}
