//! Roles above manager: given by a controller, confirmed by another holder, never by the person given it.

use super::{
    account::taken,
    link::{Purpose, mail_link},
    lost_factor::may_take_off,
    people::Invited,
};
use crate::{
    actions::{Call, Refusal, Seen, Shared, refusal::Problems},
    domain::{
        deed::Deed,
        ids::UserId,
        member::{
            evidence::{Acting, Controller, Senior},
            role::{self, Role, enough_people},
            state::State,
        },
    },
    store::{self, ledger::Matter},
};

/// A role above manager, held or waiting.
#[derive(Debug, Clone)]
pub struct Held {
    /// Whose.
    pub user: String,
    /// Their name.
    pub name: String,
    /// The role.
    pub role: Role,
    /// Who gave it, or empty for the first two and for somebody who left.
    pub given_by: String,
    /// The viewer may confirm it.
    pub may_confirm: bool,
    /// The viewer may take it away.
    pub may_revoke: bool,
    /// Has a second factor that the viewer may take off.
    pub factor: bool,
}

/// The page of roles.
#[derive(Debug, Clone)]
pub struct Roles {
    /// Roles that hold.
    pub held: Vec<Held>,
    /// Roles that wait for another holder.
    pub waiting: Vec<Held>,
    /// The viewer may give roles.
    pub may_give: bool,
    /// At least three people hold them.
    pub enough: bool,
}

/// The roles above manager.
///
/// # Errors
/// 404 for everybody but their holders.
pub async fn roles(service: &Shared, call: Call) -> Result<Seen<Roles>, Refusal> {
    service
        .look::<Senior, _>(call, Deed::ViewMembers, |look| {
            let (viewer, scheme) = (look.viewer, look.scheme.id);
            let acting = Role::parse(viewer.role()).ok_or(Refusal::SignIn)?;
            let by = role::Acting { user: viewer.user().ok_or(Refusal::SignIn)?, role: acting };
            let users = store::user::list(look.tx, &viewer, None)?;
            let name = |id: UserId| {
                users
                    .iter()
                    .find(|user| user.id == id)
                    .map(|user| user.details.name.clone())
                    .unwrap_or_default()
            };
            let (mut held, mut waiting, mut holders) = (Vec::new(), Vec::new(), Vec::new());
            for grant in store::user::grants(look.tx, scheme, None)? {
                if !grant.role.is_senior() {
                    continue;
                }
                look.concerns(grant.user);
                let giver = grant.granted_by;
                let asked = giver.map(|user| given(grant.user, grant.role, user));
                let shown = Held {
                    user: grant.user.to_string(),
                    name: name(grant.user),
                    role: grant.role,
                    given_by: giver.map(name).unwrap_or_default(),
                    may_confirm: asked.is_some_and(|asked| role::confirm(&asked, by).is_ok()),
                    may_revoke: acting == Role::Controller && grant.user != by.user,
                    factor: grant.confirmed && may_take_off(look, grant.user, true)?,
                };
                if grant.confirmed {
                    holders.push((grant.user, grant.role));
                    held.push(shown);
                } else {
                    waiting.push(shown);
                }
            }
            let may_give = acting == Role::Controller;
            Ok(Roles { held, waiting, may_give, enough: enough_people(&holders) })
        })
        .await
}

/// A grant as a controller made it.
fn given(to: UserId, wanted: Role, by: UserId) -> role::Grant {
    role::Grant {
        role: wanted,
        to,
        same_business: false,
        officer: false,
        by: role::Acting { user: by, role: Role::Controller },
    }
}

