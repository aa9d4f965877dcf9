//! What the labels of closed sets are called; here those of lifecycles: states, actions, and what is derived. Those of people,
//! goods and papers stand in `things`.
//!
//! Keyed by label: one word for one thing wherever it stands. A label without a row fails the test below.

use super::steps::STEPS;
use super::things::{GOODS, PAPERS, PEOPLE, ROAD, Row, TRADE};
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

const SUBJECTS: [&[Row]; 9] = [STATES, ACTIONS, CONDITIONS, PEOPLE, TRADE, GOODS, PAPERS, ROAD, STEPS];

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
    ("agreed", "disepakati kedua pihak", "agreed by both sides"),
    ("active", "aktif", "active"),
    ("suspended", "ditangguhkan", "suspended"),
    ("completed", "selesai", "completed"),
    ("fulfilled", "terpenuhi", "fulfilled"),
    ("ended_short", "berakhir lebih awal", "ended short"),
    ("closed", "ditutup", "closed"),
    ("closed_short", "ditutup sebelum penuh", "closed short"),
    ("short_closed", "ditutup sebelum genap", "closed with less than agreed"),
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
    ("waiting", "menunggu giliran", "waiting for its turn"),
    ("running", "sedang dikerjakan", "being done"),
    ("done", "sudah dikerjakan", "done"),
    ("declared", "belum diperiksa", "not checked yet"),
    ("accepted", "diterima", "accepted"),
    ("scheduled", "dijadwalkan", "scheduled"),
    ("started", "sedang berjalan", "under way"),
    ("unsettled", "belum ditangani", "not settled"),
    ("acted_on", "sudah diperbaiki, menunggu verifikasi", "mended and waiting to be verified"),
    ("waived", "dikecualikan", "waived"),
    ("declined", "tidak disetujui", "declined"),
    ("proposed", "diusulkan", "proposed"),
    ("in_force", "berlaku", "in force"),
    ("lifted", "dicabut kembali", "lifted"),
    ("screening", "dalam penyaringan", "in screening"),
    ("sample_requested", "menunggu sampel", "waiting for samples"),
    ("sample_received", "sampel diterima", "with its samples received"),
    ("in_review", "dinilai panel", "in review by the panel"),
    ("approved", "disetujui", "approved"),
    ("approved_with_conditions", "disetujui bersyarat", "approved with conditions"),
    ("listed", "dipajang", "listed"),
    ("delisted", "diturunkan dari gerai", "delisted"),
    ("open", "buka", "open"),
    ("assessed_by_one", "dinilai satu pihak", "assessed by one side"),
    ("contested", "dinilai berbeda", "assessed differently"),
    ("published", "terbit", "published"),
    ("issued", "dikirim ke pemasok", "issued"),
    ("countered", "ditawar balik", "countered"),
    ("in_fulfilment", "sedang dipenuhi", "in fulfilment"),
    ("received", "sudah diterima", "received"),
    ("inspected", "sudah diperiksa", "inspected"),
    ("posted", "dibukukan", "posted"),
    ("confirmed", "dikonfirmasi", "confirmed"),
    ("objected", "disanggah pemasok", "objected to by the supplier"),
    ("reversed", "dibatalkan pembukuannya", "reversed"),
    ("responded", "sudah dijawab", "answered by the other side"),
    ("disputed", "disengketakan", "disputed"),
    ("mediated", "dimediasi", "mediated"),
    ("decided", "diputuskan kedua koordinator", "decided by both coordinators"),
    ("paid", "lunas", "paid"),
    ("recorded", "dicatat, menunggu konfirmasi penerima", "recorded and waiting for its receiver"),
    ("superseded", "diganti yang baru", "superseded"),
    ("conflicted", "bentrok dengan catatan lain", "in conflict with another capture"),
    ("planned", "direncanakan", "planned"),
    ("land_checked", "lahannya sudah diperiksa", "with its land checked"),
    ("planted", "sudah ditanam", "planted"),
    ("grown", "sudah tumbuh", "grown"),
    ("checked_before_harvest", "sudah diperiksa sebelum panen", "checked before the harvest"),
    ("harvested", "sudah dipanen", "harvested"),
    ("failed", "gagal", "failed"),
    ("in_use", "dipakai", "in use"),
    ("retired", "tidak dipakai lagi", "retired"),
    ("loading", "sedang dimuat", "loading"),
    ("ready", "siap berangkat", "ready to leave"),
    ("departed", "berangkat", "departed"),
    ("diverted", "dialihkan", "diverted"),
    ("arrived", "tiba", "arrived"),
    ("unloading", "sedang dibongkar", "unloading"),
    ("returning", "dalam perjalanan kembali", "on its way back"),
    ("returned", "kembali ke pemasok", "returned"),
    ("lost", "hilang", "lost"),
    ("requested", "diminta", "requested"),
    ("converted", "diambil menjadi pesanan", "converted"),
    ("released", "dilepas", "released"),
    ("healthy", "sehat", "healthy"),
    ("under_treatment", "dalam perawatan", "under treatment"),
    ("dead", "mati", "dead"),
    ("grading", "sedang disortir", "being graded"),
    ("sealed", "disegel", "sealed"),
    ("allocated", "dialokasikan ke pesanan", "allocated to orders"),
    ("dispatched", "sudah diberangkatkan", "dispatched"),
    ("settled", "sudah diperhitungkan", "settled"),
    ("dissolved", "dibubarkan", "dissolved"),
    ("left", "sudah keluar", "no longer a member"),
    ("erased", "datanya sudah dihapus", "erased"),
    ("stopped", "dihentikan koordinator", "stopped by a coordinator"),
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
    ("lift", "mencabut", "lift"),
    ("complete", "menyelesaikan", "complete"),
    ("fulfill", "menyatakan terpenuhi", "declare fulfilled"),
    ("end_short", "menyepakati akhir lebih awal", "agree on a short end"),
    ("close", "menutup", "close"),
    ("close_short", "menutup sebelum penuh", "close short"),
    ("terminate", "mengakhiri sebelum waktunya", "terminate"),
    ("cancel", "membatalkan", "cancel"),
    ("take_up", "mengambil pekerjaan", "take up"),
    ("give_back", "mengembalikan", "give back"),
    ("finish", "menyelesaikan", "finish"),
    ("give_up", "menghentikan karena gagal", "give up"),
    ("reject", "menolak", "reject"),
    ("refuse", "menolak", "refuse"),
    ("update", "mengubah isinya", "change it"),
    ("withdraw", "menarik kembali", "withdraw"),
    ("start", "memulai", "start"),
    ("act_on", "memperbaiki", "mend"),
    ("waive", "mengecualikan", "waive"),
    ("correct", "mengesahkan koreksi", "let corrections count"),
    ("retire", "menyatakan tidak dipakai lagi", "retire"),
    ("check_land", "memeriksa lahan", "check the land"),
    ("plant", "menanam", "plant"),
    ("grow", "mencatat pertumbuhan", "record the growth"),
    ("check_before_harvest", "memeriksa sebelum panen", "check before the harvest"),
    ("harvest", "memanen", "harvest"),
    ("fail", "menyatakan gagal panen", "declare failed"),
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
    ("score", "memberi nilai", "score"),
    ("approve", "menyetujui", "approve"),
    ("approve_with_conditions", "menyetujui bersyarat", "approve with conditions"),
    ("list", "memajang", "list"),
    ("resume", "memajang kembali", "list again"),
    ("delist", "menurunkan dari gerai", "delist"),
    ("publish", "menerbitkan", "publish"),
    ("issue", "mengirim ke pemasok", "issue"),
    ("accept", "menerima", "accept"),
    ("decline", "tidak menyetujui", "decline"),
    ("counter", "mengajukan tawaran balik", "make a counter-offer"),
    ("accept_counter", "menerima tawaran balik", "accept the counter-offer"),
    ("propose_change", "mengusulkan perubahan", "propose a change"),
    ("accept_change", "menerima perubahan", "accept the change"),
    ("refuse_change", "menolak perubahan", "refuse the change"),
    ("withdraw_change", "menarik usulan perubahan", "withdraw the change"),
    ("start_fulfilment", "memulai pemenuhan", "start fulfilment"),
    ("receive", "menerima barang", "receive the goods"),
    ("reopen", "membuka kembali", "reopen"),
    ("inspect", "memeriksa mutu", "inspect"),
    ("post", "membukukan", "post"),
    ("confirm", "mengonfirmasi", "confirm"),
    ("propose", "mengusulkan", "propose"),
    ("change", "mengubah", "change"),
    ("object", "mengajukan keberatan", "object"),
    ("dispute", "menyengketakan", "dispute"),
    ("drop_dispute", "mencabut sengketa", "drop the dispute"),
    ("pay", "melunasi", "pay"),
    ("reverse", "membatalkan pembukuan", "reverse"),
    ("respond", "menjawab klaim", "answer the claim"),
    ("mediate", "memediasi", "mediate"),
    ("agree", "menyetujui usulan pihak lain", "take the other side's offer"),
    ("decide", "memutuskan", "decide"),
    ("assess", "menilai", "assess"),
    ("supersede", "mengganti dengan yang baru", "supersede"),
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
    ("convert", "mengambilnya untuk pesanan", "convert it"),
    ("release", "melepas", "release"),
    ("treat", "mencatat bahwa hewan dirawat", "report that it is treated"),
    ("recover", "mencatat kesembuhan", "report that it is well again"),
    ("die", "mencatat kematian", "report its death"),
    ("grade", "menyortir", "grade"),
    ("seal", "menyegel", "seal"),
    ("allocate", "mengalokasikan ke pesanan", "allocate"),
    ("dispatch", "memberangkatkan", "dispatch"),
    ("settle", "memperhitungkan", "settle"),
    ("dissolve", "membubarkan", "dissolve"),
    ("leave", "mencatat keluarnya anggota", "record the departure"),
    ("erase", "menghapus data pribadinya", "erase the person"),
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
    ("awaiting_explanation", "menunggu penjelasan", "waiting for an explanation"),
    ("met", "terpenuhi", "met"),
    ("explained", "dijelaskan", "explained"),
    ("not_verified", "belum terverifikasi", "not verified"),
    ("recalled", "ditarik dari peredaran", "recalled"),
    ("outlet_closed", "gerai sudah tutup", "outlet closed"),
    ("outlet_of_another_region", "gerai khusus daerah lain", "outlet of another region"),
    ("outlet_not_open_yet", "gerai belum buka", "outlet not open yet"),
    ("not_started", "belum mulai dijual", "not for sale yet"),
    ("product_not_published", "produk belum terbit", "product not published"),
    ("permits_lapsed", "izin kurang atau sudah berakhir", "permit missing or lapsed"),
    ("label_changed", "label berubah", "label changed"),
    ("available", "tersedia", "available"),
    ("not_yet_available", "belum tersedia", "not available yet"),
    ("consumed", "habis", "used up"),
    ("overdue", "melewati batas waktu", "overdue"),
    ("time_barred", "gugur karena lewat waktu", "barred by time"),
    ("curation_lapsed", "kurasi sudah berakhir", "curation lapsed"),
    ("volume_above_ceiling", "melebihi volume yang disetujui", "above the volume approved"),
    ("cooling", "dalam masa tunggu", "in its cooling-off"),
    ("replaced", "digantikan rekening lain", "replaced by another"),
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::path::Path;

    use super::*;

    /// Whether a set is shown to people by name; media types, the codes of refusals and what feeds tell are not.
    fn is_named(set: &str) -> bool {
        !matches!(set, "FileKind" | "ImageKind" | "ImageSize" | "RefusalCode") && !set.ends_with("Happened")
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
        used.insert(("what may be done besides steps".to_owned(), crate::shared::UPDATE.to_owned()));
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
