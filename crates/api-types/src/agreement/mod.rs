//! The wire of the agreement service, one file per resource.

mod agreements;
mod backfill_grants;
mod contracts;
mod parties;
mod realization;
mod regions;

pub use agreements::{
    AgreementView, AssignAuditorRequest, Attachment, ConsentView, CreateAgreementRequest,
    ListAgreementsQuery, Plan, Plans, PowerOfAttorneyRequest, SignAgreementRequest, SignatoryRequest,
    TextConsentRequest, TextView, UpdateAgreementRequest,
};
pub use backfill_grants::{BackfillGrantView, CreateBackfillGrantRequest, ListBackfillGrantsQuery};
pub use contracts::{
    AuthenticityView, ContractLineRequest, ContractLineView, ContractView, CreateContractRequest,
    ListContractsQuery, NamedCommodity, NamedRegion, UpdateContractRequest, WireName,
};
pub use parties::{CreatePartyRequest, ListPartiesQuery, PartyView, UpdatePartyRequest};
pub use realization::{NaturalAmountView, RealizationLineView, RealizationQuery, RealizationView};
pub use regions::{ListRegionsQuery, RegionView};
