//! My Account: a user sees, downloads and corrects everything held about them.

use super::change_password::confirmed;
use crate::{
    actions::{Call, Refusal, Seen, Service, Shared, refusal::Problems},
    domain::{
        date::{spoken, spoken_instant},
        deed::Deed,
        member::{
            agreement::{good_until, in_force},
            evidence::{Acting, Person},
            role::Role,
        },
        text,
    },
    store::{self, StoreError},
    vault::token_hash,
};

/// Everything held about a user, in the order people are shown it.
#[derive(Debug, Clone, serde::Serialize)]
pub struct MyAccount {
    /// Name.
    pub name: String,
    /// E-mail address, also the sign-in name.
    pub email: String,
    /// Telephone number, or empty.
    pub phone: String,
    /// Postal address, or empty.
    pub address: String,
    /// An officer's reference, as the force knows them; empty for everybody else.
    pub reference: String,
    /// The business, or empty.
    pub employer: String,
    /// Its premises.
    pub places: Vec<String>,
    /// The roles held, in words.
    pub roles: Vec<String>,
    /// The agreement, in words.
    pub agreement: String,
    /// Whether a second factor is set up; its seed is a secret of the account and is not shown.
    pub second_factor: bool,
    /// "", "light" or "dark".
    pub theme: String,
    /// When invited.
    pub since: String,
    /// When each open session was last used; the first is this one.
    pub sessions: Vec<String>,
    /// Whether they asked to leave.
    pub leaving: bool,
    /// Since when they are stopped for opening unusually many people, until somebody has looked into it.
    pub stopped: Option<String>,
}

/// The own account.
///
/// # Errors
/// If nobody is signed in.
pub async fn account(service: &Shared, call: Call, deed: Deed) -> Result<Seen<MyAccount>, Refusal> {
    let own = call.token.as_deref().map(token_hash).unwrap_or_default();
    service
        .look::<Person, _>(call, deed, move |look| {
            let (id, scheme) = (look.viewer.user().ok_or(Refusal::SignIn)?, look.scheme.id);
            look.concerns(id);
            let user = store::user::load(look.tx, &look.viewer, id)?;
            let grants = store::user::grants(look.tx, scheme, Some(id))?;
            let held = store::user::credentials(look.tx, &look.viewer, id)?.0;
            let mut sessions = store::session::list(look.tx, scheme, id)?;
            sessions.sort_by_key(|open| open.token != own);
            let leaving = store::leaving::list(look.tx, scheme)?.iter().any(|one| one.user == Some(id));
            let (employer, places) = match user.business {
                None => (String::new(), Vec::new()),
                Some(business) => {
                    let sites = store::business::premises(look.tx, &look.viewer, Some(business))?;
                    let name = store::business::load(look.tx, &look.viewer, business)?.details.name;
                    (name, sites.into_iter().filter(|site| site.open).map(|site| site.details.name).collect())
                }
            };
            let rules = Service::rules(&look.scheme)?;
            let missing = in_force(user.agreed, look.scheme.agreement_version, look.viewer.today(), &rules);
            let reference = match grants.iter().any(|grant| grant.role == Role::Officer) {
                true => store::officer::load(look.tx, &look.viewer, id)?.reference,
                false => String::new(),
            };
            let agreement = match (user.agreed, missing) {
                // Police read under their force's agreement.
                _ if !reference.is_empty() => String::new(),
                (Some(accepted), Ok(())) => format!(
                    "Version {}, accepted on {}, good until {}",
                    accepted.version,
                    spoken(accepted.on),
                    spoken(good_until(accepted, &rules))
                ),
                (_, missing) => missing.err().map(|why| why.to_string()).unwrap_or_default(),
            };
            Ok(MyAccount {
                name: user.details.name,
                email: user.details.email,
                phone: user.details.phone,
                address: user.details.address,
                reference,
                employer,
                places,
                roles: grants
                    .iter()
                    .filter(|grant| grant.confirmed)
                    .map(|grant| grant.role.label().to_owned())
                    .collect(),
                agreement,
                second_factor: held.is_some_and(|held| held.totp.is_some()),
                theme: user.theme,
                since: spoken_instant(user.created_at),
                sessions: sessions.into_iter().map(|open| spoken_instant(open.seen_at)).collect(),
                leaving,
                stopped: user.stopped_at.map(spoken_instant),
            })
        })
        .await
}

