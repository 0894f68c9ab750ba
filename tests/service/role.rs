//! On PostgreSQL the service runs by a role that can add to the audit trail, and neither change nor cut it.

use beadle::{
    actions::audit::verify::{self, Report},
    app,
    config::Settings,
    domain::{member::role::Role, tables::TABLES},
    store::Store,
};
use chrono::TimeDelta;

use crate::{
    harness::Town,
    profile::{
        listed::{picture, profile, report},
        raw::Raw,
        scheduler::beat,
    },
};

/// A role of the server, gone when dropped.
struct Servant {
    name: String,
    owner: Store,
}

impl Servant {
    fn new(town: &Town) -> Self {
        let name = format!("servant_{}", town.database().url().rsplit('/').next().unwrap());
        Raw::open(&town.store).run(&format!("CREATE ROLE {name} LOGIN"), &[]);
        Self { name, owner: town.store.clone() }
    }
}

impl Drop for Servant {
    fn drop(&mut self) {
        let mut raw = Raw::open(&self.owner);
        raw.run(&format!("DROP OWNED BY {}", self.name), &[]);
        raw.run(&format!("DROP ROLE {}", self.name), &[]);
    }
}

#[actix_web::test]
async fn the_service_lives_by_a_role_that_can_only_add_to_the_trail() {
    let town = Town::new().await;
    let Some(url) = town.database().url_as("nobody") else {
        assert!(town.store.grant("nobody").unwrap_err().to_string().contains("only PostgreSQL has roles"));
        assert_eq!(town.store.may_rewrite().unwrap(), None);
        return;
    };
    let servant = Servant::new(&town);
    let url = url.replace("://nobody@", &format!("://{}@", servant.name));
    town.store.grant(&servant.name).unwrap();
    town.store.grant(&servant.name).unwrap();
    let settings = Settings { database: Some(url.clone()), ..town.service.settings().clone() };
    let service =
        app::assemble(settings, town.clock.clone()).expect("it starts without the right to migrate");
    app::make_ready(&service).unwrap();
    let store = Store::open(&url, town.vault.clone(), town.clock.clone()).unwrap();
    assert_eq!(store.may_rewrite().unwrap(), None);
    // The role goes before the database does.
    let (town, _servant) = (town.moved_to(service, store.clone()), servant);
    main_line(&town).await;
    let mut raw = Raw::open(&store);
    for (table, _) in TABLES {
        assert!(!raw.refuses(&format!("SELECT 1 FROM {table} LIMIT 1")), "{table} is read");
        for statement in [format!("TRUNCATE {table} CASCADE"), format!("DROP TABLE {table} CASCADE")] {
            assert!(raw.refuses(&statement), "{statement}");
        }
    }
    for statement in [
        "UPDATE audit SET deed = 'x'",
        "DELETE FROM audit",
        "UPDATE audit_tiles SET number = number + 1000",
        "DELETE FROM audit_tiles",
        "UPDATE audit_heads SET seq = seq - 1",
        "UPDATE audit_heads SET scheme = scheme",
        "DELETE FROM audit_heads",
        "DROP TRIGGER audit_no_change ON audit",
        "ALTER TABLE audit DISABLE TRIGGER ALL",
        "ALTER TABLE audit RENAME TO other",
        "DROP FUNCTION refuse_change() CASCADE",
        "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$",
        "CREATE TABLE another (scheme UUID)",
        "SET session_replication_role = replica",
        "DELETE FROM __diesel_schema_migrations",
    ] {
        assert!(raw.refuses(statement), "{statement}");
    }
    let heads = town.service.settings().heads();
    let reports = verify::all(&store, &heads, None, |_, _| ()).unwrap();
    assert!(reports.iter().all(Report::good), "{reports:?}");
}

/// Somebody is reported, seen, withdrawn and erased.
async fn main_line(town: &Town) {
    let ada = profile(town, &town.ashby, "Ada Lovell").await;
    let bob = profile(town, &town.ashby, "Bob Nash").await;
    report(town, &town.ashby, &[bob], " took a ham").await;
    picture(town, &town.ashby, Some(bob), None).await;
    let mut sam = town.sign_in(Role::Member).await;
    sam.get("/gallery").await.expect(200).says("Bob Nash");
    // Nothing ever counted against Ada.
    for _ in 0..5 {
        town.later(TimeDelta::days(7));
        beat(town).await;
    }
    let scheme = town.ashby.scheme;
    assert!(town.read(move |tx| beadle::store::erasure::buried(tx, scheme, ada)).await.is_some(), "erased");
    let deeds = town.trail(&town.ashby).await;
    for deed in ["view_gallery", "erase_profile", "begin_epoch"] {
        assert!(deeds.iter().any(|done| done == deed), "{deed}: {deeds:?}");
    }
}

#[actix_web::test]
async fn a_role_that_could_rewrite_the_trail_is_not_let_serve() {
    let town = Town::new().await;
    if town.database().url_as("nobody").is_none() {
        return assert!(town.store.grant("postgres").is_err(), "no roles, no rights");
    }
    let ours = town.store.may_rewrite().unwrap();
    assert!(ours.is_some_and(|why| why.contains("superuser") || why.contains("owns")), "who made the tables");
    let refused = |role: &str| town.store.grant(role).unwrap_err().to_string();
    assert!(refused("never_made").contains("there is no role"));
    let servant = Servant::new(&town);
    let name = &servant.name;
    let mut raw = Raw::open(&town.store);
    raw.run(&format!("ALTER ROLE {name} SUPERUSER"), &[]);
    assert!(refused(name).contains("is a superuser"));
    raw.run(&format!("ALTER ROLE {name} NOSUPERUSER"), &[]);
    raw.run(&format!("ALTER TABLE audit OWNER TO {name}"), &[]);
    assert!(refused(name).contains("owns the tables"));
    raw.run("ALTER TABLE audit OWNER TO CURRENT_USER", &[]);
    raw.run("GRANT DELETE ON audit TO PUBLIC", &[]);
    assert!(refused(name).contains("more to the audit trail"));
    raw.run("REVOKE DELETE ON audit FROM PUBLIC", &[]);
    raw.run(&format!("GRANT UPDATE (deed) ON audit TO {name}"), &[]);
    town.store.grant(name).expect("what it could do before is taken from it");
}
