//! Writing an order.

use std::collections::BTreeMap;

use api_types::Check;
use api_types::logistics::{CallOffLineRequest, CreateCallOffRequest, WirePacks};
use chrono::Datelike as _;
use domain::logistics::{Balance, CallOffHappened, CallOffState, LineFacts, LineTerms, Pack, check_call_off};
use domain::shared::{
    Bilingual, CallOffId, ContractLineId, GradeCode, Invalid, Quantity, QuantityError, Ratio,
};
use service::{Error, Tx};
use web::{Command, Reply};

use super::delivery::check_delivery;
use super::forms::freeze_yields;
use super::{goods, holds};
use crate::context::Context;
use crate::ordering::call_offs::access::op;
use crate::ordering::call_offs::order::Order;
use crate::ordering::call_offs::queries;
use crate::ordering::call_offs::rows::{CallOffLineRow, CallOffRow};
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
    let id: CallOffId = tx.new_id();
    let mut check = Check::new();
    let place = &body.destination;
    let mut row = CallOffRow {
        id,
        number: String::new(),
        contract_id: contract.row.id,
        supplier_id: contract.row.supplier_id,
        buyer_id: contract.row.buyer_id,
        client: tx.caller().client().to_owned(),
        external_reference: check.optional_text(
            "/external_reference",
            body.external_reference.as_deref(),
            1..=80,
        ),
        state: CallOffState::Draft,
        requested_delivery_date: body.requested_delivery_date,
        proposed_delivery_date: None,
        destination_name: check.line("/destination/name", &place.name, 1..=120),
        destination_region_code: place.region_code.clone(),
        destination_address: check.text("/destination/address", &place.address, 1..=500),
        note: check.optional_text("/note", body.note.as_deref(), 1..=2000),
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
    };
    let wanted = body.requested_delivery_date;
    check_delivery(tx, &mut check, "/requested_delivery_date", wanted, &contract).await?;
    check.length("/lines", &body.lines, 1..=100);
    let mut lines = Vec::new();
    for (number, line) in (1..).zip(&body.lines) {
        lines.extend(new_line(tx, &mut check, number, id, line, terms));
    }
    goods::check_goods(tx, &mut check, contract.row.supplier_id, terms, &lines).await?;
    goods::finish(check)?;
    let today = tx.today();
    freeze_yields(tx.conn, &mut lines, terms, today).await?;
    check_measures(terms, &lines)?;
    holds::expect_free(tx.conn, &lines).await?;
    holds::expect_held(tx.conn, &contract, &lines, terms).await?;
    row.number = queries::next_number(tx.conn, tx.today().year()).await?;
    Ok(Order { row, lines, contract })
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

fn not_the_buyer() -> Error {
    Error::Forbidden(Bilingual::new(
        "Pesanan ditulis oleh pembeli pada kontrak ini.",
        "Orders are written by the buyer of this contract.",
    ))
}

fn taken(error: Error) -> Error {
    error.when_unique("call_off_external_reference_unique", || {
        Error::duplicate(
            "/external_reference",
            "Acuan ini sudah dipakai pada pesanan lain dari sistem Anda.",
            "Another order from your client has this reference already.",
        )
    })
}
