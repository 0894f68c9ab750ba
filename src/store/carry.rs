//! Carries every row of every table into another database, and compares the two, column by column. The rows' types
//! follow from the schema; a table or column that is left out here does not compile, or fails the test below.

use std::mem;

use chrono::NaiveDate;
use diesel::{
    connection::{
        AnsiTransactionManager, Connection, DefaultLoadingMode, SimpleConnection, TransactionManager,
    },
    pg::PgRowByRowLoadingMode,
    prelude::*,
    sql_types::{BigInt, Binary, Bool, Date, Integer, Nullable, Text},
};

use super::{
    Store, StoreError, Stored,
    both::Both,
    conn::AnyConn,
    open::open_to_read,
    setup::has_table,
    types::{AnyId, At, DbId, DbUtc},
};
use crate::faults::step;

/// So many rows are written at once: PostgreSQL takes 65,535 values in a statement, SQLite half of that.
const PAGE: usize = 500;
/// The mark of a database that a move has not finished.
const MARK: &str = "unfinished_move";

/// What a column holds, as either database gives it.
pub trait Plain {
    type Value;
}

macro_rules! plain {
    ($($sql:ty => $value:ty),+ $(,)?) => {$(
        impl Plain for $sql {
            type Value = $value;
        }
        impl Plain for Nullable<$sql> {
            type Value = Option<$value>;
        }
    )+};
}

plain! {
    BigInt => i64, Binary => Vec<u8>, Bool => bool, Date => NaiveDate, DbId => AnyId, DbUtc => At, Integer => i32,
    Text => String,
}

type Value<C> = <<C as Expression>::SqlType as Plain>::Value;
type Rows<'c, T> = Box<dyn Iterator<Item = QueryResult<T>> + 'c>;

/// A row of a table: read in the order of its key, written as it was read.
trait Row: PartialEq + Sized + 'static {
    const TABLE: &'static str;
    fn all(conn: &mut AnyConn) -> Stored<Rows<'_, Self>>;
    fn put(conn: &mut AnyConn, rows: Vec<Self>) -> Stored<usize>;
}

