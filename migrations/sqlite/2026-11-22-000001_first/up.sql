-- Plain columns are random ids, clock dates, states, types and counts. Whatever is personal is sealed.
-- A column that names who did something outlives that user: then it is a random id of nobody.

CREATE TABLE schemes (
    id BLOB NOT NULL PRIMARY KEY,
    host TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    area TEXT NOT NULL,
    email TEXT NOT NULL,
    phone TEXT NOT NULL,
    address TEXT NOT NULL,
    website TEXT NOT NULL,
    rules TEXT NOT NULL,
    rules_version INTEGER NOT NULL,
    rules_since TEXT NOT NULL,
    agreement_version INTEGER NOT NULL,
    next_reference INTEGER NOT NULL,
    demo INTEGER NOT NULL,
    logo BLOB,
    logo_name TEXT,
    created_at TEXT NOT NULL
);

-- One random key per owner, wrapped by an epoch of the ring. Without its row an owner's cells are noise.
CREATE TABLE data_keys (
    owner BLOB NOT NULL PRIMARY KEY,
    scheme BLOB NOT NULL REFERENCES schemes (id),
    epoch INTEGER NOT NULL,
    wrapped BLOB NOT NULL
) WITHOUT ROWID;
CREATE INDEX data_keys_epoch ON data_keys (scheme, epoch);

CREATE TABLE businesses (
    id BLOB NOT NULL PRIMARY KEY,
    scheme BLOB NOT NULL REFERENCES schemes (id),
    state TEXT NOT NULL,
    details BLOB NOT NULL,
    authority_on TEXT,
    created_at TEXT NOT NULL
);
CREATE INDEX businesses_scheme ON businesses (scheme, state);

CREATE TABLE premises (
    id BLOB NOT NULL PRIMARY KEY,
    scheme BLOB NOT NULL REFERENCES schemes (id),
    business BLOB NOT NULL REFERENCES businesses (id),
    area TEXT NOT NULL,
    details BLOB NOT NULL,
    open INTEGER NOT NULL
);
CREATE INDEX premises_business ON premises (scheme, business);

CREATE TABLE users (
    id BLOB NOT NULL PRIMARY KEY,
    scheme BLOB NOT NULL REFERENCES schemes (id),
    business BLOB REFERENCES businesses (id),
    state TEXT NOT NULL,
    lookup BLOB NOT NULL,
    lookup_epoch INTEGER NOT NULL,
    details BLOB NOT NULL,
    credentials BLOB,
    second_factor_step INTEGER,
    agreed_version INTEGER,
    agreed_on TEXT,
    theme TEXT NOT NULL,
    gallery_seen_at TEXT,
    stopped_at TEXT,
    counted_from TEXT,
    created_at TEXT NOT NULL,
    UNIQUE (scheme, lookup)
);
CREATE INDEX users_business ON users (scheme, business);

CREATE TABLE roles (
    scheme BLOB NOT NULL REFERENCES schemes (id),
    user_id BLOB NOT NULL REFERENCES users (id),
    role TEXT NOT NULL,
    granted_by BLOB,
    granted_at TEXT NOT NULL,
    confirmed_by BLOB,
    confirmed_at TEXT,
    PRIMARY KEY (user_id, role)
);

CREATE TABLE sessions (
    token BLOB NOT NULL PRIMARY KEY,
    scheme BLOB NOT NULL REFERENCES schemes (id),
    user_id BLOB NOT NULL REFERENCES users (id),
    role TEXT NOT NULL,
    second_factor INTEGER NOT NULL,
    created_at TEXT NOT NULL,
    seen_at TEXT NOT NULL,
    statement BLOB
);
CREATE INDEX sessions_user ON sessions (scheme, user_id);

-- Invitations and resets: single use, 24 hours.
CREATE TABLE links (
    token BLOB NOT NULL PRIMARY KEY,
    scheme BLOB NOT NULL REFERENCES schemes (id),
    user_id BLOB NOT NULL REFERENCES users (id),
    purpose TEXT NOT NULL,
    ends_at TEXT NOT NULL
);

