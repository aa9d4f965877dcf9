//! Who is on the roll of which cooperative or farmer group: ids and states, as events tell them. Nothing of a person.

use api_types::agreement::MemberEventData;
use chrono::NaiveDate;
use db::Connection;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use domain::agreement::MemberState;
use domain::catalog::KnownMember;
use domain::shared::{MemberId, PartyId};
use service::projection::Keeping;
use service::{Error, Projected, keep_newer};

use crate::schema::projected_member;

/// What is known of a member of a cooperative.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = projected_member, treat_none_as_null = true)]
pub struct RollMember {
    /// Its id.
    pub id: MemberId,
    /// The cooperative or farmer group.
    pub party_id: PartyId,
    /// Whether the person is a member now.
    pub active: bool,
    /// The last day on which it was.
    pub left_date: Option<NaiveDate>,
    /// Version in the agreement service.
    pub version: i64,
}

impl From<MemberEventData> for RollMember {
    fn from(told: MemberEventData) -> Self {
        Self {
            id: told.member_id,
            party_id: told.party_id,
            active: told.state == MemberState::Active,
            left_date: told.left_date,
            version: told.version,
        }
    }
}

impl Projected for RollMember {
    fn keep<'a>(&'a self, conn: &'a mut Connection, _: i64) -> Keeping<'a> {
        Box::pin(async move { Ok(keep_newer!(conn, projected_member, id, self).map(drop)?) })
    }
}

/// A member that has arrived.
pub(crate) async fn find_roll_member(
    mut conn: &Connection,
    id: MemberId,
) -> Result<Option<KnownMember>, Error> {
    let known = projected_member::table
        .filter(projected_member::id.eq(id))
        .filter(projected_member::version.ge(0))
        .select(RollMember::as_select());
    let row: Option<RollMember> = known.first(&mut conn).await.optional()?;
    Ok(row.map(|row| KnownMember { party: row.party_id, active: row.active, left: row.left_date }))
}

/// Locks what is known of some members, in order: their debts change under this lock.
pub(crate) async fn lock_roll_members(conn: &mut Connection, ids: &[MemberId]) -> Result<(), Error> {
    let rows = projected_member::table
        .filter(projected_member::id.eq_any(ids))
        .order(projected_member::id)
        .select(projected_member::id)
        .for_no_key_update();
    rows.load::<MemberId>(conn).await?;
    Ok(())
}
