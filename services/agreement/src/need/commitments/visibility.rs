//! Who may read a commitment: who reads the agreement it is made under whole, the buyer and its government, and the supplier
//! that it names. Computed when read, the same for queries and for events.

use db::Connection;
use db::outbox::Audience;
use diesel::dsl::auto_type;
use diesel::pg::Pg;
use diesel::prelude::*;
use domain::shared::PartyId;
use service::Error;
use web::Caller;

use super::rows::CommitmentRow;
use crate::cooperation::{find_agreement_by_id, read_agreements};
use crate::identity::{governed_by, governments_of};
use crate::schema::{agreement, commitment};

/// The commitments that a party may read.
#[auto_type]
pub(super) fn visible_to(party: PartyId) -> _ {
    let whole: read_agreements = read_agreements(party);
    let read = agreement::table.filter(whole).select(agreement::id);
    commitment::buyer_id
        .eq(party)
        .or(commitment::agreement_id.eq_any(read))
        .or(commitment::supplier_id.eq(party))
        .or(commitment::buyer_region_code.nullable().eq(governed_by(party)))
}

/// All commitments that the caller may read; services read all.
pub(super) fn visible(caller: &Caller) -> commitment::BoxedQuery<'static, Pg> {
    let all = commitment::table.into_boxed();
    if caller.is_service() { all } else { all.filter(visible_to(caller.party())) }
}

/// Everybody who is told of it.
pub(super) async fn audience(conn: &mut Connection, row: &CommitmentRow) -> Result<Audience, Error> {
    let agreement = find_agreement_by_id(conn, row.agreement_id).await?.ok_or(Error::NotFound)?;
    let mut told = agreement.readers();
    told.push(row.buyer_id);
    told.extend(row.supplier_id);
    told.extend(governments_of(conn, &[&row.buyer_region_code]).await?);
    Ok(Audience::of(&told))
}