/// What a user may correct.
#[derive(Debug, Clone, Default)]
pub struct Correction {
    /// Name.
    pub name: String,
    /// E-mail address.
    pub email: String,
    /// Telephone number, or empty.
    pub phone: String,
    /// Postal address, or empty.
    pub address: String,
    /// The present password: needed only for another e-mail address, which is another sign-in name.
    pub password: String,
}

/// Corrects the own details.
///
/// # Errors
/// [`Refusal::Fields`] for what cannot be kept, or an address another account has.
pub async fn correct(service: &Shared, call: Call, typed: Correction) -> Result<(), Refusal> {
    let mut problems = Problems::default();
    let name = problems.take("name", text::line(&typed.name, 1, 100));
    let email = problems.take("email", text::email(&typed.email));
    let phone = problems.take("phone", empty_or(&typed.phone, text::phone));
    let address = problems.take("address", text::paragraphs(&typed.address, 0, 500));
    problems.end()?;
    let (Some(name), Some(email), Some(phone), Some(address)) = (name, email, phone, address) else {
        return Err(Refusal::OutOfDate);
    };
    let read = call.clone();
    let (present, _) = service
        .glance::<Person, _>(read, |tx, viewer, _| {
            let id = viewer.user().ok_or(Refusal::SignIn)?;
            Ok(store::user::load(tx, viewer, id)?.details.email)
        })
        .await?;
    if present != email {
        confirmed(service, &call, typed.password, "password").await?;
    }
    service
        .act::<Person, _>(call, move |act| {
            let id = act.viewer.user().ok_or(Refusal::SignIn)?;
            let mut details = store::user::load(act.tx, &act.viewer, id)?.details;
            // The controller entered both, and a link to the account goes to the address.
            if act.viewer.role() == Role::Officer.as_str()
                && (&details.name, &details.email) != (&name, &email)
            {
                let why = "Ask the partnership’s data controller for another name or address.";
                return Err(Refusal::field("email", why));
            }
            (details.name, details.email, details.phone, details.address) = (name, email, phone, address);
            store::user::correct(act.tx, &act.viewer, id, &details).map_err(taken)?;
            act.record(Deed::CorrectAccount, &[id.uuid()]);
            Ok(())
        })
        .await
}

/// Nothing, or what a rule keeps of it.
pub(super) fn empty_or<E>(typed: &str, rule: impl Fn(&str) -> Result<String, E>) -> Result<String, E> {
    if typed.trim().is_empty() { Ok(String::new()) } else { rule(typed) }
}

/// An address that has an account already.
pub(in crate::actions) fn taken(error: StoreError) -> Refusal {
    match error {
        StoreError::Duplicate => {
            Refusal::field("email", "This address cannot be used. Please give another one.")
        }
        other => other.into(),
    }
}

/// Chooses the theme: "", "light" or "dark".
///
/// # Errors
/// 404 for anything else.
pub async fn set_theme(service: &Shared, call: Call, theme: String) -> Result<(), Refusal> {
    if !matches!(theme.as_str(), "" | "light" | "dark") {
        return Err(Refusal::NotFound);
    }
    service
        .act::<Person, _>(call, move |act| {
            let id = act.viewer.user().ok_or(Refusal::SignIn)?;
            store::user::set_theme(act.tx, act.scheme.id, id, &theme)?;
            act.record(Deed::CorrectAccount, &[id.uuid()]);
            Ok(())
        })
        .await
}

/// Signs every other device out.
///
/// # Errors
/// If nobody is signed in.
pub async fn end_others(service: &Shared, call: Call) -> Result<(), Refusal> {
    let own = call.token.as_deref().map(token_hash).unwrap_or_default();
    service
        .act::<Person, _>(call, move |act| {
            let id = act.viewer.user().ok_or(Refusal::SignIn)?;
            store::session::end_others(act.tx, act.scheme.id, id, &own)?;
            act.record(Deed::EndSessions, &[id.uuid()]);
            Ok(())
        })
        .await
}
