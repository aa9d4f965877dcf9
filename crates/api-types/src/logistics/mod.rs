//! The wire of the logistics service, one file per resource.

mod events;
mod ordering;
mod receiving;
mod transport;

pub use events::*;
pub use ordering::*;
pub use receiving::*;
pub use transport::*;
