//! Where it is sold.

mod listings;
mod outlets;

pub use listings::{CreateListingRequest, ListListingsQuery, ListingView};
pub use outlets::{CreateOutletRequest, ListOutletsQuery, OutletView, UpdateOutletRequest};
