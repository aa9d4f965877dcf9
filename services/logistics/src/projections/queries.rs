//! Reading the projections.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use db::{Connection, feed};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use domain::agreement::StandingKind;
use domain::logistics::CallOffGate;
use domain::shared::{ContractId, ContractLineId, Period};
use futures_util::TryFutureExt as _;
use futures_util::future::try_join4;
use service::Error;

use super::rows::{AgreementRow, ContractLineRow, ContractRow};
use crate::schema::{
    projected_agreement, projected_contract, projected_contract_line, projected_party, projected_standing,
};
use crate::tenancy::Scope;

/// A contract in sight.
pub(crate) async fn find_contract_in(
    conn: &mut Connection,
    scope: Scope,
    id: ContractId,
) -> Result<Option<ContractRow>, Error> {
    let row = projected_contract::table
        .filter(projected_contract::id.eq(id))
        .filter(projected_contract::id.eq_any(scope.contracts()))
        .select(ContractRow::as_select())
        .first(conn)
        .await;
    Ok(row.optional()?)
}

/// Contracts by id, whoever asks: the caller has checked what hangs under them.
pub(crate) async fn contracts_by_id(
    mut conn: &Connection,
    ids: &[ContractId],
) -> Result<BTreeMap<ContractId, ContractRow>, Error> {
    let rows: Vec<ContractRow> = projected_contract::table
        .filter(projected_contract::id.eq_any(ids))
        .select(ContractRow::as_select())
        .load(&mut conn)
        .await?;
    Ok(rows.into_iter().map(|row| (row.id, row)).collect())
}

/// The lines of a contract.
pub(crate) async fn contract_lines_of(
    conn: &mut Connection,
    contract: ContractId,
) -> Result<BTreeMap<ContractLineId, ContractLineRow>, Error> {
    let rows: Vec<ContractLineRow> = projected_contract_line::table
        .filter(projected_contract_line::contract_id.eq(contract))
        .select(ContractLineRow::as_select())
        .load(conn)
        .await?;
    Ok(rows.into_iter().map(|row| (row.id, row)).collect())
}

/// Contract lines by id, whoever asks: the caller has checked what hangs under them.
pub(crate) async fn lines_by_id(
    mut conn: &Connection,
    ids: &[ContractLineId],
) -> Result<BTreeMap<ContractLineId, ContractLineRow>, Error> {
    let rows: Vec<ContractLineRow> = projected_contract_line::table
        .filter(projected_contract_line::id.eq_any(ids))
        .select(ContractLineRow::as_select())
        .load(&mut conn)
        .await?;
    Ok(rows.into_iter().map(|row| (row.id, row)).collect())
}

/// What is known of the guarantee behind a contract.
#[derive(Debug)]
pub(crate) struct Guarantee {
    agreement: Option<AgreementRow>,
    supplier: Option<String>,
    standing: Option<(StandingKind, Option<NaiveDate>)>,
    heard_at: Option<DateTime<Utc>>,
}

/// Reads what is known of the guarantee behind a contract, all under way at once.
pub(crate) async fn guarantee_of(conn: &Connection, contract: &ContractRow) -> Result<Guarantee, Error> {
    let (mut first, mut second, mut third) = (conn, conn, conn);
    let agreement = projected_agreement::table
        .find(contract.agreement_id)
        .select(AgreementRow::as_select())
        .load(&mut first)
        .map_err(Error::from);
    let supplier = projected_party::table
        .find(contract.supplier_id)
        .select(projected_party::short_name)
        .load(&mut second)
        .map_err(Error::from);
    let standing = projected_standing::table
        .find(contract.supplier_id)
        .select((projected_standing::standing, projected_standing::verified_until))
        .load(&mut third)
        .map_err(Error::from);
    let feed = feed::status(conn, "agreement").map_err(Error::from);
    let (agreement, supplier, standing, feed) = try_join4(agreement, supplier, standing, feed).await?;
    Ok(Guarantee {
        agreement: agreement.into_iter().next(),
        supplier: supplier.into_iter().next(),
        standing: standing.into_iter().next(),
        heard_at: feed.contacted_at,
    })
}

impl Guarantee {
    /// The facts the gate of call-offs is judged by at an instant.
    pub(crate) fn gate(self, contract: &ContractRow, now: DateTime<Utc>) -> CallOffGate {
        let known = self.agreement.is_some() && self.supplier.is_some();
        let nothing = Period { from: NaiveDate::MAX, until: None };
        let agreement = self.agreement.as_ref();
        CallOffGate {
            contract: contract.number.clone(),
            contract_state: contract.state.clone(),
            contract_period: contract.period(),
            agreement: agreement.map_or_else(String::new, |known| {
                known.number.clone().unwrap_or_else(|| known.title.clone())
            }),
            agreement_state: agreement.map_or_else(String::new, |known| known.state.clone()),
            agreement_period: agreement
                .map_or(nothing, |known| Period { from: known.valid_from, until: known.valid_until }),
            supplier: self.supplier.unwrap_or_default(),
            supplier_verified_until: self.standing.and_then(verified_until),
            terms_position: known.then_some(contract.terms_position),
            feed_age_seconds: self.heard_at.map_or(i64::MAX, |heard| (now - heard).num_seconds()),
        }
    }
}

/// The last day a standing holds; [`NaiveDate::MAX`] for papers without end.
fn verified_until((standing, until): (StandingKind, Option<NaiveDate>)) -> Option<NaiveDate> {
    match standing {
        StandingKind::Verified | StandingKind::VerifiedWithConditions | StandingKind::ExpiringSoon => {
            Some(until.unwrap_or(NaiveDate::MAX))
        }
        StandingKind::Lapsed | StandingKind::NotVerified => None,
    }
}
