//! An officer's account is erased at once: when the controller says so, or when its agreement has ended. What
//! they were told stays in the register, under the reference that the force knows.

use crate::{
    actions::{
        Act, Call, Refusal, Shared, certificate::issue, mail::queue_alone, member::leave, refusal::Problems,
    },
    domain::{
        deed::Deed,
        ids::{AgreementId, UserId},
        mail::Keep,
        member::evidence::{Account, Controller, Opens, Viewer},
        text,
    },
    mail::wording::{self, OfficerDeleted},
    store::{self, ledger::Matter},
};

/// Typed to say that it is meant.
pub const WORD: &str = "REMOVE";

/// Removes an officer; gives the agreement they asked under.
///
/// # Errors
/// Messages on `reason` and `word`; [`Refusal::NotFound`] for whoever is none.
pub async fn remove(
    service: &Shared,
    call: Call,
    id: UserId,
    reason: String,
    word: String,
) -> Result<AgreementId, Refusal> {
    service
        .act::<Controller, _>(call, move |act| {
            let agreement = store::officer::load(act.tx, &act.viewer, id)?.agreement;
            let mut problems = Problems::default();
            let reason = problems.take("reason", text::paragraphs(&reason, 10, 2_000));
            if word.trim() != WORD {
                problems.add("word", format!("Please type {WORD} in capitals: this cannot be undone."));
            }
            problems.end()?;
            erase(act, id, reason.as_deref())?;
            Ok(agreement)
        })
        .await
}

/// Erases an officer's account and tells them, under a key of its own; a certificate follows.
pub(in crate::actions) fn erase<R>(
    act: &mut Act<'_, '_, R>,
    user: UserId,
    reason: Option<&str>,
) -> Result<(), Refusal>
where
    Viewer<R>: Opens<Account>,
{
    let (scheme, now, today) = (act.scheme.id, act.now(), act.viewer.today());
    let agreement = store::officer::load(act.tx, &act.viewer, user)?.agreement;
    let details = store::user::load(act.tx, &act.viewer, user)?.details;
    let counted = issue::count_leaving(act.tx, scheme, &[user], None)?;
    leave::take_out(act.tx, scheme, user)?;
    act.pledge(Matter::UserLeaves(user));
    store::lease::note_erasure(act.tx, scheme, now)?;
    let name = act.scheme.name.clone();
    let body = OfficerDeleted { name: &details.name, scheme: &name, ended: reason.is_none() };
    let message = wording::message(&details.email, format!("Your account with {name} is deleted"), &body);
    queue_alone(act, &message, Keep::Confirmation)?;
    let about = [user.uuid(), agreement.uuid()];
    let event = match reason {
        Some(reason) => act.record_words(Deed::RemoveOfficer, &about, agreement, reason)?,
        None => act.record(Deed::RemoveOfficer, &about),
    };
    counted.begin(act, user, event, today)
}
