//! What must never come of anything that people do, asked of what is stored and of what was answered.

use std::collections::BTreeMap;

use anyhow::ensure;
use api_types::agreement::{RealizationQuery, RealizationView};
use api_types::logistics::ContractLineQuery;
use chrono::{DateTime, Utc};
use standalone::databases::SERVICES;

use super::moves::Move;
use super::{HOME, STRANGERS, World};
use crate::caller::{Heard, Request};
use crate::trade::Trade;
use crate::{AGREEMENT, LOGISTICS, Stack};

/// Receipts that count, and the lines that they hold.
const COUNTED: &str =
    "receipt_line l join receipt r on r.id = l.receipt_id and r.state in ('posted', 'confirmed', 'objected')";

/// Questions whose answer is zero whatever anybody did; `{counted}` stands for [`COUNTED`].
const NEVER: &[(usize, &str, &str)] = &[
    (
        LOGISTICS,
        "order lines on which more was accepted than ordered and tolerated",
        "(select o.id from {counted} join call_off_line o on o.id = l.call_off_line_id group by o.id \
         having sum(l.accepted_base) > max(o.ordered_base) + max(o.ordered_base) * max(o.over_tolerance_bp) / 10000) s",
    ),
    (
        LOGISTICS,
        "contract lines on which more was accepted than committed and tolerated",
        "(select c.id from {counted} join projected_contract_line c on c.id = l.contract_line_id \
         where c.committed_base is not null group by c.id having sum(l.accepted_base) > \
         max(c.committed_base) + max(c.committed_base) * max(c.over_tolerance_bp) / 10000) s",
    ),
    (
        LOGISTICS,
        "goods that two receipts count",
        "(select l.shipment_item_id from {counted} group by 1 having count(*) > 1) s",
    ),
    (
        LOGISTICS,
        "goods that are received on a shipment that never left",
        "{counted} join shipment s on s.id = r.shipment_id and s.departed_at is null",
    ),
    (
        LOGISTICS,
        "goods that were received before they left",
        "{counted} join shipment s on s.id = r.shipment_id and s.departed_at > l.received_at",
    ),
    (
        LOGISTICS,
        "large receipts that one person counted and posted",
        "(select r.id from {counted} where r.posted_by = any (r.figures_by) group by r.id \
         having sum(l.amount_rupiah) > 50000000) s",
    ),
    (
        LOGISTICS,
        "shipments that left before their order was accepted",
        "shipment s join shipment_item i on i.shipment_id = s.id \
         join transition t on t.subject_id = i.call_off_id and t.to_state = 'accepted' \
         where s.departed_at < t.occurred_at",
    ),
    (
        LOGISTICS,
        "steps that happened before the one they follow",
        "(select occurred_at, lag(occurred_at) over (partition by subject_id order by version_after) before \
         from transition) s where occurred_at < before",
    ),
    (
        AGREEMENT,
        "contracts in force that one region endorsed alone, or one business signed",
        "contract c where c.state not in ('draft', 'submitted', 'changes_requested', 'endorsed', 'signed', 'cancelled') \
         and (select count(distinct kind || given_by) from consent x where x.subject_id = c.id \
         and kind in ('endorsement', 'signature')) < 4",
    ),
];

/// What one let through, which nobody should have been.
///
/// # Errors
/// When somebody did what is not theirs, or traded under a contract that has stopped.
pub fn judge(world: &World, done: &Move, heard: &Heard) -> anyhow::Result<()> {
    let Move { name, request, .. } = done;
    ensure!(heard.status != 500, "{name}: {}", String::from_utf8_lossy(&heard.body));
    if !heard.is_success() {
        return Ok(());
    }
    ensure!(done.may.contains(&request.actor), "{} was let {name} ({})", request.actor, request.sent.path);
    let stopped = done.begins && world.has_stopped(&done.contracts);
    ensure!(
        !stopped,
        "{} was let {name} under a contract that had stopped ({})",
        request.actor,
        request.sent.path
    );
    Ok(())
}

