//! Who may act.

mod bank_accounts;
mod clients;
mod invitations;
mod me;
mod members;
mod memberships;
mod parties;
mod party_applications;
mod party_corrections;
mod regions;
mod tokens;

pub use bank_accounts::{
    BankAccountView, CreateBankAccountRequest, ListBankAccountsQuery, PayableAccountQuery, PayableAccountView,
};
pub use clients::{
    ChangeClientCredentialRequest, ClientView, CreateClientRequest, CredentialKind, ListClientsQuery,
    PublicJwk,
};
pub use invitations::{CreateInvitationRequest, InvitationView, ListInvitationsQuery};
pub use me::{MeView, MyMembershipView};
pub use members::{
    CreateMemberRequest, EraseMemberRequest, ListMembersQuery, MemberFiguresView, MemberView,
    MembersOfSexView, MembersOfVillageView, RecordMemberDepartureRequest, UpdateMemberRequest,
};
pub use memberships::{
    CreateMembershipRequest, ListMembershipsQuery, MembershipView, UpdateMembershipRequest,
};
pub use parties::{
    CreatePartyRequest, ListPartiesQuery, ListPartyNamesQuery, PartyNameView, PartyView, UpdatePartyRequest,
};
pub use party_applications::{
    CreatePartyApplicationRequest, ListPartyApplicationsQuery, PartyApplicationView,
};
pub use party_corrections::{CreatePartyCorrectionRequest, ListPartyCorrectionsQuery, PartyCorrectionView};
pub use regions::{ListRegionsQuery, RegionView};
pub use tokens::{
    AuthorizationServerView, JwkSetView, RevocationRequest, TokenErrorView, TokenRequest, TokenView,
};
