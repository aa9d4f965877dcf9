//! Settlements as they are shown.

use std::collections::BTreeMap;

use api_types::WireMoney;
use api_types::catalog::{
    GradeShareView, LotSettlementView, LotStatementView, MemberShareView, MemberStatementView,
};
use domain::catalog::{GradeShare, LotGrade};
use domain::shared::{Money, Unit, signed_value};
use service::Error;
use web::Etag;

use super::accounts::Accounts;
use super::rows::{LotStatementRow, MemberAccount, MemberStatementRow};
use crate::lots::consolidation_lots::{LotRow, weighed};

fn rupiah(amount: i64) -> WireMoney {
    Money(amount).into()
}

fn grades(shares: &BTreeMap<LotGrade, GradeShare>) -> Vec<GradeShareView> {
    let kilograms = |grams: i64| signed_value(grams.into(), Unit::Kgm);
    let view = |(grade, share): (&LotGrade, &GradeShare)| GradeShareView {
        grade: *grade,
        unit: Unit::Kgm,
        brought: kilograms(share.brought),
        loaded: kilograms(share.outcome.loaded),
        accepted: kilograms(share.outcome.accepted),
        rejected: kilograms(share.outcome.rejected),
        shrunk: kilograms(share.outcome.shrunk()),
        undelivered: kilograms(share.undelivered()),
        amount: rupiah(share.rupiah),
    };
    shares.iter().map(view).collect()
}

fn share(account: &MemberAccount) -> MemberShareView {
    let entry = account.entry;
    MemberShareView {
        member_id: account.member,
        net: weighed(account.goods.net),
        refused: weighed(account.goods.refused),
        sorting_loss: weighed(account.goods.loss),
        grades: grades(&account.goods.grades),
        gross: rupiah(account.gross),
        hub_fee: rupiah(account.fee),
        credited_before: rupiah(entry.credited_before),
        credited: rupiah(entry.credited),
        debt_before: rupiah(entry.debt_before),
        recovered: rupiah(entry.recovered),
        owed_again: rupiah(entry.owed_again),
        debt_after: rupiah(entry.debt_after),
        paid: rupiah(entry.paid),
    }
}

fn statement(row: &LotStatementRow, reads_accounts: bool) -> LotStatementView {
    LotStatementView {
        id: row.id,
        number: row.number,
        adjusts_statement_id: row.adjusts_id,
        gross: rupiah(row.gross_rupiah),
        hub_fee: rupiah(row.fee_rupiah),
        recovered: reads_accounts.then(|| rupiah(row.recovered_rupiah)),
        owed_again: reads_accounts.then(|| rupiah(row.owed_again_rupiah)),
        paid: reads_accounts.then(|| rupiah(row.paid_rupiah)),
        settled_at: row.settled_at,
    }
}

/// A lot's settlement with its ETag; members' accounts for those alone who may read them.
pub(super) fn settlement(
    row: &LotRow,
    accounts: &Accounts,
    reads_accounts: bool,
) -> (Etag, LotSettlementView) {
    let settled = accounts.is_settled();
    let members = if settled { &accounts.last } else { &accounts.members };
    let view = LotSettlementView {
        etag: String::new(),
        consolidation_lot_id: row.id,
        state: row.state,
        settled,
        gross: rupiah(accounts.division.gross),
        hub_fee: rupiah(accounts.division.fee),
        grades: grades(&accounts.division.grades),
        statements: accounts.statements.iter().map(|row| statement(row, reads_accounts)).collect(),
        members: reads_accounts.then(|| members.iter().map(share).collect()),
    };
    let etag = Etag::with_derived(row.version, &format!("{view:?}"));
    let view = LotSettlementView { etag: etag.to_string(), ..view };
    (etag, view)
}

/// What a statement says to one member.
///
/// # Errors
/// When what is stored cannot be read: our mistake.
pub(super) fn member_statement(
    row: MemberStatementRow,
    of: &LotStatementRow,
) -> Result<MemberStatementView, Error> {
    let (id, party_id) = (row.id, row.party_id);
    Ok(MemberStatementView {
        id,
        etag: Etag::of(1).to_string(),
        statement_id: of.id,
        number: of.number,
        adjusts_statement_id: of.adjusts_id,
        consolidation_lot_id: of.lot_id,
        party_id,
        share: share(&row.account()?),
        settled_at: of.settled_at,
    })
}
