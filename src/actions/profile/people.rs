//! Looks at the list of people, or looks for one by name.

use crate::{
    actions::{
        Call, Look, Refusal, Seen, Shared, incident::inbox, photo::link::Size, profile::sight::seen_if,
    },
    domain::{
        deed::Deed,
        disclosure::administrator::Brief,
        ids::ProfileId,
        member::evidence::Administrator,
        profile::{Profile, status::Status},
    },
    search::{Query, Shelf},
    store::{self, listing::Which},
};

/// Which people are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Group {
    /// All that members see today.
    #[default]
    Circulated,
    /// Those without a confirmed name.
    IdSought,
    /// Under 18, or looking it.
    Under18,
    /// Held back, or with no report that counts.
    NotShown,
}

/// The list.
#[derive(Debug)]
pub struct People {
    /// People on this part of the list, each with a picture.
    pub people: Vec<(Brief, Option<String>)>,
    /// How many the group has.
    pub total: usize,
    /// Somebody withdrawn may match: ask the controller.
    pub withdrawn_hint: bool,
    /// How many things wait in the inbox.
    pub waiting: usize,
}

/// So many people stand on a page.
pub const EACH: usize = 50;

/// The people of a group, or those whose names are like the words looked for.
///
/// # Errors
/// If the database fails.
pub async fn people(
    service: &Shared,
    call: Call,
    group: Group,
    from: usize,
    looked_for: String,
) -> Result<Seen<People>, Refusal> {
    let deed = if looked_for.is_empty() { Deed::ViewGallery } else { Deed::FindPerson };
    service
        .look::<Administrator, _>(call, deed, move |look| {
            let (profiles, withdrawn_hint) = if looked_for.trim().is_empty() {
                (listed(look, group)?, false)
            } else {
                found(look, &looked_for)?
            };
            let total = profiles.len();
            let part: Vec<Profile> = profiles.into_iter().skip(from).take(EACH).collect();
            let ids: Vec<ProfileId> = part.iter().map(Profile::id).collect();
            let photos = store::picture::photos(look.tx, look.scheme.id, &ids)?;
            let people = part
                .iter()
                .map(|profile| {
                    look.concerns(profile.id());
                    let photo = photos.iter().find(|(of, _)| *of == profile.id());
                    (
                        Brief::of(profile, look.viewer.today()),
                        photo.map(|(_, photo)| look.picture(*photo, Size::Thumb)),
                    )
                })
                .collect();
            Ok(People { people, total, withdrawn_hint, waiting: inbox::count(look)? })
        })
        .await
}

fn listed(look: &mut Look<'_, '_, Administrator>, group: Group) -> Result<Vec<Profile>, Refusal> {
    let today = look.viewer.today();
    let shown = Which { shown_on: Some(today), ..Which::default() };
    let which = match group {
        Group::Circulated | Group::Under18 => shown,
        Group::IdSought => Which { status: Some(Status::IdSought), ..shown },
        Group::NotShown => Which::default(),
    };
    let all = store::listing::list(look.tx, &look.viewer, &which)?;
    match group {
        Group::Circulated | Group::IdSought => Ok(all),
        Group::Under18 => Ok(all.into_iter().filter(|one| Brief::of(one, today).under_18).collect()),
        Group::NotShown => {
            let held: Vec<ProfileId> = all.iter().filter(|one| !one.shown(today)).map(Profile::id).collect();
            let mut seen = Vec::new();
            for id in held {
                seen.extend(seen_if(look.tx, &look.scheme, &look.viewer, id)?);
            }
            Ok(seen)
        }
    }
}

/// People whose names are alike, each checked against its row; and whether somebody withdrawn may match.
pub(super) fn found(
    look: &mut Look<'_, '_, Administrator>,
    text: &str,
) -> Result<(Vec<Profile>, bool), Refusal> {
    let query = Query::named(text);
    let hits: Vec<ProfileId> = [Shelf::Circulated, Shelf::Withdrawn]
        .into_iter()
        .flat_map(|shelf| look.service.find_names(look.scheme.id, shelf, &query, 20))
        .map(|hit| hit.profile)
        .collect();
    let (mut people, mut withdrawn) = (Vec::new(), false);
    for hit in hits {
        match seen_if(look.tx, &look.scheme, &look.viewer, hit)? {
            Some(profile) => people.push(profile),
            None => withdrawn = withdrawn || store::profile::exists(look.tx, look.scheme.id, hit)?,
        }
    }
    Ok((people, withdrawn))
}
