//! Founds a scheme and invites its first two people: a controller and a board member.

use chrono::{DateTime, TimeDelta, Utc};
use uuid::Uuid;

use crate::{
    actions::{Refusal, Service},
    clock::Clock,
    config::rules_file,
    domain::{
        date::london_day,
        deed::Deed,
        ids::{SchemeId, UserId},
        member::{
            record::{Grant, UserDetails},
            role::Role,
        },
        rules::INVITATION_HOURS,
        scheme::{Contact, Scheme},
    },
    store::{self, Write, audit::Event},
    vault::Token,
};

/// What a scheme begins with.
#[derive(Debug, Clone)]
pub struct Founding {
    /// The host name that selects it.
    pub host: String,
    /// Its name.
    pub name: String,
    /// The area, in words.
    pub area: String,
    /// How it is reached.
    pub contact: Contact,
    /// The first controller and the first board member.
    pub first: [(Role, UserDetails); 2],
    /// A demonstration.
    pub demo: bool,
}

impl Founding {
    /// One of the first two people, by name and e-mail address.
    pub fn person(role: Role, name: String, email: String) -> (Role, UserDetails) {
        (role, UserDetails { name, email, ..UserDetails::default() })
    }
}

/// A founded scheme and its first two people.
#[derive(Clone)]
pub struct Founded {
    /// The scheme.
    pub scheme: SchemeId,
    /// The first people, in the order given.
    pub users: [UserId; 2],
    /// The links by which they choose their passwords: each works once, until `links_end`. Show them to nobody else.
    pub links: [String; 2],
    /// When the links end.
    pub links_end: DateTime<Utc>,
}

impl Service {
    /// Founds a scheme. Nobody can act in it before; so this deed has no viewer, and is for the commands only.
    ///
    /// # Errors
    /// If the host name has a scheme, or the two share an address.
    pub fn found(&self, founding: &Founding) -> Result<Founded, Refusal> {
        let (clock, at) = (self.clock.clone(), self.clock.now());
        let link = |token: &Token| self.settings.url(&founding.host, &format!("/link/{}", token.text()));
        self.store.write_here(|tx| found(tx, &clock, at, founding, link))
    }
}

fn found(
    tx: &mut Write<'_>,
    clock: &Clock,
    at: DateTime<Utc>,
    founding: &Founding,
    link: impl Fn(&Token) -> String,
) -> Result<Founded, Refusal> {
    let scheme = Scheme {
        id: SchemeId::from_random(clock.random()),
        host: founding.host.to_lowercase(),
        name: founding.name.clone(),
        area: founding.area.clone(),
        contact: founding.contact.clone(),
        rules: rules_file::DEFAULT.to_owned(),
        rules_version: 1,
        rules_since: london_day(at),
        agreement_version: 1,
        logo: None,
        demo: founding.demo,
    };
    store::scheme::insert(tx, &scheme, at)?;
    let mut users = [UserId::from(Uuid::nil()); 2];
    let mut links = [String::new(), String::new()];
    let links_end = at + TimeDelta::hours(i64::from(INVITATION_HOURS));
    for ((user, chooses), (role, details)) in users.iter_mut().zip(&mut links).zip(&founding.first) {
        *user = UserId::from_random(clock.random());
        store::user::insert(tx, scheme.id, *user, None, details, at)?;
        let grant = Grant { user: *user, role: *role, granted_by: None, confirmed: true };
        store::user::grant_role(tx, scheme.id, grant, at)?;
        let token = Token::new(clock);
        store::session::insert_link(tx, scheme.id, &token.hash(), *user, "password", links_end)?;
        *chooses = link(&token);
    }
    let event = Event {
        id: crate::domain::ids::EventId::from_random(clock.random()),
        at,
        deed: Deed::FoundScheme,
        role: "installation",
        actor: None,
        about: std::iter::once(scheme.id.uuid()).chain(users.iter().map(|user| user.uuid())).collect(),
        words: None,
    };
    store::audit::append(tx, scheme.id, vec![event])?;
    Ok(Founded { scheme: scheme.id, users, links, links_end })
}
