//! Rows of the projections that the features read and that are written whole.

use chrono::NaiveDate;
use diesel::prelude::*;
use domain::logistics::LineTerms;
use domain::shared::{AgreementId, ContractId, ContractLineId, PartyId, Period, Price, PriceBasis, Unit};

use crate::schema::{projected_agreement, projected_contract, projected_contract_line, projected_variant};

/// An agreement as last read.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = projected_agreement, treat_none_as_null = true)]
pub(crate) struct AgreementRow {
    pub(crate) id: AgreementId,
    pub(crate) number: Option<String>,
    pub(crate) title: String,
    pub(crate) state: String,
    pub(crate) initiator_id: PartyId,
    pub(crate) counterpart_id: PartyId,
    pub(crate) facilitator_id: Option<PartyId>,
    pub(crate) valid_from: NaiveDate,
    pub(crate) valid_until: Option<NaiveDate>,
    pub(crate) version: i64,
    pub(crate) position: i64,
}

/// A contract as last read.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = projected_contract, treat_none_as_null = true)]
pub(crate) struct ContractRow {
    pub(crate) id: ContractId,
    pub(crate) number: String,
    pub(crate) agreement_id: AgreementId,
    pub(crate) kind: String,
    pub(crate) state: String,
    pub(crate) supplier_id: PartyId,
    pub(crate) buyer_id: PartyId,
    pub(crate) supplier_government_id: PartyId,
    pub(crate) buyer_government_id: PartyId,
    pub(crate) facilitator_id: Option<PartyId>,
    pub(crate) supplier_region_code: String,
    pub(crate) buyer_region_code: String,
    pub(crate) valid_from: NaiveDate,
    pub(crate) valid_until: Option<NaiveDate>,
    pub(crate) version: i64,
    pub(crate) terms_position: i64,
}

impl ContractRow {
    pub(crate) fn period(&self) -> Period {
        Period { from: self.valid_from, until: self.valid_until }
    }
}

/// A line of a contract as last read.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = projected_contract_line, treat_none_as_null = true)]
pub(crate) struct ContractLineRow {
    pub(crate) id: ContractLineId,
    pub(crate) contract_id: ContractId,
    pub(crate) number: i32,
    pub(crate) commodity_code: String,
    pub(crate) form_code: String,
    pub(crate) unit: Unit,
    pub(crate) committed_base: Option<i64>,
    pub(crate) over_tolerance_bp: i32,
    pub(crate) price_rupiah: i64,
    pub(crate) price_basis: PriceBasis,
    pub(crate) description: Option<String>,
}

impl ContractLineRow {
    pub(crate) fn terms(&self) -> LineTerms {
        LineTerms {
            committed: self.committed_base,
            // Read from a u16; never negative.
            over_tolerance_bp: self.over_tolerance_bp.unsigned_abs(),
            unit: self.unit,
        }
    }

    /// What one of the basis costs.
    pub(crate) fn price(&self) -> Price {
        Price { money: domain::shared::Money(self.price_rupiah), basis: self.price_basis }
    }
}

/// A variant as last read.
#[derive(Debug, Clone, Insertable, AsChangeset)]
#[diesel(table_name = projected_variant, treat_none_as_null = true)]
pub(super) struct VariantRow {
    pub(super) id: domain::shared::VariantId,
    pub(super) product_id: domain::shared::ProductId,
    pub(super) supplier_id: PartyId,
    pub(super) commodity_code: String,
    pub(super) form_code: String,
    pub(super) name: String,
    pub(super) gtin: Option<String>,
    pub(super) state: String,
    pub(super) version_hash: Option<String>,
    pub(super) permits: serde_json::Value,
    pub(super) listing_ready: bool,
    pub(super) version: i64,
}
