//! Incidents, mail, the audit trail, scheduled work.

diesel::table! {
    use diesel::sql_types::*;
    use crate::store::types::{DbId, DbUtc};

    incidents (id) {
        id -> DbId,
        scheme -> DbId,
        reference -> BigInt,
        submission -> Binary,
        state -> Text,
        kind -> Text,
        band -> Text,
        premises -> Nullable<DbId>,
        business -> Nullable<DbId>,
        reporter -> Nullable<DbId>,
        recorder -> Nullable<DbId>,
        by_member -> Bool,
        threat_or_damage -> Bool,
        weapon -> Bool,
        who -> Text,
        claimed -> Nullable<DbId>,
        occurred_at -> DbUtc,
        submitted_at -> Nullable<DbUtc>,
        changed_at -> DbUtc,
        reviewed_at -> Nullable<DbUtc>,
        reviewed_by -> Nullable<DbId>,
        report -> Binary,
        summary -> Nullable<Binary>,
        outcome -> Nullable<Binary>,
        reporter_mail -> Nullable<Binary>,
        erase_on -> Nullable<Date>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::store::types::{DbId, DbUtc};

    subjects (incident, profile) {
        scheme -> DbId,
        incident -> DbId,
        profile -> DbId,
        proof -> Nullable<Text>,
        source -> Text,
        linked_at -> DbUtc,
        linked_by -> Nullable<DbId>,
        struck_on -> Nullable<Date>,
        struck_why -> Nullable<Text>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::store::types::{DbId, DbUtc};

    outbox (id) {
        id -> DbId,
        scheme -> DbId,
        owner -> DbId,
        state -> Text,
        message -> Nullable<Binary>,
        letter -> Nullable<DbId>,
        attempts -> Integer,
        problem -> Nullable<Text>,
        queued_at -> DbUtc,
        next_at -> DbUtc,
        settled_at -> Nullable<DbUtc>,
        erase_on -> Date,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::store::types::{DbId, DbUtc};

    audit (scheme, seq) {
        scheme -> DbId,
        seq -> BigInt,
        id -> DbId,
        at -> DbUtc,
        deed -> Text,
        role -> Text,
        actor -> Nullable<DbId>,
        about -> Text,
        owner -> Nullable<DbId>,
        sealed -> Nullable<Binary>,
        previous -> Binary,
        hash -> Binary,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::store::types::{DbId, DbUtc};

    audit_heads (scheme) {
        scheme -> DbId,
        seq -> BigInt,
        hash -> Binary,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::store::types::DbId;

    audit_tiles (scheme, number) {
        scheme -> DbId,
        number -> BigInt,
        hash -> Binary,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::store::types::{DbId, DbUtc};

    leases (scheme, job) {
        scheme -> DbId,
        job -> Text,
        fence -> BigInt,
        until -> DbUtc,
        done_at -> Nullable<DbUtc>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::store::types::{DbId, DbUtc};

    ticks (scheme) {
        scheme -> DbId,
        at -> DbUtc,
        erased_at -> Nullable<DbUtc>,
        stopped_since -> Nullable<DbUtc>,
        stopped_why -> Nullable<Text>,
        confirmed_by -> Nullable<DbId>,
        ring_epoch -> Nullable<BigInt>,
        ring_print -> Nullable<Binary>,
        unwitnessed_since -> Nullable<DbUtc>,
        head_mailed_at -> Nullable<DbUtc>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::store::types::{DbId, DbUtc};

    blob_removals (scheme, blob) {
        scheme -> DbId,
        blob -> Text,
        since -> DbUtc,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::store::types::{DbId, DbUtc};

    counters (scheme, span, since, area, kind, band) {
        scheme -> DbId,
        span -> Text,
        since -> Date,
        area -> Text,
        kind -> Text,
        band -> Text,
        n -> BigInt,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::store::types::{DbId, DbUtc};

    redactions (id) {
        id -> DbId,
        scheme -> DbId,
        incident -> DbId,
        profile -> DbId,
        words -> Binary,
        since -> DbUtc,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::store::types::{DbId, DbUtc};

    breaches (id) {
        id -> DbId,
        scheme -> DbId,
        record -> Binary,
        aware_at -> DbUtc,
        risk -> Nullable<Text>,
        reported_at -> Nullable<DbUtc>,
        people_on -> Nullable<Date>,
        closed_on -> Nullable<Date>,
        mailed -> Nullable<Text>,
        entered_by -> Nullable<DbId>,
        entered_at -> DbUtc,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::store::types::{DbId, DbUtc};

    documents (id) {
        id -> DbId,
        scheme -> DbId,
        kind -> Text,
        line -> DbId,
        version -> Integer,
        record -> Binary,
        adopted_on -> Nullable<Date>,
        review_on -> Nullable<Date>,
        ended_on -> Nullable<Date>,
        reminded_on -> Nullable<Date>,
        drafted_by -> Nullable<DbId>,
        drafted_at -> DbUtc,
        adopted_by -> Nullable<DbId>,
    }
}
