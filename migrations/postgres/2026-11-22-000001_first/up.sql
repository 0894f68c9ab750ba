-- Plain columns are random ids, clock dates, states, types and counts. Whatever is personal is sealed.
-- A column that names who did something outlives that user: then it is a random id of nobody.
-- Words in a key stand in the order of their bytes, as in SQLite.

CREATE TABLE schemes (
    id UUID NOT NULL PRIMARY KEY,
    host TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    area TEXT NOT NULL,
    email TEXT NOT NULL,
    phone TEXT NOT NULL,
    address TEXT NOT NULL,
    website TEXT NOT NULL,
    rules TEXT NOT NULL,
    rules_version INTEGER NOT NULL,
    rules_since DATE NOT NULL,
    agreement_version INTEGER NOT NULL,
    next_reference BIGINT NOT NULL,
    demo BOOLEAN NOT NULL,
    logo BYTEA,
    logo_name TEXT,
    created_at TIMESTAMPTZ NOT NULL
);

-- One random key per owner, wrapped by an epoch of the ring. Without its row an owner's cells are noise.
CREATE TABLE data_keys (
    owner UUID NOT NULL PRIMARY KEY,
    scheme UUID NOT NULL REFERENCES schemes (id),
    epoch BIGINT NOT NULL,
    wrapped BYTEA NOT NULL
);
CREATE INDEX data_keys_epoch ON data_keys (scheme, epoch);

CREATE TABLE businesses (
    id UUID NOT NULL PRIMARY KEY,
    scheme UUID NOT NULL REFERENCES schemes (id),
    state TEXT NOT NULL,
    details BYTEA NOT NULL,
    authority_on DATE,
    created_at TIMESTAMPTZ NOT NULL
);
CREATE INDEX businesses_scheme ON businesses (scheme, state);

CREATE TABLE premises (
    id UUID NOT NULL PRIMARY KEY,
    scheme UUID NOT NULL REFERENCES schemes (id),
    business UUID NOT NULL REFERENCES businesses (id),
    area TEXT NOT NULL,
    details BYTEA NOT NULL,
    open BOOLEAN NOT NULL
);
CREATE INDEX premises_business ON premises (scheme, business);

CREATE TABLE users (
    id UUID NOT NULL PRIMARY KEY,
    scheme UUID NOT NULL REFERENCES schemes (id),
    business UUID REFERENCES businesses (id),
    state TEXT NOT NULL,
    lookup BYTEA NOT NULL,
    lookup_epoch BIGINT NOT NULL,
    details BYTEA NOT NULL,
    credentials BYTEA,
    second_factor_step BIGINT,
    agreed_version INTEGER,
    agreed_on DATE,
    theme TEXT NOT NULL,
    gallery_seen_at TIMESTAMPTZ,
    stopped_at TIMESTAMPTZ,
    counted_from TIMESTAMPTZ,
    created_at TIMESTAMPTZ NOT NULL,
    UNIQUE (scheme, lookup)
);
CREATE INDEX users_business ON users (scheme, business);

CREATE TABLE roles (
    scheme UUID NOT NULL REFERENCES schemes (id),
    user_id UUID NOT NULL REFERENCES users (id),
    role TEXT COLLATE "C" NOT NULL,
    granted_by UUID,
    granted_at TIMESTAMPTZ NOT NULL,
    confirmed_by UUID,
    confirmed_at TIMESTAMPTZ,
    PRIMARY KEY (user_id, role)
);

CREATE TABLE sessions (
    token BYTEA NOT NULL PRIMARY KEY,
    scheme UUID NOT NULL REFERENCES schemes (id),
    user_id UUID NOT NULL REFERENCES users (id),
    role TEXT NOT NULL,
    second_factor BOOLEAN NOT NULL,
    created_at TIMESTAMPTZ NOT NULL,
    seen_at TIMESTAMPTZ NOT NULL,
    statement BYTEA
);
CREATE INDEX sessions_user ON sessions (scheme, user_id);

-- Invitations and resets: single use, 24 hours.
CREATE TABLE links (
    token BYTEA NOT NULL PRIMARY KEY,
    scheme UUID NOT NULL REFERENCES schemes (id),
    user_id UUID NOT NULL REFERENCES users (id),
    purpose TEXT NOT NULL,
    ends_at TIMESTAMPTZ NOT NULL
);

