//! The scheme's logo: taken in, taken away, shown. It is no personal data: the front door shows it to everybody.

use sha2::{Digest, Sha256};

use crate::{
    actions::{Call, Refusal, Shared},
    domain::{
        deed::Deed,
        member::evidence::{Acting, Steward, Visitor},
        photo::limits::{LOGO_LONGEST, logo_fits},
    },
    photos::logo,
    store,
};

/// Whether the caller may change it: asked before a picture is read.
///
/// # Errors
/// 404 for everybody but administrator and controller.
pub async fn may_change(service: &Shared, call: Call) -> Result<(), Refusal> {
    service.glance::<Steward, _>(call, |_, _, _| Ok(())).await.map(|_| ())
}

/// Keeps a picture as the logo.
///
/// # Errors
/// A message on `logo` if it cannot be read or does not fit; 404 for everybody but administrator and controller.
pub async fn set(service: &Shared, call: Call, bytes: Vec<u8>) -> Result<(), Refusal> {
    let taken = service.decoded(move || logo::take_in(&bytes)).await?;
    let logo = taken.map_err(|error| Refusal::field("logo", error.to_string()))?;
    if !logo_fits(logo.width, logo.height) {
        let why = format!(
            "This picture is too long for a letter’s head. Cut it: the longer side at most {LOGO_LONGEST} times the shorter."
        );
        return Err(Refusal::field("logo", why));
    }
    keep(service, call, Some(logo.jpeg), "Logo: changed").await
}

/// Takes the logo away.
///
/// # Errors
/// 404 for everybody but administrator and controller, and if there is none.
pub async fn remove(service: &Shared, call: Call) -> Result<(), Refusal> {
    keep(service, call, None, "Logo: taken away").await
}

async fn keep(
    service: &Shared,
    call: Call,
    jpeg: Option<Vec<u8>>,
    words: &'static str,
) -> Result<(), Refusal> {
    service
        .act::<Steward, _>(call, move |act| {
            let (scheme, by) = (act.scheme.id, act.viewer.user().ok_or(Refusal::SignIn)?);
            if jpeg.is_none() && act.scheme.logo.is_none() {
                return Err(Refusal::NotFound);
            }
            let named = jpeg.map(|jpeg| (name(&jpeg), jpeg));
            let logo = named.as_ref().map(|(name, jpeg)| (name.as_str(), jpeg.as_slice()));
            store::scheme::set_logo(act.tx, scheme, logo)?;
            act.record_words(Deed::ChangeSettings, &[scheme.uuid()], by, words)?;
            Ok(())
        })
        .await
}

/// What names a picture in its address: the beginning of its hash.
fn name(jpeg: &[u8]) -> String {
    Sha256::digest(jpeg)[..8].iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The logo of that name.
///
/// # Errors
/// 404 if the scheme of this host name has none, or another one.
pub async fn show(service: &Shared, call: Call, name: String) -> Result<Vec<u8>, Refusal> {
    let call = Call { host: call.host, ..Call::default() };
    let (logo, _) = service
        .glance::<Visitor, _>(call, move |tx, _, scheme| {
            if scheme.logo.as_ref() != Some(&name) {
                return Err(Refusal::NotFound);
            }
            store::scheme::logo(tx, scheme.id)?.ok_or(Refusal::NotFound)
        })
        .await?;
    Ok(logo)
}
