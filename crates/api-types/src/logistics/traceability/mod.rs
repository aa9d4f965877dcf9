//! Where goods went and came from.

mod distributions;
mod traces;

pub use distributions::{
    CreateDistributionRequest, DistributionLineRequest, DistributionLineView, DistributionView,
    ErrorDeclarationView, ListDistributionsQuery,
};
pub use traces::{
    ListTracesQuery, TraceGoodsView, TraceLotView, TracePlaceView, TraceQuantityView, TraceStepView,
    TraceView,
};
