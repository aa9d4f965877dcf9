//! The closed list of problem types; `docs/PROBLEMS.md` and `/problems/{slug}` are made from it.

use domain::shared::Bilingual;

/// A type of problem.
#[derive(Debug, Clone, Copy)]
pub struct ProblemType {
    /// Stable slug, the `code` of the document.
    pub slug: &'static str,
    /// HTTP status.
    pub status: u16,
    /// Whether the same request may succeed later, unchanged.
    pub retryable: bool,
    /// Title in Indonesian.
    pub title_id: &'static str,
    /// Title in English.
    pub title_en: &'static str,
    /// When it is answered and what to do.
    pub meaning: &'static str,
}

impl ProblemType {
    /// The title in both languages.
    pub fn title(&self) -> Bilingual {
        Bilingual::new(self.title_id, self.title_en)
    }
}

macro_rules! problem_types {
    ($($slug:literal $status:literal $retryable:ident $id:literal $en:literal $meaning:literal;)+) => {
        /// Every problem type the platform answers with.
        pub const PROBLEM_TYPES: &[ProblemType] = &[$(ProblemType {
            slug: $slug, status: $status, retryable: problem_types!(@ $retryable),
            title_id: $id, title_en: $en, meaning: $meaning,
        }),+];
    };
    (@ retry) => { true };
    (@ final) => { false };
}

