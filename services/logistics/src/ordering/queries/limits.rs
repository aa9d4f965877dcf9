//! The limit of order lines: what is planned, on the road and accepted stays within what a line asks for and its
//! tolerance, now and at every point of claimed time. Whoever calls has locked the orders.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use db::Connection;
use db::functions::sum;
use db::schema::transition;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use domain::logistics::{
    GoodsOnTheWay, OrderLineRoom, OrderUse, Reception, ShipmentState, Span, check_order_lines, peak_since,
};
use domain::shared::{CallOffLineId, Id as _, ShipmentId, ShipmentItemId};
use service::{Error, OccurredAt};
use uuid::Uuid;

use crate::ordering::call_offs::{CallOffLineRow, Order};
use crate::schema::{claim, receipt_line, shipment, shipment_item};

/// Goods that something happens to: a portion of an order line.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Portion {
    pub(crate) item: ShipmentItemId,
    pub(crate) line: CallOffLineId,
    pub(crate) loaded: i64,
    /// What their receipt accepts; zero without one.
    pub(crate) accepted: i64,
}

/// What happens to goods, and when it is said to.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Happening {
    /// They are planned.
    Planned,
    /// They leave.
    Leaves(OccurredAt),
    /// A receipt of them is posted.
    Received(OccurredAt),
    /// Their receipt is taken back while their shipment is on the road, or has ended.
    TakenBack(OccurredAt, ShipmentState),
}

impl Happening {
    fn purpose(self) -> OrderUse {
        match self {
            Self::Planned | Self::Leaves(_) => OrderUse::Load,
            Self::Received(_) => OrderUse::Accept,
            Self::TakenBack(..) => OrderUse::Return,
        }
    }

    fn at(self) -> Option<DateTime<Utc>> {
        match self {
            Self::Planned => None,
            Self::Leaves(occurred) | Self::Received(occurred) | Self::TakenBack(occurred, _) => {
                Some(occurred.at)
            }
        }
    }

    fn asks(self, goods: &Portion) -> i64 {
        if matches!(self, Self::Received(_)) { goods.accepted } else { goods.loaded }
    }

    /// Whether the goods count from now on: those whose shipment has ended are on the road no more.
    fn counts_now(self) -> bool {
        !matches!(self, Self::TakenBack(_, state) if !state.on_the_road())
    }
}

/// Holds what happens to goods against what their orders ask for.
pub(crate) async fn check_limits(
    conn: &mut Connection,
    orders: &[Order],
    goods: &[Portion],
    happening: Happening,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let mut asked: BTreeMap<CallOffLineId, i64> = BTreeMap::new();
    for one in goods {
        *asked.entry(one.line).or_default() += happening.asks(one);
    }
    let lines: Vec<&CallOffLineRow> =
        orders.iter().flat_map(|order| &order.lines).filter(|line| asked.contains_key(&line.id)).collect();
    let ids: Vec<CallOffLineId> = lines.iter().map(|line| line.id).collect();
    let mut used: BTreeMap<CallOffLineId, i128> = BTreeMap::new();
    if happening.counts_now() {
        used = used_now(conn, &lines, goods, happening).await?;
    }
    if let Some(since) = happening.at().filter(|at| *at < now) {
        let mut ways = ways_of(conn, &ids).await?;
        happen(&mut ways, goods, happening);
        for (line, asked) in &asked {
            let spans: Vec<Span<DateTime<Utc>>> =
                ways.iter().filter(|way| way.line == *line).flat_map(|way| way.goods.spans()).collect();
            let others = peak_since(&spans, since) - i128::from(*asked);
            let most = used.entry(*line).or_insert(others);
            *most = others.max(*most);
        }
    } else if !happening.counts_now() {
        return Ok(());
    }
    let room = |line: &&CallOffLineRow| OrderLineRoom {
        id: line.id,
        unit: line.unit,
        ordered: line.ordered_base,
        over_tolerance_bp: line.over_tolerance_bp.unsigned_abs(),
        used: used.get(&line.id).copied().unwrap_or_default(),
    };
    let room: Vec<OrderLineRoom> = lines.iter().map(room).collect();
    Ok(check_order_lines(&room, &asked, happening.purpose())?)
}

/// What counts against order lines now: planned, on the road, accepted.
pub(crate) async fn used_of(
    conn: &mut Connection,
    lines: &[&CallOffLineRow],
) -> Result<BTreeMap<CallOffLineId, i128>, Error> {
    used_now(conn, lines, &[], Happening::Planned).await
}

/// What else counts against order lines now: planned, on the road, accepted.
async fn used_now(
    conn: &mut Connection,
    lines: &[&CallOffLineRow],
    goods: &[Portion],
    happening: Happening,
) -> Result<BTreeMap<CallOffLineId, i128>, Error> {
    let ids: Vec<CallOffLineId> = lines.iter().map(|line| line.id).collect();
    let own: Vec<ShipmentItemId> = goods.iter().map(|one| one.item).collect();
    let mut used: BTreeMap<CallOffLineId, i128> =
        lines.iter().map(|line| (line.id, i128::from(line.accepted_base))).collect();
    if matches!(happening, Happening::TakenBack(..)) {
        for one in goods {
            *used.entry(one.line).or_default() -= i128::from(one.accepted);
        }
    }
    for (line, loaded) in outstanding(conn, &ids, &own).await? {
        *used.entry(line).or_default() += i128::from(loaded);
    }
    Ok(used)
}

