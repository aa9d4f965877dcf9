//! Orders: whose they are, what their lines ask for, and the holds they take it from.

use api_types::logistics::CallOffLineView;
use client::{Api, ClientError, LogisticsApi};
use db::Connection;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use domain::logistics::CallOffState;
use domain::shared::{CallOffId, CallOffLineId, Dimension, HoldId, PartyId};
use serde::{Deserialize, Serialize};
use service::projection::{Keeping, version_of};
use service::{Error, Projected, keep_newer};

use super::kept;
use crate::schema::projected_call_off;

/// What is known of an order.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = projected_call_off, treat_none_as_null = true)]
pub struct CallOffRow {
    /// Its id.
    pub id: CallOffId,
    /// Who delivers.
    pub supplier_id: PartyId,
    /// Who ordered.
    pub buyer_id: PartyId,
    /// Where it stands.
    pub state: CallOffState,
    /// Its lines.
    pub line_ids: Vec<CallOffLineId>,
    /// What they ask for, see [`OrderedLine`].
    pub lines: serde_json::Value,
    /// Version in the logistics service.
    pub version: i64,
    /// The holds that its lines take their goods from.
    pub hold_ids: Vec<HoldId>,
}

/// What a line asks for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderedLine {
    /// Its id.
    pub id: CallOffLineId,
    /// The commodity.
    pub commodity_code: String,
    /// The form ordered.
    pub form_code: String,
    /// Whether it is ordered by weight.
    pub weighed: bool,
}

impl From<CallOffLineView> for OrderedLine {
    fn from(view: CallOffLineView) -> Self {
        Self {
            id: view.id,
            commodity_code: view.commodity_code,
            form_code: view.form_code,
            weighed: view.quantity.unit.dimension() == Dimension::Mass,
        }
    }
}

impl CallOffRow {
    /// Reads an order from the logistics service.
    pub(super) async fn read(api: &Api, id: CallOffId) -> Result<Self, ClientError> {
        let view = LogisticsApi::new(api.clone()).get_call_off(id).await?.value;
        let hold_ids = view.lines.iter().filter_map(|line| line.hold_id).collect();
        let lines: Vec<OrderedLine> = view.lines.into_iter().map(Into::into).collect();
        Ok(Self {
            version: version_of(&view.etag)?,
            id: view.id,
            supplier_id: view.supplier_id,
            buyer_id: view.buyer_id,
            state: view.state,
            line_ids: lines.iter().map(|line| line.id).collect(),
            lines: serde_json::to_value(lines).map_err(super::unexpected)?,
            hold_ids,
        })
    }
}

impl Projected for CallOffRow {
    fn keep<'a>(&'a self, conn: &'a mut Connection, _: i64) -> Keeping<'a> {
        Box::pin(async move { Ok(keep_newer!(conn, projected_call_off, id, self).map(drop)?) })
    }
}

/// An order line that a lot may be set aside for.
#[derive(Debug, Clone)]
pub(crate) struct OrderLine {
    pub(crate) call_off_id: CallOffId,
    pub(crate) supplier_id: PartyId,
    pub(crate) state: CallOffState,
    pub(crate) line: OrderedLine,
}

/// An order line that has arrived.
pub(crate) async fn find_order_line(
    mut conn: &Connection,
    id: CallOffLineId,
) -> Result<Option<OrderLine>, Error> {
    let order = projected_call_off::table
        .filter(projected_call_off::line_ids.contains(vec![id]))
        .filter(projected_call_off::version.ge(0))
        .select(CallOffRow::as_select());
    let Some(order): Option<CallOffRow> = order.first(&mut conn).await.optional()? else { return Ok(None) };
    let lines: Vec<OrderedLine> = kept(order.lines)?;
    Ok(lines.into_iter().find(|line| line.id == id).map(|line| OrderLine {
        call_off_id: order.id,
        supplier_id: order.supplier_id,
        state: order.state,
        line,
    }))
}

/// The orders that have arrived and keep a hold: none that was refused or cancelled, and no draft, which its buyer alone could end;
/// the hold is judged again when it is issued.
pub(crate) async fn orders_keeping(mut conn: &Connection, hold: HoldId) -> Result<Vec<CallOffId>, Error> {
    let orders = projected_call_off::table
        .filter(projected_call_off::hold_ids.contains(vec![hold]))
        .filter(projected_call_off::version.ge(0))
        .order(projected_call_off::id)
        .select((projected_call_off::id, projected_call_off::state));
    let orders: Vec<(CallOffId, CallOffState)> = orders.load(&mut conn).await?;
    Ok(orders
        .into_iter()
        .filter(|(_, state)| state.keeps_holds() && *state != CallOffState::Draft)
        .map(|(id, _)| id)
        .collect())
}
