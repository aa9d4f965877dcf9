//! Papers made out for one journey: veterinary and quarantine certificates, entry recommendation, manifest.

use chrono::{DateTime, NaiveDate, Utc};
use domain::logistics::{DocumentKind, JourneyPaperKind};
use domain::shared::{JourneyPaperId, PartyId, Role, ShipmentId, TextHash};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize};
use utoipa::ToSchema;

/// A paper of this journey, with its scan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct JourneyPaperRequest {
    /// Kind of paper. Papers that a business holds (NKV, PIRT, MD, halal, PSAT) are never given here.
    #[serde(deserialize_with = "of_one_journey")]
    pub r#type: JourneyPaperKind,
    /// Number on it.
    #[schema(example = "SKKH/18.72/2026/0041", min_length = 1, max_length = 100)]
    pub number: String,
    /// Who issued it.
    #[schema(example = "Dinas Ketahanan Pangan dan Pertanian Kota Metro", min_length = 1, max_length = 200)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub issuer: Option<String>,
    /// Commodity it is for; absent where it is for whatever is on board.
    #[schema(example = "cattle", max_length = 40)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub commodity_code: Option<String>,
    /// Heads it is for; those of all shipments under it never exceed them.
    #[schema(example = 30, minimum = 1, maximum = 1_000_000)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub head_count: Option<i64>,
    /// From where. A province stands for all of its cities.
    #[schema(example = "18.72", pattern = r"^[0-9]{2}(\.[0-9]{2})?$")]
    #[serde(deserialize_with = "crate::listed_region")]
    pub origin_region_code: String,
    /// To where.
    #[schema(example = "31", pattern = r"^[0-9]{2}(\.[0-9]{2})?$")]
    #[serde(deserialize_with = "crate::listed_region")]
    pub destination_region_code: String,
    /// First day of validity.
    #[schema(example = "2026-11-20")]
    pub valid_from_date: NaiveDate,
    /// Last day of validity; absent where the paper does not lapse.
    #[schema(example = "2026-12-04")]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_until_date: Option<NaiveDate>,
    /// SHA-256 of the scan.
    #[schema(value_type = String, pattern = "^[0-9a-f]{64}$")]
    pub sha256: TextHash,
}

fn of_one_journey<'de, D: Deserializer<'de>>(reader: D) -> Result<JourneyPaperKind, D::Error> {
    let text = String::deserialize(reader)?;
    if text.parse::<DocumentKind>().is_ok() {
        return Err(D::Error::custom("expected a paper of one journey"));
    }
    text.parse().map_err(D::Error::custom)
}

/// Confirms that a paper is genuine and fits what is on board.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ConfirmJourneyPaperRequest {
    /// What was looked at.
    #[schema(example = "Asli dilihat, jumlah dan tanda telinga cocok.", min_length = 1, max_length = 2000)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// A paper of a journey.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct JourneyPaperView {
    /// Its id.
    pub id: JourneyPaperId,
    /// Its ETag.
    #[schema(example = "\"v1\"")]
    pub etag: String,
    /// The shipment it travels with.
    pub shipment_id: ShipmentId,
    /// Kind of paper.
    pub r#type: JourneyPaperKind,
    /// Number on it.
    #[schema(example = "SKKH/18.72/2026/0041")]
    pub number: String,
    /// Who issued it.
    #[schema(example = "Dinas Ketahanan Pangan dan Pertanian Kota Metro")]
    pub issuer: Option<String>,
    /// Commodity it is for.
    #[schema(example = "cattle")]
    pub commodity_code: Option<String>,
    /// Heads it is for.
    #[schema(example = 30)]
    pub head_count: Option<i64>,
    /// Heads of this shipment that travel under it, since it was made ready.
    #[schema(example = 30)]
    pub heads_used: i64,
    /// From where.
    #[schema(example = "18.72")]
    pub origin_region_code: String,
    /// To where.
    #[schema(example = "31")]
    pub destination_region_code: String,
    /// First day of validity.
    #[schema(example = "2026-11-20")]
    pub valid_from_date: NaiveDate,
    /// Last day of validity.
    #[schema(example = "2026-12-04")]
    pub valid_until_date: Option<NaiveDate>,
    /// SHA-256 of the scan.
    #[schema(value_type = String, example = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08")]
    pub sha256: TextHash,
    /// When an officer confirmed it, or its authority reported it.
    #[schema(example = json!(null))]
    pub confirmed_at: Option<DateTime<Utc>>,
    /// Party of who did.
    #[schema(example = json!(null))]
    pub confirmed_by_party_id: Option<PartyId>,
    /// As what: `vet_officer` or `receiver`; `client` for a report of the authority's machine.
    #[schema(example = json!(null))]
    pub confirmed_as: Option<Role>,
}