CREATE TABLE profiles (
    id BLOB NOT NULL PRIMARY KEY,
    scheme BLOB NOT NULL REFERENCES schemes (id),
    id_sought INTEGER NOT NULL,
    named_on TEXT,
    status TEXT NOT NULL,
    under_18 INTEGER NOT NULL,
    photo_shown INTEGER NOT NULL,
    identity BLOB NOT NULL,
    contact BLOB,
    rules_version INTEGER NOT NULL,
    created_on TEXT NOT NULL,
    unmatched_on TEXT,
    curbed_on TEXT,
    curbed_to TEXT,
    shown_until TEXT,
    shown_since TEXT,
    erased_on TEXT NOT NULL,
    dated_at TEXT NOT NULL,
    withdrawn_at TEXT,
    version INTEGER NOT NULL
);
-- In the order of the gallery: a page of it reads 24 rows, not all and sorts them.
CREATE INDEX profiles_shown ON profiles (scheme, shown_since DESC, id, shown_until, status);
-- In the order of ids, for whoever reads all of them page by page.
CREATE INDEX profiles_by_id ON profiles (scheme, id, shown_until);
CREATE INDEX profiles_withdrawn ON profiles (scheme, withdrawn_at, shown_until);
CREATE INDEX profiles_erased ON profiles (scheme, erased_on);

CREATE TABLE incidents (
    id BLOB NOT NULL PRIMARY KEY,
    scheme BLOB NOT NULL REFERENCES schemes (id),
    reference INTEGER NOT NULL,
    submission BLOB NOT NULL,
    state TEXT NOT NULL,
    kind TEXT NOT NULL,
    band TEXT NOT NULL,
    premises BLOB REFERENCES premises (id),
    business BLOB REFERENCES businesses (id),
    reporter BLOB,
    recorder BLOB,
    by_member INTEGER NOT NULL,
    threat_or_damage INTEGER NOT NULL,
    weapon INTEGER NOT NULL,
    who TEXT NOT NULL,
    claimed BLOB REFERENCES profiles (id),
    occurred_at TEXT NOT NULL,
    submitted_at TEXT,
    changed_at TEXT NOT NULL,
    reviewed_at TEXT,
    reviewed_by BLOB,
    report BLOB NOT NULL,
    summary BLOB,
    outcome BLOB,
    reporter_mail BLOB,
    erase_on TEXT,
    UNIQUE (scheme, reference),
    UNIQUE (scheme, submission)
);
CREATE INDEX incidents_state ON incidents (scheme, state, submitted_at);
CREATE INDEX incidents_reporter ON incidents (scheme, reporter);
CREATE INDEX incidents_erase ON incidents (scheme, erase_on);
CREATE INDEX incidents_claimed ON incidents (scheme, claimed);

-- Who is a subject of which incident, and whether that stands (R-26).
CREATE TABLE subjects (
    scheme BLOB NOT NULL REFERENCES schemes (id),
    incident BLOB NOT NULL REFERENCES incidents (id),
    profile BLOB NOT NULL REFERENCES profiles (id),
    proof TEXT,
    source TEXT NOT NULL,
    linked_at TEXT NOT NULL,
    linked_by BLOB,
    struck_on TEXT,
    struck_why TEXT,
    PRIMARY KEY (incident, profile)
);
CREATE INDEX subjects_profile ON subjects (scheme, profile);

CREATE TABLE associates (
    scheme BLOB NOT NULL REFERENCES schemes (id),
    profile BLOB NOT NULL REFERENCES profiles (id),
    other BLOB NOT NULL REFERENCES profiles (id),
    PRIMARY KEY (profile, other)
);

