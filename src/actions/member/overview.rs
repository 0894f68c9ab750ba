//! Shows businesses and their people: all to an administrator, the own business to its manager.

use super::lost_factor::may_take_off;
use crate::{
    actions::{Call, Look, Refusal, Seen, Shared},
    domain::{
        date::spoken,
        deed::Deed,
        ids::BusinessId,
        member::{
            evidence::{Acting, Overseer},
            role::Role,
            state::State,
        },
        text::folded_words,
    },
    store,
};

/// A user as those who look after them see them.
#[derive(Debug, Clone)]
pub struct Person {
    /// Id.
    pub id: String,
    /// Name.
    pub name: String,
    /// E-mail address.
    pub email: String,
    /// Roles held, in words.
    pub roles: String,
    /// Invited, active, suspended.
    pub state: State,
    /// Is a manager.
    pub manages: bool,
    /// The viewer.
    pub own: bool,
    /// Has a second factor that the viewer may take off.
    pub factor: bool,
}

/// A business in a list.
#[derive(Debug, Clone)]
pub struct Row {
    /// Id.
    pub id: String,
    /// Name.
    pub name: String,
    /// Trade.
    pub trade: String,
    /// Active or suspended.
    pub state: State,
    /// How many people.
    pub people: usize,
    /// Its premises, in words.
    pub places: String,
}

/// Premises.
#[derive(Debug, Clone)]
pub struct Place {
    /// Id.
    pub id: String,
    /// Name.
    pub name: String,
    /// Address.
    pub address: String,
    /// Part of town.
    pub area: String,
    /// In use.
    pub open: bool,
}

/// A business with all that is known of it.
#[derive(Debug, Clone)]
pub struct Shown {
    /// Id.
    pub id: String,
    /// Name.
    pub name: String,
    /// Trade.
    pub trade: String,
    /// Active or suspended.
    pub state: State,
    /// Since when it lets the scheme exclude on its behalf, in words; empty if it does not.
    pub authority: String,
    /// Its people.
    pub people: Vec<Person>,
    /// Its premises.
    pub places: Vec<Place>,
    /// The viewer is an administrator.
    pub full: bool,
    /// It asked to leave.
    pub leaving: bool,
}

/// What a member list shows: all businesses, or the manager's own.
#[derive(Debug, Clone)]
pub enum Overview {
    /// For an administrator.
    All(Vec<Row>),
    /// For a manager.
    Own(Box<Shown>),
}

/// The members in the viewer's care. The search words are not recorded.
///
/// # Errors
/// 404 for everybody else.
pub async fn overview(service: &Shared, call: Call, sought: String) -> Result<Seen<Overview>, Refusal> {
    service
        .look::<Overseer, _>(call, Deed::ViewMembers, move |look| {
            if look.viewer.role() == Role::Administrator.as_str() {
                return Ok(Overview::All(rows(look, &sought)?));
            }
            let own = look.viewer.business().ok_or(Refusal::NotFound)?;
            Ok(Overview::Own(Box::new(load(look, own)?)))
        })
        .await
}

/// A business in the viewer's care.
///
/// # Errors
/// 404 for any other.
pub async fn business(service: &Shared, call: Call, id: BusinessId) -> Result<Seen<Shown>, Refusal> {
    service
        .look::<Overseer, _>(call, Deed::ViewMembers, move |look| {
            if !look.viewer.oversees(Some(id)) {
                return Err(Refusal::NotFound);
            }
            load(look, id)
        })
        .await
}

fn rows(look: &mut Look<'_, '_, Overseer>, sought: &str) -> Result<Vec<Row>, Refusal> {
    let sought = folded_words(sought);
    let users = store::user::list(look.tx, &look.viewer, None)?;
    let sites = store::business::premises(look.tx, &look.viewer, None)?;
    let mut rows = Vec::new();
    for business in store::business::list(look.tx, &look.viewer)? {
        let people: Vec<_> = users.iter().filter(|user| user.business == Some(business.id)).collect();
        let places: Vec<&str> = sites
            .iter()
            .filter(|site| site.business == business.id && site.open)
            .map(|site| site.details.name.as_str())
            .collect();
        let mut known = vec![business.details.name.as_str(), business.details.trade.as_str()];
        known.extend(&places);
        known
            .extend(people.iter().flat_map(|user| [user.details.name.as_str(), user.details.email.as_str()]));
        let known = folded_words(&known.join(" "));
        if !sought.iter().all(|word| known.iter().any(|known| known.starts_with(word.as_str()))) {
            continue;
        }
        look.concerns(business.id);
        rows.push(Row {
            id: business.id.to_string(),
            people: people.len(),
            places: places.join(", "),
            name: business.details.name,
            trade: business.details.trade,
            state: business.state,
        });
    }
    Ok(rows)
}

fn load(look: &mut Look<'_, '_, Overseer>, id: BusinessId) -> Result<Shown, Refusal> {
    let (scheme, viewer) = (look.scheme.id, look.viewer);
    let business = store::business::load(look.tx, &viewer, id)?;
    look.concerns(id);
    let mut people = Vec::new();
    for user in store::user::list(look.tx, &viewer, Some(id))? {
        look.concerns(user.id);
        let grants = store::user::grants(look.tx, scheme, Some(user.id))?;
        let roles: Vec<&str> =
            grants.iter().filter(|grant| grant.confirmed).map(|grant| grant.role.label()).collect();
        people.push(Person {
            id: user.id.to_string(),
            name: user.details.name,
            email: user.details.email,
            roles: roles.join(", "),
            state: user.state,
            manages: grants.iter().any(|grant| grant.role == Role::Manager),
            own: viewer.user() == Some(user.id),
            factor: may_take_off(look, user.id, grants.iter().any(|grant| grant.role.is_senior()))?,
        });
    }
    let places = store::business::premises(look.tx, &viewer, Some(id))?
        .into_iter()
        .map(|site| Place {
            id: site.id.to_string(),
            name: site.details.name,
            address: site.details.address,
            area: site.area,
            open: site.open,
        })
        .collect();
    Ok(Shown {
        id: id.to_string(),
        name: business.details.name,
        trade: business.details.trade,
        state: business.state,
        authority: business.authority_on.map(spoken).unwrap_or_default(),
        people,
        places,
        full: viewer.role() == Role::Administrator.as_str(),
        leaving: store::leaving::list(look.tx, scheme)?.iter().any(|one| one.business == Some(id)),
    })
}
