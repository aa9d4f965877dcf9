//! Contracts with their lines, from the agreement service, and who may read them: the relationship that everything of the
//! trade is read by.

use std::collections::BTreeMap;

use api_types::WireQuantity;
use api_types::agreement::{ContractLineView, ContractView};
use chrono::{DateTime, NaiveDate, Utc};
use client::{AgreementApi, ClientError};
use db::{Connection, Prepare as _};
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::sql_types::Uuid;
use diesel_async::RunQueryDsl;
use domain::agreement::{ContractOutcome, ContractState, ContractType};
use domain::logistics::LineTerms;
use domain::shared::{
    AgreementId, ContractId, ContractLineId, Money, PartyId, PartyKind, Period, Price, PriceBasis, Quantity,
    Unit,
};
use futures_util::future::LocalBoxFuture;
use service::projection::version_of;
use service::{Error, Projected, keep_newer};
use web::Caller;

use crate::schema::{
    contract_line_lock, projected_agreement, projected_contract, projected_contract_line, projected_party,
};

/// A contract as last read.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = projected_contract, treat_none_as_null = true)]
pub struct ContractRow {
    /// Its id.
    pub id: ContractId,
    /// Number on the paper.
    pub number: String,
    /// The agreement above it.
    pub agreement_id: AgreementId,
    /// What it promises.
    pub kind: ContractType,
    /// Where it stands.
    pub state: ContractState,
    /// Who sells.
    pub supplier_id: PartyId,
    /// Who buys.
    pub buyer_id: PartyId,
    /// The government of the supplier's side.
    pub supplier_government_id: PartyId,
    /// The government of the buyer's side.
    pub buyer_government_id: PartyId,
    /// Home region of the supplier.
    pub supplier_region_code: String,
    /// Home region of the buyer.
    pub buyer_region_code: String,
    /// First day.
    pub valid_from: NaiveDate,
    /// Last day; none for no end.
    pub valid_until: Option<NaiveDate>,
    /// Version in the agreement service.
    pub version: i64,
    /// The place in the agreement service's feed these terms were read at.
    pub terms_position: i64,
    /// When it was put into force, as claimed.
    pub activated_at: Option<DateTime<Utc>>,
    /// When that was recorded.
    pub activation_recorded_at: Option<DateTime<Utc>>,
    /// What becomes of it, where its agreement is under notice or was terminated.
    pub outcome: Option<ContractOutcome>,
    /// The last day on which it takes new orders then.
    pub orders_until: Option<NaiveDate>,
    /// When it ended, as claimed.
    pub ended_at: Option<DateTime<Utc>>,
    /// When that was recorded.
    pub end_recorded_at: Option<DateTime<Utc>>,
}

/// A line of a contract as last read.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = projected_contract_line, treat_none_as_null = true)]
pub struct ContractLineRow {
    /// Its id.
    pub id: ContractLineId,
    /// Its contract.
    pub contract_id: ContractId,
    /// Its place on the paper.
    pub number: i32,
    /// Commodity.
    pub commodity_code: String,
    /// Form of the commodity.
    pub form_code: String,
    /// The unit people order in.
    pub unit: Unit,
    /// Committed, in base units; none where nothing limits.
    pub committed_base: Option<i64>,
    /// How much more may be received, in basis points.
    pub over_tolerance_bp: i32,
    /// Rupiah per basis.
    pub price_rupiah: i64,
    /// What the price counts.
    pub price_basis: PriceBasis,
    /// What people call it.
    pub description: Option<String>,
}

/// A contract with its lines, to be kept.
#[derive(Debug, Clone)]
pub struct WholeContract {
    /// The contract.
    pub row: ContractRow,
    /// All its lines.
    pub lines: Vec<ContractLineRow>,
}

/// A contract and who facilitates and audits its agreement.
#[derive(Debug, Clone, Queryable)]
pub(crate) struct Contract {
    pub(crate) row: ContractRow,
    facilitator_id: Option<PartyId>,
    auditor_ids: Option<Vec<PartyId>>,
}

impl ContractRow {
    pub(crate) fn period(&self) -> Period {
        Period { from: self.valid_from, until: self.valid_until }
    }

    /// Whether it had been put into force by a point of both times. What is not known (told by an earlier release) counts
    /// as so.
    pub(crate) fn commits_at(&self, as_of: DateTime<Utc>, known_at: DateTime<Utc>) -> bool {
        use ContractState as S;
        match (self.activated_at, self.activation_recorded_at) {
            (Some(activated), Some(recorded)) => activated <= as_of && recorded <= known_at,
            _ => !matches!(
                self.state,
                S::Draft | S::Submitted | S::ChangesRequested | S::Endorsed | S::Signed | S::Cancelled
            ),
        }
    }
}

