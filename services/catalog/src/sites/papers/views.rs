//! How papers are shown: with what the day decides, and with the number for who reads it.

use api_types::catalog::FacilityPaperView;
use chrono::NaiveDate;
use domain::catalog::FacilityRules;
use domain::shared::{PartyId, Role};
use service::Error;
use web::{Caller, Etag};

use super::rows::{Paper, PaperRow};

/// The ETag of a paper on a day.
pub(super) fn paper_etag(row: &PaperRow, rules: &FacilityRules, day: NaiveDate) -> Etag {
    Etag::with_derived(row.version, rules.status(&row.paper(None), day).label())
}

/// Whether the caller reads the numbers of a facility's papers: its owner, the governments of its region, and buyers.
fn reads_numbers(caller: &Caller, owner: PartyId, governs: bool) -> bool {
    governs || caller.party() == owner || caller.has(Role::Buyer) || caller.is_service()
}

impl Paper {
    /// The view for a caller on a day, with its ETag.
    ///
    /// # Errors
    /// When what is stored cannot be read: our mistake.
    pub(super) fn view(self, caller: &Caller, day: NaiveDate) -> Result<(Etag, FacilityPaperView), Error> {
        let told = reads_numbers(caller, self.owner_party_id, self.governs);
        let row = self.row;
        let etag = paper_etag(&row, &self.rules, day);
        let sha256 = row.sha256.as_deref().filter(|_| told).map(str::parse).transpose();
        let view = FacilityPaperView {
            etag: etag.to_string(),
            status: self.rules.status(&row.paper(None), day),
            id: row.id,
            state: row.state,
            facility_id: row.facility_id,
            owner_party_id: self.owner_party_id,
            r#type: row.type_,
            number: told.then_some(row.number),
            issuer: row.issuer,
            issued_date: row.issued_date,
            valid_from_date: row.valid_from_date,
            valid_until_date: row.valid_until_date,
            sha256: sha256.map_err(|_| Error::Internal("a stored hash".to_owned()))?,
            superseded_by_id: row.superseded_by_id,
            created_at: row.created_at,
            updated_at: row.updated_at,
        };
        Ok((etag, view))
    }
}
