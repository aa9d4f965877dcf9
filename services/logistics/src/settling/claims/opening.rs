//! Claims that open and end by themselves: from the figures of a posted receipt, for goods that are lost, and with a receipt that
//! is taken back.

use std::collections::BTreeMap;

use api_types::TransitionRequest;
use chrono::{DateTime, Utc};
use domain::logistics::{
    ClaimEvent, ClaimHappened, ClaimKind, ClaimState, ShownByFigures, check_not_agreed, pursue_until,
};
use domain::shared::{
    AgreementId, ContractId, ContractLineId, PartyId, ReceiptId, ReceiptLineId, ShipmentId,
};
use service::{Error, OccurredAt, Tx, dated};

use super::queries;
use super::rows::{ClaimRow, WholeClaim};
use crate::outside::contracts_by_id;
use crate::transport::{ItemRow, WholeShipment};

/// Goods that a claim is about.
#[derive(Debug, Clone)]
pub(crate) struct ClaimedGoods {
    pub(crate) shipment_id: ShipmentId,
    pub(crate) receipt_id: Option<ReceiptId>,
    pub(crate) receipt_line_id: Option<ReceiptLineId>,
    pub(crate) contract_id: ContractId,
    pub(crate) contract_line_id: ContractLineId,
    pub(crate) agreement_id: AgreementId,
    pub(crate) supplier_id: PartyId,
    pub(crate) buyer_id: PartyId,
    pub(crate) commodity_code: String,
    pub(crate) form_code: String,
}

impl ClaimedGoods {
    /// Goods on a shipment, whatever became of them.
    pub(super) fn shipped(shipment: &WholeShipment, item: &ItemRow) -> Self {
        Self {
            shipment_id: shipment.row.id,
            receipt_id: None,
            receipt_line_id: None,
            contract_id: item.contract_id,
            contract_line_id: item.contract_line_id,
            agreement_id: item.agreement_id,
            supplier_id: shipment.row.supplier_id,
            buyer_id: shipment.row.buyer_id,
            commodity_code: item.commodity_code.clone(),
            form_code: item.form_code.clone(),
        }
    }
}

impl ClaimRow {
    /// A new claim of a party on goods, which asks for nothing yet.
    pub(super) async fn new(
        tx: &mut Tx<'_>,
        kind: ClaimKind,
        goods: ClaimedGoods,
        claimant_id: PartyId,
    ) -> Result<Self, Error> {
        Ok(Self {
            id: tx.new_id(),
            number: queries::next_number(tx.conn, tx.today()).await?,
            kind,
            state: ClaimState::Open,
            contract_id: goods.contract_id,
            contract_line_id: goods.contract_line_id,
            agreement_id: goods.agreement_id,
            supplier_id: goods.supplier_id,
            buyer_id: goods.buyer_id,
            claimant_id,
            shipment_id: goods.shipment_id,
            receipt_id: goods.receipt_id,
            receipt_line_id: goods.receipt_line_id,
            commodity_code: goods.commodity_code,
            form_code: goods.form_code,
            unit: None,
            claimed_base: None,
            claimed_rupiah: None,
            found_base: None,
            required_base: None,
            note: None,
            documents: serde_json::json!([]),
            offered_by_id: None,
            offered_remedy: None,
            offered_base: None,
            offered_rupiah: None,
            offered_at: None,
            remedy: None,
            settled_base: None,
            settled_rupiah: None,
            taken_back_base: None,
            agreed_at: None,
            due_date: None,
            version: 1,
            created_at: tx.now,
            updated_at: tx.now,
        })
    }

    /// Until when it is pursued from a moment on. One of identity holds orders, and is not barred by waiting.
    pub(super) async fn moved(&mut self, tx: &mut Tx<'_>) -> Result<(), Error> {
        if matches!(self.state, ClaimState::Open | ClaimState::Responded) && self.kind != ClaimKind::Identity
        {
            self.due_date = pursue_until(&dated::rules(tx.conn).await?, tx.today());
        }
        Ok(())
    }
}

/// Opens the claims of the buyer that the figures of posted lines show.
pub(crate) async fn open_by_figures(
    tx: &mut Tx<'_>,
    lines: Vec<(ClaimedGoods, Vec<ShownByFigures>)>,
) -> Result<(), Error> {
    for (goods, shown) in lines {
        for one in shown {
            let buyer = goods.buyer_id;
            let mut row = ClaimRow::new(tx, one.kind, goods.clone(), buyer).await?;
            row.unit = Some(one.unit);
            row.claimed_base = Some(one.claimed);
            (row.found_base, row.required_base) = (Some(one.found), Some(one.required));
            open(tx, row).await?;
        }
    }
    Ok(())
}

/// Opens a claim of the buyer for each contract line of which goods are lost with their shipment.
pub(crate) async fn open_for_lost_goods(tx: &mut Tx<'_>, shipment: &WholeShipment) -> Result<(), Error> {
    let mut lost: BTreeMap<ContractLineId, (ClaimedGoods, ShownByFigures)> = BTreeMap::new();
    for item in shipment.items.iter().filter(|item| !item.received) {
        let none = ShownByFigures {
            kind: ClaimKind::Short,
            unit: item.quantity_unit,
            claimed: 0,
            found: 0,
            required: 0,
        };
        let (_, shown) = lost
            .entry(item.contract_line_id)
            .or_insert_with(|| (ClaimedGoods::shipped(shipment, item), none));
        shown.claimed = shown.claimed.saturating_add(item.quantity_base);
        shown.found = shown.claimed;
    }
    open_by_figures(tx, lost.into_values().map(|(goods, shown)| (goods, vec![shown])).collect()).await
}

/// Keeps a new claim and tells of it.
pub(super) async fn open(tx: &mut Tx<'_>, mut row: ClaimRow) -> Result<WholeClaim, Error> {
    row.moved(tx).await?;
    queries::insert_claim(tx.conn, &row).await?;
    let contract = contracts_by_id(tx.conn, &[row.contract_id]).await?.remove(&row.contract_id);
    let contract = contract.ok_or_else(|| Error::not_yet_known("agreement", &row.contract_id.to_string()))?;
    let whole = WholeClaim { row, contract, decisions: Vec::new() };
    tx.first(&whole, ClaimHappened::Opened).await?;
    Ok(whole)
}

/// A receipt is taken back: its open claims end with it, and none of them had an outcome. Its shipment is locked.
///
/// # Errors
/// `receipt-final`; database errors.
pub(crate) async fn end_claims_of_receipt(
    tx: &mut Tx<'_>,
    receipt: ReceiptId,
    at: DateTime<Utc>,
    request: &TransitionRequest,
) -> Result<(), Error> {
    let claims = queries::claims_of_receipt(tx.conn, receipt).await?;
    let outcomes = claims.iter().filter(|whole| whole.row.state.has_outcome());
    let outcomes: Vec<_> = outcomes.map(|whole| (whole.row.number.clone(), whole.row.state)).collect();
    check_not_agreed(&outcomes)?;
    for mut whole in claims.into_iter().filter(|whole| whole.row.state.is_open()) {
        whole.row.due_date = None;
        tx.follow(&mut whole, ClaimEvent::Withdraw, OccurredAt::known(at, false), request).await?;
    }
    Ok(())
}
