//! What waits for a supplier: drafts to publish.

use api_types::WorkItemView;
use db::Connection;
use domain::shared::Role;
use service::Error;
use web::Caller;

use super::queries;
use crate::work_items::After;

/// The operation that drafts wait for.
pub(crate) const PUBLISH_PRODUCT: &str = "publish_product";

/// Drafts of the caller's party, the oldest first.
pub(crate) async fn drafts_waiting(
    conn: &mut Connection,
    caller: &Caller,
    after: Option<&After>,
    limit: i64,
) -> Result<Vec<WorkItemView>, Error> {
    let after = after.map(|after| (after.at, after.id()));
    let rows = queries::list_drafts(conn, caller.party(), after, limit).await?;
    let item = |row: super::ProductRow| WorkItemView {
        action: PUBLISH_PRODUCT.to_owned(),
        subject: row.id.to_string(),
        state: row.state.label().to_owned(),
        title: row.name,
        role: Role::Supplier,
        since_at: row.created_at,
    };
    Ok(rows.into_iter().map(item).collect())
}
