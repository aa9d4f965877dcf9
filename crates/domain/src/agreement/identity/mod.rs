//! Who may act: roles, and what happens to parties, members, machines, grants, keys and tokens.

pub(crate) mod bank_account;
pub(crate) mod happened;
pub(crate) mod roles;

pub use bank_account::{BankAccountChange, BankAccountConfirmation, check_bank_account_change};
pub use happened::{
    BackfillGrantHappened, ClientHappened, MembershipHappened, PartyHappened, SigningKeyHappened,
    TokenHappened,
};
pub use roles::{Holder, check_roles, granted_scopes, narrow_scopes, roles_of_kind};
