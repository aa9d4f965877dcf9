//! Orders, from logistics: what is open below a contract, and what the public check says of an order.

use std::collections::BTreeMap;

use api_types::WireQuantity;
use api_types::logistics::{CallOffLineView, CallOffView};
use chrono::{DateTime, NaiveDate, Utc};
use client::{Api, ClientError, LogisticsApi};
use db::Connection;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use domain::agreement::{AuthenticityCode, NotNowReason, Progress};
use domain::logistics::{CallOffState, OrderDraw};
use domain::shared::{
    AgreementId, CallOffId, CallOffLineId, ContractId, ContractLineId, PartyId, Quantity, Ratio, VariantId,
};
use serde::{Deserialize, Serialize};
use service::projection::{Keeping, version_of};
use service::{Error, Projected, keep_newer};

use crate::schema::{projected_call_off, realized_line};

/// An order as last read.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = projected_call_off, treat_none_as_null = true)]
pub struct CallOff {
    /// Its id.
    pub id: CallOffId,
    /// Its number.
    pub number: String,
    /// The contract it draws down.
    pub contract_id: ContractId,
    /// The agreement above.
    pub agreement_id: AgreementId,
    /// Who delivers.
    pub supplier_id: PartyId,
    /// Who ordered.
    pub buyer_id: PartyId,
    /// Where it stands.
    pub state: CallOffState,
    /// When the goods are wanted.
    pub requested_delivery_date: NaiveDate,
    /// When it was issued.
    pub issued_at: Option<DateTime<Utc>>,
    /// What is ordered.
    pub commodities: Vec<String>,
    /// What is ordered on each contract line, see [`OrderedLine`].
    pub lines: serde_json::Value,
    /// The code on its paper.
    pub authenticity_code: String,
    /// Its version in logistics.
    pub version: i64,
    /// The contract lines it draws down.
    pub contract_line_ids: Vec<ContractLineId>,
    /// How much it asks for on each of them, in base units: nothing once it was refused or cancelled, what was accepted once it
    /// was closed short.
    pub ordered_bases: Vec<i64>,
    /// The time by which its prices count; none where it was kept before orders told it.
    pub priced_at: Option<DateTime<Utc>>,
}

/// A line of an order.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct OrderedLine {
    pub(super) id: CallOffLineId,
    pub(super) contract_line_id: ContractLineId,
    /// In base units of the form ordered.
    ordered_base: i64,
    /// So much of that counts as so much of the form of the contract line; absent in what was kept before orders named forms.
    #[serde(default = "same")]
    counts: (i64, i64),
    /// The product variant it names; absent in what was kept before orders named them.
    #[serde(default)]
    variant: Option<VariantId>,
}

const fn same() -> (i64, i64) {
    (Ratio::SAME.input(), Ratio::SAME.output())
}

impl OrderedLine {
    /// The lines of a kept order.
    pub(super) fn read(stored: serde_json::Value) -> Result<Vec<Self>, Error> {
        Vec::deserialize(stored)
            .map_err(|_| Error::Internal("the lines of a kept order are unreadable".to_owned()))
    }

    fn of(view: &CallOffLineView) -> Result<Self, ClientError> {
        let WireQuantity { value, unit } = &view.quantity;
        let ordered = Quantity::parse(value, *unit)
            .map_err(|error| ClientError::Unexpected(format!("{value:?} of an order: {error}")))?;
        let counts = match &view.counted {
            Some(counted) => counted
                .by
                .ratio()
                .map_err(|error| ClientError::Unexpected(format!("{error}: {counted:?}")))?,
            None => Ratio::SAME,
        };
        Ok(Self {
            id: view.id,
            contract_line_id: view.contract_line_id,
            ordered_base: ordered.base(),
            counts: (counts.input(), counts.output()),
            variant: view.variant_id,
        })
    }

    /// What it draws from its contract line, once so much of it was accepted.
    pub(super) fn draw(&self, accepted: i64) -> OrderDraw {
        let counts = Ratio::new(self.counts.0, self.counts.1).unwrap_or(Ratio::SAME);
        OrderDraw { ordered: self.ordered_base.into(), accepted: accepted.into(), counts }
    }
}

