//! What does a member see of a subject? While circulated: identity, images, sanctions, incidents in the
//! administrator's words. Never: contact, sources, reporters, narratives, the day of erasure (product.md, the matrix).

use chrono::{DateTime, NaiveDate, Utc};

use crate::domain::{
    date::london_day,
    ids::{BusinessId, IncidentId, PictureId, PremisesId, ProfileId, SanctionId},
    incident::{Incident, Subject, kind::Kind, report, standing::Standing},
    profile::{
        Outline, Profile,
        identity::{Fact, Identity},
        minor::{self, Age},
        special::{self, Special},
        status::{Status, shown},
    },
    right::restricting::Hidden,
    sanction::{Term, kind, service::in_force, state},
};

/// A subject on a card of the gallery.
#[derive(Debug, Clone)]
pub struct Card {
    /// Whose.
    pub id: ProfileId,
    /// The confirmed name; none for ID sought.
    pub name: Option<String>,
    /// What holds today, whether or not the scheduler ran.
    pub status: Status,
    /// Under 18, or looks it.
    pub under_18: bool,
    /// The picture on the card, if pictures are shown.
    pub photo: Option<PictureId>,
    /// The last day shown.
    pub until: NaiveDate,
    /// The exclusion in force that lasts longest.
    pub exclusion: Option<Exclusion>,
    /// Since when it is shown.
    pub since: Option<DateTime<Utc>>,
}

/// An exclusion in force.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Exclusion {
    /// Which.
    pub id: SanctionId,
    /// The last day.
    pub until: NaiveDate,
    /// From all members' premises, else from those listed.
    pub everywhere: bool,
}

/// A subject on a page of their own: the card and the rest a member may know.
#[derive(Debug, Clone)]
pub struct Person {
    /// What the card says.
    pub card: Card,
    /// Other names.
    pub aliases: Vec<String>,
    /// Date of birth.
    pub born: Option<NaiveDate>,
    /// What the person looks like.
    pub description: Option<String>,
    /// How the person goes about it.
    pub modus_operandi: Option<String>,
    /// All pictures, the one on the card first; none if pictures are not shown.
    pub photos: Vec<PictureId>,
    /// The day of the latest warning served.
    pub warned_on: Option<NaiveDate>,
}

/// An incident as other members see it.
#[derive(Debug, Clone)]
pub struct Happening {
    /// Which: its summary is opened for it.
    pub id: IncidentId,
    /// The day.
    pub on: NaiveDate,
    /// What.
    pub kind: Kind,
    /// Where.
    pub premises: Option<PremisesId>,
    /// Proven, or alleged only.
    pub proven: bool,
}

/// The sanctions that hold for one person on a day.
struct Holding {
    exclusion: Option<Exclusion>,
    warned_on: Option<NaiveDate>,
}

impl Holding {
    fn of(id: ProfileId, terms: &[Term], today: NaiveDate) -> Self {
        let mut holding = Self { exclusion: None, warned_on: None };
        for given in terms {
            let Term { id: term, profile, kind, state, everywhere, served_on, ends_on, revoked_on } = given;
            let stands = *profile == id && *state == state::State::Served && revoked_on.is_none();
            let Some(served) = served_on.filter(|served| stands && *served <= today) else { continue };
            match kind {
                kind::Kind::Warning => holding.warned_on = holding.warned_on.max(Some(served)),
                kind::Kind::Exclusion => {
                    let Some(until) = ends_on.filter(|ends| in_force(served, *ends, today)) else { continue };
                    if holding.exclusion.is_none_or(|held| held.until < until) {
                        holding.exclusion = Some(Exclusion { id: *term, until, everywhere: *everywhere });
                    }
                }
            }
        }
        holding
    }

    /// The kept status, unless its exclusion ended since: nobody is shown as excluded a day too long.
    fn status(&self, kept: Status, id_sought: bool) -> Status {
        match kept {
            Status::Excluded if self.exclusion.is_some() => Status::Excluded,
            Status::Warned => Status::Warned,
            Status::Excluded if self.warned_on.is_some() => Status::Warned,
            _ if id_sought => Status::IdSought,
            _ => Status::Known,
        }
    }
}

