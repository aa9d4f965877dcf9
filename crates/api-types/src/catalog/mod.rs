//! The wire of the catalog service, one file per resource.

mod curation;
mod events;
mod farm;
mod goods;
mod lots;
mod retail;
mod sites;
mod stock;

pub use curation::*;
pub use events::*;
pub use farm::*;
pub use goods::*;
pub use lots::*;
pub use retail::*;
pub use sites::*;
pub use stock::*;
