//! What is shown of a claim.

use api_types::WireMoney;
use api_types::logistics::{ClaimDecisionView, ClaimOfferView, ClaimSeenView, ClaimView};
use chrono::NaiveDate;
use domain::shared::{Money, Unit};
use service::Error;
use web::Caller;

use super::rows::{DecisionRow, WholeClaim};
use crate::transport::wire;

impl WholeClaim {
    /// The view for a caller on a day; amounts only for who trades or accounts for trade.
    ///
    /// # Errors
    /// When what is stored cannot be read: our mistake.
    pub(super) fn view(self, caller: &Caller, day: NaiveDate) -> Result<ClaimView, Error> {
        let priced = caller.reads_prices();
        let told =
            |rupiah: Option<i64>| rupiah.filter(|_| priced).map(|rupiah| WireMoney::from(Money(rupiah)));
        let (etag, condition) = (self.etag_on(day), self.row.condition(day));
        let unit = self.row.unit.unwrap_or(Unit::Kgm);
        let quantity = |base: Option<i64>| base.map(|base| wire(base, unit));
        let decision = |row: &DecisionRow| ClaimDecisionView {
            party_id: row.government_id,
            remedy: row.remedy,
            quantity: quantity(row.quantity_base),
            amount: told(row.amount_rupiah),
            note: row.note.clone(),
            decided_at: row.decided_at,
        };
        let decisions = self.governments().into_iter().filter_map(|side| self.decision_of(side));
        let decisions = decisions.map(decision).collect();
        let row = self.row;
        let offer = row.offered_by_id.zip(row.offered_remedy).zip(row.offered_at);
        let offer = offer.map(|((party_id, remedy), offered_at)| ClaimOfferView {
            party_id,
            remedy,
            quantity: quantity(row.offered_base),
            amount: told(row.offered_rupiah),
            offered_at,
        });
        let seen = row.found_base.zip(row.required_base);
        let seen = seen.map(|(found, required)| ClaimSeenView {
            found: wire(found, unit),
            required: wire(required, unit),
        });
        let documents = serde_json::from_value(row.documents)
            .map_err(|error| Error::Internal(format!("the documents of {}: {error}", row.id)))?;
        Ok(ClaimView {
            id: row.id,
            etag: etag.to_string(),
            number: row.number,
            kind: row.kind,
            state: row.state,
            condition,
            contract_id: row.contract_id,
            contract_line_id: row.contract_line_id,
            agreement_id: row.agreement_id,
            supplier_id: row.supplier_id,
            buyer_id: row.buyer_id,
            claimant_party_id: row.claimant_id,
            shipment_id: row.shipment_id,
            receipt_id: row.receipt_id,
            receipt_line_id: row.receipt_line_id,
            commodity_code: row.commodity_code,
            form_code: row.form_code,
            quantity: quantity(row.claimed_base),
            amount: told(row.claimed_rupiah),
            seen,
            note: row.note,
            documents,
            offer,
            decisions,
            due_date: row.due_date,
            remedy: row.remedy,
            settled_quantity: quantity(row.settled_base),
            taken_back: quantity(row.taken_back_base),
            settled_amount: told(row.settled_rupiah),
            agreed_at: row.agreed_at,
            created_at: row.created_at,
            updated_at: row.updated_at,
        })
    }
}
