//! Who may read the accounts of a party: the party itself, the coordinator who keeps it, and the platform's own services.

use db::Connection;
use domain::shared::{PartyId, PartyKind, Role};
use service::Error;
use web::Caller;

use crate::outside::find_party;

/// Whether the caller may read the accounts of a party.
pub(super) async fn may_read(conn: &Connection, caller: &Caller, party: PartyId) -> Result<bool, Error> {
    if caller.party() == party || caller.is_service() {
        return Ok(true);
    }
    if !caller.has(Role::Coordinator) {
        return Ok(false);
    }
    let own = find_party(conn, caller.party()).await?;
    let own = own.filter(|own| own.kind == PartyKind::RegionalGovernment);
    let kept = find_party(conn, party).await?;
    Ok(own.zip(kept).is_some_and(|(own, kept)| own.region_code == kept.region_code))
}
