//! The closed list of problem types; `docs/PROBLEMS.md` and `/problems/{slug}` are made from it.

use domain::shared::{Bilingual, RefusalCode};

/// A type of problem.
#[derive(Debug, Clone, Copy)]
pub struct ProblemType {
    /// Its code.
    pub code: ProblemCode,
    /// The code as it is written in documents and addresses, lower kebab-case; stable.
    pub slug: &'static str,
    /// HTTP status.
    pub status: u16,
    /// Whether the same request may succeed later, unchanged.
    pub retryable: bool,
    /// Title in Indonesian.
    pub title_id: &'static str,
    /// Title in English.
    pub title_en: &'static str,
    /// When it is answered and what to do, in Indonesian; the detail of a problem that has none of its own.
    pub meaning_id: &'static str,
    /// The same in English.
    pub meaning_en: &'static str,
}

impl ProblemType {
    /// The title in both languages.
    pub fn title(&self) -> Bilingual {
        Bilingual::new(self.title_id, self.title_en)
    }

    /// When it is answered and what to do, in both languages.
    pub fn meaning(&self) -> Bilingual {
        Bilingual::new(self.meaning_id, self.meaning_en)
    }
}

impl ProblemCode {
    /// What there is to say about it.
    pub fn about(self) -> &'static ProblemType {
        // The table has a row for each code, in the order of the codes: both come from one macro.
        &PROBLEM_TYPES[self as usize]
    }

    /// As it is written in documents and addresses.
    pub fn slug(self) -> &'static str {
        self.about().slug
    }
}

