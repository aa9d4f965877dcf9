//! What the platform finds by itself in the papers of a supplier: the same number or scan with another party, and a number
//! that differs from the party's own. Evidence for who checks and decides, never a decision.

use crate::labels;
use crate::shared::{Bilingual, Invalid};

labels! {
    /// What was found of a paper.
    pub enum FindingKind {
        /// Another party shows a paper of this kind and number, or is registered with the number.
        NumberOfAnother = "number_of_another",
        /// Another party shows the same scan.
        ScanOfAnother = "scan_of_another",
        /// The number on the paper is not the one the party is registered with.
        DiffersFromParty = "differs_from_party",
    }
}

impl FindingKind {
    /// Whether the supplier reads it too: what another party shows is between those who check and decide.
    pub const fn is_told_to_supplier(self) -> bool {
        matches!(self, Self::DiffersFromParty)
    }
}

/// A decision in favour over what was found says why.
///
/// # Errors
/// [`Invalid`] at `/note`.
pub fn check_findings_answered(findings: usize, in_favour: bool, note: Option<&str>) -> Result<(), Invalid> {
    let answered = note.is_some_and(|note| !note.trim().is_empty());
    if findings == 0 || !in_favour || answered {
        return Ok(());
    }
    Err(Invalid::says(
        "/note",
        "findings-unanswered",
        Bilingual::new(
            "Ada temuan pada dokumen pemasok ini (`findings`). Jelaskan mengapa ia tetap diverifikasi.",
            "There are findings on the papers of this supplier (`findings`). Explain why it is verified all the same.",
        ),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_decision_in_favour_over_a_finding_needs_a_note() {
        assert!(check_findings_answered(0, true, None).is_ok());
        assert!(check_findings_answered(2, false, None).is_ok());
        assert!(check_findings_answered(1, true, Some("Rekening bersama, surat terlampir.")).is_ok());
        for note in [None, Some("  ")] {
            assert_eq!(check_findings_answered(1, true, note).expect_err("unanswered").pointer, "/note");
        }
    }
}
