//! Who asks: a police system, by its token and proof; an officer without one, signed in, who has said what for; or the
//! administrator who hands something over to an officer.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::{
    bearer::{Bearer, Presented, bearer},
    call::Asked,
    denied::Denied,
};
use crate::{
    actions::{Bar, Call, Refusal, Service, look::Spent, session::enter},
    domain::{
        agency::purpose::Said,
        ids::{AgreementId, ClientId, UserId},
        member::evidence::{self, Acting, Administrator, AgreementFacts, Officer},
        scheme::Scheme,
    },
    store::{self, Read},
    vault::token_hash,
};

/// By whom a call is made.
#[derive(Debug, Clone)]
pub enum By {
    /// A police system.
    System(Presented),
    /// An officer who has none.
    Officer(Call),
    /// An administrator, for an officer of the force or agency of an agreement.
    Administrator(Call, AgreementId),
}

impl Default for By {
    fn default() -> Self {
        Self::System(Presented::default())
    }
}

/// Who asks, and all that a call is answered by.
pub(super) struct Asker {
    /// The client's id, or the user's.
    pub id: Uuid,
    /// In the audit trail's words.
    pub role: &'static str,
    pub scheme: Arc<Scheme>,
    pub client: Option<ClientId>,
    pub user: Option<UserId>,
    pub agreement: AgreementFacts,
    pub said: Said,
    /// What proves it, good once.
    pub spent: Option<Spent>,
    /// The session that is used.
    pub touch: Option<Vec<u8>>,
    pub bar: Option<Bar>,
}

/// Finds out who asks. Whether the agreement is in force is not asked here.
pub(super) fn asker(
    tx: &mut Read<'_>,
    service: &Service,
    asked: &Asked,
    now: DateTime<Utc>,
) -> Result<Asker, Denied> {
    match &asked.by {
        By::System(presented) => {
            let scheme = store::scheme::by_host(tx, &presented.host)?;
            let asking = evidence::visitor(scheme.id, now);
            let Bearer { client, agreement, spent } = bearer(tx, service, &scheme, &asking, presented, now)?;
            Ok(Asker {
                id: client.id.uuid(),
                role: "police",
                scheme,
                client: Some(client.id),
                user: None,
                agreement,
                said: asked.said.clone(),
                spent: Some(spent),
                touch: None,
                bar: None,
            })
        }
        By::Officer(call) => {
            let entered = enter::<Officer>(tx, call, now)?;
            let user = entered.viewer.user().ok_or(Refusal::SignIn)?;
            let officer = store::officer::load(tx, &entered.viewer, user)?;
            let agreement = store::agreement::facts(tx, &entered.viewer, officer.agreement)?;
            let token = call.token.as_deref().map(token_hash).unwrap_or_default();
            let statement = store::officer::statement(tx, &entered.viewer, (&token, user))?;
            let said = statement.as_ref().and_then(|statement| statement.said(now));
            Ok(Asker {
                id: user.uuid(),
                role: entered.viewer.role(),
                scheme: entered.scheme,
                client: None,
                user: Some(user),
                agreement,
                said: Said {
                    officer: Some(officer.reference),
                    purpose: said.map(|(purpose, _)| purpose.to_owned()),
                    reason: said.map(|(_, reason)| reason.to_owned()),
                },
                spent: None,
                touch: entered.touch,
                bar: Some(entered.bar),
            })
        }
        By::Administrator(call, agreement) => {
            let entered = enter::<Administrator>(tx, call, now)?;
            let user = entered.viewer.user().ok_or(Refusal::SignIn)?;
            Ok(Asker {
                id: user.uuid(),
                role: entered.viewer.role(),
                agreement: store::agreement::facts(tx, &entered.viewer, *agreement)?,
                scheme: entered.scheme,
                client: None,
                user: Some(user),
                said: asked.said.clone(),
                spent: None,
                touch: entered.touch,
                bar: Some(entered.bar),
            })
        }
    }
}
