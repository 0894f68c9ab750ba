//! Mails a letter to the person where an address is held; otherwise it waits to be printed.

use crate::{
    actions::{Act, Refusal},
    domain::{member::evidence::Scheduler, sanction::Letter, scheme::Scheme},
};

/// Mails a letter, within the deed that writes it.
pub(super) fn send(
    _act: &mut Act<'_, '_, Scheduler>,
    _scheme: &Scheme,
    _letter: &Letter,
    _email: &str,
) -> Result<(), Refusal> {
    Ok(())
}