impl CallOff {
    /// Reads it from logistics.
    pub(super) async fn read(api: &Api, id: CallOffId) -> Result<Self, ClientError> {
        Self::of(LogisticsApi::new(api.clone()).get_call_off(id).await?.value)
    }

    /// What is kept of an order.
    ///
    /// # Errors
    /// [`ClientError::Unexpected`] for an ETag that is none of ours.
    pub fn of(view: CallOffView) -> Result<Self, ClientError> {
        let told = view.lines.iter().map(OrderedLine::of).collect::<Result<Vec<_>, _>>()?;
        let ordered =
            view.lines.iter().map(|line| ordered(view.state, line)).collect::<Result<Vec<_>, _>>()?;
        let lines = view.lines.iter().map(|line| line.contract_line_id).collect();
        let commodities = view.lines.into_iter().map(|line| line.commodity_code);
        Ok(Self {
            version: version_of(&view.etag)?,
            authenticity_code: AuthenticityCode::of_call_off(view.id).to_string(),
            commodities: super::distinct(commodities),
            id: view.id,
            number: view.number,
            lines: serde_json::to_value(told).unwrap_or_default(),
            contract_id: view.contract_id,
            agreement_id: view.agreement_id,
            supplier_id: view.supplier_id,
            buyer_id: view.buyer_id,
            state: view.state,
            requested_delivery_date: view.requested_delivery_date,
            issued_at: view.issued_at,
            priced_at: view.priced_at,
            contract_line_ids: lines,
            ordered_bases: ordered,
        })
    }

    /// How far it has come, for the public; none while nobody but the buyer knows it.
    pub(crate) fn progress(&self) -> Option<Progress> {
        use CallOffState as S;
        match self.state {
            S::Draft => None,
            S::Issued | S::Countered => Some(Progress::Waits(NotNowReason::NotAccepted)),
            S::Accepted | S::InFulfilment | S::Received => Some(Progress::UnderWay),
            S::Refused | S::Closed | S::ClosedShort | S::Cancelled => self.issued_at.map(|_| Progress::Ended),
        }
    }
}

/// How much a line of an order asks for, in base units of the form of its contract line.
fn ordered(state: CallOffState, line: &CallOffLineView) -> Result<i64, ClientError> {
    use CallOffState as S;
    let (quantity, accepted) = match &line.counted {
        Some(counted) => (&counted.quantity, &counted.accepted),
        None => (&line.quantity, &line.accepted),
    };
    let quantity = match state {
        S::Draft | S::Refused | S::Cancelled => return Ok(0),
        S::ClosedShort => accepted,
        S::Issued | S::Countered | S::Accepted | S::InFulfilment | S::Received | S::Closed => quantity,
    };
    // What was accepted may be more than anybody orders: within its tolerance.
    Quantity::parse_sum(&quantity.value, quantity.unit)
        .map_err(|error| ClientError::Unexpected(format!("a quantity of an order: {error}")))
}

impl Projected for CallOff {
    fn keep<'a>(&'a self, conn: &'a mut Connection, _: i64) -> Keeping<'a> {
        Box::pin(async move {
            keep_newer!(conn, projected_call_off, id, self)?;
            Ok(())
        })
    }
}

/// The orders of some contracts that hold a part of them which is not accepted, in order of their numbers.
pub(crate) async fn open_call_offs(
    conn: &mut Connection,
    contracts: &[ContractId],
) -> Result<Vec<CallOff>, Error> {
    let holding: Vec<CallOffState> = CallOffState::ALL
        .iter()
        .copied()
        .filter(|state| state.is_open() && *state != CallOffState::Received)
        .collect();
    let query = projected_call_off::table
        .filter(projected_call_off::contract_id.eq_any(contracts))
        .filter(projected_call_off::state.eq_any(holding))
        .order((projected_call_off::number, projected_call_off::id))
        .select(CallOff::as_select());
    Ok(query.load(conn).await?)
}

