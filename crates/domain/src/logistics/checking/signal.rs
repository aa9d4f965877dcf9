//! A signal: its kinds, and how it is assessed.
//!
//! Owns what the findings of both coordinators make of it. Refuses: to judge anybody; what a signal says is a matter of people.

use crate::shared::{Begun, Bilingual, Role, Waiting, Waits};
use crate::{labels, lifecycle};

labels! {
    /// What a signal has found.
    pub enum SignalKind {
        /// One plate on two vehicles that are on the road at the same time.
        PlateOnTwoVehicles = "plate_on_two_vehicles",
        /// A vehicle was in two places sooner than it can drive.
        ImpliedSpeed = "implied_speed",
        /// The same weight to the gram, again and again.
        EqualWeights = "equal_weights",
        /// A certificate for fewer heads than travelled, or one that another supplier's goods travelled under before.
        CertificateMisused = "certificate_misused",
        /// Goods loaded outside the supplier's region, at no facility that is known.
        OriginElsewhere = "origin_elsewhere",
        /// A scan that another party showed as its own.
        FileOfAnother = "file_of_another",
        /// A payment soon after the account was changed.
        AccountChanged = "account_changed",
        /// A price far outside the band of its reference.
        PriceOutsideBand = "price_outside_band",
    }
}

labels! {
    /// Where a signal stands.
    pub enum SignalState {
        /// No coordinator has assessed it.
        Open = "open",
        /// The coordinator of one side has.
        AssessedByOne = "assessed_by_one",
        /// Both coordinators find that there is a good reason.
        Explained = "explained",
        /// Both coordinators find that it is what it seems.
        Confirmed = "confirmed",
        /// The two coordinators find otherwise.
        Contested = "contested",
    }
}

labels! {
    /// What can happen to a signal.
    pub enum SignalEvent {
        /// A coordinator assesses it.
        Assess = "assess",
    }
}

labels! {
    /// What a coordinator finds.
    pub enum SignalFinding {
        /// There is a good reason.
        Explained = "explained",
        /// It is what it seems.
        Confirmed = "confirmed",
    }
}

/// Who assesses.
const COORDINATORS: &[Role] = &[Role::Coordinator];

lifecycle! {
    /// What has happened to a signal.
    pub enum SignalHappened: SignalState, SignalEvent {
        Assess (Assessed = "assessed", Required, COORDINATORS):
            Open => AssessedByOne, AssessedByOne | Explained | Confirmed | Contested => Explained;
    }
    also {
        /// It was raised.
        Raised = "raised",
    }
}

impl Waits for SignalState {
    const WAITING: &'static [Waiting<Self>] = &[
        Waiting { state: Self::Open, action: "assess_signal", roles: COORDINATORS },
        Waiting { state: Self::AssessedByOne, action: "assess_signal", roles: COORDINATORS },
    ];
    const RESTING: &'static [Self] = &[Self::Explained, Self::Confirmed, Self::Contested];
    const BEGUN: &'static [Begun<Self>] = &[];
}

/// Where a signal stands once the sides have found this last; either may find otherwise later.
pub fn signal_state_after(one: Option<SignalFinding>, other: Option<SignalFinding>) -> SignalState {
    match (one, other) {
        (None, None) => SignalState::Open,
        (Some(_), None) | (None, Some(_)) => SignalState::AssessedByOne,
        (Some(one), Some(other)) if one != other => SignalState::Contested,
        (Some(SignalFinding::Explained), _) => SignalState::Explained,
        (Some(SignalFinding::Confirmed), _) => SignalState::Confirmed,
    }
}

impl SignalKind {
    /// What it means, in a sentence.
    pub fn explanation(self) -> Bilingual {
        match self {
            Self::PlateOnTwoVehicles => Bilingual::new(
                "Pelat nomor yang sama tercatat pada dua kendaraan yang berada di jalan pada waktu yang sama.",
                "The same plate stands on two vehicles that were on the road at the same time.",
            ),
            Self::ImpliedSpeed => Bilingual::new(
                "Dua laporan satu kendaraan berjarak lebih jauh daripada yang dapat ditempuh dalam waktu di antaranya.",
                "Two reports of one vehicle lie further apart than it can drive in the time between them.",
            ),
            Self::EqualWeights => Bilingual::new(
                "Muatan kendaraan yang sama ditimbang berkali-kali dengan berat yang sama persis sampai gramnya.",
                "Loads of the same vehicle were weighed again and again at the same weight, to the gram.",
            ),
            Self::CertificateMisused => Bilingual::new(
                "Dokumen perjalanan berlaku untuk lebih sedikit ekor daripada yang diangkut, atau sudah dipakai untuk muatan pemasok lain.",
                "A paper of the journey is made out for fewer heads than travelled, or goods of another supplier travelled under it before.",
            ),
            Self::OriginElsewhere => Bilingual::new(
                "Barang dimuat di luar daerah pemasok, bukan di fasilitas yang terdaftar.",
                "The goods were loaded outside the supplier's region, at no facility that is registered.",
            ),
            Self::FileOfAnother => Bilingual::new(
                "Berkas yang sama persis sudah diajukan pihak lain sebagai dokumennya sendiri.",
                "The very same file was shown before by another party as its own paper.",
            ),
            Self::AccountChanged => Bilingual::new(
                "Pembayaran dilakukan tidak lama setelah rekening tujuan pemasok diganti.",
                "A payment was made soon after the supplier's account was changed.",
            ),
            Self::PriceOutsideBand => Bilingual::new(
                "Harga barang jauh di luar rentang harga acuan.",
                "The price of the goods lies far outside the band of the reference price.",
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::{Lifecycle as _, waiting::assert_waits};

    #[test]
    fn every_state_that_goes_on_waits_or_rests() {
        assert_waits::<SignalState>();
    }

    #[test]
    fn both_sides_count_and_each_may_find_otherwise_later() {
        use SignalFinding::{Confirmed, Explained};
        for (one, other, state) in [
            (None, None, SignalState::Open),
            (Some(Explained), None, SignalState::AssessedByOne),
            (None, Some(Confirmed), SignalState::AssessedByOne),
            (Some(Explained), Some(Explained), SignalState::Explained),
            (Some(Confirmed), Some(Confirmed), SignalState::Confirmed),
            (Some(Confirmed), Some(Explained), SignalState::Contested),
        ] {
            assert_eq!(signal_state_after(one, other), state);
            assert_eq!(signal_state_after(other, one), state);
        }
        assert!(SignalState::ALL.iter().all(|state| state.next(SignalEvent::Assess).is_some()));
    }
}
