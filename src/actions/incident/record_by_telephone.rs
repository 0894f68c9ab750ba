//! Records a report for a named user, by telephone: theirs, and somebody else reviews it.

use super::{
    sheet::Sheet,
    submit::{Filed, Reporter, Wish, file},
};
use crate::{
    actions::{Bar, Call, Refusal, Shared},
    domain::{
        deed::Deed,
        ids::UserId,
        member::{
            evidence::{Acting, Administrator},
            state::State,
        },
    },
    store::{self, StoreError},
};

/// Somebody a report can be recorded for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caller {
    /// Who.
    pub id: UserId,
    /// Name.
    pub name: String,
    /// Business.
    pub business: String,
}

/// The active users of member businesses, by business and name.
///
/// # Errors
/// 404 for who is no administrator.
pub async fn callers(service: &Shared, call: Call) -> Result<(Vec<Caller>, Bar), Refusal> {
    let seen = service
        .look::<Administrator, _>(call, Deed::ViewReportForm, |look| {
            let businesses = store::business::list(look.tx, &look.viewer)?;
            let mut callers: Vec<Caller> = Vec::new();
            for user in store::user::list(look.tx, &look.viewer, None)? {
                let business = businesses.iter().find(|business| Some(business.id) == user.business);
                let Some(business) = business.filter(|_| user.state == State::Active) else { continue };
                look.concerns(user.id);
                let business = business.details.name.clone();
                callers.push(Caller { id: user.id, name: user.details.name, business });
            }
            callers.sort_by(|a, b| (&a.business, &a.name).cmp(&(&b.business, &b.name)));
            Ok(callers)
        })
        .await?;
    Ok((seen.value, seen.bar))
}

/// Records a report for a user.
///
/// # Errors
/// [`Refusal::Fields`] with everything that is wrong.
pub async fn record_by_telephone(
    service: &Shared,
    call: Call,
    user: UserId,
    sheet: Sheet,
) -> Result<Filed, Refusal> {
    let mut tries = 0;
    loop {
        let wanted = Sheet { report: String::new(), ..sheet.clone() };
        let done = service
            .act::<Administrator, _>(call.clone(), move |act| {
                let caller = store::user::load(act.tx, &act.viewer, user)?;
                let recorder = act.viewer.user();
                if caller.state != State::Active || caller.business.is_none() || recorder == Some(user) {
                    return Err(Refusal::NotFound);
                }
                let reporter = Reporter { user, business: caller.business, recorder, anywhere: false };
                file(act, reporter, &wanted, Wish::Send)
            })
            .await;
        tries += 1;
        match done {
            Err(Refusal::Store(StoreError::Duplicate)) if tries < 3 => {}
            other => return other,
        }
    }
}
