//! Who may read an agreement: its initiator; from its offer on also the counterpart, the facilitator and the auditors
//! assigned to it. Computed when read, the same for queries and for events.

use diesel::dsl::auto_type;
use diesel::pg::Pg;
use diesel::prelude::*;
use domain::shared::PartyId;
use web::Caller;

use super::rows::AgreementRow;
use crate::schema::agreement;

/// The agreements that a party may read.
#[auto_type]
pub(crate) fn visible_to(party: PartyId) -> _ {
    let auditors: Vec<PartyId> = vec![party];
    let others = agreement::counterpart_party_id
        .eq(party)
        .or(agreement::facilitator_party_id.eq(party))
        .or(agreement::auditor_party_ids.contains(auditors));
    agreement::initiator_party_id.eq(party).or(agreement::offered_at.is_not_null().and(others))
}

/// All agreements that the caller may read; services read all.
pub(super) fn visible(caller: &Caller) -> agreement::BoxedQuery<'static, Pg> {
    let all = agreement::table.into_boxed();
    if caller.is_service() { all } else { all.filter(visible_to(caller.party())) }
}

impl AgreementRow {
    /// Everybody who may read it.
    pub(crate) fn readers(&self) -> Vec<PartyId> {
        let mut readers = vec![self.initiator_party_id];
        if self.offered_at.is_some() {
            readers.push(self.counterpart_party_id);
            readers.extend(self.facilitator_party_id);
            readers.extend(&self.auditor_party_ids);
        }
        readers
    }
}
