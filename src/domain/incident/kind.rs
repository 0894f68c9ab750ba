//! Of which kind is an incident?

use crate::domain::text::words;

words! {
    /// What happened.
    Kind {
        /// Goods or money taken.
        Theft = "theft", "Theft";
        /// Tried, and stopped or given up.
        AttemptedTheft = "attempted_theft", "Attempted theft";
        /// False refunds, cards, notes or vouchers.
        Fraud = "fraud", "Fraud";
        /// Damage to property.
        Damage = "damage", "Damage";
        /// Force used against a person.
        Violence = "violence", "Violence";
        /// Violence or damage threatened.
        Threats = "threats", "Threats";
        /// Abuse of staff or customers.
        Abuse = "abuse", "Abuse of staff or customers";
        /// Harassment of staff or customers.
        Harassment = "harassment", "Harassment of staff or customers";
        /// Entering while excluded.
        Breach = "breach", "Entered while excluded";
        /// Seen, with nothing done.
        Sighting = "sighting", "Sighting";
        /// Something heard or noticed.
        Intelligence = "intelligence", "Intelligence";
        /// A nuisance that is none of the others.
        Antisocial = "antisocial", "Other antisocial behaviour";
    }
}
