//! What steps of goods are called, and why what was recorded counts no more.

use super::things::Row;

/// Business steps, dispositions and what becomes of facts.
pub(super) const STEPS: &[Row] = &[
    ("commissioning", "dibentuk sebagai lot", "formed as a lot"),
    ("staging_outbound", "disiapkan untuk berangkat", "made ready to leave"),
    ("shipping", "dikirim", "shipped"),
    ("departing", "kendaraan berangkat", "the vehicle left"),
    ("transporting", "diangkut", "transported"),
    ("holding", "berhenti di perjalanan", "held up on the way"),
    ("arriving", "sampai di tujuan", "reached its destination"),
    ("receiving", "diterima di tujuan", "taken over"),
    ("stocking", "disalurkan ke gerai", "brought to an outlet"),
    ("decommissioning", "tidak ada lagi", "taken off"),
    ("in_progress", "sedang ditangani", "being handled"),
    ("in_transit", "dalam perjalanan", "on the way"),
    ("sellable_accessible", "dapat dibeli", "for sale"),
    ("destroyed", "mati atau musnah", "dead or destroyed"),
    ("unknown", "tidak diketahui", "unknown"),
    ("add", "mulai ada", "comes to be"),
    ("observe", "teramati", "seen"),
    ("delete", "tidak ada lagi sejak itu", "ceases to be"),
    ("corrected", "digantikan koreksi", "corrected"),
    ("receipt_reversed", "penerimaan barangnya dibatalkan", "of a receipt that was reversed"),
];
