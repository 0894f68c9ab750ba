//! The agreements under which the force and the council read: one that is over, one that is soon to be reviewed.

use chrono::Days;
use ed25519_dalek::SigningKey;

use super::live::Life;
use crate::{
    actions::agency::{
        register::{self, Entered},
        register_client,
    },
    domain::{agency::agreement::Class, member::role::Role},
    vault::jwt::PublicKey,
};

/// An agreement: with whom, who answers there, for how many days, and after how many it is to be reviewed.
struct Made {
    agency: &'static str,
    contact: &'static str,
    lasts: u64,
    review: u64,
    covers: &'static [Class],
}

/// On how many days before the present each is entered.
pub(super) const ENTERED: [Days; 2] = [Days::new(1_000), Days::new(340)];

const MADE: [Made; 2] = [
    Made {
        agency: "Market Ashby Town Council, community safety",
        contact: "Imogen Farrant",
        lasts: 730,
        review: 700,
        covers: &[],
    },
    Made {
        agency: "Westshire Police",
        contact: "Sergeant Nell Amberley",
        lasts: 1_095,
        review: 360,
        covers: &[Class::Contact],
    },
];

impl Life<'_> {
    /// The controller enters an agreement.
    pub(super) async fn agreement(&mut self, n: usize) -> anyhow::Result<()> {
        let Made { agency, contact, lasts, review, covers } = &MADE[n];
        let call = self.acting(self.town.staff.controller, Role::Controller).await?;
        let today = self.town.clock.today();
        let entered = Entered {
            agency: (*agency).to_owned(),
            parties: format!("{contact} for {agency}; Ruth Ellwood for the scheme; both signed that week."),
            basis: "Prevention and detection of crime: Data Protection Act 2018, schedule 1, paragraph 10."
                .to_owned(),
            contact: (*contact).to_owned(),
            email: format!("{}@agency.example", contact.to_lowercase().replace(' ', ".")),
            phone: String::new(),
            covers: covers.iter().map(|class| class.as_str().to_owned()).collect(),
            starts: Some(today),
            review: Some(today + Days::new(*review)),
            ends: Some(today + Days::new(*lasts)),
        };
        let agreement = register::register(&self.town.service, call, entered).await?;
        self.count("agreements");
        let call = self.acting(self.town.staff.controller, Role::Controller).await?;
        let client = register_client::Entered {
            name: "Control room".to_owned(),
            called: String::new(),
            keys: self.public_key(),
        };
        register_client::register(&self.town.service, call, agreement, client).await?;
        Ok(())
    }

    /// The public half of a key whose other half nobody keeps: whoever tries the API gives the system a key of their own.
    fn public_key(&self) -> String {
        let key = SigningKey::from_bytes(&self.town.clock.random());
        PublicKey::Ed25519(key.verifying_key().to_bytes()).jwk().to_string()
    }
}
