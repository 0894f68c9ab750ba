//! Delivers what is due: one message at a time, claimed, sent, settled.

use chrono::TimeDelta;

use crate::{
    actions::{Act, Refusal, Shared},
    domain::{
        deed::Deed,
        ids::{LetterId, SchemeId},
        mail::{Next, after_failure},
        member::evidence::{Letters, Scheduler},
        scheme::Scheme,
    },
    mail::{NotSent, Parcel, Transport},
    photos::blobs::BlobKey,
    store::{self, StoreError, outbox::Item},
    vault::{Owner, Place, Sealed},
};

/// A claimed message belongs to its node for so long; then another may try.
const CLAIM: TimeDelta = TimeDelta::minutes(5);

/// Wipes what waited too long, then delivers what is due in every scheme, as long as `go_on` says so; returns how many
/// messages left. What fails waits for its next try, and a server that does not answer is left alone until the next
/// round: each message would wait for it as long again.
///
/// # Errors
/// If the database fails.
pub async fn due(
    service: &Shared,
    transport: &Transport,
    go_on: impl Fn() -> bool,
) -> Result<usize, Refusal> {
    let schemes = service.store.read(store::scheme::all).await?;
    for scheme in &schemes {
        lapse(service, scheme).await?;
    }
    let Transport::Smtp(smtp) = transport else { return Ok(0) };
    let mut left = 0;
    for scheme in schemes {
        while go_on() {
            let Some(item) = claim(service, scheme.id).await? else { break };
            let sent = match parcel(service, &scheme, &item).await? {
                Some(parcel) => smtp.send(parcel).await,
                None => Err(NotSent::Never("nothing to send".to_owned())),
            };
            let away = matches!(sent, Err(NotSent::Away(_)));
            left += usize::from(sent.is_ok());
            settle(service, scheme.id, item, sent).await?;
            if away {
                return Ok(left);
            }
        }
    }
    Ok(left)
}

async fn claim(service: &Shared, scheme: SchemeId) -> Result<Option<Item>, Refusal> {
    service
        .prepare(scheme, |tx, viewer| {
            let at = tx.clock.now();
            Ok(store::outbox::claim(tx, viewer, at, at + CLAIM)?)
        })
        .await
}

/// A message as it travels; nothing if its words or its letter are gone meanwhile.
async fn parcel(service: &Shared, scheme: &Scheme, item: &Item) -> Result<Option<Parcel>, Refusal> {
    let Some(message) = item.message.clone() else { return Ok(None) };
    let pdf = match message.letter {
        None => None,
        Some(letter) => match attachment(service, scheme.id, item, letter).await? {
            None => return Ok(None),
            found => found,
        },
    };
    Ok(Some(Parcel {
        id: item.id.uuid().simple().to_string(),
        from_name: scheme.name.clone(),
        reply_to: scheme.contact.email.clone(),
        to: message.to,
        subject: message.subject,
        text: message.text,
        pdf,
    }))
}

/// A letter's PDF: a blob sealed under the key of the message's owner, who is the letter's subject.
async fn attachment(
    service: &Shared,
    scheme: SchemeId,
    item: &Item,
    letter: LetterId,
) -> Result<Option<(String, Vec<u8>)>, Refusal> {
    let blob = BlobKey::new(scheme, letter.uuid(), "pdf");
    let sealed = service.blobs.get(&blob).await?;
    let Some(sealed) = sealed.map(Sealed) else { return Ok(None) };
    let owner = Owner::new(scheme, item.owner);
    service
        .prepare(scheme, move |tx, viewer| match store::keys::load(tx, owner) {
            Ok(key) => {
                let place = Place::new("letters", "pdf", letter);
                let pdf = key.open::<Letters>(viewer, place, &sealed).map_err(StoreError::from)?;
                Ok(Some(("letter.pdf".to_owned(), pdf.to_vec())))
            }
            Err(StoreError::NotFound) => Ok(None),
            Err(error) => Err(error.into()),
        })
        .await
}

async fn settle(
    service: &Shared,
    scheme: SchemeId,
    item: Item,
    sent: Result<(), NotSent>,
) -> Result<(), Refusal> {
    let at = service.clock.now();
    let (for_good, problem) = match sent {
        Ok(()) => {
            return service
                .tick(scheme, move |act| {
                    let at = act.now();
                    store::outbox::settle(act.tx, scheme, &item, at)?;
                    act.record(Deed::DeliverMail, &[item.id.uuid()]);
                    Ok(())
                })
                .await;
        }
        Err(NotSent::Later(problem) | NotSent::Away(problem)) => (false, problem),
        Err(NotSent::Never(problem)) => (true, problem),
    };
    tracing::warn!(mail = %item.id, %problem, tries = item.tries, "mail was not taken");
    match after_failure(for_good, item.tries, at, item.erase_on) {
        Next::Again(next_at) => {
            service
                .prepare(scheme, move |tx, _| {
                    Ok(store::outbox::retry(tx, scheme, item.id, &problem, next_at)?)
                })
                .await
        }
        Next::GiveUp => {
            service
                .tick(scheme, move |act| {
                    store::outbox::give_up(act.tx, scheme, item.id, &problem)?;
                    unsent(act, &item)?;
                    act.record(Deed::GiveUpMail, &[item.id.uuid()]);
                    Ok(())
                })
                .await
        }
    }
}

/// A letter that nobody took is to be printed after all.
fn unsent(act: &mut Act<'_, '_, Scheduler>, item: &Item) -> Result<(), Refusal> {
    match item.message.as_ref().and_then(|message| message.letter) {
        Some(letter) => Ok(store::letter::unsent(act.tx, act.scheme.id, letter)?),
        None => Ok(()),
    }
}

/// Wipes what waited too long, delivered or not.
async fn lapse(service: &Shared, scheme: &Scheme) -> Result<(), Refusal> {
    // A demonstration holds its mail for whoever tries it: what was held long enough counts as read.
    let (scheme, held) = (scheme.id, scheme.demo);
    let items = service
        .prepare(scheme, |tx, viewer| {
            let today = tx.clock.today();
            Ok(store::outbox::lapsed(tx, viewer, today)?)
        })
        .await?;
    for item in items {
        service
            .tick(scheme, move |act| {
                let at = act.now();
                if held {
                    store::outbox::settle(act.tx, scheme, &item, at)?;
                    act.record(Deed::DeliverMail, &[item.id.uuid()]);
                    return Ok(());
                }
                store::outbox::lapse(act.tx, scheme, &item, at)?;
                unsent(act, &item)?;
                act.record(Deed::GiveUpMail, &[item.id.uuid()]);
                Ok(())
            })
            .await?;
    }
    Ok(())
}
