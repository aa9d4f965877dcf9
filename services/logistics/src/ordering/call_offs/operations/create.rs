//! Writing an order.

use std::collections::BTreeMap;

use api_types::Check;
use api_types::logistics::{CallOffLineRequest, CreateCallOffRequest, WirePacks, check_windows};
use chrono::Datelike as _;
use domain::logistics::{Balance, CallOffHappened, CallOffState, LineFacts, LineTerms, Pack, check_call_off};
use domain::shared::{
    Bilingual, CallOffId, ContractLineId, GradeCode, Invalid, Quantity, QuantityError, Ratio,
};
use serde_json::Value;
use service::{Error, Tx};
use web::{Command, Reply};

use super::delivery::check_delivery;
use super::forms::freeze_yields;
use super::{goods, holds};
use crate::context::Context;
use crate::ordering::call_offs::access::op;
use crate::ordering::call_offs::order::Order;
use crate::ordering::call_offs::queries;
use crate::ordering::call_offs::rows::{CallOffLineRow, CallOffRow, stored_windows};
use crate::ordering::call_offs::views::shown;
use crate::outside::{Contract, ContractLineRow, contract_lines_of, find_contract};

/// The largest tolerance of an order line, in basis points: that of a contract line.
const MOST_TOLERANCE_BP: u16 = 2_000;

/// Writes an order as a draft; 201.
pub(in crate::ordering::call_offs) async fn create_call_off(
    context: &Context,
    command: Command<op::CreateCallOff, CreateCallOffRequest>,
) -> Result<Reply, web::ApiError> {
    let body = command.body;
    context
        .core
        .write(command.meta, async move |tx| {
            // A contract out of sight answers as one that there is not: nobody learns that it exists.
            let contract = find_contract(tx.conn, tx.caller(), body.contract_id)
                .await?
                .ok_or_else(|| Error::unknown("agreement", "/contract_id", "unknown-contract"))?;
            if contract.row.buyer_id != tx.caller().party() {
                return Err(not_the_buyer());
            }
            let terms = contract_lines_of(tx.conn, &[contract.row.id]).await?;
            let order = draft(tx, &body, contract, &terms).await?;
            let stored = queries::insert_order(tx.conn, &order.row, &order.lines).await;
            stored.map_err(taken).map_err(holds::named_meanwhile)?;
            tx.emit(&order, CallOffHappened::Drafted).await?;
            let location = format!("/v1/call-offs/{}", order.row.id);
            let shown = shown(tx.conn, tx.caller(), order, &terms, tx.today()).await?;
            Ok(Reply::created(location, &shown.etag, &shown.view)?)
        })
        .await
}

/// Checks the request and completes it to an order.
async fn draft(
    tx: &mut Tx<'_>,
    body: &CreateCallOffRequest,
    contract: Contract,
    terms: &BTreeMap<ContractLineId, ContractLineRow>,
) -> Result<Order, Error> {
    let mut order = blank(tx, contract);
    let mut check = Check::new();
    read_head(tx, &mut check, &mut order, body).await?;
    read_lines(tx, &mut check, &mut order, &body.lines, terms).await?;
    goods::finish(check)?;
    settle_lines(tx, &mut order, terms).await?;
    order.row.number = queries::next_number(tx.conn, tx.today().year()).await?;
    Ok(order)
}

/// An order of which nothing is said yet.
fn blank(tx: &Tx<'_>, contract: Contract) -> Order {
    let row = CallOffRow {
        id: tx.new_id(),
        number: String::new(),
        contract_id: contract.row.id,
        supplier_id: contract.row.supplier_id,
        buyer_id: contract.row.buyer_id,
        client: tx.caller().client().to_owned(),
        external_reference: None,
        state: CallOffState::Draft,
        requested_delivery_date: tx.today(),
        proposed_delivery_date: None,
        destination_name: String::new(),
        destination_region_code: String::new(),
        destination_address: String::new(),
        note: None,
        terms_position: None,
        issued_at: None,
        version: 1,
        created_at: tx.now,
        updated_at: tx.now,
        cancelled_at: None,
        cancellation_reason_code: None,
        cancellation_note: None,
        cancelled_after_acceptance: false,
        issue_said_at: None,
        priced_at: None,
        delivery_windows: Value::Array(Vec::new()),
        change_by: None,
    };
    Order { row, lines: Vec::new(), contract }
}

