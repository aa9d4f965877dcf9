//! What governments and businesses agree on.

mod agreements;
mod amendments;
mod authenticity;
mod backfill_grants;
mod contracts;
mod endings;
mod evaluations;
mod recommendations;
mod reports;
mod stages;

pub use agreements::{
    AgreementView, AssignAuditorRequest, Attachment, AttachmentQuery, ConsentView, CreateAgreementRequest,
    EndAuditorRequest, ListAgreementsQuery, Plan, Plans, PowerOfAttorneyRequest, ProposedAuditor,
    SignAgreementRequest, SignatoryRequest, SignatoryView, TextConsentRequest, TextView,
    UpdateAgreementRequest,
};
pub use amendments::{
    AgreementVersionView, AmendedLineRequest, AmendedTermsView, AmendmentChangeView, AmendmentView,
    CappedLineView, ContractQuery, ContractVersionView, CreateAgreementAmendmentRequest,
    CreateContractAmendmentRequest, ListAmendmentsQuery, ListContractVersionsQuery, OrderingCapView,
    ReductionView, ValueReductionView,
};
pub use authenticity::{AuthenticityReasonView, AuthenticityView, NamedCommodity, NamedRegion};
pub use backfill_grants::{BackfillGrantView, CreateBackfillGrantRequest, ListBackfillGrantsQuery};
pub use contracts::{
    ContractLineRequest, ContractLineView, ContractPeriodView, ContractView, CreateContractRequest,
    FestivalTerms, ListContractsQuery, SignContractRequest, UpdateContractRequest,
};
pub use endings::{
    ClosingStatementView, ContractOutcomeRequest, OpenThingView, TerminateAgreementRequest, TerminationView,
};
pub use evaluations::{
    ComparedPriceView, CreateEvaluationRequest, CreateTrialThresholdRequest, EvaluatedLineView,
    EvaluationConditionRequest, EvaluationConditionView, EvaluationFiguresView, EvaluationView,
    FulfilEvaluationConditionRequest, ListEvaluationsQuery, ListTrialThresholdsQuery, RejectedPartView,
    TrialThresholdEventData, TrialThresholdView,
};
pub use recommendations::{
    CreateRecommendationRequest, ListRecommendationsQuery, RecommendationAnswerView, RecommendationView,
};
pub use reports::{
    AuthenticityReportReceiptView, AuthenticityReportView, ListAuthenticityReportsQuery,
    ReportAuthenticityRequest,
};
pub use stages::{
    AgreementStageView, AgreementStagesView, CooperationLimitEventData, CooperationLimitView,
    CreateCooperationLimitRequest, CreatePlausiblePriceRequest, CreateStageRequirementRequest,
    ListCooperationLimitsQuery, ListPlausiblePricesQuery, ListStageRequirementsQuery,
    PlausiblePriceEventData, PlausiblePriceView, StagePaperView, StageRequirementEventData,
    StageRequirementView,
};
