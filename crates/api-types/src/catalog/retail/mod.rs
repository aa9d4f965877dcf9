//! Where it is sold.

mod listings;
mod outlets;
mod recalls;
mod sales;

pub use listings::{CreateListingRequest, ListListingsQuery, ListingView};
pub use outlets::{CreateOutletRequest, ListOutletsQuery, OutletView, UpdateOutletRequest};
pub use recalls::{CreateRecallRequest, ListRecallsQuery, RecallView};
pub use sales::{
    ListSalesReportsQuery, PutSalesReportRequest, SalesLineRequest, SalesLineView, SalesReportView,
};
