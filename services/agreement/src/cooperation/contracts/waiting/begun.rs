//! What one side of a contract has begun and the other answers: a short ending, a termination, the notice of a breach; and
//! what its sides do about an end that is near, or a season that failed. Few at
//! a time: they are read at once, the newest thousand at most, and put in order with the rest.

use std::slice;

use chrono::NaiveDate;
use db::Connection;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use domain::agreement::{ConsentKind, ContractState};
use domain::catalog::SeasonState;
use domain::shared::{Business, ContractId, PartyId, Unmet, jakarta_midnight};
use service::work_items::{Found, Item, Wanted};
use service::{Error, Stateful as _};

use super::{Candidate, candidates};
use crate::cooperation::consents::{AT_ONCE, unanswered};
use crate::cooperation::contracts::closing::closing_of;
use crate::cooperation::contracts::rows::ContractRow;
use crate::cooperation::limits;
use crate::outside::FailedSeason;
use crate::schema::{consent, contract, contract_text, projected_season};

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
    let failed = projected_season::table
        .filter(projected_season::state.eq(SeasonState::Failed))
        .filter(projected_season::version.ge(0))
        .filter(projected_season::contract_id.is_not_null())
        .select(projected_season::contract_id.assume_not_null());
    let begun = contract::breach_noticed_at.is_not_null().or(contract::id.eq_any(endings));
    let begun = begun.or(contract::id.eq_any(failed));
    let rows: Vec<ContractRow> = contract::table
        .filter(trades.or(governs))
        .filter(contract::state.eq_any(states))
        .filter(begun.or(ends).or(amended))
        .order(contract::updated_at.desc())
        .limit(AT_ONCE)
        .select(ContractRow::as_select())
        .load(conn)
        .await?;
    let mut found = Vec::new();
    for one in candidates(conn, wanted, rows).await? {
        let unfulfilled = one.unfulfilled(conn, wanted).await?;
        found.extend(one.answers(wanted, renewed, &unfulfilled));
    }
    Ok(found)
}

impl Candidate {
    /// What the contract lacks to be fulfilled, where the caller is told that it is broken.
    async fn unfulfilled(&self, conn: &mut Connection, wanted: &Wanted<'_>) -> Result<Vec<Unmet>, Error> {
        if self.breach(wanted).is_none() {
            return Ok(Vec::new());
        }
        let closing = closing_of(conn, slice::from_ref(&self.whole), wanted.today()).await?;
        let judged = closing.check_delivered(&self.whole, wanted.today());
        Ok(judged.err().map(|refusal| refusal.unmet).unwrap_or_default())
    }

    /// What the caller's side answers now.
    fn answers(&self, wanted: &Wanted<'_>, renewed: Option<NaiveDate>, unfulfilled: &[Unmet]) -> Vec<Found> {
        let ending = self.consent(ConsentKind::Termination, self.side.as_deref(), wanted);
        let ending = ending.map(|item| Item { counterpart: self.other_government(wanted), ..item });
        let begun = [
            ("end_contract_short", self.consent(ConsentKind::ShortEnding, self.business(wanted), wanted)),
            ("terminate_contract", ending),
            ("fulfill_contract", self.breach(wanted)),
            ("create_contract_amendment", self.failure(wanted).or_else(|| self.renewal(wanted, renewed))),
        ];
        let found = begun.into_iter().filter_map(|(action, item)| {
            let bars = if action == "fulfill_contract" { unfulfilled } else { &[] };
            Some(self.found(wanted, action, item?)?.blocked_by(bars.iter().cloned()))
        });
        found.collect()
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

    /// A season that its lines name has failed, and nothing that would change that waits: for the buyer and both governments.
    fn failure(&self, wanted: &Wanted<'_>) -> Option<Item<ContractId>> {
        let (whole, today) = (&self.whole, wanted.today());
        let named = |season: &FailedSeason| {
            whole.lines_on(today).iter().any(|line| line.season_ids.contains(&season.id))
        };
        let since =
            whole.failed_seasons.iter().filter(|season| named(season)).map(|season| season.since).min()?;
        let told = wanted.caller.party() != whole.row.supplier_id && whole.open_amendment.is_none();
        told.then(|| self.item(wanted, since, None))
    }

    /// It ends soon, and nothing that would change that waits: its renewal is an amendment of the period.
    fn renewal(&self, wanted: &Wanted<'_>, renewed: Option<NaiveDate>) -> Option<Item<ContractId>> {
        self.business(wanted)?;
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