CREATE TABLE profiles (
    id UUID NOT NULL PRIMARY KEY,
    scheme UUID NOT NULL REFERENCES schemes (id),
    id_sought BOOLEAN NOT NULL,
    named_on DATE,
    status TEXT NOT NULL,
    under_18 BOOLEAN NOT NULL,
    photo_shown BOOLEAN NOT NULL,
    identity BYTEA NOT NULL,
    contact BYTEA,
    rules_version INTEGER NOT NULL,
    created_on DATE NOT NULL,
    unmatched_on DATE,
    curbed_on DATE,
    curbed_to DATE,
    shown_until DATE,
    shown_since TIMESTAMPTZ,
    erased_on DATE NOT NULL,
    dated_at TIMESTAMPTZ NOT NULL,
    withdrawn_at TIMESTAMPTZ,
    version BIGINT NOT NULL
);
-- In the order of the gallery: a page of it reads 24 rows, not all and sorts them.
CREATE INDEX profiles_shown ON profiles (scheme, shown_since DESC, id, shown_until, status);
-- In the order of ids, for whoever reads all of them page by page.
CREATE INDEX profiles_by_id ON profiles (scheme, id, shown_until);
CREATE INDEX profiles_withdrawn ON profiles (scheme, withdrawn_at, shown_until);
CREATE INDEX profiles_erased ON profiles (scheme, erased_on);

CREATE TABLE incidents (
    id UUID NOT NULL PRIMARY KEY,
    scheme UUID NOT NULL REFERENCES schemes (id),
    reference BIGINT NOT NULL,
    submission BYTEA NOT NULL,
    state TEXT NOT NULL,
    kind TEXT NOT NULL,
    band TEXT NOT NULL,
    premises UUID REFERENCES premises (id),
    business UUID REFERENCES businesses (id),
    reporter UUID,
    recorder UUID,
    by_member BOOLEAN NOT NULL,
    threat_or_damage BOOLEAN NOT NULL,
    weapon BOOLEAN NOT NULL,
    who TEXT NOT NULL,
    claimed UUID REFERENCES profiles (id),
    occurred_at TIMESTAMPTZ NOT NULL,
    submitted_at TIMESTAMPTZ,
    changed_at TIMESTAMPTZ NOT NULL,
    reviewed_at TIMESTAMPTZ,
    reviewed_by UUID,
    report BYTEA NOT NULL,
    summary BYTEA,
    outcome BYTEA,
    reporter_mail BYTEA,
    erase_on DATE,
    UNIQUE (scheme, reference),
    UNIQUE (scheme, submission)
);
CREATE INDEX incidents_state ON incidents (scheme, state, submitted_at);
CREATE INDEX incidents_reporter ON incidents (scheme, reporter);
CREATE INDEX incidents_erase ON incidents (scheme, erase_on);
CREATE INDEX incidents_claimed ON incidents (scheme, claimed);

-- Who is a subject of which incident, and whether that stands (R-26).
CREATE TABLE subjects (
    scheme UUID NOT NULL REFERENCES schemes (id),
    incident UUID NOT NULL REFERENCES incidents (id),
    profile UUID NOT NULL REFERENCES profiles (id),
    proof TEXT,
    source TEXT NOT NULL,
    linked_at TIMESTAMPTZ NOT NULL,
    linked_by UUID,
    struck_on DATE,
    struck_why TEXT,
    PRIMARY KEY (incident, profile)
);
CREATE INDEX subjects_profile ON subjects (scheme, profile);

CREATE TABLE associates (
    scheme UUID NOT NULL REFERENCES schemes (id),
    profile UUID NOT NULL REFERENCES profiles (id),
    other UUID NOT NULL REFERENCES profiles (id),
    PRIMARY KEY (profile, other)
);

