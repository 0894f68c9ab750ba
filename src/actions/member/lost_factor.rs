//! Takes a lost second factor off somebody's account: every device is signed out, and the owner is told.

use crate::{
    actions::{Call, Look, Refusal, Shared, mail},
    domain::{
        deed::Deed,
        ids::UserId,
        mail::Keep,
        member::{
            evidence::{Account, Acting, Opens, Senior, Viewer},
            role::{self, Role},
            second_factor::take_off,
        },
    },
    mail::wording::{self, SecondFactorOff},
    store::{self, Read},
};

/// Takes it off. The next sign-in asks for the password and, where the role needs one, for a new factor.
///
/// # Errors
/// [`Refusal::Rule`] for the own account and for somebody out of reach; 404 if there is none to take off.
pub async fn take_factor_off(service: &Shared, call: Call, of: UserId) -> Result<(), Refusal> {
    service
        .act::<Senior, _>(call, move |act| {
            let scheme = act.scheme.id;
            let by = role::Acting {
                user: act.viewer.user().ok_or(Refusal::SignIn)?,
                role: Role::parse(act.viewer.role()).ok_or(Refusal::SignIn)?,
            };
            let person = store::user::load(act.tx, &act.viewer, of)?;
            let grants = store::user::grants(act.tx, scheme, Some(of))?;
            let is_senior = grants.iter().any(|grant| grant.role.is_senior() || grant.role == Role::Officer);
            take_off(of, is_senior, by).map_err(|why| Refusal::Rule(why.to_string()))?;
            let held = store::user::credentials(act.tx, &act.viewer, of)?.0;
            let mut held = held.filter(|held| held.totp.is_some()).ok_or(Refusal::NotFound)?;
            held.totp = None;
            store::user::keep_credentials(act.tx, scheme, of, &held, person.state)?;
            store::session::end_all(act.tx, scheme, of)?;
            act.record(Deed::TakeSecondFactorOff, &[of.uuid()]);
            let (name, scheme) = (person.details.name.as_str(), act.scheme.name.clone());
            let link = act.service.settings().url(&act.scheme.host, "/sign-in");
            let body = SecondFactorOff { name, scheme: &scheme, link: &link };
            let subject = format!("Your account with {scheme}");
            mail::queue(act, of, &wording::message(&person.details.email, subject, &body), Keep::Usual)?;
            Ok(())
        })
        .await
}

/// Whether an account has a second factor that this viewer may take off.
pub(super) fn may_take_off<R>(
    look: &mut Look<'_, '_, R>,
    of: UserId,
    is_senior: bool,
) -> Result<bool, Refusal>
where
    Viewer<R>: Opens<Account>,
{
    let role = Role::parse(look.viewer.role());
    let Some((user, role)) = look.viewer.user().zip(role) else { return Ok(false) };
    if take_off(of, is_senior, role::Acting { user, role }).is_err() {
        return Ok(false);
    }
    has_factor(look.tx, &look.viewer, of)
}

fn has_factor(tx: &mut Read<'_>, viewer: &impl Opens<Account>, of: UserId) -> Result<bool, Refusal> {
    let held = store::user::credentials(tx, viewer, of)?.0;
    Ok(held.is_some_and(|held| held.totp.is_some()))
}
