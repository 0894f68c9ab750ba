//! Member businesses and the people who sign in.

pub mod agreement;
pub mod evidence;
pub mod leaving;
pub mod looking;
pub mod record;
pub mod role;
pub mod second_factor;
pub mod session;
pub mod state;
