//! Contracts, as far as farm and stock have to know them: whose they are, who vouches for them, and whether they are in force, and what they are
//! about.

use std::collections::{BTreeSet, HashMap};

use chrono::NaiveDate;
use client::{AgreementApi, Api, ClientError};
use db::Connection;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use domain::agreement::ContractState;
use domain::shared::{ContractId, PartyId};
use futures_util::FutureExt as _;
use futures_util::future::LocalBoxFuture;
use service::projection::version_of;
use service::{Error, Projected, keep_newer};

use crate::schema::projected_contract;

/// What is known of a contract.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = projected_contract, treat_none_as_null = true)]
pub struct ContractRow {
    /// Its id.
    pub id: ContractId,
    /// Who sells.
    pub supplier_id: PartyId,
    /// Who buys.
    pub buyer_id: PartyId,
    /// The government of the supplier's side.
    pub supplier_government_id: PartyId,
    /// The government of the buyer's side.
    pub buyer_government_id: PartyId,
    /// Version in the agreement service.
    pub version: i64,
    /// Where it stands; none where that was not told since this is kept.
    pub state: Option<ContractState>,
    /// Its first day.
    pub valid_from_date: Option<NaiveDate>,
    /// Its last day.
    pub valid_until_date: Option<NaiveDate>,
    /// What its lines may be met in, each once as [`goods_of`] writes it; nothing where that was not told since this is kept.
    pub goods: Vec<String>,
}

/// A commodity and a form of it, as they are kept and compared.
fn goods_of(commodity: &str, form: &str) -> String {
    format!("{commodity} {form}")
}

impl ContractRow {
    /// Reads a contract from the agreement service.
    pub(super) async fn read(api: &Api, id: ContractId) -> Result<Self, ClientError> {
        let view = AgreementApi::new(api.clone()).get_contract(id, &Default::default()).await?.value;
        let goods = view.lines.iter().flat_map(|line| {
            let forms = std::iter::once(&line.form_code).chain(&line.also_form_codes);
            forms.map(|form| goods_of(&line.commodity_code, form))
        });
        let goods: BTreeSet<String> = goods.collect();
        Ok(Self {
            version: version_of(&view.etag)?,
            id: view.id,
            supplier_id: view.supplier_id,
            buyer_id: view.buyer_id,
            supplier_government_id: view.supplier_government_id,
            buyer_government_id: view.buyer_government_id,
            state: Some(view.state),
            valid_from_date: Some(view.valid_from_date),
            valid_until_date: Some(view.valid_until_date),
            goods: goods.into_iter().collect(),
        })
    }

    /// Whether one of its lines may be met in a form of a commodity.
    pub(crate) fn is_about(&self, commodity: &str, form: &str) -> bool {
        self.goods.contains(&goods_of(commodity, form))
    }

    /// Whether it is active, and a day lies in its term.
    pub(crate) fn is_in_force(&self, day: NaiveDate) -> bool {
        let begun = self.valid_from_date.is_some_and(|from| from <= day);
        let lasts = self.valid_until_date.is_some_and(|until| day <= until);
        self.state == Some(ContractState::Active) && begun && lasts
    }
}

impl Projected for ContractRow {
    fn keep<'a>(&'a self, conn: &'a mut Connection, _: i64) -> LocalBoxFuture<'a, Result<(), Error>> {
        async move { Ok(keep_newer!(conn, projected_contract, id, self).map(drop)?) }.boxed_local()
    }
}

/// The buyer and both governments of a contract, which never change: also while its feed is read anew.
pub(crate) async fn sides_of(mut conn: &Connection, id: ContractId) -> Result<Vec<PartyId>, Error> {
    let known = projected_contract::table.find(id).select(ContractRow::as_select());
    let contract: Option<ContractRow> = known.first(&mut conn).await.optional()?;
    let sides = |one: ContractRow| vec![one.buyer_id, one.supplier_government_id, one.buyer_government_id];
    Ok(contract.map(sides).unwrap_or_default())
}

/// A contract that has arrived.
pub(crate) async fn find_contract(conn: &Connection, id: ContractId) -> Result<Option<ContractRow>, Error> {
    Ok(contracts_by_id(conn, &[id]).await?.remove(&id))
}

/// Those of these contracts that have arrived.
pub(crate) async fn contracts_by_id(
    mut conn: &Connection,
    ids: &[ContractId],
) -> Result<HashMap<ContractId, ContractRow>, Error> {
    let known = projected_contract::table
        .filter(projected_contract::id.eq_any(ids))
        .filter(projected_contract::version.ge(0))
        .select(ContractRow::as_select());
    let rows: Vec<ContractRow> = known.load(&mut conn).await?;
    Ok(rows.into_iter().map(|row| (row.id, row)).collect())
}
