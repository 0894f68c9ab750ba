//! Leaving: asked for by the user, or by a manager for the business; confirmed by a board member; then everything
//! personal is irrevocably deleted at once.

use uuid::Uuid;

use crate::{
    actions::{
        Act, Call, Refusal, Seen, Shared, certificate::issue, mail::queue_alone, photo::keep::blob_names,
    },
    domain::{
        date::spoken_instant,
        deed::Deed,
        ids::{RequestId, SchemeId, UserId},
        incident::report::State as Report,
        mail::Keep,
        member::evidence::{Acting, Board, Manager, Person},
    },
    mail::wording::{self, Deleted},
    store::{self, StoreError, Write, incident::Which, leaving::Leaving, ledger::Matter},
};

/// The word that is typed to ask.
pub const WORD: &str = "LEAVE";

/// Asks to leave.
///
/// # Errors
/// [`Refusal::Fields`] without the word.
pub async fn ask(service: &Shared, call: Call, word: &str) -> Result<(), Refusal> {
    typed(word)?;
    service
        .act::<Person, _>(call, |act| {
            let user = act.viewer.user().ok_or(Refusal::SignIn)?;
            let leaving = Leaving {
                id: act.new_id(),
                user: Some(user),
                business: None,
                asked_by: user,
                asked_at: act.now(),
            };
            keep(act, leaving, user.uuid())
        })
        .await
}

/// A manager asks for the own business to leave, with all its users.
///
/// # Errors
/// [`Refusal::Fields`] without the word.
pub async fn ask_for_business(service: &Shared, call: Call, word: &str) -> Result<(), Refusal> {
    typed(word)?;
    service
        .act::<Manager, _>(call, |act| {
            let asked_by = act.viewer.user().ok_or(Refusal::SignIn)?;
            let business = act.viewer.business().ok_or(Refusal::NotFound)?;
            let leaving = Leaving {
                id: act.new_id(),
                user: None,
                business: Some(business),
                asked_by,
                asked_at: act.now(),
            };
            keep(act, leaving, business.uuid())
        })
        .await
}

fn typed(word: &str) -> Result<(), Refusal> {
    if word.trim() == WORD {
        Ok(())
    } else {
        Err(Refusal::field("word", format!("Please type {WORD} to go on.")))
    }
}

/// Asking twice is asking once.
fn keep<R>(act: &mut Act<'_, '_, R>, leaving: Leaving, about: Uuid) -> Result<(), Refusal> {
    let waiting = store::leaving::list(act.tx, act.scheme.id)?;
    let asked = waiting.iter().any(|one| (one.user, one.business) == (leaving.user, leaving.business));
    if !asked {
        store::leaving::insert(act.tx, act.scheme.id, &leaving)?;
    }
    act.record(Deed::AskLeaving, &[about]);
    Ok(())
}

/// Takes the own request back, as long as it waits.
///
/// # Errors
/// 404 if there is none.
pub async fn stay(service: &Shared, call: Call) -> Result<(), Refusal> {
    service
        .act::<Person, _>(call, |act| {
            let (user, scheme) = (act.viewer.user().ok_or(Refusal::SignIn)?, act.scheme.id);
            let waiting = store::leaving::list(act.tx, scheme)?;
            let own = waiting.iter().find(|one| one.user == Some(user)).ok_or(Refusal::NotFound)?;
            store::leaving::remove(act.tx, scheme, own.id)?;
            act.record(Deed::AskLeaving, &[user.uuid()]);
            Ok(())
        })
        .await
}

/// A request as a board member sees it.
#[derive(Debug, Clone)]
pub struct Shown {
    /// Id.
    pub id: String,
    /// Who leaves: a person's or a business's name.
    pub who: String,
    /// For a business: how many people go with it.
    pub people: usize,
    /// It is a business.
    pub business: bool,
    /// When it was asked for, in words.
    pub asked: String,
    /// It is the board member's own: another one confirms it.
    pub own: bool,
}