-- A still has a key of its own; a picture of a profile is sealed under the profile's.
CREATE TABLE pictures (
    id BLOB NOT NULL PRIMARY KEY,
    scheme BLOB NOT NULL REFERENCES schemes (id),
    incident BLOB REFERENCES incidents (id),
    profile BLOB REFERENCES profiles (id),
    taken_from BLOB,
    fingerprint BLOB NOT NULL,
    fingerprint_epoch INTEGER NOT NULL,
    trace BLOB NOT NULL,
    width INTEGER NOT NULL,
    height INTEGER NOT NULL,
    main INTEGER NOT NULL,
    uploaded_at TEXT NOT NULL,
    uploaded_by BLOB,
    erase_on TEXT
);
CREATE INDEX pictures_incident ON pictures (scheme, incident);
CREATE INDEX pictures_profile ON pictures (scheme, profile, main DESC, uploaded_at DESC, id);
CREATE INDEX pictures_fingerprint ON pictures (scheme, fingerprint);
CREATE INDEX pictures_erase ON pictures (scheme, erase_on);

CREATE TABLE sanctions (
    id BLOB NOT NULL PRIMARY KEY,
    scheme BLOB NOT NULL REFERENCES schemes (id),
    profile BLOB NOT NULL REFERENCES profiles (id),
    kind TEXT NOT NULL,
    state TEXT NOT NULL,
    months INTEGER,
    everywhere INTEGER NOT NULL,
    proposed_by BLOB,
    proposed_at TEXT NOT NULL,
    decided_by BLOB,
    decided_at TEXT,
    served_on TEXT,
    served_how TEXT,
    served_by BLOB,
    ends_on TEXT,
    ended_on TEXT,
    revoked_on TEXT,
    expiry_told INTEGER NOT NULL,
    statement BLOB NOT NULL,
    decision BLOB
);
CREATE INDEX sanctions_profile ON sanctions
    (scheme, profile, id, kind, state, everywhere, served_on, ends_on, revoked_on);
CREATE INDEX sanctions_state ON sanctions (scheme, state);

CREATE TABLE sanction_incidents (
    scheme BLOB NOT NULL REFERENCES schemes (id),
    sanction BLOB NOT NULL REFERENCES sanctions (id),
    incident BLOB NOT NULL REFERENCES incidents (id),
    PRIMARY KEY (sanction, incident)
);

CREATE TABLE sanction_premises (
    scheme BLOB NOT NULL REFERENCES schemes (id),
    sanction BLOB NOT NULL REFERENCES sanctions (id),
    premises BLOB NOT NULL,
    PRIMARY KEY (sanction, premises)
);

-- The PDF is a blob, sealed under the profile's key; the code is kept as its look-up only.
CREATE TABLE letters (
    id BLOB NOT NULL PRIMARY KEY,
    scheme BLOB NOT NULL REFERENCES schemes (id),
    profile BLOB NOT NULL REFERENCES profiles (id),
    sanction BLOB REFERENCES sanctions (id),
    kind TEXT NOT NULL,
    code BLOB,
    code_epoch INTEGER,
    trace BLOB,
    issued_at TEXT NOT NULL,
    sent_at TEXT,
    printed_at TEXT
);
CREATE INDEX letters_profile ON letters (scheme, profile);
CREATE UNIQUE INDEX letters_once ON letters (sanction, kind);
CREATE INDEX letters_code ON letters (scheme, code);

CREATE TABLE suggestions (
    id BLOB NOT NULL PRIMARY KEY,
    scheme BLOB NOT NULL REFERENCES schemes (id),
    profile BLOB NOT NULL REFERENCES profiles (id),
    user_id BLOB,
    name BLOB NOT NULL,
    state TEXT NOT NULL,
    made_at TEXT NOT NULL
);
CREATE INDEX suggestions_profile ON suggestions (scheme, profile);

CREATE TABLE sightings (
    id BLOB NOT NULL PRIMARY KEY,
    scheme BLOB NOT NULL REFERENCES schemes (id),
    profile BLOB NOT NULL REFERENCES profiles (id),
    premises BLOB REFERENCES premises (id),
    user_id BLOB,
    seen_at TEXT NOT NULL,
    erase_on TEXT NOT NULL
);
CREATE INDEX sightings_profile ON sightings (scheme, profile);
CREATE INDEX sightings_erase ON sightings (scheme, erase_on);

