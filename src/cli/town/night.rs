//! The town's evenings and nights: whoever is due to be withdrawn or erased leaves on the day, as with a service that
//! runs all day.

use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};

use super::live::Life;
use crate::{
    actions::timetable::preview::preview,
    domain::date::{day_start, london_day},
    jobs::runner,
};

/// The instant a day's work ends.
pub fn evening(day: NaiveDate) -> DateTime<Utc> {
    day_start(day) + TimeDelta::hours(17)
}

/// The first night of a town that is built up to a day. Pages look back a year; to live each night of the years before
/// would take the newcomer's patience.
pub fn first(until: NaiveDate) -> DateTime<Utc> {
    next(evening(until - Days::new(400)))
}

/// The next night: ten minutes into the next day.
pub fn next(now: DateTime<Utc>) -> DateTime<Utc> {
    day_start(london_day(now) + Days::new(1)) + TimeDelta::minutes(10)
}

impl Life<'_> {
    /// The timetable is worked.
    pub(super) async fn beat(&self) -> anyhow::Result<()> {
        let (_stay, stop) = tokio::sync::watch::channel(false);
        runner::beat(&self.town.service, None, &stop).await?;
        Ok(())
    }

    /// Works the timetable if somebody leaves today; returns when the next night is.
    pub(super) async fn night(&self) -> anyhow::Result<DateTime<Utc>> {
        let now = self.town.now();
        let (due, _) = preview(&self.town.service, london_day(now))?;
        if due.iter().any(|one| matches!(one.deed, "withdraw" | "erase")) {
            self.beat().await?;
        }
        Ok(next(now))
    }
}
