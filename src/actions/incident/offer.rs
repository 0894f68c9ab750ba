//! What the report offers before anything is typed: kinds, premises, the present time.

use chrono::{DateTime, Utc};

use super::Asker;
use crate::{
    actions::{Bar, Call, Refusal, Shared},
    domain::{
        ids::{PremisesId, UserId},
        incident::{kind::Kind, tile::in_order},
        member::{
            evidence::{Acting, Insider},
            role::Role,
        },
    },
    store::{self, incident::Which},
    vault::Token,
};

/// What a report can be filled in with.
#[derive(Debug, Clone)]
pub struct Offer {
    /// The kinds, those reported most first.
    pub kinds: Vec<Kind>,
    /// Where it may have happened: id and name.
    pub premises: Vec<(PremisesId, String)>,
    /// Where the reporter reported from last, or the first of the premises.
    pub likely: Option<PremisesId>,
    /// For whom it is recorded, if not for the writer: name.
    pub caller: String,
    /// The once-only key of a new form.
    pub key: String,
    /// Now.
    pub now: DateTime<Utc>,
}

/// What the report offers to its writer, or to an administrator who writes it for `user`.
///
/// # Errors
/// 404 for who belongs to no business and is no administrator.
pub async fn offer(service: &Shared, call: Call, user: Option<UserId>) -> Result<(Offer, Bar), Refusal> {
    let key = Token::new(service.clock()).text();
    service
        .glance::<Insider, _>(call, move |tx, viewer, scheme| {
            let asker = Asker::of(viewer);
            let administrator = asker.role == Some(Role::Administrator);
            if user.is_some() && !administrator {
                return Err(Refusal::NotFound);
            }
            let mut offer = Offer {
                kinds: in_order(&store::report::kinds(tx, scheme.id)?),
                premises: Vec::new(),
                likely: None,
                caller: String::new(),
                key,
                now: viewer.at(),
            };
            let of = match user {
                Some(user) => {
                    let caller = store::user::load(tx, viewer, user)?;
                    offer.caller = caller.details.name;
                    caller.business
                }
                None => viewer.business(),
            };
            if of.is_none() && (!administrator || user.is_some()) {
                return Err(Refusal::NotFound);
            }
            let sites = store::business::premises(tx, viewer, of)?;
            let sites = sites.into_iter().filter(|site| site.open);
            offer.premises = sites.map(|site| (site.id, site.details.name)).collect();
            let last = Which { reporter: user.or(viewer.user()), limit: 1, ..Which::default() };
            let last = store::incident::list(tx, scheme.id, last)?.first().and_then(|last| last.premises);
            let held = |id: &PremisesId| offer.premises.iter().any(|(site, _)| site == id);
            offer.likely = last.filter(held).or(offer.premises.first().map(|(site, _)| *site));
            Ok(offer)
        })
        .await
}
