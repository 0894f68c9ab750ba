//! An administrator or controller finds out whom a request is about: from then on it puts that person's erasure off, and
//! they find it behind their letter's code.

use super::about;
use crate::{
    actions::{
        Act, Call, Refusal, Shared,
        profile::{
            reckon::reckon,
            sight::{seen, seen_if},
        },
    },
    domain::{
        deed::Deed,
        disclosure::administrator::Brief,
        ids::{ProfileId, RightId},
        member::{
            evidence::{Acting, Identity, Opens, Steward, Viewer},
            role::Role,
        },
        profile::Profile,
        right::Request,
        scheme::Scheme,
    },
    store::{self, Read},
};

/// A person as this viewer may see them: one who is withdrawn is for the controller, or with a grant.
pub(super) fn person(
    tx: &mut Read<'_>,
    scheme: &Scheme,
    viewer: &Viewer<Steward>,
    id: ProfileId,
) -> Result<Profile, Refusal> {
    if viewer.role() == Role::Controller.as_str() {
        return Ok(store::profile::load(tx, viewer, id)?);
    }
    seen(tx, scheme, viewer, id)
}

/// Whether this viewer may see whom a request is about: of somebody withdrawn it is the controller's.
///
/// # Errors
/// If the database fails.
pub(in crate::actions) fn visible<R>(
    tx: &mut Read<'_>,
    scheme: &Scheme,
    viewer: &Viewer<R>,
    request: &Request,
) -> Result<bool, Refusal>
where
    Viewer<R>: Opens<Identity>,
{
    match request.profile {
        Some(profile) if viewer.role() != Role::Controller.as_str() => {
            Ok(seen_if(tx, scheme, viewer, profile)?.is_some())
        }
        _ => Ok(true),
    }
}

/// The id in what was typed or pasted: an id, or the address of the person's page.
fn read(typed: &str) -> Option<ProfileId> {
    let last = typed.trim().trim_end_matches('/').rsplit('/').next()?;
    last.split(['?', '#']).next()?.parse().ok()
}

/// Connects a request with a profile; says how the person is called.
///
/// # Errors
/// A problem on the field `person`; 404 if there is no such request; a rule, if it is connected or closed.
pub async fn connect(service: &Shared, call: Call, id: RightId, typed: String) -> Result<String, Refusal> {
    service.act::<Steward, _>(call, move |act| connected(act, id, &typed)).await
}

fn connected(act: &mut Act<'_, '_, Steward>, id: RightId, typed: &str) -> Result<String, Refusal> {
    let (viewer, scheme) = (act.viewer, act.scheme.clone());
    let mut request = store::right::load(act.tx, &viewer, id)?;
    if request.profile.is_some() || !request.is_open() {
        return Err(Refusal::Rule("It is known whom this request is about.".to_owned()));
    }
    let none = || Refusal::field("person", "There is no such person. Open their page and copy its address.");
    let profile = read(typed).ok_or_else(none)?;
    let person = person(act.tx, &scheme, &viewer, profile).map_err(|refusal| match refusal {
        Refusal::NotFound => none(),
        other => other,
    })?;
    request.profile = Some(profile);
    store::right::set(act.tx, scheme.id, &request)?;
    act.record(Deed::ConnectRight, &about(&request));
    reckon(act, profile)?;
    Ok(Brief::of(&person, viewer.today()).called().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_person_is_named_by_the_address_of_their_page() {
        let id = ProfileId::from_random([5; 16]);
        for typed in [
            format!("{id}"),
            format!(" https://ashby.test/people/{id} "),
            format!("https://ashby.test/assurance/people/{id}/"),
            format!("/people/{id}?done=saved#suggestions"),
        ] {
            assert_eq!(read(&typed), Some(id), "{typed}");
        }
        for typed in ["", "Ade Cole", "https://ashby.test/people/"] {
            assert_eq!(read(typed), None, "{typed}");
        }
    }
}
