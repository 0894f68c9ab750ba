//! WHO SEES WHICH FIELD: one file a role, each a view made by taking a profile apart without `..`, so that a new field
//! does not compile until every role has decided (product.md, the matrix).

pub mod member;
