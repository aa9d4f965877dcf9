//! Which government a region has: a government reads what its own businesses do.

use db::Connection;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use domain::shared::{PartyId, PartyKind};
use service::Error;

use crate::schema::party;

diesel::define_sql_function! {
    /// The region that a party governs; nothing for who is no government.
    fn governed_by(government: diesel::sql_types::Uuid) -> diesel::sql_types::Nullable<diesel::sql_types::Text>;
}

/// The governments of some regions.
pub(crate) async fn governments_of(conn: &mut Connection, regions: &[&str]) -> Result<Vec<PartyId>, Error> {
    let governments = party::table
        .filter(party::kind.eq(PartyKind::RegionalGovernment))
        .filter(party::region_code.eq_any(regions));
    Ok(governments.select(party::id).load(conn).await?)
}
