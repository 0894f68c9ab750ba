//! Deeds on the scheme itself.

pub mod change_details;
pub mod change_logo;
pub mod decide_rules;
pub mod examine;
pub mod found;
pub mod propose_rules;
pub mod rules;
pub mod rules_effect;
pub mod rules_form;
