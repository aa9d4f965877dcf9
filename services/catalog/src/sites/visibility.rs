//! Who governs a region: its own government, and that of its province. Computed when asked.

use db::Connection;
use diesel_async::RunQueryDsl;
use domain::shared::{PartyId, RegionCode};
use service::Error;
use web::Caller;

use crate::outside::government_region;

diesel::define_sql_function! {
    /// Whether a party is a government of a region, or of the province it lies in.
    fn governs_region(party: diesel::sql_types::Uuid, code: diesel::sql_types::Text) -> diesel::sql_types::Bool;
}

mod sql {
    diesel::define_sql_function! {
        /// The governments of a region and of the province it lies in.
        fn governments_at(code: diesel::sql_types::Text) -> diesel::sql_types::Array<diesel::sql_types::Uuid>;
    }
}

/// The governments of a region and of the province it lies in, now.
pub(crate) async fn governments_at(conn: &mut Connection, region: &str) -> Result<Vec<PartyId>, Error> {
    Ok(diesel::select(sql::governments_at(region)).get_result(conn).await?)
}

/// The region that the caller's party governs; none where it is no government.
pub(super) async fn region_governed(conn: &Connection, caller: &Caller) -> Result<Option<RegionCode>, Error> {
    let code = government_region(conn, caller.party()).await?;
    Ok(code.and_then(|code| code.parse().ok()))
}

/// Whether the caller's party governs a region, or the province it lies in.
pub(crate) async fn governs(conn: &Connection, caller: &Caller, region: &str) -> Result<bool, Error> {
    let own = region_governed(conn, caller).await?;
    let region: Option<RegionCode> = region.parse().ok();
    Ok(own.zip(region).is_some_and(|(own, region)| own.holds(&region)))
}
