//! Withdrawn people: for the controller alone.

use chrono::NaiveDate;

use crate::{
    actions::{Call, Look, Refusal, Seen, Shared, profile::bound::bound},
    domain::{
        deed::Deed,
        disclosure::controller::Person,
        ids::{ProfileId, UserId},
        member::evidence::{Acting, Controller},
        profile::{
            Profile,
            explain::{Explanation, explain},
        },
    },
    store::{self, grant::Sight, hold::Hold, listing::Which, minor::Decision},
};

/// So many stand on a page.
pub const PAGE: i64 = 50;

/// Withdrawn people, a page of them, and whether there are more.
///
/// # Errors
/// If the viewer is not the controller, or the look cannot be recorded.
pub async fn list(service: &Shared, call: Call, page: u32) -> Result<Seen<(Vec<Person>, bool)>, Refusal> {
    service
        .look::<Controller, _>(call, Deed::ViewPerson, move |look| {
            let today = look.viewer.today();
            let which = Which {
                withdrawn_on: Some(today),
                offset: i64::from(page) * PAGE,
                limit: PAGE + 1,
                ..Which::default()
            };
            let mut found = store::listing::list(look.tx, &look.viewer, &which)?;
            let more = found.len() > usize::try_from(PAGE).unwrap_or(usize::MAX);
            if more {
                found.pop();
            }
            let people: Vec<Person> = found.into_iter().map(|profile| Person::of(profile, today)).collect();
            for person in &people {
                look.concerns(person.id);
            }
            // From 00:00 of the day of erasure nobody reads it, whether or not the scheduler ran.
            Ok((people.into_iter().filter(|person| person.erased_on > today).collect(), more))
        })
        .await
}

/// A person with everything the controller decides about.
#[derive(Debug)]
pub struct Case {
    /// The person.
    pub person: Person,
    /// The dates, explained.
    pub dates: Explanation,
    /// Grants, each with the name of whom it is given to.
    pub sights: Vec<(Sight, String)>,
    /// Holds.
    pub holds: Vec<Hold>,
    /// Whom a grant can be given to.
    pub staff: Vec<(UserId, String)>,
    /// A best-interests decision that waits for a second person.
    pub decision: Option<Decision>,
}

/// A person's page.
///
/// # Errors
/// [`Refusal::NotFound`] if there is no such profile, or its day of erasure has come.
pub async fn one(service: &Shared, call: Call, id: ProfileId) -> Result<Seen<Case>, Refusal> {
    service.look::<Controller, _>(call, Deed::ViewPerson, move |look| case(look, id)).await
}

fn case(look: &mut Look<'_, '_, Controller>, id: ProfileId) -> Result<Case, Refusal> {
    let (scheme, today) = (look.scheme.id, look.viewer.today());
    let profile = readable(look, id, today)?;
    look.concerns(id);
    let rules = bound(look.tx, &look.scheme, id)?;
    let history = store::history::load(look.tx, scheme, id)?;
    let users = store::user::list(look.tx, &look.viewer, None)?;
    let name = |user: UserId| {
        let found = users.iter().find(|found| found.id == user);
        found.map_or("somebody who left".to_owned(), |found| found.details.name.clone())
    };
    let decision = store::minor::latest(look.tx, &look.viewer, id)?;
    let viewer = look.viewer.user();
    let sights = store::grant::of_profile(look.tx, &look.viewer, id)?;
    let staff = users.iter().filter(|user| user.business.is_none());
    Ok(Case {
        decision: decision.filter(|one| one.confirmed_by.is_none() && one.proposed_by != viewer),
        person: Person::of(profile, today),
        dates: explain(&history, &rules, today),
        sights: sights.into_iter().map(|sight| (sight.clone(), name(sight.user))).collect(),
        holds: store::hold::of_profile(look.tx, &look.viewer, id)?,
        staff: staff.map(|user| (user.id, user.details.name.clone())).collect(),
    })
}

fn readable(
    look: &mut Look<'_, '_, Controller>,
    id: ProfileId,
    today: NaiveDate,
) -> Result<Profile, Refusal> {
    let kept = store::sweep::kept(look.tx, look.scheme.id, id)?;
    if kept.erased_on <= today {
        return Err(Refusal::NotFound);
    }
    Ok(store::profile::load(look.tx, &look.viewer, id)?)
}
