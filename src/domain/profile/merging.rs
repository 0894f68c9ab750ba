//! May two profiles be joined into one, and what becomes of what each of them holds?
//!
//! Two profiles of one person become one: every item keeps its origin, every report counts from its own day.
//! A person who is named by it after withdrawal is not circulated again by it: those reports keep their short periods
//! . Whatever held either back, a hold or a child's age, holds for both.

use chrono::NaiveDate;

use crate::domain::{
    ids::{IncidentId, ProfileId},
    incident::standing::Standing,
    profile::{
        Profile,
        circulation::short_kept,
        history::{History, Naming, ReportFact},
        identity::{ContactDetails, Fact, Identity},
    },
    rules::Rules,
};

/// Why two profiles cannot be joined.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotJoined {
    /// One and the same.
    #[error("These are one profile already.")]
    Same,
    /// Two dates of birth.
    #[error(
        "They have different dates of birth. Correct the wrong one first, or leave them apart: they are two people."
    )]
    Birthdays,
    /// Both are subjects of one incident that stands for both.
    #[error(
        "One report names both of them, as two people. If it was one person, strike it for one of them first."
    )]
    Together,
}

/// Whether two profiles may be joined. Both are of one scheme and seen by whoever joins them.
///
/// # Errors
/// [`NotJoined`] says why not.
pub fn may_join(one: (&Profile, &History), two: (&Profile, &History)) -> Result<(), NotJoined> {
    if one.0.id == two.0.id {
        return Err(NotJoined::Same);
    }
    let born = |profile: &Profile| profile.identity.born.as_ref().map(|born| born.value);
    if born(one.0).zip(born(two.0)).is_some_and(|(one, two)| one != two) {
        return Err(NotJoined::Birthdays);
    }
    let stands = |report: &&ReportFact| report.standing.stands();
    let named = |id| two.1.reports.iter().filter(stands).any(|report| report.incident == id);
    if one.1.reports.iter().filter(stands).any(|report| named(report.incident)) {
        return Err(NotJoined::Together);
    }
    Ok(())
}

/// Which of two profiles stays: the named one, of two alike the older.
pub fn stays(one: &Profile, two: &Profile) -> ProfileId {
    let rank = |profile: &Profile| (profile.identity.name.is_none(), profile.created_on, profile.id);
    if rank(one) <= rank(two) { one.id } else { two.id }
}

/// Of two links of one incident to the two profiles, whether the one that goes replaces the one that stays.
pub fn replaces(stays: Standing, goes: Standing) -> bool {
    goes.stands() && !stays.stands()
}

/// The reports of a profile that keep its short periods when it is joined on a day to one that has a name, or brings
/// the name: whoever is withdrawn by then is named later.
pub fn short_from(history: &History, named: bool, rules: &Rules, today: NaiveDate) -> Vec<IncidentId> {
    let short = |naming| short_kept(&History { naming, ..history.clone() }, rules);
    match history.naming {
        Naming::IdSought if named => short(Naming::NamedLater { on: today }),
        // Nobody has a name: what reads six months does so for the whole profile.
        Naming::IdSought => {
            history.reports.iter().filter(|report| report.short).map(|report| report.incident).collect()
        }
        naming => short(naming),
    }
}

/// The history of the joined profile: its dates follow from this and nothing else.
pub fn joined_history(stays: &History, goes: &History, rules: &Rules, today: NaiveDate) -> History {
    let named = [stays, goes].iter().any(|one| one.naming != Naming::IdSought);
    let marked = |history: &History| {
        let short = short_from(history, named, rules, today);
        let mark =
            |report: &ReportFact| ReportFact { short: short.contains(&report.incident), ..report.clone() };
        history.reports.iter().map(mark).collect::<Vec<_>>()
    };
    let mut reports = marked(stays);
    for report in marked(goes) {
        match reports.iter_mut().find(|held| held.incident == report.incident) {
            None => reports.push(report),
            Some(held) if replaces(held.standing, report.standing) => *held = report,
            Some(_) => {}
        }
    }
    let both = |of: fn(&History) -> &Vec<_>| [of(stays).as_slice(), of(goes).as_slice()].concat();
    History {
        created: stays.created.min(goes.created),
        naming: if named { Naming::Named } else { Naming::IdSought },
        reports,
        exclusions: both(|one| &one.exclusions),
        warnings: both(|one| &one.warnings),
        legal_holds: [stays.legal_holds.as_slice(), &goes.legal_holds].concat(),
        own_requests: [stays.own_requests.as_slice(), &goes.own_requests].concat(),
        unreviewed: [stays.unreviewed.as_slice(), &goes.unreviewed].concat(),
        unmatched: stays.unmatched.max(goes.unmatched),
        curb: stays.curb,
    }
}

/// What two profiles are recognised by, together and each alone: the latter is kept to undo the join.
#[derive(Debug, Clone)]
pub struct Recognised {
    /// The joined profile.
    pub joined: Identity,
    /// The one that stays.
    pub own: Identity,
    /// The one that is joined to it.
    pub theirs: Identity,
}

