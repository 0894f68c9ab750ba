//! Strikes an incident for one person: it counts for nothing, at once.

use crate::{
    actions::{
        Act, Call, Refusal, Shared,
        letter::correct::write_or_tell,
        profile::{
            reckon::reckon,
            sight::seen,
            tell::{Left, tell},
        },
        refusal::Problems,
    },
    domain::{
        deed::Deed,
        ids::{IncidentId, ProfileId},
        incident::{Subject, standing::StrikeReason},
        member::evidence::{Account, Administrator, Identity, Opens, Viewer},
        profile::recall::Wrong,
        text::paragraphs,
    },
    store,
};

/// Strikes an incident; says whether the profile is still there to be seen.
///
/// # Errors
/// [`Refusal::Fields`] without a reason; [`Refusal::NotFound`] if the person is no subject of it.
pub async fn strike(
    service: &Shared,
    call: Call,
    profile: ProfileId,
    incident: IncidentId,
    why: String,
    words: String,
) -> Result<bool, Refusal> {
    let (there, scheme) = service
        .act::<Administrator, _>(call, move |act| {
            let (scheme, today) = (act.scheme.id, act.viewer.today());
            seen(act.tx, &act.scheme, &act.viewer, profile)?;
            let mut problems = Problems::default();
            let reason = StrikeReason::parse(&why);
            if reason.is_none() {
                problems.add("why", "Please choose why it is struck.");
            }
            let words = problems.take("words", paragraphs(&words, 3, 1_000)).unwrap_or_default();
            problems.end()?;
            let subjects = store::subject::of_profile(act.tx, scheme, profile)?;
            let found = subjects.into_iter().find(|subject| subject.incident == incident);
            let (mut subject, reason) = found.zip(reason).ok_or(Refusal::NotFound)?;
            if !subject.standing.stands() {
                return Err(Refusal::Rule("This incident is struck already.".to_owned()));
            }
            subject.standing = subject.standing.strike(today, reason);
            store::subject::update(act.tx, scheme, &subject)?;
            act.record_words(Deed::StrikeIncident, &[incident.uuid(), profile.uuid()], profile, &words)?;
            reckon(act, profile)?;
            recalled(act, profile, &[subject], true)?;
            match seen(act.tx, &act.scheme, &act.viewer, profile) {
                Ok(_) => Ok((true, scheme)),
                Err(Refusal::NotFound) => Ok((false, scheme)),
                Err(other) => Err(other),
            }
        })
        .await?;
    write_or_tell(service, scheme).await;
    Ok(there)
}

/// Tells everybody who had seen some incidents on a profile that they count for nothing any more.
///
/// # Errors
/// If the database fails.
pub(in crate::actions) fn recalled<R>(
    act: &mut Act<'_, '_, R>,
    profile: ProfileId,
    struck: &[Subject],
    letter: bool,
) -> Result<(), Refusal>
where
    Viewer<R>: Opens<Identity> + Opens<Account>,
{
    let Some(since) = struck.iter().map(|subject| subject.linked_at).min() else { return Ok(()) };
    let mut about = vec![profile.uuid()];
    about.extend(store::origin::joined_to(act.tx, act.scheme.id, profile)?.into_iter().map(ProfileId::uuid));
    tell(act, &Left { profile, wrong: Wrong::Struck, items: struck.len(), letter, about, since })
}
