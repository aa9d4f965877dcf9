//! Setting parts of a lot aside for order lines of its hub or its cooperative, and freeing them again.

use api_types::Check;
use api_types::catalog::{AllocateLotRequest, ReleaseLotAllocationRequest};
use domain::catalog::{LotEvent, LotGrade, check_allocation, check_one_grade, check_release};
use domain::logistics::CallOffState;
use domain::shared::{Bilingual, ConsolidationLotId, Invalid, Refusal, RefusalCode, Unmet};
use service::{Error, ReadUp, Tx};
use web::{Command, Reply};

use super::access::op;
use super::gradings::Parts;
use super::operations::reply;
use super::queries;
use super::rows::{AllocationRow, LotRow};
use crate::context::Context;
use crate::outside::{LOGISTICS, OrderLine, find_order_line, loaded_for};

/// Sets a part of a lot aside for an order line; 200.
pub(super) async fn allocate_consolidation_lot(
    context: &Context,
    id: ConsolidationLotId,
    command: Command<op::AllocateConsolidationLot, AllocateLotRequest>,
) -> Result<Reply, web::ApiError> {
    let body = command.body;
    context
        .core
        .write(command.meta, async move |tx| {
            let mut whole = queries::lock_lot(tx.conn, tx.caller(), id).await?;
            let step = tx.begin(&whole, LotEvent::Allocate, &body.circumstances()).await?;
            let mut check = Check::new();
            check.length("/grades", &body.grades, 1..=LotGrade::ALL.len());
            let said = body.grades.iter().map(|part| (part.grade, &part.quantity));
            let asked = Parts { check: &mut check, whole: true }.sums("/grades", said);
            check.require(asked.values().any(|grams| *grams > 0), nothing);
            check.finish()?;
            let order = expect_line(tx, &whole.row, &body).await?;
            check_one_grade(&whole.grades_of(body.call_off_line_id), &asked)?;
            check_allocation(&whole.row.grams()?, &whole.allocated(), &asked)?;
            let parts =
                asked.into_iter().filter(|(_, grams)| *grams > 0).map(|(grade, grams)| AllocationRow {
                    lot_id: id,
                    lot_version: whole.row.version,
                    call_off_line_id: body.call_off_line_id,
                    call_off_id: order.call_off_id,
                    grade,
                    grams,
                    released_grams: 0,
                });
            let parts: Vec<_> = parts.collect();
            queries::insert_allocations(tx.conn, &parts).await?;
            whole.allocations.extend(parts);
            tx.finish(&mut whole, step).await?;
            reply(whole)
        })
        .await
}

/// Frees what is set aside for an order line and was not loaded; 200.
pub(super) async fn release_lot_allocation(
    context: &Context,
    id: ConsolidationLotId,
    command: Command<op::ReleaseLotAllocation, ReleaseLotAllocationRequest>,
) -> Result<Reply, web::ApiError> {
    let body = command.body;
    let read_up = ReadUp::of(LOGISTICS);
    context
        .core
        .write(command.meta, async move |tx| {
            let mut whole = queries::lock_lot(tx.conn, tx.caller(), id).await?;
            let step = tx.begin(&whole, LotEvent::Release, &body.circumstances()).await?;
            read_up.first(id)?;
            let line = body.call_off_line_id;
            let aside = whole.aside_for(line);
            if aside == 0 {
                return Err(Error::Invalid(vec![nothing_aside()]));
            }
            let mut left = check_release(aside, loaded_for(tx.conn, id, line).await?)?;
            for part in whole.allocations.iter_mut().rev().filter(|part| part.call_off_line_id == line) {
                let freed = left.min(part.aside());
                part.released_grams += freed;
                left -= freed;
                queries::update_allocation(tx.conn, part).await?;
            }
            tx.finish(&mut whole, step).await?;
            reply(whole)
        })
        .await
}

/// The line asks for these goods by weight, of an order that the hub or the cooperative delivers.
async fn expect_line(tx: &Tx<'_>, lot: &LotRow, body: &AllocateLotRequest) -> Result<OrderLine, Error> {
    let found = find_order_line(tx.conn, body.call_off_line_id).await?;
    let Some(order) = found.filter(|order| lot.is_run_by(order.supplier_id)) else {
        return Err(Error::behind(LOGISTICS, vec![unknown_line()]));
    };
    let goods = (order.line.commodity_code.as_str(), order.line.form_code.as_str());
    if goods != (lot.commodity_code.as_str(), lot.form_code.as_str()) || !order.line.weighed {
        return Err(Error::field(
            "/call_off_line_id",
            "other-goods",
            "Baris pesanan ini meminta barang lain; pilih baris untuk komoditas dan bentuk lot ini, menurut berat.",
            "This order line asks for other goods; choose one for the commodity and form of this lot, by weight.",
        ));
    }
    if matches!(order.state, CallOffState::Accepted | CallOffState::InFulfilment) {
        return Ok(order);
    }
    Err(Error::behind(LOGISTICS, not_open(order.state)))
}

fn not_open(state: CallOffState) -> Refusal {
    let open =
        Bilingual::new("diterima pemasok dan belum berakhir", "accepted by the supplier and not ended");
    let how = Bilingual::new(
        "Terima dahulu surat pesanan itu, atau pilih pesanan lain.",
        "Accept that order first, or choose another.",
    );
    Refusal::rule(
        RefusalCode::LotRule,
        vec![Unmet::new("order_accepted", "call_off_line_id", state, open, how)],
    )
}

fn unknown_line() -> Invalid {
    Invalid::new(
        "/call_off_line_id",
        "unknown-order-line",
        "Salin id baris dari surat pesanan yang dikirim oleh pengelola hub atau koperasi lot ini.",
        "Copy the id of a line from an order that the hub or the cooperative of this lot delivers.",
    )
}

fn nothing_aside() -> Invalid {
    Invalid::new(
        "/call_off_line_id",
        "nothing-set-aside",
        "Pilih baris pesanan dari `allocations` lot ini.",
        "Choose an order line of the `allocations` of this lot.",
    )
}

fn nothing() -> Invalid {
    Invalid::new("/grades", "not-positive", "Alokasikan lebih dari nol.", "Set more than nothing aside.")
}