/// What two profiles are recognised by once they are joined.
pub fn recognised(stays: &Profile, goes: &Profile) -> Recognised {
    let (own, theirs) = (stays.identity.clone(), goes.identity.clone());
    Recognised { joined: joined_identity(&own, &theirs), own, theirs }
}

/// What the joined profile is recognised by: what either knows, and the other's name as one more.
pub fn joined_identity(stays: &Identity, goes: &Identity) -> Identity {
    let name = stays.name.as_ref().or(goes.name.as_ref());
    let mut aliases = stays.aliases.clone();
    for other in goes.name.iter().chain(&goes.aliases) {
        let known = name.into_iter().chain(&aliases).any(|held| held.value == other.value);
        if !known {
            aliases.push(other.clone());
        }
    }
    Identity {
        name: name.cloned(),
        aliases,
        born: stays.born.clone().or_else(|| goes.born.clone()),
        looks_under_18: stays.looks_under_18 || goes.looks_under_18,
        description: words(stays.description.as_ref(), goes.description.as_ref()),
        modus_operandi: words(stays.modus_operandi.as_ref(), goes.modus_operandi.as_ref()),
    }
}

/// Both texts, the other one under its own source.
fn words(stays: Option<&Fact<String>>, goes: Option<&Fact<String>>) -> Option<Fact<String>> {
    match (stays, goes) {
        (Some(own), Some(other)) if own.value == other.value => Some(own.clone()),
        (Some(own), Some(other)) if own.source == other.source => {
            Some(Fact { value: format!("{}\n{}", own.value, other.value), source: own.source })
        }
        (Some(own), Some(other)) => {
            let value = format!("{}\n{}: {}", own.value, other.source.label(), other.value);
            Some(Fact { value, source: own.source })
        }
        (own, other) => own.or(other).cloned(),
    }
}

