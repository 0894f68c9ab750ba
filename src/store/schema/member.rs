//! The scheme, its members and their users.

diesel::table! {
    use diesel::sql_types::*;
    use crate::store::types::{DbId, DbUtc};

    schemes (id) {
        id -> DbId,
        host -> Text,
        name -> Text,
        area -> Text,
        email -> Text,
        phone -> Text,
        address -> Text,
        website -> Text,
        rules -> Text,
        rules_version -> Integer,
        rules_since -> Date,
        agreement_version -> Integer,
        next_reference -> BigInt,
        demo -> Bool,
        logo -> Nullable<Binary>,
        logo_name -> Nullable<Text>,
        created_at -> DbUtc,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::store::types::{DbId, DbUtc};

    data_keys (owner) {
        owner -> DbId,
        scheme -> DbId,
        epoch -> BigInt,
        wrapped -> Binary,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::store::types::{DbId, DbUtc};

    businesses (id) {
        id -> DbId,
        scheme -> DbId,
        state -> Text,
        details -> Binary,
        authority_on -> Nullable<Date>,
        created_at -> DbUtc,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::store::types::{DbId, DbUtc};

    premises (id) {
        id -> DbId,
        scheme -> DbId,
        business -> DbId,
        area -> Text,
        details -> Binary,
        open -> Bool,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::store::types::{DbId, DbUtc};

    users (id) {
        id -> DbId,
        scheme -> DbId,
        business -> Nullable<DbId>,
        state -> Text,
        lookup -> Binary,
        lookup_epoch -> BigInt,
        details -> Binary,
        credentials -> Nullable<Binary>,
        second_factor_step -> Nullable<BigInt>,
        agreed_version -> Nullable<Integer>,
        agreed_on -> Nullable<Date>,
        theme -> Text,
        gallery_seen_at -> Nullable<DbUtc>,
        stopped_at -> Nullable<DbUtc>,
        counted_from -> Nullable<DbUtc>,
        created_at -> DbUtc,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::store::types::{DbId, DbUtc};

    roles (user_id, role) {
        scheme -> DbId,
        user_id -> DbId,
        role -> Text,
        granted_by -> Nullable<DbId>,
        granted_at -> DbUtc,
        confirmed_by -> Nullable<DbId>,
        confirmed_at -> Nullable<DbUtc>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::store::types::{DbId, DbUtc};

    sessions (token) {
        token -> Binary,
        scheme -> DbId,
        user_id -> DbId,
        role -> Text,
        second_factor -> Bool,
        created_at -> DbUtc,
        seen_at -> DbUtc,
        statement -> Nullable<Binary>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::store::types::{DbId, DbUtc};

    links (token) {
        token -> Binary,
        scheme -> DbId,
        user_id -> DbId,
        purpose -> Text,
        ends_at -> DbUtc,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::store::types::{DbId, DbUtc};

    leavings (id) {
        id -> DbId,
        scheme -> DbId,
        user_id -> Nullable<DbId>,
        business -> Nullable<DbId>,
        asked_by -> DbId,
        asked_at -> DbUtc,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::store::types::{DbId, DbUtc};

    rule_changes (id) {
        id -> DbId,
        scheme -> DbId,
        base -> Integer,
        rules_before -> Text,
        rules_after -> Text,
        reason -> Binary,
        proposed_by -> Nullable<DbId>,
        proposed_at -> DbUtc,
        state -> Text,
        decided_by -> Nullable<DbId>,
        decided_at -> Nullable<DbUtc>,
        decision -> Nullable<Binary>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::store::types::{DbId, DbUtc};

    enquiries (id) {
        id -> DbId,
        scheme -> DbId,
        state -> Text,
        message -> Binary,
        made_at -> DbUtc,
        closed_on -> Nullable<Date>,
        erase_on -> Nullable<Date>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::store::types::{DbId, DbUtc};

    requests (id) {
        id -> DbId,
        scheme -> DbId,
        reference -> BigInt,
        kind -> Text,
        way -> Text,
        profile -> Nullable<DbId>,
        sanction -> Nullable<DbId>,
        ground -> Nullable<Text>,
        asking -> Binary,
        notes -> Binary,
        code -> Binary,
        code_epoch -> BigInt,
        trace -> Binary,
        received_on -> Date,
        entered_at -> DbUtc,
        recorded_by -> Nullable<DbId>,
        acknowledged_on -> Nullable<Date>,
        identity_asked_on -> Nullable<Date>,
        identity_proven_on -> Nullable<Date>,
        clarity_asked_on -> Nullable<Date>,
        clarity_given_on -> Nullable<Date>,
        extended_on -> Nullable<Date>,
        first_sent_on -> Nullable<Date>,
        outcome -> Nullable<Text>,
        letter_due -> Bool,
        decided_by -> Nullable<DbId>,
        closed_on -> Nullable<Date>,
        erase_on -> Nullable<Date>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::store::types::DbId;

    restrictions (id) {
        id -> DbId,
        scheme -> DbId,
        request -> DbId,
        part -> Text,
        incident -> Nullable<DbId>,
        reason -> Binary,
        since -> Date,
        decided_by -> Nullable<DbId>,
        lifted_on -> Nullable<Date>,
        lifted -> Nullable<Binary>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::store::types::{DbId, DbUtc};

    packs (id) {
        id -> DbId,
        scheme -> DbId,
        request -> DbId,
        state -> Text,
        begun_by -> Nullable<DbId>,
        begun_at -> DbUtc,
        proposed_by -> Nullable<DbId>,
        proposed_at -> Nullable<DbUtc>,
        approved_by -> Nullable<DbId>,
        approved_at -> Nullable<DbUtc>,
        file -> Nullable<DbId>,
        choices -> Binary,
        access -> Nullable<Binary>,
        link -> Nullable<Binary>,
        tries -> Integer,
        opened_at -> Nullable<DbUtc>,
        erase_on -> Nullable<Date>,
    }
}
