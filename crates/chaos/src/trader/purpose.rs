//! What must never come of anything that people do, asked of what is stored and of what was answered.

use std::collections::BTreeMap;

use anyhow::{bail, ensure};
use api_types::logistics::ContractLineQuery;
use chrono::TimeDelta;
use standalone::databases::SERVICES;

use super::moves::Move;
use super::{STRANGERS, World, herds};
use crate::caller::{Heard, Request};
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
        "(select subject_id, event, actor_subject, recorded_at, occurred_at, \
         lag(occurred_at) over (partition by subject_id order by version_after) before from transition \
         where from_state <> to_state) s where occurred_at < before",
    ),
    (
        LOGISTICS,
        "steps of days long past that nothing marks",
        "transition where occurred_at < recorded_at - interval '30 days' and not backfilled",
    ),
    (
        LOGISTICS,
        "receipts of days long past that nothing marks",
        "receipt where received_at < created_at - interval '30 days' and not backfilled",
    ),
    (
        LOGISTICS,
        "steps that are yet to happen",
        "transition where occurred_at > recorded_at + interval '5 minutes'",
    ),
    (
        LOGISTICS,
        "goods that left after the last day of their contract",
        "shipment s join shipment_item i on i.shipment_id = s.id join projected_contract c on c.id = i.contract_id \
         where (s.departed_at at time zone 'Asia/Jakarta')::date > c.valid_until",
    ),
    (
        LOGISTICS,
        "receipts that were taken back and still count",
        "receipt b join receipt r on r.id = b.reverses_id and r.state <> 'reversed'",
    ),
    (
        LOGISTICS,
        "large receipts that one person posted and took back",
        "(select b.id from receipt b join receipt r on r.id = b.reverses_id and r.posted_by = b.posted_by \
         join receipt_line l on l.receipt_id = r.id group by b.id having sum(l.amount_rupiah) > 50000000) s",
    ),
    (
        LOGISTICS,
        "receipts that were withdrawn after they counted",
        "transition where to_state = 'withdrawn' and from_state in ('posted', 'confirmed', 'objected')",
    ),
    (
        AGREEMENT,
        "steps of days long past that nothing marks",
        "transition where occurred_at < recorded_at - interval '30 days' and not backfilled",
    ),
    (
        AGREEMENT,
        "suppliers decided on by somebody who had checked them",
        "transition d join transition c on c.subject_id = d.subject_id and c.actor_subject = d.actor_subject \
         and c.event in ('check_documents', 'check_field') and c.version_after <= d.version_before \
         where d.event in ('verify', 'verify_with_conditions', 'refuse', 'reinstate')",
    ),
    (
        AGREEMENT,
        "suppliers decided on whom nobody had checked",
        "transition d where d.event in ('verify', 'verify_with_conditions') and not exists (select 1 from transition c \
         where c.subject_id = d.subject_id and c.event in ('check_documents', 'check_field') \
         and c.version_after <= d.version_before)",
    ),
    (
        AGREEMENT,
        "grants to record the past that one side gave alone",
        "backfill_grant g where g.state in ('in_force', 'ended') and not exists (select 1 from transition t \
         where t.subject_id = g.id and t.event = 'confirm' and t.actor_party_id <> g.granted_by_party_id)",
    ),
    (
        AGREEMENT,
        "contracts that one region ended alone",
        "contract c where c.state = 'terminated' and (select count(distinct t.actor_party_id) from transition t \
         where t.subject_id = c.id and t.event = 'terminate') < 2",
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
/// When somebody did what is not theirs, told of what is yet to come or of a past nobody had let them tell, or traded
/// under a contract that has stopped.
pub fn judge(world: &World, done: &Move, heard: &Heard) -> anyhow::Result<()> {
    let Move { name, request, said, .. } = done;
    let (actor, path) = (request.actor, &request.sent.path);
    ensure!(heard.status != 500, "{name}: {}", String::from_utf8_lossy(&heard.body));
    if !heard.is_success() {
        return Ok(());
    }
    ensure!(done.may.contains(&actor), "{actor} was let {name} ({path})");
    let stopped = done.begins && world.has_stopped(&done.contracts);
    ensure!(!stopped, "{actor} was let {name} under a contract that had stopped ({path})");
    if let Some(at) = *said {
        let now = web::Clock::system().now();
        ensure!(
            at < now + TimeDelta::hours(1),
            "{actor} was let {name} at {at}, which is yet to come ({path})"
        );
        let late = at > now - TimeDelta::days(30);
        ensure!(
            late || world.people.may_tell(actor, at),
            "{actor} was let {name} at {at}, of which nobody let it tell ({path})"
        );
    }
    Ok(())
}

/// What a stranger is answered about something of this sequence: that there is no such thing.
pub fn peek(world: &World, pick: usize) -> Option<Request> {
    let who = STRANGERS[pick % STRANGERS.len()];
    let place = pick / STRANGERS.len();
    let (deal, order) = (world.deals.get(place % 4), world.orders.get(place % 7));
    let (shipment, receipt) = (world.shipments.get(place % 7), world.receipts.get(place % 7));
    match place % 8 {
        0 => deal
            .map(|deal| Request::agreement(who, |api| api.get_contract(deal.view.id, &Default::default()))),
        1 => deal.map(|deal| {
            let query = ContractLineQuery::default();
            Request::logistics(who, |api| api.get_contract_line_balance(deal.contract.line, &query))
        }),
        2 => order.map(|order| Request::logistics(who, |api| api.get_call_off(order.id))),
        3 => shipment.map(|shipment| Request::logistics(who, |api| api.get_shipment(shipment.id))),
        4 => {
            let papers = shipment.into_iter().flat_map(|shipment| &shipment.journey_papers);
            papers.last().map(|paper| Request::logistics(who, |api| api.get_journey_paper(paper.id)))
        }
        5 => receipt.map(|receipt| Request::logistics(who, |api| api.get_receipt(receipt.id))),
        _ => peek_at_offices(world, who, place / 8),
    }
}

/// The same of roles, grants, and of what a supplier shows to be verified.
fn peek_at_offices(world: &World, who: &'static str, place: usize) -> Option<Request> {
    let people = &world.people;
    match place % 3 {
        0 => people
            .members
            .first()
            .map(|member| Request::agreement(who, |api| api.get_membership(member.view.id))),
        1 => {
            people.grants.last().map(|grant| Request::agreement(who, |api| api.get_backfill_grant(grant.id)))
        }
        _ => {
            let shown = people.grower.as_ref().and_then(|grower| grower.verification.as_ref());
            shown.map(|shown| Request::agreement(who, |api| api.get_supplier_verification(shown.id)))
        }
    }
}

/// Nothing of [`NEVER`] is there, nothing is half done, and what the report counts is what was received.
///
/// # Errors
/// When something is; the text says what.
pub async fn holds(stack: &Stack) -> anyhow::Result<()> {
    for (service, what, from) in NEVER {
        let from = from.replace("{counted}", COUNTED);
        let question = format!("select count(*) from {from}");
        let sql = stack.sql(*service).await?;
        let count: i64 = sql.query_one(&question, &[]).await?.get(0);
        if count > 0 {
            let question = format!("select string_agg(f::text, '; ') from (select * from {from} limit 3) f");
            let found: Option<String> = sql.query_one(&question, &[]).await?.get(0);
            bail!("{}: {count} {what}: {}", SERVICES[*service], found.unwrap_or_default());
        }
    }
    herds::travel_under_certificates(stack).await?;
    crate::audit::nothing_is_half_done(stack).await?;
    ensure!(
        received(stack).await? == reported(stack).await?,
        "the report counts other lines than were received"
    );
    Ok(())
}

type Lines = BTreeMap<String, (i64, i64)>;

async fn received(stack: &Stack) -> anyhow::Result<Lines> {
    // What claims came to is told beside the lines that they are of.
    let question = format!(
        "select l.id::text, l.accepted_base, l.amount_rupiah from {COUNTED} union all
         select id::text, -coalesce(taken_back_base, 0), coalesce(settled_rupiah, 0)
             * case when claimant_id = buyer_id then -1 else 1 end
         from claim where agreed_at is not null and receipt_line_id is not null"
    );
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
