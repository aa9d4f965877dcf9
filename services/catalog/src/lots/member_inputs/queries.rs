//! All SQL of the inputs of members; who may read them stands in `lots::visibility`.

use std::collections::BTreeMap;

use api_types::catalog::ListMemberInputsQuery;
use db::{Connection, Prepare as _};
use diesel::dsl::{exists, not};
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::sql_types::Bool;
use diesel_async::RunQueryDsl;
use domain::shared::{MemberId, MemberInputId};
use service::Error;
use web::Caller;

use super::rows::MemberInputRow;
use crate::lots::visibility::cooperatives_of;
use crate::schema::member_input;

diesel::table! {
    /// What members owe.
    member_debt (member_id) {
        member_id -> Uuid,
        rupiah -> Int8,
    }
}

/// Whether what was given counts: nothing has replaced it.
fn is_current() -> Box<dyn BoxableExpression<member_input::table, Pg, SqlType = Bool>> {
    let later = diesel::alias!(member_input as later);
    let replaced = later.filter(later.field(member_input::replaces_id).eq(member_input::id.nullable()));
    Box::new(not(exists(replaced)))
}

/// What stands under an id and whether it counts, if anything does.
pub(super) async fn find_input(
    mut conn: &Connection,
    id: MemberInputId,
) -> Result<Option<(MemberInputRow, bool)>, Error> {
    let found = member_input::table.filter(member_input::id.eq(id));
    let row = found.select((MemberInputRow::as_select(), is_current()));
    Ok(row.first(&mut conn).await.optional()?)
}

/// Inserts what was given; false when its id is taken.
pub(super) async fn insert_input(conn: &mut Connection, row: &MemberInputRow) -> Result<bool, Error> {
    let inserting = diesel::insert_into(member_input::table).values(row);
    let inserting = inserting.on_conflict(member_input::id).do_nothing();
    Ok(inserting.prepared().execute(conn).await? == 1)
}

/// Rupiah that each of some members owes; those who were never given or credited anything are left out.
pub(in crate::lots) async fn debts_of(
    conn: &mut Connection,
    members: &[MemberId],
) -> Result<BTreeMap<MemberId, i64>, Error> {
    let owed = member_debt::table.filter(member_debt::member_id.eq_any(members));
    let rows: Vec<(MemberId, i64)> =
        owed.select((member_debt::member_id, member_debt::rupiah)).load(conn).await?;
    Ok(rows.into_iter().collect())
}

pub(super) async fn list_inputs(
    conn: &mut Connection,
    caller: &Caller,
    query: &ListMemberInputsQuery,
    after: Option<MemberInputId>,
    limit: i64,
) -> Result<Vec<(MemberInputRow, bool)>, Error> {
    let mut statement = member_input::table
        .order(member_input::id.asc())
        .limit(limit)
        .select((MemberInputRow::as_select(), is_current()))
        .into_boxed::<Pg>();
    if let Some(own) = cooperatives_of(caller) {
        statement = statement.filter(member_input::party_id.eq_any(own));
    }
    if let Some(member) = query.member_id {
        statement = statement.filter(member_input::member_id.eq(member));
    }
    if let Some(current) = query.current {
        statement = statement.filter(is_current().eq(current));
    }
    if let Some(after) = after {
        statement = statement.filter(member_input::id.gt(after));
    }
    Ok(statement.load(conn).await?)
}