impl ContractRow {
    /// Whether it had ended by a point of both times. Of what was told by an earlier release, its state says so.
    pub(crate) fn has_ended_at(&self, as_of: DateTime<Utc>, known_at: DateTime<Utc>) -> bool {
        use ContractState as S;
        match (self.ended_at, self.end_recorded_at) {
            (Some(ended), Some(recorded)) => ended <= as_of && recorded <= known_at,
            _ => matches!(self.state, S::Fulfilled | S::EndedShort | S::Closed | S::Terminated),
        }
    }
}

impl ContractLineRow {
    pub(crate) fn terms(&self) -> LineTerms {
        LineTerms {
            committed: self.committed_base,
            // Read from a u16; never negative.
            over_tolerance_bp: self.over_tolerance_bp.unsigned_abs(),
            unit: self.unit,
        }
    }

    /// The terms before its contract commits anything.
    pub(crate) fn terms_before(&self) -> LineTerms {
        LineTerms { committed: self.committed_base.map(|_| 0), ..self.terms() }
    }

    /// What one of the basis costs.
    pub(crate) fn price(&self) -> Price {
        Price { money: Money(self.price_rupiah), basis: self.price_basis }
    }

    fn of(contract: ContractId, view: ContractLineView) -> Result<Self, ClientError> {
        Ok(Self {
            committed_base: view.quantity.as_ref().map(exact).transpose()?.map(Quantity::base),
            id: view.id,
            contract_id: contract,
            number: view.number,
            commodity_code: view.commodity_code,
            form_code: view.form_code,
            unit: view.unit,
            over_tolerance_bp: i32::from(view.over_tolerance_bp),
            price_rupiah: view.price.ok_or_else(untold)?.amount,
            price_basis: view.price_basis,
            description: view.description,
        })
    }
}

fn untold() -> ClientError {
    ClientError::Unexpected("a contract line was told without its price".to_owned())
}

fn exact(quantity: &WireQuantity) -> Result<Quantity, ClientError> {
    Quantity::parse(&quantity.value, quantity.unit)
        .map_err(|error| ClientError::Unexpected(format!("{quantity:?} of a contract line: {error}")))
}

impl WholeContract {
    /// Reads a contract as it is now.
    pub(super) async fn read(api: &AgreementApi, id: ContractId) -> Result<Self, ClientError> {
        Self::of(api.get_contract(id).await?.value)
    }

    /// What is kept of a contract.
    ///
    /// # Errors
    /// [`ClientError::Unexpected`] for an ETag or a quantity that is none of ours.
    pub fn of(view: ContractView) -> Result<Self, ClientError> {
        let lines = view.lines.into_iter().map(|line| ContractLineRow::of(view.id, line));
        Ok(Self {
            lines: lines.collect::<Result<_, _>>()?,
            row: ContractRow {
                version: version_of(&view.etag)?,
                id: view.id,
                number: view.number,
                agreement_id: view.agreement_id,
                kind: view.r#type,
                state: view.state,
                supplier_id: view.supplier_id,
                buyer_id: view.buyer_id,
                supplier_government_id: view.supplier_government_id,
                buyer_government_id: view.buyer_government_id,
                supplier_region_code: view.supplier_region_code,
                buyer_region_code: view.buyer_region_code,
                valid_from: view.valid_from_date,
                valid_until: Some(view.valid_until_date),
                // Known once the event that told of it is.
                terms_position: 0,
                activated_at: view.activated_at,
                activation_recorded_at: view.activation_recorded_at,
                outcome: view.outcome,
                orders_until: view.orders_until_date,
                ended_at: view.ended_at,
                end_recorded_at: view.end_recorded_at,
            },
        })
    }
}

impl Projected for WholeContract {
    fn keep<'a>(&'a self, conn: &'a mut Connection, position: i64) -> LocalBoxFuture<'a, Result<(), Error>> {
        Box::pin(async move {
            let row = ContractRow { terms_position: position, ..self.row.clone() };
            if keep_newer!(conn, projected_contract, id, &row)? {
                replace_lines(conn, row.id, &self.lines).await?;
            }
            Ok(())
        })
    }
}

