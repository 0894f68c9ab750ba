//! Members, their users, what each may do.

pub mod agreement;
pub mod evidence;
pub mod leaving;
pub mod role;
pub mod session;
pub mod state;
pub mod stored;
