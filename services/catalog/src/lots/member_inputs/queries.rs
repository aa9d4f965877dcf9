//! All SQL of the inputs of members; who may read them stands in `lots::visibility`.

use std::collections::BTreeMap;

use api_types::catalog::ListMemberInputsQuery;
use db::{Connection, Prepare as _};
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use domain::shared::{MemberId, MemberInputId};
use service::Error;
use web::Caller;

use super::rows::MemberInputRow;
use crate::lots::visibility::cooperatives_of;
use crate::schema::member_input;

/// What stands under an id, if anything.
pub(super) async fn find_input(
    mut conn: &Connection,
    id: MemberInputId,
) -> Result<Option<MemberInputRow>, Error> {
    let row = member_input::table.find(id).select(MemberInputRow::as_select());
    Ok(row.first(&mut conn).await.optional()?)
}

/// Inserts what was given; false when its id is taken.
pub(super) async fn insert_input(conn: &mut Connection, row: &MemberInputRow) -> Result<bool, Error> {
    let inserting = diesel::insert_into(member_input::table).values(row).on_conflict_do_nothing();
    Ok(inserting.prepared().execute(conn).await? == 1)
}

/// Rupiah given to each of some members; those who were given nothing are left out.
pub(in crate::lots) async fn inputs_of(
    conn: &mut Connection,
    members: &[MemberId],
) -> Result<BTreeMap<MemberId, i64>, Error> {
    let given = member_input::table
        .filter(member_input::member_id.eq_any(members))
        .select((member_input::member_id, member_input::amount_rupiah));
    let rows: Vec<(MemberId, i64)> = given.load(conn).await?;
    let mut sums = BTreeMap::new();
    for (member, rupiah) in rows {
        let sum: &mut i64 = sums.entry(member).or_default();
        *sum = sum.saturating_add(rupiah);
    }
    Ok(sums)
}

pub(super) async fn list_inputs(
    conn: &mut Connection,
    caller: &Caller,
    query: &ListMemberInputsQuery,
    after: Option<MemberInputId>,
    limit: i64,
) -> Result<Vec<MemberInputRow>, Error> {
    let mut statement = member_input::table
        .order(member_input::id.asc())
        .limit(limit)
        .select(MemberInputRow::as_select())
        .into_boxed::<Pg>();
    if let Some(own) = cooperatives_of(caller) {
        statement = statement.filter(member_input::party_id.eq_any(own));
    }
    if let Some(member) = query.member_id {
        statement = statement.filter(member_input::member_id.eq(member));
    }
    if let Some(after) = after {
        statement = statement.filter(member_input::id.gt(after));
    }
    Ok(statement.load(conn).await?)
}
