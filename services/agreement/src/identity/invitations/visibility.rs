//! Who may read an invitation: the party, and who keeps it.

use db::outbox::Audience;
use web::Caller;

use super::rows::InvitationRow;
use crate::identity::parties::PartyRow;

/// Whether the caller may read the invitations of a party.
pub(super) fn may_read(caller: &Caller, party: &PartyRow) -> bool {
    party.kept_by(caller) || party.id == caller.party()
}

impl InvitationRow {
    /// Who is told what becomes of it.
    pub(super) fn readers(&self) -> Audience {
        Audience::of(&[self.party_id])
    }
}
