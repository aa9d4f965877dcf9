//! Who may sit on panels: people with the role of a curator, as the agreement service knows them.

use client::{AgreementApi, Api, ClientError};
use db::Connection;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use domain::agreement::MembershipState;
use domain::shared::{MembershipId, PartyId, Role};
use futures_util::FutureExt as _;
use futures_util::future::LocalBoxFuture;
use service::projection::version_of;
use service::{Error, Projected, keep_newer};

use crate::schema::projected_membership;

/// What is known of a membership.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = projected_membership, treat_none_as_null = true)]
pub struct MemberRow {
    /// Its id.
    pub id: MembershipId,
    /// The party.
    pub party_id: PartyId,
    /// The person, as a token's `sub` names it.
    pub person: String,
    /// Whether it is a curator there now.
    pub judges: bool,
    /// Whether it is a member there now.
    pub active: bool,
    /// What people call it.
    pub display_name: Option<String>,
    /// Version in the agreement service.
    pub version: i64,
}

impl MemberRow {
    /// Reads a membership from the agreement service.
    pub(super) async fn read(api: &Api, id: MembershipId) -> Result<Self, ClientError> {
        let view = AgreementApi::new(api.clone()).get_membership(id).await?.value;
        Ok(Self {
            version: version_of(&view.etag)?,
            id: view.id,
            party_id: view.party_id,
            person: format!("{}#{}", view.issuer, view.subject),
            judges: view.state != MembershipState::Ended && view.roles.contains(&Role::Curator),
            active: view.state != MembershipState::Ended,
            display_name: view.display_name,
        })
    }
}

impl Projected for MemberRow {
    fn keep<'a>(&'a self, conn: &'a mut Connection, _: i64) -> LocalBoxFuture<'a, Result<(), Error>> {
        async move { Ok(keep_newer!(conn, projected_membership, id, self).map(drop)?) }.boxed_local()
    }
}

/// The curators among these members.
pub(crate) async fn judges_among(
    mut conn: &Connection,
    ids: Vec<MembershipId>,
) -> Result<Vec<MemberRow>, Error> {
    let known = projected_membership::table
        .filter(projected_membership::id.eq_any(ids))
        .filter(projected_membership::judges)
        .select(MemberRow::as_select());
    Ok(known.load(&mut conn).await?)
}

/// The memberships by which a person judges for a party.
pub(crate) async fn seats_of(
    mut conn: &Connection,
    person: &str,
    party: PartyId,
) -> Result<Vec<MembershipId>, Error> {
    let own = projected_membership::table
        .filter(projected_membership::person.eq(person))
        .filter(projected_membership::party_id.eq(party))
        .filter(projected_membership::judges)
        .select(projected_membership::id);
    Ok(own.load(&mut conn).await?)
}

/// The people among these who are members of one of some parties.
pub(crate) async fn members_among(
    mut conn: &Connection,
    people: &[String],
    parties: &[PartyId],
) -> Result<Vec<String>, Error> {
    let there = projected_membership::table
        .filter(projected_membership::person.eq_any(people))
        .filter(projected_membership::party_id.eq_any(parties))
        .filter(projected_membership::active)
        .select(projected_membership::person);
    Ok(there.load(&mut conn).await?)
}

/// The curators of some parties, in order of their ids.
pub(crate) async fn list_judges(
    mut conn: &Connection,
    parties: &[PartyId],
    after: Option<MembershipId>,
    limit: i64,
) -> Result<Vec<MemberRow>, Error> {
    let mut statement = projected_membership::table
        .filter(projected_membership::party_id.eq_any(parties))
        .filter(projected_membership::judges)
        .order(projected_membership::id.asc())
        .limit(limit)
        .select(MemberRow::as_select())
        .into_boxed();
    if let Some(after) = after {
        statement = statement.filter(projected_membership::id.gt(after));
    }
    Ok(statement.load(&mut conn).await?)
}