/// What a stranger is answered about something of this sequence: that there is no such thing.
pub fn peek(world: &World, pick: usize) -> Option<Request> {
    let who = STRANGERS[pick % STRANGERS.len()];
    let place = pick / STRANGERS.len();
    let (deal, order) = (world.deals.get(place % 2), world.orders.get(place % 7));
    let (shipment, receipt) = (world.shipments.get(place % 7), world.receipts.get(place % 7));
    match place % 5 {
        0 => deal.map(|deal| Request::agreement(who, |api| api.get_contract(deal.view.id))),
        1 => deal.map(|deal| {
            let query = ContractLineQuery::default();
            Request::logistics(who, |api| api.get_contract_line_balance(deal.contract.line, &query))
        }),
        2 => order.map(|order| Request::logistics(who, |api| api.get_call_off(order.id))),
        3 => shipment.map(|shipment| Request::logistics(who, |api| api.get_shipment(shipment.id))),
        _ => receipt.map(|receipt| Request::logistics(who, |api| api.get_receipt(receipt.id))),
    }
}

/// Nothing of [`NEVER`] is there, nothing is half done, and what the report counts is what was received.
///
/// # Errors
/// When something is; the text says what.
pub async fn holds(stack: &Stack) -> anyhow::Result<()> {
    for (service, what, from) in NEVER {
        let question = format!("select count(*) from {}", from.replace("{counted}", COUNTED));
        let count: i64 = stack.sql(*service).await?.query_one(&question, &[]).await?.get(0);
        ensure!(count == 0, "{}: {count} {what}", SERVICES[*service]);
    }
    crate::audit::nothing_is_half_done(stack).await?;
    ensure!(
        received(stack).await? == reported(stack).await?,
        "the report counts other lines than were received"
    );
    Ok(())
}

type Lines = BTreeMap<String, (i64, i64)>;

async fn received(stack: &Stack) -> anyhow::Result<Lines> {
    let question = format!("select l.id::text, l.accepted_base, l.amount_rupiah from {COUNTED}");
    lines(stack, LOGISTICS, &question).await
}

async fn reported(stack: &Stack) -> anyhow::Result<Lines> {
    const QUESTION: &str =
        "select id::text, accepted_base, amount_rupiah from realized_line where reversed_at is null";
    lines(stack, AGREEMENT, QUESTION).await
}

async fn lines(stack: &Stack, service: usize, question: &str) -> anyhow::Result<Lines> {
    let rows = stack.sql(service).await?.query(question, &[]).await?;
    Ok(rows.iter().map(|row| (row.get(0), (row.get(1), row.get(2)))).collect())
}

/// A report as it was given out.
#[derive(Debug)]
pub struct Published {
    query: RealizationQuery,
    lines: String,
}

/// Gives a report out: what happened until today, as known now.
///
/// # Errors
/// When it is refused.
pub async fn publish(trade: &Trade, now: DateTime<Utc>) -> anyhow::Result<Published> {
    let query = RealizationQuery {
        as_of: Some(now.date_naive()),
        known_at: Some(api_types::AskedTime::Instant(now)),
    };
    let lines = figures(trade, &query).await?;
    Ok(Published { query, lines })
}

impl Published {
    /// Asked for again in the same words, it says the same, whatever was recorded since.
    ///
    /// # Errors
    /// When it does not.
    pub async fn still_stands(&self, trade: &Trade) -> anyhow::Result<()> {
        let now = figures(trade, &self.query).await?;
        ensure!(now == self.lines, "a published report moved from {} to {now}", self.lines);
        Ok(())
    }
}

async fn figures(trade: &Trade, query: &RealizationQuery) -> anyhow::Result<String> {
    let id = trade.reports.metro.agreement_id;
    let read = Request::agreement(HOME, |api| api.get_agreement_realization(id, query));
    let report: RealizationView = trade.caller.done(&read).await?.read()?;
    Ok(serde_json::to_string(&(report.lines, report.sentence))?)
}
