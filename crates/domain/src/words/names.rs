//! What the labels of closed sets are called: states, actions, roles, kinds, papers, reasons.
//!
//! Keyed by label: one word for one thing wherever it stands. A label without a row fails the test below.

use crate::shared::Bilingual;

/// The name of a label inside a sentence, such as `aktif`, `active`.
///
/// A label that is in no set of ours (as one stored by a later release) shows with its words apart.
pub fn name(label: &str) -> Bilingual {
    find(label).unwrap_or_else(|| Bilingual::same(label.replace('_', " ")))
}

fn find(label: &str) -> Option<Bilingual> {
    let known = SUBJECTS.iter().copied().flatten().find(|(known, _, _)| *known == label);
    known.map(|(_, id, en)| Bilingual::new(*id, *en))
}

/// A label, its name in Indonesian, its name in English.
type Row = (&'static str, &'static str, &'static str);

const SUBJECTS: [&[Row]; 8] = [STATES, ACTIONS, CONDITIONS, PEOPLE, TRADE, GOODS, PAPERS, ROAD];

/// States of lifecycles; `Status sekarang ...`, `It is ... now`.
const STATES: &[Row] = &[
    ("draft", "konsep", "a draft"),
    ("reported", "dilaporkan", "reported"),
    ("answered", "dijawab", "answered"),
    ("submitted", "diajukan", "submitted"),
    ("offered", "ditawarkan", "offered"),
    ("in_discussion", "dalam pembahasan", "in discussion"),
    ("awaiting_council", "menunggu persetujuan DPRD", "waiting for the regional council (DPRD)"),
    ("ready_to_sign", "siap ditandatangani", "ready to sign"),
    ("changes_requested", "perlu diperbaiki", "waiting for changes"),
    ("endorsed", "disahkan kedua daerah", "endorsed by both regions"),
    ("signed", "ditandatangani", "signed"),
    ("active", "aktif", "active"),
    ("suspended", "ditangguhkan", "suspended"),
    ("completed", "selesai", "completed"),
    ("fulfilled", "terpenuhi", "fulfilled"),
    ("ended_short", "berakhir lebih awal", "ended short"),
    ("closed", "ditutup", "closed"),
    ("closed_short", "ditutup sebelum penuh", "closed short"),
    ("terminated", "diakhiri sebelum waktunya", "terminated"),
    ("cancelled", "dibatalkan", "cancelled"),
    ("rejected", "ditolak", "rejected"),
    ("refused", "ditolak", "refused"),
    ("withdrawn", "ditarik kembali", "withdrawn"),
    ("document_check", "dalam pemeriksaan dokumen", "in the check of documents"),
    ("field_check", "dalam pemeriksaan lapangan", "in the check on site"),
    ("verified", "terverifikasi", "verified"),
    ("verified_with_conditions", "terverifikasi bersyarat", "verified with conditions"),
    ("revoked", "dicabut", "revoked"),
    ("pending", "menunggu", "pending"),
    ("accepted", "diterima", "accepted"),
    ("declined", "tidak diikuti", "declined"),
    ("proposed", "diusulkan", "proposed"),
    ("in_force", "berlaku", "in force"),
    ("screening", "dalam penyaringan", "in screening"),
    ("sample_requested", "menunggu sampel", "waiting for samples"),
    ("sample_received", "sampel diterima", "with its samples received"),
    ("in_review", "dinilai panel", "in review by the panel"),
    ("approved", "disetujui", "approved"),
    ("approved_with_conditions", "disetujui bersyarat", "approved with conditions"),
    ("listed", "dipajang", "listed"),
    ("delisted", "diturunkan dari gerai", "delisted"),
    ("open", "buka", "open"),
    ("published", "terbit", "published"),
    ("issued", "dikirim ke pemasok", "issued"),
    ("countered", "ditawar pemasok", "countered by the supplier"),
    ("in_fulfilment", "sedang dipenuhi", "in fulfilment"),
    ("received", "sudah diterima", "received"),
    ("inspected", "sudah diperiksa", "inspected"),
    ("posted", "dibukukan", "posted"),
    ("confirmed", "dikonfirmasi", "confirmed"),
    ("objected", "disanggah pemasok", "objected to by the supplier"),
    ("reversed", "dibatalkan pembukuannya", "reversed"),
    ("conflicted", "bentrok dengan catatan lain", "in conflict with another capture"),
    ("planned", "direncanakan", "planned"),
    ("loading", "sedang dimuat", "loading"),
    ("ready", "siap berangkat", "ready to leave"),
    ("departed", "berangkat", "departed"),
    ("diverted", "dialihkan", "diverted"),
    ("arrived", "tiba", "arrived"),
    ("unloading", "sedang dibongkar", "unloading"),
    ("returning", "dalam perjalanan kembali", "on its way back"),
    ("returned", "kembali ke pemasok", "returned"),
    ("lost", "hilang", "lost"),
];

/// What can be done; `yang dapat dilakukan: ...`, `what can be done: ...`.
const ACTIONS: &[Row] = &[
    ("submit", "mengajukan", "submit"),
    ("answer", "menjawab laporan", "answer the report"),
    ("offer", "menawarkan", "offer"),
    ("open_discussion", "membuka pembahasan", "open the discussion"),
    ("require_council", "meminta persetujuan DPRD", "ask the regional council (DPRD)"),
    ("approve_council", "mencatat persetujuan DPRD", "record the approval of the regional council (DPRD)"),
    ("confirm_text", "menyetujui naskah", "confirm the text"),
    ("request_changes", "meminta perbaikan", "request changes"),
    ("endorse", "mengesahkan", "endorse"),
    ("sign", "menandatangani", "sign"),
    ("activate", "mengaktifkan", "activate"),
    ("suspend", "menangguhkan", "suspend"),
    ("reinstate", "memulihkan", "reinstate"),
    ("complete", "menyelesaikan", "complete"),
    ("fulfill", "menyatakan terpenuhi", "declare fulfilled"),
    ("end_short", "menyepakati akhir lebih awal", "agree on a short end"),
    ("close", "menutup", "close"),
    ("close_short", "menutup sebelum penuh", "close short"),
    ("terminate", "mengakhiri sebelum waktunya", "terminate"),
    ("cancel", "membatalkan", "cancel"),
    ("reject", "menolak", "reject"),
    ("refuse", "menolak", "refuse"),
    ("withdraw", "menarik kembali", "withdraw"),
    ("end", "mengakhiri", "end"),
    ("check_documents", "memeriksa dokumen", "check the documents"),
    ("check_field", "memeriksa lapangan", "check on site"),
    ("withdraw_document", "menarik kembali dokumen", "take back a document"),
    ("verify", "menyatakan terverifikasi", "verify"),
    ("verify_with_conditions", "menyatakan terverifikasi bersyarat", "verify with conditions"),
    ("revoke", "mencabut", "revoke"),
    ("start_screening", "memulai penyaringan", "start screening"),
    ("request_sample", "meminta sampel", "request samples"),
    ("receive_sample", "menerima sampel", "receive the samples"),
    ("start_review", "memulai penilaian", "start the review"),
    ("approve", "menyetujui", "approve"),
    ("approve_with_conditions", "menyetujui bersyarat", "approve with conditions"),
    ("list", "memajang", "list"),
    ("resume", "memajang kembali", "list again"),
    ("delist", "menurunkan dari gerai", "delist"),
    ("publish", "menerbitkan", "publish"),
    ("issue", "mengirim ke pemasok", "issue"),
    ("accept", "menerima", "accept"),
    ("decline", "tidak mengikuti", "decline"),
    ("counter", "mengajukan tawaran balik", "make a counter-offer"),
    ("accept_counter", "menerima tawaran balik", "accept the counter-offer"),
    ("start_fulfilment", "memulai pemenuhan", "start fulfilment"),
    ("receive", "menerima barang", "receive the goods"),
    ("reopen", "membuka kembali", "reopen"),
    ("inspect", "memeriksa mutu", "inspect"),
    ("post", "membukukan", "post"),
    ("confirm", "mengonfirmasi", "confirm"),
    ("object", "mengajukan keberatan", "object"),
    ("reverse", "membatalkan pembukuan", "reverse"),
    ("conflict", "mencatat bentrokan", "record a conflict"),
    ("resolve", "memilih catatan yang benar", "choose the right capture"),
    ("start_loading", "memulai pemuatan", "start loading"),
    ("make_ready", "menyatakan siap berangkat", "make ready"),
    ("depart", "memberangkatkan", "depart"),
    ("divert", "mengalihkan tujuan", "divert"),
    ("arrive", "mencatat kedatangan", "record the arrival"),
    ("start_unloading", "memulai pembongkaran", "start unloading"),
    ("turn_back", "memutar balik", "turn back"),
    ("come_back", "mencatat kembalinya barang", "record the return"),
    ("lose", "menyatakan hilang", "declare lost"),
];

/// What dates and other facts derive.
const CONDITIONS: &[Row] = &[
    ("expired", "kedaluwarsa", "expired"),
    ("frozen", "beku", "frozen"),
    ("valid", "berlaku", "valid"),
    ("ended", "berakhir", "ended"),
    ("not_now", "untuk sementara tidak berlaku", "not in force for now"),
    ("contract_not_active", "kontrak belum aktif", "contract not active yet"),
    ("contract_suspended", "kontrak ditangguhkan", "contract suspended"),
    ("contract_terminated", "kontrak diakhiri sebelum waktunya", "contract terminated"),
    ("contract_ended", "kontrak sudah berakhir", "contract ended"),
    ("contract_not_begun", "masa kontrak belum dimulai", "contract not begun"),
    ("contract_expired", "masa kontrak sudah lewat", "contract expired"),
    ("orders_ended", "tidak menerima pesanan baru lagi", "takes no new orders any more"),
    ("agreement_not_active", "kesepakatan belum aktif", "agreement not active yet"),
    ("agreement_suspended", "kesepakatan ditangguhkan", "agreement suspended"),
    ("agreement_terminated", "kesepakatan diakhiri sebelum waktunya", "agreement terminated"),
    ("agreement_ended", "kesepakatan sudah berakhir", "agreement ended"),
    ("agreement_not_begun", "masa kesepakatan belum dimulai", "agreement not begun"),
    ("agreement_expired", "masa kesepakatan sudah lewat", "agreement expired"),
    ("notice_given", "akan berakhir menurut pemberitahuan", "under notice"),
    ("supplier_not_verified", "pemasok belum terverifikasi", "supplier not verified"),
    ("supplier_lapsed", "verifikasi pemasok habis masa berlakunya", "verification of the supplier lapsed"),
    ("not_accepted", "pesanan belum diterima pemasok", "order not accepted by the supplier"),
    ("not_departed", "barang belum berangkat", "goods not on their way yet"),
    ("not_yet_known", "kabarnya belum sampai", "not yet known here"),
    ("standing", "berlaku", "in force"),
    ("not_yet_valid", "belum berlaku", "not yet valid"),
    ("version_changed", "versinya berubah", "changed since"),
    ("expiring_soon", "segera berakhir", "expiring soon"),
    ("lapsed", "habis masa berlakunya", "lapsed"),
    ("not_verified", "belum terverifikasi", "not verified"),
    ("outlet_closed", "gerai sudah tutup", "outlet closed"),
    ("product_not_published", "produk belum terbit", "product not published"),
    ("permits_lapsed", "izin kurang atau sudah berakhir", "permit missing or lapsed"),
    ("label_changed", "label berubah", "label changed"),
    ("curation_lapsed", "kurasi sudah berakhir", "curation lapsed"),
];

/// Who acts, and on which side.
const PEOPLE: &[Row] = &[
    ("coordinator", "koordinator KAD", "KAD coordinator"),
    ("regional_signer", "penanda tangan daerah", "signer of the region"),
    ("technical_agency", "dinas teknis", "technical agency"),
    ("facilitator", "fasilitator", "facilitator"),
    ("supplier", "pemasok", "supplier"),
    ("aggregator", "agregator", "aggregator"),
    ("buyer", "pembeli", "buyer"),
    ("receiver", "penerima barang", "receiver"),
    ("curator", "kurator", "curator"),
    ("inspector", "pemeriksa mutu", "inspector"),
    ("vet_officer", "petugas kesehatan hewan", "veterinary officer"),
    ("carrier", "pengangkut", "carrier"),
    ("field_officer", "petugas lapangan", "field officer"),
    ("auditor", "auditor", "auditor"),
    ("client", "klien mesin", "machine client"),
    ("party_admin", "administrator pihak", "administrator of a party"),
    ("platform_admin", "administrator platform", "platform administrator"),
    ("micro", "usaha mikro", "micro"),
    ("small", "usaha kecil", "small"),
    ("medium", "usaha menengah", "medium"),
    ("large", "usaha besar", "large"),
    ("service", "layanan platform", "service of the platform"),
    ("regional_government", "pemerintah daerah", "regional government"),
    ("regional_enterprise", "BUMD", "regional enterprise (BUMD)"),
    ("company", "perusahaan", "company"),
    ("farmer_group", "gabungan kelompok tani (gapoktan)", "farmer group (gapoktan)"),
    ("cooperative", "koperasi", "cooperative"),
    ("msme", "UMKM", "small business (UMKM)"),
    ("aggregation_hub", "pusat konsolidasi", "aggregation hub"),
    ("audit_body", "lembaga pengawas", "audit body"),
    ("central_agency", "lembaga pusat", "central agency"),
    ("platform_operator", "pengelola platform", "operator of the platform"),
    ("initiator", "daerah yang menawarkan", "the region that offered"),
    ("counterpart", "daerah yang menjawab", "the region that answers"),
    ("governor", "gubernur", "governor"),
    ("regent", "bupati", "regent"),
    ("mayor", "wali kota", "mayor"),
    ("acting_head", "pelaksana tugas atau penjabat kepala daerah", "acting head of region"),
    ("official", "pejabat dengan surat kuasa", "official with a power of attorney"),
    ("director", "direktur", "director"),
    ("chair", "ketua", "chair"),
    ("owner", "pemilik usaha", "owner"),
    ("authorized_representative", "wakil dengan surat kuasa", "representative with a power of attorney"),
    ("each", "masing-masing daerah", "each region"),
    (
        "council_required",
        "daerah yang memerlukan persetujuan DPRD",
        "the region whose regional council (DPRD) must approve",
    ),
    ("none", "bukan siapa pun", "nobody"),
    ("number_of_another", "nomor milik pihak lain", "number of another party"),
    ("scan_of_another", "pindaian milik pihak lain", "scan of another party"),
    ("differs_from_party", "berbeda dari data pihak", "differs from the party's own"),
];

/// Contracts, consents, prices, units and criteria.
const TRADE: &[Row] = &[
    ("confirmation", "persetujuan naskah", "confirmation"),
    ("approval", "persetujuan DPRD", "approval of the regional council"),
    ("endorsement", "pengesahan", "endorsement"),
    ("signature", "tanda tangan", "signature"),
    ("completion", "penyelesaian", "completion"),
    ("termination", "pengakhiran sebelum waktunya", "termination"),
    ("short_ending", "akhir lebih awal", "short end"),
    ("discussion", "pembahasan", "discussion"),
    ("council_approval", "persetujuan DPRD", "approval of the regional council (DPRD)"),
    ("agreement_signature", "penandatanganan kesepakatan", "the signing of an agreement"),
    ("agreement_termination", "pengakhiran kesepakatan", "the termination of an agreement"),
    ("contract_signature", "penandatanganan kontrak", "the signing of a contract"),
    (
        "ending_consent",
        "waktu tunggu persetujuan pihak lain",
        "the time a consent waits for the other side's",
    ),
    ("termination_notice", "masa pemberitahuan pengakhiran", "the notice of a termination"),
    (
        "backfill_use",
        "masa berlaku izin mencatat masa lalu",
        "the time in which a grant to record the past is used",
    ),
    ("mutual", "kesepakatan bersama", "agreement of both"),
    ("law", "perintah peraturan", "the law"),
    ("breach", "pelanggaran", "breach"),
    ("run_out", "berjalan sampai berakhir", "runs out"),
    ("contract", "kontrak", "contract"),
    ("shipment", "pengiriman", "shipment"),
    ("delivery_note", "surat jalan", "delivery note"),
    ("fixed_quota", "kuota tetap", "fixed quota"),
    ("share_of_demand", "bagian dari kebutuhan", "share of demand"),
    ("standby_buyer", "pembeli siaga", "standby buyer"),
    ("spot_harvest", "panen sekali beli", "spot harvest"),
    ("on_farm", "budi daya", "on-farm"),
    ("festival_hold", "stok hari raya", "festival hold"),
    ("price_only", "harga saja", "price only"),
    ("trial", "uji coba", "trial"),
    ("activation", "pengaktifan", "activation"),
    ("call_off", "surat pesanan", "call-off"),
    ("per_kg_net", "per kg berat bersih", "per kg net weight"),
    ("per_kg_live", "per kg bobot hidup", "per kg live weight"),
    ("per_head", "per ekor", "per head"),
    ("per_piece", "per butir", "per piece"),
    ("per_litre", "per liter", "per litre"),
    ("mass", "berat", "weight"),
    ("head", "ekor", "heads"),
    ("piece", "butir", "pieces"),
    ("volume", "volume", "volume"),
    ("package", "kemasan", "packages"),
    ("four_eyes_above_rupiah", "nilai yang memerlukan dua orang", "value above which two persons act"),
    ("answer_hours_perishable", "jam untuk menjawab barang mudah rusak", "hours to answer perishable goods"),
    ("answer_hours_other", "jam untuk menjawab barang lain", "hours to answer other goods"),
    (
        "scale_difference_basis_points",
        "selisih dua timbangan yang wajar",
        "plausible difference of two scales",
    ),
    ("awaited", "menunggu jawaban pemasok", "waiting for the supplier's answer"),
    ("confirmed_by_silence", "dianggap dikonfirmasi", "confirmed by silence"),
    ("KGM", "kilogram", "kilograms"),
    ("TNE", "ton", "tonnes"),
    ("GRM", "gram", "grams"),
    ("HEA", "ekor", "heads"),
    ("H87", "butir", "pieces"),
    ("LTR", "liter", "litres"),
    ("MLT", "mililiter", "millilitres"),
    ("vehicle", "truk", "trucks"),
    ("XSA", "karung", "sack"),
    ("XCR", "peti", "crate"),
    ("XCT", "karton", "carton"),
    ("XBX", "kotak", "box"),
    ("XBG", "kantong", "bag"),
    ("taste", "rasa", "taste"),
    ("packaging", "kemasan", "packaging"),
    ("label", "label", "label"),
    ("hygiene", "kebersihan", "hygiene"),
    ("price", "harga", "price"),
    ("continuity", "kesinambungan pasokan", "continuity of supply"),
    ("outlet", "gerai", "outlet"),
    ("dedicated_outlet", "gerai khusus", "dedicated outlet"),
];

/// Groups and traits of goods, and how they are kept.
const GOODS: &[Row] = &[
    ("live_animal", "hewan hidup", "live animals"),
    ("animal_product", "produk hewan", "animal products"),
    ("fresh_animal_product", "produk hewan segar", "fresh animal products"),
    ("fresh_plant_product", "pangan segar asal tumbuhan", "fresh plant products"),
    ("grain", "biji-bijian", "grain"),
    ("vegetable", "sayuran", "vegetables"),
    ("fruit", "buah", "fruit"),
    ("processed_food", "pangan olahan", "processed food"),
    ("mixed_goods", "aneka produk UMKM", "mixed small-business goods"),
    ("other", "lainnya", "others"),
    ("room_temperature", "suhu ruang", "room temperature"),
    ("chilled", "dingin", "chilled"),
    ("gluten", "gluten", "gluten"),
    ("crustacean", "krustasea", "crustaceans"),
    ("egg", "telur", "egg"),
    ("fish", "ikan", "fish"),
    ("peanut", "kacang tanah", "peanut"),
    ("soy", "kedelai", "soy"),
    ("milk", "susu", "milk"),
    ("tree_nut", "kacang pohon", "tree nuts"),
    ("sulphite", "sulfit", "sulphites"),
    ("meat", "daging", "meat"),
    ("naturally_halal", "halal secara alami", "naturally halal"),
    ("non_halal", "tidak halal", "non-halal"),
    ("not_food", "bukan pangan", "not food"),
];

/// Papers and permits.
const PAPERS: &[Row] = &[
    ("business_id", "NIB", "business identification number (NIB)"),
    ("tax_id", "NPWP", "tax number (NPWP)"),
    ("deed", "akta pendirian", "deed of establishment"),
    ("veterinary_control_number", "sertifikat NKV", "veterinary control number (NKV)"),
    ("veterinary_number", "sertifikat NKV", "veterinary control number (NKV)"),
    (
        "veterinary_number_between_provinces",
        "sertifikat NKV tingkat I atau II",
        "veterinary control number (NKV) of level I or II",
    ),
    ("halal_certificate", "sertifikat halal", "halal certificate"),
    ("home_food_permit", "SPP-IRT (PIRT)", "home-industry food permit (PIRT)"),
    ("industrial_food_permit", "izin edar BPOM MD", "industrial food permit (BPOM MD)"),
    ("food_permit", "SPP-IRT (PIRT) atau izin edar BPOM MD", "PIRT or BPOM MD food permit"),
    ("fresh_food_registration", "registrasi PSAT", "registration of fresh food (PSAT)"),
    ("national_standard", "tanda SNI", "national standard mark (SNI)"),
    ("bank_account_proof", "bukti rekening bank", "proof of the bank account"),
    ("farmer_group_registration", "surat pengukuhan gapoktan", "registration of the farmer group"),
    ("cooperative_registration", "nomor induk koperasi", "registration of the cooperative"),
    ("veterinary_certificate", "sertifikat veteriner (SKKH)", "veterinary certificate (SKKH)"),
    ("quarantine_certificate", "sertifikat karantina", "quarantine certificate"),
    ("entry_recommendation", "rekomendasi pemasukan", "entry recommendation"),
    ("inter_island_manifest", "manifes domestik", "inter-island manifest"),
    ("longest_term", "masa berlaku terlama", "longest term"),
    ("required", "izin wajib", "required permit"),
    ("I", "tingkat I", "level I"),
    ("II", "tingkat II", "level II"),
    ("III", "tingkat III", "level III"),
];

/// What happens on the road and why goods are not taken.
const ROAD: &[Row] = &[
    ("road", "jalan darat", "road"),
    ("sea", "laut", "sea"),
    ("any", "semua rute", "every route"),
    ("within_province", "di dalam satu provinsi", "within one province"),
    ("between_provinces", "antarprovinsi", "between provinces"),
    ("between_islands", "antarpulau", "between islands"),
    ("shrink", "susut", "shrinkage"),
    ("deaths", "kematian", "deaths"),
    ("loading_started", "pemuatan dimulai", "loading began"),
    ("loading_finished", "pemuatan selesai", "loading done"),
    ("checkpoint", "pos pemeriksaan", "checkpoint"),
    ("rest_stop", "istirahat", "rest stop"),
    ("delayed", "tertahan", "delayed"),
    ("breakdown", "mogok", "breakdown"),
    ("animal_loss", "hewan mati atau dipotong paksa", "loss of an animal"),
    ("unloading_started", "pembongkaran dimulai", "unloading began"),
    ("unloading_finished", "pembongkaran selesai", "unloading done"),
    ("below_grade", "di bawah mutu yang disepakati", "below the agreed grade"),
    ("spoiled", "rusak sebelum dimuat", "spoilt before loading"),
    ("short_shelf_life", "hampir atau sudah kedaluwarsa", "too close to its best-before date"),
    ("wrong_goods", "barang tidak sesuai pesanan", "other goods than ordered"),
    ("papers_not_matching", "dokumen tidak cocok", "papers do not match"),
    ("sick", "sakit", "sick"),
    ("injured_on_road", "cedera di jalan", "injured on the road"),
    ("damaged_on_road", "rusak di jalan", "damaged on the road"),
    ("cold_chain_broken", "rantai dingin terputus", "cold chain broken"),
    ("late_arrival", "tiba terlambat", "late arrival"),
    ("no_storage", "gudang penuh atau tutup", "no room in store"),
    ("weight_differs", "beratnya berbeda", "another weight"),
    ("count_differs", "jumlahnya berbeda", "another number"),
    ("rejection_unfounded", "penolakan tidak beralasan", "rejected without ground"),
    ("nothing_missing", "tidak ada yang hilang", "nothing was missing"),
    ("amount_differs", "nilainya berbeda", "another amount"),
    ("reversal_unfounded", "pembatalan tidak beralasan", "reversed without ground"),
    ("not_wanted", "tidak jadi dibutuhkan", "no longer wanted"),
    ("authority", "ditahan pihak berwenang", "stopped by an authority"),
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::path::Path;

    use super::*;

    /// Whether a set is shown to people by name; media types, the codes of refusals and what feeds tell are not.
    fn is_named(set: &str) -> bool {
        !matches!(set, "FileKind" | "RefusalCode") && !set.ends_with("Happened")
    }

    /// The labels of every set that the sources of this crate define by `labels!`, with the name of the set. Reading
    /// them makes a new set, or a new value of an old one, fail here until it has a name.
    fn labels(folder: &Path, found: &mut BTreeSet<(String, String)>) {
        for entry in std::fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                labels(&path, found);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let text = std::fs::read_to_string(&path).expect("a source file");
                for set in text.split("\nlabels! {").skip(1).filter_map(|rest| rest.split("\n}").next()) {
                    let (_, body) = set.split_once("pub enum ").expect("a set has a name");
                    let (name, values) = body.split_once(' ').expect("a set has values");
                    let labels = values.split("= \"").skip(1).filter_map(|value| value.split('"').next());
                    found.extend(labels.map(|label| (name.to_owned(), label.to_owned())));
                }
            }
        }
    }

    #[test]
    fn every_label_has_a_name_in_both_languages() {
        let mut found = BTreeSet::new();
        labels(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut found);
        assert!(found.len() > 300, "the search finds what it looks for: {}", found.len());
        for known in ["KGM", "coordinator", "active", "suspend", "halal_certificate"] {
            assert!(found.iter().any(|(_, label)| label == known), "{known}");
        }
        let shown = found.iter().filter(|(set, _)| is_named(set));
        let nameless: Vec<_> = shown.filter(|(_, label)| find(label).is_none()).collect();
        assert!(nameless.is_empty(), "give these a row: {nameless:?}");
    }

    #[test]
    fn one_label_has_one_row_and_every_row_a_label() {
        let mut used = BTreeSet::new();
        labels(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut used);
        let mut seen = BTreeSet::new();
        for (label, id, en) in SUBJECTS.iter().copied().flatten() {
            assert!(seen.insert(label), "{label} has two rows");
            assert!(used.iter().any(|(_, known)| known == label), "{label} is the label of nothing");
            let raw = |text: &str| text.is_empty() || text.contains('_');
            assert!(!raw(id) && !raw(en), "{label} is called by its label");
        }
    }

    #[test]
    fn a_label_of_a_later_release_shows_with_its_words_apart() {
        assert_eq!(name("on_the_moon"), Bilingual::same("on the moon"));
    }
}
