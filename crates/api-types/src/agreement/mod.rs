//! The wire of the agreement service, one file per resource.

mod agreements;
mod backfill_grants;
mod clients;
mod contracts;
mod events;
mod files;
mod memberships;
mod parties;
mod realization;
mod regions;
mod tokens;
mod verifications;

pub use agreements::{
    AgreementView, AssignAuditorRequest, Attachment, ConsentView, CreateAgreementRequest,
    ListAgreementsQuery, Plan, Plans, PowerOfAttorneyRequest, SignAgreementRequest, SignatoryRequest,
    TextConsentRequest, TextView, UpdateAgreementRequest,
};
pub use backfill_grants::{BackfillGrantView, CreateBackfillGrantRequest, ListBackfillGrantsQuery};
pub use clients::{
    ChangeClientCredentialRequest, ClientView, CreateClientRequest, CredentialKind, ListClientsQuery,
    PublicJwk,
};
pub use contracts::{
    AuthenticityView, ContractLineRequest, ContractLineView, ContractView, CreateContractRequest,
    ListContractsQuery, NamedCommodity, NamedRegion, UpdateContractRequest,
};
pub use events::*;
pub use files::{CreateFileRequest, FileView};
pub use memberships::{
    CreateMembershipRequest, ListMembershipsQuery, MembershipView, UpdateMembershipRequest,
};
pub use parties::{CreatePartyRequest, ListPartiesQuery, PartyView, UpdatePartyRequest};
pub use realization::{NaturalAmountView, RealizationLineView, RealizationQuery, RealizationView};
pub use regions::{ListRegionsQuery, RegionView};
pub use tokens::{
    AuthorizationServerView, JwkSetView, RevocationRequest, TokenErrorView, TokenRequest, TokenView,
};
pub use verifications::{
    AddVerificationDocumentRequest, CheckDocumentsRequest, CreateSupplierVerificationRequest,
    DecideVerificationRequest, DocumentCheck, ListSupplierVerificationsQuery, StandingReason,
    StandingView, SupplierVerificationView, VerificationDocumentView,
};
