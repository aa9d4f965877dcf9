//! Who may read a contract: its two businesses, the governments of both sides and of the businesses' home regions, the
//! facilitator of its agreement and the auditors assigned to it. Computed when read, the same for queries and for events.

use db::Connection;
use db::outbox::Audience;
use diesel::dsl::auto_type;
use diesel::pg::Pg;
use diesel::prelude::*;
use domain::shared::PartyId;
use service::Error;
use web::Caller;

use super::rows::WholeContract;
use crate::identity::{governed_by, governments_of};
use crate::schema::contract;

diesel::define_sql_function! {
    /// The agreements that a party facilitates or audits.
    fn overseen_by(party: diesel::sql_types::Uuid) -> diesel::sql_types::Array<diesel::sql_types::Uuid>;
}

diesel::define_sql_function! {
    #[sql_name = "any"]
    /// One of a list, for comparisons.
    fn one_of(list: diesel::sql_types::Array<diesel::sql_types::Uuid>) -> diesel::sql_types::Uuid;
}

/// The contracts that a party may read.
#[auto_type]
pub(crate) fn visible_to(party: PartyId) -> _ {
    contract::supplier_id
        .eq(party)
        .or(contract::buyer_id.eq(party))
        .or(contract::supplier_government_id.eq(party))
        .or(contract::buyer_government_id.eq(party))
        .or(contract::agreement_id.eq(one_of(overseen_by(party))))
        .or(contract::supplier_region_code.nullable().eq(governed_by(party)))
        .or(contract::buyer_region_code.nullable().eq(governed_by(party)))
}

/// All contracts that the caller may read; services read all.
pub(super) fn visible(caller: &Caller) -> contract::BoxedQuery<'static, Pg> {
    let all = contract::table.into_boxed();
    if caller.is_service() { all } else { all.filter(visible_to(caller.party())) }
}

impl WholeContract {
    /// Everybody who may read it.
    pub(super) async fn readers(&self, conn: &mut Connection) -> Result<Audience, Error> {
        let row = &self.row;
        let mut readers =
            vec![row.supplier_id, row.buyer_id, row.supplier_government_id, row.buyer_government_id];
        readers.extend(self.umbrella.facilitator);
        readers.extend(&self.umbrella.auditors);
        readers.extend(governments_of(conn, &[&row.supplier_region_code, &row.buyer_region_code]).await?);
        Ok(Audience::of(&readers))
    }
}
