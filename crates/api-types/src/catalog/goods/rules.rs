//! Rule tables of goods: which permits products need and how long they last, how forms become each other, and what goods
//! cost by regulation or by measure.

use chrono::NaiveDate;
use domain::catalog::{CommodityGroup, PermitRuleKind, PermitType, ProductTrait};
use domain::shared::{BusinessSize, PriceBasis, PriceLevel};

use crate::{WireBilingual, WireQuantity};

crate::dated_rows! {
    /// Adds a rule about permits.
    #[schema(example = json!({
        "kind": "required", "rule": "permit_of_dried_food", "groups": ["processed_food"],
        "any_of": ["home_food_permit", "industrial_food_permit"],
        "how_to_fix": {"id": "Unggah PIRT atau BPOM MD produk ini.", "en": "Upload the PIRT or BPOM MD of this product."},
        "in_force_from_date": "2027-01-01", "legal_basis": "PP 42/2024"
    }))]
    pub struct CreatePermitRuleRequest;
    /// What events of a rule about permits tell.
    pub struct PermitRuleEventData;
    /// A rule about permits: how long one is valid (`longest_term`), or which products need one (`required`).
    pub struct PermitRuleView of PermitRuleId by legal_basis ("The law or regulation.", "PP 42/2024") {
        /// What the rule says; the fields that belong to the other kind stay away.
        kind: PermitRuleKind,
        /// `longest_term`: the permit.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        permit: Option<PermitType>,
        /// `longest_term`: the longest time it is valid, in years from its issue; absent without a limit.
        #[schema(example = 5, minimum = 1, maximum = 50)]
        #[serde(default, skip_serializing_if = "Option::is_none")]
        max_years: Option<u32>,
        /// `longest_term`: products it cannot be issued for.
        #[schema(max_items = 20)]
        #[serde(default, skip_serializing_if = "Option::is_none")]
        not_for: Option<Vec<ProductTrait>>,
        /// `required`: stable name of the need.
        #[schema(example = "halal_certificate_standing", pattern = "^[a-z][a-z0-9_]{1,39}$")]
        #[serde(default, skip_serializing_if = "Option::is_none")]
        rule: Option<String>,
        /// `required`: the groups of products it concerns.
        #[schema(max_items = 20)]
        #[serde(default, skip_serializing_if = "Option::is_none")]
        groups: Option<Vec<CommodityGroup>>,
        /// `required`: traits that exempt a product of these groups.
        #[schema(max_items = 20)]
        #[serde(default, skip_serializing_if = "Option::is_none")]
        unless: Option<Vec<ProductTrait>>,
        /// `required`: the sizes of businesses whose products it concerns; absent or empty for every size. A business
        /// whose size nobody has stated counts as large.
        #[schema(max_items = 4)]
        #[serde(default, skip_serializing_if = "Option::is_none")]
        sizes: Option<Vec<BusinessSize>>,
        /// `required`: any one of these permits meets it.
        #[schema(max_items = 20)]
        #[serde(default, skip_serializing_if = "Option::is_none")]
        any_of: Option<Vec<PermitType>>,
        /// `required`: what to do about it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        how_to_fix: Option<WireBilingual>,
    }
}

crate::list_query! {
    /// Filters of the rules about permits.
    pub struct ListPermitRulesQuery {
        /// Only rules of this kind.
        kind: PermitRuleKind,
        /// Only the terms of this permit.
        permit: PermitType,
        /// Only the need of this name.
        #[param(example = "halal_certificate_standing", max_length = 40)]
        rule: String,
        /// Only those in force on this day.
        as_of: NaiveDate,
    }
}

