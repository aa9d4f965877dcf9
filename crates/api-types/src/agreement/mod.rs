//! The wire of the agreement service, one file per resource.

mod cooperation;
mod events;
mod identity;
mod need;
mod reporting;
mod verification;

pub use cooperation::*;
pub use events::*;
pub use identity::*;
pub use need::*;
pub use reporting::*;
pub use verification::*;
