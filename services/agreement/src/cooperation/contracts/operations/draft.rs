//! Writing the text of a contract: who may draft it where, which lines make sense.

use std::collections::BTreeSet;

use api_types::agreement::{
    ContractLineRequest, CreateContractRequest, FestivalTerms, UpdateContractRequest,
};
use api_types::{Check, WireMoney};
use chrono::Datelike as _;
use domain::agreement::{
    ContractState, ContractTerms, CooperationLimit, Festival, LimitKind, Side, check_spot_harvest,
    check_umbrella, contract_sides, limit_on,
};
use domain::say;
use domain::shared::{
    Bilingual, CommodityCode, ContractId, DateSense, Dated, Id as _, Invalid, PartyId, RegionCode, TextHash,
    Yield,
};
use service::dated::rules;
use service::{Error, Tx};

use super::prices::KnownPrices;
use super::sources::check_sources;
use super::{not_theirs, prices, queries};
use crate::cooperation::agreements::{
    AgreementRow, WHOLE_PAPERS, attachments, json, keep_scans, share_agreement,
};
use crate::cooperation::contracts::rows::ContractLineRow;
use crate::cooperation::contracts::rows::{ContractRow, WholeContract};
use crate::cooperation::limits::evaluation_days;
use crate::identity::{PartyRow, covers, find_party};
use crate::outside::{Asked, NO_YIELD, check_also, check_goods, finish_goods, list_forms, yields};

/// Checks a request and completes it to a contract and its lines.
pub(super) async fn new_contract(
    tx: &mut Tx<'_>,
    body: &CreateContractRequest,
) -> Result<(ContractRow, Vec<ContractLineRow>), Error> {
    let agreement = umbrella(tx, body).await?;
    let supplier = business(tx, "/supplier_id", body.supplier_id).await?;
    let buyer = business(tx, "/buyer_id", body.buyer_id).await?;
    let facts = agreement.facts_on(tx.today())?;
    let sides = contract_sides(&facts.regions(), &region(&supplier)?, &region(&buyer)?)?;
    let mut row = empty(tx, body, &agreement, (&supplier, &buyer), sides);
    if !row.may_write(tx.caller()) {
        return Err(not_theirs());
    }
    let mut check = Check::new();
    row.title = check.line("/title", &body.title, 1..=300);
    check_days(tx, &mut check, &row);
    let number = check.optional_line("/number", body.number.as_deref(), 1..=100);
    row.value_limit_rupiah = read_value_limit(&mut check, body.value_limit.as_ref());
    row.attachments = json(&attachments(&mut check, &body.attachments));
    row.festival = body.festival.as_ref().map(read_festival).as_ref().map(json);
    let lines = read_lines(tx, check, &row, (&body.lines, &[])).await?;
    keep_scans(tx, row.id.uuid(), &body.attachments).await?;
    let goods = lines.iter().map(ContractLineRow::commodity).collect::<Result<Vec<CommodityCode>, _>>()?;
    check_umbrella(&facts.guarantee(), &goods, tx.today())?;
    row.number = match number {
        Some(number) => {
            expect_free(tx, &row, &number).await?;
            number
        }
        None => {
            let running = queries::next_number(tx.conn).await?;
            format!("PKS/{}/{running:06}", tx.today().year())
        }
    };
    row.text_sha256 = settle(tx, &row, &lines, &agreement).await?.to_string();
    Ok((row, lines))
}

/// Applies changes to a contract that may be edited; gives new lines where lines change.
pub(super) async fn apply_changes(
    tx: &mut Tx<'_>,
    whole: &mut WholeContract,
    body: &UpdateContractRequest,
) -> Result<Option<Vec<ContractLineRow>>, Error> {
    let row = &mut whole.row;
    let mut check = Check::new();
    if let Some(title) = &body.title {
        row.title = check.line("/title", title, 1..=300);
    }
    if let Some(number) = &body.number {
        row.number = check.line("/number", number, 1..=100);
    }
    row.valid_from = body.valid_from_date.unwrap_or(row.valid_from);
    row.valid_until = body.valid_until_date.unwrap_or(row.valid_until);
    row.evaluation_due = body.evaluation_due_date.or(row.evaluation_due);
    check_days(tx, &mut check, row);
    row.value_limit_rupiah =
        read_value_limit(&mut check, body.value_limit.as_ref()).or(row.value_limit_rupiah);
    if let Some(files) = &body.attachments {
        row.attachments = json(&attachments(&mut check, files));
    }
    if let Some(festival) = &body.festival {
        row.festival = Some(json(&read_festival(festival)));
    }
    let lines = match &body.lines {
        Some(lines) => Some(read_lines(tx, check, row, (lines, &[])).await?),
        None => {
            check.finish()?;
            None
        }
    };
    keep_scans(tx, row.id.uuid(), body.attachments.as_deref().unwrap_or_default()).await?;
    if body.number.is_some() {
        expect_free(tx, row, &row.number).await?;
    }
    let agreement = share_agreement(tx.conn, row.agreement_id).await?.ok_or(Error::NotFound)?;
    let present = lines.as_deref().unwrap_or(&whole.lines);
    row.text_format = WHOLE_PAPERS;
    row.text_sha256 = settle(tx, row, present, &agreement).await?.to_string();
    Ok(lines)
}

