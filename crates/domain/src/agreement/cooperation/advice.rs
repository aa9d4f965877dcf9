//! What to do next, by the state something is in: advice that fits.

use crate::shared::Bilingual;

use crate::agreement::cooperation::agreement::AgreementState;
use crate::agreement::cooperation::contract::ContractState;
use crate::agreement::verification::lifecycle::VerificationState;

/// What an agreement in this state needs before contracts and call-offs are made under it.
pub(crate) fn on_agreement(state: AgreementState) -> Bilingual {
    use AgreementState as S;
    let (id, en) = match state {
        S::Suspended => (
            "Kesepakatan kedua daerah sedang ditangguhkan. Tanyakan kepada koordinator KAD kapan dipulihkan.",
            "The agreement of the two regions is suspended. Ask the KAD coordinator when it will be reinstated.",
        ),
        S::Completed | S::Terminated | S::Rejected | S::Withdrawn => (
            "Kesepakatan kedua daerah sudah tidak berjalan. Kontrak baru memerlukan kesepakatan baru; hubungi koordinator KAD.",
            "The agreement of the two regions has come to its end. A new contract needs a new one; turn to the KAD coordinator.",
        ),
        S::Signed => (
            "Kesepakatan kedua daerah sudah ditandatangani. Minta koordinator KAD mengaktifkannya.",
            "The agreement of the two regions is signed. Ask the KAD coordinator to activate it.",
        ),
        _ => (
            "Kontrak hanya berlaku di bawah kesepakatan yang aktif. Tunggu kedua daerah menandatangani dan mengaktifkannya.",
            "A contract holds only under an active agreement. Wait until both regions have signed and activated it.",
        ),
    };
    Bilingual::new(id, en)
}

/// What a contract in this state needs to become active and take call-offs.
pub(crate) fn on_contract(state: ContractState) -> Bilingual {
    use ContractState as S;
    let (id, en) = match state {
        S::Draft | S::ChangesRequested => (
            "Ajukan naskah kontrak kepada kedua daerah; setelah disahkan, pemasok dan pembeli menandatanganinya.",
            "Submit the contract's text to both regions; once they endorse it, supplier and buyer sign it.",
        ),
        S::Submitted => (
            "Tunggu kedua daerah mengesahkan naskah kontrak; setelah itu pemasok dan pembeli menandatanganinya.",
            "Wait until both regions have endorsed the contract's text; then supplier and buyer sign it.",
        ),
        S::Endorsed => (
            "Pemasok dan pembeli harus menandatangani naskah yang disahkan sebelum kontrak diaktifkan.",
            "Supplier and buyer must sign the endorsed text before the contract is activated.",
        ),
        S::Signed => (
            "Kontrak sudah ditandatangani. Minta koordinator KAD mengaktifkannya.",
            "The contract is signed. Ask the KAD coordinator to activate it.",
        ),
        S::Active => (
            "Kontrak ini sudah aktif; tidak perlu diaktifkan lagi.",
            "This contract is active already; it needs no activation.",
        ),
        S::Suspended => (
            "Kontrak sedang ditangguhkan. Tanyakan kepada koordinator KAD alasannya dan kapan dipulihkan.",
            "The contract is suspended. Ask the KAD coordinator for the reason and when it will be reinstated.",
        ),
        S::Fulfilled | S::EndedShort | S::Closed | S::Terminated | S::Cancelled => (
            "Kontrak ini sudah tidak berjalan. Buat kontrak baru untuk pesanan selanjutnya.",
            "This contract has come to its end. Make a new contract for further orders.",
        ),
    };
    Bilingual::new(id, en)
}

/// What a verification in this state needs before its supplier may trade.
pub(crate) fn on_verification(state: VerificationState) -> Bilingual {
    use VerificationState as S;
    let (id, en) = match state {
        S::Draft => (
            "Lengkapi dokumen verifikasi pemasok lalu kirimkan ke dinas teknis daerah asal.",
            "Complete the documents of the supplier verification and submit them to the technical agency of the home region.",
        ),
        S::Submitted | S::DocumentCheck | S::FieldCheck => (
            "Verifikasi sedang diperiksa. Tunggu keputusan koordinator daerah asal, atau tanyakan kepada dinas teknis.",
            "The verification is being checked. Wait for the coordinator of the home region, or ask the technical agency.",
        ),
        S::Refused => (
            "Verifikasi ditolak. Baca alasannya, perbaiki dokumen, lalu kirim lagi.",
            "The verification was refused. Read the reason, mend the documents and submit again.",
        ),
        S::Suspended => (
            "Verifikasi ditangguhkan. Hubungi koordinator KAD daerah asal tentang alasannya.",
            "The verification is suspended. Ask the KAD coordinator of the home region for the reason.",
        ),
        S::Revoked | S::Verified | S::VerifiedWithConditions => (
            "Verifikasi dicabut. Hubungi koordinator KAD daerah asal.",
            "The verification was revoked. Turn to the KAD coordinator of the home region.",
        ),
    };
    Bilingual::new(id, en)
}
