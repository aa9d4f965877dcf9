//! The papers of a supplier: their kinds, the form of their numbers, and which kind of supplier needs which.
//!
//! Which documents are required is data with days and a legal basis; [`seed_requirements`] gives the
//! rows an empty installation starts with. Refuses: numbers that cannot be the number of such a paper.

use chrono::NaiveDate;

use serde::{Deserialize, Serialize};

use crate::labels;
use crate::shared::{CommodityCode, Dated, DatedRule, Invalid, PartyKind, Period};

labels! {
    /// A kind of paper a supplier shows.
    pub enum DocumentType {
        /// Business identification number (NIB): 13 digits, no end.
        BusinessId = "business_id",
        /// Tax number (NPWP): 15 digits, 16 in the new form.
        TaxId = "tax_id",
        /// Deed of establishment (akta pendirian).
        Deed = "deed",
        /// Veterinary control number (NKV), valid five years.
        VeterinaryControlNumber = "veterinary_control_number",
        /// Halal certificate.
        HalalCertificate = "halal_certificate",
        /// Home-industry food permit (PIRT).
        HomeFoodPermit = "home_food_permit",
        /// Industrial food permit (BPOM MD).
        IndustrialFoodPermit = "industrial_food_permit",
        /// Registration of fresh food of plant origin (PSAT).
        FreshFoodRegistration = "fresh_food_registration",
        /// Proof that the bank account is the supplier's.
        BankAccountProof = "bank_account_proof",
        /// Registration of a farmer group (gapoktan) with its agency.
        FarmerGroupRegistration = "farmer_group_registration",
        /// Registration of a cooperative (nomor induk koperasi).
        CooperativeRegistration = "cooperative_registration",
    }
}

impl DocumentType {
    /// Whether goods need it to be sold or to travel; the others are of the business itself.
    pub const fn is_of_goods(self) -> bool {
        matches!(
            self,
            Self::VeterinaryControlNumber
                | Self::HalalCertificate
                | Self::HomeFoodPermit
                | Self::IndustrialFoodPermit
                | Self::FreshFoodRegistration
        )
    }
}

/// Reads the number of a paper: NIB and NPWP as bare digits, any other trimmed.
///
/// # Errors
/// [`Invalid`] at `pointer`, saying what the number must look like.
pub fn read_document_number(document: DocumentType, text: &str, pointer: &str) -> Result<String, Invalid> {
    match document {
        DocumentType::BusinessId => read_business_id(text).ok_or_else(|| {
            Invalid::new(
                pointer,
                "business-id",
                "NIB terdiri atas 13 angka yang tidak semuanya sama, lihat sudut atas dokumen NIB dari OSS.",
                "A business identification number (NIB) has 13 digits, not all the same; see the top of the NIB from OSS.",
            )
        }),
        DocumentType::TaxId => read_tax_id(text).ok_or_else(|| {
            Invalid::new(
                pointer,
                "tax-id",
                "Nomor ini bukan NPWP yang mungkin. NPWP terdiri atas 15 angka, atau 16 angka dalam bentuk baru.",
                "This cannot be a tax number. A tax number (NPWP) has 15 digits, or 16 in the new form.",
            )
        }),
        _ => {
            let number = text.trim();
            let fits = (1..=100).contains(&number.chars().count()) && !number.chars().any(char::is_control);
            if fits { Ok(number.to_owned()) } else { Err(bad_number(pointer)) }
        }
    }
}

/// The 13 digits of a business identification number (NIB).
pub fn read_business_id(text: &str) -> Option<String> {
    digits(text).filter(|digits| digits.len() == 13 && !is_one_digit(digits))
}

/// The 16 digits of a tax number (NPWP), without the dots and the dash people write. One of the former 15 digits is the
/// same number with a zero before it (PMK 112/2022), so that one taxpayer has one number.
pub fn read_tax_id(text: &str) -> Option<String> {
    let digits = digits(text)?;
    let number = match digits.len() {
        15 => format!("0{digits}"),
        16 => digits,
        _ => return None,
    };
    is_tax_id(&number).then_some(number)
}

/// Whether 16 digits can be a tax number: that of an organisation begins with zero and names a kind of taxpayer and a tax
/// office; that of a person is its identity number, which names a province and a day of birth.
fn is_tax_id(number: &str) -> bool {
    let part = |from: usize, until: usize| number[from..until].parse::<u32>().unwrap_or_default();
    if is_one_digit(number) {
        return false;
    }
    if number.starts_with('0') {
        return part(1, 10) > 0 && part(10, 13) > 0;
    }
    // A woman's day of birth is written with forty more.
    let (province, day, month) = (part(0, 2), part(6, 8) % 40, part(8, 10));
    (11..=97).contains(&province) && (1..=31).contains(&day) && (1..=12).contains(&month)
}