-- A still has a key of its own; a picture of a profile is sealed under the profile's.
CREATE TABLE pictures (
    id UUID NOT NULL PRIMARY KEY,
    scheme UUID NOT NULL REFERENCES schemes (id),
    incident UUID REFERENCES incidents (id),
    profile UUID REFERENCES profiles (id),
    taken_from UUID,
    fingerprint BYTEA NOT NULL,
    fingerprint_epoch BIGINT NOT NULL,
    trace BYTEA NOT NULL,
    width INTEGER NOT NULL,
    height INTEGER NOT NULL,
    main BOOLEAN NOT NULL,
    uploaded_at TIMESTAMPTZ NOT NULL,
    uploaded_by UUID,
    erase_on DATE
);
CREATE INDEX pictures_incident ON pictures (scheme, incident);
CREATE INDEX pictures_profile ON pictures (scheme, profile, main DESC, uploaded_at DESC, id);
CREATE INDEX pictures_fingerprint ON pictures (scheme, fingerprint);
CREATE INDEX pictures_erase ON pictures (scheme, erase_on);

CREATE TABLE sanctions (
    id UUID NOT NULL PRIMARY KEY,
    scheme UUID NOT NULL REFERENCES schemes (id),
    profile UUID NOT NULL REFERENCES profiles (id),
    kind TEXT NOT NULL,
    state TEXT NOT NULL,
    months INTEGER,
    everywhere BOOLEAN NOT NULL,
    proposed_by UUID,
    proposed_at TIMESTAMPTZ NOT NULL,
    decided_by UUID,
    decided_at TIMESTAMPTZ,
    served_on DATE,
    served_how TEXT,
    served_by UUID,
    ends_on DATE,
    ended_on DATE,
    revoked_on DATE,
    expiry_told BOOLEAN NOT NULL,
    statement BYTEA NOT NULL,
    decision BYTEA
);
CREATE INDEX sanctions_profile ON sanctions
    (scheme, profile, id, kind, state, everywhere, served_on, ends_on, revoked_on);
CREATE INDEX sanctions_state ON sanctions (scheme, state);

CREATE TABLE sanction_incidents (
    scheme UUID NOT NULL REFERENCES schemes (id),
    sanction UUID NOT NULL REFERENCES sanctions (id),
    incident UUID NOT NULL REFERENCES incidents (id),
    PRIMARY KEY (sanction, incident)
);

CREATE TABLE sanction_premises (
    scheme UUID NOT NULL REFERENCES schemes (id),
    sanction UUID NOT NULL REFERENCES sanctions (id),
    premises UUID NOT NULL,
    PRIMARY KEY (sanction, premises)
);

-- The PDF is a blob, sealed under the profile's key; the code is kept as its look-up only.
CREATE TABLE letters (
    id UUID NOT NULL PRIMARY KEY,
    scheme UUID NOT NULL REFERENCES schemes (id),
    profile UUID NOT NULL REFERENCES profiles (id),
    sanction UUID REFERENCES sanctions (id),
    kind TEXT NOT NULL,
    code BYTEA,
    code_epoch BIGINT,
    trace BYTEA,
    issued_at TIMESTAMPTZ NOT NULL,
    sent_at TIMESTAMPTZ,
    printed_at TIMESTAMPTZ
);
CREATE INDEX letters_profile ON letters (scheme, profile);
CREATE UNIQUE INDEX letters_once ON letters (sanction, kind);
CREATE INDEX letters_code ON letters (scheme, code);

CREATE TABLE suggestions (
    id UUID NOT NULL PRIMARY KEY,
    scheme UUID NOT NULL REFERENCES schemes (id),
    profile UUID NOT NULL REFERENCES profiles (id),
    user_id UUID,
    name BYTEA NOT NULL,
    state TEXT NOT NULL,
    made_at TIMESTAMPTZ NOT NULL
);
CREATE INDEX suggestions_profile ON suggestions (scheme, profile);

CREATE TABLE sightings (
    id UUID NOT NULL PRIMARY KEY,
    scheme UUID NOT NULL REFERENCES schemes (id),
    profile UUID NOT NULL REFERENCES profiles (id),
    premises UUID REFERENCES premises (id),
    user_id UUID,
    seen_at TIMESTAMPTZ NOT NULL,
    erase_on DATE NOT NULL
);
CREATE INDEX sightings_profile ON sightings (scheme, profile);
CREATE INDEX sightings_erase ON sightings (scheme, erase_on);

