//! Writes to a person what was decided on their appeal or review. Where no e-mail address is held, the letter waits
//! in the inbox to be printed.

use super::{
    compose::{access, lines, privacy, sender},
    keep::reference,
    send,
    write::{keep_forms, new_code},
};
use crate::{
    actions::{Refusal, Service, Shared},
    domain::{
        date::spoken,
        deed::Deed,
        disclosure::subject::Own,
        ids::{LetterId, RightId, SchemeId},
        member::evidence::{self, Acting, Scheduler, Viewer},
        right::{Kind, Outcome, Request},
        sanction::{Letter, Sanction, code::Code, letter::LetterKind},
        scheme::Scheme,
    },
    letters::letter::{self, AppealOutcome, Body, Recipient},
    store::{self, Read},
    vault::{DataKey, Owner},
};

/// Writes every letter about a decision that is still to be written. Running twice does no harm.
///
/// # Errors
/// The first letter that fails: it is tried again.
pub async fn write_due(service: &Shared, scheme: SchemeId) -> Result<usize, Refusal> {
    let due =
        service.store.read::<_, Refusal>(move |tx| Ok(store::decision::letters_due(tx, scheme)?)).await?;
    let mut written = 0;
    for request in due {
        written += usize::from(write(service, scheme, request).await?);
    }
    Ok(written)
}

/// As [`write_due`], after the deed that asks for it: a failure is told to the log, and tried again by the timetable.
pub async fn write_or_tell(service: &Shared, scheme: SchemeId) {
    if let Err(error) = write_due(service, scheme).await {
        tracing::error!(%scheme, %error, "a letter about an appeal could not be written");
    }
}

/// A letter ready to be typeset, and what becomes of it.
struct Draft {
    at: Scheme,
    letter: letter::Letter,
    email: String,
    key: DataKey,
    row: Letter,
}

async fn write(service: &Shared, scheme: SchemeId, request: RightId) -> Result<bool, Refusal> {
    let id = LetterId::from_random(service.clock.random());
    let (code, shared) = (new_code(service), service.clone());
    let sealed_code = code.clone();
    let gathered = service.store.read(move |tx| gather(tx, &shared, scheme, request, id, &sealed_code));
    let Draft { at, letter, email, key, row } = gathered.await?;
    keep_forms(service, scheme, id, letter, &key).await?;
    service
        .tick(scheme, move |act| {
            if !store::decision::letter_written(act.tx, scheme, request)? {
                return Err(Refusal::NotFound);
            }
            let row = Letter { issued_at: act.now(), ..row };
            store::letter::insert(act.tx, scheme, &row, Some(code.plain()))?;
            send::send(act, &at, &row, &email)?;
            act.record(Deed::WriteLetter, &[row.profile.uuid(), id.uuid()]);
            Ok(true)
        })
        .await
        .or_else(|refusal| match refusal {
            // Somebody else wrote it meanwhile, or the person is erased.
            Refusal::NotFound => Ok(false),
            other => Err(other),
        })
}

fn gather(
    tx: &mut Read<'_>,
    service: &Service,
    scheme: SchemeId,
    id: RightId,
    letter: LetterId,
    code: &Code,
) -> Result<Draft, Refusal> {
    let viewer: Viewer<Scheduler> = evidence::scheduler(scheme, service.clock.now());
    let at = store::scheme::load(tx, scheme)?;
    let request = store::right::load(tx, &viewer, id)?;
    let sanction = store::sanction::load(tx, scheme, request.sanction.ok_or(Refusal::NotFound)?)?;
    let profile = sanction.profile;
    // What was typed with the appeal is not proven to be the person's: the letter goes where the profile says.
    let (_, notes) = store::right::words(tx, &viewer, id)?;
    let person = Own::of(store::profile::load(tx, &viewer, profile)?);
    let contact = store::profile::contact(tx, &viewer, profile)?.unwrap_or_default();
    let body = Body::AppealOutcome(AppealOutcome {
        request: match request.kind {
            Kind::Review => letter::Request::Review,
            _ => letter::Request::Appeal,
        },
        received: request.received,
        decided: request.closed.unwrap_or(viewer.today()),
        outcome: outcome(&request, &sanction),
        reasons: lines(&notes.answer),
        access: access(&service.settings, &at, code),
        privacy: privacy(&Service::rules(&at)?, Some(&person)),
    });
    let written = letter::Letter {
        sender: sender(&at, store::scheme::logo(tx, scheme)?),
        young: person.young(viewer.today()),
        recipient: Recipient { name: person.name, address: lines(&contact.address) },
        date: viewer.today(),
        reference: reference(&at.name, letter),
        body,
        large_print: false,
    };
    let row = Letter {
        id: letter,
        profile,
        // Not tied to the exclusion: an appeal and a review of one are two letters.
        sanction: None,
        kind: LetterKind::AppealOutcome,
        issued_at: viewer.at(),
        sent_at: None,
        printed_at: None,
    };
    let key = store::keys::load(tx, Owner::new(scheme, profile))?;
    Ok(Draft { at, letter: written, email: contact.email, key, row })
}

/// What became of the exclusion.
fn outcome(request: &Request, sanction: &Sanction) -> letter::Outcome {
    match request.outcome {
        Some(Outcome::Granted) => letter::Outcome::Ended,
        Some(Outcome::Partly) => {
            let months = sanction.months.unwrap_or_default();
            let ends = sanction.ends_on.map(|day| format!(", until the end of {}", spoken(day)));
            let changed = format!("It lasts {months} months now{}.", ends.unwrap_or_default());
            letter::Outcome::Changed(vec![changed])
        }
        Some(Outcome::Refused) | None => letter::Outcome::Unchanged(sanction.ends_on),
    }
}
