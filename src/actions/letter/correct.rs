//! Writes to a person whose record held something that was wrong, or somebody else's. Where no e-mail address is held,
//! the letter waits in the inbox to be printed.

use super::{
    compose::{access, lines, privacy, sender},
    keep::reference,
    send,
    write::{keep_forms, new_code},
};
use crate::{
    actions::{Refusal, Service, Shared},
    domain::{
        date::london_day,
        deed::Deed,
        disclosure::subject::Own,
        ids::{LetterId, SchemeId},
        member::evidence::{self, Scheduler, Viewer},
        profile::status::shown,
        sanction::{Letter, code::Code, letter::LetterKind},
        scheme::Scheme,
    },
    letters::letter::{self, Body, Recipient},
    store::{self, Read, correction::Correction},
    vault::{DataKey, Owner},
};

/// Writes every letter about a correction that is still to be written. Running twice does no harm.
///
/// # Errors
/// The first letter that fails: it is tried again.
pub async fn write_due(service: &Shared, scheme: SchemeId) -> Result<usize, Refusal> {
    let due =
        service.store.read::<_, Refusal>(move |tx| Ok(store::correction::letters_due(tx, scheme)?)).await?;
    let mut written = 0;
    for correction in due {
        written += usize::from(write(service, scheme, correction).await?);
    }
    Ok(written)
}

/// As [`write_due`], after the deed that asks for it: a failure is told to the log, and tried again by the timetable.
pub async fn write_or_tell(service: &Shared, scheme: SchemeId) {
    if let Err(error) = write_due(service, scheme).await {
        tracing::error!(%scheme, %error, "a letter about a correction could not be written");
    }
}

async fn write(service: &Shared, scheme: SchemeId, correction: Correction) -> Result<bool, Refusal> {
    let id = LetterId::from_random(service.clock.random());
    let (code, shared) = (new_code(service), service.clone());
    let sealed_code = code.clone();
    let (at, letter, email, key) = service
        .store
        .read(move |tx| {
            let viewer = evidence::scheduler(scheme, shared.clock.now());
            let at = store::scheme::load(tx, scheme)?;
            let (letter, email) = compose(tx, &viewer, &shared, (&at, &correction), id, &sealed_code)?;
            let key: DataKey = store::keys::load(tx, Owner::new(scheme, correction.profile))?;
            Ok::<_, Refusal>((at, letter, email, key))
        })
        .await?;
    keep_forms(service, scheme, id, letter, &key).await?;
    service
        .tick(scheme, move |act| {
            if !store::correction::written(act.tx, scheme, correction.id)? {
                return Err(Refusal::NotFound);
            }
            let row = Letter {
                id,
                profile: correction.profile,
                sanction: None,
                kind: LetterKind::Correction,
                issued_at: act.now(),
                sent_at: None,
                printed_at: None,
            };
            store::letter::insert(act.tx, scheme, &row, Some(code.plain()))?;
            send::send(act, &at, &row, &email)?;
            act.record(Deed::WriteLetter, &[correction.profile.uuid(), id.uuid()]);
            Ok(true)
        })
        .await
        .or_else(|refusal| match refusal {
            // Somebody else wrote it meanwhile, or the person is erased.
            Refusal::NotFound => Ok(false),
            other => Err(other),
        })
}

fn compose(
    tx: &mut Read<'_>,
    viewer: &Viewer<Scheduler>,
    service: &Service,
    (scheme, correction): (&Scheme, &Correction),
    id: LetterId,
    code: &Code,
) -> Result<(letter::Letter, String), Refusal> {
    let rules = Service::rules(scheme)?;
    let person = Own::of(store::profile::load(tx, viewer, correction.profile)?);
    let contact = store::profile::contact(tx, viewer, correction.profile)?.unwrap_or_default();
    let hidden = store::restriction::hidden(tx, scheme.id, correction.profile)?;
    let body = Body::Correction(letter::Correction {
        made: london_day(correction.made_at),
        wrong: correction.wrong,
        items: correction.items.unsigned_abs(),
        // Who is hidden only while something is checked is not told that nothing is left.
        nothing_left: !hidden.everything && !shown(person.shown_until, viewer.today()),
        erased: person.erased_on,
        access: access(&service.settings, scheme, code),
        privacy: privacy(&rules, Some(&person)),
    });
    let letter = letter::Letter {
        sender: sender(scheme, store::scheme::logo(tx, scheme.id)?),
        young: person.young(viewer.today()),
        recipient: Recipient { name: person.name, address: lines(&contact.address) },
        date: viewer.today(),
        reference: reference(&scheme.name, id),
        body,
        large_print: false,
    };
    Ok((letter, contact.email))
}