-- Special-category facts (R-16), each with a named audience.
CREATE TABLE special_facts (
    id UUID NOT NULL PRIMARY KEY,
    scheme UUID NOT NULL REFERENCES schemes (id),
    profile UUID NOT NULL REFERENCES profiles (id),
    kind TEXT NOT NULL,
    source TEXT NOT NULL,
    fact BYTEA NOT NULL,
    recorded_by UUID,
    recorded_at TIMESTAMPTZ NOT NULL
);
CREATE INDEX special_facts_profile ON special_facts (scheme, profile);

CREATE TABLE special_audiences (
    scheme UUID NOT NULL REFERENCES schemes (id),
    fact UUID NOT NULL REFERENCES special_facts (id),
    business UUID NOT NULL REFERENCES businesses (id),
    PRIMARY KEY (fact, business)
);

-- Best-interests decisions on children (R-17): two different people.
CREATE TABLE best_interests (
    id UUID NOT NULL PRIMARY KEY,
    scheme UUID NOT NULL REFERENCES schemes (id),
    profile UUID NOT NULL REFERENCES profiles (id),
    circulate BOOLEAN NOT NULL,
    photo BOOLEAN NOT NULL,
    reason BYTEA NOT NULL,
    proposed_by UUID,
    proposed_at TIMESTAMPTZ NOT NULL,
    confirmed_by UUID,
    confirmed_at TIMESTAMPTZ
);
CREATE INDEX best_interests_profile ON best_interests (scheme, profile);

CREATE TABLE holds (
    id UUID NOT NULL PRIMARY KEY,
    scheme UUID NOT NULL REFERENCES schemes (id),
    profile UUID NOT NULL REFERENCES profiles (id),
    reason BYTEA NOT NULL,
    approved_by UUID,
    since DATE NOT NULL,
    reviewed_on DATE,
    until DATE NOT NULL,
    lifted_on DATE
);
CREATE INDEX holds_profile ON holds (scheme, profile);

-- A controller's grant to see a withdrawn profile (R-22).
CREATE TABLE grants (
    id UUID NOT NULL PRIMARY KEY,
    scheme UUID NOT NULL REFERENCES schemes (id),
    profile UUID NOT NULL REFERENCES profiles (id),
    user_id UUID NOT NULL REFERENCES users (id),
    reason BYTEA NOT NULL,
    until DATE NOT NULL,
    given_by UUID,
    given_at TIMESTAMPTZ NOT NULL
);
CREATE INDEX grants_profile ON grants (scheme, profile);

CREATE TABLE leavings (
    id UUID NOT NULL PRIMARY KEY,
    scheme UUID NOT NULL REFERENCES schemes (id),
    user_id UUID REFERENCES users (id),
    business UUID REFERENCES businesses (id),
    asked_by UUID NOT NULL,
    asked_at TIMESTAMPTZ NOT NULL
);

-- A change of the rules file waits for a controller. What was approved stays: profiles are bound by the rules they
-- were begun under. The reasons are sealed under a key of their own.
CREATE TABLE rule_changes (
    id UUID NOT NULL PRIMARY KEY,
    scheme UUID NOT NULL REFERENCES schemes (id),
    base INTEGER NOT NULL,
    rules_before TEXT NOT NULL,
    rules_after TEXT NOT NULL,
    reason BYTEA NOT NULL,
    proposed_by UUID,
    proposed_at TIMESTAMPTZ NOT NULL,
    state TEXT NOT NULL,
    decided_by UUID,
    decided_at TIMESTAMPTZ,
    decision BYTEA
);
CREATE INDEX rule_changes_scheme ON rule_changes (scheme, state);

-- The register of personal data breaches (R-53): how far each is in the clear, the rest sealed under a key of its own.
CREATE TABLE breaches (
    id UUID NOT NULL PRIMARY KEY,
    scheme UUID NOT NULL REFERENCES schemes (id),
    record BYTEA NOT NULL,
    aware_at TIMESTAMPTZ NOT NULL,
    risk TEXT,
    reported_at TIMESTAMPTZ,
    people_on DATE,
    closed_on DATE,
    mailed TEXT,
    entered_by UUID,
    entered_at TIMESTAMPTZ NOT NULL
);
CREATE INDEX breaches_scheme ON breaches (scheme, aware_at);

