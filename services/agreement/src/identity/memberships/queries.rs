//! All SQL of memberships. Who may see one is decided on the party it is loaded with.

use db::{Connection, Prepare as _};
use diesel::dsl::exists;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use domain::shared::{MembershipId, PartyId, Role};
use service::Error;

use super::rows::MembershipRow;
use crate::identity::parties::PartyRow;
use crate::schema::{membership, party};

pub(super) async fn find_membership(
    conn: &mut Connection,
    id: MembershipId,
) -> Result<Option<(MembershipRow, PartyRow)>, Error> {
    let joined = membership::table.inner_join(party::table.on(party::id.eq(membership::party_id)));
    let one = joined
        .filter(membership::id.eq(id))
        .select((MembershipRow::as_select(), PartyRow::as_select()))
        .first(conn)
        .await;
    Ok(one.optional()?)
}

/// The same, locked until the end of the transaction.
pub(super) async fn lock_membership(
    conn: &mut Connection,
    id: MembershipId,
) -> Result<Option<(MembershipRow, PartyRow)>, Error> {
    let locked = membership::table.find(id).select(membership::id).for_update();
    let _: Option<MembershipId> = locked.first(conn).await.optional()?;
    find_membership(conn, id).await
}

pub(super) async fn list_memberships(
    conn: &mut Connection,
    party_id: PartyId,
    after: Option<MembershipId>,
    limit: i64,
) -> Result<Vec<MembershipRow>, Error> {
    let mut statement = membership::table
        .filter(membership::party_id.eq(party_id))
        .order(membership::id.asc())
        .limit(limit)
        .select(MembershipRow::as_select())
        .into_boxed();
    if let Some(after) = after {
        statement = statement.filter(membership::id.gt(after));
    }
    Ok(statement.load(conn).await?)
}

/// Whether somebody else is coordinator of a party.
pub(super) async fn has_another_coordinator(
    conn: &mut Connection,
    party_id: PartyId,
    without: MembershipId,
) -> Result<bool, Error> {
    let others = membership::table
        .filter(membership::party_id.eq(party_id))
        .filter(membership::id.ne(without))
        .filter(membership::roles.contains(vec![Role::Coordinator.label().to_owned()]));
    Ok(diesel::select(exists(others)).get_result(conn).await?)
}

/// What a person is a member of, in order of granting; at most a hundred parties.
pub(crate) async fn memberships_of_person(
    conn: &mut Connection,
    issuer: &str,
    subject: &str,
) -> Result<Vec<(MembershipRow, PartyRow)>, Error> {
    let joined = membership::table.inner_join(party::table.on(party::id.eq(membership::party_id)));
    Ok(joined
        .filter(membership::issuer.eq(issuer))
        .filter(membership::subject.eq(subject))
        .order(membership::id.asc())
        .limit(100)
        .select((MembershipRow::as_select(), PartyRow::as_select()))
        .load(conn)
        .await?)
}

/// The membership of a person in a party.
pub(crate) async fn find_member(
    conn: &mut Connection,
    party_id: PartyId,
    (issuer, subject): (&str, &str),
) -> Result<Option<MembershipId>, Error> {
    let one = membership::table
        .filter(membership::party_id.eq(party_id))
        .filter(membership::issuer.eq(issuer))
        .filter(membership::subject.eq(subject));
    Ok(one.select(membership::id).first(conn).await.optional()?)
}

pub(crate) async fn insert_membership(conn: &mut Connection, row: &MembershipRow) -> Result<(), Error> {
    diesel::insert_into(membership::table).values(row).prepared().execute(conn).await?;
    Ok(())
}

/// Writes a row where version `seen` is still stored; gives how many rows that were.
pub(super) async fn update_membership(
    conn: &mut Connection,
    row: &MembershipRow,
    seen: i64,
) -> Result<usize, Error> {
    let target = membership::table.filter(membership::id.eq(row.id)).filter(membership::version.eq(seen));
    Ok(diesel::update(target).set(row).prepared().execute(conn).await?)
}

pub(super) async fn delete_membership(conn: &mut Connection, id: MembershipId) -> Result<(), Error> {
    diesel::delete(membership::table.find(id)).execute(conn).await?;
    Ok(())
}
