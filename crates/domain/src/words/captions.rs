//! What stands on pages beside the figures: titles, headings, labels, advice.

use super::language::Language;

/// A fixed text in both languages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Caption {
    id: &'static str,
    en: &'static str,
}

impl Caption {
    /// The text in a language.
    pub fn in_language(self, language: Language) -> &'static str {
        match language {
            Language::Indonesian => self.id,
            Language::English => self.en,
        }
    }
}

macro_rules! captions {
    ($($name:ident $id:literal $en:literal;)+) => {
        $(#[doc = $en] pub const $name: Caption = Caption { id: $id, en: $en };)+
        #[cfg(test)]
        const ALL: &[Caption] = &[$($name),+];
    };
}

captions! {
    PLATFORM "Kerja Sama Antar Daerah" "Inter-Regional Trade Cooperation";
    // The public check.
    AUTHENTICITY_CHECK "Pemeriksaan keaslian dokumen" "Authenticity check of a document";
    VALID "Berlaku" "Valid";
    VALID_MEANS "Dokumen ini asli dan berlaku hari ini. Kedua pemerintah daerah menjaminnya."
        "This document is genuine and in force today. Both regional governments vouch for it.";
    NOT_NOW "Tidak berlaku saat ini" "Not in force now";
    NOT_NOW_MEANS "Dokumen ini asli, tetapi saat ini tidak dapat dijadikan dasar, karena:"
        "This document is genuine, but it cannot be relied on at present, because:";
    ENDED "Sudah berakhir" "Ended";
    ENDED_MEANS "Dokumen ini asli, tetapi sudah berakhir dan tidak dapat dipakai lagi."
        "This document is genuine, but it has come to its end and can no longer be used.";
    DOCUMENT "Dokumen" "Document";
    UNDER_CONTRACT "Di bawah kontrak" "Under contract";
    SUPPLIER "Pemasok" "Supplier";
    BUYER "Pembeli" "Buyer";
    GUARANTORS "Dijamin oleh pemerintah" "Vouched for by the governments of";
    COMMODITIES "Komoditas" "Commodities";
    CONTRACT_PERIOD "Masa kontrak" "Contract period";
    CODE "Kode keaslian" "Authenticity code";
    IN_DOUBT "Ragu dengan dokumen yang Anda pegang?" "In doubt about the document in your hands?";
    // Papers of goods.
    DELIVERY_NOTE "Surat Jalan" "Delivery Note";
    HANDOVER_RECORD "Berita Acara Serah Terima" "Handover Record";
    NUMBER "Nomor" "Number";
    STATE "Status" "Status";
    SENDER "Pengirim" "Sender";
    RECEIVER "Penerima" "Receiver";
    CARRIER "Pengangkut" "Carrier";
    CARRIED_BY_SENDER "diangkut sendiri oleh pengirim" "carried by the sender";
    MODE "Moda angkutan" "Mode of transport";
    DEPARTED "Berangkat" "Departed";
    ARRIVED "Tiba" "Arrived";
    NOT_YET "belum" "not yet";
    ORDERS "Surat pesanan" "Orders";
    CONTRACTS "Kontrak" "Contracts";
    VEHICLE "Kendaraan" "Vehicle";
    DRIVER "Sopir" "Driver";
    SEALS "Segel" "Seals";
    GOODS "Barang" "Goods";
    ORDER "Pesanan" "Order";
    QUANTITY "Jumlah" "Quantity";
    HEADS "Ekor" "Heads";
    WEIGHT "Berat" "Weight";
    PACKAGES "Kemasan" "Packages";
    PAPERS "Dokumen yang menyertai" "Accompanying papers";
    PAPER "Dokumen" "Paper";
    ISSUER "Penerbit" "Issuer";
    VALID_UNTIL "Berlaku sampai" "Valid until";
    CONFIRMED "Dikonfirmasi" "Confirmed";
    NO_PAPERS "Tidak ada dokumen perjalanan yang dicatat." "No papers of the journey are recorded.";
    CHECK_IT "Pindai atau buka untuk memeriksa keaslian:" "Scan or open to check that it is genuine:";
    SIGNED_BY "Nama dan tanda tangan" "Name and signature";
    // The handover record.
    RECEIVED_ON "Diterima pada" "Received on";
    DELIVERY_NOTE_NUMBER "Nomor surat jalan" "Delivery note";
    PAPERS_FIRST "Dokumen dilihat sebelum barang dihitung" "Papers seen before the goods were counted";
    YES "ya" "yes";
    NO "tidak" "no";
    SUPPLIER_ANSWER "Jawaban pemasok" "The supplier's answer";
    TAKES_BACK "Membatalkan berita acara" "Takes back the handover record";
    TAKEN_BACK_BY "Dibatalkan oleh berita acara" "Taken back by the handover record";
    NOTE "Catatan" "Note";
    GRADE "Mutu" "Grade";
    MEASURE "Ukuran" "Measure";
    LOADED "Dimuat" "Loaded";
    ACCEPTED "Diterima" "Accepted";
    HELD "Ditahan, melebihi kuota" "Held, beyond the quota";
    REJECTED "Ditolak" "Rejected";
    DEAD "Mati" "Dead";
    SLAUGHTERED "Potong paksa" "Slaughtered in an emergency";
    REMOVED "Dikeluarkan" "Removed";
    MISSING "Hilang" "Missing";
    SHRINK "Susut" "Shrinkage";
    SURPLUS "Lebih" "Surplus";
    REASONS "Alasan penolakan" "Reasons for rejection";
    NO_LINES "Berita acara ini membatalkan berita acara lain dan tidak memuat barang."
        "This record takes another one back and holds no goods of its own.";
    // What could not be shown.
    FOUND "Yang diberikan" "Given";
    REQUIRED "Yang diperlukan" "Required";
    HOW_TO_FIX "Yang dapat dilakukan" "What to do";
    REQUEST "Nomor permintaan" "Request";
    SIGN_IN "Halaman ini hanya untuk yang sudah masuk. Buka lewat aplikasi Anda, atau masuk lagi."
        "This page is for those who have signed in. Open it from your application, or sign in again.";
    TOO_MANY "Terlalu banyak permintaan dari alamat Anda. Tunggu sebentar, lalu muat ulang halaman ini."
        "Too many requests from your address. Wait a moment, then load this page again.";
    OUR_MISTAKE "Terjadi kesalahan di pihak kami. Coba lagi; bila tetap gagal, sebutkan nomor permintaan di bawah ini."
        "Something went wrong on our side. Try again; if it keeps failing, name the request below.";
    NOT_REACHED "Layanan sedang sibuk atau belum terjangkau. Tunggu sebentar, lalu muat ulang halaman ini."
        "The service is busy or cannot be reached. Wait a moment, then load this page again.";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_caption_speaks_both_languages() {
        for caption in ALL {
            for language in [Language::Indonesian, Language::English] {
                let text = caption.in_language(language);
                assert!(!text.trim().is_empty() && !text.contains('_'), "{caption:?}");
            }
        }
    }
}