-- Data-protection documents, a row a version: its days in the clear, what it says sealed under a key of its own. One
-- version of a number: of two that begin the same, the second fails.
CREATE TABLE documents (
    id UUID NOT NULL PRIMARY KEY,
    scheme UUID NOT NULL REFERENCES schemes (id),
    kind TEXT NOT NULL,
    line UUID NOT NULL,
    version INTEGER NOT NULL,
    record BYTEA NOT NULL,
    adopted_on DATE,
    review_on DATE,
    ended_on DATE,
    reminded_on DATE,
    drafted_by UUID,
    drafted_at TIMESTAMPTZ NOT NULL,
    adopted_by UUID,
    UNIQUE (scheme, kind, line, version)
);

-- Information sharing agreements with forces and agencies (R-60): days and classes in the clear, the rest sealed, each
-- under a key of its own.
CREATE TABLE agreements (
    id UUID NOT NULL PRIMARY KEY,
    scheme UUID NOT NULL REFERENCES schemes (id),
    terms BYTEA NOT NULL,
    document BYTEA,
    covers TEXT NOT NULL,
    starts_on DATE NOT NULL,
    review_on DATE NOT NULL,
    ends_on DATE NOT NULL,
    ended_on DATE,
    reminded_on DATE,
    registered_by UUID,
    registered_at TIMESTAMPTZ NOT NULL
);
CREATE INDEX agreements_scheme ON agreements (scheme, ends_on);

-- Police systems that may read (R-60): what each calls itself and its public keys in the clear, its name sealed under
-- the key of its agreement.
CREATE TABLE clients (
    id UUID NOT NULL PRIMARY KEY,
    scheme UUID NOT NULL REFERENCES schemes (id),
    called TEXT NOT NULL,
    agreement UUID NOT NULL REFERENCES agreements (id),
    name BYTEA,
    keys TEXT NOT NULL,
    registered_by UUID,
    registered_at TIMESTAMPTZ NOT NULL,
    revoked_at TIMESTAMPTZ
);
CREATE UNIQUE INDEX clients_called ON clients (scheme, called);
CREATE INDEX clients_agreement ON clients (agreement);

-- Officers of a force or agency without a system of their own (R-60): accounts bound to an agreement.
CREATE TABLE officers (
    user_id UUID NOT NULL PRIMARY KEY REFERENCES users (id),
    scheme UUID NOT NULL REFERENCES schemes (id),
    agreement UUID NOT NULL REFERENCES agreements (id),
    reference BYTEA NOT NULL,
    invited_by UUID,
    invited_at TIMESTAMPTZ NOT NULL
);
CREATE INDEX officers_agreement ON officers (agreement);

-- Reporters' permissions to hand a report to police with their name (R-3).
CREATE TABLE permissions (
    incident UUID NOT NULL PRIMARY KEY REFERENCES incidents (id),
    scheme UUID NOT NULL REFERENCES schemes (id),
    user_id UUID NOT NULL REFERENCES users (id),
    how TEXT NOT NULL,
    given_on DATE NOT NULL,
    taken_back_on DATE,
    recorded_by UUID,
    recorded_at TIMESTAMPTZ NOT NULL
);
CREATE INDEX permissions_user ON permissions (scheme, user_id);

-- What police were told (R-60): random ids, what it was and what for. The officer's reference and the reason are sealed
-- under the key of the agreement, or of the one person who was asked for.
CREATE TABLE disclosures (
    event UUID NOT NULL PRIMARY KEY,
    scheme UUID NOT NULL REFERENCES schemes (id),
    at TIMESTAMPTZ NOT NULL,
    agreement UUID NOT NULL,
    client UUID,
    officer UUID NOT NULL,
    reference BYTEA NOT NULL,
    what TEXT NOT NULL,
    purpose TEXT NOT NULL,
    about TEXT NOT NULL
);
CREATE INDEX disclosures_latest ON disclosures (scheme, at);
CREATE INDEX disclosures_what ON disclosures (scheme, what, at);
CREATE INDEX disclosures_officer ON disclosures (scheme, officer, at);

-- Proofs, assertions and links that were used, each until nobody would believe it anyway.
CREATE TABLE spent (
    scheme UUID NOT NULL REFERENCES schemes (id),
    digest BYTEA NOT NULL,
    until TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (scheme, digest)
);
CREATE INDEX spent_until ON spent (until);

