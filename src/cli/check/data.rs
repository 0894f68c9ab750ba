//! The database, the schemes in it, and where personal data is.

use std::{path::Path, sync::Arc};

use chrono::{DateTime, NaiveDate, Utc};

use super::{Finding, backup, copies, witness};
use crate::{
    actions::{
        epoch,
        scheme::examine::{Examined, examine},
    },
    app,
    clock::Clock,
    config::{Settings, residence},
    domain::date,
    store::{Store, Url},
};

/// No clock of an installation shows a day before this version was made.
const MADE: &str = "2026-11-22";
/// Certificates that expire so soon are to be renewed, in days.
const RENEW: i64 = 30;

/// The database: reachable, as it must be, of this version; then its schemes.
pub fn database(settings: &Settings, clock: &Clock) -> Vec<Finding> {
    let url = settings.database_url();
    let parsed = Url::parse(&url);
    let mut found = vec![transport(&parsed)];
    if let Url::Sqlite(path) = &parsed
        && !Path::new(path).exists()
    {
        found.push(Finding::wrong("database", format!("there is none at {path}"), "run beadle init"));
        return found;
    }
    let Ok(vault) = app::ring(settings) else { return found };
    let ring = vault.ring();
    // A SQLite database that does not take its pragmas (WAL, FULL, secure_delete) does not open.
    let store = match Store::open(&url, Arc::new(vault), clock.clone()) {
        Ok(store) => store,
        Err(error) => {
            let remedy = "start it, or correct `database` and the rights of this user";
            found.push(Finding::wrong("database", error.to_string(), remedy));
            return found;
        }
    };
    found.push(Finding::ok("database", format!("{store:?} answers as it must")));
    match store.pending() {
        Ok(0) => found.push(Finding::ok("tables", "of this version")),
        Ok(pending) => {
            found.push(Finding::weak("tables", format!("{pending} migrations wait"), "run beadle migrate"));
            return found;
        }
        Err(error) => {
            found.push(Finding::wrong("tables", error.to_string(), "run beadle migrate"));
            return found;
        }
    }
    found.push(trail(&store));
    found.push(match epoch::fits(&store, &ring) {
        Ok(None) => Finding::ok("key ring and database", "they fit"),
        Ok(Some(misfit)) => Finding::wrong(
            "key ring and database",
            misfit.to_string(),
            "beadle keys recover, then replace the ring",
        ),
        Err(error) => Finding::wrong("key ring and database", error.to_string(), "see the service's log"),
    });
    match examine(&store) {
        Ok(schemes) => {
            found.push(time(clock.now(), schemes.iter().filter_map(|scheme| scheme.last_event).max()));
            found.extend(people(&schemes));
            let ids: Vec<_> = schemes.iter().map(|scheme| scheme.id).collect();
            found.extend(backup::backups(settings, &ids, clock));
            found.extend(copies::copies(settings, &ids, clock.now()));
            found.push(witness::witness(settings, &store, &ring, clock));
        }
        Err(error) => found.push(Finding::wrong("schemes", error.to_string(), "see the service's log")),
    }
    found
}

/// Whether the service could rewrite the audit trail.
fn trail(store: &Store) -> Finding {
    let what = "rights over the trail";
    match (store.url(), store.may_rewrite()) {
        (Url::Sqlite(_), _) => {
            Finding::ok(what, "a file has no roles: its triggers and the checkpoints elsewhere guard it")
        }
        (Url::Postgres(_), Ok(None)) => Finding::ok(what, "the service's role only adds to it"),
        (Url::Postgres(_), Ok(Some(why))) => {
            Finding::weak(what, why, "a role of its own for the service: beadle migrate --grant ROLE")
        }
        (Url::Postgres(_), Err(error)) => {
            Finding::wrong(what, error.to_string(), "run beadle migrate --grant ROLE")
        }
    }
}

