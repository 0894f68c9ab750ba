//! The controller places, reviews or lifts a legal hold: it defers erasure, never withdrawal.

use chrono::NaiveDate;

use crate::{
    actions::{Act, Call, Refusal, Shared, profile::reckon::reckon, refusal::Problems},
    domain::{
        deed::Deed,
        ids::{ItemId, ProfileId},
        member::evidence::Controller,
        rules::LEGAL_HOLD_REVIEW,
        text,
    },
    store::{self, hold::Hold},
};

/// Places a hold until the day of its review.
///
/// # Errors
/// Messages on `review` and `why`; [`Refusal::NotFound`] if there is no such profile.
pub async fn place(
    service: &Shared,
    call: Call,
    profile: ProfileId,
    until: Option<NaiveDate>,
    reason: String,
) -> Result<(), Refusal> {
    service
        .act::<Controller, _>(call, move |act| {
            let today = act.viewer.today();
            let mut problems = Problems::default();
            let reason = problems.take("why", text::paragraphs(&reason, 10, 2_000));
            let until = ahead(&mut problems, until, today);
            problems.end()?;
            let (Some(reason), Some(until)) = (reason, until) else { return Err(Refusal::NotFound) };
            let viewer = act.viewer;
            let holds = store::hold::of_profile(act.tx, &viewer, profile)?;
            if holds.iter().any(|held| held.lifted.is_none() && held.reason == reason && held.until == until)
            {
                return Err(Refusal::field("why", "This hold is placed already."));
            }
            let hold = Hold {
                id: act.new_id(),
                reason: reason.clone(),
                since: today,
                reviewed: None,
                until,
                lifted: None,
            };
            store::hold::insert(act.tx, &viewer, profile, &hold)?;
            act.record_words(Deed::HoldErasure, &[profile.uuid(), hold.id.uuid()], profile, &reason)?;
            reckon(act, profile)?;
            Ok(())
        })
        .await
}

fn ahead(problems: &mut Problems, until: Option<NaiveDate>, today: NaiveDate) -> Option<NaiveDate> {
    let until = until.filter(|day| *day >= today && *day <= LEGAL_HOLD_REVIEW.after_never_longer(today));
    if until.is_none() {
        problems.add("review", format!("Please choose a day within {}.", LEGAL_HOLD_REVIEW.spoken()));
    }
    until
}

/// Reviews a hold and keeps it to a later day.
///
/// # Errors
/// A message on `review`; [`Refusal::NotFound`] if there is no such hold.
pub async fn keep(
    service: &Shared,
    call: Call,
    profile: ProfileId,
    hold: ItemId,
    until: Option<NaiveDate>,
) -> Result<(), Refusal> {
    service
        .act::<Controller, _>(call, move |act| {
            let mut problems = Problems::default();
            let until = ahead(&mut problems, until, act.viewer.today());
            problems.end()?;
            decide(act, profile, hold, until)
        })
        .await
}

/// Lifts a hold.
///
/// # Errors
/// [`Refusal::NotFound`] if there is no such hold.
pub async fn lift(service: &Shared, call: Call, profile: ProfileId, hold: ItemId) -> Result<(), Refusal> {
    service.act::<Controller, _>(call, move |act| decide(act, profile, hold, None)).await
}

fn decide(
    act: &mut Act<'_, '_, Controller>,
    profile: ProfileId,
    hold: ItemId,
    until: Option<NaiveDate>,
) -> Result<(), Refusal> {
    let (viewer, today) = (act.viewer, act.viewer.today());
    store::hold::review(act.tx, &viewer, profile, hold, today, until)?;
    act.record(Deed::HoldErasure, &[profile.uuid(), hold.uuid()]);
    reckon(act, profile)?;
    Ok(())
}
