//! What one side of a contract has begun and the other answers: a short ending, a termination, the notice of a breach. Few at
//! a time: they are read at once, the newest thousand at most, and put in order with the rest.

use chrono::NaiveDate;
use db::Connection;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use domain::agreement::{Business, ConsentKind, ContractState};
use domain::shared::{ContractId, PartyId, jakarta_midnight};
use service::work_items::{Found, Item, Wanted};
use service::{Error, Stateful as _};

use super::{Candidate, candidates};
use crate::cooperation::consents::{AT_ONCE, unanswered};
use crate::cooperation::contracts::rows::ContractRow;
use crate::cooperation::limits;
use crate::schema::{consent, contract, contract_text};

/// What waits for the answer of the caller's party.
pub(super) async fn begun(conn: &mut Connection, wanted: &Wanted<'_>) -> Result<Vec<Found>, Error> {
    // What waits of contracts that have ended is their evaluation, which its own feature tells.
    let states: Vec<ContractState> =
        wanted.answered_in::<ContractState>().into_iter().filter(|state| !state.ended()).collect();
    if states.is_empty() {
        return Ok(Vec::new());
    }
    let me = wanted.caller.party();
    let trades = contract::supplier_id.eq(me).or(contract::buyer_id.eq(me));
    let governs = contract::supplier_government_id.eq(me).or(contract::buyer_government_id.eq(me));
    let endings = consent::table.filter(consent::kind.eq_any(ConsentKind::ENDINGS));
    let endings = endings.select(consent::subject_id);
    let renewed = limits::renewed_until(conn, wanted.today()).await?;
    let ends = contract::valid_until.le(renewed.unwrap_or(NaiveDate::MIN));
    let amended = contract::id.eq_any(contract_text::table.select(contract_text::contract_id));
    let begun = contract::breach_noticed_at.is_not_null().or(contract::id.eq_any(endings));
    let rows: Vec<ContractRow> = contract::table
        .filter(trades.or(governs))
        .filter(contract::state.eq_any(states))
        .filter(begun.or(ends).or(amended))
        .order(contract::updated_at.desc())
        .limit(AT_ONCE)
        .select(ContractRow::as_select())
        .load(conn)
        .await?;
    let candidates = candidates(conn, wanted, rows).await?;
    Ok(candidates.iter().flat_map(|one| one.answers(wanted, renewed)).collect())
}

impl Candidate {
    /// What the caller's side answers now.
    fn answers(&self, wanted: &Wanted<'_>, renewed: Option<NaiveDate>) -> Vec<Found> {
        let ending = self.consent(ConsentKind::Termination, self.side.as_deref(), wanted);
        let ending = ending.map(|item| Item { counterpart: self.other_government(wanted), ..item });
        let begun = [
            ("end_contract_short", self.consent(ConsentKind::ShortEnding, self.business(wanted), wanted)),
            ("terminate_contract", ending),
            ("fulfill_contract", self.breach(wanted)),
            ("create_contract_amendment", self.renewal(wanted, renewed)),
        ];
        begun.into_iter().filter_map(|(action, item)| self.found(wanted, action, item?)).collect()
    }

    fn found(&self, wanted: &Wanted<'_>, action: &str, item: Item<ContractId>) -> Option<Found> {
        let task =
            wanted.answer(self.whole.row.state, action, |role| self.whole.holds(wanted.caller, role))?;
        Some(wanted.view(item, task))
    }

    fn other_government(&self, wanted: &Wanted<'_>) -> Option<String> {
        let (row, me) = (&self.whole.row, wanted.caller.party());
        let other = if me == row.supplier_government_id {
            row.buyer_government_id
        } else {
            row.supplier_government_id
        };
        self.names.get(&other).cloned()
    }

    /// The label of the caller's business.
    fn business(&self, wanted: &Wanted<'_>) -> Option<&'static str> {
        let (row, me) = (&self.whole.row, wanted.caller.party());
        let parties = [(row.supplier_id, Business::Supplier), (row.buyer_id, Business::Buyer)];
        parties.into_iter().find(|(party, _)| *party == me).map(|(_, business)| business.label())
    }

    fn consent(
        &self,
        kind: ConsentKind,
        side: Option<&str>,
        wanted: &Wanted<'_>,
    ) -> Option<Item<ContractId>> {
        let given = unanswered(&self.whole.consents, kind, side?, wanted.today())?;
        Some(self.item(wanted, given.recorded_at, given.counts_until))
    }

    /// It ends soon, and nothing that would change that waits: its renewal is an amendment of the period.
    fn renewal(&self, wanted: &Wanted<'_>, renewed: Option<NaiveDate>) -> Option<Item<ContractId>> {
        let (today, renewed) = (wanted.today(), renewed?);
        let until = self.whole.last_text().text.valid_until;
        let offered = jakarta_midnight(until - (renewed - today));
        // With its agreement it ends: that is renewed first.
        let with_it = self.whole.umbrella.last_day().is_some_and(|last| last <= until);
        let soon = !with_it && today <= until && until <= renewed && self.whole.open_amendment.is_none();
        soon.then(|| self.item(wanted, offered, Some(until)))
    }

    /// The other side, or its government for it, holds the contract broken by the caller's business.
    fn breach(&self, wanted: &Wanted<'_>) -> Option<Item<ContractId>> {
        let row = &self.whole.row;
        let at = row.breach_noticed_at?;
        (row.told_of_breach() == Some(wanted.caller.party())).then(|| self.item(wanted, at, None))
    }
}

impl ContractRow {
    /// The business that was told that the contract is held broken; none without a notice.
    fn told_of_breach(&self) -> Option<PartyId> {
        let by = self.breach_noticed_by_party_id?;
        let by_supplier =
            by == self.supplier_id || (by != self.buyer_id && by == self.supplier_government_id);
        Some(if by_supplier { self.buyer_id } else { self.supplier_id })
    }
}
