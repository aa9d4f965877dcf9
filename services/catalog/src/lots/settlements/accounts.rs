//! What a lot means for each member, by what is known now.

use std::collections::BTreeMap;

use db::Connection;
use domain::catalog::{LotBook, LotDivision, divide_lot, enter_credit};
use domain::shared::{Bilingual, ConsolidationLotId, MemberId, Refusal, RefusalCode, Unmet};
use service::Error;

use super::queries;
use super::rows::{LotStatementRow, MemberAccount, MemberGoods};
use crate::lots::consolidation_lots::WholeLot;
use crate::lots::contributions::current_contributions;
use crate::lots::member_inputs::debts_of;
use crate::outside::receipts_of;

/// A lot by what is known now, and how it was settled before.
pub(super) struct Accounts {
    /// What became of it.
    pub(super) division: LotDivision,
    /// What it means for each member, in order of their ids.
    pub(super) members: Vec<MemberAccount>,
    /// The statements made, oldest first.
    pub(super) statements: Vec<LotStatementRow>,
    /// What the last of them says to each member.
    pub(super) last: Vec<MemberAccount>,
}

impl Accounts {
    /// Whether the last statement says what is known now.
    pub(super) fn is_settled(&self) -> bool {
        let same = |(one, other): (&MemberAccount, &MemberAccount)| one.agrees(other);
        !self.statements.is_empty()
            && self.last.len() == self.members.len()
            && self.last.iter().zip(&self.members).all(same)
    }
}

/// Puts together what is known of a lot.
///
/// # Errors
/// `amount-too-large`; database errors.
pub(super) async fn accounts_of(conn: &mut Connection, whole: &WholeLot) -> Result<Accounts, Error> {
    let lot = whole.row.id;
    let (book, mut goods) = book_of(conn, whole).await?;
    let division = divide_lot(&book).ok_or_else(|| too_large(lot))?;
    for (member, share) in &division.members {
        goods.entry(*member).or_default().grades.clone_from(&share.grades);
    }
    let statements = queries::statements_of(conn, lot).await?;
    let last = match statements.last() {
        Some(statement) => queries::members_of(conn, statement.id).await?,
        None => Vec::new(),
    };
    let last = last.into_iter().map(|row| row.account()).collect::<Result<Vec<_>, _>>()?;
    let ids: Vec<MemberId> = goods.keys().copied().collect();
    let debts = debts_of(conn, &ids).await?;
    let account = |(member, goods): (MemberId, MemberGoods)| {
        let share = division.members.get(&member);
        let (gross, fee) = share.map_or((0, 0), |share| (share.gross, share.fee));
        let before = last.iter().find(|one| one.member == member).map_or(0, |one| one.entry.credited);
        let debt = debts.get(&member).copied().unwrap_or_default();
        MemberAccount { member, goods, gross, fee, entry: enter_credit(before, gross - fee, debt) }
    };
    let members = goods.into_iter().map(account).collect();
    Ok(Accounts { division, members, statements, last })
}

/// What was brought, what it was set aside for and what became of it; and each member's goods before they went into the lot.
async fn book_of(
    conn: &mut Connection,
    whole: &WholeLot,
) -> Result<(LotBook, BTreeMap<MemberId, MemberGoods>), Error> {
    let mut book = LotBook {
        allocated: whole.allocated_by_line(),
        receipts: receipts_of(conn, whole.row.id).await?,
        hub_fee_bp: whole.row.hub_fee_bp,
        ..LotBook::default()
    };
    let mut goods: BTreeMap<MemberId, MemberGoods> = BTreeMap::new();
    for one in current_contributions(conn, whole.row.id).await? {
        let own = goods.entry(one.row.member_id).or_default();
        own.net += one.row.net();
        let Some(grading) = one.grading else { continue };
        (own.refused, own.loss) = (own.refused + grading.given_back(), own.loss + grading.loss);
        for (grade, grams) in grading.grades.into_iter().filter(|(_, grams)| *grams > 0) {
            *book.brought.entry(grade).or_default().entry(one.row.member_id).or_default() += grams;
        }
    }
    Ok((book, goods))
}

fn too_large(lot: ConsolidationLotId) -> Error {
    let unmet = Unmet::new(
        "amount_recordable",
        lot,
        Bilingual::new("lebih dari yang dapat dicatat", "more than can be recorded"),
        Bilingual::new("jumlah yang dapat dicatat", "an amount that can be recorded"),
        Bilingual::new("Periksa nilai penerimaan lot ini.", "Check the amounts of the receipts of this lot."),
    );
    Refusal::rule(RefusalCode::AmountTooLarge, vec![unmet]).into()
}
