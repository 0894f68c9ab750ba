//! The controller grants somebody sight of a withdrawn profile: named, reasoned, at most 12 months.

use chrono::NaiveDate;

use crate::{
    actions::{Call, Refusal, Shared, refusal::Problems},
    domain::{
        deed::Deed,
        ids::{ProfileId, UserId},
        member::evidence::{Acting, Controller},
        rules::GRANT,
        text::{self, TextProblem},
    },
    store::{self, grant::Sight},
};

/// Grants sight.
///
/// # Errors
/// Messages on `user`, `until` and `reason`; [`Refusal::NotFound`] if there is no such profile.
pub async fn grant(
    service: &Shared,
    call: Call,
    profile: ProfileId,
    user: Option<UserId>,
    until: Option<NaiveDate>,
    reason: String,
) -> Result<(), Refusal> {
    service
        .act::<Controller, _>(call, move |act| {
            let today = act.viewer.today();
            let mut problems = Problems::default();
            let reason = problems.take("reason", text::paragraphs(&reason, 10, 2_000));
            let until = until.filter(|day| *day >= today && *day <= GRANT.after_never_longer(today));
            if until.is_none() {
                problems.add("until", format!("Please choose a day within {}.", GRANT.spoken()));
            }
            let user = problems.take("user", user.ok_or(TextProblem::Empty));
            if user.is_some() && user == act.viewer.user() {
                problems.add("user", "You see withdrawn people without a grant.");
            }
            problems.end()?;
            let (Some(reason), Some(until), Some(user)) = (reason, until, user) else {
                return Err(Refusal::NotFound);
            };
            store::user::load(act.tx, &act.viewer, user)?;
            let viewer = act.viewer;
            let sight = Sight { id: act.new_id(), user, until, reason: reason.clone() };
            store::grant::insert(act.tx, &viewer, profile, &sight)?;
            act.record_words(Deed::GrantSight, &[profile.uuid(), user.uuid()], profile, &reason)?;
            Ok(())
        })
        .await
}
