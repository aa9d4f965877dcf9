//! All SQL of machine clients. Who may see one is decided on the party it is loaded with.

use db::{Connection, Prepare as _};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use domain::shared::{ClientId, PartyId};
use service::Error;

use super::rows::ClientRow;
use crate::identity::parties::PartyRow;
use crate::schema::{machine_client as client, party};

pub(crate) async fn find_client(
    conn: &mut Connection,
    id: ClientId,
) -> Result<Option<(ClientRow, PartyRow)>, Error> {
    let joined = client::table.inner_join(party::table.on(party::id.eq(client::party_id)));
    let one = joined
        .filter(client::id.eq(id))
        .select((ClientRow::as_select(), PartyRow::as_select()))
        .first(conn)
        .await;
    Ok(one.optional()?)
}

/// The same, locked until the end of the transaction.
pub(super) async fn lock_client(
    conn: &mut Connection,
    id: ClientId,
) -> Result<Option<(ClientRow, PartyRow)>, Error> {
    let locked = client::table.find(id).select(client::id).for_update();
    let _: Option<ClientId> = locked.first(conn).await.optional()?;
    find_client(conn, id).await
}

pub(super) async fn list_clients(
    conn: &mut Connection,
    party_id: PartyId,
    after: Option<ClientId>,
    limit: i64,
) -> Result<Vec<ClientRow>, Error> {
    let mut statement = client::table
        .filter(client::party_id.eq(party_id))
        .order(client::id.asc())
        .limit(limit)
        .select(ClientRow::as_select())
        .into_boxed();
    if let Some(after) = after {
        statement = statement.filter(client::id.gt(after));
    }
    Ok(statement.load(conn).await?)
}

pub(super) async fn insert_client(conn: &mut Connection, row: &ClientRow) -> Result<(), Error> {
    diesel::insert_into(client::table).values(row).prepared().execute(conn).await?;
    Ok(())
}

/// Writes a row where version `seen` is still stored; gives how many rows that were.
pub(super) async fn update_client(conn: &mut Connection, row: &ClientRow, seen: i64) -> Result<usize, Error> {
    let target = client::table.filter(client::id.eq(row.id)).filter(client::version.eq(seen));
    Ok(diesel::update(target).set(row).prepared().execute(conn).await?)
}

pub(super) async fn delete_client(conn: &mut Connection, id: ClientId) -> Result<(), Error> {
    diesel::delete(client::table.find(id)).execute(conn).await?;
    Ok(())
}

/// How many machines a party has.
pub(super) async fn count_clients(conn: &mut Connection, party_id: PartyId) -> Result<i64, Error> {
    Ok(client::table.filter(client::party_id.eq(party_id)).count().get_result(conn).await?)
}
