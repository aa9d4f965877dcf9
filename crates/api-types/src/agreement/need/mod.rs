//! What buyers need, and what regions commit to.

mod commitments;
mod coverage;
mod demands;

pub use commitments::{
    AcceptCommitmentRequest, CloseCommitmentShortRequest, CommitmentView, CreateCommitmentRequest,
    EndContractLineLinkRequest, ExplainCommitmentRequest, LinkContractLinesRequest, LinkedContractLineView,
    ListCommitmentOffersQuery, ListCommitmentsQuery, OfferRequest, OfferView,
};
pub use coverage::{
    CoveragePeriodView, DemandCoverageView, DemandForecastsView, DemandGapView, DemandQuery,
    ForecastPeriodView, LineCoverageView, LineForecastsView, ListDemandGapsQuery, RegionCoverageView,
    RegionPeriodView,
};

pub use demands::{
    CreateDemandRequest, DemandLineRequest, DemandLineView, DemandVersionView, DemandView,
    ListDemandVersionsQuery, ListDemandsQuery, ReviseDemandRequest, ScheduledRequest, ScheduledView,
    UpdateDemandRequest,
};
