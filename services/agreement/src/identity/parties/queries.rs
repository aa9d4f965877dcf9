//! All SQL of the parties. The directory is open to every caller; private fields are masked in the view.

use std::collections::BTreeMap;

use api_types::agreement::{ListPartiesQuery, PartyNameView};
use chrono::{DateTime, Utc};
use db::{Connection, Prepare as _};
use diesel::dsl::exists;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use domain::agreement::VerificationState;
use domain::shared::{PartyId, PartyKind};
use service::Error;

use super::rows::PartyRow;
use super::visibility::SIGNED;
use crate::identity::regions::contains;
use crate::schema::{contract, party, party_name, supplier_verification as sv};

pub(crate) async fn find_party(mut conn: &Connection, id: PartyId) -> Result<Option<PartyRow>, Error> {
    let row = party::table.find(id).select(PartyRow::as_select()).first(&mut conn).await;
    Ok(row.optional()?)
}

pub(crate) async fn lock_party(conn: &mut Connection, id: PartyId) -> Result<PartyRow, Error> {
    let row = party::table.find(id).select(PartyRow::as_select()).for_no_key_update().first(conn).await;
    row.optional()?.ok_or(Error::NotFound)
}

/// Whether a party has concluded contracts, or has handed in a verification.
pub(crate) async fn is_at_work(conn: &mut Connection, id: PartyId) -> Result<bool, Error> {
    let side = contract::supplier_id.eq(id).or(contract::buyer_id.eq(id));
    let trades = contract::table.filter(side).filter(contract::state.eq_any(SIGNED));
    let verified = sv::table.filter(sv::party_id.eq(id)).filter(sv::state.ne(VerificationState::Draft));
    let found = diesel::select(exists(trades).or(exists(verified))).get_result(conn).await;
    Ok(found?)
}

/// The field whose number another party than `own` has, if there is one.
pub(crate) async fn holder_of(
    conn: &mut Connection,
    own: PartyId,
    business_id: Option<&str>,
    tax_id: Option<&str>,
) -> Result<Option<&'static str>, Error> {
    let others = || party::table.filter(party::id.ne(own));
    let business = others().filter(party::business_id.eq(business_id));
    let tax = others().filter(party::tax_id.eq(tax_id));
    let (business, tax): (bool, bool) =
        diesel::select((exists(business), exists(tax))).get_result(conn).await?;
    Ok(if business { Some("/business_id") } else { tax.then_some("/tax_id") })
}

/// Whether the government of a region is on the platform.
pub(crate) async fn has_government(conn: &mut Connection, region_code: &str) -> Result<bool, Error> {
    let government = party::table
        .filter(party::kind.eq(PartyKind::RegionalGovernment))
        .filter(party::region_code.eq(region_code));
    Ok(diesel::select(exists(government)).get_result(conn).await?)
}

pub(crate) async fn insert_party(conn: &mut Connection, row: &PartyRow) -> Result<(), Error> {
    diesel::insert_into(party::table).values(row).prepared().execute(conn).await?;
    Ok(())
}

/// Writes a row where version `seen` is still stored; gives how many rows that were.
pub(super) async fn update_party(conn: &mut Connection, row: &PartyRow, seen: i64) -> Result<usize, Error> {
    let target = party::table.filter(party::id.eq(row.id)).filter(party::version.eq(seen));
    Ok(diesel::update(target).set(row).prepared().execute(conn).await?)
}

pub(super) async fn list_parties(
    conn: &mut Connection,
    query: &ListPartiesQuery,
    after: Option<PartyId>,
    limit: i64,
) -> Result<Vec<PartyRow>, Error> {
    let mut statement =
        party::table.order(party::id.asc()).limit(limit).select(PartyRow::as_select()).into_boxed();
    if let Some(kind) = query.kind {
        statement = statement.filter(party::kind.eq(kind));
    }
    if let Some(region) = &query.region_code {
        statement = statement.filter(party::region_code.eq(region));
    }
    if let Some(name) = &query.name {
        let pattern = contains(name);
        statement =
            statement.filter(party::legal_name.ilike(pattern.clone()).or(party::short_name.ilike(pattern)));
    }
    if let Some(after) = after {
        statement = statement.filter(party::id.gt(after));
    }
    Ok(statement.load(conn).await?)
}

/// The names of a party, the first first.
pub(super) async fn list_names(
    conn: &mut Connection,
    id: PartyId,
    after: Option<DateTime<Utc>>,
    limit: i64,
) -> Result<Vec<PartyNameView>, Error> {
    let mut statement = party_name::table
        .filter(party_name::party_id.eq(id))
        .order(party_name::from_at.asc())
        .limit(limit)
        .select((party_name::from_at, party_name::legal_name, party_name::short_name))
        .into_boxed();
    if let Some(after) = after {
        statement = statement.filter(party_name::from_at.gt(after));
    }
    let rows: Vec<(DateTime<Utc>, String, String)> = statement.load(conn).await?;
    let view = |(from_at, legal_name, short_name)| PartyNameView { from_at, legal_name, short_name };
    Ok(rows.into_iter().map(view).collect())
}

/// Rows, each with the name people use of the party it is about.
pub(crate) async fn with_names<R>(
    conn: &mut Connection,
    rows: Vec<R>,
    about: impl Fn(&R) -> PartyId,
) -> Result<Vec<(Option<String>, R)>, Error> {
    let parties: Vec<PartyId> = rows.iter().map(&about).collect();
    let names = short_names(conn, &parties).await?;
    Ok(rows.into_iter().map(|row| (names.get(&about(&row)).cloned(), row)).collect())
}

/// The names people use of some parties.
pub(crate) async fn short_names(
    conn: &mut Connection,
    ids: &[PartyId],
) -> Result<BTreeMap<PartyId, String>, Error> {
    let names = party::table.filter(party::id.eq_any(ids)).select((party::id, party::short_name));
    let rows: Vec<(PartyId, String)> = names.load(conn).await?;
    Ok(rows.into_iter().collect())
}
