//! Who may read an agreement: its initiator; from its offer on also the counterpart, the facilitator and the auditors
//! assigned to it. Who reads a contract under it otherwise, a business or the government of its home region, reads what
//! the agreement is, between whom and for how long, and nothing of its text. Computed when read, the same for queries and
//! for events.

use db::Connection;
use db::outbox::Audience;
use diesel::dsl::auto_type;
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use domain::shared::{AgreementId, PartyId};
use service::Error;
use web::Caller;

use super::rows::AgreementRow;
use crate::cooperation::contracts;
use crate::identity::governments_of;
use crate::schema::{agreement, contract};

/// The agreements that a party may read whole, with all that hangs under them.
#[auto_type]
pub(crate) fn visible_to(party: PartyId) -> _ {
    let auditors: Vec<PartyId> = vec![party];
    let others = agreement::counterpart_party_id
        .eq(party)
        .or(agreement::facilitator_party_id.eq(party))
        .or(agreement::auditor_party_ids.contains(auditors));
    agreement::initiator_party_id.eq(party).or(agreement::offered_at.is_not_null().and(others))
}

/// The agreements that a party may read whole, and those under which it reads a contract.
#[auto_type]
fn known_to(party: PartyId) -> _ {
    let whole: visible_to = visible_to(party);
    let read: contracts::visible_to = contracts::visible_to(party);
    let traded = contract::table.filter(read).select(contract::agreement_id);
    whole.or(agreement::id.eq_any(traded))
}

/// All agreements that the caller may read whole; services read all.
pub(super) fn visible(caller: &Caller) -> agreement::BoxedQuery<'static, Pg> {
    let all = agreement::table.into_boxed();
    if caller.is_service() { all } else { all.filter(visible_to(caller.party())) }
}

/// All agreements that the caller may read, whole or in part; services read all.
pub(super) fn known(caller: &Caller) -> agreement::BoxedQuery<'static, Pg> {
    let all = agreement::table.into_boxed();
    if caller.is_service() { all } else { all.filter(known_to(caller.party())) }
}

impl AgreementRow {
    /// Everybody who may read it whole.
    pub(crate) fn readers(&self) -> Vec<PartyId> {
        let mut readers = vec![self.initiator_party_id];
        if self.offered_at.is_some() {
            readers.push(self.counterpart_party_id);
            readers.extend(self.facilitator_party_id);
            readers.extend(&self.auditor_party_ids);
        }
        readers
    }

    /// Whether the caller may read it whole.
    pub(super) fn is_read_whole_by(&self, caller: &Caller) -> bool {
        caller.is_service() || self.readers().contains(&caller.party())
    }

    /// Everybody who is told of it: who may read it, whole or in part.
    pub(super) async fn audience_of(&self, conn: &mut Connection) -> Result<Audience, Error> {
        let mut told = self.readers();
        let businesses = businesses_under(conn, self.id).await?;
        let regions: Vec<&str> = businesses.iter().map(|one| one.region.as_str()).collect();
        told.extend(governments_of(conn, &regions).await?);
        told.extend(businesses.iter().map(|one| one.party));
        Ok(Audience::of(&told))
    }
}

/// A business that trades under an agreement.
pub(crate) struct Business {
    pub(crate) party: PartyId,
    region: String,
}

/// The businesses with a contract under an agreement, each once.
pub(crate) async fn businesses_under(conn: &mut Connection, id: AgreementId) -> Result<Vec<Business>, Error> {
    let under = || contract::table.filter(contract::agreement_id.eq(id)).distinct();
    let sellers = under().select((contract::supplier_id, contract::supplier_region_code));
    let buyers = under().select((contract::buyer_id, contract::buyer_region_code));
    let rows: Vec<(PartyId, String)> = sellers.union(buyers).load(conn).await?;
    Ok(rows.into_iter().map(|(party, region)| Business { party, region }).collect())
}
