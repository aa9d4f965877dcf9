//! All SQL of the agreements. An agreement is there for its `readers` only; services see all.

use api_types::agreement::ListAgreementsQuery;
use db::{Connection, Prepare as _};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use domain::shared::AgreementId;
use service::Error;
use web::Caller;

use super::rows::AgreementRow;
use crate::schema::agreement;

pub(crate) async fn get_agreement(
    conn: &mut Connection,
    caller: &Caller,
    id: AgreementId,
) -> Result<AgreementRow, Error> {
    let mut query = agreement::table.find(id).select(AgreementRow::as_select()).into_boxed();
    if !caller.is_service() {
        query = query.filter(agreement::readers.contains(vec![caller.party()]));
    }
    query.first(conn).await.optional()?.ok_or(Error::NotFound)
}

/// Locks it for a change.
pub(crate) async fn lock_agreement(
    conn: &mut Connection,
    caller: &Caller,
    id: AgreementId,
) -> Result<AgreementRow, Error> {
    let query = agreement::table
        .find(id)
        .filter(agreement::readers.contains(vec![caller.party()]))
        .select(AgreementRow::as_select())
        .for_no_key_update();
    query.first(conn).await.optional()?.ok_or(Error::NotFound)
}

/// Without the tenant scope: for what hangs under it, whose own scope has been checked or is checked next.
pub(crate) async fn find_agreement_by_id(
    conn: &mut Connection,
    id: AgreementId,
) -> Result<Option<AgreementRow>, Error> {
    Ok(agreement::table.find(id).select(AgreementRow::as_select()).first(conn).await.optional()?)
}

/// The same, held so that it cannot be suspended or ended before this transaction is done.
pub(crate) async fn share_agreement(
    conn: &mut Connection,
    id: AgreementId,
) -> Result<Option<AgreementRow>, Error> {
    let query = agreement::table.find(id).select(AgreementRow::as_select()).for_share();
    Ok(query.first(conn).await.optional()?)
}

pub(super) async fn insert_agreement(conn: &mut Connection, row: &AgreementRow) -> Result<(), Error> {
    diesel::insert_into(agreement::table).values(row).prepared().execute(conn).await?;
    Ok(())
}

/// Writes a locked row where the version is still `seen`.
pub(super) async fn save_agreement(
    conn: &mut Connection,
    row: &AgreementRow,
    seen: i64,
) -> Result<(), Error> {
    let target = agreement::table.filter(agreement::id.eq(row.id)).filter(agreement::version.eq(seen));
    match diesel::update(target).set(row).prepared().execute(conn).await? {
        1 => Ok(()),
        _ => Err(Error::Internal("the locked version is gone".to_owned())),
    }
}

pub(super) async fn list_agreements(
    conn: &mut Connection,
    caller: &Caller,
    filters: &ListAgreementsQuery,
    after: Option<AgreementId>,
    limit: i64,
) -> Result<Vec<AgreementRow>, Error> {
    let mut query = agreement::table
        .order(agreement::id.asc())
        .limit(limit)
        .select(AgreementRow::as_select())
        .into_boxed();
    if !caller.is_service() {
        query = query.filter(agreement::readers.contains(vec![caller.party()]));
    }
    if let Some(state) = filters.state {
        query = query.filter(agreement::state.eq(state));
    }
    if let Some(region) = &filters.region_code {
        let one = agreement::initiator_region_code.eq(region.clone());
        query = query.filter(one.or(agreement::counterpart_region_code.eq(region.clone())));
    }
    if let Some(commodity) = &filters.commodity_code {
        query = query.filter(agreement::commodities.contains(vec![commodity.clone()]));
    }
    if let Some(after) = after {
        query = query.filter(agreement::id.gt(after));
    }
    Ok(query.load(conn).await?)
}
