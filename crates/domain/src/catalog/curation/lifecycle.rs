//! Curation (kurasi): a panel judges one product version for named channels and a term.
//!
//! Owns the lifecycle, and what an approval is good for on a day. The panel's own rules are in `panel`.
//! Refuses with `curation-required` when no approval holds for the version, the outlet and the day.

use chrono::NaiveDate;

use crate::catalog::{Channel, Outlet, SELLERS};
use crate::shared::{
    Bilingual, CurationId, Invalid, Period, Quantity, Refusal, RefusalCode, Role, TextHash, Unmet, Waiting,
    Waits,
};
use crate::{labels, lifecycle, say, words};

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
        /// Taken back by the supplier before the decision.
        Withdrawn = "withdrawn",
    }
}

labels! {
    /// What happens to a curation.
    pub enum CurationEvent {
        /// The supplier hands it in, also again after changes or after taking it back.
        Submit = "submit",
        /// A curator begins to look through it.
        StartScreening = "start_screening",
        /// The curator asks for samples.
        RequestSample = "request_sample",
        /// The samples arrive.
        ReceiveSample = "receive_sample",
        /// The panel begins, or another one is called before anybody has scored.
        StartReview = "start_review",
        /// A member of the panel scores.
        Score = "score",
        /// The panel approves.
        Approve = "approve",
        /// The panel approves with conditions.
        ApproveWithConditions = "approve_with_conditions",
        /// The panel wants something mended.
        RequestChanges = "request_changes",
        /// The panel refuses.
        Reject = "reject",
        /// The supplier takes it back.
        Withdraw = "withdraw",
    }
}

/// How many pictures go with a submission at least. No law says it, and no day changes it: who judges a package has to have
/// seen one, and one shows it.
pub const LEAST_PHOTOS: usize = 1;

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

/// Curators of the outlet's operator, of its region's government, or of the supplier's.
const CURATOR: &[Role] = &[Role::Curator];

lifecycle! {
    /// What has happened to a curation.
    pub enum CurationHappened: CurationState, CurationEvent {
        Submit (Submitted = "submitted", Optional, SELLERS): Draft | ChangesRequested | Withdrawn => Submitted;
        StartScreening (ScreeningStarted = "screening_started", Optional, CURATOR): Submitted => Screening;
        RequestSample (SampleRequested = "sample_requested", Required, CURATOR): Screening => SampleRequested;
        ReceiveSample (SampleReceived = "sample_received", Optional, CURATOR): SampleRequested => SampleReceived;
        StartReview (ReviewStarted = "review_started", Optional, CURATOR): Screening | SampleReceived | InReview => InReview;
        Score (Scored = "scored", Optional, CURATOR): InReview => InReview;
        Approve (Approved = "approved", Optional, CURATOR): InReview => Approved;
        ApproveWithConditions (ApprovedWithConditions = "approved_with_conditions", Optional, CURATOR):
            InReview => ApprovedWithConditions;
        RequestChanges (ChangesRequested = "changes_requested", ToMend, CURATOR): InReview => ChangesRequested;
        Reject (Rejected = "rejected", Required, CURATOR): InReview => Rejected;
        Withdraw (Withdrawn = "withdrawn", Optional, SELLERS):
            Draft | Submitted | Screening | SampleRequested | SampleReceived | InReview | ChangesRequested => Withdrawn;
    }
    also {
        /// The supplier prepared it.
        Prepared = "prepared",
    }
}

impl Waits for CurationState {
    const WAITING: &'static [Waiting<Self>] = &[
        Waiting { state: Self::Draft, action: "submit_curation", roles: CurationEvent::Submit.roles() },
        Waiting {
            state: Self::ChangesRequested,
            action: "submit_curation",
            roles: CurationEvent::Submit.roles(),
        },
        Waiting {
            state: Self::Submitted,
            action: "screen_curation",
            roles: CurationEvent::StartScreening.roles(),
        },
        Waiting {
            state: Self::Screening,
            action: "review_curation",
            roles: CurationEvent::StartReview.roles(),
        },
        Waiting {
            state: Self::SampleRequested,
            action: "receive_curation_sample",
            roles: CurationEvent::ReceiveSample.roles(),
        },
        Waiting {
            state: Self::SampleReceived,
            action: "review_curation",
            roles: CurationEvent::StartReview.roles(),
        },
        Waiting { state: Self::InReview, action: "score_curation", roles: CurationEvent::Score.roles() },
        Waiting { state: Self::InReview, action: "decide_curation", roles: CurationEvent::Approve.roles() },
    ];
    const RESTING: &'static [Self] = &[Self::Withdrawn];
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
    /// The curation that gave it.
    pub curation: CurationId,
    /// The product version judged, by its hash.
    pub version: TextHash,
    /// Where it may be listed; at least one.
    pub channels: Vec<Channel>,
    /// From when until when; always with an end.
    pub term: Period,
    /// What the supplier has to keep to; empty when approved without conditions.
    pub conditions: Vec<String>,
    /// How many packages a month may be planned under it, over all outlets; none where it was given before that was asked.
    pub monthly_ceiling: Option<Quantity>,
}