-- Special-category facts (R-16), each with a named audience.
CREATE TABLE special_facts (
    id BLOB NOT NULL PRIMARY KEY,
    scheme BLOB NOT NULL REFERENCES schemes (id),
    profile BLOB NOT NULL REFERENCES profiles (id),
    kind TEXT NOT NULL,
    source TEXT NOT NULL,
    fact BLOB NOT NULL,
    recorded_by BLOB,
    recorded_at TEXT NOT NULL
);
CREATE INDEX special_facts_profile ON special_facts (scheme, profile);

CREATE TABLE special_audiences (
    scheme BLOB NOT NULL REFERENCES schemes (id),
    fact BLOB NOT NULL REFERENCES special_facts (id),
    business BLOB NOT NULL REFERENCES businesses (id),
    PRIMARY KEY (fact, business)
);

-- Best-interests decisions on children (R-17): two different people.
CREATE TABLE best_interests (
    id BLOB NOT NULL PRIMARY KEY,
    scheme BLOB NOT NULL REFERENCES schemes (id),
    profile BLOB NOT NULL REFERENCES profiles (id),
    circulate INTEGER NOT NULL,
    photo INTEGER NOT NULL,
    reason BLOB NOT NULL,
    proposed_by BLOB,
    proposed_at TEXT NOT NULL,
    confirmed_by BLOB,
    confirmed_at TEXT
);
CREATE INDEX best_interests_profile ON best_interests (scheme, profile);

CREATE TABLE holds (
    id BLOB NOT NULL PRIMARY KEY,
    scheme BLOB NOT NULL REFERENCES schemes (id),
    profile BLOB NOT NULL REFERENCES profiles (id),
    reason BLOB NOT NULL,
    approved_by BLOB,
    since TEXT NOT NULL,
    reviewed_on TEXT,
    until TEXT NOT NULL,
    lifted_on TEXT
);
CREATE INDEX holds_profile ON holds (scheme, profile);

-- A controller's grant to see a withdrawn profile (R-22).
CREATE TABLE grants (
    id BLOB NOT NULL PRIMARY KEY,
    scheme BLOB NOT NULL REFERENCES schemes (id),
    profile BLOB NOT NULL REFERENCES profiles (id),
    user_id BLOB NOT NULL REFERENCES users (id),
    reason BLOB NOT NULL,
    until TEXT NOT NULL,
    given_by BLOB,
    given_at TEXT NOT NULL
);
CREATE INDEX grants_profile ON grants (scheme, profile);

CREATE TABLE leavings (
    id BLOB NOT NULL PRIMARY KEY,
    scheme BLOB NOT NULL REFERENCES schemes (id),
    user_id BLOB REFERENCES users (id),
    business BLOB REFERENCES businesses (id),
    asked_by BLOB NOT NULL,
    asked_at TEXT NOT NULL
);

-- A change of the rules file waits for a controller. What was approved stays: profiles are bound by the rules they
-- were begun under. The reasons are sealed under a key of their own.
CREATE TABLE rule_changes (
    id BLOB NOT NULL PRIMARY KEY,
    scheme BLOB NOT NULL REFERENCES schemes (id),
    base INTEGER NOT NULL,
    rules_before TEXT NOT NULL,
    rules_after TEXT NOT NULL,
    reason BLOB NOT NULL,
    proposed_by BLOB,
    proposed_at TEXT NOT NULL,
    state TEXT NOT NULL,
    decided_by BLOB,
    decided_at TEXT,
    decision BLOB
);
CREATE INDEX rule_changes_scheme ON rule_changes (scheme, state);

-- The register of personal data breaches (R-53): how far each is in the clear, the rest sealed under a key of its own.
CREATE TABLE breaches (
    id BLOB NOT NULL PRIMARY KEY,
    scheme BLOB NOT NULL REFERENCES schemes (id),
    record BLOB NOT NULL,
    aware_at TEXT NOT NULL,
    risk TEXT,
    reported_at TEXT,
    people_on TEXT,
    closed_on TEXT,
    mailed TEXT,
    entered_by BLOB,
    entered_at TEXT NOT NULL
);
CREATE INDEX breaches_scheme ON breaches (scheme, aware_at);

