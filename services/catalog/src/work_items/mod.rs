//! Work items: what waits for the caller's party. Derived from the state of things, never stored: each feature says
//! what waits in it, in order of time and subject, and this folder merges them into pages.

use actix_web::get;
use actix_web::web::Data;
use api_types::{ListWorkItemsQuery, Page, WorkItemView};
use chrono::{DateTime, Datelike as _, Utc};
use db::Connection;
use domain::shared::{Id, Role};
use serde::{Deserialize, Serialize};
use service::Error;
use utoipa_actix_web::service_config::ServiceConfig;
use uuid::Uuid;
use web::{ApiError, Caller, PageRequest, Query, Reply, page};

use crate::access::{OPERATORS, SELLERS, op};
use crate::context::Context;
use crate::curations::curations_waiting;
use crate::listings::{ACCEPT_LISTING, listings_waiting};
use crate::products::{PUBLISH_PRODUCT, drafts_waiting};
use crate::variants::{ADD_PERMIT, permits_waiting};

pub(crate) fn routes(config: &mut ServiceConfig) {
    config.service(list_catalog_work_items);
}

/// Where a page of work items ended: items come in order of time, then of the text of their subject.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct After {
    /// Since when the last item waits.
    pub(crate) at: DateTime<Utc>,
    /// What it is about.
    pub(crate) subject: String,
}

impl After {
    /// The id after which the subjects of one kind begin that wait since the same time.
    pub(crate) fn id<T: Id>(&self) -> T {
        let same_kind = self.subject.parse::<T>().ok();
        let before = T::PREFIX < self.subject.as_str();
        same_kind.unwrap_or_else(|| T::from_uuid(if before { Uuid::max() } else { Uuid::nil() }))
    }
}

/// What waits for the caller's party, the longest waiting first.
#[utoipa::path(tag = "work-items", params(ListWorkItemsQuery),
    responses((status = 200, body = Page<WorkItemView>)))]
#[get("/v1/catalog-work-items")]
async fn list_catalog_work_items(
    query: Query<op::ListCatalogWorkItems, ListWorkItemsQuery>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    let request = PageRequest::<After>::of(&query.params)?;
    if request.after.as_ref().is_some_and(|after| !(1900..2200).contains(&after.at.year())) {
        return Err(ApiError::new("invalid-cursor"));
    }
    let mut conn = context.core.read().await?;
    let wanted = Wanted {
        caller: query.caller(),
        action: query.params.action.as_deref(),
        after: request.after.as_ref(),
        limit: request.fetch(),
    };
    let mut items = wanted.items(&context, &mut conn).await?;
    items.sort_by(|one, other| (one.since_at, &one.subject).cmp(&(other.since_at, &other.subject)));
    let position = |item: &WorkItemView| After { at: item.since_at, subject: item.subject.clone() };
    Reply::json(&page(&request, items, position))
}

/// Which work items are wanted.
struct Wanted<'a> {
    caller: &'a Caller,
    action: Option<&'a str>,
    after: Option<&'a After>,
    limit: i64,
}

impl Wanted<'_> {
    fn is(&self, action: &str) -> bool {
        self.action.is_none_or(|wanted| wanted == action)
    }

    /// The next items of every feature, each in order.
    async fn items(&self, context: &Context, conn: &mut Connection) -> Result<Vec<WorkItemView>, Error> {
        let Self { caller, after, limit, .. } = *self;
        let mut items = Vec::new();
        let sells = caller.acting_as(SELLERS).is_some();
        if sells && self.is(PUBLISH_PRODUCT) {
            items.extend(drafts_waiting(conn, caller, after, limit).await?);
        }
        if sells && self.is(ADD_PERMIT) {
            let (rules, now) = (&context.rules.permits, context.core.clock.now());
            items.extend(permits_waiting(conn, caller, rules, now, after, limit).await?);
        }
        if sells {
            let wanted = |action: &str| self.is(action);
            items.extend(curations_waiting(conn, caller, Role::Supplier, wanted, after, limit).await?);
        }
        if caller.has(Role::Curator) {
            let wanted = |action: &str| self.is(action);
            items.extend(curations_waiting(conn, caller, Role::Curator, wanted, after, limit).await?);
        }
        if caller.acting_as(OPERATORS).is_some() && self.is(ACCEPT_LISTING) {
            items.extend(listings_waiting(conn, caller, after, limit).await?);
        }
        Ok(items)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::shared::{PermitId, ProductId};

    #[test]
    fn subjects_of_other_kinds_come_wholly_before_or_after() {
        let id = ProductId::from_uuid(Uuid::from_u128(7));
        let after = After { at: DateTime::UNIX_EPOCH, subject: id.to_string() };
        assert_eq!(after.id::<ProductId>(), id);
        // `prd_...` comes before every `prm_...`
        assert_eq!(after.id::<PermitId>(), PermitId::from_uuid(Uuid::nil()));
        let after = After { subject: after.id::<PermitId>().to_string(), ..after };
        assert_eq!(after.id::<ProductId>(), ProductId::from_uuid(Uuid::max()));
    }
}
