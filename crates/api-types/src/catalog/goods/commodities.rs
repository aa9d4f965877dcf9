//! Commodities: what is traded, in which forms, counted in which unit.

use domain::catalog::CommodityGroup;
use domain::shared::{CommodityId, NaturalUnit, Unit};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{WireBilingual, present};

/// Registers a commodity.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateCommodityRequest {
    /// Its code, lower snake_case; it never changes.
    #[schema(example = "shallot", pattern = "^[a-z][a-z0-9_]{1,39}$")]
    pub code: String,
    /// What people call it.
    pub name: WireBilingual,
    /// What kind of good it is; permits are required by group.
    pub group: CommodityGroup,
    /// The unit in which its people count it; reports speak in it.
    pub natural_unit: NaturalUnit,
    /// The forms it is traded in, 1 to 20.
    pub forms: Vec<CommodityForm>,
}

/// Changes a commodity; absent fields stay.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UpdateCommodityRequest {
    /// What people call it.
    #[schema(nullable = false)]
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub name: Option<WireBilingual>,
    /// All its forms: those it has, perhaps under new names, and new ones. Contracts refer to forms, so none
    /// can be left out and no unit can change.
    #[schema(nullable = false)]
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub forms: Option<Vec<CommodityForm>>,
}

/// A form in which a commodity is traded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(example = json!({
    "code": "fresh_shell",
    "name": {"id": "Telur segar bercangkang", "en": "Fresh eggs in shell"},
    "unit": "KGM",
    "second_unit": "H87",
}))]
#[serde(deny_unknown_fields)]
pub struct CommodityForm {
    /// Its code, unique within the commodity.
    #[schema(example = "fresh_shell", pattern = "^[a-z][a-z0-9_]{1,39}$")]
    pub code: String,
    /// What people call it.
    pub name: WireBilingual,
    /// The unit a contract line of this form usually draws down in.
    #[schema(example = "KGM")]
    pub unit: Unit,
    /// A second measure recorded beside it, of another dimension; it never limits.
    #[schema(example = "H87")]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub second_unit: Option<Unit>,
    /// The unit in which its people count it and reports speak: a Rec 20 code of a kind it is measured in, or `vehicle`. When
    /// absent, that of the commodity where the form is measured so, else tonnes of what is weighed. Answers always say it.
    #[schema(example = "TNE")]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub natural_unit: Option<NaturalUnit>,
}

/// A commodity.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CommodityView {
    /// Its id, the subject of its events.
    pub id: CommodityId,
    /// Its code, by which everybody names it.
    #[schema(example = "eggs")]
    pub code: String,
    /// Its ETag, for changes.
    #[schema(example = "\"v1\"")]
    pub etag: String,
    /// What people call it.
    pub name: WireBilingual,
    /// What kind of good it is.
    pub group: CommodityGroup,
    /// The unit in which its people count it: a Rec 20 code, or `vehicle`.
    #[schema(example = "TNE")]
    pub natural_unit: NaturalUnit,
    /// The forms it is traded in.
    pub forms: Vec<CommodityForm>,
}

crate::list_query! {
    /// Filters of the commodities.
    pub struct ListCommoditiesQuery {
        /// Only this group.
        group: CommodityGroup,
    }
}
