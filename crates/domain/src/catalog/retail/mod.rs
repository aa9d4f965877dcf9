//! Where it is sold: outlets, and what stands in them.

pub(crate) mod listing;
pub(crate) mod outlet;
pub(crate) mod outlet_exception;
pub(crate) mod recall;
pub(crate) mod sales;

pub use listing::{
    ListedTerms, ListingCondition, ListingEvent, ListingFacts, ListingHappened, ListingState, PlannedVolume,
    check_published, listing_condition, may_list, needs_curation,
};
pub use outlet::{
    ChainName, ChainNameError, Channel, Outlet, OutletEvent, OutletHappened, OutletKind, OutletState,
};
pub use outlet_exception::{
    COORDINATORS, OutletExceptionEvent, OutletExceptionHappened, OutletExceptionState, check_acceptance,
};
pub use recall::{RECALLERS, RecallEvent, RecallHappened, RecallHazard, RecallState, check_not_recalled};
pub use sales::{MOST_PIECES, MOST_SALES_LINES, SalesReportHappened, check_sales_period, read_sales_period};
