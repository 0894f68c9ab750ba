//! Forces and agencies, and what they may read under.

diesel::table! {
    use diesel::sql_types::*;
    use crate::store::types::{DbId, DbUtc};

    agreements (id) {
        id -> DbId,
        scheme -> DbId,
        terms -> Binary,
        document -> Nullable<Binary>,
        covers -> Text,
        starts_on -> Date,
        review_on -> Date,
        ends_on -> Date,
        ended_on -> Nullable<Date>,
        reminded_on -> Nullable<Date>,
        registered_by -> Nullable<DbId>,
        registered_at -> DbUtc,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::store::types::{DbId, DbUtc};

    clients (id) {
        id -> DbId,
        scheme -> DbId,
        called -> Text,
        agreement -> DbId,
        name -> Nullable<Binary>,
        keys -> Text,
        registered_by -> Nullable<DbId>,
        registered_at -> DbUtc,
        revoked_at -> Nullable<DbUtc>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::store::types::{DbId, DbUtc};

    officers (user_id) {
        user_id -> DbId,
        scheme -> DbId,
        agreement -> DbId,
        reference -> Binary,
        invited_by -> Nullable<DbId>,
        invited_at -> DbUtc,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::store::types::{DbId, DbUtc};

    permissions (incident) {
        incident -> DbId,
        scheme -> DbId,
        user_id -> DbId,
        how -> Text,
        given_on -> Date,
        taken_back_on -> Nullable<Date>,
        recorded_by -> Nullable<DbId>,
        recorded_at -> DbUtc,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::store::types::{DbId, DbUtc};

    disclosures (event) {
        event -> DbId,
        scheme -> DbId,
        at -> DbUtc,
        agreement -> DbId,
        client -> Nullable<DbId>,
        officer -> DbId,
        reference -> Binary,
        what -> Text,
        purpose -> Text,
        about -> Text,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::store::types::{DbId, DbUtc};

    spent (scheme, digest) {
        scheme -> DbId,
        digest -> Binary,
        until -> DbUtc,
    }
}
