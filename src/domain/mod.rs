//! The rules of the scheme: pure functions over dates, states and words.
//!
//! Glossary: a *member* is a business in the partnership and a *user* a person there; *premises* are a
//! member's site. An *incident* is what a user reports. A *subject* is a person in a *profile*; *ID sought*
//! is a profile without a confirmed name. To *circulate* is to show a profile to members, to *withdraw* is to
//! stop, to *erase* is to leave nothing. A *sanction* is a warning or an exclusion; a *notice* is the letter
//! that serves it. An *agency* is a police force or another partner that reads under an *agreement* (ISA). A *data
//! breach* is data seen, changed or lost against what was promised. A *document* is one of data protection: a LIA, a
//! DPIA. A *right* is what the listed person may ask for: a copy, a correction, an appeal.

pub mod agency;
pub mod assurance;
pub mod certificate;
pub mod data_breach;
pub mod date;
pub mod deed;
pub mod disclosure;
pub mod document;
pub mod enquiry;
pub mod epoch;
pub mod ids;
pub mod incident;
pub mod mail;
pub mod member;
pub mod pack;
pub mod photo;
pub mod profile;
pub mod retention;
pub mod right;
pub mod rules;
pub mod sanction;
pub mod scheme;
pub mod tables;
pub mod text;