CREATE TABLE enquiries (
    id UUID NOT NULL PRIMARY KEY,
    scheme UUID NOT NULL REFERENCES schemes (id),
    state TEXT NOT NULL,
    message BYTEA NOT NULL,
    made_at TIMESTAMPTZ NOT NULL,
    closed_on DATE,
    erase_on DATE
);

-- What listed people asked for (R-44, R-50 to R-52): days and states in the clear, who asks and all words sealed, each
-- under a key of its own. The code is kept as its look-up only.
CREATE TABLE requests (
    id UUID NOT NULL PRIMARY KEY,
    scheme UUID NOT NULL REFERENCES schemes (id),
    reference BIGINT NOT NULL,
    kind TEXT NOT NULL,
    way TEXT NOT NULL,
    profile UUID REFERENCES profiles (id),
    sanction UUID,
    ground TEXT,
    asking BYTEA NOT NULL,
    notes BYTEA NOT NULL,
    code BYTEA NOT NULL,
    code_epoch BIGINT NOT NULL,
    trace BYTEA NOT NULL,
    received_on DATE NOT NULL,
    entered_at TIMESTAMPTZ NOT NULL,
    recorded_by UUID,
    acknowledged_on DATE,
    identity_asked_on DATE,
    identity_proven_on DATE,
    clarity_asked_on DATE,
    clarity_given_on DATE,
    extended_on DATE,
    first_sent_on DATE,
    outcome TEXT,
    letter_due BOOLEAN NOT NULL,
    decided_by UUID,
    closed_on DATE,
    erase_on DATE
);
CREATE INDEX requests_profile ON requests (scheme, profile);
CREATE INDEX requests_code ON requests (scheme, code);
CREATE INDEX requests_open ON requests (scheme, closed_on, received_on);

-- What is hidden from members and police for a request (R-51): which part, of which report, why and until when.
CREATE TABLE restrictions (
    id UUID NOT NULL PRIMARY KEY,
    scheme UUID NOT NULL REFERENCES schemes (id),
    request UUID NOT NULL REFERENCES requests (id),
    part TEXT NOT NULL,
    incident UUID,
    reason BYTEA NOT NULL,
    since DATE NOT NULL,
    decided_by UUID,
    lifted_on DATE,
    lifted BYTEA
);
CREATE INDEX restrictions_request ON restrictions (scheme, request);

-- The copy of everything held, in the making and to be collected (R-50): who made it, who approved it. What was decided
-- about each fact is sealed under the request's key; the file, its link and passphrase under the copy's own.
CREATE TABLE packs (
    id UUID NOT NULL PRIMARY KEY,
    scheme UUID NOT NULL REFERENCES schemes (id),
    request UUID NOT NULL REFERENCES requests (id),
    state TEXT NOT NULL,
    begun_by UUID,
    begun_at TIMESTAMPTZ NOT NULL,
    proposed_by UUID,
    proposed_at TIMESTAMPTZ,
    approved_by UUID,
    approved_at TIMESTAMPTZ,
    file UUID,
    choices BYTEA NOT NULL,
    access BYTEA,
    link BYTEA,
    tries INTEGER NOT NULL,
    opened_at TIMESTAMPTZ,
    erase_on DATE
);
CREATE INDEX packs_request ON packs (scheme, request);
CREATE INDEX packs_link ON packs (scheme, link);

-- Mail waits here sealed under its owner's key; a delivered message's address and body are wiped.
CREATE TABLE outbox (
    id UUID NOT NULL PRIMARY KEY,
    scheme UUID NOT NULL REFERENCES schemes (id),
    owner UUID NOT NULL,
    state TEXT NOT NULL,
    message BYTEA,
    letter UUID,
    attempts INTEGER NOT NULL,
    problem TEXT,
    queued_at TIMESTAMPTZ NOT NULL,
    next_at TIMESTAMPTZ NOT NULL,
    settled_at TIMESTAMPTZ,
    erase_on DATE NOT NULL
);
CREATE INDEX outbox_due ON outbox (scheme, state, next_at);
CREATE INDEX outbox_owner ON outbox (scheme, owner);

