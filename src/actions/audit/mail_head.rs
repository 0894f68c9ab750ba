//! Mails the newest head of the audit trail to each controller, once a week: so each holds a copy outside every
//! machine of the installation, by which `beadle audit verify` finds a rewrite.

use super::{alarm::to_controllers, checkpoint, witnessed};
use crate::{
    actions::{
        Refusal, Shared,
        timetable::{Turn, nothing_to_do},
    },
    domain::{assurance::witnessed::mailed_again, date::spoken_instant, deed::Deed},
    mail::wording::{self, Head},
    store,
};

/// Mails it if a week is over, once however many processes there are; returns how many controllers it goes to.
///
/// # Errors
/// If the checkpoint's file cannot be read or believed, or the database fails.
pub async fn mail_head(service: &Shared, turn: &Turn) -> Result<usize, Refusal> {
    let done = turn.deed(service, |act| {
        let (scheme, now) = (act.scheme.id, act.now());
        if !mailed_again(store::witness::told(act.tx, scheme)?.mailed, now) {
            return nothing_to_do();
        }
        let (ring, settings) = (act.tx.vault.ring(), act.service.settings());
        let unread = |why: checkpoint::Unbelievable| Refusal::Failed(why.to_string());
        let heads = settings.heads();
        let signed = checkpoint::read(&checkpoint::path(&heads, scheme), scheme, &ring).map_err(unread)?;
        // A witnessed head proves more than a newer one that nobody else saw.
        let seen = match witnessed::known(settings, &ring)? {
            None => None,
            Some(by) => witnessed::read(&witnessed::path(&heads, scheme), scheme, &ring, &by.key)
                .map_err(unread)?
                .map(|seen| (seen, by)),
        };
        let (note, head, witness, held) = match (seen, signed) {
            // A bucket signs nothing: what it holds is compared there.
            (Some(((note, head), by)), _) if by.bucket().is_some() => (note, head, String::new(), true),
            (Some(((note, head), by)), _) => (note, head, by.key.to_string(), false),
            (None, Some((note, head))) => (note, head, String::new(), false),
            (None, None) => return nothing_to_do(),
        };
        if !store::witness::note_mailed(act.tx, scheme, now)? {
            return nothing_to_do();
        }
        let (town, note) = (act.scheme.name.clone(), note.to_string());
        let (at, events) = (spoken_instant(head.at), head.root.size);
        let told = to_controllers(act, |user| {
            let words = Head {
                name: &user.name,
                scheme: &town,
                at: &at,
                events,
                note: &note,
                witness: &witness,
                held,
            };
            wording::message(&user.email, format!("{town}: the head of the audit trail, to keep"), &words)
        })?;
        act.record(Deed::MailHead, &[]);
        Ok(told)
    });
    Ok(done.await?.unwrap_or(0))
}
