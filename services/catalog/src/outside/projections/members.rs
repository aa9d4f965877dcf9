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