CREATE TABLE audit (
    scheme UUID NOT NULL REFERENCES schemes (id),
    seq BIGINT NOT NULL,
    id UUID NOT NULL,
    at TIMESTAMPTZ NOT NULL,
    deed TEXT NOT NULL,
    role TEXT NOT NULL,
    actor UUID,
    about TEXT NOT NULL,
    owner UUID,
    sealed BYTEA,
    previous BYTEA NOT NULL,
    hash BYTEA NOT NULL,
    PRIMARY KEY (scheme, seq)
);
CREATE INDEX audit_event ON audit (scheme, id);

CREATE TABLE audit_heads (
    scheme UUID NOT NULL PRIMARY KEY REFERENCES schemes (id),
    seq BIGINT NOT NULL,
    hash BYTEA NOT NULL
);

-- The roots of the Merkle tree over whole runs of 256 events (RFC 6962).
CREATE TABLE audit_tiles (
    scheme UUID NOT NULL REFERENCES schemes (id),
    number BIGINT NOT NULL,
    hash BYTEA NOT NULL,
    PRIMARY KEY (scheme, number)
);

-- Scheduled work is claimed by lease, with a fencing number.
CREATE TABLE leases (
    scheme UUID NOT NULL REFERENCES schemes (id),
    job TEXT COLLATE "C" NOT NULL,
    fence BIGINT NOT NULL,
    until TIMESTAMPTZ NOT NULL,
    done_at TIMESTAMPTZ,
    PRIMARY KEY (scheme, job)
);

-- When the scheduler last ran: deletions stop when a start comes too long after (a clock may be wrong).
-- And the newest epoch of the key ring that was begun here, with what tells it from another of its number.
CREATE TABLE ticks (
    scheme UUID NOT NULL PRIMARY KEY REFERENCES schemes (id),
    at TIMESTAMPTZ NOT NULL,
    erased_at TIMESTAMPTZ,
    stopped_since TIMESTAMPTZ,
    stopped_why TEXT,
    confirmed_by UUID,
    ring_epoch BIGINT,
    ring_print BYTEA,
    unwitnessed_since TIMESTAMPTZ,
    head_mailed_at TIMESTAMPTZ
);

-- Blobs that must go: removed until the object store says not found.
CREATE TABLE blob_removals (
    scheme UUID NOT NULL REFERENCES schemes (id),
    blob TEXT COLLATE "C" NOT NULL,
    since TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (scheme, blob)
);

-- Anonymous counters stay for ever (R-25): a span of time from a day on; an empty word covers everything.
CREATE TABLE counters (
    scheme UUID NOT NULL REFERENCES schemes (id),
    span TEXT COLLATE "C" NOT NULL,
    since DATE NOT NULL,
    area TEXT COLLATE "C" NOT NULL,
    kind TEXT COLLATE "C" NOT NULL,
    band TEXT COLLATE "C" NOT NULL,
    n BIGINT NOT NULL,
    PRIMARY KEY (scheme, span, since, area, kind, band)
);

CREATE TABLE tombstones (
    profile UUID NOT NULL PRIMARY KEY,
    scheme UUID NOT NULL REFERENCES schemes (id),
    erased_at TIMESTAMPTZ NOT NULL,
    due_at TIMESTAMPTZ,
    erase_on DATE NOT NULL
);
CREATE INDEX tombstones_due ON tombstones (scheme, due_at);

-- Whose entry in the index of names changed last with which event of the audit trail: other processes follow it. And
-- what police were told of a profile last, with which event: nothing of one that was never circulated.
CREATE TABLE changes (
    profile UUID NOT NULL PRIMARY KEY,
    scheme UUID NOT NULL REFERENCES schemes (id),
    seq BIGINT NOT NULL,
    told BIGINT,
    told_at TIMESTAMPTZ,
    state TEXT,
    version BIGINT NOT NULL
);
CREATE INDEX changes_since ON changes (scheme, seq);
CREATE INDEX changes_told ON changes (scheme, told);

-- How many were withdrawn, by the month in which they were due (R-22): of those, how many late, and the longest
-- wait in minutes. It names nobody.
CREATE TABLE withdrawals (
    scheme UUID NOT NULL REFERENCES schemes (id),
    month DATE NOT NULL,
    n BIGINT NOT NULL,
    late BIGINT NOT NULL,
    longest BIGINT NOT NULL,
    PRIMARY KEY (scheme, month)
);

