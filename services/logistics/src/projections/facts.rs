//! What is read of other services' resources: only the fields this service uses, so that they may grow.

use api_types::agreement::PartyView;
use api_types::{WireMoney, WireQuantity};
use chrono::NaiveDate;
use domain::agreement::StandingKind;
use domain::shared::{
    AgreementId, BackfillGrantId, Bilingual, CommodityCode, ContractId, ContractLineId, FormCode,
    NaturalUnit, PartyId, PriceBasis, ProductId, Unit, VariantId,
};
use serde::{Deserialize, Serialize};

/// A resource of another service, as read.
#[derive(Debug, Clone)]
pub enum Fact {
    /// A party.
    Party(Box<PartyView>),
    /// A supplier's standing.
    Standing(StandingFact),
    /// An agreement.
    Agreement(Box<AgreementFact>),
    /// A contract with its lines.
    Contract(Box<ContractFact>),
    /// A grant to record the past.
    BackfillGrant(BackfillGrantFact),
    /// A commodity with its forms.
    Commodity(CommodityFact),
    /// A product variant.
    Variant(Box<VariantFact>),
}

/// A supplier's standing.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct StandingFact {
    /// The supplier.
    pub party_id: PartyId,
    /// What its verification is worth.
    pub standing: StandingKind,
    /// Last day it holds; none for no end, or when not verified.
    pub verified_until_date: Option<NaiveDate>,
}

/// An agreement between two governments.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct AgreementFact {
    /// Its id.
    pub id: AgreementId,
    /// Its ETag; carries the version.
    pub etag: String,
    /// Number on the paper.
    pub number: Option<String>,
    /// Title.
    pub title: String,
    /// Label of its state.
    pub state: String,
    /// The government that offered.
    pub initiator_party_id: PartyId,
    /// The government that answered.
    pub counterpart_party_id: PartyId,
    /// Who facilitates.
    pub facilitator_party_id: Option<PartyId>,
    /// First day.
    pub valid_from_date: NaiveDate,
    /// Last day; none for no end.
    pub valid_until_date: Option<NaiveDate>,
}

/// A contract with its lines.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ContractFact {
    /// Its id.
    pub id: ContractId,
    /// Its ETag; carries the version.
    pub etag: String,
    /// Number on the paper.
    pub number: String,
    /// The agreement above it.
    pub agreement_id: AgreementId,
    /// Label of its type.
    pub r#type: String,
    /// Label of its state.
    pub state: String,
    /// Who sells.
    pub supplier_id: PartyId,
    /// Who buys.
    pub buyer_id: PartyId,
    /// The government of the supplier's side.
    pub supplier_government_id: PartyId,
    /// The government of the buyer's side.
    pub buyer_government_id: PartyId,
    /// Who facilitates the agreement.
    pub facilitator_id: Option<PartyId>,
    /// Home region of the supplier.
    pub supplier_region_code: String,
    /// Home region of the buyer.
    pub buyer_region_code: String,
    /// First day.
    pub valid_from_date: NaiveDate,
    /// Last day; none for no end.
    pub valid_until_date: Option<NaiveDate>,
    /// Its lines.
    pub lines: Vec<ContractLineFact>,
}

/// A line of a contract.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ContractLineFact {
    /// Its id.
    pub id: ContractLineId,
    /// Its place on the paper.
    pub number: i32,
    /// Commodity.
    pub commodity_code: CommodityCode,
    /// Form.
    pub form_code: FormCode,
    /// The unit people order in.
    pub unit: Unit,
    /// Committed; null where nothing limits.
    pub quantity: Option<WireQuantity>,
    /// How much more may be received, in basis points.
    pub over_tolerance_bp: u16,
    /// Rupiah per basis.
    pub price: WireMoney,
    /// What the price counts.
    pub price_basis: PriceBasis,
    /// What people call it.
    pub description: Option<String>,
}

/// A grant to record facts of the past.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct BackfillGrantFact {
    /// Its id.
    pub id: BackfillGrantId,
    /// Who may record.
    pub party_id: PartyId,
    /// First day it covers.
    pub from_date: NaiveDate,
    /// Last day it covers.
    pub until_date: NaiveDate,
}

/// A commodity with its forms.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct CommodityFact {
    /// Its code.
    pub code: CommodityCode,
    /// Its name.
    pub name: Bilingual,
    /// The group it belongs to.
    pub group: String,
    /// The unit in which its people count it.
    pub natural_unit: NaturalUnit,
    /// The forms it is traded in.
    pub forms: Vec<FormFact>,
}

/// A form of a commodity.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct FormFact {
    /// Its code.
    pub code: FormCode,
    /// Its name.
    pub name: Bilingual,
    /// The unit that draws a contract line down.
    pub unit: Unit,
    /// The second measure, which never limits.
    #[serde(default)]
    pub second_unit: Option<Unit>,
}

/// A variant of a product.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct VariantFact {
    /// Its id.
    pub id: VariantId,
    /// Its ETag; carries the version.
    pub etag: String,
    /// Its product.
    pub product_id: ProductId,
    /// Who makes it.
    pub supplier_id: PartyId,
    /// Commodity.
    pub commodity_code: CommodityCode,
    /// Form.
    pub form_code: FormCode,
    /// Its name.
    pub name: String,
    /// Trade item number.
    #[serde(default)]
    pub gtin: Option<String>,
    /// Label of its state.
    pub state: String,
    /// Hash of its present version.
    #[serde(default)]
    pub version_hash: Option<String>,
    /// Its permits, as catalog shows them.
    pub permits: serde_json::Value,
    /// Whether it may be listed.
    pub listing_ready: bool,
}