-- Data-protection documents, a row a version: its days in the clear, what it says sealed under a key of its own. One
-- version of a number: of two that begin the same, the second fails.
CREATE TABLE documents (
    id BLOB NOT NULL PRIMARY KEY,
    scheme BLOB NOT NULL REFERENCES schemes (id),
    kind TEXT NOT NULL,
    line BLOB NOT NULL,
    version INTEGER NOT NULL,
    record BLOB NOT NULL,
    adopted_on TEXT,
    review_on TEXT,
    ended_on TEXT,
    reminded_on TEXT,
    drafted_by BLOB,
    drafted_at TEXT NOT NULL,
    adopted_by BLOB,
    UNIQUE (scheme, kind, line, version)
);

-- Information sharing agreements with forces and agencies (R-60): days and classes in the clear, the rest sealed, each
-- under a key of its own.
CREATE TABLE agreements (
    id BLOB NOT NULL PRIMARY KEY,
    scheme BLOB NOT NULL REFERENCES schemes (id),
    terms BLOB NOT NULL,
    document BLOB,
    covers TEXT NOT NULL,
    starts_on TEXT NOT NULL,
    review_on TEXT NOT NULL,
    ends_on TEXT NOT NULL,
    ended_on TEXT,
    reminded_on TEXT,
    registered_by BLOB,
    registered_at TEXT NOT NULL
);
CREATE INDEX agreements_scheme ON agreements (scheme, ends_on);

-- Police systems that may read (R-60): what each calls itself and its public keys in the clear, its name sealed under
-- the key of its agreement.
CREATE TABLE clients (
    id BLOB NOT NULL PRIMARY KEY,
    scheme BLOB NOT NULL REFERENCES schemes (id),
    called TEXT NOT NULL,
    agreement BLOB NOT NULL REFERENCES agreements (id),
    name BLOB,
    keys TEXT NOT NULL,
    registered_by BLOB,
    registered_at TEXT NOT NULL,
    revoked_at TEXT
);
CREATE UNIQUE INDEX clients_called ON clients (scheme, called);
CREATE INDEX clients_agreement ON clients (agreement);

-- Officers of a force or agency without a system of their own (R-60): accounts bound to an agreement.
CREATE TABLE officers (
    user_id BLOB NOT NULL PRIMARY KEY REFERENCES users (id),
    scheme BLOB NOT NULL REFERENCES schemes (id),
    agreement BLOB NOT NULL REFERENCES agreements (id),
    reference BLOB NOT NULL,
    invited_by BLOB,
    invited_at TEXT NOT NULL
);
CREATE INDEX officers_agreement ON officers (agreement);

-- Reporters' permissions to hand a report to police with their name (R-3).
CREATE TABLE permissions (
    incident BLOB NOT NULL PRIMARY KEY REFERENCES incidents (id),
    scheme BLOB NOT NULL REFERENCES schemes (id),
    user_id BLOB NOT NULL REFERENCES users (id),
    how TEXT NOT NULL,
    given_on TEXT NOT NULL,
    taken_back_on TEXT,
    recorded_by BLOB,
    recorded_at TEXT NOT NULL
);
CREATE INDEX permissions_user ON permissions (scheme, user_id);

-- What police were told (R-60): random ids, what it was and what for. The officer's reference and the reason are sealed
-- under the key of the agreement, or of the one person who was asked for.
CREATE TABLE disclosures (
    event BLOB NOT NULL PRIMARY KEY,
    scheme BLOB NOT NULL REFERENCES schemes (id),
    at TEXT NOT NULL,
    agreement BLOB NOT NULL,
    client BLOB,
    officer BLOB NOT NULL,
    reference BLOB NOT NULL,
    what TEXT NOT NULL,
    purpose TEXT NOT NULL,
    about TEXT NOT NULL
);
CREATE INDEX disclosures_latest ON disclosures (scheme, at);
CREATE INDEX disclosures_what ON disclosures (scheme, what, at);
CREATE INDEX disclosures_officer ON disclosures (scheme, officer, at);

-- Proofs, assertions and links that were used, each until nobody would believe it anyway.
CREATE TABLE spent (
    scheme BLOB NOT NULL REFERENCES schemes (id),
    digest BLOB NOT NULL,
    until TEXT NOT NULL,
    PRIMARY KEY (scheme, digest)
);
CREATE INDEX spent_until ON spent (until);

