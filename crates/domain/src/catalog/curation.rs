//! Curation (kurasi): a panel judges one product version for named channels and a term.
//!
//! Owns the lifecycle, and what an approval is good for on a day. The panel's own rules are in `panel`.
//! Refuses with `curation-required` when no approval holds for the version, the outlet and the day.

use chrono::NaiveDate;

use super::{Channel, Outlet};
use crate::labels;
use crate::shared::{Bilingual, Invalid, Lifecycle, Period, Refusal, TextHash, Unmet};

labels! {
    /// Where a curation stands.
    pub enum CurationState {
        /// The supplier prepares it.
        Draft = "draft",
        /// Handed in.
        Submitted = "submitted",
        /// Papers and label are looked through.
        Screening = "screening",
        /// The curator waits for samples.
        SampleRequested = "sample_requested",
        /// Samples have arrived.
        SampleReceived = "sample_received",
        /// The panel scores.
        InReview = "in_review",
        /// Approved.
        Approved = "approved",
        /// Approved, with conditions to keep.
        ApprovedWithConditions = "approved_with_conditions",
        /// The supplier mends something and hands in again.
        ChangesRequested = "changes_requested",
        /// Refused.
        Rejected = "rejected",
    }
}

labels! {
    /// What happens to a curation.
    pub enum CurationEvent {
        /// The supplier hands it in, also again after changes.
        Submit = "submit",
        /// A curator begins to look through it.
        StartScreening = "start_screening",
        /// The curator asks for samples.
        RequestSample = "request_sample",
        /// The samples arrive.
        ReceiveSample = "receive_sample",
        /// The panel begins.
        StartReview = "start_review",
        /// The panel approves.
        Approve = "approve",
        /// The panel approves with conditions.
        ApproveWithConditions = "approve_with_conditions",
        /// The panel wants something mended.
        RequestChanges = "request_changes",
        /// The panel refuses.
        Reject = "reject",
    }
}

labels! {
    /// What a panel decides.
    pub enum CurationOutcome {
        /// It may be listed.
        Approved = "approved",
        /// It may be listed while the conditions are kept.
        ApprovedWithConditions = "approved_with_conditions",
        /// The supplier mends something and hands in again.
        ChangesRequested = "changes_requested",
        /// It may not be listed.
        Rejected = "rejected",
    }
}

impl CurationOutcome {
    /// What the decision does to the curation.
    pub const fn event(self) -> CurationEvent {
        match self {
            Self::Approved => CurationEvent::Approve,
            Self::ApprovedWithConditions => CurationEvent::ApproveWithConditions,
            Self::ChangesRequested => CurationEvent::RequestChanges,
            Self::Rejected => CurationEvent::Reject,
        }
    }

    /// Whether it lets the product be listed; then it needs an [`Approval`], else an explanation.
    pub const fn approves(self) -> bool {
        matches!(self, Self::Approved | Self::ApprovedWithConditions)
    }
}

impl CurationEvent {
    /// Whether it is the panel's decision, which needs the scores, and an [`Approval`] when it approves.
    pub const fn is_decision(self) -> bool {
        matches!(self, Self::Approve | Self::ApproveWithConditions | Self::RequestChanges | Self::Reject)
    }
}

impl Lifecycle for CurationState {
    type Event = CurationEvent;
    const STATES: &'static [Self] = Self::ALL;
    const EVENTS: &'static [CurationEvent] = CurationEvent::ALL;

    fn next(self, event: CurationEvent) -> Option<Self> {
        use CurationEvent as E;
        match (self, event) {
            (Self::Draft | Self::ChangesRequested, E::Submit) => Some(Self::Submitted),
            (Self::Submitted, E::StartScreening) => Some(Self::Screening),
            (Self::Screening, E::RequestSample) => Some(Self::SampleRequested),
            (Self::SampleRequested, E::ReceiveSample) => Some(Self::SampleReceived),
            (Self::Screening | Self::SampleReceived, E::StartReview) => Some(Self::InReview),
            (Self::InReview, E::Approve) => Some(Self::Approved),
            (Self::InReview, E::ApproveWithConditions) => Some(Self::ApprovedWithConditions),
            (Self::InReview, E::RequestChanges) => Some(Self::ChangesRequested),
            (Self::InReview, E::Reject) => Some(Self::Rejected),
            _ => None,
        }
    }
}

labels! {
    /// What an approval is worth on a day; derived when asked, never stored.
    pub enum ApprovalCondition {
        /// Holds for the variant as it is now.
        Standing = "standing",
        /// Its term has not begun.
        NotYetValid = "not_yet_valid",
        /// Its term has ended.
        Ended = "ended",
        /// The label, recipe or a permit has changed since.
        VersionChanged = "version_changed",
    }
}

/// What a panel approved: one product version, in named channels, for a term.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Approval {
    /// The product version judged, by its hash.
    pub version: TextHash,
    /// Where it may be listed; at least one.
    pub channels: Vec<Channel>,
    /// From when until when; always with an end.
    pub term: Period,
    /// What the supplier has to keep to; empty when approved without conditions.
    pub conditions: Vec<String>,
}