/// Makes the codes and their table from one list. `rules` are the refusals of the domain: one that is missing here,
/// and one that the domain does not have, fail to compile.
macro_rules! problem_codes {
    (
        codes { $($code:ident $slug:literal $status:literal $retryable:ident $id:literal $en:literal
            $meaning_id:literal $meaning_en:literal;)+ }
        rules { $($rule:ident $rule_status:literal $rule_retryable:ident $rule_id:literal $rule_en:literal
            $rule_meaning_id:literal $rule_meaning_en:literal;)+ }
    ) => {
        /// The code of a problem: what a program acts on.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum ProblemCode {
            $(#[doc = $meaning_en] $code,)+
            $(#[doc = $rule_meaning_en] $rule,)+
        }

        /// Every problem type the platform answers with, in the order of the codes.
        pub const PROBLEM_TYPES: &[ProblemType] = &[
            $(ProblemType {
                code: ProblemCode::$code, slug: $slug,
                status: $status, retryable: problem_codes!(@ $retryable),
                title_id: $id, title_en: $en, meaning_id: $meaning_id, meaning_en: $meaning_en,
            },)+
            $(ProblemType {
                code: ProblemCode::$rule, slug: RefusalCode::$rule.label(),
                status: $rule_status, retryable: problem_codes!(@ $rule_retryable),
                title_id: $rule_id, title_en: $rule_en,
                meaning_id: $rule_meaning_id, meaning_en: $rule_meaning_en,
            },)+
        ];

        impl From<RefusalCode> for ProblemCode {
            fn from(code: RefusalCode) -> Self {
                match code { $(RefusalCode::$rule => Self::$rule,)+ }
            }
        }
    };
    (@ retry) => { true };
    (@ final) => { false };
}

problem_codes! {
    codes {
        MalformedRequest "malformed-request" 400 final "Permintaan tidak terbaca" "Malformed request"
            "Permintaan tidak dapat dibaca: bukan JSON, ada isian atau parameter yang tidak dikenal, atau teks berisi karakter NUL."
            "The request cannot be read: not JSON, an unknown field or query parameter, a text with a NUL.";
        InvalidCursor "invalid-cursor" 400 final "Penanda halaman tidak berlaku" "Invalid cursor"
            "Penanda halaman tidak berlaku untuk filter ini; mulai lagi dari halaman pertama, tanpa `cursor`."
            "The cursor is damaged or belongs to other filters; start again without it.";
        IdempotencyKeyRequired "idempotency-key-required" 400 final "Idempotency-Key wajib" "Idempotency-Key required"
            "Kirim header Idempotency-Key berisi 8 sampai 128 karakter yang terlihat, yang baru untuk setiap maksud baru."
            "Send the header Idempotency-Key with 8 to 128 visible characters, a new one for each new intent.";
        Unauthenticated "unauthenticated" 401 final "Token tidak berlaku" "Unauthenticated"
            "Tidak ada token yang berlaku; ambil yang baru di /oauth/token."
            "There is no valid token; get a new one at /oauth/token.";
        Forbidden "forbidden" 403 final "Tidak berwenang" "Forbidden"
            "Peran atau token Anda tidak memberi wewenang untuk ini."
            "Your role or your token does not allow this.";
        NotFound "not-found" 404 final "Tidak ditemukan" "Not found"
            "Data tidak ditemukan, atau Anda tidak berhak melihatnya."
            "There is no such thing, or it is not yours to see.";
        MethodNotAllowed "method-not-allowed" 405 final "Metode tidak diizinkan" "Method not allowed"
            "Header Allow memuat metode yang diterima alamat ini."
            "The header Allow lists what this address accepts.";
        NotAcceptable "not-acceptable" 406 final "Format tidak tersedia" "Not acceptable"
            "Jawaban hanya tersedia sebagai application/json; sesuaikan header Accept."
            "The answer comes as application/json only; let the header Accept say so.";
        StateConflict "state-conflict" 409 final "Tidak sesuai dengan status saat ini" "State conflict"
            "Status saat ini tidak mengizinkannya; `allowed` memuat apa yang dapat dilakukan."
            "The current state does not allow it; `allowed` lists what it does.";
        Duplicate "duplicate" 409 final "Sudah ada" "Duplicate"
            "Data dengan identitas yang sama sudah ada."
            "Something with the same identity exists already.";
        IdempotencyInProgress "idempotency-in-progress" 409 retry "Permintaan sedang diproses" "Request in progress"
            "Permintaan dengan kunci yang sama sedang dikerjakan; coba lagi sebentar lagi."
            "A request with the same key is being worked on; try again in a moment.";
        NotYetKnown "not-yet-known" 409 retry "Belum diketahui" "Not yet known"
            "Data yang dirujuk belum sampai di layanan ini; coba lagi sebentar lagi."
            "What is referred to has not arrived at this service yet; try again in a moment.";
        CursorExpired "cursor-expired" 410 final "Posisi tidak lagi tersimpan" "Cursor expired"
            "Posisi itu tidak ada (lagi) dalam catatan kejadian ini: datanya dipulihkan dari salinan yang lebih lama, atau catatannya tidak lagi disimpan; baca lagi dari 0."
            "That position is not, or no longer, in this feed: its data was restored from an older copy, or that part is no longer kept; read again from 0.";
        PreconditionFailed "precondition-failed" 412 final "Versi sudah berubah" "Precondition failed"
            "Data ini sudah diubah sejak Anda membacanya; baca lagi, periksa, lalu ulangi dengan ETag yang baru."
            "Somebody changed it since you read it; read it again, look, and repeat with the new ETag.";
        PayloadTooLarge "payload-too-large" 413 final "Data kiriman terlalu besar" "Payload too large"
            "Data kiriman melebihi batas yang diterima alamat ini."
            "The body is larger than this address accepts.";
        UnsupportedMediaType "unsupported-media-type" 415 final "Jenis data tidak didukung" "Unsupported media type"
            "Kirim jenis data yang tertulis dalam dokumentasi, tanpa Content-Encoding."
            "Send the media type the operation documents, without Content-Encoding.";
        ValidationFailed "validation-failed" 422 final "Isian belum benar" "Validation failed"
            "`errors` menyebut setiap isian dan cara memperbaikinya."
            "`errors` names each field and how to mend it.";
        IdempotencyKeyReused "idempotency-key-reused" 422 final "Idempotency-Key dipakai ulang" "Idempotency-Key reused"
            "Kunci ini sudah dipakai untuk permintaan lain; gunakan kunci baru untuk maksud baru."
            "This key was used for another request; use a new key for a new intent.";
        PreconditionRequired "precondition-required" 428 final "If-Match wajib" "Precondition required"
            "Kirim If-Match berisi ETag yang Anda baca, agar perubahan pihak lain tidak hilang."
            "Send If-Match with the ETag you read, so that nobody's change is lost.";
        RateLimited "rate-limited" 429 retry "Terlalu banyak permintaan" "Rate limited"
            "Tunggu selama waktu pada header Retry-After, lalu coba lagi."
            "Wait as long as the header Retry-After says, then try again.";
        Internal "internal" 500 retry "Kesalahan di pihak kami" "Internal error"
            "Terjadi kesalahan di pihak kami; catatannya memakai nomor permintaan pada `instance`."
            "Our mistake; it is logged under the request id in `instance`.";
        Overloaded "overloaded" 503 retry "Layanan sedang sibuk" "Overloaded"
            "Terlalu banyak permintaan bersamaan; tunggu selama waktu pada header Retry-After, lalu coba lagi."
            "Too many requests at once; wait as long as the header Retry-After says, then try again.";
        DependencyUnavailable "dependency-unavailable" 503 retry "Layanan lain belum terjangkau" "Dependency unavailable"
            "Layanan yang diperlukan belum terjangkau; tunggu selama waktu pada header Retry-After, lalu coba lagi."
            "A service this needs cannot be reached; wait as long as the header Retry-After says, then try again.";
        TooManyWaits "too-many-waits" 429 retry "Terlalu banyak yang menunggu" "Too many waits"
            "Terlalu banyak koneksi yang menunggu kabar, milik klien ini atau seluruhnya; tutup sebagian, lalu coba lagi setelah waktu pada header Retry-After."
            "Too many connections wait for news, of this client or of all; close some, then try again after the time in the header Retry-After.";
        ResourceBusy "resource-busy" 503 retry "Data sedang dikerjakan" "Resource busy"
            "Data ini sedang diubah oleh permintaan lain yang belum selesai; tunggu selama waktu pada header Retry-After, lalu coba lagi."
            "Another request, which is not done yet, is changing this; wait as long as the header Retry-After says, then try again.";
        StorageFull "storage-full" 507 retry "Penyimpanan penuh" "Storage full"
            "Tidak ada lagi tempat untuk menyimpan; tidak ada yang berubah. Pengelola perlu menambah tempat; coba lagi nanti."
            "There is no room left to keep anything; nothing has changed. The operator has to make room; try again later.";
        StorageFailing "storage-failing" 503 retry "Penyimpanan bermasalah" "Storage failing"
            "Penyimpanan tidak dapat dibaca atau ditulis; tidak ada yang berubah. Coba lagi nanti."
            "The storage cannot be read or written; nothing has changed. Try again later.";
        FileQuotaReached "file-quota-reached" 429 retry "Kuota berkas sudah tercapai" "File quota reached"
            "Pihak ini sudah mengunggah berkas sebanyak yang boleh, atau terlalu banyak berkasnya yang belum dipakai; tunggu selama waktu pada header Retry-After, atau pakai dahulu berkas yang sudah diunggah."
            "This party has brought as many files as it may, or too many of them are not used yet; wait as long as the header Retry-After says, or use first what was uploaded.";
        FilesUnavailable "files-unavailable" 503 retry "Isi berkas belum dapat dibaca atau disimpan" "Files unavailable"
            "Penyimpanan isi berkas belum terjangkau; tidak ada yang berubah. Tunggu selama waktu pada header Retry-After, lalu coba lagi."
            "The place where the bytes of files lie cannot be reached now; nothing has changed. Wait as long as the header Retry-After says, then try again.";
        HeadersTooLarge "headers-too-large" 431 final "Header terlalu besar" "Headers too large"
            "Baris permintaan dan header melebihi yang diterima; kirim yang lebih sedikit."
            "The request line and headers are more than is accepted; send less.";
        RequestTimeout "request-timeout" 408 retry "Pengiriman terlalu lama" "Request timeout"
            "Permintaan tidak selesai terkirim pada waktunya; kirim lagi dengan koneksi yang lebih baik."
            "The request did not arrive in time; send it again on a better connection.";
    }
    rules {
        BalanceExceeded 409 final "Sisa kuota kontrak tidak mencukupi" "Balance exceeded"
            "Sisa kuota baris kontrak lebih kecil daripada yang diminta; `unmet` menyebut berapa."
            "The contract line has less left than asked for; `unmet` says how much.";
        StockExceeded 409 final "Stok yang ditawarkan tidak mencukupi" "Stock exceeded"
            "Sisa penawaran lebih kecil daripada yang diminta; `unmet` menyebut berapa yang masih ada."
            "The offer has less left than asked for; `unmet` says how much there is.";
        ValueExceeded 409 final "Batas nilai kontrak tidak mencukupi" "Value exceeded"
            "Batas nilai kontrak tidak cukup untuk yang diminta; `unmet` menyebut berapa yang masih muat."
            "The value limit of the contract does not suffice for what is asked; `unmet` says how much still fits.";
        OrderExceeded 409 final "Melebihi pesanan" "Order exceeded"
            "Yang dikirim atau diterima melebihi yang dipesan; `unmet` menyebut berapa yang masih muat."
            "More is sent or accepted than the order asks for; `unmet` says how much still fits.";
        AgreementSides 422 final "Para pihak kesepakatan tidak sesuai" "The sides of the agreement do not fit"
            "Kesepakatan mengikat pemerintah dua daerah yang berbeda; `unmet` menyebut pihak yang tidak sesuai."
            "An agreement joins the governments of two different regions; `unmet` names the side that does not fit.";
        AgreementRule 422 final "Syarat kesepakatan belum terpenuhi" "Agreement rule not met"
            "Ada syarat kesepakatan yang belum terpenuhi; `unmet` memuat semuanya."
            "A rule of the agreement's lifecycle is not met; `unmet` lists each.";
        BackfillNotGranted 422 final "Tidak ada izin mencatat masa lalu" "Backfill not granted"
            "Mencatat masa lalu memerlukan izin yang mencakup waktu kejadian itu."
            "Recording the past needs a backfill grant that covers that time.";
        CallOffChangeRule 422 final "Pesanan tidak dapat diubah demikian" "The order cannot be changed so"
            "Perubahan pesanan yang sudah diterima tidak memenuhi syarat; `unmet` memuat masing-masing."
            "A change of an accepted order does not meet a rule; `unmet` names each.";
        CallOffNotAllowed 422 final "Surat pesanan belum boleh terbit" "Call-off not allowed"
            "Jaminan kontrak tidak utuh; `unmet` memuat setiap bagian yang belum terpenuhi."
            "The guarantee of the contract is not whole; `unmet` lists each part that is not met.";
        OccurredTimeInFuture 422 final "Waktu kejadian di masa depan" "The time lies in the future"
            "Waktu kejadian melewati waktu server; periksa jam perangkat Anda."
            "The fact is said to have happened after the server's time; check the clock of the device.";
        OccurredTimeBeforeCause 422 final "Waktu mendahului sebabnya" "The time lies before its cause"
            "Suatu kejadian tidak dapat mendahului kejadian yang menyebabkannya; `unmet` menyebut waktu paling awal atau paling lambat."
            "A fact cannot lie before what it follows from; `unmet` says the earliest or the latest time.";
        ContractNotGuaranteed 422 final "Kontrak belum terjamin" "Contract not guaranteed"
            "Jaminan kontrak tidak utuh; `unmet` memuat setiap bagian yang belum terpenuhi."
            "The guarantee of the contract is not whole; `unmet` lists each part that is not met.";
        CurationPanelInvalid 422 final "Susunan panel kurasi belum sesuai" "Curation panel invalid"
            "Panel memerlukan wakil pihak pembeli dan daerah asal pemasok, dan tidak boleh ada anggota yang terkait dengan pemasok; `unmet` menyebut masing-masing."
            "A panel needs somebody from the buyer's side, somebody of the supplier's home region and nobody related to the supplier; `unmet` names each.";
        CurationRequired 422 final "Produk belum lolos kurasi" "Curation required"
            "Produk UMKM masuk gerai hanya setelah versi ini lolos kurasi resmi."
            "A small-business product is listed only after official curation of this version.";
        CurationRule 422 final "Syarat kurasi belum terpenuhi" "Curation rule not met"
            "Ada syarat kurasi yang belum terpenuhi; `unmet` memuat semuanya."
            "A rule of the curation is not met; `unmet` lists each.";
        DemandRule 422 final "Kebutuhan tidak mengizinkannya" "Demand rule not met"
            "Kebutuhan atau komitmen atasnya belum mengizinkan langkah ini; `unmet` memuat masing-masing."
            "The demand, or what was committed to of it, does not allow this step; `unmet` lists each rule.";
        ShareExceeded 422 final "Bagian melebihi kebutuhan" "Share exceeded"
            "Bagian-bagian yang disepakati melebihi seluruh kebutuhan; `unmet` menyebut sisanya."
            "The shares agreed on would exceed the whole need; `unmet` says what is left.";
        DocumentGate 422 final "Dokumen pengiriman belum lengkap" "Document gate"
            "Pengiriman belum membawa dokumen yang wajib; `unmet` memuat masing-masing dengan dasar hukumnya."
            "The shipment lacks a document it must carry; `unmet` lists each with its legal basis.";
        GoodsInTransit 422 final "Masih ada barang dalam perjalanan" "Goods in transit"
            "Pesanan belum dapat diakhiri selama barangnya dalam perjalanan; `unmet` menyebut setiap baris."
            "The order cannot end while its goods are on the road; `unmet` names each line.";
        OrderLineInvalid 422 final "Baris pesanan tidak dapat dihitung" "Order line invalid"
            "Baris pesanan kosong, berukuran lain daripada baris kontraknya, atau milik kontrak lain."
            "An order line has no amount, another measure than its contract line, or a line of another contract.";
        AnswerWindowClosed 422 final "Masa jawaban sudah lewat" "Answer window closed"
            "Masa untuk mengajukan keberatan sudah lewat, sehingga penerimaan dianggap dikonfirmasi."
            "The window for an objection has ended, so that the receipt counts as confirmed.";
        AmountTooLarge 422 final "Nilai terlalu besar" "Amount too large"
            "Harga kali jumlah melebihi yang dapat dicatat; periksa keduanya."
            "Price times quantity exceeds what the platform records; check both.";
        TrialRule 422 final "Uji coba belum memenuhi syarat" "A trial does not allow it"
            "Uji coba mendahului kuota yang besar, dan dievaluasi setelah ada barang yang diterima; `unmet` memuat masing-masing."
            "A trial comes before a large quota, and is evaluated once goods were accepted; `unmet` names each rule.";
        AmendmentRule 422 final "Perubahan belum dapat dilakukan" "The amendment is not allowed"
            "Adendum tidak dapat mengubah itu; `unmet` memuat masing-masing beserta angkanya."
            "An amendment may not change that; `unmet` names each with its figures.";
        DocumentsNotSeen 422 final "Dokumen belum diperiksa" "Documents not seen"
            "Dokumen diperiksa sebelum barang dihitung; nyatakan pada `documents_seen`."
            "The papers are looked at before the goods are counted; say so in `documents_seen`.";
        InspectionRule 422 final "Inspeksi belum dapat dilanjutkan" "Inspection rule not met"
            "Ada butir yang belum terjawab, jawaban yang berbeda, atau temuan yang belum selesai; `unmet` memuat masing-masing."
            "Something has no answer, answers differ, or a finding is not settled; `unmet` lists each.";
        StockRule 422 final "Stok tidak dapat dipesan begitu" "Stock rule not met"
            "Penawaran, pesanan, atau hewannya tidak mengizinkan langkah ini; `unmet` memuat setiap alasan dan cara memperbaikinya."
            "The offer, the hold or an animal does not allow this; `unmet` lists each reason and how to mend it.";
        LotRule 422 final "Lot belum dapat dilanjutkan" "Lot rule not met"
            "Lot konsolidasi belum mengizinkan langkah ini; `unmet` memuat masing-masing beserta angkanya."
            "The consolidation lot does not allow this step yet; `unmet` lists each rule with its figures.";
        MeasuresDisagree 422 final "Ukuran dalam satu baris tidak sesuai" "Measures disagree"
            "Hitungan dan timbangan satu baris tidak menunjukkan barang yang sama; `unmet` menyebut yang berbeda."
            "Two measures of one line do not tell of the same goods; `unmet` names what differs.";
        OrderNotShippable 422 final "Pesanan belum dapat dikirim" "Order not shippable"
            "Barang dimuat hanya untuk pesanan yang diterima dan belum berakhir; `unmet` memuat masing-masing."
            "Goods are loaded only for orders that were accepted and have not ended; `unmet` lists each.";
        PriceNeedsNote 422 final "Harga di luar acuan perlu catatan" "A price outside its reference needs a note"
            "Ada harga di luar harga acuannya; tulis pada `note` mengapa harga itu disahkan. `unmet` menyebut setiap baris."
            "A price lies outside its reference; say in `note` why it is endorsed. `unmet` names each line.";
        PriceBasisNotMeasured 422 final "Ukuran untuk harga belum dicatat" "Price basis not measured"
            "Harga memakai ukuran yang belum dicatat; hitung atau timbang barang dengan ukuran itu."
            "The price counts a measure that was not recorded; count or weigh the goods in it.";
        PriceNotFound 422 final "Harga belum dapat ditentukan" "Price not found"
            "Aturan harga kontrak tidak memberi harga untuk barang ini; `unmet` menyebut yang kurang dan cara melengkapinya."
            "The price rule of the contract gives these goods no price; `unmet` names what is missing and how to mend it.";
        ReceiptConflict 422 final "Penerimaan ganda belum dapat diputuskan" "Receipt conflict"
            "Catatan lain atas barang yang sama sudah dibukukan; batalkan dulu pembukuan catatan itu."
            "Another capture of the same goods is posted; reverse that one first.";
        ReceiptFinal 422 final "Penerimaan tidak dapat dibatalkan lagi" "Receipt final"
            "Kontrak atau kesepakatan atas penerimaan ini sudah berakhir, sehingga perbaikan diajukan sebagai klaim; `unmet` menyebut masing-masing."
            "The contract or the agreement of this receipt has ended, so that a correction is a claim; `unmet` names each.";
        ReceiptInProgress 422 final "Penerimaan sedang berjalan" "Receipt in progress"
            "Penerima sedang mencatat barang ini; `unmet` menyebut setiap penerimaan yang belum dibukukan."
            "The receiver is busy with these goods; `unmet` names every receipt that is not posted yet.";
        RejectionsNotExplained 422 final "Penolakan belum dijelaskan" "Rejections not explained"
            "Jumlah pada alasan penolakan tidak sama dengan jumlah yang ditolak; `unmet` menyebut selisihnya."
            "The reasons given do not sum to what was rejected; `unmet` says by how much.";
        ClaimRule 422 final "Klaim tidak dapat diproses begitu" "Claim rule not met"
            "Klaim, atau penyelesaiannya, tidak memenuhi syarat; `unmet` memuat masing-masing."
            "The claim, or the terms on which it shall end, does not meet a rule; `unmet` lists each.";
        ClaimWindowClosed 422 final "Masa klaim sudah lewat" "Claim window closed"
            "Masa untuk mengajukan atau menindaklanjuti klaim sudah lewat; `unmet` menyebut batasnya."
            "The time to make or to pursue the claim has passed; `unmet` says until when it was.";
        IdentityClaimOpen 422 final "Pesanan baru ditahan karena klaim identitas" "Identity claim open"
            "Ada klaim identitas barang atas pemasok ini; pesanan baru menunggu putusannya."
            "The identity of this supplier's goods is claimed to be another; new orders wait until that is decided.";
        CodeMistyped 422 final "Kode salah ketik" "Code mistyped"
            "Simbol terakhir kode tidak cocok dengan simbol lainnya: ada yang salah ketik. Bandingkan lagi dengan dokumennya."
            "The last symbol of the code does not fit the others: something was mistyped. Compare it with the paper again.";
        EndingNotAllowed 422 final "Belum dapat diakhiri" "The ending is not allowed yet"
            "Yang ditandatangani dua pihak belum dapat diakhiri begitu; `unmet` memuat setiap hal yang masih terbuka."
            "What two signed does not end so; `unmet` lists every thing that is still open.";
        FacilityNotUsable 422 final "Fasilitas belum dapat dipakai" "Facility not usable"
            "Pada hari itu barang tidak boleh dimuat di fasilitas ini; `unmet` memuat setiap alasan dan cara memperbaikinya."
            "Goods may not be loaded at this facility on that day; `unmet` lists each reason and how to mend it.";
        FourEyes 422 final "Dua orang yang berbeda diperlukan" "Four eyes"
            "Yang memeriksa tidak memutus, dan yang mencatat tidak membukukan; `unmet` menyebut yang kurang."
            "Who checks does not decide, and who captures does not post; `unmet` says what is missing.";
        GoodsRecalled 422 final "Barang ditarik dari peredaran" "Goods recalled"
            "Tahan barang ini sampai penarikannya dicabut; alasan dan sarannya di /v1/recalls." "Hold the goods back until the recall is lifted; its reason and advice stand at /v1/recalls.";
        PaymentExceedsOwed 422 final "Pembayaran melebihi tagihan" "The payment exceeds what is owed"
            "Jumlah ini lebih besar dari sisa tagihan yang tidak disengketakan; `unmet` menyebut sisanya."
            "The amount is larger than what is left of the undisputed part; `unmet` says how much that is.";
        DistributionExceedsReceived 422 final "Penyaluran melebihi yang diterima" "More is distributed than was received"
            "Jumlah ini lebih besar dari sisa barang yang diterima; `unmet` menyebut sisa setiap baris penerimaan."
            "The quantity is larger than what is left of the goods received; `unmet` says how much that is, line by line.";
        SettlementRule 422 final "Tagihan bulanan tidak mengizinkannya" "The monthly statement does not allow it"
            "Tagihan bulanan kontrak ini tidak mengizinkannya; `unmet` menyebut alasan dan cara memperbaikinya."
            "The monthly statement of the contract does not allow it; `unmet` says why and how to mend it.";
        OutletClosed 422 final "Gerai sudah tutup" "Outlet closed"
            "Gerai yang sudah tutup tidak menerima produk; pilih gerai yang buka."
            "Nothing is listed in an outlet that has closed; choose one that is open.";
        OutletOfAnotherRegion 422 final "Gerai khusus daerah lain" "Outlet of another region"
            "Gerai khusus hanya menerima produk pemasok dari daerahnya, kecuali koordinator kedua daerah menyepakatinya; `unmet` menyebut daerah itu."
            "A dedicated outlet takes products of suppliers of its region alone, unless the coordinators of both regions agree on an exception; `unmet` names the region.";
        VolumeCeilingReached 422 final "Volume kurasi terlampaui" "Volume ceiling reached"
            "Yang direncanakan di semua gerai melebihi volume sebulan yang disetujui panel kurasi; `unmet` menyebut keduanya."
            "What is planned over all outlets is more than the curation panel approved for a month; `unmet` says both.";
        ProductNotPublished 422 final "Produk belum terbit" "Product not published"
            "Hanya produk yang sudah terbit yang dapat dikurasi dan masuk gerai; terbitkan dulu produknya."
            "Only a published product is curated and listed; publish it first.";
        ProductPermitsMissing 422 final "Izin produk belum lengkap" "Product permits missing"
            "Izin produk kurang atau sudah lewat; `unmet` memuat masing-masing."
            "The product lacks a permit, or one has lapsed; `unmet` lists each.";
        ReceiptLineDoesNotClose 422 final "Baris penerimaan tidak seimbang" "Receipt line does not close"
            "Jumlah yang dimuat tidak sama dengan jumlah semua yang diterima, ditolak, dan hilang; `unmet` menyebut selisihnya."
            "What was loaded differs from the sum of what was accepted, rejected and lost; `unmet` says by how much.";
        SignatureNotValid 422 final "Tanda tangan tidak sah" "The signature is not valid"
            "Kesepakatan ditandatangani kepala daerah atau pemegang surat kuasa yang berlaku; `unmet` menyebut yang kurang."
            "The head of region signs, or the holder of a valid power of attorney; `unmet` says what is missing.";
        RoleRule 422 final "Peran tidak dapat diberikan" "Role rule not met"
            "Peran tidak cocok dengan jenis pihak, atau bukan wewenang Anda memberikannya; `unmet` memuat masing-masing."
            "A role does not fit the kind of party, or is not yours to grant; `unmet` lists each.";
        SupplierNotVerified 422 final "Pemasok belum terverifikasi" "Supplier not verified"
            "Pemasok tidak terverifikasi pada hari itu; `unmet` menyebut dokumennya dan apa yang harus dilakukan."
            "The supplier is not verified on that day; `unmet` says which document and what to do.";
        TextChanged 422 final "Naskah sudah berubah" "The text has changed"
            "Hash naskah yang dikirim berbeda dari hash naskah terbaru; baca lagi naskahnya, lalu setujui naskah itu."
            "The submitted hash is not that of the present text; read the text again and agree to that.";
        VerificationRule 422 final "Syarat verifikasi belum terpenuhi" "Verification rule not met"
            "Ada syarat verifikasi pemasok yang belum terpenuhi; `unmet` memuat semuanya."
            "A rule of the supplier verification is not met; `unmet` lists each.";
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_unique_kebab_case_and_speak_both_languages() {
        for (index, known) in PROBLEM_TYPES.iter().enumerate() {
            assert_eq!(known.code.about().slug, known.slug, "the table is in the order of the codes");
            assert!(known.slug.bytes().all(|b| b.is_ascii_lowercase() || b == b'-'), "{}", known.slug);
            let pairs = [(known.title_id, known.title_en), (known.meaning_id, known.meaning_en)];
            let both = pairs.iter().all(|(id, en)| !id.is_empty() && !en.is_empty() && id != en);
            assert!(both, "{} does not speak both languages", known.slug);
            assert!(PROBLEM_TYPES[..index].iter().all(|other| other.slug != known.slug), "{}", known.slug);
        }
    }

    #[test]
    fn a_refusal_keeps_its_code() {
        for code in RefusalCode::ALL {
            assert_eq!(ProblemCode::from(*code).slug(), code.label());
        }
    }
}
