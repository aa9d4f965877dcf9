//! Who may act.

mod clients;
mod memberships;
mod parties;
mod regions;
mod tokens;

pub use clients::{
    ChangeClientCredentialRequest, ClientView, CreateClientRequest, CredentialKind, ListClientsQuery,
    PublicJwk,
};
pub use memberships::{
    CreateMembershipRequest, ListMembershipsQuery, MembershipView, UpdateMembershipRequest,
};
pub use parties::{CreatePartyRequest, ListPartiesQuery, PartyView, UpdatePartyRequest};
pub use regions::{ListRegionsQuery, RegionView};
pub use tokens::{
    AuthorizationServerView, JwkSetView, RevocationRequest, TokenErrorView, TokenRequest, TokenView,
};
