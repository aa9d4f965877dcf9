//! What waits for the operator of an outlet: listings that suppliers ask for.

use api_types::WorkItemView;
use db::Connection;
use domain::catalog::ListingState;
use domain::shared::{ListingId, Role};
use service::Error;
use web::Caller;

use super::queries;
use crate::work_items::After;

/// The operation that a pending listing waits for.
pub(crate) const ACCEPT_LISTING: &str = "accept_listing";

/// Listings that suppliers ask of the caller's outlets, the longest waiting first.
pub(crate) async fn listings_waiting(
    conn: &mut Connection,
    caller: &Caller,
    after: Option<&After>,
    limit: i64,
) -> Result<Vec<WorkItemView>, Error> {
    let after = after.map(|after| (after.at, after.id::<ListingId>()));
    let rows = queries::list_pending(conn, caller.party(), after, limit).await?;
    let item = |(id, variant, outlet, since_at): queries::Pending| WorkItemView {
        action: ACCEPT_LISTING.to_owned(),
        subject: id.to_string(),
        state: ListingState::Pending.label().to_owned(),
        title: format!("{variant}: {outlet}"),
        role: Role::Buyer,
        since_at,
    };
    Ok(rows.into_iter().map(item).collect())
}