CREATE TABLE enquiries (
    id BLOB NOT NULL PRIMARY KEY,
    scheme BLOB NOT NULL REFERENCES schemes (id),
    state TEXT NOT NULL,
    message BLOB NOT NULL,
    made_at TEXT NOT NULL,
    closed_on TEXT,
    erase_on TEXT
);

-- What listed people asked for (R-44, R-50 to R-52): days and states in the clear, who asks and all words sealed, each
-- under a key of its own. The code is kept as its look-up only.
CREATE TABLE requests (
    id BLOB NOT NULL PRIMARY KEY,
    scheme BLOB NOT NULL REFERENCES schemes (id),
    reference INTEGER NOT NULL,
    kind TEXT NOT NULL,
    way TEXT NOT NULL,
    profile BLOB REFERENCES profiles (id),
    sanction BLOB,
    ground TEXT,
    asking BLOB NOT NULL,
    notes BLOB NOT NULL,
    code BLOB NOT NULL,
    code_epoch INTEGER NOT NULL,
    trace BLOB NOT NULL,
    received_on TEXT NOT NULL,
    entered_at TEXT NOT NULL,
    recorded_by BLOB,
    acknowledged_on TEXT,
    identity_asked_on TEXT,
    identity_proven_on TEXT,
    clarity_asked_on TEXT,
    clarity_given_on TEXT,
    extended_on TEXT,
    first_sent_on TEXT,
    outcome TEXT,
    letter_due INTEGER NOT NULL,
    decided_by BLOB,
    closed_on TEXT,
    erase_on TEXT
);
CREATE INDEX requests_profile ON requests (scheme, profile);
CREATE INDEX requests_code ON requests (scheme, code);
CREATE INDEX requests_open ON requests (scheme, closed_on, received_on);

-- What is hidden from members and police for a request (R-51): which part, of which report, why and until when.
CREATE TABLE restrictions (
    id BLOB NOT NULL PRIMARY KEY,
    scheme BLOB NOT NULL REFERENCES schemes (id),
    request BLOB NOT NULL REFERENCES requests (id),
    part TEXT NOT NULL,
    incident BLOB,
    reason BLOB NOT NULL,
    since TEXT NOT NULL,
    decided_by BLOB,
    lifted_on TEXT,
    lifted BLOB
);
CREATE INDEX restrictions_request ON restrictions (scheme, request);

-- The copy of everything held, in the making and to be collected (R-50): who made it, who approved it. What was decided
-- about each fact is sealed under the request's key; the file, its link and passphrase under the copy's own.
CREATE TABLE packs (
    id BLOB NOT NULL PRIMARY KEY,
    scheme BLOB NOT NULL REFERENCES schemes (id),
    request BLOB NOT NULL REFERENCES requests (id),
    state TEXT NOT NULL,
    begun_by BLOB,
    begun_at TEXT NOT NULL,
    proposed_by BLOB,
    proposed_at TEXT,
    approved_by BLOB,
    approved_at TEXT,
    file BLOB,
    choices BLOB NOT NULL,
    access BLOB,
    link BLOB,
    tries INTEGER NOT NULL,
    opened_at TEXT,
    erase_on TEXT
);
CREATE INDEX packs_request ON packs (scheme, request);
CREATE INDEX packs_link ON packs (scheme, link);

-- Mail waits here sealed under its owner's key; a delivered message's address and body are wiped.
CREATE TABLE outbox (
    id BLOB NOT NULL PRIMARY KEY,
    scheme BLOB NOT NULL REFERENCES schemes (id),
    owner BLOB NOT NULL,
    state TEXT NOT NULL,
    message BLOB,
    letter BLOB,
    attempts INTEGER NOT NULL,
    problem TEXT,
    queued_at TEXT NOT NULL,
    next_at TEXT NOT NULL,
    settled_at TEXT,
    erase_on TEXT NOT NULL
);
CREATE INDEX outbox_due ON outbox (scheme, state, next_at);
CREATE INDEX outbox_owner ON outbox (scheme, owner);

