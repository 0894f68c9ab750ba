//! Looks at everything an administrator may see of one person, with the clock explained (product.md, the matrix).

use super::{people::found, sight::seen};
use crate::{
    actions::{
        Call, Look, Refusal, Seen, Shared,
        incident::{
            inbox,
            words::{moment, place, user_name},
        },
        photo::link::Size,
        profile::bound::bound,
    },
    domain::{
        date::{london_day, short, spoken},
        deed::Deed,
        disclosure::administrator::{Brief, Person},
        ids::{BusinessId, IncidentId, ItemId, ProfileId},
        incident::standing::Standing,
        member::evidence::{Acting, Administrator},
        profile::{
            explain::{Explanation, explain},
            identity::ContactDetails,
            recall::void,
            special::Special,
        },
        right::restricting::Hidden,
        sanction::{Letter, letter::LetterKind},
    },
    store::{self, minor::Decision},
};

/// A person's file.
#[derive(Debug)]
pub struct File {
    /// Who, as far as is known.
    pub person: Person,
    /// The pictures, the one on the card first.
    pub photos: Vec<String>,
    /// The clock.
    pub clock: Explanation,
    /// What was reported.
    pub incidents: Vec<Happened>,
    /// Warnings and exclusions: what, and what of it.
    pub sanctions: Vec<(String, String)>,
    /// What is hidden from members and police while it is checked.
    pub hidden: Hidden,
    /// Letters: which, and when; and that it is void, where something it may say was put right since.
    pub letters: Vec<(String, String)>,
    /// How to write to the person.
    pub contact: Option<ContactDetails>,
    /// Special-category facts, each with its audience in words.
    pub special: Vec<(Special, String)>,
    /// People linked to this one.
    pub associates: Vec<Brief>,
    /// Names suggested: id, name, by whom and when.
    pub suggestions: Vec<(ItemId, String, String)>,
    /// The latest best-interests decision.
    pub decision: Option<Decision>,
    /// That decision waits, and the viewer may confirm it.
    pub may_confirm: bool,
    /// The members, for a named audience.
    pub businesses: Vec<(BusinessId, String)>,
    /// People found by the words looked for.
    pub found: Vec<Brief>,
    /// How many things wait in the inbox.
    pub waiting: usize,
}

/// An incident of the person.
#[derive(Debug)]
pub struct Happened {
    /// Id.
    pub id: IncidentId,
    /// "MA-2291".
    pub reference: String,
    /// When it happened.
    pub day: String,
    /// What happened.
    pub kind: &'static str,
    /// Where.
    pub place: String,
    /// Proven, or alleged.
    pub proven: bool,
    /// From whom it is known.
    pub source: &'static str,
    /// When and why it was struck; empty while it stands.
    pub struck: String,
    /// What members read.
    pub summary: String,
}

/// A person's file, with people found by the words looked for.
///
/// # Errors
/// [`Refusal::NotFound`] if there is none, or it is withdrawn and no grant runs.
pub async fn file(
    service: &Shared,
    call: Call,
    id: ProfileId,
    looked_for: String,
) -> Result<Seen<File>, Refusal> {
    service
        .look::<Administrator, _>(call, Deed::ViewPerson, move |look| {
            let profile = seen(look.tx, &look.scheme, &look.viewer, id)?;
            look.concerns(id);
            let person = Person::of(profile, look.viewer.today());
            gather(look, person, &looked_for)
        })
        .await
}

fn gather(look: &mut Look<'_, '_, Administrator>, person: Person, looked_for: &str) -> Result<File, Refusal> {
    let (viewer, scheme, id, today) = (look.viewer, look.scheme.id, person.id, look.viewer.today());
    let history = store::history::load(look.tx, scheme, id)?;
    let rules = bound(look.tx, &look.scheme, id)?;
    let decision = store::minor::latest(look.tx, &viewer, id)?;
    let waits = decision.as_ref().filter(|one| one.confirmed_by.is_none());
    let businesses: Vec<(BusinessId, String)> = store::business::list(look.tx, &viewer)?
        .into_iter()
        .map(|business| (business.id, business.details.name))
        .collect();
    let pictures = store::picture::of_profiles(look.tx, scheme, &[id])?;
    let mut others = Vec::new();
    if !looked_for.trim().is_empty() {
        others = found(look, looked_for)?.0;
        others.retain(|other| other.id() != id);
    }
    Ok(File {
        photos: pictures.into_iter().map(|picture| look.picture(picture.id, Size::Large)).collect(),
        clock: explain(&history, &rules, today),
        incidents: incidents(look, id)?,
        sanctions: sanctions(look, id)?,
        letters: letters(look, id)?,
        hidden: store::restriction::hidden(look.tx, scheme, id)?,
        contact: store::profile::contact(look.tx, &viewer, id)?,
        special: special(look, id, &businesses)?,
        associates: associates(look, id)?,
        suggestions: suggestions(look, id)?,
        may_confirm: waits.is_some_and(|one| one.proposed_by != viewer.user()),
        decision,
        businesses,
        found: others.iter().map(|other| Brief::of(other, today)).collect(),
        waiting: inbox::count(look)?,
        person,
    })
}

