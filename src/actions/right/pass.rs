//! The page behind a letter's code takes requests for a while: its forms carry a pass, for there is no session and no
//! cookie before a sign-in.

use chrono::{DateTime, TimeDelta, Utc};

use crate::{
    actions::{Refusal, letter::open_by_code::behind},
    domain::{
        ids::{LetterId, SchemeId},
        member::evidence::{self, Holder, Viewer},
        rules::HOLDER_MINUTES,
        sanction::Sanction,
        scheme::Scheme,
    },
    store::{self, Read},
    vault::Vault,
};

/// Why a pass is taken no more.
const OLD: &str = "This page was open for a long time. Type the code from your letter again, then ask again.";

/// A pass for who has opened a letter's page.
pub fn issue(vault: &Vault, scheme: SchemeId, letter: LetterId, at: DateTime<Utc>) -> String {
    let ends = (at + TimeDelta::minutes(HOLDER_MINUTES)).timestamp();
    format!("{letter}.{ends}.{}", tag(vault, scheme, letter, ends))
}

fn tag(vault: &Vault, scheme: SchemeId, letter: LetterId, ends: i64) -> String {
    let (scheme, letter) = (scheme.uuid(), letter.uuid());
    vault.link_tag(&[b"holder", scheme.as_bytes(), letter.as_bytes(), &ends.to_be_bytes()])
}

/// Whom a pass is from, and of which sanction their letter is: asked again, for it may have been revoked meanwhile.
///
/// # Errors
/// A rule, if it has ended or was never given.
pub(super) fn prove(
    tx: &mut Read<'_>,
    scheme: &Scheme,
    at: DateTime<Utc>,
    pass: &str,
) -> Result<(Viewer<Holder>, Option<Sanction>), Refusal> {
    let old = || Refusal::Rule(OLD.to_owned());
    let mut parts = pass.splitn(3, '.');
    let letter: LetterId = parts.next().and_then(|id| id.parse().ok()).ok_or_else(old)?;
    let ends: i64 = parts.next().and_then(|ends| ends.parse().ok()).ok_or_else(old)?;
    let (id, scheme_id) = (letter.uuid(), scheme.id.uuid());
    let signed: [&[u8]; 4] = [b"holder", scheme_id.as_bytes(), id.as_bytes(), &ends.to_be_bytes()];
    if !tx.vault.link_holds(&signed, parts.next().unwrap_or_default()) || at.timestamp() >= ends {
        return Err(old());
    }
    let letter = match store::letter::load(tx, scheme.id, letter) {
        Ok(letter) => letter,
        Err(store::StoreError::NotFound) => return Err(old()),
        Err(error) => return Err(error.into()),
    };
    let sanction = behind(tx, scheme, &letter)?.ok_or_else(old)?;
    Ok((evidence::holder(scheme.id, at, letter.profile), sanction))
}
