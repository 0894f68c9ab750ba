//! The controller looks at the police systems and officers that may read.

use super::bearer::issuer;
use crate::{
    actions::{Bar, Call, Refusal, Seen, Shared},
    domain::{
        agency::{agreement::Agreement, client::Client, officer::Officer},
        deed::Deed,
        ids::{AgreementId, ClientId},
        member::{evidence::Controller, record::User},
    },
    store,
    vault::jwt::PublicKey,
};

/// An agreement with the systems and officers that read under it.
#[derive(Debug)]
pub struct Under {
    /// The agreement.
    pub agreement: Agreement,
    /// The systems.
    pub clients: Vec<Client>,
    /// The officers who have none, with their accounts.
    pub officers: Vec<(Officer, User)>,
}

/// An agreement with the systems and officers that read under it.
///
/// # Errors
/// 404 for whoever is not the controller, or if there is none.
pub async fn under(service: &Shared, call: Call, id: AgreementId) -> Result<Seen<Under>, Refusal> {
    service
        .look::<Controller, _>(call, Deed::ViewAgreements, move |look| {
            look.concerns(id);
            let agreement = store::agreement::load(look.tx, &look.viewer, id)?;
            let clients = store::client::of_agreement(look.tx, &look.viewer, id)?;
            clients.iter().for_each(|client| look.concerns(client.id));
            let officers = store::officer::of_agreement(look.tx, &look.viewer, id)?;
            officers.iter().for_each(|(officer, _)| look.concerns(officer.user));
            Ok(Under { agreement, clients, officers })
        })
        .await
}

/// A police system, and what its keepers need to know.
#[derive(Debug)]
pub struct Registered {
    /// The client.
    pub client: Client,
    /// The thumbprints of its keys, and their algorithms.
    pub keys: Vec<(String, &'static str)>,
    /// The force or agency.
    pub agency: String,
    /// Who gives the tokens.
    pub issuer: String,
}

/// One of them.
///
/// # Errors
/// 404 for whoever is not the controller, or if there is none.
pub async fn one(service: &Shared, call: Call, id: ClientId) -> Result<Seen<Registered>, Refusal> {
    service
        .look::<Controller, _>(call, Deed::ViewClient, move |look| {
            look.concerns(id);
            let client = store::client::load(look.tx, &look.viewer, id)?;
            let agency = store::agreement::load(look.tx, &look.viewer, client.agreement)?.terms.agency;
            let keys = client.keys.iter().filter_map(|text| PublicKey::parse(text));
            let keys = keys.map(|key| (key.thumbprint(), key.algorithm().name())).collect();
            Ok(Registered { keys, agency, issuer: issuer(look.service, &look.scheme), client })
        })
        .await
}

/// Whether the caller may register one, and what frames the form.
///
/// # Errors
/// 404 for whoever is not the controller, or if there is no such agreement.
pub async fn may_register(service: &Shared, call: Call, id: AgreementId) -> Result<(String, Bar), Refusal> {
    service
        .glance::<Controller, _>(call, move |tx, viewer, _| {
            Ok(store::agreement::load(tx, viewer, id)?.terms.agency)
        })
        .await
}
