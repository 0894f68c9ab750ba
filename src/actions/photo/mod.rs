//! Pictures: taken in and sealed before anything touches the disk, shown by links that live five minutes.

pub mod keep;
pub mod link;
pub mod make;
pub mod view;
