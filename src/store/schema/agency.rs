//! Forces and agencies, and what they may read under.

diesel::table! {
    use diesel::sql_types::*;
    use crate::store::types::{DbId, DbUtc};

    agreements (id) {
        id -> DbId,
        scheme -> DbId,
        terms -> Binary,
        covers -> Text,
        starts_on -> Date,
        review_on -> Date,
        ends_on -> Date,
        ended_on -> Nullable<Date>,
        registered_by -> Nullable<DbId>,
        registered_at -> DbUtc,
    }
}