/// Loaded on shipments that are planned, under way or on the road and not named by a receipt, per order line; without
/// some goods.
async fn outstanding(
    conn: &mut Connection,
    lines: &[CallOffLineId],
    without: &[ShipmentItemId],
) -> Result<Vec<(CallOffLineId, i64)>, Error> {
    let living = |state: &ShipmentState| state.is_before_departure() || state.on_the_road();
    let living: Vec<ShipmentState> = ShipmentState::ALL.iter().copied().filter(living).collect();
    let sums = shipment_item::table
        .inner_join(shipment::table.on(shipment::id.eq(shipment_item::shipment_id)))
        .filter(shipment_item::call_off_line_id.eq_any(lines))
        .filter(shipment_item::id.ne_all(without))
        .filter(diesel::dsl::not(shipment_item::received))
        .filter(shipment::state.eq_any(living))
        .group_by(shipment_item::call_off_line_id)
        .select((shipment_item::call_off_line_id, sum(shipment_item::quantity_base)));
    Ok(sums.load(conn).await?)
}

/// Goods with what became of them.
struct Way {
    item: ShipmentItemId,
    line: CallOffLineId,
    goods: GoodsOnTheWay<DateTime<Utc>>,
}

/// Goods, accepted, when they were received, when their receipt was taken back.
type ReceptionRow = (ShipmentItemId, i64, DateTime<Utc>, Option<DateTime<Utc>>);

/// Goods, a part of them that a claim took back, and when.
type TakenPart = (ShipmentItemId, i64, DateTime<Utc>);

/// The parts that claims took back of what order lines accepted.
async fn taken_parts(conn: &mut Connection, lines: &[CallOffLineId]) -> Result<Vec<TakenPart>, Error> {
    let rows = claim::table
        .inner_join(receipt_line::table.on(claim::receipt_line_id.eq(receipt_line::id.nullable())))
        .filter(receipt_line::call_off_line_id.eq_any(lines))
        .filter(claim::taken_back_base.is_not_null())
        .filter(claim::agreed_at.is_not_null())
        .select((
            receipt_line::shipment_item_id,
            claim::taken_back_base.assume_not_null(),
            claim::agreed_at.assume_not_null(),
        ));
    Ok(rows.load(conn).await?)
}

/// A reception with the parts that claims took back of it, which counted until then.
fn parted(
    (item, accepted, received, reversed): &ReceptionRow,
    taken: &[TakenPart],
) -> Vec<Reception<DateTime<Utc>>> {
    let parts = taken.iter().filter(|part| part.0 == *item && reversed.is_none());
    let mut parted: Vec<_> = parts
        .map(|(_, base, at)| Reception { accepted: *base, received: *received, reversed: Some(*at) })
        .collect();
    let kept = parted.iter().fold(*accepted, |kept, part| kept - part.accepted);
    parted.push(Reception { accepted: kept, received: *received, reversed: *reversed });
    parted
}

/// Everything that became of the goods of order lines, by claimed time.
async fn ways_of(conn: &mut Connection, lines: &[CallOffLineId]) -> Result<Vec<Way>, Error> {
    let items: Vec<(ShipmentItemId, ShipmentId, CallOffLineId, i64)> = shipment_item::table
        .filter(shipment_item::call_off_line_id.eq_any(lines))
        .select((
            shipment_item::id,
            shipment_item::shipment_id,
            shipment_item::call_off_line_id,
            shipment_item::quantity_base,
        ))
        .load(conn)
        .await?;
    let shipments: Vec<Uuid> = items.iter().map(|item| item.1.uuid()).collect();
    let states = ShipmentState::ALL.iter().filter(|state| state.ends_the_road());
    let ends: Vec<String> = states.chain([&ShipmentState::Departed]).map(ToString::to_string).collect();
    let turns: Vec<(Uuid, String, DateTime<Utc>)> = transition::table
        .filter(transition::subject_id.eq_any(shipments))
        .filter(transition::to_state.eq_any(ends))
        .select((transition::subject_id, transition::to_state, transition::occurred_at))
        .load(conn)
        .await?;
    let receptions: Vec<ReceptionRow> = receipt_line::table
        .filter(receipt_line::call_off_line_id.eq_any(lines))
        .filter(receipt_line::posted_at.is_not_null())
        .select((
            receipt_line::shipment_item_id,
            receipt_line::accepted_base,
            receipt_line::received_at,
            receipt_line::reversal_claimed_at,
        ))
        .load(conn)
        .await?;
    let taken = taken_parts(conn, lines).await?;
    let turn = |shipment: ShipmentId, departs: bool| {
        let mine = turns.iter().filter(|turn| turn.0 == shipment.uuid());
        mine.filter(|turn| (turn.1 == ShipmentState::Departed.label()) == departs).map(|turn| turn.2).min()
    };
    let way = |(item, shipment, line, loaded): (_, ShipmentId, _, i64)| {
        let of_item = receptions.iter().filter(|reception| reception.0 == item);
        let receptions = of_item.flat_map(|reception| parted(reception, &taken)).collect();
        let (left, ended) = (turn(shipment, true), turn(shipment, false));
        Way { item, line, goods: GoodsOnTheWay { loaded, left, ended, receptions } }
    };
    Ok(items.into_iter().map(way).collect())
}

/// Applies to the goods what happens to them.
fn happen(ways: &mut [Way], goods: &[Portion], happening: Happening) {
    for way in ways {
        let Some(own) = goods.iter().find(|one| one.item == way.item) else { continue };
        match happening {
            Happening::Planned => {}
            Happening::Leaves(occurred) => way.goods.left = Some(occurred.at),
            Happening::Received(occurred) => way.goods.receptions.push(Reception {
                accepted: own.accepted,
                received: occurred.at,
                reversed: None,
            }),
            Happening::TakenBack(occurred, _) => {
                let standing = way.goods.receptions.iter_mut().find(|one| one.reversed.is_none());
                if let Some(standing) = standing {
                    standing.reversed = Some(occurred.at);
                }
            }
        }
    }
}
