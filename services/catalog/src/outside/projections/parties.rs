//! Parties, as the agreement service knows them.

use std::collections::BTreeMap;

use client::{AgreementApi, Api, ClientError};
use db::Connection;
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::sql_types::{Text, Uuid};
use diesel_async::RunQueryDsl;
use domain::shared::{BusinessSize, Invalid, PartyId, PartyKind};
use futures_util::FutureExt as _;
use futures_util::future::LocalBoxFuture;
use service::projection::version_of;
use service::{Error, Projected, keep_newer};

use super::AGREEMENT;
use crate::schema::projected_party;

/// What is known of a party.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = projected_party, treat_none_as_null = true)]
pub struct PartyRow {
    /// Its id.
    pub id: PartyId,
    /// What kind of organisation it is.
    pub kind: PartyKind,
    /// Name people use.
    pub short_name: String,
    /// The region whose government keeps it.
    pub region_code: String,
    /// Version in the agreement service.
    pub version: i64,
    /// How large the business is, where somebody has stated it.
    pub business_size: Option<BusinessSize>,
}

impl PartyRow {
    /// Reads a party from the agreement service.
    pub(super) async fn read(api: &Api, id: PartyId) -> Result<Self, ClientError> {
        let view = AgreementApi::new(api.clone()).get_party(id).await?.value;
        Ok(Self {
            version: version_of(&view.etag)?,
            id: view.id,
            kind: view.kind,
            short_name: view.short_name,
            region_code: view.keeper_region_code,
            business_size: view.business_size,
        })
    }
}

impl Projected for PartyRow {
    fn keep<'a>(&'a self, conn: &'a mut Connection, _: i64) -> LocalBoxFuture<'a, Result<(), Error>> {
        async move { Ok(keep_newer!(conn, projected_party, id, self).map(drop)?) }.boxed_local()
    }
}

/// What kind of organisation a party is, where it has arrived.
pub(crate) async fn kind_of(mut conn: &Connection, party: PartyId) -> Result<Option<PartyKind>, Error> {
    let known = projected_party::table.find(party).select(projected_party::kind);
    Ok(known.first(&mut conn).await.optional()?)
}

/// The region that a party is the government of; none where it is no government, or has not arrived.
pub(crate) async fn government_region(
    mut conn: &Connection,
    party: PartyId,
) -> Result<Option<String>, Error> {
    let governed = projected_party::table
        .filter(projected_party::id.eq(party))
        .filter(projected_party::kind.eq(PartyKind::RegionalGovernment))
        .select(projected_party::region_code);
    Ok(governed.first(&mut conn).await.optional()?)
}

/// The region in which a party is at home, where it has arrived.
pub(crate) async fn region_of(mut conn: &Connection, party: PartyId) -> Result<Option<String>, Error> {
    let home = projected_party::table.find(party).select(projected_party::region_code);
    Ok(home.first(&mut conn).await.optional()?)
}

/// The region that a party is the government of, as a part of a query; none where it is no government.
pub(crate) fn regions_of(party: PartyId) -> projected_party::BoxedQuery<'static, Pg, Text> {
    let own = projected_party::table.select(projected_party::region_code).into_boxed();
    own.filter(projected_party::id.eq(party)).filter(projected_party::kind.eq(PartyKind::RegionalGovernment))
}

/// The governments of a region.
pub(crate) async fn governments_in(conn: &mut Connection, region: &str) -> Result<Vec<PartyId>, Error> {
    Ok(diesel::select(governments_of_region(region)).get_result(conn).await?)
}

/// The parties whose home region a party is the government of, as a part of a query; none where it is no government.
pub(crate) fn governed_by(party: PartyId) -> projected_party::BoxedQuery<'static, Pg, Uuid> {
    let government = diesel::alias!(projected_party as government);
    let regions = government
        .filter(government.field(projected_party::id).eq(party))
        .filter(government.field(projected_party::kind).eq(PartyKind::RegionalGovernment))
        .select(government.field(projected_party::region_code));
    let governed = projected_party::table.select(projected_party::id).into_boxed();
    governed.filter(projected_party::region_code.eq_any(regions))
}

/// Makes sure that the parties a request names, each in a field, are known.
///
/// # Errors
/// 422 naming the fields, once all of the agreement service's news has been read.
pub(crate) async fn expect_parties(
    conn: &Connection,
    named: impl IntoIterator<Item = (String, PartyId)>,
) -> Result<(), Error> {
    let named: Vec<(String, PartyId)> = named.into_iter().collect();
    let known = known_among(conn, named.iter().map(|(_, id)| *id).collect()).await?;
    let unknown: Vec<Invalid> = named
        .into_iter()
        .filter(|(_, id)| !known.contains(id))
        .map(|(pointer, _)| {
            Invalid::new(
                pointer,
                "unknown-party",
                "Pihak ini tidak terdaftar; cari di /v1/parties.",
                "This party is not registered; look in /v1/parties.",
            )
        })
        .collect();
    if unknown.is_empty() { Ok(()) } else { Err(Error::behind(AGREEMENT, unknown)) }
}

/// Makes sure that a party that is registered for certain, such as the caller's, has arrived here.
///
/// # Errors
/// `not-yet-known`.
pub(crate) async fn expect_arrived(conn: &Connection, id: PartyId) -> Result<(), Error> {
    let known = known_among(conn, vec![id]).await?;
    if known.is_empty() { Err(Error::not_yet_known(AGREEMENT, &id.to_string())) } else { Ok(()) }
}

/// How large a business is, where that is known.
pub(crate) async fn size_of(mut conn: &Connection, id: PartyId) -> Result<Option<BusinessSize>, Error> {
    let row = projected_party::table.find(id).select(projected_party::business_size);
    let size: Option<Option<BusinessSize>> = row.first(&mut conn).await.optional()?;
    Ok(size.flatten())
}

async fn known_among(mut conn: &Connection, ids: Vec<PartyId>) -> Result<Vec<PartyId>, Error> {
    let known = projected_party::table
        .filter(projected_party::id.eq_any(ids))
        .filter(projected_party::version.ge(0))
        .select(projected_party::id);
    Ok(known.load(&mut conn).await?)
}

diesel::define_sql_function! {
    /// The governments that judge for a party.
    fn governments_of(party: diesel::sql_types::Uuid) -> diesel::sql_types::Array<diesel::sql_types::Uuid>;
}

/// The governments that judge for a party now.
pub(crate) async fn judges_of(conn: &mut Connection, party: PartyId) -> Result<Vec<PartyId>, Error> {
    Ok(diesel::select(governments_of(party)).get_result(conn).await?)
}

/// The names people use of some parties; those that have not arrived are left out.
pub(crate) async fn short_names(
    conn: &mut Connection,
    ids: &[PartyId],
) -> Result<BTreeMap<PartyId, String>, Error> {
    let names = projected_party::table
        .filter(projected_party::id.eq_any(ids))
        .select((projected_party::id, projected_party::short_name));
    let rows: Vec<(PartyId, String)> = names.load(conn).await?;
    Ok(rows.into_iter().collect())
}

diesel::define_sql_function! {
    /// The governments of a region.
    fn governments_of_region(code: diesel::sql_types::Text) -> diesel::sql_types::Array<diesel::sql_types::Uuid>;
}
