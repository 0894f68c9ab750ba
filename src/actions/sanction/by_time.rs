//! The sanctions a day moves on: unserved notices lapse, terms end, letters that are missing are written.

use chrono::NaiveDate;

use super::timetable::{end_of_term, lapse};
use crate::{
    actions::{
        Refusal, Service, Shared, letter,
        timetable::{Turn, nothing_to_do, pulse::may_delete},
    },
    domain::{
        date::{day_start, london_day},
        ids::{SanctionId, SchemeId},
        rules::Rules,
        sanction::{service, state::State},
    },
    store::{self, Read},
};

/// The sanctions that a day moves on, by the rule.
///
/// # Errors
/// If the database fails.
pub fn due(
    tx: &mut Read<'_>,
    scheme: SchemeId,
    rules: &Rules,
    today: NaiveDate,
) -> Result<Vec<SanctionId>, Refusal> {
    // Every decided one is a candidate: the rule knows how long it may wait.
    let candidates = store::sanction::due(tx, scheme, today, day_start(today))?;
    let moves = |sanction: &crate::domain::sanction::Sanction| match sanction.state {
        State::Served => sanction.ends_on.is_some_and(|last| last < today),
        _ => {
            let decided = london_day(sanction.decided_at.unwrap_or(sanction.proposed_at));
            service::lapsed(decided, today, rules)
        }
    };
    Ok(candidates.into_iter().filter(moves).map(|sanction| sanction.id).collect())
}

/// The sanctions that today moves on.
///
/// # Errors
/// If the database fails.
pub async fn candidates(service: &Shared, turn: &Turn) -> Result<Vec<SanctionId>, Refusal> {
    let (scheme, today) = (turn.scheme(), service.clock.today());
    service
        .store
        .read(move |tx| {
            let rules = Service::rules(&store::scheme::load(tx, scheme)?)?;
            due(tx, scheme, &rules, today)
        })
        .await
}

/// Moves one on; `false` if it stays, as all do while the clock may be wrong: no clock that is put right takes back that
/// a term ended or a notice lapsed. The card follows the day by itself.
///
/// # Errors
/// If the database fails.
pub async fn move_on(service: &Shared, turn: &Turn, id: SanctionId) -> Result<bool, Refusal> {
    let done = turn
        .deed(service, move |act| {
            may_delete(act)?;
            if end_of_term(act, id)? || lapse(act, id)? {
                return Ok(());
            }
            nothing_to_do()
        })
        .await?;
    Ok(done.is_some())
}

/// Writes letters that are missing; returns how many.
///
/// # Errors
/// The first letter that fails: it is tried again.
pub async fn letters(service: &Shared, turn: &Turn) -> Result<usize, Refusal> {
    let written = letter::write::write_due(service, turn.scheme()).await?;
    let written = written + letter::correct::write_due(service, turn.scheme()).await?;
    Ok(written + letter::tell_outcome::write_due(service, turn.scheme()).await?)
}
