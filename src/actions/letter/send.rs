//! Mails a letter to the person where an address is held; otherwise it waits to be printed.

use crate::{
    actions::{Act, Refusal, mail},
    domain::{
        mail::{Keep, Message},
        member::evidence::Scheduler,
        sanction::Letter,
        scheme::Scheme,
    },
    store,
};

/// Mails a letter, within the deed that writes it: sealed under the person's key, gone when they are erased. The
/// message itself says nothing of what the letter is about.
pub(super) fn send(
    act: &mut Act<'_, '_, Scheduler>,
    scheme: &Scheme,
    letter: &Letter,
    email: &str,
) -> Result<(), Refusal> {
    if email.is_empty() {
        return Ok(());
    }
    let message = Message {
        to: email.to_owned(),
        subject: format!("A letter from {}", scheme.name),
        text: format!(
            "A letter to you is attached to this message.\n\n\
             If you cannot open it, tell us: we also have it in large print and as plain text.\n\n{}\n{}\n",
            scheme.name, scheme.contact.phone
        ),
        letter: Some(letter.id),
    };
    mail::queue(act, letter.profile, &message, Keep::Usual)?;
    let at = act.now();
    store::letter::note(act.tx, scheme.id, letter.id, Some(at), None)?;
    Ok(())
}