/// People and the public check know a contract by its number: under one agreement it stands once.
async fn expect_free(tx: &mut Tx<'_>, row: &ContractRow, number: &str) -> Result<(), Error> {
    if !queries::is_number_taken(tx.conn, row, number).await? {
        return Ok(());
    }
    Err(Error::duplicate(
        "/number",
        "Nomor ini sudah dipakai kontrak lain pada kesepakatan yang sama.",
        "Another contract under the same agreement has this number.",
    ))
}

/// The agreement a caller may draft under: one it reads, or one of its own home region.
async fn umbrella(tx: &mut Tx<'_>, body: &CreateContractRequest) -> Result<AgreementRow, Error> {
    let found = share_agreement(tx.conn, body.agreement_id).await?;
    let (party, home) = (tx.caller().party(), tx.caller().region());
    let concerned = |agreement: &AgreementRow| {
        let near = |code: &str| home.is_some_and(|home| covers(code, home.as_str()));
        agreement.readers().contains(&party)
            || near(&agreement.initiator_region_code)
            || near(&agreement.counterpart_region_code)
    };
    found.filter(concerned).ok_or_else(|| {
        Error::field(
            "/agreement_id",
            "unknown-agreement",
            "Kesepakatan ini tidak ditemukan, atau bukan kesepakatan daerah Anda.",
            "There is no such agreement, or it is not of your region.",
        )
    })
}

async fn business(tx: &mut Tx<'_>, pointer: &str, id: PartyId) -> Result<PartyRow, Error> {
    let party = find_party(tx.conn, id).await?.ok_or_else(|| {
        Error::field(
            pointer,
            "unknown-party",
            "Pihak ini tidak terdaftar; cari di /v1/parties.",
            "This party is not registered; look in /v1/parties.",
        )
    })?;
    match party.absorbed_by_party_id {
        None => Ok(party),
        Some(other) => Err(Error::field(
            pointer,
            "absorbed-party",
            format!("Pihak ini sudah digabungkan; pakai {other}."),
            format!("This party has been joined with another; write {other}."),
        )),
    }
}

fn region(party: &PartyRow) -> Result<RegionCode, Error> {
    party.region_code.parse().map_err(|_| Error::Internal("a party's region is unreadable".to_owned()))
}

fn empty(
    tx: &Tx<'_>,
    body: &CreateContractRequest,
    agreement: &AgreementRow,
    (supplier, buyer): (&PartyRow, &PartyRow),
    (selling, buying): (Side, Side),
) -> ContractRow {
    let (seller, taker) = (agreement.government(selling), agreement.government(buying));
    ContractRow {
        id: tx.new_id(),
        number: String::new(),
        title: String::new(),
        agreement_id: agreement.id,
        contract_type: body.r#type,
        state: ContractState::Draft,
        supplier_id: supplier.id,
        buyer_id: buyer.id,
        supplier_government_id: seller,
        buyer_government_id: taker,
        supplier_region_code: supplier.region_code.clone(),
        buyer_region_code: buyer.region_code.clone(),
        valid_from: body.valid_from_date,
        valid_until: body.valid_until_date,
        attachments: serde_json::Value::Array(Vec::new()),
        text_sha256: String::new(),
        round: 1,
        authenticity_code: None,
        suspended_by_party_id: None,
        activated_at: None,
        activation_recorded_at: None,
        ended_at: None,
        end_recorded_at: None,
        version: 1,
        created_at: tx.now,
        updated_at: tx.now,
        outcome: None,
        orders_until: None,
        breach_noticed_at: None,
        breach_noticed_by_party_id: None,
        text_format: WHOLE_PAPERS,
        value_limit_rupiah: None,
        evaluation_due: body.evaluation_due_date,
        festival: None,
    }
}

/// A festival as it is said.
pub(crate) fn read_festival(said: &FestivalTerms) -> Festival {
    let FestivalTerms { name, festival_date, hold_from_date } = said.clone();
    Festival { name, festival_date, hold_from_date }
}

/// The first and the last day are days that people live in.
fn check_days(tx: &Tx<'_>, check: &mut Check, row: &ContractRow) {
    check.date("/valid_from_date", row.valid_from, DateSense::Begins, tx.today());
    check.date("/valid_until_date", row.valid_until, DateSense::Ends, tx.today());
    check.optional_date("/evaluation_due_date", row.evaluation_due, DateSense::Ends, tx.today());
}

/// The largest amount, as it is written.
pub(crate) fn read_value_limit(check: &mut Check, written: Option<&WireMoney>) -> Option<i64> {
    written.and_then(|limit| check.value_limit("/value_limit", limit)).map(|limit| limit.0)
}

