//! What is known of the guarantee behind contracts: their agreements, their suppliers' standing, and how fresh that is.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, NaiveDate, Utc};
use db::{Connection, feed, parked};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use domain::agreement::ContractOutcome;
use domain::logistics::{CallOffGate, FeedAge, FeedLimit};
use domain::shared::{AgreementId, PartyId, Period, jakarta_date};
use futures_util::TryFutureExt as _;
use futures_util::future::{try_join, try_join3};
use service::Error;
use service::dated::rules_on;

use super::agreements::AgreementRow;
use super::contracts::ContractRow;
use super::parties::PartyRow;
use super::standings::StandingRow;
use crate::schema::{projected_agreement, projected_party, projected_standing};

/// What is known of the guarantee behind some contracts.
#[derive(Debug)]
pub(crate) struct Guarantees {
    agreements: BTreeMap<AgreementId, AgreementRow>,
    suppliers: BTreeMap<PartyId, PartyRow>,
    standings: BTreeMap<PartyId, StandingRow>,
    /// What an event speaks of that could not be applied: its newest state is not known.
    parked: Vec<String>,
}

/// Reads what is known of the guarantee behind contracts: four statements under way at once, however many there are.
pub(crate) async fn guarantees_of(
    conn: &Connection,
    contracts: impl IntoIterator<Item = &ContractRow>,
) -> Result<Guarantees, Error> {
    let (mut agreements, mut suppliers) = (BTreeSet::new(), BTreeSet::new());
    let mut named = BTreeSet::new();
    for contract in contracts {
        named.extend(guarantors(contract));
        agreements.insert(contract.agreement_id);
        suppliers.insert(contract.supplier_id);
    }
    let agreements: Vec<AgreementId> = agreements.into_iter().collect();
    let suppliers: Vec<PartyId> = suppliers.into_iter().collect();
    let (mut first, mut second, mut third) = (conn, conn, conn);
    let agreements = projected_agreement::table
        .filter(projected_agreement::id.eq_any(&agreements))
        .select(AgreementRow::as_select())
        .load(&mut first);
    let parties = projected_party::table
        .filter(projected_party::id.eq_any(&suppliers))
        .select(PartyRow::as_select())
        .load(&mut second);
    let standings = projected_standing::table
        .filter(projected_standing::party_id.eq_any(&suppliers))
        .select(StandingRow::as_select())
        .load(&mut third);
    let named: Vec<String> = named.into_iter().collect();
    let projected = try_join3(agreements, parties, standings).map_err(Error::from);
    let ((agreements, parties, standings), parked) =
        try_join(projected, parked::touching(conn, &named).map_err(Error::from)).await?;
    Ok(Guarantees {
        agreements: agreements.into_iter().map(|row| (row.id, row)).collect(),
        suppliers: parties.into_iter().map(|row| (row.id, row)).collect(),
        standings: standings.into_iter().map(|row| (row.party_id, row)).collect(),
        parked,
    })
}

/// What a contract is guaranteed by, itself included, as events name it.
fn guarantors(contract: &ContractRow) -> [String; 3] {
    [contract.id.to_string(), contract.agreement_id.to_string(), contract.supplier_id.to_string()]
}

impl Guarantees {
    fn is_parked(&self, contract: &ContractRow) -> bool {
        guarantors(contract).iter().any(|id| self.parked.contains(id))
    }

    /// The facts that new orders and departures under a contract are judged by on a day.
    pub(crate) fn gate(&self, contract: &ContractRow, day: NaiveDate) -> CallOffGate {
        let agreement = self.agreements.get(&contract.agreement_id);
        let supplier = self.suppliers.get(&contract.supplier_id);
        let standing = self.standings.get(&contract.supplier_id);
        let known = agreement.is_some_and(|row| row.version >= 0)
            && supplier.is_some_and(|row| row.version >= 0)
            && standing.is_none_or(|row| row.version >= 0)
            && contract.version >= 0
            && !self.is_parked(contract);
        let nothing = Period { from: NaiveDate::MAX, until: None };
        CallOffGate {
            contract: contract.number.clone(),
            contract_state: contract.state.to_string(),
            contract_period: contract.period_on(day),
            orders_until: contract.orders_until,
            runs_out: contract.outcome == Some(ContractOutcome::RunOut),
            agreement: agreement.map_or_else(String::new, |known| known.name().to_owned()),
            agreement_state: agreement.map_or_else(String::new, |known| known.state.to_string()),
            agreement_period: agreement.map_or(nothing, |known| known.period_on(day)),
            agreement_ends: agreement.and_then(|known| known.ends),
            supplier: supplier.map_or_else(String::new, |known| known.short_name.clone()),
            supplier_verified_until: standing.and_then(StandingRow::holds_until),
            terms_position: known.then_some(contract.terms_position),
        }
    }
}

/// How old the news of agreement and catalog are, of whichever is further behind, and how old they may be that day.
pub(crate) async fn feed_age(conn: &Connection, now: DateTime<Utc>) -> Result<FeedAge, Error> {
    let (agreement, catalog, limits) = try_join3(
        feed::status(conn, "agreement").map_err(Error::from),
        feed::status(conn, "catalog").map_err(Error::from),
        rules_on::<FeedLimit>(conn, jakarta_date(now)),
    )
    .await?;
    // Without a row by none, as every figure.
    let limit_seconds = limits.into_iter().map(|limit| limit.rule.seconds).next().unwrap_or(0);
    let fresh = agreement.fresh_until().zip(catalog.fresh_until()).map(|(one, other)| one.min(other));
    Ok(FeedAge { seconds: fresh.map_or(i64::MAX, |fresh| (now - fresh).num_seconds()), limit_seconds })
}
