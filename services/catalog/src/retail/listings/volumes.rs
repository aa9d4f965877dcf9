//! What is planned of variants over all outlets, under the approvals by which they stand there today.

use std::collections::HashMap;

use chrono::NaiveDate;
use db::Connection;
use domain::catalog::{Approval, OutletState, PlannedVolume, standing_approval};
use domain::shared::{CurationId, ListingId, VariantId};
use service::Error;

use super::queries;
use super::rows::ListingRow;
use crate::goods::JudgedVariant;
use crate::retail::outlets::{OutletRow, find_outlets};

/// The listings that count, by the approval under which they stand.
pub(super) struct Volumes(HashMap<CurationId, Vec<Planned>>);

struct Planned {
    listing: ListingId,
    packages: i64,
}

impl Volumes {
    /// Of variants with an approval that has a ceiling; the others are bounded by nothing.
    pub(super) async fn of(
        conn: &mut Connection,
        judged: &HashMap<VariantId, JudgedVariant>,
        approvals: &HashMap<VariantId, Vec<Approval>>,
        day: NaiveDate,
    ) -> Result<Self, Error> {
        let bounded = approvals.iter().filter(|(_, all)| all.iter().any(|one| one.monthly_ceiling.is_some()));
        let bounded: Vec<VariantId> = bounded.map(|(variant, _)| *variant).collect();
        let mut counted: HashMap<CurationId, Vec<Planned>> = HashMap::new();
        if bounded.is_empty() {
            return Ok(Self(counted));
        }
        let listed = queries::list_planned(conn, &bounded).await?;
        let outlets: Vec<_> = listed.iter().map(|one| one.outlet_id).collect();
        let outlets = find_outlets(conn, &outlets, day).await?;
        for one in listed {
            let (Some(variant), Some(approved)) =
                (judged.get(&one.variant_id), approvals.get(&one.variant_id))
            else {
                continue;
            };
            // What lies in a closed outlet is planned no more.
            let open =
                |outlet: &&OutletRow| outlet.id == one.outlet_id && outlet.state != OutletState::Closed;
            let Some(outlet) = outlets.iter().find(open) else { continue };
            let outlet = outlet.outlet()?;
            if let Ok(approval) = standing_approval(approved, &variant.version, &outlet, day) {
                let planned = Planned { listing: one.id, packages: one.monthly_volume };
                counted.entry(approval.curation).or_default().push(planned);
            }
        }
        Ok(Self(counted))
    }

    /// What a listing plans, beside all others that stand under the approval.
    pub(super) fn beside_all(&self, row: &ListingRow, approval: Option<&Approval>) -> PlannedVolume {
        self.sum(row, approval, |other| other != row.id)
    }

    /// What a listing plans, beside those that were listed before it and so count first.
    pub(super) fn beside_earlier(&self, row: &ListingRow, approval: Option<&Approval>) -> PlannedVolume {
        self.sum(row, approval, |other| other < row.id)
    }

    fn sum(
        &self,
        row: &ListingRow,
        approval: Option<&Approval>,
        counts: impl Fn(ListingId) -> bool,
    ) -> PlannedVolume {
        let all = approval.and_then(|approval| self.0.get(&approval.curation)).into_iter().flatten();
        let others =
            all.filter(|one| counts(one.listing)).map(|one| one.packages).fold(0, i64::saturating_add);
        PlannedVolume { own: row.monthly_volume, others }
    }
}
