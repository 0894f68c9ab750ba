//! WHO SEES WHICH FIELD: one file a role, each a view made by taking a profile apart without `..`, so that a new field
//! does not compile until every role has decided (R-63; product.md, the matrix).

pub mod administrator;
pub mod asker;
pub mod board;
pub mod controller;
pub mod copy;
pub mod face;
pub mod member;
pub mod police;
pub mod police_bundle;
pub mod police_event;
pub mod police_feed;
pub mod subject;
pub mod words;
