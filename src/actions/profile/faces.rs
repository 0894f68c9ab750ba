//! Cards with what belongs to them: sanctions, premises. One query for each, however many cards.

use std::collections::HashMap;

use crate::{
    actions::{Look, Refusal, photo::link::Size},
    domain::{
        disclosure::member::{self, Card},
        ids::{PremisesId, ProfileId, SanctionId},
        member::evidence::{Acting, Identity, Opens, Viewer},
        profile::Outline,
    },
    store,
};

/// A card with the link to its picture and where its exclusion holds.
#[derive(Debug, Clone)]
pub struct Face {
    /// What a member may see.
    pub card: Card,
    /// The thumbnail, for five minutes.
    pub photo: Option<String>,
    /// The premises an exclusion lists, if it is not from all.
    pub listed: Vec<PremisesId>,
}

/// Turns outlines into cards, in the same order; who is not shown today is left out. Each is noted as looked at.
///
/// # Errors
/// If the database fails.
pub fn faces<R>(look: &mut Look<'_, '_, R>, outlines: Vec<Outline>) -> Result<Vec<Face>, Refusal>
where
    Viewer<R>: Opens<Identity>,
{
    if outlines.is_empty() {
        return Ok(Vec::new());
    }
    let (scheme, today) = (look.viewer.scheme(), look.viewer.today());
    let ids: Vec<ProfileId> = outlines.iter().map(Outline::id).collect();
    let terms = store::sanction::terms(look.tx, scheme, &ids)?;
    let cards: Vec<Card> =
        outlines.into_iter().filter_map(|outline| member::card(outline, &terms, today)).collect();
    let mut listed = listed(look, &cards)?;
    Ok(cards
        .into_iter()
        .map(|card| {
            look.concerns(card.id);
            let photo = card.photo.map(|picture| look.picture(picture, Size::Thumb));
            let listed =
                card.exclusion.and_then(|exclusion| listed.remove(&exclusion.id)).unwrap_or_default();
            Face { card, photo, listed }
        })
        .collect())
}

/// The premises that partial exclusions list.
fn listed<R>(
    look: &mut Look<'_, '_, R>,
    cards: &[Card],
) -> Result<HashMap<SanctionId, Vec<PremisesId>>, Refusal>
where
    Viewer<R>: Acting,
{
    let partial: Vec<SanctionId> = cards
        .iter()
        .filter_map(|card| card.exclusion)
        .filter(|exclusion| !exclusion.everywhere)
        .map(|exclusion| exclusion.id)
        .collect();
    let mut listed: HashMap<SanctionId, Vec<PremisesId>> = HashMap::new();
    if !partial.is_empty() {
        for (sanction, premises) in store::gallery::listed(look.tx, look.scheme.id, &partial)? {
            listed.entry(sanction).or_default().push(premises);
        }
    }
    Ok(listed)
}
