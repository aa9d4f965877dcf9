//! All SQL of the invitations; who may read one is decided on the party it is loaded with.

use api_types::agreement::ListInvitationsQuery;
use chrono::{DateTime, Utc};
use db::{Connection, Prepare as _};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use domain::agreement::InvitationState;
use domain::shared::{InvitationId, PartyId};
use service::Error;
use web::Caller;

use super::rows::InvitationRow;
use super::visibility::may_read;
use crate::identity::parties::PartyRow;
use crate::schema::{invitation, party};

/// An invitation that the caller may read.
pub(super) async fn get_invitation(
    conn: &mut Connection,
    caller: &Caller,
    id: InvitationId,
) -> Result<(InvitationRow, PartyRow), Error> {
    let joined = invitation::table.inner_join(party::table.on(party::id.eq(invitation::party_id)));
    let found: Option<(InvitationRow, PartyRow)> = joined
        .filter(invitation::id.eq(id))
        .select((InvitationRow::as_select(), PartyRow::as_select()))
        .first(conn)
        .await
        .optional()?;
    found.filter(|(_, party)| may_read(caller, party)).ok_or(Error::NotFound)
}

/// The same, locked until the end of the transaction.
pub(super) async fn lock_invitation(
    conn: &mut Connection,
    caller: &Caller,
    id: InvitationId,
) -> Result<(InvitationRow, PartyRow), Error> {
    let locked = invitation::table.find(id).select(invitation::id).for_update();
    let _: Option<InvitationId> = locked.first(conn).await.optional()?;
    get_invitation(conn, caller, id).await
}

/// The invitation of a code, locked until the end of the transaction.
pub(super) async fn lock_by_code(
    conn: &mut Connection,
    code_sha256: &str,
) -> Result<Option<InvitationRow>, Error> {
    let row = invitation::table.filter(invitation::code_sha256.eq(code_sha256));
    Ok(row.select(InvitationRow::as_select()).for_update().first(conn).await.optional()?)
}

pub(super) async fn list_invitations(
    conn: &mut Connection,
    party: PartyId,
    query: &ListInvitationsQuery,
    after: Option<InvitationId>,
    limit: i64,
) -> Result<Vec<InvitationRow>, Error> {
    let mut statement = invitation::table
        .filter(invitation::party_id.eq(party))
        .order(invitation::id.asc())
        .limit(limit)
        .select(InvitationRow::as_select())
        .into_boxed();
    if let Some(state) = query.state {
        statement = statement.filter(invitation::state.eq(state));
    }
    if let Some(after) = after {
        statement = statement.filter(invitation::id.gt(after));
    }
    Ok(statement.load(conn).await?)
}

pub(super) async fn insert_invitation(conn: &mut Connection, row: &InvitationRow) -> Result<(), Error> {
    diesel::insert_into(invitation::table).values(row).prepared().execute(conn).await?;
    Ok(())
}

/// Writes a row where version `seen` is still stored; gives how many rows that were.
pub(super) async fn update_invitation(
    conn: &mut Connection,
    row: &InvitationRow,
    seen: i64,
) -> Result<usize, Error> {
    let target = invitation::table.filter(invitation::id.eq(row.id)).filter(invitation::version.eq(seen));
    Ok(diesel::update(target).set(row).prepared().execute(conn).await?)
}

/// How many invitations into a party can be taken up.
pub(super) async fn count_open(
    conn: &mut Connection,
    party: PartyId,
    now: DateTime<Utc>,
) -> Result<i64, Error> {
    let open = invitation::table
        .filter(invitation::party_id.eq(party))
        .filter(invitation::state.eq(InvitationState::Open))
        .filter(invitation::expires_at.gt(now));
    Ok(open.count().get_result(conn).await?)
}