impl Approval {
    /// Everything that keeps this from being the content of the decision `event`; empty when it can be.
    pub fn check(&self, event: CurationEvent) -> Vec<Invalid> {
        let mut found = Vec::new();
        if self.channels.is_empty() {
            found.push(Invalid::new(
                "/channels",
                "item-count",
                "Sebutkan paling sedikit satu gerai atau jaringan gerai.",
                "Name at least one outlet or chain of outlets.",
            ));
        }
        if self.term.until.is_none_or(|until| until < self.term.from) {
            found.push(Invalid::new(
                "/term",
                "period",
                "Isikan tanggal mulai dan tanggal berakhir yang tidak mendahuluinya.",
                "Give a first day, and a last day not before it.",
            ));
        }
        if self.conditions.iter().any(|text| text.trim().is_empty() || text.chars().count() > 500) {
            found.push(Invalid::new(
                "/conditions",
                "length",
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
    let unmet = Unmet::new(
        "version_unchanged",
        "version_hash",
        Bilingual::same(current.as_str()),
        Bilingual::same(submitted.as_str()),
        Bilingual::new(
            "Label, resep, atau izin berubah sejak diajukan; minta perbaikan agar pemasok mengajukan ulang versi ini.",
            "The label, recipe or a permit has changed since it was submitted; request changes, so that the supplier submits this version again.",
        ),
    );
    Err(Refusal::rule(RefusalCode::CurationRule, vec![unmet]))
}

/// The approval that lets a version be listed in an outlet on a day; of several, which come oldest first, the newest.
///
/// # Errors
/// [`Refusal`] `curation-required`: nothing approved, another version, another channel, or out of its term.
pub fn standing_approval<'a>(
    approvals: &'a [Approval],
    version: &TextHash,
    outlet: &Outlet,
    day: NaiveDate,
) -> Result<&'a Approval, Refusal> {
    approvals.iter().rev().find(|approval| approval.valid_for(version, outlet, day)).ok_or_else(|| {
        Refusal::rule(RefusalCode::CurationRequired, vec![missing(approvals, version, outlet, day)])
    })
}

/// Names the nearest miss: the further an approval got, the less is left to do.
fn missing(approvals: &[Approval], version: &TextHash, outlet: &Outlet, day: NaiveDate) -> Unmet {
    let same_version: Vec<_> = approvals.iter().filter(|approval| approval.version == *version).collect();
    let here = same_version.iter().filter(|approval| approval.covers(outlet)).max_by_key(|a| a.term.until);
    let (found, id, en) = if let Some(approval) = here {
        let found = say!("disetujui {term}", "approved {term}", term = &approval.term);
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
        let places = approval.channels.iter().map(|place| Bilingual::same(place.to_string()));
        (
            say!("disetujui untuk {places}", "approved for {places}", places = words::all_of(places)),
            "Ajukan kurasi untuk gerai ini, atau daftarkan di gerai yang sudah disetujui.",
            "Ask for curation for this outlet, or list it where it is approved.",
        )
    } else if approvals.is_empty() {
        (
            Bilingual::new("belum ada persetujuan", "no approval"),
            "Ajukan produk ini untuk kurasi: lengkapi label dan izinnya, lalu kirim pengajuan kurasi.",
            "Submit the product for curation: complete its label and permits, then submit.",
        )
    } else {
        (
            Bilingual::new("persetujuan untuk versi lain", "approval of another version"),
            "Label, resep, atau izin telah berubah sejak disetujui; ajukan versi baru ini untuk kurasi.",
            "The label, recipe or permit has changed since the approval; submit this new version for curation.",
        )
    };
    let required = say!(
        "persetujuan versi ini untuk gerai ini pada {day}",
        "approval of this version for this outlet on {day}",
        day = day,
    );
    Unmet::new("curation_valid", outlet.id, found, required, Bilingual::new(id, en))
}

#[cfg(test)]
#[path = "lifecycle_tests.rs"]
mod tests;

#[cfg(test)]
mod waiting_tests {
    #[test]
    fn every_state_that_goes_on_waits_for_somebody_or_rests() {
        crate::shared::waiting::assert_waits::<super::CurationState>();
    }
}
