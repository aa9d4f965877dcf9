//! Consolidation lots: what members bring, how it is sorted and sealed, and what comes back to each of them.

mod consolidation_lots;
mod contributions;
mod member_inputs;
mod rules;
mod settlements;

pub use consolidation_lots::{
    AllocateLotRequest, ConsolidationLotView, CreateConsolidationLotRequest, ListConsolidationLotsQuery,
    LotAllocationView, LotGradeView, LotSealView, ReleaseLotAllocationRequest, SealLotRequest, WireGradePart,
};
pub use contributions::{
    ContributionGradingRequest, ContributionGradingView, ContributionView, GradeLotRequest,
    ListContributionsQuery, PutContributionRequest, WireRefusedPart, WireScale,
};
pub use member_inputs::{ListMemberInputsQuery, MemberInputView, PutMemberInputRequest};
pub use rules::{CreateHubFeeLimitRequest, HubFeeLimitEventData, HubFeeLimitView, ListHubFeeLimitsQuery};
pub use settlements::{
    GradeShareView, ListMemberStatementsQuery, LotSettlementView, LotStatementView, MemberShareView,
    MemberStatementView,
};
