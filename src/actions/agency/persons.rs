//! Police read who is circulated: page by page, or by name, date of birth, age and part of town.

use chrono::{Datelike, NaiveDate};

use super::{
    call::{Answered, Asked, Telling},
    cursor::{self, Page},
    denied::Denied,
};
use crate::{
    actions::Shared,
    domain::{
        deed::Deed,
        disclosure::police::{self, ListedPerson},
        ids::{PremisesId, ProfileId},
        profile::{Outline, status::Status},
    },
    search::{Query, Shelf},
    store::{self, listing::Which},
};

/// The kind of a cursor in the list.
const LISTED: &str = "p1";
/// The kind of a cursor in a search by age.
const AGED: &str = "a1";
/// How many the index proposes: rows decide which of them are told of.
const PROPOSED: usize = 300;

/// A page of the list.
#[derive(Debug, Clone, Default)]
pub struct Listing {
    /// Where the last page ended.
    pub cursor: Option<String>,
    /// How many.
    pub limit: Option<u32>,
    /// With this status only.
    pub status: Option<String>,
    /// Subject of an incident in this part of town.
    pub area: Option<String>,
}

/// Whom somebody looks for.
#[derive(Debug, Clone, Default)]
pub struct Search {
    /// A name, however spelt.
    pub name: Option<String>,
    /// Born on this day, or on one like it.
    pub born: Option<NaiveDate>,
    /// At least so old, in years.
    pub age_from: Option<u32>,
    /// At most so old, in years.
    pub age_to: Option<u32>,
    /// With this status only.
    pub status: Option<String>,
    /// Subject of an incident in this part of town.
    pub area: Option<String>,
    /// Where the last page ended, of a search without a name or a day.
    pub cursor: Option<String>,
    /// How many.
    pub limit: Option<u32>,
}

/// Lists who is circulated, in the order of ids.
pub async fn list(service: &Shared, asked: Asked, listing: Listing) -> Answered<Page<ListedPerson>> {
    service
        .tell(asked, Deed::TellPoliceList, move |telling| {
            let limit = cursor::limit(listing.limit)?;
            let after: Option<ProfileId> = cursor::after(LISTED, listing.cursor.as_deref())?.map(Into::into);
            let (status, near) = narrowed(telling, listing.status.as_deref(), listing.area.as_deref())?;
            let (today, more) = (telling.viewer.today(), limit as i64 + 1);
            let outlines = if status.is_none() && near.is_none() {
                let after = after.unwrap_or_else(|| ProfileId::from_random([0; 16]));
                store::listing::shown_after(telling.tx, &telling.viewer, today, after, more)?
            } else {
                let which =
                    Which { shown_on: Some(today), after, status, near, limit: more, ..Which::default() };
                store::listing::outlines_by_id(telling.tx, &telling.viewer, &which)?
            };
            page(telling, outlines, limit, LISTED)
        })
        .await
}

/// The page of some outlines, one of which may be the first of the next.
fn page(
    telling: &mut Telling<'_, '_>,
    mut outlines: Vec<Outline>,
    limit: usize,
    kind: &str,
) -> Result<Page<ListedPerson>, Denied> {
    let more = outlines.len() > limit;
    outlines.truncate(limit);
    let last = outlines.last().map(Outline::id).filter(|_| more);
    let items = listed(telling, outlines)?;
    Ok(Page { items, next: last.map(|id| cursor::write(kind, &[id.to_string()])) })
}

/// People as police see them in a list.
pub(super) fn listed(
    telling: &mut Telling<'_, '_>,
    outlines: Vec<Outline>,
) -> Result<Vec<ListedPerson>, Denied> {
    let ids: Vec<ProfileId> = outlines.iter().map(Outline::id).collect();
    let terms = store::sanction::terms(telling.tx, telling.scheme.id, &ids)?;
    let today = telling.viewer.today();
    let people: Vec<_> =
        outlines.into_iter().filter_map(|outline| police::listed(outline, &terms, today)).collect();
    people.iter().for_each(|person| telling.concerns(person.id));
    Ok(people)
}

type Narrowed = (Option<Status>, Option<Vec<PremisesId>>);

/// Status and part of town, as they were asked for.
fn narrowed(
    telling: &mut Telling<'_, '_>,
    status: Option<&str>,
    area: Option<&str>,
) -> Result<Narrowed, Denied> {
    let advice = "Ask for excluded, warned, id_sought or known.";
    let status =
        status.map(|word| Status::parse(word).ok_or(Denied::parameter("status", advice))).transpose()?;
    Ok((status, area.map(|area| in_area(telling, area)).transpose()?))
}

