//! Looks at the rules in force, at what is proposed, and at what changing them would do.

use chrono::NaiveDate;

use super::{
    rules_effect::{Whom, whom},
    rules_form::read_file,
};
use crate::{
    actions::{Call, Look, Refusal, Seen, Service, Shared},
    domain::{
        deed::Deed,
        ids::{RequestId, UserId},
        member::{
            evidence::{Acting, Steward},
            role::{self, Role},
        },
        rules::Rules,
        scheme::{
            change::{Change, Objection, State, decider},
            rule_field::{Changed, changes},
        },
    },
    store,
};

/// A change, told.
#[derive(Debug, Clone)]
pub struct Told {
    /// The change.
    pub change: Change,
    /// How far it has come.
    pub standing: State,
    /// What differs.
    pub changed: Vec<Changed>,
    /// Who proposed it.
    pub proposer: String,
    /// Who decided it, or empty.
    pub decider: String,
}

/// The rules of a scheme.
#[derive(Debug, Clone)]
pub struct Shown {
    /// In force.
    pub rules: Rules,
    /// The number of that version.
    pub version: u32,
    /// Since when.
    pub since: NaiveDate,
    /// Changes that wait, the oldest first.
    pub waiting: Vec<Told>,
    /// Changes that are settled, the latest first.
    pub settled: Vec<Told>,
}

/// What becomes of a change, and what the viewer can do about it.
#[derive(Debug, Clone)]
pub struct Case {
    /// The change.
    pub told: Told,
    /// Whom it would affect now; nobody is reckoned once it is settled.
    pub whom: Option<Whom>,
    /// Why the viewer may not decide it, if so.
    pub objection: Option<Objection>,
    /// Whether the viewer proposed it.
    pub own: bool,
    /// How many other people could decide it.
    pub deciders: usize,
}

/// A change that is not proposed yet.
#[derive(Debug, Clone)]
pub struct Preview {
    /// What differs.
    pub changed: Vec<Changed>,
    /// The number of the version it is made on.
    pub base: u32,
    /// Whom it would affect.
    pub whom: Whom,
    /// How many other people could decide it.
    pub deciders: usize,
}

/// The rules, what waits, and what was.
///
/// # Errors
/// 404 for everybody but administrator and controller.
pub async fn shown(service: &Shared, call: Call) -> Result<Seen<Shown>, Refusal> {
    service
        .look::<Steward, _>(call, Deed::ViewRules, |look| {
            let scheme = look.scheme.clone();
            let names = names(look)?;
            let (mut waiting, mut settled) = (Vec::new(), Vec::new());
            for change in store::rule_change::list(look.tx, &look.viewer)? {
                look.concerns(change.id);
                let told = told(change, scheme.rules_version, &names)?;
                if told.standing == State::Proposed { waiting.push(told) } else { settled.push(told) }
            }
            waiting.reverse();
            let rules = Service::rules(&scheme)?;
            Ok(Shown { rules, version: scheme.rules_version, since: scheme.rules_since, waiting, settled })
        })
        .await
}

/// One change.
///
/// # Errors
/// 404 if there is none for this viewer.
pub async fn one(service: &Shared, call: Call, id: RequestId) -> Result<Seen<Case>, Refusal> {
    service
        .look::<Steward, _>(call, Deed::ViewRules, move |look| {
            let change = store::rule_change::load(look.tx, &look.viewer, id)?;
            look.concerns(id);
            let (names, in_force) = (names(look)?, look.scheme.rules_version);
            let by = role::Acting {
                user: look.viewer.user().ok_or(Refusal::SignIn)?,
                role: Role::parse(look.viewer.role()).ok_or(Refusal::SignIn)?,
            };
            let objection = decider(&change, in_force, by).err();
            let own = change.proposed_by == Some(by.user);
            let deciders = deciders(look, change.proposed_by)?;
            let told = told(change, in_force, &names)?;
            let whom = match told.standing {
                State::Proposed => Some(whom(look, &rules_of(&told.change.after)?)?),
                _ => None,
            };
            Ok(Case { told, whom, objection, own, deciders })
        })
        .await
}

/// What proposed rules would do, before anybody proposes them.
///
/// # Errors
/// 404 for everybody but administrator and controller; [`Refusal::Fields`] on `file` if it cannot be read;
/// [`Refusal::Rule`] if nothing differs.
pub async fn preview(service: &Shared, call: Call, file: String) -> Result<Seen<Preview>, Refusal> {
    service
        .look::<Steward, _>(call, Deed::ViewRules, move |look| {
            let proposed = read_file(&file)?;
            let changed = changes(&Service::rules(&look.scheme)?, &proposed);
            if changed.is_empty() {
                return Err(nothing_differs());
            }
            let deciders = deciders(look, look.viewer.user())?;
            Ok(Preview { changed, base: look.scheme.rules_version, whom: whom(look, &proposed)?, deciders })
        })
        .await
}

pub(super) fn nothing_differs() -> Refusal {
    Refusal::Rule("These are the rules in force already: nothing would change.".to_owned())
}

/// A rules file that was checked before it was kept.
pub(super) fn rules_of(file: &str) -> Result<Rules, Refusal> {
    read_file(file).map_err(|_| Refusal::Failed("a proposed rules file is damaged".to_owned()))
}

fn told(change: Change, in_force: u32, names: &[(UserId, String)]) -> Result<Told, Refusal> {
    let name = |user: Option<UserId>| {
        let found = names.iter().find(|(id, _)| Some(*id) == user);
        found.map_or("somebody who left", |(_, name)| name.as_str()).to_owned()
    };
    Ok(Told {
        standing: change.standing(in_force),
        changed: changes(&rules_of(&change.before)?, &rules_of(&change.after)?),
        proposer: name(change.proposed_by),
        decider: change.decided_by.map(|user| name(Some(user))).unwrap_or_default(),
        change,
    })
}

/// The people without a business: whoever runs the scheme.
fn names(look: &mut Look<'_, '_, Steward>) -> Result<Vec<(UserId, String)>, Refusal> {
    let users = store::user::list(look.tx, &look.viewer, None)?;
    let mut names = Vec::new();
    for user in users.into_iter().filter(|user| user.business.is_none()) {
        names.push((user.id, user.details.name));
    }
    Ok(names)
}

/// How many controllers there are besides who proposes.
fn deciders(look: &mut Look<'_, '_, Steward>, proposer: Option<UserId>) -> Result<usize, Refusal> {
    let grants = store::user::grants(look.tx, look.scheme.id, None)?;
    let others = grants
        .iter()
        .filter(|grant| grant.confirmed && grant.role == Role::Controller && Some(grant.user) != proposer);
    Ok(others.count())
}