/// A table, as it is carried.
struct Table {
    name: &'static str,
    copy: fn(&mut AnyConn, &mut AnyConn, Tell<'_>) -> Stored<u64>,
    compare: fn(&mut AnyConn, &mut AnyConn, Tell<'_>) -> Stored<u64>,
}

/// Hears of which table how many rows are done.
type Tell<'a> = &'a mut dyn FnMut(&str, u64);

impl Table {
    const fn of<T: Row>() -> Self {
        Self { name: T::TABLE, copy: copy::<T>, compare: compare::<T> }
    }
}

macro_rules! tables {
    ($($table:ident: $($column:ident),+;)+) => {
        $(mod $table {
            use super::{super::schema::$table, *};

            // Every column, in the schema's order.
            const _: ($($table::$column,)+) = $table::all_columns;

            #[derive(Insertable, PartialEq, Queryable)]
            #[diesel(table_name = $table)]
            pub struct Carried {
                $($column: Value<$table::$column>,)+
            }

            impl Row for Carried {
                const TABLE: &'static str = stringify!($table);

                fn all(conn: &mut AnyConn) -> Stored<Rows<'_, Self>> {
                    let rows = $table::table.order(diesel::Table::primary_key(&$table::table));
                    Ok(match conn {
                        AnyConn::Pg(conn) => Box::new(rows.load_iter::<Self, PgRowByRowLoadingMode>(conn)?),
                        AnyConn::Sqlite(conn) => Box::new(rows.load_iter::<Self, DefaultLoadingMode>(conn)?),
                    })
                }

                fn put(conn: &mut AnyConn, rows: Vec<Self>) -> Stored<usize> {
                    Ok(diesel::insert_into($table::table).values(rows).execute_both(conn)?)
                }
            }
        })+

        /// Every table; one that refers to another stands after it.
        const TABLES: &[Table] = &[$(Table::of::<$table::Carried>()),+];
    };
}

#[rustfmt::skip]
tables! {
    schemes: id, host, name, area, email, phone, address, website, rules, rules_version, rules_since,
        agreement_version, next_reference, demo, logo, logo_name, created_at;
    data_keys: owner, scheme, epoch, wrapped;
    businesses: id, scheme, state, details, authority_on, created_at;
    premises: id, scheme, business, area, details, open;
    users: id, scheme, business, state, lookup, lookup_epoch, details, credentials, second_factor_step,
        agreed_version, agreed_on, theme, gallery_seen_at, stopped_at, counted_from, created_at;
    roles: scheme, user_id, role, granted_by, granted_at, confirmed_by, confirmed_at;
    sessions: token, scheme, user_id, role, second_factor, created_at, seen_at, statement;
    links: token, scheme, user_id, purpose, ends_at;
    profiles: id, scheme, id_sought, named_on, status, under_18, photo_shown, identity, contact,
        rules_version, created_on, unmatched_on, curbed_on, curbed_to, shown_until, shown_since, erased_on,
        dated_at, withdrawn_at, version;
    incidents: id, scheme, reference, submission, state, kind, band, premises, business, reporter, recorder,
        by_member, threat_or_damage, weapon, who, claimed, occurred_at, submitted_at, changed_at, reviewed_at,
        reviewed_by, report, summary, outcome, reporter_mail, erase_on;
    subjects: scheme, incident, profile, proof, source, linked_at, linked_by, struck_on, struck_why;
    associates: scheme, profile, other;
    pictures: id, scheme, incident, profile, taken_from, fingerprint, fingerprint_epoch, trace, width, height,
        main, uploaded_at, uploaded_by, erase_on;
    sanctions: id, scheme, profile, kind, state, months, everywhere, proposed_by, proposed_at, decided_by,
        decided_at, served_on, served_how, served_by, ends_on, ended_on, revoked_on, expiry_told, statement,
        decision;
    sanction_incidents: scheme, sanction, incident;
    sanction_premises: scheme, sanction, premises;
    letters: id, scheme, profile, sanction, kind, code, code_epoch, trace, issued_at, sent_at, printed_at;
    suggestions: id, scheme, profile, user_id, name, state, made_at;
    sightings: id, scheme, profile, premises, user_id, seen_at, erase_on;
    special_facts: id, scheme, profile, kind, source, fact, recorded_by, recorded_at;
    special_audiences: scheme, fact, business;
    best_interests: id, scheme, profile, circulate, photo, reason, proposed_by, proposed_at, confirmed_by,
        confirmed_at;
    holds: id, scheme, profile, reason, approved_by, since, reviewed_on, until, lifted_on;
    grants: id, scheme, profile, user_id, reason, until, given_by, given_at;
    redactions: id, scheme, incident, profile, words, since;
    joined: profile, scheme, holder, identity, contact, named_on, created_on, unmatched_on, own_named_on,
        own_created_on, own_unmatched_on, joined_at, joined_by;
    origins: scheme, holder, item, origin, kind, short;
    corrections: id, scheme, profile, wrong, made_at, items, letter_due;
    told: scheme, correction, user_id, read_at;
    leavings: id, scheme, user_id, business, asked_by, asked_at;
    rule_changes: id, scheme, base, rules_before, rules_after, reason, proposed_by, proposed_at, state,
        decided_by, decided_at, decision;
    agreements: id, scheme, terms, document, covers, starts_on, review_on, ends_on, ended_on, reminded_on, registered_by,
        registered_at;
    documents: id, scheme, kind, line, version, record, adopted_on, review_on, ended_on, reminded_on, drafted_by,
        drafted_at, adopted_by;
    breaches: id, scheme, record, aware_at, risk, reported_at, people_on, closed_on, mailed, entered_by, entered_at;
    clients: id, scheme, called, agreement, name, keys, registered_by, registered_at, revoked_at;
    officers: user_id, scheme, agreement, reference, invited_by, invited_at;
    permissions: incident, scheme, user_id, how, given_on, taken_back_on, recorded_by, recorded_at;
    disclosures: event, scheme, at, agreement, client, officer, reference, what, purpose, about;
    spent: scheme, digest, until;
    enquiries: id, scheme, state, message, made_at, closed_on, erase_on;
    requests: id, scheme, reference, kind, way, profile, sanction, ground, asking, notes, code, code_epoch, trace,
        received_on, entered_at, recorded_by, acknowledged_on, identity_asked_on, identity_proven_on, clarity_asked_on,
        clarity_given_on, extended_on, first_sent_on, outcome, letter_due, decided_by, closed_on, erase_on;
    restrictions: id, scheme, request, part, incident, reason, since, decided_by, lifted_on, lifted;
    packs: id, scheme, request, state, begun_by, begun_at, proposed_by, proposed_at, approved_by, approved_at,
        file, choices, access, link, tries, opened_at, erase_on;
    outbox: id, scheme, owner, state, message, letter, attempts, problem, queued_at, next_at, settled_at,
        erase_on;
    audit: scheme, seq, id, at, deed, role, actor, about, owner, sealed, previous, hash;
    audit_heads: scheme, seq, hash;
    audit_tiles: scheme, number, hash;
    leases: scheme, job, fence, until, done_at;
    ticks: scheme, at, erased_at, stopped_since, stopped_why, confirmed_by, ring_epoch, ring_print, unwitnessed_since,
        head_mailed_at;
    blob_removals: scheme, blob, since;
    counters: scheme, span, since, area, kind, band, n;
    tombstones: profile, scheme, erased_at, due_at, erase_on;
    changes: profile, scheme, seq, told, told_at, state, version;
    certificates: id, scheme, kind, subject, event, due_on, deleted_at, counted, blobs, letters, disclosed, issued_at,
        note;
    withdrawals: scheme, month, n, late, longest;
}

fn copy<T: Row>(from: &mut AnyConn, to: &mut AnyConn, tell: Tell<'_>) -> Stored<u64> {
    let (mut done, mut page) = (0, Vec::with_capacity(PAGE));
    for row in T::all(from)? {
        page.push(row?);
        if page.len() == PAGE {
            done += T::put(to, mem::take(&mut page))? as u64;
            tell(T::TABLE, done);
        }
    }
    if !page.is_empty() {
        done += T::put(to, page)? as u64;
    }
    tell(T::TABLE, done);
    Ok(done)
}

fn compare<T: Row>(from: &mut AnyConn, to: &mut AnyConn, tell: Tell<'_>) -> Stored<u64> {
    let (mut here, mut there) = (T::all(from)?, T::all(to)?);
    let mut same = 0;
    loop {
        match (here.next().transpose()?, there.next().transpose()?) {
            (None, None) => break,
            (here, there) if here == there => same += 1,
            _ => return Err(StoreError::Differs { table: T::TABLE, row: same + 1 }),
        }
        if same.is_multiple_of(PAGE as u64) {
            tell(T::TABLE, same);
        }
    }
    tell(T::TABLE, same);
    Ok(same)
}

impl Store {
    /// Carries every row into an empty database, and then compares the two, row by row; returns how many rows there
    /// are. Nobody writes here meanwhile: who tries waits. All rows arrive or none; the other database is marked as
    /// unfinished, and not to be served, until [`Store::finish_move`]. `copied` and `compared` hear how far it is.
    ///
    /// # Errors
    /// If the tables here are not of this version, the other database is not empty or refuses a row, or what arrived
    /// differs from what was sent ([`StoreError::Differs`]).
    pub fn carry(&self, to: &Self, copied: Tell<'_>, compared: Tell<'_>) -> Stored<u64> {
        if self.pending()? > 0 {
            return Err(StoreError::Migration(
                "the tables are not of this version: run beadle migrate".into(),
            ));
        }
        self.held(|from| {
            to.begin_move()?;
            let sent = to.bare(|to| fill(from, to, copied))?;
            step("move.copied")?;
            let same = compare_all(from, to, compared)?;
            if same == sent { Ok(sent) } else { Err(StoreError::Damaged("the count of rows")) }
        })
    }

