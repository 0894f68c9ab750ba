//! Forces and agencies: the agreements under which they read.

pub mod agreements;
pub mod bearer;
pub mod budget;
pub mod call;
pub mod change_keys;
pub mod changes;
pub mod clients;
pub mod cursor;
pub mod denied;
pub mod disclosures;
pub mod document;
pub mod end;
pub mod images;
pub mod incidents;
pub mod person;
pub mod persons;
pub mod places;
pub mod register;
pub mod register_client;
pub mod review;
pub mod revoke_client;
pub mod token;
pub mod watch;