/// PostgreSQL elsewhere is reached by verified TLS only.
fn transport(url: &Url) -> Finding {
    let what = "database connection";
    let Url::Postgres(url) = url else { return Finding::ok(what, "a file of this machine") };
    let rest = url.split_once("://").map_or("", |(_, rest)| rest);
    let authority = rest.split(['/', '?']).next().unwrap_or_default();
    let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    let name = if host.starts_with('[') { host } else { host.split(':').next().unwrap_or_default() };
    let near = name.is_empty()
        || name.starts_with("%2F")
        || name.starts_with("%2f")
        || name == "localhost"
        || name.starts_with("127.")
        || name == "[::1]"
        || name.starts_with("[::1]:");
    if near {
        Finding::ok(what, "a socket or loopback")
    } else if !cfg!(feature = "postgres-tls") {
        Finding::wrong(
            what,
            "this build has no TLS for a database elsewhere",
            "build with --features postgres-tls, or bring the database to this machine",
        )
    } else {
        Finding::unless(
            url.contains("sslmode=verify-full"),
            "verified TLS",
            Finding::wrong(what, "TLS is not verified", "add sslmode=verify-full to the URL"),
        )
    }
}

/// A clock that runs back would erase late, one that runs ahead too early.
fn time(now: DateTime<Utc>, last_event: Option<DateTime<Utc>>) -> Finding {
    let says = format!("{} in London", date::spoken(date::london_day(now)));
    let made: Option<NaiveDate> = MADE.parse().ok();
    let behind =
        made.is_some_and(|made| now.date_naive() < made) || last_event.is_some_and(|last| now < last);
    Finding::unless(
        !behind,
        says.clone(),
        Finding::wrong(
            "clock",
            format!("{says}, which is before the last event or before this version was made"),
            "set the machine's clock and keep it by NTP; deletions follow it",
        ),
    )
}

fn people(schemes: &[Examined]) -> Vec<Finding> {
    if schemes.is_empty() {
        return vec![Finding::wrong("schemes", "there is none", "run beadle init --domain …")];
    }
    let mut found = Vec::new();
    for scheme in schemes {
        found.push(Finding::unless(
            scheme.enough_people,
            "three people or more in the roles above manager",
            Finding::wrong(
                format!("people of {}", scheme.host),
                "fewer than three people in the roles above manager (R-5)",
                "a controller grants a third person a role; another confirms it",
            ),
        ));
        if !scheme.rules_fit {
            found.push(Finding::wrong(
                format!("rules of {}", scheme.host),
                "the rules file cannot be read",
                "restore the database, or have the controller approve new rules",
            ));
        }
        if scheme.demo {
            found.push(Finding::weak(
                format!("kind of {}", scheme.host),
                "a demonstration: the second factor may be skipped",
                "put no real person's data in it",
            ));
        }
    }
    found
}

/// Where personal data is.
pub fn residence(settings: &Settings, today: NaiveDate) -> Vec<Finding> {
    let places = settings.residence.places();
    places
        .into_iter()
        .map(|(name, place)| {
            let what = format!("place of {name}");
            match residence::check(place, today) {
                Err(wrong) => {
                    Finding::wrong(what, format!("{wrong} (R-65)"), format!("see [residence.{name}]"))
                }
                Ok(place) if (place.expires - today).num_days() < RENEW => Finding::weak(
                    what,
                    format!("its certificate expires on {}", date::spoken(place.expires)),
                    "have it renewed and write the new date down",
                ),
                Ok(place) => Finding::ok(
                    what,
                    format!(
                        "{}, {}, until {}",
                        place.country,
                        place.certificate,
                        date::spoken(place.expires)
                    ),
                ),
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{super::State, *};

    #[test]
    fn a_database_elsewhere_needs_verified_tls() {
        for (url, near) in [
            ("sqlite:/var/lib/beadle/beadle.db", true),
            ("postgres:///beadle", true),
            ("postgres://beadle@%2Frun%2Fpostgresql/beadle", true),
            ("postgres://beadle:word@127.0.0.1:5432/beadle", true),
            ("postgres://beadle@[::1]:5432/beadle", true),
            ("postgres://beadle@db.example:5432/beadle", false),
            ("postgres://beadle@10.0.0.9/beadle?host=localhost", false),
        ] {
            assert_eq!(transport(&Url::parse(url)).state == State::Ok, near, "{url}");
        }
    }

    #[test]
    fn a_clock_that_runs_back_is_wrong() {
        let at = |text: &str| text.parse::<DateTime<Utc>>().unwrap();
        let now = at("2027-03-01T12:00:00Z");
        assert_eq!(time(now, None).state, State::Ok);
        assert_eq!(time(now, Some(at("2027-03-01T11:59:59Z"))).state, State::Ok);
        assert_eq!(time(now, Some(at("2027-03-01T12:00:01Z"))).state, State::Wrong);
        assert_eq!(time(at("1970-01-01T00:00:09Z"), None).state, State::Wrong);
    }
}
