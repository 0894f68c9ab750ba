//! People of a business: invited, invited again, suspended, resumed, made manager. By an administrator, or by the
//! manager for the own business.

use super::{
    account::taken,
    link::{Purpose, mail_link},
};
use crate::{
    actions::{Act, Call, Refusal, Shared, refusal::Problems},
    domain::{
        deed::Deed,
        ids::{BusinessId, UserId},
        member::{
            evidence::{Acting, Overseer},
            role::{self, Role},
            state::State,
        },
        text,
    },
    store::{self, ledger::Matter},
};

/// Who is invited.
#[derive(Debug, Clone)]
pub struct Invited {
    /// Name.
    pub name: String,
    /// E-mail address.
    pub email: String,
}

impl Invited {
    /// What was typed, checked; problems stand at the fields named.
    pub(super) fn checked(
        name: &str,
        email: &str,
        fields: (&'static str, &'static str),
        problems: &mut Problems,
    ) -> Option<Self> {
        let name = problems.take(fields.0, text::line(name, 1, 100));
        let email = problems.take(fields.1, text::email(email));
        name.zip(email).map(|(name, email)| Self { name, email })
    }
}

/// Invites somebody into a business.
///
/// # Errors
/// [`Refusal::Fields`] for what cannot be kept, or a role the viewer may not give; 404 for another's business.
pub async fn invite(
    service: &Shared,
    call: Call,
    business: BusinessId,
    (name, email): (&str, &str),
    wanted: &str,
) -> Result<(), Refusal> {
    let mut problems = Problems::default();
    let invited = Invited::checked(name, email, ("person", "email"), &mut problems);
    let wanted = Role::parse(wanted);
    if wanted.is_none() {
        problems.add("role", "Please choose what this person does.");
    }
    problems.end()?;
    let (Some(invited), Some(wanted)) = (invited, wanted) else { return Err(Refusal::OutOfDate) };
    service
        .act::<Overseer, _>(call, move |act| {
            if !act.viewer.oversees(Some(business)) {
                return Err(Refusal::NotFound);
            }
            store::business::load(act.tx, &act.viewer, business)?;
            invite_into(act, Some(business), wanted, &invited)
        })
        .await
}

/// Adds a user with a role and mails the invitation, in a deed that goes on.
pub(super) fn invite_into<R>(
    act: &mut Act<'_, '_, R>,
    business: Option<BusinessId>,
    wanted: Role,
    invited: &Invited,
) -> Result<(), Refusal> {
    let id: UserId = act.new_id();
    let (scheme, at) = (act.scheme.id, act.now());
    let by = may_give(act, id, wanted, business)?;
    let Invited { name, email } = invited;
    store::joining::invite(act.tx, scheme, id, business, (name, email), at).map_err(taken)?;
    store::joining::give_role(act.tx, scheme, (id, wanted), by, true, at)?;
    act.record(Deed::InviteUser, &[id.uuid()]);
    mail_link(act, id, name, email, Purpose::Invitation)
}

/// Who gives this role, if the rules let them give it at once.
fn may_give<R>(
    act: &Act<'_, '_, R>,
    to: UserId,
    wanted: Role,
    business: Option<BusinessId>,
) -> Result<UserId, Refusal> {
    let user = act.viewer.user().ok_or(Refusal::SignIn)?;
    let acting = Role::parse(act.viewer.role()).ok_or(Refusal::SignIn)?;
    let by = role::Acting { user, role: acting };
    let same_business = business.is_some() && business == act.viewer.business();
    match role::give(&role::Grant { role: wanted, to, same_business, officer: false, by }) {
        Ok(role::Then::Holds) => Ok(user),
        Ok(role::Then::Confirm) => {
            Err(Refusal::field("role", "Roles above manager are given on the page of roles."))
        }
        Err(why) => Err(Refusal::field("role", why.to_string())),
    }
}

/// Finds a user in the viewer's care, who is not the viewer.
fn cared_for(act: &mut Act<'_, '_, Overseer>, id: UserId) -> Result<BusinessId, Refusal> {
    let business = store::user::load(act.tx, &act.viewer, id)?.business;
    if !act.viewer.oversees(business) || act.viewer.user() == Some(id) {
        return Err(Refusal::NotFound);
    }
    business.ok_or(Refusal::NotFound)
}

/// Mails an invitation again; the link before ends.
///
/// # Errors
/// 404 for somebody who is not invited, or not in the viewer's care.
pub async fn invite_again(service: &Shared, call: Call, id: UserId) -> Result<BusinessId, Refusal> {
    service
        .act::<Overseer, _>(call, move |act| {
            let business = cared_for(act, id)?;
            let user = store::user::load(act.tx, &act.viewer, id)?;
            if user.state != State::Invited {
                return Err(Refusal::NotFound);
            }
            mail_link(act, id, &user.details.name, &user.details.email, Purpose::Invitation)?;
            act.record(Deed::InviteUser, &[id.uuid()]);
            Ok(business)
        })
        .await
}

/// Suspends a user, or lets them act again. Their sessions and links end at once.
///
/// # Errors
/// 404 for somebody not in the viewer's care.
pub async fn suspend(service: &Shared, call: Call, id: UserId, suspend: bool) -> Result<BusinessId, Refusal> {
    service
        .act::<Overseer, _>(call, move |act| {
            let (business, scheme) = (cared_for(act, id)?, act.scheme.id);
            let user = store::user::load(act.tx, &act.viewer, id)?;
            let state = match (suspend, user.has_password) {
                (true, _) => State::Suspended,
                (false, true) => State::Active,
                (false, false) => State::Invited,
            };
            store::user::set_state(act.tx, scheme, id, state)?;
            if suspend {
                store::session::end_all(act.tx, scheme, id)?;
                store::session::end_links(act.tx, scheme, id)?;
                act.pledge(Matter::UserSuspended(id));
            }
            act.record(if suspend { Deed::Suspend } else { Deed::Resume }, &[id.uuid()]);
            Ok(business)
        })
        .await
}

/// Makes somebody a manager of their business, or shop staff again.
///
/// # Errors
/// [`Refusal::Fields`] if the viewer may not give that role; 404 for somebody not in the viewer's care.
pub async fn set_role(
    service: &Shared,
    call: Call,
    id: UserId,
    wanted: String,
) -> Result<BusinessId, Refusal> {
    service
        .act::<Overseer, _>(call, move |act| {
            let (business, scheme, at) = (cared_for(act, id)?, act.scheme.id, act.now());
            let wanted = Role::parse(&wanted).filter(|role| !role.is_senior()).ok_or(Refusal::NotFound)?;
            let other = if wanted == Role::Manager { Role::Member } else { Role::Manager };
            // Who may give the one may take the other: only an administrator deals with managers.
            may_give(act, id, Role::Manager, Some(business)).map_err(|_| Refusal::NotFound)?;
            let by = may_give(act, id, wanted, Some(business))?;
            let held = store::user::grants(act.tx, scheme, Some(id))?;
            if !held.iter().any(|grant| grant.role == wanted) {
                store::joining::give_role(act.tx, scheme, (id, wanted), by, true, at)?;
            }
            if store::user::revoke_role(act.tx, scheme, id, other)? {
                store::session::end_all(act.tx, scheme, id)?;
                act.pledge(Matter::RoleRevoked(id, other));
            }
            act.record(Deed::GrantRole, &[id.uuid()]);
            Ok(business)
        })
        .await
}