fn is_one_digit(number: &str) -> bool {
    number.bytes().all(|byte| number.as_bytes().first() == Some(&byte))
}

fn digits(text: &str) -> Option<String> {
    let bare: String = text.trim().chars().filter(|c| !matches!(c, '.' | '-' | ' ')).collect();
    bare.bytes().all(|byte| byte.is_ascii_digit()).then_some(bare)
}

fn bad_number(pointer: &str) -> Invalid {
    Invalid::new(
        pointer,
        "document-number",
        "Isi nomor seperti tertulis pada dokumen, paling panjang 100 karakter.",
        "Give the number as written on the document, at most 100 characters.",
    )
}

/// One row of the table of required papers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DocumentRequirement {
    /// Whom it binds.
    pub kind: PartyKind,
    /// Only those who supply this commodity; `None` for every supplier of the kind.
    pub commodity: Option<CommodityCode>,
    /// The paper.
    pub document: DocumentType,
}

impl DatedRule for DocumentRequirement {
    const TABLE: &'static str = "document_requirement";

    fn key(&self) -> String {
        let commodity = self.commodity.as_ref().map_or("any", CommodityCode::as_str);
        format!("{} {commodity} {}", self.kind, self.document)
    }
}

/// The papers a party of a kind that supplies these commodities needs on a day, in order of the rows, without repeats.
pub fn required_documents(
    kind: PartyKind,
    commodities: &[CommodityCode],
    day: NaiveDate,
    rows: &[Dated<DocumentRequirement>],
) -> Vec<DocumentType> {
    let mut required = Vec::new();
    for row in rows.iter().filter(|row| row.holds_on(day) && row.rule.binds(kind, commodities)) {
        if !required.contains(&row.rule.document) {
            required.push(row.rule.document);
        }
    }
    required
}

/// The papers that a party of a kind that supplies these commodities will need from days after this one on.
pub fn upcoming_documents(
    kind: PartyKind,
    commodities: &[CommodityCode],
    day: NaiveDate,
    rows: &[Dated<DocumentRequirement>],
) -> Vec<(NaiveDate, DocumentType)> {
    let later = rows.iter().filter(|row| row.in_force.from > day && row.holds_on(row.in_force.from));
    later
        .filter(|row| row.rule.binds(kind, commodities))
        .map(|row| (row.in_force.from, row.rule.document))
        .collect()
}

impl DocumentRequirement {
    fn binds(&self, kind: PartyKind, commodities: &[CommodityCode]) -> bool {
        self.kind == kind && self.commodity.as_ref().is_none_or(|code| commodities.contains(code))
    }
}

/// The rows an empty installation starts with; from then on they are edited as data.
///
/// Papers that depend on the goods (NKV, halal, PIRT, BPOM MD) are not among them: they are asked for
/// per commodity, and bind a supplier from the moment it has shown them.
pub fn seed_requirements() -> Vec<Dated<DocumentRequirement>> {
    use DocumentType as D;
    use PartyKind as K;
    const NIB: &str = "PP 5/2021";
    const TAX: &str = "UU 6/1983 (KUP)";
    const COMPANY: &str = "UU 40/2007";
    const COOPERATIVE: &str = "UU 25/1992";
    const ENTERPRISE: &str = "PP 54/2017";
    const FARMERS: &str = "Permentan 67/2016";
    const PLATFORM: &str = "Platform rule: payments go to the supplier's own account";
    let rows: [(K, &[(D, &str)]); 6] = [
        (
            K::Company,
            &[(D::BusinessId, NIB), (D::TaxId, TAX), (D::Deed, COMPANY), (D::BankAccountProof, PLATFORM)],
        ),
        (
            K::Cooperative,
            &[
                (D::BusinessId, NIB),
                (D::TaxId, TAX),
                (D::CooperativeRegistration, COOPERATIVE),
                (D::BankAccountProof, PLATFORM),
            ],
        ),
        (K::FarmerGroup, &[(D::FarmerGroupRegistration, FARMERS), (D::BankAccountProof, PLATFORM)]),
        (K::Msme, &[(D::BusinessId, NIB), (D::TaxId, TAX), (D::BankAccountProof, PLATFORM)]),
        (K::RegionalEnterprise, &[(D::BusinessId, NIB), (D::TaxId, TAX), (D::Deed, ENTERPRISE)]),
        (K::AggregationHub, &[(D::BusinessId, NIB), (D::TaxId, TAX), (D::BankAccountProof, PLATFORM)]),
    ];
    let always = Period { from: FIRST_DAY, until: None };
    // PP 28/2025 took the place of PP 5/2021.
    let in_force = |basis| match basis {
        NIB => Period { from: FIRST_DAY, until: NIB_NOW.pred_opt() },
        _ => always,
    };
    let first = rows.iter().flat_map(|(kind, papers)| papers.iter().map(move |paper| (*kind, *paper))).map(
        |(kind, (document, basis))| Dated {
            rule: DocumentRequirement { kind, commodity: None, document },
            in_force: in_force(basis),
            source: basis.to_owned(),
        },
    );
    let followed = rows.iter().filter(|(_, papers)| papers.iter().any(|(_, basis)| *basis == NIB));
    let followed = followed.map(|(kind, _)| Dated {
        rule: DocumentRequirement { kind: *kind, commodity: None, document: D::BusinessId },
        in_force: Period { from: NIB_NOW, until: None },
        source: "PP 28/2025".to_owned(),
    });
    first.chain(followed).collect()
}