/// What a line of an open order waits for.
#[derive(Debug, Clone, Copy)]
pub(crate) struct OpenLine {
    /// The contract.
    pub(crate) contract: ContractId,
    /// Its line.
    pub(crate) line: ContractLineId,
    /// The time by which the price of its order counts, and when that was recorded.
    pub(crate) priced: Option<(DateTime<Utc>, DateTime<Utc>)>,
    /// Ordered and not accepted yet, in base units of the form of the contract line.
    pub(crate) base: i64,
    /// The product variant ordered.
    pub(crate) variant: Option<VariantId>,
}

/// What the lines of open orders of some contracts wait for.
pub(crate) async fn open_lines(
    conn: &mut Connection,
    contracts: &[ContractId],
) -> Result<Vec<OpenLine>, Error> {
    let holding: Vec<CallOffState> =
        CallOffState::ALL.iter().copied().filter(|state| state.is_open()).collect();
    type Row = (ContractId, Option<DateTime<Utc>>, Option<DateTime<Utc>>, serde_json::Value);
    let orders: Vec<Row> = projected_call_off::table
        .filter(projected_call_off::contract_id.eq_any(contracts))
        .filter(projected_call_off::state.eq_any(holding))
        .select((
            projected_call_off::contract_id,
            projected_call_off::issued_at,
            projected_call_off::priced_at,
            projected_call_off::lines,
        ))
        .load(conn)
        .await?;
    let mut lines = Vec::new();
    for (contract, issued_at, priced_at, order) in orders {
        let priced = issued_at.map(|issued| (priced_at.unwrap_or(issued), issued));
        lines.extend(OrderedLine::read(order)?.into_iter().map(|line| (contract, priced, line)));
    }
    let ids: Vec<CallOffLineId> = lines.iter().map(|(_, _, line)| line.id).collect();
    let received: Vec<(Option<CallOffLineId>, Option<i64>)> = realized_line::table
        .filter(realized_line::call_off_line_id.eq_any(ids))
        .filter(realized_line::reversed_at.is_null())
        .select((realized_line::call_off_line_id, realized_line::accepted_base))
        .load(conn)
        .await?;
    let mut accepted: BTreeMap<CallOffLineId, i64> = BTreeMap::new();
    for (line, base) in received.into_iter().filter_map(|(line, base)| line.zip(base)) {
        *accepted.entry(line).or_default() += base;
    }
    let open = lines.into_iter().map(|(contract, priced, line)| {
        let draw = line.draw(accepted.get(&line.id).copied().unwrap_or_default());
        let base = i64::try_from(draw.open()).unwrap_or(i64::MAX);
        OpenLine { contract, line: line.contract_line_id, priced, base, variant: line.variant }
    });
    Ok(open.collect())
}

/// The order with a code.
pub(crate) async fn find_call_off_by_code(
    conn: &mut Connection,
    code: &str,
) -> Result<Option<CallOff>, Error> {
    let query = projected_call_off::table
        .filter(projected_call_off::authenticity_code.eq(code))
        .order(projected_call_off::id)
        .select(CallOff::as_select());
    Ok(query.first(conn).await.optional()?)
}

/// How much orders of some contracts ask for on which lines, with the day for which the goods are wanted.
pub(crate) async fn ordered_by_day(
    conn: &mut Connection,
    contracts: &[ContractId],
) -> Result<Vec<(ContractLineId, NaiveDate, i64)>, Error> {
    let rows: Vec<(Vec<ContractLineId>, Vec<i64>, NaiveDate)> = projected_call_off::table
        .filter(projected_call_off::contract_id.eq_any(contracts))
        .order(projected_call_off::id)
        .select((
            projected_call_off::contract_line_ids,
            projected_call_off::ordered_bases,
            projected_call_off::requested_delivery_date,
        ))
        .load(conn)
        .await?;
    let amounts = rows.into_iter().flat_map(|(lines, bases, day)| {
        lines.into_iter().zip(bases).map(move |(line, base)| (line, day, base))
    });
    Ok(amounts.collect())
}