CREATE TABLE audit (
    scheme BLOB NOT NULL REFERENCES schemes (id),
    seq INTEGER NOT NULL,
    id BLOB NOT NULL,
    at TEXT NOT NULL,
    deed TEXT NOT NULL,
    role TEXT NOT NULL,
    actor BLOB,
    about TEXT NOT NULL,
    owner BLOB,
    sealed BLOB,
    previous BLOB NOT NULL,
    hash BLOB NOT NULL,
    PRIMARY KEY (scheme, seq)
);
CREATE INDEX audit_event ON audit (scheme, id);

CREATE TABLE audit_heads (
    scheme BLOB NOT NULL PRIMARY KEY REFERENCES schemes (id),
    seq INTEGER NOT NULL,
    hash BLOB NOT NULL
);

-- The roots of the Merkle tree over whole runs of 256 events (RFC 6962).
CREATE TABLE audit_tiles (
    scheme BLOB NOT NULL REFERENCES schemes (id),
    number INTEGER NOT NULL,
    hash BLOB NOT NULL,
    PRIMARY KEY (scheme, number)
);

-- Scheduled work is claimed by lease, with a fencing number.
CREATE TABLE leases (
    scheme BLOB NOT NULL REFERENCES schemes (id),
    job TEXT NOT NULL,
    fence INTEGER NOT NULL,
    until TEXT NOT NULL,
    done_at TEXT,
    PRIMARY KEY (scheme, job)
);

-- When the scheduler last ran: deletions stop when a start comes too long after (a clock may be wrong).
-- And the newest epoch of the key ring that was begun here, with what tells it from another of its number.
CREATE TABLE ticks (
    scheme BLOB NOT NULL PRIMARY KEY REFERENCES schemes (id),
    at TEXT NOT NULL,
    erased_at TEXT,
    stopped_since TEXT,
    stopped_why TEXT,
    confirmed_by BLOB,
    ring_epoch INTEGER,
    ring_print BLOB,
    unwitnessed_since TEXT,
    head_mailed_at TEXT
);

-- Blobs that must go: removed until the object store says not found.
CREATE TABLE blob_removals (
    scheme BLOB NOT NULL REFERENCES schemes (id),
    blob TEXT NOT NULL,
    since TEXT NOT NULL,
    PRIMARY KEY (scheme, blob)
);

-- Anonymous counters stay for ever (R-25): a span of time from a day on; an empty word covers everything.
CREATE TABLE counters (
    scheme BLOB NOT NULL REFERENCES schemes (id),
    span TEXT NOT NULL,
    since TEXT NOT NULL,
    area TEXT NOT NULL,
    kind TEXT NOT NULL,
    band TEXT NOT NULL,
    n INTEGER NOT NULL,
    PRIMARY KEY (scheme, span, since, area, kind, band)
);

CREATE TABLE tombstones (
    profile BLOB NOT NULL PRIMARY KEY,
    scheme BLOB NOT NULL REFERENCES schemes (id),
    erased_at TEXT NOT NULL,
    due_at TEXT,
    erase_on TEXT NOT NULL
);
CREATE INDEX tombstones_due ON tombstones (scheme, due_at);

-- Whose entry in the index of names changed last with which event of the audit trail: other processes follow it. And
-- what police were told of a profile last, with which event: nothing of one that was never circulated.
CREATE TABLE changes (
    profile BLOB NOT NULL PRIMARY KEY,
    scheme BLOB NOT NULL REFERENCES schemes (id),
    seq INTEGER NOT NULL,
    told INTEGER,
    told_at TEXT,
    state TEXT,
    version INTEGER NOT NULL
);
CREATE INDEX changes_since ON changes (scheme, seq);
CREATE INDEX changes_told ON changes (scheme, told);

-- How many were withdrawn, by the month in which they were due (R-22): of those, how many late, and the longest
-- wait in minutes. It names nobody.
CREATE TABLE withdrawals (
    scheme BLOB NOT NULL REFERENCES schemes (id),
    month TEXT NOT NULL,
    n INTEGER NOT NULL,
    late INTEGER NOT NULL,
    longest INTEGER NOT NULL,
    PRIMARY KEY (scheme, month)
);

