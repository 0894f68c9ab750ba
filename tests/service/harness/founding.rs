//! The schemes of a town: each with a business, its premises, and people in every role.

use std::sync::OnceLock;

use beadle::{
    actions::{Shared, scheme::found::Founding},
    clock::Clock,
    domain::{
        ids::{BusinessId, PremisesId, SchemeId, UserId},
        member::{
            agreement::Acceptance,
            record::{Business, BusinessDetails, Credentials, Grant, Premises, PremisesDetails, UserDetails},
            role::Role,
            state::State,
        },
        scheme::Contact,
    },
    store::{self, Store, StoreError, Write},
    vault::password,
};
use chrono::{DateTime, Utc};

use super::town::{PASSWORD, People};

/// Founds a scheme with its first business, one premises, and one person in each role.
pub(super) fn people(service: &Shared, store: &Store, host: &'static str, name: &str) -> People {
    let clock = service.clock();
    let of = |role: Role, name: &str| UserDetails {
        name: name.to_owned(),
        email: format!("{}@{host}", role.as_str()),
        ..UserDetails::default()
    };
    let founded = service
        .found(&Founding {
            host: host.to_owned(),
            name: name.to_owned(),
            area: format!("the area of {name}"),
            contact: Contact { email: format!("office@{host}"), ..Contact::default() },
            first: [
                (Role::Controller, of(Role::Controller, "Priya Nair")),
                (Role::Board, of(Role::Board, "Tom Okafor")),
            ],
            demo: false,
        })
        .unwrap();
    let [controller, board] = founded.users;
    let id = || clock.random();
    let people = People {
        scheme: founded.scheme,
        host,
        business: BusinessId::from_random(id()),
        premises: PremisesId::from_random(id()),
        member: UserId::from_random(id()),
        manager: UserId::from_random(id()),
        administrator: UserId::from_random(id()),
        board,
        controller,
    };
    let staff = [
        (people.administrator, None, Role::Administrator, "Alice Hart"),
        (people.manager, Some(people.business), Role::Manager, "Maya Brooks"),
        (people.member, Some(people.business), Role::Member, "Sam Reed"),
    ];
    store
        .write_here(|tx| {
            settle(tx, &people, clock.now())?;
            for (user, business, role, name) in staff {
                store::user::insert(tx, people.scheme, user, business, &of(role, name), clock.now())?;
                let grant = Grant { user, role, granted_by: Some(controller), confirmed: true };
                store::user::grant_role(tx, people.scheme, grant, clock.now())?;
                activate(tx, people.scheme, user)?;
            }
            activate(tx, people.scheme, board)?;
            activate(tx, people.scheme, controller)
        })
        .unwrap();
    people
}

/// The business and its premises.
fn settle(tx: &mut Write<'_>, people: &People, at: DateTime<Utc>) -> Result<(), StoreError> {
    let business = Business {
        id: people.business,
        state: State::Active,
        details: BusinessDetails { name: "Fairway Stores".into(), trade: "Shop".into() },
        authority_on: Some(at.date_naive()),
    };
    store::business::insert(tx, people.scheme, &business, at)?;
    let site = Premises {
        id: people.premises,
        business: people.business,
        area: "Town centre".into(),
        details: PremisesDetails {
            name: "Fairway Stores, High Street".into(),
            address: "12 High Street".into(),
        },
        open: true,
    };
    store::business::insert_premises(tx, people.scheme, &site)
}

/// Gives a user [`PASSWORD`] and an agreement in force.
pub(super) fn activate(tx: &mut Write<'_>, scheme: SchemeId, user: UserId) -> Result<(), StoreError> {
    static HASH: OnceLock<String> = OnceLock::new();
    // By a clock of its own: the first town of a process draws no more from its seed than the others.
    let hash = HASH.get_or_init(|| password::hash(&Clock::still(tx.clock.now(), 1), PASSWORD).unwrap());
    let credentials = Credentials { password: hash.clone(), totp: None };
    store::user::keep_credentials(tx, scheme, user, &credentials, State::Active)?;
    store::user::agree(tx, scheme, user, Acceptance { version: 1, on: tx.clock.today() })
}
