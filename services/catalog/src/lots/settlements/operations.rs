//! Settling a lot with its members, and settling it anew.

use api_types::TransitionRequest;
use domain::catalog::{LotEvent, LotHappened, LotState, check_adjustable, check_all_received};
use domain::shared::{ConsolidationLotId, MemberId};
use service::{Error, ReadUp, Tx};
use web::{Reply, RequestMeta};

use super::accounts::{Accounts, accounts_of};
use super::queries;
use super::rows::{LotStatementRow, MemberAccount};
use crate::context::Context;
use crate::lots::consolidation_lots::{WholeLot, lock_lot, reply};
use crate::lots::contributions::current_contributions;
use crate::outside::{LOGISTICS, loads_of, lock_roll_members};

/// Makes a statement of a lot by what is known now; 200.
pub(in crate::lots) async fn settle_consolidation_lot(
    context: &Context,
    id: ConsolidationLotId,
    meta: RequestMeta,
    body: TransitionRequest,
) -> Result<Reply, web::ApiError> {
    let read_up = ReadUp::of(LOGISTICS);
    context
        .core
        .write(meta, async move |tx| {
            let mut whole = lock_lot(tx.conn, tx.caller(), id).await?;
            let mut step = tx.begin(&whole, LotEvent::Settle, &body).await?;
            read_up.first(id)?;
            let again = whole.row.state == LotState::Settled;
            if !again {
                let received = check_all_received(&loads_of(tx.conn, id).await?);
                received.map_err(|refusal| Error::behind(LOGISTICS, refusal))?;
            }
            lock_members(tx, id).await?;
            let accounts = accounts_of(tx.conn, &whole).await?;
            if again {
                let changed = check_adjustable(!accounts.is_settled());
                changed.map_err(|refusal| Error::behind(LOGISTICS, refusal))?;
                step.is_told_as(LotHappened::Adjusted);
            }
            keep(tx, &whole, &accounts).await?;
            tx.finish(&mut whole, step).await?;
            reply(whole)
        })
        .await
}

/// Debts of members change one settlement after the other.
async fn lock_members(tx: &mut Tx<'_>, lot: ConsolidationLotId) -> Result<(), Error> {
    let brought = current_contributions(tx.conn, lot).await?;
    let members: Vec<MemberId> = brought.iter().map(|one| one.row.member_id).collect();
    lock_roll_members(tx.conn, &members).await
}

/// Keeps the statement, and what it says to each member.
async fn keep(tx: &mut Tx<'_>, whole: &WholeLot, accounts: &Accounts) -> Result<(), Error> {
    let sum = |of: fn(&MemberAccount) -> i64| accounts.members.iter().map(of).sum();
    let made = i32::try_from(accounts.statements.len()).unwrap_or(i32::MAX);
    let statement = LotStatementRow {
        id: tx.new_id(),
        lot_id: whole.row.id,
        number: made.saturating_add(1),
        adjusts_id: accounts.statements.first().map(|first| first.id),
        gross_rupiah: accounts.division.gross,
        fee_rupiah: accounts.division.fee,
        recovered_rupiah: sum(|one| one.entry.recovered),
        owed_again_rupiah: sum(|one| one.entry.owed_again),
        paid_rupiah: sum(|one| one.entry.paid),
        actor_subject: tx.caller().subject().to_owned(),
        settled_at: tx.now,
        receipts_said: Some(queries::receipts_said(tx.conn, whole.row.id).await?),
    };
    let cooperative = whole.row.cooperative_party_id;
    let members = accounts.members.iter().map(|one| one.row(tx.new_id(), &statement, cooperative));
    let members = members.collect::<Result<Vec<_>, _>>()?;
    queries::insert_statement(tx.conn, &statement, &members).await
}