    /// Compares every row with those of another database; returns how many there are. `compared` hears how far it is.
    ///
    /// # Errors
    /// [`StoreError::Differs`] with the first row that differs, or if a database refuses.
    pub fn compare(&self, with: &Self, compared: Tell<'_>) -> Stored<u64> {
        self.held(|from| compare_all(from, with, compared))
    }

    /// Reads one state, while nobody writes.
    fn held<T>(&self, work: impl FnOnce(&mut AnyConn) -> Stored<T>) -> Stored<T> {
        self.bare(|conn| {
            hold(conn)?;
            let done = work(conn);
            <AnyConn as Connection>::TransactionManager::rollback_transaction(conn)?;
            done
        })
    }

    fn begin_move(&self) -> Stored<()> {
        self.bare(|to| Ok(to.batch_execute(&format!("CREATE TABLE {MARK} (scheme TEXT)"))?))?;
        step("move.marked")?;
        self.bring_up().map(drop)
    }

    /// Takes the mark away: what arrived was proved.
    ///
    /// # Errors
    /// If the database refuses.
    pub fn finish_move(&self) -> Stored<()> {
        self.bare(|to| Ok(to.batch_execute(&format!("DROP TABLE {MARK}"))?))
    }

    /// Whether a move into this database was begun and never finished.
    pub(super) fn is_unfinished(&self) -> Stored<bool> {
        self.bare(|conn| has_table(conn, MARK))
    }
}

/// Reads one state from now on, and lets nobody write until that is over.
fn hold(conn: &mut AnyConn) -> Stored<()> {
    match conn {
        AnyConn::Sqlite(conn) => AnsiTransactionManager::begin_transaction_sql(conn, "BEGIN IMMEDIATE")?,
        AnyConn::Pg(conn) => {
            AnsiTransactionManager::begin_transaction_sql(
                conn,
                "BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ",
            )?;
            let names: Vec<&str> = TABLES.iter().map(|table| table.name).collect();
            let locked = conn.batch_execute(&format!("LOCK TABLE {} IN SHARE MODE", names.join(", ")));
            if let Err(error) = locked {
                AnsiTransactionManager::rollback_transaction(conn)?;
                return Err(error.into());
            }
        }
    }
    Ok(())
}

/// Copies every table in one transaction.
fn fill(from: &mut AnyConn, to: &mut AnyConn, tell: Tell<'_>) -> Stored<u64> {
    to.transaction(|to| {
        let mut sent = 0;
        for table in TABLES {
            if step("move.table")? {
                sent += (table.copy)(from, to, tell)?;
            }
        }
        Ok(sent)
    })
}

/// What is compared comes from the database, not from a connection that wrote it.
fn compare_all(from: &mut AnyConn, with: &Store, tell: Tell<'_>) -> Stored<u64> {
    let mut fresh = open_to_read(with.url())?;
    let mut same = 0;
    for table in TABLES {
        same += (table.compare)(from, &mut fresh, tell)?;
    }
    Ok(same)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain;

    #[test]
    fn no_table_is_left_behind() {
        let mut carried: Vec<&str> = TABLES.iter().map(|table| table.name).collect();
        let mut all: Vec<&str> = domain::tables::TABLES.iter().map(|(name, _)| *name).collect();
        carried.sort_unstable();
        all.sort_unstable();
        assert_eq!(carried, all);
    }
}