/// The premises in a part of town.
pub(super) fn in_area(telling: &mut Telling<'_, '_>, area: &str) -> Result<Vec<PremisesId>, Denied> {
    // PostgreSQL takes no NUL in a text.
    if area.chars().count() > 120 || area.chars().any(char::is_control) {
        return Err(Denied::parameter("area", "Name a part of town in at most 120 characters."));
    }
    Ok(store::gallery::nearby(telling.tx, telling.scheme.id, &[area.to_owned()])?)
}

/// Searches among who is circulated: the likeliest first by name or day, else in the order of ids.
pub async fn search(service: &Shared, asked: Asked, search: Search) -> Answered<Page<ListedPerson>> {
    service
        .tell(asked, Deed::TellPoliceSearch, move |telling| {
            let limit = cursor::limit(search.limit)?;
            let born = born(&search, telling.viewer.today())?;
            let name = search.name.clone().unwrap_or_default();
            if name.chars().count() > 120 {
                return Err(Denied::parameter("name", "Give a name of at most 120 characters."));
            }
            let (status, near) = narrowed(telling, search.status.as_deref(), search.area.as_deref())?;
            let named = !name.trim().is_empty() || search.born.is_some();
            match (named, born) {
                (true, born) => {
                    let query = Query { text: name, date_of_birth: search.born };
                    likely(telling, &query, born, (status, near), limit)
                }
                (false, Some(born)) => {
                    let after = cursor::after(AGED, search.cursor.as_deref())?.map(Into::into);
                    aged(telling, born, after, (status, near), limit)
                }
                (false, None) => Err(Denied::parameter(
                    "name",
                    "Search by a name, a date of birth or an age; to read everybody, list them.",
                )),
            }
        })
        .await
}

/// Days of birth, from the earliest to the latest.
type Born = (NaiveDate, NaiveDate);

/// On which days somebody was born who is of the age asked for today; nothing if no age is.
fn born(search: &Search, today: NaiveDate) -> Result<Option<Born>, Denied> {
    const OLDEST: u32 = 120;
    let Search { age_from, age_to, .. } = search;
    if age_from.is_none() && age_to.is_none() {
        return Ok(None);
    }
    let (least, most) = (age_from.unwrap_or(0), age_to.unwrap_or(OLDEST));
    if least > most || most > OLDEST {
        return Err(Denied::parameter("ageFrom", "Ask for ages from 0 to 120, the younger first."));
    }
    // Who is N today was born at most N years ago, and less than N + 1.
    let years_ago = |years: u32| {
        let year = today.year() - i32::try_from(years).unwrap_or_default();
        today.with_year(year).or_else(|| NaiveDate::from_ymd_opt(year, 3, 1)).unwrap_or(today)
    };
    let first = years_ago(most + 1).succ_opt().unwrap_or(today);
    Ok(Some((first, years_ago(least))))
}

/// Who is like what was asked for, the likeliest first. The index only proposes: the rows decide.
fn likely(
    telling: &mut Telling<'_, '_>,
    query: &Query,
    born: Option<Born>,
    (status, near): Narrowed,
    limit: usize,
) -> Result<Page<ListedPerson>, Denied> {
    let narrow = born.is_some() || status.is_some() || near.is_some();
    let proposed = if narrow { PROPOSED } else { limit };
    let hits = telling.service.find_names(telling.scheme.id, Shelf::Circulated, query, proposed);
    let ids: Vec<ProfileId> = hits.into_iter().map(|hit| hit.profile).collect();
    let today = telling.viewer.today();
    let mut found = if status.is_none() && near.is_none() {
        store::listing::shown_among(telling.tx, &telling.viewer, today, &ids)?
    } else {
        let which = Which { shown_on: Some(today), status, near, ids: Some(ids.clone()), ..Which::default() };
        store::listing::outlines(telling.tx, &telling.viewer, &which)?
    };
    found.retain(|outline| born.is_none_or(|(first, last)| outline.born_within(first, last)));
    found.sort_by_key(|outline| ids.iter().position(|id| *id == outline.id()));
    found.truncate(limit);
    Ok(Page { items: listed(telling, found)?, next: None })
}

/// Who is of an age, in the order of ids.
fn aged(
    telling: &mut Telling<'_, '_>,
    (first, last): Born,
    after: Option<ProfileId>,
    (status, near): Narrowed,
    limit: usize,
) -> Result<Page<ListedPerson>, Denied> {
    let ids = telling.service.find_born(telling.scheme.id, (first, last), after);
    let shown_on = Some(telling.viewer.today());
    let mut found = Vec::with_capacity(limit + 1);
    for some in ids.chunks(PROPOSED) {
        let (status, near, ids) = (status, near.clone(), Some(some.to_vec()));
        let which = Which { shown_on, status, near, ids, ..Which::default() };
        let outlines = store::listing::outlines_by_id(telling.tx, &telling.viewer, &which)?;
        found.extend(outlines.into_iter().filter(|outline| outline.born_within(first, last)));
        if found.len() > limit {
            break;
        }
    }
    page(telling, found, limit, AGED)
}