impl Approval {
    /// Everything that keeps this from being the content of the decision `event`; empty when it can be.
    pub fn check(&self, event: CurationEvent) -> Vec<Invalid> {
        let mut found = Vec::new();
        if self.channels.is_empty() {
            found.push(Invalid::new(
                "/channels",
                "channels-missing",
                "Sebutkan paling sedikit satu gerai atau jaringan gerai.",
                "Name at least one outlet or chain of outlets.",
            ));
        }
        if self.term.until.is_none_or(|until| until < self.term.from) {
            found.push(Invalid::new(
                "/term",
                "term-open",
                "Isikan tanggal mulai dan tanggal berakhir yang tidak mendahuluinya.",
                "Give a first day, and a last day not before it.",
            ));
        }
        if self.conditions.iter().any(|text| text.trim().is_empty() || text.chars().count() > 500) {
            found.push(Invalid::new(
                "/conditions",
                "text-length",
                "Tuliskan setiap syarat dalam 1 sampai 500 karakter.",
                "Write each condition in 1 to 500 characters.",
            ));
        }
        if (event == CurationEvent::ApproveWithConditions) == self.conditions.is_empty() {
            found.push(Invalid::new(
                "/conditions",
                "conditions-mismatch",
                "Persetujuan bersyarat menyebut syaratnya; persetujuan penuh tidak bersyarat.",
                "An approval with conditions names them; a plain approval has none.",
            ));
        }
        found
    }

    /// Whether the approval lets this version be listed in this outlet on this day.
    pub fn valid_for(&self, version: &TextHash, outlet: &Outlet, day: NaiveDate) -> bool {
        self.version == *version && self.covers(outlet) && self.term.contains(day)
    }

    /// What it is worth on a day for the version the variant has then.
    pub fn condition(&self, version: &TextHash, day: NaiveDate) -> ApprovalCondition {
        if self.version != *version {
            ApprovalCondition::VersionChanged
        } else if day < self.term.from {
            ApprovalCondition::NotYetValid
        } else if self.term.ended(day) {
            ApprovalCondition::Ended
        } else {
            ApprovalCondition::Standing
        }
    }

    fn covers(&self, outlet: &Outlet) -> bool {
        self.channels.iter().any(|channel| channel.covers(outlet))
    }
}

/// Whether the variant is still the version that was submitted: a panel approves what it has seen.
///
/// # Errors
/// [`Refusal`] `curation-rule`: the label, recipe or a permit has changed since.
pub fn check_version_unchanged(submitted: &TextHash, current: &TextHash) -> Result<(), Refusal> {
    if submitted == current {
        return Ok(());
    }
    let unmet = Unmet {
        rule: "version_unchanged".into(),
        subject: "version_hash".into(),
        found: current.to_string(),
        required: submitted.to_string(),
        how_to_fix: Bilingual::new(
            "Label, resep atau izin berubah sejak diajukan; minta perbaikan agar pemasok mengajukan ulang versi ini.",
            "The label, recipe or a permit has changed since it was submitted; request changes, so that the supplier submits this version again.",
        ),
        legal_basis: None,
    };
    let title =
        Bilingual::new("Produk berubah sejak diajukan", "The product has changed since it was submitted");
    Err(Refusal::rule("curation-rule", title, vec![unmet]))
}

/// The approval that lets a version be listed in an outlet on a day.
///
/// # Errors
/// [`Refusal`] `curation-required`: nothing approved, another version, another channel, or out of its term.
pub fn standing_approval<'a>(
    approvals: &'a [Approval],
    version: &TextHash,
    outlet: &Outlet,
    day: NaiveDate,
) -> Result<&'a Approval, Refusal> {
    approvals.iter().find(|approval| approval.valid_for(version, outlet, day)).ok_or_else(|| {
        let title = Bilingual::new("Produk perlu dikurasi dahulu", "The product needs curation first");
        Refusal::rule("curation-required", title, vec![missing(approvals, version, outlet, day)])
    })
}

/// Names the nearest miss: the further an approval got, the less is left to do.
fn missing(approvals: &[Approval], version: &TextHash, outlet: &Outlet, day: NaiveDate) -> Unmet {
    let same_version: Vec<_> = approvals.iter().filter(|approval| approval.version == *version).collect();
    let here = same_version.iter().filter(|approval| approval.covers(outlet)).max_by_key(|a| a.term.until);
    let (found, id, en) = if let Some(approval) = here {
        let until = approval.term.until.map_or_else(|| "-".to_owned(), |until| until.to_string());
        let found = format!("approved from {} until {until}", approval.term.from);
        if day < approval.term.from {
            (found, "Tunggu sampai hari pertama masa kurasi.", "Wait for the first day of the approval.")
        } else {
            (
                found,
                "Ajukan kurasi ulang: masa persetujuan telah berakhir.",
                "Ask for curation again: the approval has ended.",
            )
        }
    } else if let Some(approval) = same_version.first() {
        let places: Vec<_> = approval.channels.iter().map(ToString::to_string).collect();
        (
            format!("approved for {}", places.join(", ")),
            "Ajukan kurasi untuk gerai ini, atau daftarkan di gerai yang sudah disetujui.",
            "Ask for curation for this outlet, or list it where it is approved.",
        )
    } else if approvals.is_empty() {
        (
            "no approval".to_owned(),
            "Ajukan produk ini untuk kurasi: lengkapi label dan izinnya, lalu kirim pengajuan kurasi.",
            "Submit the product for curation: complete its label and permits, then submit.",
        )
    } else {
        (
            "approval of another version".to_owned(),
            "Label, resep atau izin telah berubah sejak disetujui; ajukan versi baru ini untuk kurasi.",
            "The label, recipe or permit has changed since the approval; submit this new version for curation.",
        )
    };
    Unmet {
        rule: "curation_valid".into(),
        subject: outlet.id.to_string(),
        found,
        required: format!("approval of this version for this outlet on {day}"),
        how_to_fix: Bilingual::new(id, en),
        legal_basis: None,
    }
}

#[cfg(test)]
#[path = "curation_tests.rs"]
mod tests;
