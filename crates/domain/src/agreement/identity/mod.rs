//! Who may act: roles, and what happens to parties, members, machines, grants, keys and tokens.

pub(crate) mod bank_account;
pub(crate) mod happened;
pub(crate) mod invitation;
pub(crate) mod member;
pub(crate) mod member_figures;
pub(crate) mod membership;
pub(crate) mod nik;
pub(crate) mod party_application;
pub(crate) mod party_correction;
pub(crate) mod roles;

pub use bank_account::{
    ACCOUNT_READERS, AccountNumber, BANK_KEEPERS, BankAccountEvent, BankAccountHappened, BankAccountState,
    BankAccountUse, BankCode, SecondPerson, TimeOfUse, check_second_of_party, in_use_from, last_four,
};
pub use happened::{ClientHappened, FileMatchHappened, PartyHappened, SigningKeyHappened, TokenHappened};
pub use invitation::{
    INVITATION_LASTS, InvitationEvent, InvitationHappened, InvitationState, MEMBER_KEEPERS,
};
pub use member::{
    DepartureReason, ErasureReason, MOST_ON_ROLL, MemberEvent, MemberHappened, MemberState, ROLL_KEEPERS,
    ROLL_READERS, Sex, check_has_roll,
};
pub use member_figures::{FEWEST_SHOWN, shown_counts};
pub use membership::{
    Confirmation, MEMBER_CONFIRMERS, MOST_MACHINES, MOST_MEMBERS, MOST_OPEN_INVITATIONS, MembershipEvent,
    MembershipHappened, MembershipState, adds_decision, check_confirmation, check_coordinator_first,
    check_room,
};
pub use nik::Nik;
pub use party_application::{
    PartyApplicationEvent, PartyApplicationHappened, PartyApplicationState, applicants_roles,
    can_be_applied_for,
};
pub use party_correction::{
    CORRECTION_AUTHORS, PartyCorrectionEvent, PartyCorrectionHappened, PartyCorrectionState,
    check_second_person,
};
pub use roles::{GUEST_SCOPES, Holder, check_roles, granted_scopes, narrow_scopes, roles_of_kind};
