//! Records how to write to a person: for that alone, sealed apart.

use super::sight::seen;
use crate::{
    actions::{Call, Refusal, Shared, refusal::Problems},
    domain::{
        deed::Deed,
        ids::ProfileId,
        member::evidence::Administrator,
        profile::identity::ContactDetails,
        text::{email, paragraphs},
    },
    store,
};

/// Records a postal and an e-mail address; both may be empty.
///
/// # Errors
/// [`Refusal::Fields`] for what is to be put right; [`Refusal::NotFound`] if the person may not be seen.
pub async fn record_contact(
    service: &Shared,
    call: Call,
    id: ProfileId,
    address: String,
    mail: String,
) -> Result<(), Refusal> {
    service
        .act::<Administrator, _>(call, move |act| {
            seen(act.tx, &act.scheme, &act.viewer, id)?;
            let mut problems = Problems::default();
            let address = problems.take("address", paragraphs(&address, 0, 500)).unwrap_or_default();
            let email = if mail.trim().is_empty() {
                String::new()
            } else {
                problems.take("email", email(&mail)).unwrap_or_default()
            };
            problems.end()?;
            store::profile::set_contact(act.tx, act.scheme.id, id, &ContactDetails { address, email })?;
            act.record(Deed::RecordContact, &[id.uuid()]);
            Ok(())
        })
        .await
}