crate::dated_rows! {
    /// Adds a yield.
    pub struct CreateYieldRequest;
    /// What events of a yield tell.
    pub struct YieldEventData;
    /// How much of one form becomes how much of another.
    pub struct YieldView of YieldId by source ("Where the figure comes from.", "BPS, konversi gabah ke beras 2018") {
        /// The commodity of both forms.
        #[schema(example = "rice", pattern = "^[a-z][a-z0-9_]{1,39}$")]
        commodity_code: String,
        /// The form that goes in.
        #[schema(example = "paddy_harvest_dry", pattern = "^[a-z][a-z0-9_]{1,39}$")]
        from_form_code: String,
        /// The form that comes out.
        #[schema(example = "brown_rice", pattern = "^[a-z][a-z0-9_]{1,39}$")]
        to_form_code: String,
        /// So much of the first form ...
        input: WireQuantity,
        /// ... gives so much of the second.
        output: WireQuantity,
    }
}

crate::list_query! {
    /// Filters of the yields.
    pub struct ListYieldsQuery {
        /// Only those of this commodity.
        #[param(example = "rice", max_length = 40)]
        commodity_code: String,
        /// Only those of this form that goes in.
        #[param(example = "paddy_harvest_dry", max_length = 40)]
        from_form_code: String,
        /// Only those of this form that comes out.
        #[param(example = "milled_rice_medium", max_length = 40)]
        to_form_code: String,
        /// Only those in force on this day.
        as_of: NaiveDate,
    }
}

crate::dated_rows! {
    /// Adds a reference price.
    #[schema(example = json!({
        "commodity_code": "eggs", "form_code": "fresh_shell", "region_code": "35", "level": "producer",
        "price_basis": "per_kg_net", "low_rupiah": 26500, "in_force_from_date": "2027-01-01",
        "legal_basis": "Peraturan Badan Pangan Nasional 6/2024"
    }))]
    pub struct CreateReferencePriceRequest;
    /// What events of a reference price tell.
    pub struct ReferencePriceEventData;
    /// What goods cost by regulation or by measure: a floor has only a lowest price, a ceiling only a highest. A price outside
    /// is flagged, never refused.
    pub struct ReferencePriceView of ReferencePriceId by legal_basis
        ("The regulation, or who measured it.", "Peraturan Badan Pangan Nasional 6/2024") {
        /// The commodity.
        #[schema(example = "eggs", pattern = "^[a-z][a-z0-9_]{1,39}$")]
        commodity_code: String,
        /// Its form.
        #[schema(example = "fresh_shell", pattern = "^[a-z][a-z0-9_]{1,39}$")]
        form_code: String,
        /// The grade it speaks of; absent for every grade without a row of its own.
        #[schema(example = json!(null), pattern = "^[a-z][a-z0-9_]{1,39}$")]
        #[serde(default, skip_serializing_if = "Option::is_none")]
        grade: Option<String>,
        /// The province or city it holds in; absent for the whole country, but where a row of a region says otherwise.
        #[schema(example = json!(null), pattern = r"^[0-9]{2}(\.[0-9]{2})?$")]
        #[serde(default, deserialize_with = "crate::some_listed_region", skip_serializing_if = "Option::is_none")]
        region_code: Option<String>,
        /// Where on the way from the field to the table the price is paid.
        level: PriceLevel,
        /// What one price counts.
        price_basis: PriceBasis,
        /// The lowest price, in rupiah; absent for a ceiling.
        #[schema(example = 26500, minimum = 1, maximum = 1000000000000i64)]
        #[serde(default, skip_serializing_if = "Option::is_none")]
        low_rupiah: Option<i64>,
        /// The highest price, in rupiah; absent for a floor.
        #[schema(example = json!(null), minimum = 1, maximum = 1000000000000i64)]
        #[serde(default, skip_serializing_if = "Option::is_none")]
        high_rupiah: Option<i64>,
    }
}

crate::list_query! {
    /// Filters of the reference prices.
    pub struct ListReferencePricesQuery {
        /// Only those of this commodity.
        #[param(example = "eggs", max_length = 40)]
        commodity_code: String,
        /// Only those of this form.
        #[param(example = "fresh_shell", max_length = 40)]
        form_code: String,
        /// Only those of this very region.
        #[param(example = "35", max_length = 5)]
        #[serde(deserialize_with = "crate::some_listed_region")]
        region_code: String,
        /// Only those of this level.
        level: PriceLevel,
        /// Only those in force on this day.
        as_of: NaiveDate,
    }
}
