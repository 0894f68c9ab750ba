//! The controller looks at what police were told: of whom, to which officer, what for and why. Looking is recorded
//! too.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::{
    actions::{Call, Look, Refusal, Seen, Shared},
    domain::{
        deed::Deed,
        ids::{AgreementId, OfficerId},
        member::evidence::Controller,
    },
    store::{
        self, StoreError,
        disclosed::{Disclosed, Which},
    },
};

/// So many stand on a page.
pub const PAGE: usize = 50;

/// A disclosure, as the controller sees it.
#[derive(Debug)]
pub struct Line {
    /// The row of the register.
    pub row: Disclosed,
    /// The force or agency.
    pub agency: String,
    /// What was asked for, in words.
    pub what: &'static str,
    /// Why; nothing once the person it was about is erased.
    pub reason: Option<String>,
}

/// A page of the register.
#[derive(Debug)]
pub struct Register {
    /// Its lines, the latest first.
    pub lines: Vec<Line>,
    /// The instant before which the next page begins.
    pub next: Option<DateTime<Utc>>,
}

/// What is asked of the register.
#[derive(Debug, Clone, Copy, Default)]
pub struct Asked {
    /// To this officer only.
    pub officer: Option<OfficerId>,
    /// Of this person or incident only.
    pub about: Option<Uuid>,
    /// Under this agreement only.
    pub agreement: Option<AgreementId>,
    /// Before this instant.
    pub before: Option<DateTime<Utc>>,
}

/// A page of the register.
///
/// # Errors
/// 404 for whoever is not the controller.
pub async fn page(service: &Shared, call: Call, asked: Asked) -> Result<Seen<Register>, Refusal> {
    service
        .look::<Controller, _>(call, Deed::ViewDisclosures, move |look| {
            let which = match asked {
                Asked { about: Some(id), .. } => Which::Of(id),
                Asked { officer: Some(officer), .. } => Which::To(officer),
                Asked { agreement: Some(agreement), .. } => Which::Under(agreement),
                _ => Which::All,
            };
            match which {
                Which::Of(id) | Which::Handed(id) => look.concerns(id),
                Which::To(officer) => look.concerns(officer),
                Which::Under(agreement) => look.concerns(agreement),
                Which::All => {}
            }
            let limit = i64::try_from(PAGE + 1).unwrap_or(i64::MAX);
            let mut rows = store::disclosed::page(look.tx, &look.viewer, which, asked.before, limit)?;
            let more = rows.len() > PAGE;
            rows.truncate(PAGE);
            let next = rows.last().map(|row| row.at).filter(|_| more);
            let agencies = agencies(look)?;
            let lines = rows
                .into_iter()
                .map(|row| {
                    let words = store::audit::words_of(look.tx, &look.viewer, row.event)?;
                    let reason = words.map(|words| String::from_utf8_lossy(&words).into_owned());
                    let agency = agencies.get(&row.agreement).cloned().unwrap_or_default();
                    let what = Deed::parse(&row.what).map_or("", Deed::label);
                    Ok(Line { row, agency, what, reason })
                })
                .collect::<Result<_, Refusal>>()?;
            Ok(Register { lines, next })
        })
        .await
}

fn agencies(look: &mut Look<'_, '_, Controller>) -> Result<HashMap<AgreementId, String>, StoreError> {
    let all = store::agreement::list(look.tx, &look.viewer)?;
    Ok(all.into_iter().map(|agreement| (agreement.id, agreement.terms.agency)).collect())
}
