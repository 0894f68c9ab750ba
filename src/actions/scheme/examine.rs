//! What whoever runs the machine may know of each scheme: no person, only whether the scheme can work.

use chrono::{DateTime, Utc};

use crate::{
    actions::{Refusal, Service},
    domain::{ids::SchemeId, member::role},
    store::{self, Store},
};

/// A scheme, examined.
#[derive(Debug, Clone)]
pub struct Examined {
    /// Its id.
    pub id: SchemeId,
    /// Its host name.
    pub host: String,
    /// Whether three people hold the roles above manager.
    pub enough_people: bool,
    /// Whether its rules file can be read.
    pub rules_fit: bool,
    /// When its last event was recorded.
    pub last_event: Option<DateTime<Utc>>,
    /// A demonstration.
    pub demo: bool,
}

/// Examines every scheme of an installation.
///
/// # Errors
/// If the database refuses.
pub fn examine(store: &Store) -> Result<Vec<Examined>, Refusal> {
    store.read_here(|tx| {
        let mut examined = Vec::new();
        for scheme in store::scheme::all(tx)? {
            let held: Vec<_> = store::user::grants(tx, scheme.id, None)?
                .into_iter()
                .filter(|grant| grant.confirmed)
                .map(|grant| (grant.user, grant.role))
                .collect();
            examined.push(Examined {
                id: scheme.id,
                enough_people: role::enough_people(&held),
                rules_fit: Service::rules(&scheme).is_ok(),
                last_event: store::audit::last_at(tx, scheme.id)?,
                demo: scheme.demo,
                host: scheme.host,
            });
        }
        Ok(examined)
    })
}
