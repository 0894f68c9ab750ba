//! Subjects, and what is done about them.

diesel::table! {
    use diesel::sql_types::*;
    use crate::store::types::{DbId, DbUtc};

    profiles (id) {
        id -> DbId,
        scheme -> DbId,
        id_sought -> Bool,
        named_on -> Nullable<Date>,
        status -> Text,
        under_18 -> Bool,
        photo_shown -> Bool,
        identity -> Binary,
        contact -> Nullable<Binary>,
        rules_version -> Integer,
        created_on -> Date,
        unmatched_on -> Nullable<Date>,
        curbed_on -> Nullable<Date>,
        curbed_to -> Nullable<Date>,
        shown_until -> Nullable<Date>,
        shown_since -> Nullable<DbUtc>,
        erased_on -> Date,
        dated_at -> DbUtc,
        withdrawn_at -> Nullable<DbUtc>,
        version -> BigInt,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::store::types::{DbId, DbUtc};

    associates (profile, other) {
        scheme -> DbId,
        profile -> DbId,
        other -> DbId,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::store::types::{DbId, DbUtc};

    pictures (id) {
        id -> DbId,
        scheme -> DbId,
        incident -> Nullable<DbId>,
        profile -> Nullable<DbId>,
        taken_from -> Nullable<DbId>,
        fingerprint -> Binary,
        fingerprint_epoch -> BigInt,
        trace -> Binary,
        width -> Integer,
        height -> Integer,
        main -> Bool,
        uploaded_at -> DbUtc,
        uploaded_by -> Nullable<DbId>,
        erase_on -> Nullable<Date>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::store::types::{DbId, DbUtc};

    sanctions (id) {
        id -> DbId,
        scheme -> DbId,
        profile -> DbId,
        kind -> Text,
        state -> Text,
        months -> Nullable<Integer>,
        everywhere -> Bool,
        proposed_by -> Nullable<DbId>,
        proposed_at -> DbUtc,
        decided_by -> Nullable<DbId>,
        decided_at -> Nullable<DbUtc>,
        served_on -> Nullable<Date>,
        served_how -> Nullable<Text>,
        served_by -> Nullable<DbId>,
        ends_on -> Nullable<Date>,
        ended_on -> Nullable<Date>,
        revoked_on -> Nullable<Date>,
        expiry_told -> Bool,
        statement -> Binary,
        decision -> Nullable<Binary>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::store::types::{DbId, DbUtc};

    sanction_incidents (sanction, incident) {
        scheme -> DbId,
        sanction -> DbId,
        incident -> DbId,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::store::types::{DbId, DbUtc};

    sanction_premises (sanction, premises) {
        scheme -> DbId,
        sanction -> DbId,
        premises -> DbId,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::store::types::{DbId, DbUtc};

    letters (id) {
        id -> DbId,
        scheme -> DbId,
        profile -> DbId,
        sanction -> Nullable<DbId>,
        kind -> Text,
        code -> Nullable<Binary>,
        code_epoch -> Nullable<BigInt>,
        trace -> Nullable<Binary>,
        issued_at -> DbUtc,
        sent_at -> Nullable<DbUtc>,
        printed_at -> Nullable<DbUtc>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::store::types::{DbId, DbUtc};

    suggestions (id) {
        id -> DbId,
        scheme -> DbId,
        profile -> DbId,
        user_id -> Nullable<DbId>,
        name -> Binary,
        state -> Text,
        made_at -> DbUtc,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::store::types::{DbId, DbUtc};

    sightings (id) {
        id -> DbId,
        scheme -> DbId,
        profile -> DbId,
        premises -> Nullable<DbId>,
        user_id -> Nullable<DbId>,
        seen_at -> DbUtc,
        erase_on -> Date,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::store::types::{DbId, DbUtc};

    special_facts (id) {
        id -> DbId,
        scheme -> DbId,
        profile -> DbId,
        kind -> Text,
        source -> Text,
        fact -> Binary,
        recorded_by -> Nullable<DbId>,
        recorded_at -> DbUtc,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::store::types::{DbId, DbUtc};

    special_audiences (fact, business) {
        scheme -> DbId,
        fact -> DbId,
        business -> DbId,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::store::types::{DbId, DbUtc};

    best_interests (id) {
        id -> DbId,
        scheme -> DbId,
        profile -> DbId,
        circulate -> Bool,
        photo -> Bool,
        reason -> Binary,
        proposed_by -> Nullable<DbId>,
        proposed_at -> DbUtc,
        confirmed_by -> Nullable<DbId>,
        confirmed_at -> Nullable<DbUtc>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::store::types::{DbId, DbUtc};

    holds (id) {
        id -> DbId,
        scheme -> DbId,
        profile -> DbId,
        reason -> Binary,
        approved_by -> Nullable<DbId>,
        since -> Date,
        reviewed_on -> Nullable<Date>,
        until -> Date,
        lifted_on -> Nullable<Date>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::store::types::{DbId, DbUtc};

    grants (id) {
        id -> DbId,
        scheme -> DbId,
        profile -> DbId,
        user_id -> DbId,
        reason -> Binary,
        until -> Date,
        given_by -> Nullable<DbId>,
        given_at -> DbUtc,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::store::types::{DbId, DbUtc};

    tombstones (profile) {
        profile -> DbId,
        scheme -> DbId,
        erased_at -> DbUtc,
        due_at -> Nullable<DbUtc>,
        erase_on -> Date,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::store::types::{DbId, DbUtc};

    changes (profile) {
        profile -> DbId,
        scheme -> DbId,
        seq -> BigInt,
        told -> Nullable<BigInt>,
        told_at -> Nullable<DbUtc>,
        state -> Nullable<Text>,
        version -> BigInt,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::store::types::DbId;

    withdrawals (scheme, month) {
        scheme -> DbId,
        month -> Date,
        n -> BigInt,
        late -> BigInt,
        longest -> BigInt,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::store::types::{DbId, DbUtc};

    certificates (id) {
        id -> DbId,
        scheme -> DbId,
        kind -> Text,
        subject -> Nullable<DbId>,
        event -> Nullable<DbId>,
        due_on -> Date,
        deleted_at -> DbUtc,
        counted -> Text,
        blobs -> BigInt,
        letters -> BigInt,
        disclosed -> BigInt,
        issued_at -> Nullable<DbUtc>,
        note -> Nullable<Text>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::store::types::{DbId, DbUtc};

    joined (profile) {
        profile -> DbId,
        scheme -> DbId,
        holder -> DbId,
        identity -> Binary,
        contact -> Nullable<Binary>,
        named_on -> Nullable<Date>,
        created_on -> Date,
        unmatched_on -> Nullable<Date>,
        own_named_on -> Nullable<Date>,
        own_created_on -> Date,
        own_unmatched_on -> Nullable<Date>,
        joined_at -> DbUtc,
        joined_by -> Nullable<DbId>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::store::types::{DbId, DbUtc};

    origins (holder, item) {
        scheme -> DbId,
        holder -> DbId,
        item -> DbId,
        origin -> DbId,
        kind -> Text,
        short -> Bool,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::store::types::{DbId, DbUtc};

    corrections (id) {
        id -> DbId,
        scheme -> DbId,
        profile -> DbId,
        wrong -> Text,
        made_at -> DbUtc,
        items -> Integer,
        letter_due -> Bool,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::store::types::{DbId, DbUtc};

    told (correction, user_id) {
        scheme -> DbId,
        correction -> DbId,
        user_id -> DbId,
        read_at -> Nullable<DbUtc>,
    }
}
