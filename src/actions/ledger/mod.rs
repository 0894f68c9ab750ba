//! What no restore may undo stands in the ledger before it is committed; afterwards the ledger learns whether it was.

use crate::{
    actions::{Refusal, Service, Shared, timetable},
    domain::ids::SchemeId,
    faults::step,
    store::{
        self,
        audit::Event,
        ledger::{Entry, Ledger, Line, Matter},
    },
};

/// Enters intents, within the transaction that carries them out. A later look tells by the event whether it did.
///
/// # Errors
/// If the ledger cannot be written: then the deed is not done.
pub(in crate::actions) fn enter(
    service: &Shared,
    scheme: SchemeId,
    event: &Event,
    pledges: Vec<Matter>,
) -> Result<(), Refusal> {
    let ledger = timetable::ledger(service, scheme);
    for matter in pledges {
        let line = Line { entry: Entry::Intent, matter, deed: Some(event.id), at: event.at };
        if step("ledger.intent")? {
            ledger.append(&service.vault.ring(), line).map_err(unwritable)?;
        }
        step("ledger.intended")?;
    }
    Ok(())
}

/// Settles what was intended: done if its event stands in the trail, void if its transaction never came to be.
/// Returns how many lines were written. Erasures are settled by their proof, not here.
///
/// # Errors
/// If the ledger or the database fails.
pub async fn settle(service: &Shared, scheme: SchemeId) -> Result<usize, Refusal> {
    let ledger = timetable::ledger(service, scheme);
    let open =
        with(service, ledger.clone(), |ledger, service| Ok(ledger.read(&service.vault.ring())?.open()));
    let open: Vec<Line> = open.await?.into_iter().filter(|line| line.deed.is_some()).collect();
    if open.is_empty() {
        return Ok(0);
    }
    // Whoever wrote one of these had the scheme's turn: once it is ours, theirs is committed or rolled back.
    service.store.note::<_, Refusal>(move |tx| Ok(store::turn::take(tx, scheme)?)).await?;
    let asked = service.store.read::<_, Refusal>(move |tx| {
        let settled = |line: Line| {
            let done = line.deed.map_or(Ok(false), |deed| store::audit::recorded(tx, scheme, deed))?;
            Ok(Line { entry: if done { Entry::Done } else { Entry::Void }, ..line })
        };
        open.into_iter().map(settled).collect::<Result<Vec<_>, Refusal>>()
    });
    let (settled, at) = (asked.await?, service.clock.now());
    let lines = settled.len();
    with(service, ledger, move |ledger, service| {
        settled.into_iter().try_for_each(|line| ledger.append(&service.vault.ring(), Line { at, ..line }))
    })
    .await?;
    Ok(lines)
}

/// Does something with a ledger, on a thread of its own.
pub(in crate::actions) async fn with<T: Send + 'static>(
    service: &Shared,
    ledger: Ledger,
    work: impl FnOnce(&Ledger, &Service) -> std::io::Result<T> + Send + 'static,
) -> Result<T, Refusal> {
    let service = service.clone();
    tokio::task::spawn_blocking(move || service.faults.within(|| work(&ledger, &service)))
        .await
        .map_err(|_| Refusal::Failed("the service is stopping".to_owned()))?
        .map_err(unwritable)
}

/// What a ledger that cannot be written means for the deed.
pub(in crate::actions) fn unwritable(error: std::io::Error) -> Refusal {
    Refusal::Failed(format!("the ledger: {error}"))
}
