//! Who governs a region: its own government, and that of its province. Computed when asked.

use db::Connection;
use domain::shared::RegionCode;
use service::Error;
use web::Caller;

use crate::outside::government_region;

/// The region that the caller's party governs; none where it is no government.
pub(super) async fn region_governed(conn: &Connection, caller: &Caller) -> Result<Option<RegionCode>, Error> {
    let code = government_region(conn, caller.party()).await?;
    Ok(code.and_then(|code| code.parse().ok()))
}

/// Whether the caller's party governs a region, or the province it lies in.
pub(super) async fn governs(conn: &Connection, caller: &Caller, region: &str) -> Result<bool, Error> {
    let own = region_governed(conn, caller).await?;
    let region: Option<RegionCode> = region.parse().ok();
    Ok(own.zip(region).is_some_and(|(own, region)| own.holds(&region)))
}
