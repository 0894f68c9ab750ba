//! Reads which rules bind a profile: those it was begun under, made shorter by every change since.

use chrono::NaiveDate;

use crate::{
    actions::{Refusal, Service},
    config::rules_file,
    domain::{
        date::london_day,
        ids::{ProfileId, SchemeId},
        rules::Rules,
        scheme::{
            Scheme,
            book::{Book, Version},
        },
    },
    store::{self, Read},
};

/// All versions of a scheme's rules.
///
/// # Errors
/// If a rules file is damaged, or the database fails.
pub fn book(tx: &mut Read<'_>, scheme: &Scheme) -> Result<Book, Refusal> {
    let rules = Service::rules(scheme)?;
    let now = Version { number: scheme.rules_version, since: scheme.rules_since, rules };
    let (mut past, mut since) = (Vec::new(), NaiveDate::MIN);
    // The scheme's first version has no row: it is what the first change was made from.
    if scheme.rules_version > 1 {
        for version in store::rule_change::past(tx, scheme.id)? {
            let rules = rules_file::parse(&version.rules)
                .map_err(|_| Refusal::Failed("a rules file of before is damaged".to_owned()))?;
            past.push(Version { number: version.number, since, rules });
            since = version.replaced.map_or(since, london_day);
        }
    }
    Ok(Book::new(now, past))
}

/// The rules that bind a profile.
///
/// # Errors
/// [`Refusal::NotFound`] if there is no such profile.
pub fn bound(tx: &mut Read<'_>, scheme: &Scheme, id: ProfileId) -> Result<Rules, Refusal> {
    let begun_under = store::history::begun_under(tx, scheme.id, id)?;
    if begun_under >= scheme.rules_version {
        return Service::rules(scheme);
    }
    Ok(book(tx, scheme)?.binding(begun_under))
}

/// The rules as a notice of a day promised them.
///
/// # Errors
/// As [`book`].
pub fn promised(tx: &mut Read<'_>, scheme: &Scheme, on: NaiveDate) -> Result<Rules, Refusal> {
    if on > scheme.rules_since || scheme.rules_version == 1 {
        return Service::rules(scheme);
    }
    Ok(book(tx, scheme)?.promised(on))
}

/// As [`book`], of a scheme by its id.
///
/// # Errors
/// As [`book`].
pub fn book_of(tx: &mut Read<'_>, scheme: SchemeId) -> Result<Book, Refusal> {
    let scheme = store::scheme::load(tx, scheme)?;
    book(tx, &scheme)
}