/// The requests that wait for a board member.
///
/// # Errors
/// 404 for everybody but a board member.
pub async fn waiting(service: &Shared, call: Call) -> Result<Seen<Vec<Shown>>, Refusal> {
    service
        .look::<Board, _>(call, Deed::ViewDecisions, |look| {
            let mut shown = Vec::new();
            for leaving in store::leaving::list(look.tx, look.scheme.id)? {
                let (who, people) = match (leaving.user, leaving.business) {
                    (Some(user), _) => {
                        look.concerns(user);
                        (store::user::load(look.tx, &look.viewer, user)?.details.name, 1)
                    }
                    (None, Some(business)) => {
                        look.concerns(business);
                        let people = store::user::list(look.tx, &look.viewer, Some(business))?.len();
                        (store::business::load(look.tx, &look.viewer, business)?.details.name, people)
                    }
                    (None, None) => continue,
                };
                shown.push(Shown {
                    id: leaving.id.to_string(),
                    who,
                    people,
                    business: leaving.business.is_some(),
                    asked: spoken_instant(leaving.asked_at),
                    own: leaving.user.is_some() && leaving.user == look.viewer.user(),
                });
            }
            Ok(shown)
        })
        .await
}

/// The word that is typed to confirm.
pub const CONFIRM_WORD: &str = "DELETE";

/// Confirms a leaving: everything personal of the user, or of the business and its users, is deleted at once.
///
/// # Errors
/// 404 if it does not wait; [`Refusal::Rule`] for the own.
pub async fn confirm(service: &Shared, call: Call, id: RequestId, word: &str) -> Result<(), Refusal> {
    if word.trim() != CONFIRM_WORD {
        return Err(Refusal::Rule(format!("Type {CONFIRM_WORD} to confirm. Nothing was deleted.")));
    }
    service
        .act::<Board, _>(call, move |act| {
            let scheme = act.scheme.id;
            let waiting = store::leaving::list(act.tx, scheme)?;
            let leaving = *waiting.iter().find(|one| one.id == id).ok_or(Refusal::NotFound)?;
            let mut users: Vec<UserId> = leaving.user.into_iter().collect();
            if let Some(business) = leaving.business {
                users.extend(
                    store::user::list(act.tx, &act.viewer, Some(business))?.into_iter().map(|user| user.id),
                );
            }
            if users.iter().any(|user| Some(*user) == act.viewer.user()) {
                return Err(Refusal::Rule("Another board member confirms your own leaving.".to_owned()));
            }
            let about: Vec<Uuid> = leaving
                .business
                .map(Uuid::from)
                .into_iter()
                .chain(users.iter().map(|user| user.uuid()))
                .collect();
            let counted = issue::count_leaving(act.tx, scheme, &users, leaving.business)?;
            let subject = leaving.business.map(Uuid::from).or(users.first().map(|user| user.uuid()));
            for user in users {
                erase(act, user)?;
                act.pledge(Matter::UserLeaves(user));
            }
            if let Some(business) = leaving.business {
                store::leaving::erase_business(act.tx, scheme, business)?;
                act.pledge(Matter::BusinessLeaves(business));
            }
            let now = act.now();
            store::lease::note_erasure(act.tx, scheme, now)?;
            let (event, today) = (act.record(Deed::ConfirmLeaving, &about), act.viewer.today());
            subject.map_or(Ok(()), |subject| counted.begin(act, subject, event, today))
        })
        .await
}

/// Erases a user, and queues the confirmation under a key of its own.
fn erase(act: &mut Act<'_, '_, Board>, user: UserId) -> Result<(), Refusal> {
    let scheme = act.scheme.id;
    let details = store::user::load(act.tx, &act.viewer, user)?.details;
    let reports_kept = take_out(act.tx, scheme, user)?;
    let name = act.scheme.name.clone();
    let body = Deleted { name: &details.name, scheme: &name, reports_kept };
    let message = wording::message(&details.email, format!("You have left {name}"), &body);
    queue_alone(act, &message, Keep::Confirmation)?;
    Ok(())
}

/// Takes everything personal of a user out; returns whether reports of theirs are kept.
///
/// # Errors
/// If the database refuses.
pub(in crate::actions) fn take_out(
    tx: &mut Write<'_>,
    scheme: SchemeId,
    user: UserId,
) -> Result<bool, StoreError> {
    let reports = store::incident::list(tx, scheme, Which { reporter: Some(user), ..Which::default() })?;
    let (drafts, kept): (Vec<_>, Vec<_>) = reports.into_iter().partition(|one| one.state == Report::Draft);
    for draft in drafts {
        for picture in store::picture::of_incident(tx, scheme, draft.id)? {
            store::picture::erase(tx, scheme, &picture, &blob_names(scheme, picture.id))?;
        }
        store::incident::erase(tx, scheme, draft.id)?;
    }
    store::leaving::erase_user(tx, scheme, user)?;
    Ok(!kept.is_empty())
}
