//! All SQL of the members; who may read them stands in [`super::visibility`].

use api_types::agreement::ListMembersQuery;
use db::{Connection, Prepare as _};
use diesel::dsl::count_star;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use domain::agreement::{MemberState, Sex};
use domain::shared::{MemberId, PartyId};
use service::Error;
use web::Caller;

use super::rows::MemberRow;
use super::visibility::visible;
use crate::schema::member;

/// A member that the caller may read.
pub(super) async fn get_member(
    conn: &mut Connection,
    caller: &Caller,
    id: MemberId,
) -> Result<MemberRow, Error> {
    let row = member::table.filter(member::id.eq(id)).filter(visible(caller));
    row.select(MemberRow::as_select()).first(conn).await.optional()?.ok_or(Error::NotFound)
}

/// A member that the caller may read, locked until the transaction ends.
pub(super) async fn lock_member(
    conn: &mut Connection,
    caller: &Caller,
    id: MemberId,
) -> Result<MemberRow, Error> {
    let row = member::table
        .filter(member::id.eq(id))
        .filter(visible(caller))
        .select(MemberRow::as_select())
        .for_no_key_update();
    row.first(conn).await.optional()?.ok_or(Error::NotFound)
}

pub(super) async fn list_members(
    conn: &mut Connection,
    caller: &Caller,
    query: &ListMembersQuery,
    after: Option<MemberId>,
    limit: i64,
) -> Result<Vec<MemberRow>, Error> {
    let mut statement = member::table
        .filter(visible(caller))
        .order(member::id.asc())
        .limit(limit)
        .select(MemberRow::as_select())
        .into_boxed();
    if let Some(party) = query.party_id {
        statement = statement.filter(member::party_id.eq(party));
    }
    if let Some(village) = &query.village_code {
        statement = statement.filter(member::village_code.eq(village));
    }
    if let Some(state) = query.state {
        statement = statement.filter(member::state.eq(state));
    }
    if let Some(after) = after {
        statement = statement.filter(member::id.gt(after));
    }
    Ok(statement.load(conn).await?)
}

/// How many people are on the roll of a party: members, and those who left.
pub(super) async fn count_on_roll(conn: &mut Connection, party: PartyId) -> Result<i64, Error> {
    let people =
        member::table.filter(member::party_id.eq(party)).filter(member::state.ne(MemberState::Erased));
    Ok(people.count().get_result(conn).await?)
}

/// Of some numbers those that the roll of a party has already, also of who left.
pub(super) async fn taken_numbers(
    conn: &mut Connection,
    party: PartyId,
    numbers: &[String],
) -> Result<Vec<String>, Error> {
    let taken = member::table.filter(member::party_id.eq(party)).filter(member::number.eq_any(numbers));
    Ok(taken.select(member::number.assume_not_null()).load(conn).await?)
}

/// Of some people, by their hashes, those who are members of a party already.
pub(super) async fn present(
    conn: &mut Connection,
    party: PartyId,
    hashes: &[String],
) -> Result<Vec<String>, Error> {
    let present = member::table
        .filter(member::party_id.eq(party))
        .filter(member::state.eq(MemberState::Active))
        .filter(member::nik_hash.eq_any(hashes));
    Ok(present.select(member::nik_hash.assume_not_null()).load(conn).await?)
}

/// How many members of a party there are by sex and village.
pub(super) async fn count_members(
    conn: &mut Connection,
    party: PartyId,
) -> Result<Vec<(Option<Sex>, String, i64)>, Error> {
    let counted = member::table
        .filter(member::party_id.eq(party))
        .filter(member::state.eq(MemberState::Active))
        .group_by((member::sex, member::village_code))
        .select((member::sex, member::village_code.assume_not_null(), count_star()));
    Ok(counted.load(conn).await?)
}

pub(super) async fn insert_member(conn: &mut Connection, row: &MemberRow) -> Result<(), Error> {
    diesel::insert_into(member::table).values(row).prepared().execute(conn).await?;
    Ok(())
}

/// Writes several at once.
pub(super) async fn insert_members(conn: &mut Connection, rows: &[MemberRow]) -> Result<(), Error> {
    diesel::insert_into(member::table).values(rows).execute(conn).await?;
    Ok(())
}

/// Writes a row where version `seen` is still stored; gives how many rows that were.
pub(super) async fn update_member(conn: &mut Connection, row: &MemberRow, seen: i64) -> Result<usize, Error> {
    let target = member::table.filter(member::id.eq(row.id)).filter(member::version.eq(seen));
    Ok(diesel::update(target).set(row).prepared().execute(conn).await?)
}
