//! The agreements under which the force and the council read: one that is over, one that is soon to be reviewed; and an
//! officer who reads on pages.

use chrono::Days;
use ed25519_dalek::SigningKey;

use super::live::Life;
use crate::{
    actions::agency::{
        asker::By,
        call::Asked,
        hand_over, images, incidents, invite_officer, permit, person, persons,
        register::{self, Entered},
        register_client, statement,
    },
    domain::{
        agency::{agreement::Class, permission::How, purpose::Purpose},
        ids::{AgreementId, IncidentId},
        member::role::Role,
    },
    vault::jwt::PublicKey,
};

/// An agreement: with whom, who answers there, for how many days, and after how many it is to be reviewed.
struct Made {
    agency: &'static str,
    contact: &'static str,
    lasts: u64,
    review: u64,
    covers: &'static [Class],
    /// An officer reads on pages.
    officer: bool,
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
        officer: false,
    },
    Made {
        agency: "Westshire Police",
        contact: "Sergeant Nell Amberley",
        lasts: 1_095,
        review: 360,
        covers: &[Class::Contact, Class::Reports],
        officer: true,
    },
];

/// The officer who reads on pages: name, address, reference.
pub(super) const OFFICER: (&str, &str, &str) = ("Iris Hale", "iris.hale@agency.example", "PC 5150");

/// On how many days before the present the officer looks into something.
pub(super) const LOOKED_UP: [Days; 5] =
    [Days::new(210), Days::new(95), Days::new(33), Days::new(12), Days::new(2)];

/// What for, and why.
const WHY: [(Purpose, &str); 5] = [
    (Purpose::Detection, "WS/10417/26"),
    (Purpose::Prevention, "Operation Lantern, market days"),
    (Purpose::Detection, "WS/31822/26"),
    (Purpose::Prosecution, "WS/31822/26"),
    (Purpose::Safeguarding, "Missing person, MISPER 2207"),
];

impl Life<'_> {
    /// The controller enters an agreement.
    pub(super) async fn agreement(&mut self, n: usize) -> anyhow::Result<()> {
        let Made { agency, contact, lasts, review, covers, officer } = &MADE[n];
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
        if *officer {
            let call = self.acting(self.town.staff.controller, Role::Controller).await?;
            let (name, email, reference) = OFFICER;
            let officer = invite_officer::Entered {
                name: name.to_owned(),
                reference: reference.to_owned(),
                email: email.to_owned(),
            };
            invite_officer::invite(&self.town.service, call, agreement, officer).await?;
            self.agreement = Some(agreement);
        }
        Ok(())
    }

    /// The officer says what for and looks at some people; once a report is handed over.
    pub(super) async fn officer(&mut self, n: usize) -> anyhow::Result<()> {
        let service = &self.town.service;
        let call = self.acting(OFFICER.1, Role::Officer).await?;
        let (purpose, reason) = WHY[n];
        statement::state(service, call.clone(), purpose.as_str().to_owned(), reason.to_owned()).await?;
        let asked = Asked { by: By::Officer(call), ..Asked::default() };
        let listed = persons::list(service, asked.clone(), persons::Listing::default()).await.told?.value;
        for one in listed.items.iter().skip(n * 3).take(1 + n % 3) {
            person::one(service, asked.clone(), one.id).await.told?;
            images::links(service, asked.clone(), one.id).await.told?;
        }
        if purpose == Purpose::Prosecution {
            let found = incidents::list(service, asked, incidents::Listing::default()).await.told?.value;
            if let Some((incident, agreement)) =
                found.items.iter().find(|one| !one.persons.is_empty()).zip(self.agreement)
            {
                self.hand_over(incident.id, agreement, (purpose, reason)).await?;
            }
        }
        self.count("looked up by police");
        Ok(())
    }

    /// The administrator hands over a report whose reporter permitted it on the telephone.
    async fn hand_over(
        &self,
        incident: IncidentId,
        agreement: AgreementId,
        (purpose, reason): (Purpose, &str),
    ) -> anyhow::Result<()> {
        let (service, today) = (&self.town.service, self.town.clock.today().to_string());
        let call = self.administrator(0).await?;
        permit::recorded(service, call.clone(), incident, How::Telephone.as_str().to_owned(), today).await?;
        let to = hand_over::Entered {
            agreement: agreement.to_string(),
            officer: OFFICER.2.to_owned(),
            purpose: purpose.as_str().to_owned(),
            reason: reason.to_owned(),
        };
        hand_over::hand(service, call, incident, to).await?;
        Ok(())
    }

    /// The public half of a key whose other half nobody keeps: whoever tries the API gives the system a key of their own.
    fn public_key(&self) -> String {
        let key = SigningKey::from_bytes(&self.town.clock.random());
        PublicKey::Ed25519(key.verifying_key().to_bytes()).jwk().to_string()
    }
}