-- Certificates of deletion (R-25). Until one is signed it knows whom it is about; then only its random number.
CREATE TABLE certificates (
    id UUID NOT NULL PRIMARY KEY,
    scheme UUID NOT NULL REFERENCES schemes (id),
    kind TEXT NOT NULL,
    subject UUID,
    event UUID,
    due_on DATE NOT NULL,
    deleted_at TIMESTAMPTZ NOT NULL,
    counted TEXT NOT NULL,
    blobs BIGINT NOT NULL,
    letters BIGINT NOT NULL,
    disclosed BIGINT NOT NULL,
    issued_at TIMESTAMPTZ,
    note TEXT
);
CREATE INDEX certificates_issued ON certificates (scheme, issued_at);

-- Incidents whose words may still name an erased person: somebody reads them again (R-29).
CREATE TABLE redactions (
    id UUID NOT NULL PRIMARY KEY,
    scheme UUID NOT NULL REFERENCES schemes (id),
    incident UUID NOT NULL REFERENCES incidents (id),
    profile UUID NOT NULL,
    words BYTEA NOT NULL,
    since TIMESTAMPTZ NOT NULL
);
CREATE INDEX redactions_scheme ON redactions (scheme, since);

-- A profile that was joined to another (R-19): what both were, to undo it; sealed under its own key, which lives as
-- long as the one that stays, and seals whatever came with it.
CREATE TABLE joined (
    profile UUID NOT NULL PRIMARY KEY,
    scheme UUID NOT NULL REFERENCES schemes (id),
    holder UUID NOT NULL REFERENCES profiles (id),
    identity BYTEA NOT NULL,
    contact BYTEA,
    named_on DATE,
    created_on DATE NOT NULL,
    unmatched_on DATE,
    own_named_on DATE,
    own_created_on DATE NOT NULL,
    own_unmatched_on DATE,
    joined_at TIMESTAMPTZ NOT NULL,
    joined_by UUID
);
CREATE INDEX joined_holder ON joined (scheme, holder);

-- From which profile an item of a joined one came; `short` for a report that keeps its short periods (R-28).
CREATE TABLE origins (
    scheme UUID NOT NULL REFERENCES schemes (id),
    holder UUID NOT NULL REFERENCES profiles (id),
    item UUID NOT NULL,
    origin UUID NOT NULL,
    kind TEXT NOT NULL,
    short BOOLEAN NOT NULL,
    PRIMARY KEY (holder, item)
);
CREATE INDEX origins_item ON origins (scheme, item);

-- Something that was wrong and put right (R-19, R-51): what, how much, and whether the person still has to be written to.
CREATE TABLE corrections (
    id UUID NOT NULL PRIMARY KEY,
    scheme UUID NOT NULL REFERENCES schemes (id),
    profile UUID NOT NULL REFERENCES profiles (id),
    wrong TEXT NOT NULL,
    made_at TIMESTAMPTZ NOT NULL,
    items INTEGER NOT NULL,
    letter_due BOOLEAN NOT NULL
);
CREATE INDEX corrections_profile ON corrections (scheme, profile);

-- Who had seen what was wrong, and is told, once.
CREATE TABLE told (
    scheme UUID NOT NULL REFERENCES schemes (id),
    correction UUID NOT NULL REFERENCES corrections (id),
    user_id UUID NOT NULL REFERENCES users (id),
    read_at TIMESTAMPTZ,
    PRIMARY KEY (correction, user_id)
);
CREATE INDEX told_user ON told (scheme, user_id);

-- The audit trail is append-only (R-62).
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'the audit trail is append-only'; END $$;
CREATE TRIGGER audit_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON audit
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER audit_tiles_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_tiles
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER audit_heads_only_grow BEFORE UPDATE ON audit_heads
    FOR EACH ROW WHEN (NEW.seq <= OLD.seq) EXECUTE FUNCTION refuse_change();
CREATE TRIGGER audit_heads_no_delete BEFORE DELETE OR TRUNCATE ON audit_heads
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