/// How to write to the joined person: what the one that stays lacks, the other gives.
pub fn joined_contact(stays: Option<ContactDetails>, goes: Option<ContactDetails>) -> Option<ContactDetails> {
    let (Some(own), Some(other)) = (&stays, &goes) else { return stays.or(goes) };
    let pick = |own: &String, other: &String| if own.is_empty() { other.clone() } else { own.clone() };
    Some(ContactDetails {
        address: pick(&own.address, &other.address),
        email: pick(&own.email, &other.email),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{
        incident::source::Source,
        profile::{
            circulation::circulation,
            erasure::erased_on,
            history::example::{day, exclusion, named, sighting, struck, theft},
            sight::withdrawn,
            status::Status,
            stored,
        },
    };

    fn profile(n: u8, name: &str, created: &str, born: &str) -> Profile {
        let fact = |value: &str| Fact { value: value.to_owned(), source: Source::MemberReport };
        stored::Row {
            id: ProfileId::from_random([n; 16]),
            id_sought: name.is_empty(),
            named_on: None,
            status: Status::Known,
            under_18: false,
            photo_shown: true,
            identity: Identity {
                name: (!name.is_empty()).then(|| fact(name)),
                born: (!born.is_empty()).then(|| Fact { value: day(born), source: Source::Police }),
                ..Identity::default()
            },
            created_on: day(created),
            shown_until: None,
            shown_since: None,
            erased_on: day("2030-01-01"),
            withdrawn_at: None,
        }
        .into()
    }

    fn sought(reports: Vec<ReportFact>) -> History {
        History { naming: Naming::IdSought, ..named(reports) }
    }

    #[test]
    fn which_of_two_stays() {
        let named_late = profile(9, "Ada", "2026-05-01", "");
        let sought_early = profile(1, "", "2026-01-01", "");
        let older = profile(8, "Ada Lovell", "2026-02-01", "");
        for (rule, one, two, expected) in [
            ("the named one", &sought_early, &named_late, named_late.id),
            ("of two alike the older", &named_late, &older, older.id),
        ] {
            assert_eq!(stays(one, two), expected, "{rule} (R-19)");
            assert_eq!(stays(two, one), expected, "{rule}, whoever is named first");
        }
    }

    #[test]
    fn who_may_be_joined() {
        let (one, two) = (profile(1, "Ada", "2026-01-01", "1990-01-01"), profile(2, "", "2026-01-01", ""));
        let other_day = profile(3, "Ada", "2026-01-01", "1991-01-01");
        let theft = |n| named(vec![theft_of(n)]);
        let struck = named(vec![struck(theft_of(1), "2026-02-01")]);
        for (rule, first, second, expected) in [
            ("two profiles of one person", (&one, &theft(1)), (&two, &theft(2)), Ok(())),
            ("not one with itself", (&one, &theft(1)), (&one, &theft(1)), Err(NotJoined::Same)),
            (
                "not two with two birthdays",
                (&one, &theft(1)),
                (&other_day, &theft(2)),
                Err(NotJoined::Birthdays),
            ),
            ("not two people of one report", (&one, &theft(1)), (&two, &theft(1)), Err(NotJoined::Together)),
            ("unless it was struck for one", (&one, &theft(1)), (&two, &struck), Ok(())),
        ] {
            assert_eq!(may_join(first, second), expected, "{rule} (R-19)");
            assert_eq!(may_join(second, first), expected, "{rule}, the other way round");
        }
    }

    fn theft_of(n: u8) -> ReportFact {
        theft(n, "2026-01-10")
    }

    #[test]
    fn what_becomes_of_the_dates() {
        let rules = Rules::default();
        for (rule, stays, goes, today, until, erased) in [
            (
                "the reports of both count from their own days (R-19)",
                named(vec![theft(1, "2026-01-10")]),
                named(vec![theft(2, "2026-05-01")]),
                "2026-06-01",
                "2027-05-01",
                "2028-05-02",
            ),
            (
                "named while circulated, 12 months apply (R-28)",
                named(vec![theft(1, "2026-01-10")]),
                sought(vec![theft(2, "2026-05-01")]),
                "2026-06-01",
                "2027-05-01",
                "2028-05-02",
            ),
            (
                "named after withdrawal, nothing recirculates by it (R-19)",
                named(vec![sighting(1, "2026-01-10")]),
                sought(vec![theft(2, "2026-01-10")]),
                "2026-08-01",
                "2026-07-10",
                "2027-01-11",
            ),
            (
                "nor does it prolong who is shown anyway (R-28)",
                named(vec![theft(1, "2025-12-01")]),
                sought(vec![theft(2, "2026-03-01")]),
                "2026-11-01",
                "2026-12-01",
                "2027-12-02",
            ),
            (
                "of two withdrawn, both days of erasure stay: the later one holds (R-28)",
                named(vec![theft(1, "2025-01-10")]),
                sought(vec![theft(2, "2026-03-01")]),
                "2026-11-01",
                "2026-09-01",
                "2027-03-02",
            ),
            (
                "two without a name read six months (R-28)",
                sought(vec![theft(1, "2026-01-10")]),
                sought(vec![theft(2, "2026-03-01")]),
                "2026-04-01",
                "2026-09-01",
                "2027-03-02",
            ),
            (
                "a counting report on one circulates the other again (R-23)",
                named(vec![theft(1, "2025-01-10")]),
                sought(vec![theft(2, "2026-10-01")]),
                "2026-11-01",
                "2027-10-01",
                "2028-10-02",
            ),
        ] {
            for joined in [
                joined_history(&stays, &goes, &rules, day(today)),
                joined_history(&goes, &stays, &rules, day(today)),
            ] {
                let shown = circulation(&joined, &rules);
                assert_eq!(shown.circulated_until, Some(day(until)), "{rule}");
                assert_eq!(erased_on(&joined, &rules).due, day(erased), "{rule}");
            }
        }
    }

    #[test]
    fn a_new_counting_report_after_a_late_name_reads_twelve_months() {
        let rules = Rules::default();
        let (stays, goes) = (named(vec![]), sought(vec![theft(2, "2026-01-10")]));
        let mut joined = joined_history(&stays, &goes, &rules, day("2026-08-01"));
        assert!(withdrawn(&circulation(&joined, &rules), day("2026-08-01")));
        joined.reports.push(theft(3, "2026-09-01"));
        let shown = circulation(&joined, &rules);
        assert_eq!(shown.circulated_until, Some(day("2027-09-01")), "R-28");
    }

    #[test]
    fn an_exclusion_keeps_what_it_relied_on() {
        let rules = Rules::default();
        let with = History {
            exclusions: vec![exclusion(1, "2026-03-01", "2028-03-01", &[2])],
            ..named(vec![theft(2, "2026-02-10")])
        };
        let joined = joined_history(&named(vec![theft(1, "2026-01-10")]), &with, &rules, day("2026-04-01"));
        assert_eq!(circulation(&joined, &rules).circulated_until, Some(day("2028-03-01")), "R-19, R-20");
    }

    #[test]
    fn each_word_keeps_its_source() {
        let fact = |value: &str, source| Some(Fact { value: value.to_owned(), source });
        let stays = Identity {
            name: fact("Ada Lovell", Source::Police),
            description: fact("Tall", Source::MemberReport),
            ..Identity::default()
        };
        let goes = Identity {
            name: fact("Adah", Source::MemberReport),
            aliases: fact("Ada Lovell", Source::SocialMedia).into_iter().collect(),
            description: fact("Grey coat", Source::Police),
            looks_under_18: true,
            ..Identity::default()
        };
        let joined = joined_identity(&stays, &goes);
        assert_eq!(joined.name, stays.name);
        assert_eq!(joined.aliases, [goes.name.clone().unwrap()], "the other name, once (R-19)");
        assert_eq!(
            joined.description,
            fact("Tall\nPolice or a partner agency: Grey coat", Source::MemberReport)
        );
        assert!(joined.looks_under_18, "who looks a child to one is one (R-17)");
        let unnamed = Identity { name: None, ..stays };
        assert_eq!(joined_identity(&unnamed, &goes).name, goes.name, "the name comes with either");
        assert_eq!(joined_contact(None, None), None);
    }
}
