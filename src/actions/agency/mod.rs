//! Forces and agencies: their agreements, systems and officers, what they are told, and the reports handed to them (R-3,
//!

pub mod agreements;
pub mod asker;
pub mod bearer;
pub mod budget;
pub mod bundle;
pub mod call;
pub mod change_keys;
pub mod changes;
pub mod clients;
pub mod cursor;
pub mod denied;
pub mod disclosures;
pub mod document;
pub mod end;
pub mod hand_over;
pub mod images;
pub mod incidents;
pub mod invite_officer;
pub mod officers;
pub mod permit;
pub mod person;
pub mod persons;
pub mod places;
pub mod register;
pub mod register_client;
pub mod remind;
pub mod remove_officer;
pub mod review;
pub mod revoke_client;
pub mod statement;
pub mod token;
pub mod watch;