-- Certificates of deletion (R-25). Until one is signed it knows whom it is about; then only its random number.
CREATE TABLE certificates (
    id BLOB NOT NULL PRIMARY KEY,
    scheme BLOB NOT NULL REFERENCES schemes (id),
    kind TEXT NOT NULL,
    subject BLOB,
    event BLOB,
    due_on TEXT NOT NULL,
    deleted_at TEXT NOT NULL,
    counted TEXT NOT NULL,
    blobs INTEGER NOT NULL,
    letters INTEGER NOT NULL,
    disclosed INTEGER NOT NULL,
    issued_at TEXT,
    note TEXT
);
CREATE INDEX certificates_issued ON certificates (scheme, issued_at);

-- Incidents whose words may still name an erased person: somebody reads them again (R-29).
CREATE TABLE redactions (
    id BLOB NOT NULL PRIMARY KEY,
    scheme BLOB NOT NULL REFERENCES schemes (id),
    incident BLOB NOT NULL REFERENCES incidents (id),
    profile BLOB NOT NULL,
    words BLOB NOT NULL,
    since TEXT NOT NULL
);
CREATE INDEX redactions_scheme ON redactions (scheme, since);

-- A profile that was joined to another (R-19): what both were, to undo it; sealed under its own key, which lives as
-- long as the one that stays, and seals whatever came with it.
CREATE TABLE joined (
    profile BLOB NOT NULL PRIMARY KEY,
    scheme BLOB NOT NULL REFERENCES schemes (id),
    holder BLOB NOT NULL REFERENCES profiles (id),
    identity BLOB NOT NULL,
    contact BLOB,
    named_on TEXT,
    created_on TEXT NOT NULL,
    unmatched_on TEXT,
    own_named_on TEXT,
    own_created_on TEXT NOT NULL,
    own_unmatched_on TEXT,
    joined_at TEXT NOT NULL,
    joined_by BLOB
);
CREATE INDEX joined_holder ON joined (scheme, holder);

-- From which profile an item of a joined one came; `short` for a report that keeps its short periods (R-28).
CREATE TABLE origins (
    scheme BLOB NOT NULL REFERENCES schemes (id),
    holder BLOB NOT NULL REFERENCES profiles (id),
    item BLOB NOT NULL,
    origin BLOB NOT NULL,
    kind TEXT NOT NULL,
    short INTEGER NOT NULL,
    PRIMARY KEY (holder, item)
);
CREATE INDEX origins_item ON origins (scheme, item);

-- Something that was wrong and put right (R-19, R-51): what, how much, and whether the person still has to be written to.
CREATE TABLE corrections (
    id BLOB NOT NULL PRIMARY KEY,
    scheme BLOB NOT NULL REFERENCES schemes (id),
    profile BLOB NOT NULL REFERENCES profiles (id),
    wrong TEXT NOT NULL,
    made_at TEXT NOT NULL,
    items INTEGER NOT NULL,
    letter_due INTEGER NOT NULL
);
CREATE INDEX corrections_profile ON corrections (scheme, profile);

-- Who had seen what was wrong, and is told, once.
CREATE TABLE told (
    scheme BLOB NOT NULL REFERENCES schemes (id),
    correction BLOB NOT NULL REFERENCES corrections (id),
    user_id BLOB NOT NULL REFERENCES users (id),
    read_at TEXT,
    PRIMARY KEY (correction, user_id)
);
CREATE INDEX told_user ON told (scheme, user_id);

-- The audit trail is append-only (R-62).
CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END;
CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END;
CREATE TRIGGER audit_tiles_no_update BEFORE UPDATE ON audit_tiles BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END;
CREATE TRIGGER audit_tiles_no_delete BEFORE DELETE ON audit_tiles BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END;
CREATE TRIGGER audit_heads_only_grow BEFORE UPDATE ON audit_heads WHEN NEW.seq <= OLD.seq
BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END;
CREATE TRIGGER audit_heads_no_delete BEFORE DELETE ON audit_heads BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END;
