//! Corrects what a person is recognised by, each change with its source.

use chrono::NaiveDate;

use super::{
    reckon::reckon,
    sight::seen,
    tell::{Left, tell},
};
use crate::{
    actions::{Act, Call, Refusal, Shared, letter::correct::write_or_tell, refusal::Problems},
    domain::{
        date::day_start,
        deed::Deed,
        disclosure::administrator::Person,
        ids::ProfileId,
        incident::source::Source,
        member::evidence::Administrator,
        profile::{
            correcting::{Typed, corrected},
            minor::{Age, responsible},
            recall::{Wrong, put_right},
        },
        text::{line, paragraphs},
    },
    store,
};

/// What was typed.
#[derive(Debug, Clone, Default)]
pub struct Correction {
    /// The name.
    pub name: String,
    /// Other names, one on a line.
    pub aliases: String,
    /// The date of birth.
    pub born: String,
    /// Looks under 18.
    pub looks_under_18: bool,
    /// What the person looks like.
    pub description: String,
    /// How the person goes about it.
    pub modus_operandi: String,
    /// From whom the changes are.
    pub source: String,
    /// What stood there was wrong: whoever saw it is told.
    pub wrong: bool,
}

/// Corrects a profile.
///
/// # Errors
/// [`Refusal::Fields`] for what is to be put right; [`Refusal::NotFound`] if it may not be seen.
pub async fn correct(service: &Shared, call: Call, id: ProfileId, typed: Correction) -> Result<(), Refusal> {
    let scheme = service
        .act::<Administrator, _>(call, move |act| {
            let (scheme, today) = (act.scheme.id, act.viewer.today());
            let profile = seen(act.tx, &act.scheme, &act.viewer, id)?;
            let had_name = Person::of(profile.clone(), today).name.is_some();
            let (facts, source) = checked(&typed, had_name, today)?;
            let (identity, named_on) = corrected(&profile, facts, source, today);
            store::profile::set_identity(act.tx, scheme, id, &identity, named_on)?;
            act.record(Deed::CorrectProfile, &[id.uuid()]);
            reckon(act, id)?;
            if typed.wrong {
                recall(act, id, put_right(&profile, &identity))?;
            }
            Ok(scheme)
        })
        .await?;
    write_or_tell(service, scheme).await;
    Ok(())
}

/// Tells everybody who saw what was wrong, since the profile was made: nobody knows when each fact came to it.
fn recall(act: &mut Act<'_, '_, Administrator>, id: ProfileId, items: usize) -> Result<(), Refusal> {
    if items == 0 {
        let why = "Nothing that stood there has changed. Change what was wrong, or untick this.";
        return Err(Refusal::field("wrong", why));
    }
    let since = day_start(store::join::days(act.tx, act.scheme.id, id)?.created);
    let mut about = vec![id.uuid()];
    about.extend(store::origin::joined_to(act.tx, act.scheme.id, id)?.into_iter().map(ProfileId::uuid));
    tell(act, &Left { profile: id, wrong: Wrong::Fact, items, letter: true, about, since })
}

fn checked(typed: &Correction, had_name: bool, today: NaiveDate) -> Result<(Typed, Source), Refusal> {
    let mut problems = Problems::default();
    let some = |text: String| (!text.is_empty()).then_some(text);
    let name = problems.take("name", line(&typed.name, 0, 120)).and_then(some);
    if had_name && name.is_none() {
        problems.add(
            "name",
            "A confirmed name is corrected, not removed. If it was the wrong person, undo the match.",
        );
    }
    let mut aliases = Vec::new();
    for alias in typed.aliases.lines().filter(|alias| !alias.trim().is_empty()) {
        aliases.extend(problems.take("aliases", line(alias, 1, 120)));
    }
    let born = typed.born.trim();
    let born = if born.is_empty() { None } else { Some(born.parse::<NaiveDate>()) };
    let born = match born {
        Some(Err(_)) => {
            problems.add("born", "Please give the date of birth as a day, or leave it empty.");
            None
        }
        Some(Ok(day)) if !responsible(Age { born: Some(day), looks_under_18: false }, today) => {
            problems.add("born", "A child under 10 is never in the scheme (R-17). Undo the match instead.");
            None
        }
        Some(Ok(day)) => Some(day),
        None => None,
    };
    let description = problems.take("description", paragraphs(&typed.description, 0, 1_000)).and_then(some);
    let modus_operandi =
        problems.take("modus_operandi", paragraphs(&typed.modus_operandi, 0, 1_000)).and_then(some);
    let source = Source::parse(&typed.source);
    if source.is_none() {
        problems.add("source", "Please say from whom the changes are (R-11).");
    }
    problems.end()?;
    let looks_under_18 = typed.looks_under_18;
    let facts = Typed { name, aliases, born, looks_under_18, description, modus_operandi };
    source.map(|source| (facts, source)).ok_or(Refusal::NotFound)
}
