//! Confirms a name that a member suggested, or sets the suggestion aside.

use super::{reckon::reckon, sight::seen};
use crate::{
    actions::{Call, Refusal, Shared},
    domain::{
        deed::Deed,
        ids::{ItemId, ProfileId},
        incident::source::Source,
        member::evidence::Administrator,
        profile::correcting::named,
        text::line,
    },
    store,
};

/// Confirms a suggested name as the administrator words it, or sets it aside with an empty one.
///
/// # Errors
/// [`Refusal::NotFound`] if there is no such suggestion; [`Refusal::Fields`] for a name that cannot be one.
pub async fn confirm_name(
    service: &Shared,
    call: Call,
    id: ProfileId,
    suggestion: ItemId,
    name: Option<String>,
) -> Result<(), Refusal> {
    service
        .act::<Administrator, _>(call, move |act| {
            let (scheme, today) = (act.scheme.id, act.viewer.today());
            let profile = seen(act.tx, &act.scheme, &act.viewer, id)?;
            if let Some(name) = name {
                let name = line(&name, 2, 120)
                    .map_err(|problem| Refusal::field("suggested", problem.to_string()))?;
                let (identity, named_on) = named(&profile, name, Source::MemberReport, today);
                store::profile::set_identity(act.tx, scheme, id, &identity, named_on)?;
                act.record(Deed::ConfirmName, &[id.uuid(), suggestion.uuid()]);
                reckon(act, id)?;
            } else {
                act.record(Deed::CorrectProfile, &[id.uuid(), suggestion.uuid()]);
            }
            if store::suggestion::settle(act.tx, scheme, id, suggestion)? {
                Ok(())
            } else {
                Err(Refusal::NotFound)
            }
        })
        .await
}
