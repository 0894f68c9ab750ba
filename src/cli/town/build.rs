//! Builds the town: founds its scheme, brings its people together, and lets it live to the present day.

use std::{
    io::{IsTerminal, Write},
    sync::atomic::{AtomicI32, Ordering},
};

use anyhow::Context;
use chrono::{DateTime, Datelike, NaiveDate, Utc};
use image::RgbImage;

use super::{
    agencies::OFFICER,
    live::Life,
    names::{self, Trade},
    night::evening,
    plan::Plan,
};
use crate::{
    actions::{
        Call, Refusal, Shared,
        incident::{desk, offer},
        member::{
            agreement, business, people, roles,
            stand_in::{StandIn, give_password, stand_in},
        },
        photo::make::Cut,
        scheme::found::Founding,
    },
    cli::demo::Account,
    clock::Clock,
    domain::{
        ids::{BusinessId, IncidentId, PictureId, PremisesId, UserId},
        member::role::Role,
        scheme::Contact,
    },
    photos::alter::Rect,
};

/// The town's host name: every request to a demonstration is for it.
pub const HOST: &str = "ashby.demo";
/// The partnership's name.
pub const NAME: &str = "Market Ashby Safer Town";

const SEED: u64 = 1_829;

/// The people who run the scheme, by address.
pub struct Staff {
    /// Administrators.
    pub administrators: [&'static str; 2],
    /// Board members.
    pub board: [&'static str; 2],
    /// The controller.
    pub controller: &'static str,
}

const STAFF: Staff = Staff {
    administrators: ["priya.nair@ashby.example", "owen.pryce@ashby.example"],
    board: ["helen.doyle@ashby.example", "martin.okafor@ashby.example"],
    controller: "ruth.ellwood@ashby.example",
};

/// A member's premises and who reports from them.
pub struct Place {
    /// The address of a member of its staff.
    pub staff: String,
    /// And their id.
    pub user: UserId,
    /// The business.
    pub business: BusinessId,
    /// The premises.
    pub premises: PremisesId,
}

/// What a town consists of.
pub struct Town {
    /// The service.
    pub service: Shared,
    /// Its clock, moved by hand.
    pub clock: Clock,
    /// What will happen.
    pub plan: Plan,
    /// Who runs the scheme.
    pub staff: Staff,
    /// Where it happens.
    pub places: Vec<Place>,
}

/// Builds the town; returns one account for each role.
///
/// # Errors
/// The first deed that fails.
pub async fn build(service: &Shared, clock: &Clock, now: DateTime<Utc>) -> anyhow::Result<Vec<Account>> {
    let businesses = names::businesses(SEED);
    let today = crate::domain::date::london_day(now);
    let plan = Plan::new(SEED, today, businesses.len());
    clock.move_to(evening(plan.begins));
    let mut town =
        Town { service: service.clone(), clock: clock.clone(), plan, staff: STAFF, places: Vec::new() };
    town.found().context("founding the scheme")?;
    town.appoint().await.context("appointing who runs it")?;
    for (n, one) in businesses.iter().enumerate() {
        town.join(n, one).await.with_context(|| format!("{} joins", one.name))?;
    }
    let shown = AtomicI32::new(0);
    let months =
        Life::new(&town).until(now, |day| progress(&shown, day)).await.context("living three years")?;
    if std::io::stderr().is_terminal() {
        eprintln!();
    }
    tracing::info!(done = ?months, "the town is built");
    town.accounts().await
}

/// Tells each month once.
fn progress(shown: &AtomicI32, day: NaiveDate) {
    let month = day.year() * 12 + day.month0().cast_signed();
    let before = shown.swap(month, Ordering::Relaxed);
    if !std::io::stderr().is_terminal() {
        // A log wants no line each month.
        if before / 12 != month / 12 {
            eprintln!("building the town: {}", day.year());
        }
    } else if before != month {
        eprint!("\rbuilding the town: {:<16}", day.format("%B %Y"));
        if let Err(error) = std::io::stderr().flush() {
            tracing::debug!(%error, "progress is not shown");
        }
    }
}

impl Town {
    /// Now, in the town.
    pub fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }

    /// Somebody of the town, in a role, with the members' agreement in force where it is theirs.
    ///
    /// # Errors
    /// If nobody has this address.
    pub async fn acting(&self, email: &str, role: Role) -> Result<StandIn, Refusal> {
        let somebody = stand_in(&self.service, HOST, email, role).await?;
        if role == Role::Officer {
            return Ok(somebody);
        }
        let (standing, _) = agreement::standing(&self.service, somebody.call.clone()).await?;
        if standing.until.is_none() {
            agreement::accept(&self.service, somebody.call.clone(), standing.version.to_string(), true)
                .await?;
        }
        Ok(somebody)
    }

    fn found(&self) -> Result<(), Refusal> {
        self.service.found(&Founding {
            host: HOST.to_owned(),
            name: NAME.to_owned(),
            area: "the town of Market Ashby".to_owned(),
            contact: Contact {
                email: "office@ashby.example".to_owned(),
                phone: "01632 960 001".to_owned(),
                address: "The Town Hall\nMarket Place\nMarket Ashby\nMA1 1AA".to_owned(),
                website: String::new(),
            },
            first: [
                Founding::person(Role::Controller, "Ruth Ellwood".to_owned(), STAFF.controller.to_owned()),
                Founding::person(Role::Board, "Helen Doyle".to_owned(), STAFF.board[0].to_owned()),
            ],
            demo: true,
        })?;
        Ok(())
    }

    /// The controller gives the roles that a board member confirms.
    async fn appoint(&self) -> Result<(), Refusal> {
        let others = [
            ("Priya Nair", STAFF.administrators[0], Role::Administrator),
            ("Owen Pryce", STAFF.administrators[1], Role::Administrator),
            ("Martin Okafor", STAFF.board[1], Role::Board),
        ];
        for (name, email, role) in others {
            let controller = self.acting(STAFF.controller, Role::Controller).await?;
            roles::give(&self.service, controller.call, (name, email), role.as_str()).await?;
            let board = self.acting(STAFF.board[0], Role::Board).await?;
            let waiting = roles::roles(&self.service, board.call.clone()).await?.value.waiting;
            for held in waiting.iter().filter(|held| held.may_confirm) {
                let to: UserId = held.user.parse().map_err(|_| Refusal::NotFound)?;
                roles::confirm(&self.service, board.call.clone(), to, held.role.as_str().to_owned()).await?;
            }
        }
        Ok(())
    }

    async fn join(&mut self, n: usize, one: &names::Business) -> Result<(), Refusal> {
        let administrator = self.acting(STAFF.administrators[n % 2], Role::Administrator).await?;
        let manager = (names::person(9_000 + n as u64), format!("manager{n}@ashby.example"));
        let joining = business::Joining {
            name: one.name.to_owned(),
            trade: trade(one.trade).to_owned(),
            site: business::Site {
                name: one.name.to_owned(),
                address: format!("{}, Market Ashby", one.address),
                area: one.address.trim_start_matches(|c: char| c.is_ascii_digit() || c == ' ').to_owned(),
            },
            manager: manager.0,
            email: manager.1.clone(),
            signed: true,
        };
        let id: BusinessId = business::join(&self.service, administrator.call.clone(), joining).await?;
        let mut staff = manager.1;
        if n.is_multiple_of(3) {
            let name = if n == 0 { "Sam Reed".to_owned() } else { names::person(9_500 + n as u64) };
            let email =
                if n == 0 { "sam.reed@ashby.example".to_owned() } else { format!("staff{n}@ashby.example") };
            people::invite(&self.service, administrator.call, id, (&name, &email), Role::Member.as_str())
                .await?;
            staff = email;
        }
        let somebody = self.acting(&staff, role_of(&staff)).await?;
        let (offer, _) = offer::offer(&self.service, somebody.call, None).await?;
        let premises = offer.premises.first().ok_or(Refusal::NotFound)?.0;
        self.places.push(Place { staff, user: somebody.user, business: id, premises });
        Ok(())
    }

    /// The stills of an incident, as its reviewer finds them.
    ///
    /// # Errors
    /// If the call is no administrator's.
    pub async fn stills(&self, call: Call, incident: IncidentId) -> Result<Vec<PictureId>, Refusal> {
        let seen = desk::desk(&self.service, call, incident, String::new(), Vec::new()).await?;
        Ok(seen.value.photos.into_iter().map(|photo| photo.id).collect())
    }

    /// A picture's whole: the drawn faces stand alone in theirs.
    ///
    /// # Errors
    /// Never: the whole is a part.
    pub fn whole(&self) -> anyhow::Result<Cut> {
        let keep = Rect::new(0, 0, 10_000, 10_000).map_err(|_| anyhow::anyhow!("the whole is no part"))?;
        Ok(Cut { keep, blur: None, main: true })
    }

    async fn accounts(&self) -> anyhow::Result<Vec<Account>> {
        let people = [
            (Role::Member, "Sam Reed", "sam.reed@ashby.example".to_owned()),
            (Role::Manager, "", "manager1@ashby.example".to_owned()),
            (Role::Administrator, "Priya Nair", STAFF.administrators[0].to_owned()),
            (Role::Board, "Helen Doyle", STAFF.board[0].to_owned()),
            (Role::Controller, "Ruth Ellwood", STAFF.controller.to_owned()),
            (Role::Officer, OFFICER.0, OFFICER.1.to_owned()),
        ];
        let mut accounts = Vec::new();
        for (role, name, email) in people {
            self.acting(&email, role).await?;
            let password = self.password();
            give_password(&self.service, HOST, &email, &password).await?;
            let name = if name.is_empty() { names::person(9_001) } else { name.to_owned() };
            accounts.push(Account { role: role.as_str().to_owned(), name, email, password });
        }
        Ok(accounts)
    }

    /// Easy to type, another in every town.
    fn password(&self) -> String {
        const WORDS: [&str; 16] = [
            "amber", "barley", "candle", "dapple", "ember", "fallow", "garnet", "hollow", "indigo",
            "juniper", "kestrel", "lantern", "meadow", "nettle", "orchard", "pewter",
        ];
        let bytes: [u8; 5] = Clock::system().random();
        let word = |n: usize| WORDS[usize::from(bytes[n]) % WORDS.len()];
        let number = u16::from_be_bytes([bytes[3], bytes[4]]) % 9_000 + 1_000;
        format!("{}-{}-{}-{number}", word(0), word(1), word(2))
    }
}

/// The role of somebody of a place, by how the town names addresses.
pub fn role_of(email: &str) -> Role {
    if email.starts_with("manager") { Role::Manager } else { Role::Member }
}

const fn trade(trade: Trade) -> &'static str {
    match trade {
        Trade::Shop => "Shop",
        Trade::Supermarket => "Supermarket",
        Trade::Pharmacy => "Pharmacy",
        Trade::Pub => "Pub",
        Trade::Cafe => "Café",
        Trade::Stall => "Market stall",
        Trade::Other => "Other",
    }
}

/// A drawing as the JPEG that a phone would send.
///
/// # Errors
/// If it cannot be encoded.
pub fn jpeg(drawing: &RgbImage) -> anyhow::Result<Vec<u8>> {
    let (width, height) = (u16::try_from(drawing.width())?, u16::try_from(drawing.height())?);
    let mut bytes = Vec::new();
    jpeg_encoder::Encoder::new(&mut bytes, 88)
        .encode(drawing.as_raw(), width, height, jpeg_encoder::ColorType::Rgb)
        .context("encoding a drawing")?;
    Ok(bytes)
}
