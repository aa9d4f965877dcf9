//! The wire of the logistics service, one file per resource.

mod checking;
mod events;
mod ordering;
mod receiving;
mod settling;
mod traceability;
mod transport;

pub use checking::*;
pub use events::*;
pub use ordering::*;
pub use receiving::*;
pub use settling::*;
pub use traceability::*;
pub use transport::*;
