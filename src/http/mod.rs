//! What all doors share: who calls, forms, answers, headers, assets, the frame of pages.

pub mod answer;
pub mod assets;
pub mod call;
pub mod form;
pub mod guard;
pub mod health;
pub mod log;
pub mod page;
pub mod qr;
mod summary;
pub mod upload;

pub use answer::{Answer, Failure, html, redirect};
pub use call::Caller;
pub use form::{Form, OpenForm, Typed};
pub use page::Page;