/// The hash of the terms, once they are well formed and say what a first text has to.
async fn settle(
    tx: &mut Tx<'_>,
    row: &ContractRow,
    lines: &[ContractLineRow],
    agreement: &AgreementRow,
) -> Result<TextHash, Error> {
    let terms = row.terms(lines)?;
    let mut invalid = terms.validate(&agreement.last_days()?.holds());
    invalid.extend(terms.missing_value());
    invalid.extend(terms.late_evaluation(evaluation_days(tx).await?));
    invalid.extend(check_harvest(tx, &terms).await?);
    if invalid.is_empty() { Ok(terms.canonical().hash) } else { Err(Error::Invalid(invalid)) }
}

/// A spot harvest is one harvest, of as many days as the row of the first one says at most.
pub(crate) async fn check_harvest(tx: &mut Tx<'_>, terms: &ContractTerms) -> Result<Option<Invalid>, Error> {
    let limits = rules::<CooperationLimit>(tx.conn).await?;
    let days = limit_on(&limits, LimitKind::SpotHarvest, terms.period.from);
    Ok(days.and_then(|days| check_spot_harvest(terms.contract_type, &terms.period, days)))
}

/// Reads lines of a contract against what other services have told of their goods and variants, with those that it has already; ends the
/// check.
pub(crate) async fn read_lines(
    tx: &mut Tx<'_>,
    mut check: Check,
    contract: &ContractRow,
    (lines, before): (&[ContractLineRequest], &[ContractLineRow]),
) -> Result<Vec<ContractLineRow>, Error> {
    let codes: Vec<String> = lines.iter().map(|line| line.commodity_code.clone()).collect();
    let (known, converted) = (list_forms(tx.conn, &codes).await?, yields(tx.conn, &codes).await?);
    let known_prices = KnownPrices::of(tx, &codes).await?;
    let mut rows = Vec::new();
    for (index, line) in lines.iter().enumerate() {
        let at = format!("/lines/{index}");
        let asked =
            Asked { commodity_code: &line.commodity_code, form_code: &line.form_code, unit: line.unit };
        check_goods(&mut check, &at, &asked, &known);
        check_also(&mut check, &at, (&asked, &line.also_form_codes), &known);
        let row = read_line(tx, &mut check, contract.id, (index, line), &known_prices);
        check_yields(tx, &mut check, &at, &row, &converted);
        rows.push(row);
    }
    check_sources(tx, &mut check, contract, (lines, before)).await?;
    prices::check_variants(tx, &mut check, contract.supplier_id, &rows).await?;
    finish_goods(check, &codes)?;
    Ok(rows)
}

/// Each other form of a line is one that counts as its own today; what cannot be read is refused elsewhere.
fn check_yields(
    tx: &Tx<'_>,
    check: &mut Check,
    at: &str,
    line: &ContractLineRow,
    converted: &[Dated<Yield>],
) {
    let Ok(terms) = line.terms() else { return };
    if let Some(form) = terms.unconverted(converted, tx.today()) {
        let detail = say!(
            "Belum ada rendemen yang berlaku dari `{from}` ke `{to}`; lihat /v1/yields, atau hapus bentuk ini.",
            "No yield from `{from}` to `{to}` is in force; see /v1/yields, or leave this form out.",
            from = Bilingual::same(form.as_str()),
            to = Bilingual::same(terms.form.as_str()),
        );
        check.push(Invalid::says(format!("{at}/also_form_codes"), NO_YIELD, detail));
    }
}

/// What one line says; a wrong field leaves a placeholder that the check refuses.
fn read_line(
    tx: &Tx<'_>,
    check: &mut Check,
    contract: ContractId,
    (index, line): (usize, &ContractLineRequest),
    known: &KnownPrices,
) -> ContractLineRow {
    let at = format!("/lines/{index}");
    let field = format!("{at}/quantity");
    let quantity = line.quantity.as_ref().map(|given| (given.unit, check.quantity(&field, given)));
    check.require(quantity.is_none_or(|(unit, _)| unit == line.unit), || other_unit(&at));
    let (price_rupiah, price_rule) = prices::read(check, &at, line, known).stored();
    let description = line.description.as_deref();
    ContractLineRow {
        id: tx.new_id(),
        contract_id: contract,
        number: i32::try_from(index + 1).unwrap_or(i32::MAX),
        commodity_code: line.commodity_code.clone(),
        form_code: line.form_code.clone(),
        unit: line.unit,
        quantity_base: quantity.and_then(|(_, quantity)| quantity).map(|quantity| quantity.base()),
        over_tolerance_bp: line.over_tolerance_bp.into(),
        under_tolerance_bp: line.under_tolerance_bp.into(),
        price_rupiah,
        price_basis: line.price_basis,
        description: check.optional_line(&format!("{at}/description"), description, 1..=200),
        amendment_id: None,
        also_form_codes: line.also_form_codes.iter().cloned().collect::<BTreeSet<_>>().into_iter().collect(),
        commitment_id: line.commitment_id,
        season_ids: line.season_ids.clone(),
        price_rule,
    }
}

fn other_unit(at: &str) -> Invalid {
    Invalid::new(
        format!("{at}/quantity/unit"),
        "unlike-unit",
        "Tulis jumlah dalam satuan baris kontrak ini.",
        "Write the quantity in the unit of this line.",
    )
}