/// Replaces the lines of a contract. A line that left a draft goes; its lock may stay.
async fn replace_lines(
    conn: &mut Connection,
    contract: ContractId,
    lines: &[ContractLineRow],
) -> Result<(), Error> {
    use projected_contract_line as l;
    let kept: Vec<ContractLineId> = lines.iter().map(|line| line.id).collect();
    diesel::delete(l::table)
        .filter(l::contract_id.eq(contract))
        .filter(l::id.ne_all(&kept))
        .execute(conn)
        .await?;
    for line in lines {
        let upsert = diesel::insert_into(l::table).values(line).on_conflict(l::id).do_update().set(line);
        upsert.prepared().execute(conn).await?;
    }
    let locks: Vec<_> = kept.into_iter().map(|id| contract_line_lock::contract_line_id.eq(id)).collect();
    diesel::insert_into(contract_line_lock::table)
        .values(locks)
        .on_conflict_do_nothing()
        .execute(conn)
        .await?;
    Ok(())
}

/// Ids of contracts, to filter what hangs under them.
pub(crate) type VisibleContracts = projected_contract::BoxedQuery<'static, Pg, Uuid>;

/// The contracts that a caller may read: its two businesses, the governments of both sides and of the businesses' home
/// regions, the facilitator and the auditors of its agreement; services read all.
pub(crate) fn visible_contracts(caller: &Caller) -> VisibleContracts {
    let ids = projected_contract::table.select(projected_contract::id).into_boxed();
    if caller.is_service() {
        return ids;
    }
    let party = caller.party();
    let above = projected_agreement::facilitator_id
        .eq(party)
        .or(projected_agreement::auditor_ids.contains(vec![party]));
    let above = projected_agreement::table.filter(above).select(projected_agreement::id);
    let governed = || {
        projected_party::table
            .filter(projected_party::id.eq(party))
            .filter(projected_party::kind.eq(PartyKind::RegionalGovernment))
            .select(projected_party::region_code)
    };
    ids.filter(
        projected_contract::supplier_id
            .eq(party)
            .or(projected_contract::buyer_id.eq(party))
            .or(projected_contract::supplier_government_id.eq(party))
            .or(projected_contract::buyer_government_id.eq(party))
            .or(projected_contract::agreement_id.eq_any(above))
            .or(projected_contract::supplier_region_code.eq_any(governed()))
            .or(projected_contract::buyer_region_code.eq_any(governed())),
    )
}

impl Contract {
    /// Everybody who may read it.
    pub(crate) async fn readers(&self, mut conn: &Connection) -> Result<Vec<PartyId>, Error> {
        let row = &self.row;
        let mut readers =
            vec![row.supplier_id, row.buyer_id, row.supplier_government_id, row.buyer_government_id];
        readers.extend(self.facilitator_id);
        readers.extend(self.auditor_ids.iter().flatten());
        let governments: Vec<PartyId> = projected_party::table
            .filter(projected_party::kind.eq(PartyKind::RegionalGovernment))
            .filter(projected_party::region_code.eq_any([&row.supplier_region_code, &row.buyer_region_code]))
            .select(projected_party::id)
            .load(&mut conn)
            .await?;
        readers.extend(governments);
        Ok(readers)
    }
}

/// A contract that the caller may read.
pub(crate) async fn find_contract(
    mut conn: &Connection,
    caller: &Caller,
    id: ContractId,
) -> Result<Option<Contract>, Error> {
    let found = projected_contract::table
        .left_join(
            projected_agreement::table.on(projected_agreement::id.eq(projected_contract::agreement_id)),
        )
        .filter(projected_contract::id.eq(id))
        .filter(projected_contract::id.eq_any(visible_contracts(caller)))
        .select((
            ContractRow::as_select(),
            projected_agreement::facilitator_id.nullable(),
            projected_agreement::auditor_ids.nullable(),
        ))
        .first(&mut conn)
        .await;
    Ok(found.optional()?)
}

/// Contracts by id, whoever asks: the caller has checked what hangs under them.
pub(crate) async fn contracts_by_id(
    mut conn: &Connection,
    ids: &[ContractId],
) -> Result<BTreeMap<ContractId, Contract>, Error> {
    let found: Vec<Contract> = projected_contract::table
        .left_join(
            projected_agreement::table.on(projected_agreement::id.eq(projected_contract::agreement_id)),
        )
        .filter(projected_contract::id.eq_any(ids))
        .select((
            ContractRow::as_select(),
            projected_agreement::facilitator_id.nullable(),
            projected_agreement::auditor_ids.nullable(),
        ))
        .load(&mut conn)
        .await?;
    Ok(found.into_iter().map(|contract| (contract.row.id, contract)).collect())
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
