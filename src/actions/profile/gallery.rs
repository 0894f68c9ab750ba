//! Looks at the gallery: a page of cards of those shown today, by the query itself. One audit event lists
//! everybody on the page.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};

use super::faces::{Face, faces};
use crate::{
    actions::{Call, Look, Refusal, Seen, Shared},
    domain::{
        deed::Deed,
        ids::{PremisesId, ProfileId},
        member::evidence::{Acting, Member},
        profile::{Outline, status::Status},
    },
    search::{Query, Shelf},
    store::{self, gallery::Tally, listing::Which},
};

/// Cards on a page.
pub const PAGE: i64 = 24;
/// The most that "new" looks back.
const NEWEST: TimeDelta = TimeDelta::days(31);
/// What is new to somebody who never looked.
const FIRST: TimeDelta = TimeDelta::days(7);
/// A look at the gallery is remembered at most so often.
const MARK_EVERY: TimeDelta = TimeDelta::minutes(10);

/// What is asked of the gallery.
#[derive(Debug, Clone, Default)]
pub struct Asked {
    /// A name, however spelt; blank for everybody.
    pub name: String,
    /// With this status.
    pub status: Option<Status>,
    /// New since the last visit.
    pub new: bool,
    /// Reported in the viewer's part of town.
    pub near: bool,
    /// The last visit, where a page carries it on: a look must not make the next page's news old.
    pub since: Option<DateTime<Utc>>,
    /// The page, from 0.
    pub page: i64,
}

/// A page of the gallery.
#[derive(Debug)]
pub struct Gallery {
    /// Its cards.
    pub faces: Vec<Face>,
    /// How many there are with what was asked, over all pages.
    pub found: i64,
    /// How many are shown today, by status and age.
    pub tally: Arc<Tally>,
    /// What counts as new.
    pub since: DateTime<Utc>,
    /// The viewer's own premises.
    pub own: Vec<PremisesId>,
    /// Whether the viewer has a part of town.
    pub has_area: bool,
    /// How much that the viewer had seen was put right, and is to be read.
    pub corrections: usize,
}

/// Looks at a page of the gallery.
///
/// # Errors
/// [`Refusal::Agreement`] before the agreement is accepted; [`Refusal::NotFound`] to other roles.
pub async fn gallery(service: &Shared, call: Call, asked: Asked) -> Result<Seen<Gallery>, Refusal> {
    service
        .look::<Member, _>(call, Deed::ViewGallery, move |look| {
            let scheme = look.scheme.id;
            let since = since(look, asked.since);
            let sites = match look.viewer.business() {
                Some(business) => store::gallery::sites(look.tx, scheme, business)?,
                None => Vec::new(),
            };
            let (own, areas): (Vec<PremisesId>, Vec<String>) = sites.into_iter().unzip();
            let areas: Vec<String> = areas.into_iter().filter(|area| !area.is_empty()).collect();
            let tally = look.service.tally(look.tx, scheme, look.viewer.today())?;
            let (outlines, found) = if asked.name.trim().is_empty() {
                chosen(look, &asked, since, &areas, &tally)?
            } else {
                named(look, &asked.name)?
            };
            let faces = faces(look, outlines)?;
            let corrections = super::corrections::unread(look)?;
            Ok(Gallery { faces, found, tally, since, own, has_area: !areas.is_empty(), corrections })
        })
        .await
}

/// Since when somebody is new; the look is remembered, but not every one.
fn since(look: &mut Look<'_, '_, Member>, carried: Option<DateTime<Utc>>) -> DateTime<Utc> {
    let at = look.viewer.at();
    let seen = look.gallery_seen_at;
    if seen.is_none_or(|seen| at - seen >= MARK_EVERY) {
        look.marks_gallery();
    }
    carried.or(seen).unwrap_or(at - FIRST).clamp(at - NEWEST, at)
}

/// The profiles with what the chips say, and how many there are in all.
fn chosen(
    look: &mut Look<'_, '_, Member>,
    asked: &Asked,
    since: DateTime<Utc>,
    areas: &[String],
    tally: &Tally,
) -> Result<(Vec<Outline>, i64), Refusal> {
    let (scheme, today, offset) = (look.scheme.id, look.viewer.today(), asked.page.clamp(0, 10_000) * PAGE);
    if asked.status.is_none() && !asked.new && !asked.near {
        let all = store::listing::page(look.tx, &look.viewer, today, offset, PAGE)?;
        return Ok((all, tally.all()));
    }
    let near = match asked.near {
        true => Some(store::gallery::nearby(look.tx, scheme, areas)?),
        false => None,
    };
    let which = Which {
        shown_on: Some(today),
        status: asked.status,
        since: asked.new.then_some(since),
        near,
        offset,
        limit: PAGE,
        ..Which::default()
    };
    let found = match (asked.status, asked.new, asked.near) {
        (Some(status), false, false) => tally.with(status),
        (None, true, false) => tally.newer(since),
        _ => store::listing::count(look.tx, scheme, &which)?,
    };
    Ok((store::listing::outlines(look.tx, &look.viewer, &which)?, found))
}

/// The profiles with a name like this one, the likeliest first. The index only proposes: the rows decide.
fn named(look: &mut Look<'_, '_, Member>, name: &str) -> Result<(Vec<Outline>, i64), Refusal> {
    let limit = usize::try_from(PAGE).unwrap_or_default();
    let query = Query::named(name);
    let hits = look.service.find_names(look.scheme.id, Shelf::Circulated, &query, limit);
    let ids: Vec<ProfileId> = hits.into_iter().map(|hit| hit.profile).collect();
    let which = Which { shown_on: Some(look.viewer.today()), ids: Some(ids.clone()), ..Which::default() };
    let mut found = store::listing::outlines(look.tx, &look.viewer, &which)?;
    found.sort_by_key(|outline| ids.iter().position(|id| *id == outline.id()));
    let count = i64::try_from(found.len()).unwrap_or_default();
    Ok((found, count))
}