/// A person as a member may see them on a day, or nothing: the same as if there were none. `photos` say
/// whose each is, the one on the card first.
pub fn person(
    profile: Profile,
    photos: &[(ProfileId, PictureId)],
    terms: &[Term],
    hidden: &Hidden,
    today: NaiveDate,
) -> Option<Person> {
    let Profile {
        id,
        id_sought,
        named_on: _,
        status,
        under_18: _,
        photo_shown,
        identity,
        created_on: _,
        shown_until,
        shown_since,
        erased_on: _,
        withdrawn_at: _,
    } = profile;
    let Identity { name, aliases, born, looks_under_18, description, modus_operandi } = identity;
    let born = born.map(said);
    let photos =
        photos.iter().filter(|(of, _)| *of == id && photo_shown).map(|(_, photo)| *photo).collect::<Vec<_>>();
    let outline = Outline {
        id,
        id_sought,
        status,
        photo_shown,
        photo: photos.first().copied(),
        name: name.map(said),
        age: Age { born, looks_under_18 },
        shown_until,
        shown_since,
    };
    Some(Person {
        card: card(outline, terms, today)?,
        aliases: aliases.into_iter().map(said).collect(),
        born,
        description: description.filter(|_| !hidden.words).map(said),
        modus_operandi: modus_operandi.filter(|_| !hidden.words).map(said),
        photos,
        warned_on: Holding::of(id, terms, today).warned_on,
    })
}

/// A card as a member may see it on a day, or nothing.
pub fn card(outline: Outline, terms: &[Term], today: NaiveDate) -> Option<Card> {
    let Outline { id, id_sought, status, photo_shown, photo, name, age, shown_until, shown_since } = outline;
    let until = shown_until.filter(|_| shown(shown_until, today))?;
    let holding = Holding::of(id, terms, today);
    Some(Card {
        id,
        name,
        status: holding.status(status, id_sought),
        under_18: minor::under_18(age, today),
        photo: photo.filter(|_| photo_shown),
        until,
        exclusion: holding.exclusion.filter(|_| status == Status::Excluded),
        since: shown_since,
    })
}

/// What a fact says; a member does not see its source.
fn said<T>(fact: Fact<T>) -> T {
    let Fact { value, source: _ } = fact;
    value
}

/// An incident as other members see it: accepted, and standing for this person.
pub fn happening(incident: &Incident, subject: &Subject) -> Option<Happening> {
    let Incident {
        id,
        reference: _,
        state,
        kind,
        band: _,
        premises,
        business: _,
        reporter: _,
        recorder: _,
        by_member: _,
        threat_or_damage: _,
        weapon: _,
        who: _,
        claimed: _,
        occurred_at,
        submitted_at: _,
        changed_at: _,
        reviewed: _,
        erase_on: _,
    } = incident;
    let Subject {
        incident: of,
        profile: _,
        finding,
        source: _,
        standing,
        hidden,
        linked_at: _,
        linked_by: _,
    } = subject;
    let told = of == id && *state == report::State::Accepted && *standing == Standing::Stands && !hidden;
    told.then(|| Happening {
        id: *id,
        on: london_day(*occurred_at),
        kind: *kind,
        premises: *premises,
        proven: finding.is_proven(),
    })
}

