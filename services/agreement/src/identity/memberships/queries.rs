//! All SQL of memberships. Who may see one is decided on the party it is loaded with.

use chrono::{DateTime, TimeDelta, Utc};
use db::{Connection, Prepare as _};
use diesel::dsl::exists;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use domain::agreement::{CooperationLimit, LimitKind, MembershipState, limit_on};
use domain::shared::{MembershipId, PartyId, PartyKind, Role, jakarta_date};
use service::work_items::After;
use service::{Error, dated};
use web::Caller;

use super::rows::MembershipRow;
use crate::identity::parties::PartyRow;
use crate::identity::regions::keeper_of;
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

/// One that the caller may read: of its party, of one it keeps, or its own; services read all.
pub(super) async fn get_membership(
    conn: &mut Connection,
    caller: &Caller,
    id: MembershipId,
) -> Result<MembershipRow, Error> {
    let found = find_membership(conn, id).await?;
    let sees = |(row, party): &(MembershipRow, PartyRow)| {
        caller.is_service() || party.kept_by(caller) || party.id == caller.party() || row.is_of(caller)
    };
    Ok(found.filter(sees).ok_or(Error::NotFound)?.0)
}

/// The same without anybody's sight, locked until the end of the transaction.
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

/// Whether somebody else holds a role in a party.
pub(super) async fn has_another(
    conn: &mut Connection,
    party_id: PartyId,
    role: Role,
    without: MembershipId,
) -> Result<bool, Error> {
    let others = membership::table
        .filter(membership::party_id.eq(party_id))
        .filter(membership::state.ne(MembershipState::Ended))
        .filter(membership::id.ne(without))
        .filter(membership::roles.contains(vec![role.label().to_owned()]));
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
        .filter(membership::state.ne(MembershipState::Ended))
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
        .filter(membership::subject.eq(subject))
        .filter(membership::state.ne(MembershipState::Ended));
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

/// How many people a party has.
pub(super) async fn count_members(conn: &mut Connection, party_id: PartyId) -> Result<i64, Error> {
    let there = membership::table
        .filter(membership::party_id.eq(party_id))
        .filter(membership::state.ne(MembershipState::Ended));
    Ok(there.count().get_result(conn).await?)
}

/// Whether somebody can confirm what the platform's administrator grants in a party, besides these, who give the roles and
/// shall hold them: a coordinator of the government that keeps it; for the platform itself another administrator.
pub(crate) async fn has_confirmer(
    conn: &mut Connection,
    of: &PartyRow,
    without: [&str; 2],
) -> Result<bool, Error> {
    let platform = of.kind == PartyKind::PlatformOperator;
    let (kind, role) = if platform {
        (PartyKind::PlatformOperator, Role::PlatformAdmin)
    } else {
        (PartyKind::RegionalGovernment, Role::Coordinator)
    };
    let mut parties = party::table.filter(party::kind.eq(kind)).select(party::id).into_boxed();
    if !platform {
        parties = parties.filter(party::region_code.eq(&of.keeper_region_code));
    }
    let people = membership::table
        .filter(membership::party_id.eq_any(parties))
        .filter(membership::state.ne(MembershipState::Ended))
        .filter(membership::roles.contains(vec![role.label().to_owned()]))
        .filter(membership::issuer.concat("#").concat(membership::subject).ne_all(without));
    Ok(diesel::select(exists(people)).get_result(conn).await?)
}

/// How long a membership has waited for a coordinator of its region who could confirm it in place of the caller, an administrator
/// of the platform, and how many days it does; none where the caller is such a one, or there is none.
pub(super) async fn coordinator_first(
    conn: &mut Connection,
    caller: &Caller,
    row: &MembershipRow,
    party: &PartyRow,
    now: DateTime<Utc>,
) -> Result<Option<(TimeDelta, u16)>, Error> {
    let own = party.kind == PartyKind::PlatformOperator || party.is_coordinated_by(caller);
    if own || !has_confirmer(conn, party, [&row.granted_by, &row.person()]).await? {
        return Ok(None);
    }
    let rows = dated::rules::<CooperationLimit>(conn).await?;
    // Who ends the row, the administrator, does not end the wait with it.
    let days = limit_on(&rows, LimitKind::CoordinatorFirst, jakarta_date(now)).unwrap_or(u16::MAX);
    Ok(Some((now - row.updated_at, days)))
}

/// Memberships in some states of the parties that a caller keeps, each with its party, in order of time.
pub(super) async fn list_in_states(
    conn: &mut Connection,
    caller: &Caller,
    states: &[MembershipState],
    after: Option<After<MembershipId>>,
    limit: i64,
) -> Result<Vec<(MembershipRow, PartyRow)>, Error> {
    let mut statement = membership::table
        .inner_join(party::table.on(party::id.eq(membership::party_id)))
        .filter(membership::state.eq_any(states.to_vec()))
        .order((membership::updated_at.asc(), membership::id.asc()))
        .limit(limit)
        .select((MembershipRow::as_select(), PartyRow::as_select()))
        .into_boxed();
    if !caller.has(Role::PlatformAdmin) {
        let region = caller.region().map(ToString::to_string).unwrap_or_default();
        statement = statement.filter(keeper_of(party::region_code).eq(region));
    }
    if let Some(After { at, id }) = after {
        let later = membership::updated_at.gt(at);
        let same = membership::updated_at.eq(at).and(membership::id.gt(id));
        statement = statement.filter(later.or(same));
    }
    Ok(statement.load(conn).await?)
}