/// What a request says of an order besides its lines.
pub(super) async fn read_head(
    tx: &Tx<'_>,
    check: &mut Check,
    order: &mut Order,
    body: &CreateCallOffRequest,
) -> Result<(), Error> {
    let (row, place, wanted) = (&mut order.row, &body.destination, body.requested_delivery_date);
    let reference = body.external_reference.as_deref();
    row.external_reference = check.optional_text("/external_reference", reference, 1..=80);
    row.requested_delivery_date = wanted;
    row.destination_name = check.line("/destination/name", &place.name, 1..=120);
    row.destination_region_code.clone_from(&place.region_code);
    row.destination_address = check.text("/destination/address", &place.address, 1..=500);
    row.note = check.optional_text("/note", body.note.as_deref(), 1..=2000);
    check_windows(check, "/delivery_windows", wanted, &body.delivery_windows);
    row.delivery_windows = stored_windows(&body.delivery_windows)?;
    check_delivery(tx, check, "/requested_delivery_date", wanted, &order.contract).await
}

/// What a request says of the lines of an order.
pub(super) async fn read_lines(
    tx: &Tx<'_>,
    check: &mut Check,
    order: &mut Order,
    asked: &[CallOffLineRequest],
    terms: &BTreeMap<ContractLineId, ContractLineRow>,
) -> Result<(), Error> {
    check.length("/lines", asked, 1..=100);
    let mut lines = Vec::new();
    for (number, line) in (1..).zip(asked) {
        lines.extend(new_line(tx, check, number, order.row.id, line, terms));
    }
    goods::check_goods(tx, check, order.row.supplier_id, terms, &lines).await?;
    order.lines = lines;
    Ok(())
}

/// By which yields the lines count, in which measure, and which holds they take.
pub(super) async fn settle_lines(
    tx: &mut Tx<'_>,
    order: &mut Order,
    terms: &BTreeMap<ContractLineId, ContractLineRow>,
) -> Result<(), Error> {
    let today = tx.today();
    freeze_yields(tx.conn, &mut order.lines, terms, today).await?;
    check_measures(terms, &order.lines)?;
    holds::expect_free(tx.conn, order.row.id, &order.lines).await?;
    holds::expect_held(tx.conn, &order.contract, &order.lines, terms).await
}

/// Every line is in the measure of its contract line; how much is left is judged at issue.
fn check_measures(
    terms: &BTreeMap<ContractLineId, ContractLineRow>,
    lines: &[CallOffLineRow],
) -> Result<(), Error> {
    let unlimited = |line: &ContractLineRow| {
        let terms = LineTerms { committed: None, over_tolerance_bp: 0, cap: None, unit: line.unit };
        Balance::of(&terms, &LineFacts::default())
    };
    let balances = terms.iter().map(|(id, line)| (*id, unlimited(line))).collect();
    let ordered: Vec<_> = lines.iter().map(CallOffLineRow::ordered).collect();
    Ok(check_call_off(&balances, &ordered)?)
}

