//! Businesses and premises: an administrator adds, corrects, suspends and resumes them.

use super::people::{Invited, invite_into};
use crate::{
    actions::{Call, Refusal, Shared, refusal::Problems},
    domain::{
        deed::Deed,
        ids::{BusinessId, PremisesId},
        member::{evidence::Administrator, record::Premises, role::Role, state::State},
        text,
    },
    store::{self, ledger::Matter},
};

/// What is typed about premises.
#[derive(Debug, Clone, Default)]
pub struct Site {
    /// The name over the door.
    pub name: String,
    /// Street address.
    pub address: String,
    /// The part of town.
    pub area: String,
}

impl Site {
    fn checked(&self, problems: &mut Problems) -> Option<Self> {
        Some(Self {
            name: problems.take("place", text::line(&self.name, 1, 100))?,
            address: problems.take("address", text::paragraphs(&self.address, 1, 300))?,
            area: problems.take("area", text::line(&self.area, 1, 60))?,
        })
    }

    fn kept(&self) -> Result<Self, Refusal> {
        let mut problems = Problems::default();
        let site = self.checked(&mut problems);
        problems.end()?;
        site.ok_or(Refusal::OutOfDate)
    }
}

/// What is typed about a new business.
#[derive(Debug, Clone, Default)]
pub struct Joining {
    /// Trading name.
    pub name: String,
    /// "Shop", "Pub", …
    pub trade: String,
    /// Its first premises.
    pub site: Site,
    /// Its first manager's name.
    pub manager: String,
    /// And address.
    pub email: String,
    /// All three documents are signed.
    pub signed: bool,
}

/// Adds a business that accepted the agreement, with its first premises and its manager, who is invited.
///
/// # Errors
/// [`Refusal::Fields`] for what is missing or cannot be kept.
pub async fn join(service: &Shared, call: Call, typed: Joining) -> Result<BusinessId, Refusal> {
    let mut problems = Problems::default();
    let name = problems.take("name", text::line(&typed.name, 1, 100));
    let trade = problems.take("trade", text::line(&typed.trade, 1, 60));
    let site = typed.site.checked(&mut problems);
    let manager = Invited::checked(&typed.manager, &typed.email, ("manager", "email"), &mut problems);
    if !typed.signed {
        problems.add("signed", "A business joins once it has signed all three documents.");
    }
    problems.end()?;
    let (Some(name), Some(trade), Some(site), Some(manager)) = (name, trade, site, manager) else {
        return Err(Refusal::OutOfDate);
    };
    service
        .act::<Administrator, _>(call, move |act| {
            let (scheme, at, today) = (act.scheme.id, act.now(), act.viewer.today());
            let (id, place): (BusinessId, PremisesId) = (act.new_id(), act.new_id());
            store::joining::join(act.tx, scheme, id, (&name, &trade), today, at)?;
            let words = (site.name.as_str(), site.address.as_str(), site.area.as_str());
            store::joining::open_premises(act.tx, scheme, (place, id), words)?;
            act.record(Deed::AddBusiness, &[id.uuid(), place.uuid()]);
            invite_into(act, Some(id), Role::Manager, &manager)?;
            Ok(id)
        })
        .await
}

/// Corrects a business's name and trade.
///
/// # Errors
/// [`Refusal::Fields`] for what cannot be kept; 404 if it is not there.
pub async fn correct(
    service: &Shared,
    call: Call,
    id: BusinessId,
    name: &str,
    trade: &str,
) -> Result<(), Refusal> {
    let (name, trade) = (name.to_owned(), trade.to_owned());
    service
        .act::<Administrator, _>(call, move |act| {
            let mut business = store::business::load(act.tx, &act.viewer, id)?;
            let mut problems = Problems::default();
            let name = problems.take("name", text::line(&name, 1, 100));
            let trade = problems.take("trade", text::line(&trade, 1, 60));
            problems.end()?;
            let (Some(name), Some(trade)) = (name, trade) else { return Err(Refusal::OutOfDate) };
            (business.details.name, business.details.trade) = (name, trade);
            store::business::update(act.tx, act.scheme.id, &business)?;
            act.record(Deed::ChangeBusiness, &[id.uuid()]);
            Ok(())
        })
        .await
}

/// Suspends a business, or lets it act again. Its people's sessions end at once.
///
/// # Errors
/// 404 if it is not there.
pub async fn suspend(service: &Shared, call: Call, id: BusinessId, suspend: bool) -> Result<(), Refusal> {
    service
        .act::<Administrator, _>(call, move |act| {
            let scheme = act.scheme.id;
            let mut business = store::business::load(act.tx, &act.viewer, id)?;
            business.state = if suspend { State::Suspended } else { State::Active };
            store::business::update(act.tx, scheme, &business)?;
            if suspend {
                store::session::end_all_of(act.tx, scheme, id)?;
                act.pledge(Matter::BusinessSuspended(id));
            }
            act.record(if suspend { Deed::Suspend } else { Deed::Resume }, &[id.uuid()]);
            Ok(())
        })
        .await
}

/// Adds premises to a business.
///
/// # Errors
/// [`Refusal::Fields`] for what cannot be kept; 404 if the business is not there.
pub async fn add_premises(service: &Shared, call: Call, id: BusinessId, typed: Site) -> Result<(), Refusal> {
    service
        .act::<Administrator, _>(call, move |act| {
            store::business::load(act.tx, &act.viewer, id)?;
            let site = typed.kept()?;
            let places = store::business::premises(act.tx, &act.viewer, Some(id))?;
            let same = |place: &Premises| {
                (&place.details.name, &place.details.address) == (&site.name, &site.address)
            };
            if places.iter().any(same) {
                return Err(Refusal::field("place", "These premises are in the list already."));
            }
            let place: PremisesId = act.new_id();
            let words = (site.name.as_str(), site.address.as_str(), site.area.as_str());
            store::joining::open_premises(act.tx, act.scheme.id, (place, id), words)?;
            act.record(Deed::ChangePremises, &[place.uuid()]);
            Ok(())
        })
        .await
}

/// Changes premises, closes or reopens them.
///
/// # Errors
/// [`Refusal::Fields`] for what cannot be kept; 404 if they are not there.
pub async fn change_premises(
    service: &Shared,
    call: Call,
    id: PremisesId,
    typed: Site,
    open: bool,
) -> Result<BusinessId, Refusal> {
    service
        .act::<Administrator, _>(call, move |act| {
            let mut place = store::business::site(act.tx, &act.viewer, id)?;
            let Site { name, address, area } = typed.kept()?;
            (place.details.name, place.details.address, place.area, place.open) = (name, address, area, open);
            store::business::update_premises(act.tx, act.scheme.id, &place)?;
            act.record(Deed::ChangePremises, &[id.uuid()]);
            Ok(place.business)
        })
        .await
}

/// Whose premises these are.
///
/// # Errors
/// 404 if they are not there.
pub async fn owner(service: &Shared, call: Call, id: PremisesId) -> Result<BusinessId, Refusal> {
    let owner = service
        .glance::<Administrator, _>(call, move |tx, viewer, _| {
            Ok(store::business::site(tx, viewer, id)?.business)
        })
        .await?;
    Ok(owner.0)
}
