//! The tables, as Diesel sees them; `migrations/` makes them.

mod agency;
mod member;
mod profile;
mod record;

pub use agency::*;
pub use member::*;
pub use profile::*;
pub use record::*;

diesel::allow_tables_to_appear_in_same_query!(
    schemes,
    data_keys,
    businesses,
    premises,
    users,
    roles,
    sessions,
    links,
    profiles,
    incidents,
    subjects,
    associates,
    pictures,
    sanctions,
    sanction_incidents,
    sanction_premises,
    letters,
    suggestions,
    sightings,
    special_facts,
    special_audiences,
    best_interests,
    holds,
    grants,
    leavings,
    rule_changes,
    agreements,
    breaches,
    documents,
    clients,
    officers,
    permissions,
    disclosures,
    spent,
    enquiries,
    requests,
    restrictions,
    packs,
    outbox,
    audit,
    audit_heads,
    audit_tiles,
    leases,
    ticks,
    blob_removals,
    counters,
    tombstones,
    changes,
    certificates,
    withdrawals,
    redactions,
    joined,
    origins,
    corrections,
    told,
);

diesel::joinable!(sessions -> users (user_id));
diesel::joinable!(subjects -> incidents (incident));
diesel::joinable!(subjects -> profiles (profile));
diesel::joinable!(told -> corrections (correction));
diesel::joinable!(packs -> requests (request));
diesel::joinable!(restrictions -> requests (request));
diesel::joinable!(sanction_incidents -> sanctions (sanction));
diesel::joinable!(sanction_premises -> sanctions (sanction));
