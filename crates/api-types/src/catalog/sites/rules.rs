//! What facilities are judged by.

use chrono::NaiveDate;
use domain::catalog::{FacilityKind, FacilityPaperType, FacilityRuleKind, FindingSeverity};

crate::dated_rows! {
    /// Adds a rule about facilities.
    #[schema(example = json!({
        "kind": "required", "facility_kind": "hub", "paper": "business_id",
        "in_force_from_date": "2027-01-01", "legal_basis": "PP 28/2025"
    }))]
    pub struct CreateFacilityRuleRequest;
    /// What events of a rule about facilities tell.
    pub struct FacilityRuleEventData;
    /// A rule about facilities: how long a paper can be valid (`longest_term`), which facilities need one (`required`), how long
    /// an inspection holds (`inspection`), how long mending may take (`mending_time`), or how long before its end the owner of a
    /// paper is reminded of it (`renewal_notice`).
    pub struct FacilityRuleView of FacilityRuleId by legal_basis ("The law or regulation.", "Permentan 11/2020") {
        /// What the rule says; the fields that belong to other kinds stay away.
        kind: FacilityRuleKind,
        /// `longest_term` and `required`: the paper.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        paper: Option<FacilityPaperType>,
        /// `longest_term`: the longest time it is valid, in years from its first day.
        #[schema(example = 5, minimum = 1, maximum = 50)]
        #[serde(default, skip_serializing_if = "Option::is_none")]
        max_years: Option<u32>,
        /// `required` and `inspection`: the kind of facility it concerns.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        facility_kind: Option<FacilityKind>,
        /// `inspection`: for how many months from its day it holds.
        #[schema(example = json!(null), minimum = 1, maximum = 120)]
        #[serde(default, skip_serializing_if = "Option::is_none")]
        months: Option<u32>,
        /// `inspection`: whether the kind is usable with an inspection in force alone.
        #[schema(example = json!(null))]
        #[serde(default, skip_serializing_if = "Option::is_none")]
        needed: Option<bool>,
        /// `mending_time`: the severity of findings it concerns.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        severity: Option<FindingSeverity>,
        /// `mending_time`: within how many days from that on which it was found; `renewal_notice`: so many days before the last.
        #[schema(example = json!(null), minimum = 0, maximum = 3650)]
        #[serde(default, skip_serializing_if = "Option::is_none")]
        days: Option<u16>,
    }
}

crate::list_query! {
    /// Filters of the rules about facilities.
    pub struct ListFacilityRulesQuery {
        /// Only rules of this kind.
        kind: FacilityRuleKind,
        /// Only those about this paper.
        paper: FacilityPaperType,
        /// Only those about this kind of facility.
        facility_kind: FacilityKind,
        /// Only those in force on this day.
        as_of: NaiveDate,
    }
}