fn letters(look: &mut Look<'_, '_, Administrator>, id: ProfileId) -> Result<Vec<(String, String)>, Refusal> {
    let put_right = store::correction::days(look.tx, look.scheme.id, id)?;
    let letters = store::letter::of_profile(look.tx, look.scheme.id, id)?;
    let day = |letter: &Letter| spoken(london_day(letter.issued_at));
    Ok(letters
        .into_iter()
        .map(|letter| {
            let void = void(letter.issued_at, &put_right) && letter.kind != LetterKind::SchemeRules;
            let since = if void { ": void where it says what was put right since" } else { "" };
            (letter.kind.name().to_owned(), format!("{}{since}", day(&letter)))
        })
        .collect())
}

fn incidents(look: &mut Look<'_, '_, Administrator>, id: ProfileId) -> Result<Vec<Happened>, Refusal> {
    let (viewer, scheme) = (look.viewer, look.scheme.id);
    let mut all = Vec::new();
    for subject in store::subject::of_profile(look.tx, scheme, id)? {
        let incident = store::incident::load(look.tx, scheme, subject.incident)?;
        look.concerns(incident.id);
        all.push((
            incident.occurred_at,
            Happened {
                id: incident.id,
                reference: incident.spoken_reference(&look.scheme.name),
                day: short(london_day(incident.occurred_at)),
                kind: incident.kind.label(),
                place: place(look.tx, &viewer, incident.premises)?,
                proven: subject.finding.is_proven(),
                source: subject.source.label(),
                struck: match subject.standing {
                    Standing::Stands => String::new(),
                    Standing::Struck { on, reason } => {
                        format!("Struck on {}: {}", spoken(on), reason.label())
                    }
                },
                summary: store::incident::summary(look.tx, &viewer, incident.id)?.unwrap_or_default(),
            },
        ));
    }
    all.sort_by_key(|(at, _)| std::cmp::Reverse(*at));
    Ok(all.into_iter().map(|(_, happened)| happened).collect())
}

fn sanctions(
    look: &mut Look<'_, '_, Administrator>,
    id: ProfileId,
) -> Result<Vec<(String, String)>, Refusal> {
    let given = store::sanction::of_profiles(look.tx, look.scheme.id, &[id])?;
    Ok(given
        .into_iter()
        .map(|one| {
            look.concerns(one.id);
            let mut words = vec![one.state.label().to_owned()];
            words.extend(one.served_on.map(|day| format!("served {}", spoken(day))));
            words.extend(one.ends_on.map(|day| format!("until {}", spoken(day))));
            words.extend(one.revoked_on.map(|day| format!("revoked {}", spoken(day))));
            (one.kind.label().to_owned(), words.join(", "))
        })
        .collect())
}

fn special(
    look: &mut Look<'_, '_, Administrator>,
    id: ProfileId,
    businesses: &[(BusinessId, String)],
) -> Result<Vec<(Special, String)>, Refusal> {
    let facts = store::special::of_profile(look.tx, &look.viewer, id, None)?;
    let names = |fact: &Special| {
        let chosen = businesses.iter().filter(|(business, _)| fact.audience.contains(business));
        let names: Vec<&str> = chosen.map(|(_, name)| name.as_str()).collect();
        if names.is_empty() { "Administrators and the controller only".to_owned() } else { names.join(", ") }
    };
    Ok(facts
        .into_iter()
        .map(|fact| {
            let shown = names(&fact);
            (fact, shown)
        })
        .collect())
}

fn associates(look: &mut Look<'_, '_, Administrator>, id: ProfileId) -> Result<Vec<Brief>, Refusal> {
    let mut all = Vec::new();
    for other in store::associate::of(look.tx, look.scheme.id, id)? {
        if let Some(profile) = super::sight::seen_if(look.tx, &look.scheme, &look.viewer, other)? {
            look.concerns(other);
            all.push(Brief::of(&profile, look.viewer.today()));
        }
    }
    Ok(all)
}

fn suggestions(
    look: &mut Look<'_, '_, Administrator>,
    id: ProfileId,
) -> Result<Vec<(ItemId, String, String)>, Refusal> {
    let viewer = look.viewer;
    let mut all = Vec::new();
    for (item, name, by, at) in store::suggestion::of_profile(look.tx, &viewer, id)? {
        let who = user_name(look.tx, &viewer, by)?;
        all.push((item, name, format!("{who}, {}", moment(at))));
    }
    Ok(all)
}
