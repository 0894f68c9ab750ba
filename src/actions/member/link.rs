//! Mails a link that chooses a password: it works once, for 24 hours.

use chrono::TimeDelta;

use crate::{
    actions::{Act, Refusal, mail::queue},
    domain::{ids::UserId, mail::Keep, rules::INVITATION_HOURS},
    mail::wording::{self, Invitation, Reset},
    store,
    vault::Token,
};

/// What a link is for; it does the same either way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// The first password of somebody invited.
    Invitation,
    /// A forgotten password.
    Reset,
}

/// Makes a link for a user and mails it; an earlier one ends.
///
/// # Errors
/// If the user has no key.
pub(in crate::actions) fn mail_link<R>(
    act: &mut Act<'_, '_, R>,
    user: UserId,
    name: &str,
    email: &str,
    purpose: Purpose,
) -> Result<(), Refusal> {
    let token = Token::new(act.service.clock());
    let ends_at = act.now() + TimeDelta::hours(i64::from(INVITATION_HOURS));
    store::session::insert_link(act.tx, act.scheme.id, &token.hash(), user, "password", ends_at)?;
    let url = |path: &str| act.service.settings().url(&act.scheme.host, path);
    let (link, forgotten) = (url(&format!("/link/{}", token.text())), url("/forgotten"));
    let scheme = act.scheme.name.as_str();
    let message = match purpose {
        Purpose::Invitation => wording::message(
            email,
            format!("Your invitation to {scheme}"),
            &Invitation { name, scheme, link: &link, forgotten: &forgotten },
        ),
        Purpose::Reset => wording::message(
            email,
            format!("A new password for {scheme}"),
            &Reset { name, scheme, link: &link },
        ),
    };
    queue(act, user, &message, Keep::Usual)?;
    Ok(())
}
