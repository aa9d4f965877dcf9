//! Where it is sold.

mod listings;
mod outlet_exceptions;
mod outlets;
mod recalls;
mod sales;

pub use listings::{CreateListingRequest, ListListingsQuery, ListingView};
pub use outlet_exceptions::{CreateOutletExceptionRequest, ListOutletExceptionsQuery, OutletExceptionView};
pub use outlets::{CreateOutletRequest, ListOutletsQuery, OutletView, UpdateOutletRequest};
pub use recalls::{CreateRecallRequest, ListRecallsQuery, RecallView};
pub use sales::{
    ListSalesReportsQuery, PutSalesReportRequest, SalesLineRequest, SalesLineView, SalesReportView,
};
