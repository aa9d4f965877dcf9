//! All SQL of the settlements; who may read them stands in `lots::visibility`.

use api_types::catalog::ListMemberStatementsQuery;
use db::Connection;
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::sql_types::{Bool, Nullable};
use diesel_async::RunQueryDsl;
use domain::shared::{ConsolidationLotId, LotStatementId, MemberStatementId, PartyId};
use service::Error;
use web::Caller;

use super::rows::{LotStatementRow, MemberStatementRow};
use crate::lots::visibility::cooperatives_of;
use crate::schema::{consolidation_lot, lot_statement, member_statement, projected_party};

type Outdated = Box<dyn BoxableExpression<consolidation_lot::table, Pg, SqlType = Nullable<Bool>>>;

diesel::define_sql_function! {
    /// What the receipts that count say of a lot, in one word.
    fn lot_receipts(lot: diesel::sql_types::Uuid) -> diesel::sql_types::Text;
}

/// The lots of which the receipts say something else than when they were last settled; looked at where some were told since.
pub(in crate::lots) fn is_outdated() -> Outdated {
    let last = lot_statement::table
        .filter(lot_statement::lot_id.eq(consolidation_lot::id))
        .order(lot_statement::number.desc())
        .select(lot_statement::receipts_said)
        .limit(1)
        .single_value();
    let differs = last.ne(lot_receipts(consolidation_lot::id).nullable());
    Box::new(consolidation_lot::receipts_told.nullable().and(differs))
}

/// What the receipts that count say of a lot now, in one word.
pub(super) async fn receipts_said(conn: &mut Connection, lot: ConsolidationLotId) -> Result<String, Error> {
    Ok(diesel::select(lot_receipts(lot)).get_result(conn).await?)
}

/// The statements of a lot, oldest first.
pub(super) async fn statements_of(
    conn: &mut Connection,
    lot: ConsolidationLotId,
) -> Result<Vec<LotStatementRow>, Error> {
    let rows = lot_statement::table
        .filter(lot_statement::lot_id.eq(lot))
        .order(lot_statement::number)
        .select(LotStatementRow::as_select());
    Ok(rows.load(conn).await?)
}

/// What a statement says to each member, in order of their ids.
pub(super) async fn members_of(
    conn: &mut Connection,
    statement: LotStatementId,
) -> Result<Vec<MemberStatementRow>, Error> {
    let rows = member_statement::table
        .filter(member_statement::statement_id.eq(statement))
        .order(member_statement::member_id)
        .select(MemberStatementRow::as_select());
    Ok(rows.load(conn).await?)
}

pub(super) async fn insert_statement(
    conn: &mut Connection,
    row: &LotStatementRow,
    members: &[MemberStatementRow],
) -> Result<(), Error> {
    diesel::insert_into(lot_statement::table).values(row).execute(conn).await?;
    diesel::insert_into(member_statement::table).values(members).execute(conn).await?;
    // Whoever tells of a receipt meanwhile waits for the lock on the lot, and marks it again.
    let lot = diesel::update(consolidation_lot::table.find(row.lot_id));
    lot.set(consolidation_lot::receipts_told.eq(false)).execute(conn).await?;
    Ok(())
}

/// Whether the caller reads the accounts of a cooperative's members.
pub(super) async fn reads_accounts(
    conn: &mut Connection,
    caller: &Caller,
    cooperative: PartyId,
) -> Result<bool, Error> {
    let Some(own) = cooperatives_of(caller) else { return Ok(true) };
    let read = own.filter(projected_party::id.eq(cooperative));
    Ok(read.first::<PartyId>(conn).await.optional()?.is_some())
}

/// What statements say to members, with the statements themselves.
pub(super) async fn list_member_statements(
    conn: &mut Connection,
    caller: &Caller,
    query: &ListMemberStatementsQuery,
    after: Option<MemberStatementId>,
    limit: i64,
) -> Result<Vec<(MemberStatementRow, LotStatementRow)>, Error> {
    let mut statement = member_statement::table
        .inner_join(lot_statement::table.on(lot_statement::id.eq(member_statement::statement_id)))
        .order(member_statement::id.asc())
        .limit(limit)
        .select((MemberStatementRow::as_select(), LotStatementRow::as_select()))
        .into_boxed::<Pg>();
    if let Some(own) = cooperatives_of(caller) {
        statement = statement.filter(member_statement::party_id.eq_any(own));
    }
    if let Some(member) = query.member_id {
        statement = statement.filter(member_statement::member_id.eq(member));
    }
    if let Some(lot) = query.consolidation_lot_id {
        statement = statement.filter(member_statement::lot_id.eq(lot));
    }
    if let Some(after) = after {
        statement = statement.filter(member_statement::id.gt(after));
    }
    Ok(statement.load(conn).await?)
}