fn new_line(
    tx: &Tx<'_>,
    check: &mut Check,
    number: i32,
    order: CallOffId,
    line: &CallOffLineRequest,
    terms: &BTreeMap<ContractLineId, ContractLineRow>,
) -> Option<CallOffLineRow> {
    let pointer = format!("/lines/{}", number - 1);
    check.require(terms.contains_key(&line.contract_line_id), || {
        Invalid::new(
            format!("{pointer}/contract_line_id"),
            "unknown-line",
            "Pilih baris dari kontrak yang sedang dipesan; daftar pada /v1/contract-lines?contract_id=.",
            "Choose a line of the contract you order under; they are at /v1/contract-lines?contract_id=.",
        )
    });
    let over_tolerance_bp = line.over_tolerance_bp.unwrap_or_default();
    check.require(over_tolerance_bp <= MOST_TOLERANCE_BP, || tolerance_too_large(&pointer));
    let grade = line
        .grade
        .as_ref()
        .and_then(|grade| check.take(GradeCode::from_field(&format!("{pointer}/grade"), grade)));
    let (quantity, packs) = match (&line.quantity, &line.packs) {
        (Some(quantity), None) => (check.positive(&format!("{pointer}/quantity"), quantity)?, None),
        (None, Some(packs)) => {
            let (pack, total) = read_packs(check, &format!("{pointer}/packs"), packs)?;
            (total, Some((pack, packs.count)))
        }
        _ => {
            check.push(one_of_both(pointer));
            return None;
        }
    };
    Some(CallOffLineRow {
        id: tx.new_id(),
        call_off_id: order,
        number,
        contract_line_id: line.contract_line_id,
        ordered_base: quantity.base(),
        unit: quantity.unit(),
        issued_base: quantity.base(),
        proposed_base: None,
        accepted_base: 0,
        open: false,
        pack_kind: packs.map(|(pack, _)| pack.kind),
        pack_count: packs.map(|(_, count)| count),
        pack_content_base: packs.map(|(pack, _)| pack.content().base()),
        pack_content_unit: packs.map(|(pack, _)| pack.content().unit()),
        over_tolerance_bp: i32::from(over_tolerance_bp),
        variant_id: line.variant_id,
        grade: grade.map(String::from),
        form_code: line.form_code.clone(),
        yield_input: Ratio::SAME.input(),
        yield_output: Ratio::SAME.output(),
        hold_id: line.hold_id,
    })
}

/// What a number of packs contains, exactly: 400 sacks of 25 kg are 10,000 kg.
fn read_packs(check: &mut Check, pointer: &str, packs: &WirePacks) -> Option<(Pack, Quantity)> {
    let content = check.positive(&format!("{pointer}/content"), &packs.content)?;
    let read = || -> Result<(Pack, Quantity), QuantityError> {
        let pack = Pack::new(packs.kind, content)?;
        if packs.count == 0 {
            return Err(QuantityError::Form);
        }
        Ok((pack, pack.total(packs.count)?))
    };
    let bad = |_| {
        Invalid::new(
            format!("{pointer}/count"),
            "out-of-range",
            "Isi jumlah kemasan paling sedikit 1; jumlah seluruhnya paling banyak satu juta ton.",
            "Give at least 1 pack; together they may hold at most a million tonnes.",
        )
    };
    read().map_err(|error| check.push(bad(error))).ok()
}

fn tolerance_too_large(pointer: &str) -> Invalid {
    Invalid::new(
        format!("{pointer}/over_tolerance_bp"),
        "out-of-range",
        "Isi bilangan bulat dari 0 sampai 2.000; 500 berarti 5 %.",
        "Give a whole number from 0 to 2,000; 500 is 5 %.",
    )
}

fn one_of_both(pointer: String) -> Invalid {
    Invalid::new(
        pointer,
        "quantity-or-packs",
        "Isi salah satu saja: `quantity` atau `packs`.",
        "Give exactly one of `quantity` and `packs`.",
    )
}

pub(super) fn not_the_buyer() -> Error {
    Error::Forbidden(Bilingual::new(
        "Pesanan ditulis oleh pembeli pada kontrak ini.",
        "Orders are written by the buyer of this contract.",
    ))
}

pub(super) fn taken(error: Error) -> Error {
    error.when_unique("call_off_external_reference_unique", || {
        Error::duplicate(
            "/external_reference",
            "Acuan ini sudah dipakai pada pesanan lain dari sistem Anda.",
            "Another order from your client has this reference already.",
        )
    })
}