problem_types! {
    "malformed-request" 400 final "Permintaan tidak terbaca" "Malformed request"
        "The request cannot be read: not JSON, an unknown field or query parameter, a text with a NUL.";
    "invalid-cursor" 400 final "Kursor tidak berlaku" "Invalid cursor"
        "The cursor is damaged or belongs to other filters; start again without it.";
    "idempotency-key-required" 400 final "Idempotency-Key wajib" "Idempotency-Key required"
        "Send the header Idempotency-Key with 8 to 128 visible characters, a new one for each new intent.";
    "unauthenticated" 401 final "Token tidak berlaku" "Unauthenticated"
        "There is no valid token; get a new one at /oauth/token.";
    "forbidden" 403 final "Tidak berwenang" "Forbidden"
        "Your roles or the scope of your token do not include this function.";
    "not-found" 404 final "Tidak ditemukan" "Not found"
        "There is no such thing, or it is not yours to see.";
    "method-not-allowed" 405 final "Metode tidak diizinkan" "Method not allowed"
        "The header Allow lists what this address accepts.";
    "not-acceptable" 406 final "Format tidak tersedia" "Not acceptable"
        "The answer is application/json; accept that.";
    "state-conflict" 409 final "Bertentangan dengan status" "State conflict"
        "The current state does not allow it; `allowed` lists what it does.";
    "duplicate" 409 final "Sudah ada" "Duplicate"
        "Something with the same identity exists already.";
    "idempotency-in-progress" 409 retry "Permintaan sedang diproses" "Request in progress"
        "A request with the same key is being worked on; ask again in a moment.";
    "balance-exceeded" 409 final "Melebihi saldo kontrak" "Balance exceeded"
        "The contract line has less left than asked for; `unmet` says how much.";
    "not-yet-known" 409 retry "Belum diketahui" "Not yet known"
        "What is referred to exists elsewhere and has not arrived here yet; ask again in a moment.";
    "cursor-expired" 410 final "Kursor kedaluwarsa" "Cursor expired"
        "That part of the feed is no longer kept; start again from a snapshot.";
    "precondition-failed" 412 final "Versi sudah berubah" "Precondition failed"
        "Somebody changed it since you read it; read it again, look, and repeat with the new ETag.";
    "payload-too-large" 413 final "Isi terlalu besar" "Payload too large"
        "The body is larger than this address accepts.";
    "unsupported-media-type" 415 final "Jenis isi tidak didukung" "Unsupported media type"
        "Send the media type the operation documents, without Content-Encoding.";
    "validation-failed" 422 final "Isian belum benar" "Validation failed"
        "`errors` names each field and its mend.";
    "idempotency-key-reused" 422 final "Idempotency-Key dipakai ulang" "Idempotency-Key reused"
        "This key was used for another request; use a new key for a new intent.";
    "precondition-required" 428 final "If-Match wajib" "Precondition required"
        "Send If-Match with the ETag you read, so that nobody's change is lost.";
    "rate-limited" 429 retry "Terlalu banyak permintaan" "Rate limited"
        "Wait as long as Retry-After says.";
    "internal" 500 retry "Kesalahan di pihak kami" "Internal error"
        "Our mistake; it is logged under the request id in `instance`.";
    "overloaded" 503 retry "Sedang penuh" "Overloaded"
        "Too much at once; wait as long as Retry-After says.";
    "dependency-unavailable" 503 retry "Layanan lain belum terjangkau" "Dependency unavailable"
        "Something this needs cannot be reached; wait as long as Retry-After says.";
    "request-timeout" 408 retry "Pengiriman terlalu lama" "Request timeout"
        "The body did not arrive in time; send it again on a better connection.";

    // Domain rules: one slug each, every one with `unmet`.
    "agreement-sides" 422 final "Para pihak kesepakatan tidak sesuai" "The sides of the agreement do not fit"
        "An agreement joins the governments of two different regions; `unmet` names the side that does not fit.";
    "agreement-rule" 422 final "Syarat kesepakatan belum terpenuhi" "Agreement rule not met"
        "A rule of the agreement's lifecycle is not met; `unmet` lists each.";
    "backfill-not-granted" 422 final "Tidak ada izin mencatat masa lalu" "Backfill not granted"
        "Recording the past needs a backfill grant that covers the claimed time.";
    "call-off-not-allowed" 422 final "Surat pesanan belum boleh terbit" "Call-off not allowed"
        "The guarantee chain of the contract is broken; `unmet` lists each link.";
    "claimed-time-in-future" 422 final "Waktu kejadian di masa depan" "Claimed time in the future"
        "The claimed time lies after the server's time; check the clock of the device.";
    "contract-not-guaranteed" 422 final "Kontrak belum terjamin" "Contract not guaranteed"
        "The guarantee chain of the contract is broken; `unmet` lists each link.";
    "contract-rule" 422 final "Syarat kontrak belum terpenuhi" "Contract rule not met"
        "A rule of the contract is not met; `unmet` lists each.";
    "curation-panel-invalid" 422 final "Susunan panel kurasi belum sesuai" "Curation panel invalid"
        "A panel needs somebody from the buyer's side and nobody related to the supplier; `unmet` names each.";
    "curation-required" 422 final "Produk belum lolos kurasi" "Curation required"
        "A small-business product is listed only after official curation of this version.";
    "curation-rule" 422 final "Syarat kurasi belum terpenuhi" "Curation rule not met"
        "A rule of the curation is not met; `unmet` lists each.";
    "document-gate" 422 final "Dokumen pengiriman belum lengkap" "Document gate"
        "The shipment lacks a document it must carry; `unmet` lists each with its legal basis.";
    "goods-in-transit" 422 final "Masih ada barang di jalan" "Goods in transit"
        "The order cannot end while its goods are on the road; `unmet` names each line.";
    "order-line-invalid" 422 final "Baris pesanan tidak dapat dihitung" "Order line invalid"
        "An order line has no amount, another measure than its contract line, or a line of another contract.";
    "amount-too-large" 422 final "Nilai terlalu besar" "Amount too large"
        "Price times quantity exceeds what the platform records; check both.";
    "documents-not-seen" 422 final "Dokumen belum diperiksa" "Documents not seen"
        "The papers are looked at before the goods are counted; say so in `documents_seen`.";
    "order-not-shippable" 422 final "Pesanan belum dapat dikirim" "Order not shippable"
        "Goods are loaded only for orders that were accepted and have not ended; `unmet` lists each.";
    "price-basis-not-measured" 422 final "Ukuran untuk harga belum dicatat" "Price basis not measured"
        "The price counts a measure that was not recorded; count or weigh the goods in it.";
    "receipt-conflict" 422 final "Penerimaan ganda belum dapat diputuskan" "Receipt conflict"
        "Another capture of the same goods is posted; reverse that one first.";
    "rejections-not-explained" 422 final "Penolakan belum dijelaskan" "Rejections not explained"
        "The reasons given do not sum to what was rejected; `unmet` says by how much.";
    "four-eyes" 422 final "Pemeriksa dan pemutus harus berbeda" "Four eyes"
        "Who checks does not decide, and both are in charge in the home region; `unmet` says what is missing.";
    "outlet-closed" 422 final "Gerai sudah tutup" "Outlet closed"
        "Nothing is listed in an outlet that has closed; choose one that is open.";
    "product-not-published" 422 final "Produk belum terbit" "Product not published"
        "Only a published product is curated and listed; publish it first.";
    "product-permits-missing" 422 final "Izin produk belum lengkap" "Product permits missing"
        "The product lacks a permit, or one has lapsed; `unmet` lists each.";
    "receipt-line-does-not-close" 422 final "Baris penerimaan tidak seimbang" "Receipt line does not close"
        "What was loaded and what became of it differ; `unmet` says by how much.";
    "signature-not-valid" 422 final "Tanda tangan tidak sah" "The signature is not valid"
        "The head of region signs, or the holder of a valid power of attorney; `unmet` says what is missing.";
    "role-rule" 422 final "Peran tidak dapat diberikan" "Role rule not met"
        "A role does not fit the kind of party, or is not yours to grant; `unmet` lists each.";
    "supplier-not-verified" 422 final "Pemasok belum terverifikasi" "Supplier not verified"
        "The supplier is not verified today; `unmet` says which document and what to do.";
    "text-changed" 422 final "Naskah sudah berubah" "The text has changed"
        "The submitted hash is not that of the present text; read the text again and agree to that.";
    "verification-rule" 422 final "Syarat verifikasi belum terpenuhi" "Verification rule not met"
        "A rule of the supplier verification is not met; `unmet` lists each.";
}

/// The type of a slug; an unknown slug is our mistake and reads as `internal`.
pub fn problem_type(slug: &str) -> &'static ProblemType {
    PROBLEM_TYPES.iter().find(|known| known.slug == slug).unwrap_or_else(|| {
        tracing::error!(problem.slug = slug, "problem type is not in the table");
        &INTERNAL
    })
}

const INTERNAL: ProblemType = ProblemType {
    slug: "internal",
    status: 500,
    retryable: true,
    title_id: "Kesalahan di pihak kami",
    title_en: "Internal error",
    meaning: "Our mistake; it is logged under the request id in `instance`.",
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slugs_are_unique_and_kebab_case() {
        for (index, known) in PROBLEM_TYPES.iter().enumerate() {
            assert!(known.slug.bytes().all(|b| b.is_ascii_lowercase() || b == b'-'), "{}", known.slug);
            assert!(PROBLEM_TYPES[..index].iter().all(|other| other.slug != known.slug), "{}", known.slug);
        }
    }
}
