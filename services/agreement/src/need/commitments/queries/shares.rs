//! Shares of needs, as the lines of contracts deliver on them.

use chrono::{DateTime, Utc};
use db::Connection;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use domain::agreement::{CommitmentHappened, CommitmentState, Promise, RecordedPeriod};
use domain::shared::{
    AgreementId, CommitmentId, ContractId, ContractLineId, DemandId, Dimension, PartyId, Scheduled,
};
use service::{Error, Tx};

use super::super::rows::{CommitmentRow, WholeCommitment};
use super::{complete, insert_links};
use crate::schema::{commitment, demand};

/// A share of a line of a demand, and what it comes to by the present version of the demand.
#[derive(Debug, Clone)]
pub(crate) struct SharePromise {
    pub(crate) id: CommitmentId,
    pub(crate) agreement: AgreementId,
    pub(crate) buyer: PartyId,
    /// The government of the committing region.
    pub(crate) government: PartyId,
    /// Who is to deliver, where one is named.
    pub(crate) supplier: Option<PartyId>,
    pub(crate) state: CommitmentState,
    pub(crate) commodity_code: String,
    pub(crate) form_code: String,
    pub(crate) dimension: Dimension,
    pub(crate) rolls_over: bool,
    share_bp: u16,
    needs: Vec<Scheduled>,
    /// Period by period, in order of the days.
    pub(crate) comes_to: Vec<Scheduled>,
}

impl SharePromise {
    /// None of a commitment to quantities of its own.
    fn of(whole: WholeCommitment) -> Result<Option<Self>, Error> {
        let line = &whole.demand.line;
        let Promise::Share(share) = whole.offer.promise(line.unit)? else { return Ok(None) };
        Ok(Some(Self {
            comes_to: whole.promised()?,
            id: whole.row.id,
            agreement: whole.row.agreement_id,
            buyer: whole.row.buyer_id,
            government: whole.row.government_id,
            supplier: whole.row.supplier_id,
            state: whole.row.state,
            commodity_code: line.commodity_code.clone(),
            form_code: line.form_code.clone(),
            dimension: line.unit.dimension(),
            rolls_over: whole.offer.rolls_over,
            share_bp: share.basis_points(),
            needs: whole.demand.needs,
        }))
    }

    /// What it comes to, to be recorded for a line.
    pub(crate) fn recorded(&self, now: DateTime<Utc>) -> Vec<RecordedPeriod> {
        let of = |one: &Scheduled| {
            let need = self.needs.iter().find(|need| need.period == one.period)?;
            Some(RecordedPeriod {
                period: one.period.clone(),
                need: need.quantity.base(),
                share_bp: self.share_bp,
                quantity: one.quantity.base(),
                recorded_at: now,
            })
        };
        self.comes_to.iter().filter_map(of).collect()
    }
}

/// The shares among some commitments.
pub(crate) async fn share_promises(
    conn: &mut Connection,
    ids: &[CommitmentId],
) -> Result<Vec<SharePromise>, Error> {
    let rows = commitment::table.filter(commitment::id.eq_any(ids)).select(CommitmentRow::as_select());
    let rows: Vec<CommitmentRow> = rows.load(conn).await?;
    shares(complete(conn, rows).await?)
}

/// The shares of a demand that were accepted, also those closed short since.
pub(crate) async fn shares_of_demand(
    conn: &mut Connection,
    of: DemandId,
) -> Result<Vec<SharePromise>, Error> {
    let rows = commitment::table
        .filter(commitment::demand_id.eq(of))
        .filter(commitment::state.eq_any([CommitmentState::Accepted, CommitmentState::ShortClosed]))
        .order(commitment::id)
        .select(CommitmentRow::as_select());
    let rows: Vec<CommitmentRow> = rows.load(conn).await?;
    shares(complete(conn, rows).await?)
}

fn shares(all: Vec<WholeCommitment>) -> Result<Vec<SharePromise>, Error> {
    all.into_iter().filter_map(|whole| SharePromise::of(whole).transpose()).collect()
}

/// The same of some commitments, with their demands held until the transaction ends: no new version of a need comes between.
pub(crate) async fn hold_shares(
    conn: &mut Connection,
    ids: &[CommitmentId],
) -> Result<Vec<SharePromise>, Error> {
    let demands = commitment::table.filter(commitment::id.eq_any(ids)).select(commitment::demand_id);
    let held = demand::table
        .filter(demand::id.eq_any(demands))
        .order(demand::id)
        .select(demand::id)
        .for_no_key_update();
    held.load::<DemandId>(conn).await?;
    share_promises(conn, ids).await
}

/// Lines of a contract deliver on the commitments that they name from now on; those that do so already go on.
pub(crate) async fn deliver_on(
    tx: &mut Tx<'_>,
    contract: ContractId,
    lines: &[(CommitmentId, ContractLineId)],
) -> Result<(), Error> {
    let ids: Vec<CommitmentId> = lines.iter().map(|(commitment, _)| *commitment).collect();
    let rows = commitment::table
        .filter(commitment::id.eq_any(&ids))
        .order(commitment::id)
        .select(CommitmentRow::as_select())
        .for_no_key_update();
    let rows: Vec<CommitmentRow> = rows.load(tx.conn).await?;
    for mut whole in complete(tx.conn, rows).await? {
        let goes_on = |line: &ContractLineId| {
            whole.links.iter().any(|link| link.contract_line_id == *line && link.ended_at.is_none())
        };
        let of_this = lines.iter().filter(|(commitment, line)| *commitment == whole.row.id && !goes_on(line));
        let new: Vec<(ContractLineId, ContractId)> = of_this.map(|(_, line)| (*line, contract)).collect();
        if !new.is_empty() {
            insert_links(tx.conn, whole.row.id, &new, tx.now).await?;
            tx.change(&mut whole, CommitmentHappened::LinesLinked).await?;
        }
    }
    Ok(())
}
