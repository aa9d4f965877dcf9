//! What governments and businesses agree on.

mod agreements;
mod backfill_grants;
mod contracts;
mod recommendations;

pub use agreements::{
    AgreementView, AssignAuditorRequest, Attachment, ConsentView, CreateAgreementRequest,
    ListAgreementsQuery, Plan, Plans, PowerOfAttorneyRequest, SignAgreementRequest, SignatoryRequest,
    TextConsentRequest, TextView, UpdateAgreementRequest,
};
pub use backfill_grants::{BackfillGrantView, CreateBackfillGrantRequest, ListBackfillGrantsQuery};
pub use contracts::{
    AuthenticityView, ContractLineRequest, ContractLineView, ContractView, CreateContractRequest,
    ListContractsQuery, NamedCommodity, NamedRegion, UpdateContractRequest,
};
pub use recommendations::{CreateRecommendationRequest, ListRecommendationsQuery, RecommendationView};
