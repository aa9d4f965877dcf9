//! Rows of the settlements.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use domain::catalog::{GradeShare, LotGrade, MemberEntry};
use domain::shared::{ConsolidationLotId, LotStatementId, MemberId, MemberStatementId, PartyId};
use serde::{Deserialize, Serialize};
use service::Error;

use crate::schema::{lot_statement, member_statement};

/// A settlement of a lot as stored.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = lot_statement)]
pub(super) struct LotStatementRow {
    pub(super) id: LotStatementId,
    pub(super) lot_id: ConsolidationLotId,
    pub(super) number: i32,
    pub(super) adjusts_id: Option<LotStatementId>,
    pub(super) gross_rupiah: i64,
    pub(super) fee_rupiah: i64,
    pub(super) recovered_rupiah: i64,
    pub(super) owed_again_rupiah: i64,
    pub(super) paid_rupiah: i64,
    pub(super) actor_subject: String,
    pub(super) settled_at: DateTime<Utc>,
    /// What the receipts said then, in one word; unknown where nobody asked.
    pub(super) receipts_said: Option<String>,
}

/// What it says to one member, as stored.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = member_statement)]
pub(super) struct MemberStatementRow {
    pub(super) id: MemberStatementId,
    pub(super) statement_id: LotStatementId,
    pub(super) lot_id: ConsolidationLotId,
    pub(super) party_id: PartyId,
    pub(super) member_id: MemberId,
    /// See [`MemberGoods`].
    pub(super) content: serde_json::Value,
    pub(super) gross_rupiah: i64,
    pub(super) fee_rupiah: i64,
    pub(super) credited_before_rupiah: i64,
    pub(super) debt_before_rupiah: i64,
    pub(super) recovered_rupiah: i64,
    pub(super) owed_again_rupiah: i64,
    pub(super) paid_rupiah: i64,
}

/// What became of a member's goods, in grams.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct MemberGoods {
    /// Brought.
    pub(super) net: i64,
    /// Given back at sorting.
    pub(super) refused: i64,
    /// Lost at sorting.
    pub(super) loss: i64,
    /// What went into the lot.
    pub(super) grades: BTreeMap<LotGrade, GradeShare>,
}

/// What a lot means for a member: goods, rupiah, and what is entered for them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct MemberAccount {
    pub(super) member: MemberId,
    pub(super) goods: MemberGoods,
    pub(super) gross: i64,
    pub(super) fee: i64,
    pub(super) entry: MemberEntry,
}

impl MemberStatementRow {
    /// What it says.
    ///
    /// # Errors
    /// When what is stored cannot be read: our mistake.
    pub(super) fn account(self) -> Result<MemberAccount, Error> {
        let goods = serde_json::from_value(self.content);
        let debt_after = self.debt_before_rupiah - self.recovered_rupiah + self.owed_again_rupiah;
        Ok(MemberAccount {
            member: self.member_id,
            goods: goods.map_err(|error| Error::Internal(format!("the statement {}: {error}", self.id)))?,
            gross: self.gross_rupiah,
            fee: self.fee_rupiah,
            entry: MemberEntry {
                credited_before: self.credited_before_rupiah,
                credited: self.gross_rupiah - self.fee_rupiah,
                debt_before: self.debt_before_rupiah,
                recovered: self.recovered_rupiah,
                owed_again: self.owed_again_rupiah,
                debt_after,
                paid: self.paid_rupiah,
            },
        })
    }
}

impl MemberAccount {
    /// Whether two statements say the same of goods and rupiah, whatever was entered for them.
    pub(super) fn agrees(&self, other: &Self) -> bool {
        let said = |one: &Self| (one.member, one.goods.clone(), one.gross, one.fee);
        said(self) == said(other)
    }

    /// As it is kept.
    ///
    /// # Errors
    /// When it cannot be written as JSON: our mistake.
    pub(super) fn row(
        &self,
        id: MemberStatementId,
        of: &LotStatementRow,
        party_id: PartyId,
    ) -> Result<MemberStatementRow, Error> {
        let content = serde_json::to_value(&self.goods);
        Ok(MemberStatementRow {
            id,
            statement_id: of.id,
            lot_id: of.lot_id,
            party_id,
            member_id: self.member,
            content: content.map_err(|error| Error::Internal(format!("a statement: {error}")))?,
            gross_rupiah: self.gross,
            fee_rupiah: self.fee,
            credited_before_rupiah: self.entry.credited_before,
            debt_before_rupiah: self.entry.debt_before,
            recovered_rupiah: self.entry.recovered,
            owed_again_rupiah: self.entry.owed_again,
            paid_rupiah: self.entry.paid,
        })
    }
}