/// The day from which PP 28/2025 says what a NIB is.
const NIB_NOW: NaiveDate = NaiveDate::from_ymd_opt(2025, 6, 5).expect("a day of June");
/// The rows to start with are older than any trade that is recorded.
const FIRST_DAY: NaiveDate = NaiveDate::from_ymd_opt(1900, 1, 1).expect("the first of January exists");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nib_and_npwp_have_their_digits() {
        assert_eq!(read_business_id(" 9120001234567 ").as_deref(), Some("9120001234567"));
        for bad in ["912000123456", "91200012345678", "91200012345a7", "", "９120001234567"] {
            assert_eq!(read_business_id(bad), None, "{bad}");
        }
        assert_eq!(read_tax_id("01.234.567.8-901.000").as_deref(), Some("0012345678901000"));
        assert_eq!(read_tax_id("0012345678901000").as_deref(), Some("0012345678901000"), "the same taxpayer");
        assert_eq!(read_tax_id("3171234567890123"), None, "no day of birth");
        assert_eq!(read_tax_id("3171235505900001").as_deref(), Some("3171235505900001"), "a person's");
        for impossible in ["000000000000000", "0000000000000000", "1111111111111111", "00.000.000.0-901.000"]
        {
            assert_eq!(read_tax_id(impossible), None, "{impossible}");
        }
        assert_eq!(read_business_id("0000000000000"), None);
        for bad in ["01.234.567.8-901.00", "01234567890100000", "1e15", ""] {
            assert_eq!(read_tax_id(bad), None, "{bad}");
        }
    }

    #[test]
    fn a_bad_number_is_refused_with_its_form() {
        let read = |document, text| read_document_number(document, text, "/number");
        assert_eq!(read(DocumentType::Deed, " 12 ").as_deref(), Ok("12"));
        assert_eq!(read(DocumentType::BusinessId, "12").expect_err("short").code, "business-id");
        assert_eq!(read(DocumentType::TaxId, "12").expect_err("short").code, "tax-id");
        for bad in ["", "  ", "a\0b", &"9".repeat(101)] {
            assert_eq!(read(DocumentType::Deed, bad).expect_err("bad").code, "document-number");
        }
    }

    #[test]
    fn requirements_are_dated_rows() {
        let day = |text: &str| text.parse::<NaiveDate>().expect("a date");
        let mut rows = seed_requirements();
        let today = day("2026-11-22");
        let eggs: [CommodityCode; 1] = ["eggs".parse().expect("a code")];
        assert_eq!(
            required_documents(PartyKind::FarmerGroup, &[], today, &rows),
            [DocumentType::FarmerGroupRegistration, DocumentType::BankAccountProof]
        );
        assert_eq!(required_documents(PartyKind::Company, &eggs, today, &rows).len(), 4);
        assert!(required_documents(PartyKind::Facilitator, &[], today, &rows).is_empty());
        let mut add = |commodity, document, from| {
            rows.push(Dated {
                rule: DocumentRequirement { kind: PartyKind::FarmerGroup, commodity, document },
                in_force: Period { from: day(from), until: None },
                source: "illustration".to_owned(),
            });
        };
        add(None, DocumentType::TaxId, "2027-01-01");
        add(Some(eggs[0].clone()), DocumentType::VeterinaryControlNumber, "2027-01-01");
        let upcoming = upcoming_documents(PartyKind::FarmerGroup, &eggs, today, &rows);
        assert_eq!(upcoming.len(), 2);
        assert!(upcoming.iter().all(|(from, _)| *from == day("2027-01-01")));
        let number = |commodities: &[CommodityCode], on| {
            required_documents(PartyKind::FarmerGroup, commodities, on, &rows).len()
        };
        assert_eq!(number(&eggs, today), 2);
        assert_eq!(number(&[], day("2027-01-01")), 3);
        assert_eq!(number(&eggs, day("2027-01-01")), 4);
    }
}