/// A controller gives a role above manager to somebody, who may be new: it waits for another holder.
///
/// # Errors
/// [`Refusal::Fields`] for what cannot be kept or given.
pub async fn give(
    service: &Shared,
    call: Call,
    (name, email): (&str, &str),
    wanted: &str,
) -> Result<(), Refusal> {
    let mut problems = Problems::default();
    let person = Invited::checked(name, email, ("name", "email"), &mut problems);
    let wanted = Role::parse(wanted).filter(|role| role.is_senior());
    if wanted.is_none() {
        problems.add("role", "Please choose a role.");
    }
    problems.end()?;
    let (Some(person), Some(wanted)) = (person, wanted) else { return Err(Refusal::OutOfDate) };
    service
        .act::<Controller, _>(call, move |act| {
            let (scheme, at) = (act.scheme.id, act.now());
            let by = act.viewer.user().ok_or(Refusal::SignIn)?;
            let known = store::user::by_email(act.tx, &act.viewer, &person.email)?;
            let to = known.as_ref().map_or_else(|| act.new_id(), |user| user.id);
            let officer = store::officer::is_one(act.tx, scheme, to)?;
            role::give(&role::Grant { officer, ..given(to, wanted, by) })
                .map_err(|why| Refusal::field("email", why.to_string()))?;
            if known.is_none() {
                let details = (person.name.as_str(), person.email.as_str());
                store::joining::invite(act.tx, scheme, to, None, details, at).map_err(taken)?;
            }
            let held = store::user::grants(act.tx, scheme, Some(to))?;
            if held.iter().any(|grant| grant.role == wanted) {
                return Err(Refusal::field(
                    "role",
                    "This person has that role, or it waits to be confirmed.",
                ));
            }
            store::joining::give_role(act.tx, scheme, (to, wanted), by, false, at)?;
            act.record(Deed::GrantRole, &[to.uuid()]);
            Ok(())
        })
        .await
}

/// Another holder confirms a role; somebody new is invited then.
///
/// # Errors
/// [`Refusal::Rule`] for the giver and the receiver; 404 if nothing waits.
pub async fn confirm(service: &Shared, call: Call, to: UserId, wanted: String) -> Result<(), Refusal> {
    service
        .act::<Senior, _>(call, move |act| {
            let (scheme, at) = (act.scheme.id, act.now());
            let user = act.viewer.user().ok_or(Refusal::SignIn)?;
            let by = role::Acting { user, role: Role::parse(act.viewer.role()).ok_or(Refusal::SignIn)? };
            let wanted = Role::parse(&wanted).ok_or(Refusal::NotFound)?;
            let grants = store::user::grants(act.tx, scheme, Some(to))?;
            let grant = grants.iter().find(|grant| grant.role == wanted && !grant.confirmed);
            let giver = grant.and_then(|grant| grant.granted_by).ok_or(Refusal::NotFound)?;
            role::confirm(&given(to, wanted, giver), by).map_err(|why| Refusal::Rule(why.to_string()))?;
            if !store::user::confirm_role(act.tx, scheme, to, wanted, user, at)? {
                return Err(Refusal::NotFound);
            }
            act.record(Deed::ConfirmRole, &[to.uuid()]);
            let person = store::user::load(act.tx, &act.viewer, to)?;
            if person.state == State::Invited {
                mail_link(act, to, &person.details.name, &person.details.email, Purpose::Invitation)?;
            }
            Ok(())
        })
        .await
}

/// A controller takes a role away, or turns one down that waits. Sessions end at once.
///
/// # Errors
/// [`Refusal::Rule`] for the own role, or if fewer than three people would be left; 404 if there is no such role.
pub async fn revoke(service: &Shared, call: Call, of: UserId, role: String) -> Result<(), Refusal> {
    service
        .act::<Controller, _>(call, move |act| {
            let scheme = act.scheme.id;
            let role = Role::parse(&role).filter(|role| role.is_senior()).ok_or(Refusal::NotFound)?;
            if act.viewer.user() == Some(of) {
                return Err(Refusal::Rule("Nobody takes a role from themselves.".to_owned()));
            }
            let before: Vec<(UserId, Role)> = store::user::grants(act.tx, scheme, None)?
                .into_iter()
                .filter(|grant| grant.confirmed)
                .map(|grant| (grant.user, grant.role))
                .collect();
            let after: Vec<_> = before.iter().copied().filter(|one| *one != (of, role)).collect();
            if enough_people(&before) && !enough_people(&after) {
                let why = "A scheme needs three people in these roles. Give the role to somebody else first.";
                return Err(Refusal::Rule(why.to_owned()));
            }
            if !store::user::revoke_role(act.tx, scheme, of, role)? {
                return Err(Refusal::NotFound);
            }
            store::session::end_all(act.tx, scheme, of)?;
            act.pledge(Matter::RoleRevoked(of, role));
            act.record(Deed::RevokeRole, &[of.uuid()]);
            Ok(())
        })
        .await
}