/// A special-category fact in a sentence, for a business of its named audience only.
pub fn special(fact: &Special, business: Option<BusinessId>) -> Option<String> {
    let Special {
        id: _,
        profile: _,
        kind,
        source: _,
        words,
        reason: _,
        audience,
        recorded_by: _,
        recorded_at: _,
    } = fact;
    let named = business.is_some_and(|business| audience.contains(&business));
    (named && *kind != special::Kind::Vulnerability).then(|| format!("{}: {words}", kind.label()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{incident::source::Source, profile::stored};

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn profile(status: Status, photo_shown: bool) -> Profile {
        let fact = |value: &str| Some(Fact { value: value.to_owned(), source: Source::Police });
        stored::Row {
            id: ProfileId::from_random([1; 16]),
            id_sought: false,
            named_on: None,
            status,
            under_18: false,
            photo_shown,
            identity: Identity { name: fact("Dale Renton"), ..Identity::default() },
            created_on: day("2026-01-10"),
            shown_until: Some(day("2027-01-10")),
            shown_since: None,
            erased_on: day("2028-01-11"),
            withdrawn_at: None,
        }
        .into()
    }

    fn outline(status: Status, photo_shown: bool) -> Outline {
        stored::Outline {
            id: ProfileId::from_random([1; 16]),
            id_sought: false,
            status,
            photo_shown,
            photo: Some(PictureId::from_random([8; 16])),
            name: Some("Dale Renton".to_owned()),
            born: None,
            looks_under_18: false,
            shown_until: Some(day("2027-01-10")),
            shown_since: None,
        }
        .into()
    }

    fn term(kind: kind::Kind, ends: Option<&str>) -> Term {
        Term {
            id: SanctionId::from_random([2; 16]),
            profile: ProfileId::from_random([1; 16]),
            kind,
            state: state::State::Served,
            everywhere: true,
            served_on: Some(day("2026-02-01")),
            ends_on: ends.map(day),
            revoked_on: None,
        }
    }

    #[test]
    fn shown_to_the_last_day_and_then_as_if_never_there() {
        for (today, there) in [("2027-01-10", true), ("2027-01-11", false)] {
            let seen = card(outline(Status::Known, true), &[], day(today));
            assert_eq!(seen.is_some(), there, "the card on {today} (R-22)");
            let seen = person(profile(Status::Known, true), &[], &[], &Hidden::default(), day(today));
            assert_eq!(seen.is_some(), there, "the page on {today} (R-22)");
        }
    }

    #[test]
    fn excluded_to_the_last_day_even_if_nothing_reckoned_since() {
        let until = || term(kind::Kind::Exclusion, Some("2026-11-22"));
        let revoked = Term { revoked_on: Some(day("2026-03-01")), ..until() };
        let unserved = Term { state: state::State::Decided, served_on: None, ..until() };
        for (rule, today, terms, status) in [
            ("on its last day", "2026-11-22", vec![until()], Status::Excluded),
            ("not a day longer", "2026-11-23", vec![until()], Status::Known),
            (
                "then warned, if warned",
                "2026-11-23",
                vec![until(), term(kind::Kind::Warning, None)],
                Status::Warned,
            ),
            ("not once revoked", "2026-11-22", vec![revoked], Status::Known),
            ("not unserved", "2026-11-22", vec![unserved], Status::Known),
        ] {
            let seen = card(outline(Status::Excluded, true), &terms, day(today)).unwrap();
            assert_eq!(seen.status, status, "{rule} (R-42)");
            assert_eq!(seen.exclusion.is_some(), status == Status::Excluded, "{rule} (R-42)");
        }
    }

    #[test]
    fn a_picture_only_if_pictures_are_shown() {
        let picture = |id, of| (ProfileId::from_random([of; 16]), PictureId::from_random([id; 16]));
        let pictures = [picture(7, 2), picture(8, 1)];
        for (shown, photo) in [(true, Some(PictureId::from_random([8; 16]))), (false, None)] {
            let seen = card(outline(Status::Known, shown), &[], day("2026-11-22")).unwrap();
            assert_eq!(seen.photo, photo, "on the card (R-17)");
            let seen =
                person(profile(Status::Known, shown), &pictures, &[], &Hidden::default(), day("2026-11-22"))
                    .unwrap();
            assert_eq!(seen.card.photo, photo, "the person's own, or none (R-17)");
            assert_eq!(seen.photos, Vec::from_iter(photo), "the person's own, or none (R-17)");
        }
    }

    #[test]
    fn words_that_are_checked_are_not_told_the_rest_is() {
        let said = |value: &str| Some(Fact { value: value.to_owned(), source: Source::MemberReport });
        for (words, told) in [(false, Some("tall")), (true, None)] {
            let mut held = profile(Status::Known, true);
            held.identity.description = said("tall");
            held.identity.modus_operandi = said("tall");
            let hidden = Hidden { words, ..Hidden::default() };
            let seen = person(held, &[], &[], &hidden, day("2026-11-22")).unwrap();
            assert_eq!(seen.description.as_deref(), told, "R-51");
            assert_eq!(seen.modus_operandi.as_deref(), told, "R-51");
            assert_eq!(seen.card.name.as_deref(), Some("Dale Renton"));
        }
    }

    #[test]
    fn a_special_fact_is_for_its_named_audience() {
        let business = |n| BusinessId::from_random([n; 16]);
        let fact = |kind| Special {
            id: crate::domain::ids::ItemId::from_random([3; 16]),
            profile: ProfileId::from_random([1; 16]),
            kind,
            source: Source::Police,
            words: "may have a seizure".to_owned(),
            reason: "staff must know".to_owned(),
            audience: vec![business(1)],
            recorded_by: None,
            recorded_at: DateTime::UNIX_EPOCH,
        };
        for (kind, viewer, told) in [
            (special::Kind::Condition, Some(business(1)), true),
            (special::Kind::Condition, Some(business(2)), false),
            (special::Kind::Condition, None, false),
            (special::Kind::Vulnerability, Some(business(1)), false),
        ] {
            assert_eq!(special(&fact(kind), viewer).is_some(), told, "{kind:?} (R-16)");
        }
    }
}
