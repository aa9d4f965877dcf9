//! All SQL of machine clients. Who may see one is decided on the party it is loaded with.

use chrono::{DateTime, Utc};
use db::{Connection, Prepare as _};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use domain::shared::{ClientId, PartyId};
use service::Error;

use super::rows::ClientRow;
use crate::parties::PartyRow;
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

/// Replaces the credential of a locked client; its version moves on by one.
pub(super) async fn update_credential(
    conn: &mut Connection,
    row: &ClientRow,
    at: DateTime<Utc>,
) -> Result<ClientRow, Error> {
    let target = client::table.filter(client::id.eq(row.id)).filter(client::version.eq(row.version));
    let stored = diesel::update(target)
        .set((
            client::secret_sha256.eq(&row.secret_sha256),
            client::public_jwk.eq(&row.public_jwk),
            client::credential_changed_at.eq(at),
            client::updated_at.eq(at),
            client::version.eq(row.version + 1),
        ))
        .returning(ClientRow::as_returning())
        .prepared()
        .get_result(conn)
        .await;
    stored.optional()?.ok_or_else(|| Error::Internal("the locked version is gone".to_owned()))
}

pub(super) async fn delete_client(conn: &mut Connection, id: ClientId) -> Result<(), Error> {
    diesel::delete(client::table.find(id)).execute(conn).await?;
    Ok(())
}
