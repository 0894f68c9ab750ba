//! The controller's grants to see a withdrawn profile.

use chrono::NaiveDate;
use diesel::prelude::*;

use super::{Read, Stored, schema::grants};
use crate::domain::ids::{ProfileId, SchemeId, UserId};

/// Whether a grant to this user runs on a day.
///
/// # Errors
/// If the database refuses.
pub fn runs(
    tx: &mut Read<'_>,
    scheme: SchemeId,
    user: UserId,
    profile: ProfileId,
    today: NaiveDate,
) -> Stored<bool> {
    Ok(diesel::select(diesel::dsl::exists(
        grants::table
            .filter(grants::scheme.eq(scheme))
            .filter(grants::profile.eq(profile))
            .filter(grants::user_id.eq(user))
            .filter(grants::until.ge(today)),
    ))
    .get_result(tx.conn)?)
}
