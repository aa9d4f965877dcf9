//! What facilities are judged by: dated rows that say which papers each kind needs, how long papers and
//! inspections hold, and how long mending may take.

use chrono::{Days, Months, NaiveDate};
use serde::{Deserialize, Serialize};

use super::{FacilityKind, FacilityPaper, FacilityPaperType, FindingSeverity};
use crate::catalog::PermitStatus;
use crate::catalog::goods::seed::date;
use crate::shared::{Bilingual, Dated, DatedRule, Invalid, Period};
use crate::{labels, say};

labels! {
    /// What a rule about facilities says.
    pub enum FacilityRuleKind {
        /// How long a paper can be valid.
        LongestTerm = "longest_term",
        /// Which facilities need a paper.
        Required = "required",
        /// How long an inspection of a kind of facility holds, and whether that kind needs one.
        Inspection = "inspection",
        /// How long the mending of a finding may take.
        MendingTime = "mending_time",
        /// How long before its last day the owner of a paper is reminded of it.
        RenewalNotice = "renewal_notice",
    }
}

/// How long a paper can be valid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaperTerm {
    /// The paper.
    pub paper: FacilityPaperType,
    /// The longest time, in years from its first day.
    pub max_years: u32,
}

/// A paper that a kind of facility needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaperNeed {
    /// The kind of facility.
    pub facility_kind: FacilityKind,
    /// The paper.
    pub paper: FacilityPaperType,
}

/// How long an inspection of a kind of facility holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct InspectionTerm {
    /// The kind of facility.
    pub facility_kind: FacilityKind,
    /// So many months from its day.
    pub months: u32,
    /// Whether the kind is usable with an inspection in force alone.
    pub needed: bool,
}

/// How long the mending of a finding may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct FindingTerm {
    /// How severe it is.
    pub severity: FindingSeverity,
    /// So many days from that on which it was found.
    pub days: u16,
}

/// How long before its last day the owner of a paper is reminded of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoticeTerm {
    /// So many days.
    pub days: u16,
}

/// One row of the rules about facilities.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum FacilityRule {
    /// How long a paper can be valid.
    LongestTerm(PaperTerm),
    /// Which facilities need a paper.
    Required(PaperNeed),
    /// How long an inspection holds.
    Inspection(InspectionTerm),
    /// How long mending may take.
    MendingTime(FindingTerm),
    /// How long before its last day the owner of a paper is reminded of it.
    RenewalNotice(NoticeTerm),
}

impl DatedRule for FacilityRule {
    const TABLE: &'static str = "facility_rule";

    fn key(&self) -> String {
        match self {
            Self::LongestTerm(term) => format!("{} {}", FacilityRuleKind::LongestTerm, term.paper),
            Self::Required(need) => {
                format!("{} {} {}", FacilityRuleKind::Required, need.facility_kind, need.paper)
            }
            Self::Inspection(term) => format!("{} {}", FacilityRuleKind::Inspection, term.facility_kind),
            Self::MendingTime(term) => format!("{} {}", FacilityRuleKind::MendingTime, term.severity),
            Self::RenewalNotice(_) => FacilityRuleKind::RenewalNotice.to_string(),
        }
    }
}

/// The rules about facilities, as data.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FacilityRules(pub Vec<Dated<FacilityRule>>);

impl FacilityRules {
    /// The rules in force on a day, each with the law it comes from.
    fn on(&self, day: NaiveDate) -> impl Iterator<Item = (&FacilityRule, &str)> {
        self.0.iter().filter(move |row| row.holds_on(day)).map(|row| (&row.rule, row.source.as_str()))
    }

    /// The papers a kind of facility needs on a day, each with the law that says so.
    pub fn needs(&self, kind: FacilityKind, day: NaiveDate) -> Vec<(FacilityPaperType, &str)> {
        let need = |(rule, law)| match rule {
            &FacilityRule::Required(need) if need.facility_kind == kind => Some((need.paper, law)),
            _ => None,
        };
        self.on(day).filter_map(need).collect()
    }

    /// The months for which inspections of a kind hold, where such a facility needs one on a day; with the source of that.
    pub fn inspection_needed(&self, kind: FacilityKind, day: NaiveDate) -> Option<(u32, &str)> {
        self.on(day).find_map(|(rule, source)| match rule {
            FacilityRule::Inspection(term) if term.facility_kind == kind && term.needed => {
                Some((term.months, source))
            }
            _ => None,
        })
    }

    /// The day by which a finding of a day is to be mended; none where no row speaks of its severity.
    pub fn mended_by(&self, severity: FindingSeverity, found: NaiveDate) -> Option<NaiveDate> {
        let days = self.on(found).find_map(|(rule, _)| match rule {
            FacilityRule::MendingTime(term) if term.severity == severity => Some(term.days),
            _ => None,
        })?;
        found.checked_add_days(Days::new(days.into()))
    }

    /// The last day of which the owner of a paper that ends on it is reminded on a day; none where no row speaks of it.
    pub fn reminded_until(&self, day: NaiveDate) -> Option<NaiveDate> {
        let days = self.on(day).find_map(|(rule, _)| match rule {
            FacilityRule::RenewalNotice(term) => Some(term.days),
            _ => None,
        })?;
        day.checked_add_days(Days::new(days.into()))
    }

    /// The last day a paper can be valid on, by the row in force on its first day; none where no row speaks of it.
    fn latest_end(&self, paper: FacilityPaperType, from: NaiveDate) -> Option<NaiveDate> {
        let years = self.on(from).find_map(|(rule, _)| match rule {
            FacilityRule::LongestTerm(term) if term.paper == paper => Some(term.max_years),
            _ => None,
        })?;
        from.checked_add_months(Months::new(years.saturating_mul(12)))
    }

    /// Everything about the days of a newly declared paper that cannot be right; empty when they can.
    pub fn check(&self, paper: &FacilityPaper) -> Option<Invalid> {
        let latest = self.latest_end(paper.kind, paper.valid_from);
        let (code, detail) = match (paper.valid_until, latest) {
            (Some(until), _) if until < paper.valid_from => (
                "period",
                Bilingual::new(
                    "Hari terakhir mendahului hari pertama; bandingkan kedua tanggal dengan dokumennya.",
                    "The last day lies before the first; compare both dates with the paper.",
                ),
            ),
            (Some(until), Some(latest)) if until > latest => (
                "paper-term",
                say!(
                    "Dokumen jenis ini paling lama berlaku sampai {latest}; periksa hari pertama dan terakhirnya.",
                    "A paper of this type is valid until {latest} at most; look at its first and last day again.",
                    latest = latest,
                ),
            ),
            (None, Some(latest)) => (
                "paper-term",
                say!(
                    "Dokumen jenis ini memiliki masa berlaku; isikan hari terakhirnya, paling lama {latest}.",
                    "A paper of this type has a term; give its last day, {latest} at most.",
                    latest = latest,
                ),
            ),
            _ => return None,
        };
        Some(Invalid::says("/valid_until_date", code, detail))
    }

    /// The last day on which a paper is valid, never beyond the longest term of its type; none where it has no end.
    pub fn last_day(&self, paper: &FacilityPaper) -> Option<NaiveDate> {
        [paper.valid_until, self.latest_end(paper.kind, paper.valid_from)].into_iter().flatten().min()
    }

    /// The months for which inspections of a kind hold, by every row of whatever day.
    pub(super) fn inspection_months(&self, kind: FacilityKind) -> impl Iterator<Item = u32> {
        self.0.iter().filter_map(move |row| match row.rule {
            FacilityRule::Inspection(term) if term.facility_kind == kind => Some(term.months),
            _ => None,
        })
    }

    /// Where a paper stands on a day by its dates.
    pub fn status(&self, paper: &FacilityPaper, day: NaiveDate) -> PermitStatus {
        let last = self.last_day(paper);
        if day < paper.valid_from {
            PermitStatus::NotYetValid
        } else if last.is_some_and(|last| day > last) {
            PermitStatus::Expired
        } else {
            PermitStatus::Standing
        }
    }
}

/// The rows the platform starts with. A farm needs none here: most are smallholdings.
pub fn seed_facility_rules() -> Vec<Dated<FacilityRule>> {
    use FacilityKind::{Farm, Hub, Kitchen, Mill, Slaughterhouse, Warehouse};
    use FacilityPaperType::{
        BusinessId, HalalCertificate, HygieneCertificate, VeterinaryControlNumber, WarehouseRegistration,
    };
    let row = |rule, from: (i32, u32, u32), source: &str| Dated {
        rule,
        in_force: Period { from: date(from.0, from.1, from.2), until: None },
        source: source.to_owned(),
    };
    let term = PaperTerm { paper: VeterinaryControlNumber, max_years: 5 };
    let need = |facility_kind, paper| FacilityRule::Required(PaperNeed { facility_kind, paper });
    let holds = |facility_kind, needed| {
        FacilityRule::Inspection(InspectionTerm { facility_kind, months: 12, needed })
    };
    let mend = |severity, days| FacilityRule::MendingTime(FindingTerm { severity, days });
    vec![
        row(FacilityRule::LongestTerm(term), (1900, 1, 1), NKV),
        row(need(Slaughterhouse, VeterinaryControlNumber), (2020, 1, 1), NKV),
        row(need(Slaughterhouse, HalalCertificate), (2024, 10, 17), "UU 33/2014 pasal 4; PP 42/2024"),
        row(need(Mill, BusinessId), (2021, 1, 1), RISK),
        row(need(Hub, BusinessId), (2021, 1, 1), RISK),
        row(need(Warehouse, WarehouseRegistration), (2014, 1, 1), "UU 7/2014 pasal 15"),
        row(need(Kitchen, HygieneCertificate), (2021, 1, 1), "Permenkes 14/2021"),
        row(holds(Slaughterhouse, true), (2026, 11, 1), YEARLY),
        row(holds(Farm, false), (2026, 11, 1), YEARLY),
        row(mend(FindingSeverity::Critical, 7), (2026, 11, 1), MENDING),
        row(mend(FindingSeverity::Major, 30), (2026, 11, 1), MENDING),
        row(mend(FindingSeverity::Minor, 90), (2026, 11, 1), MENDING),
        row(FacilityRule::RenewalNotice(NoticeTerm { days: 60 }), (2026, 11, 1), RENEWAL),
    ]
}

const NKV: &str = "Permentan 11/2020";
const RISK: &str = "PP 5/2021, sejak 2025 PP 28/2025: perizinan berusaha berbasis risiko";
const YEARLY: &str = "Platform rule: a facility is looked at once a year";
const MENDING: &str = "Platform rule: what is dangerous is mended first";
const RENEWAL: &str = "Platform rule: a renewal takes two months";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::FacilityPaperState;

    fn nkv(from: (i32, u32, u32), until: Option<(i32, u32, u32)>) -> FacilityPaper {
        let day = |(year, month, day)| date(year, month, day);
        FacilityPaper {
            kind: FacilityPaperType::VeterinaryControlNumber,
            state: FacilityPaperState::Accepted,
            valid_from: day(from),
            valid_until: until.map(day),
            followed_from: None,
        }
    }

    fn rules() -> FacilityRules {
        FacilityRules(seed_facility_rules())
    }

    #[test]
    fn rows_of_one_key_share_no_day() {
        let rows = seed_facility_rules();
        for (place, row) in rows.iter().enumerate() {
            assert!(rows[..place].iter().all(|other| other.rule.key() != row.rule.key()), "{row:?}");
        }
    }

    #[test]
    fn a_slaughterhouse_needs_halal_from_the_day_of_its_row() {
        let needs = |kind, day| rules().needs(kind, day).iter().map(|(paper, _)| *paper).collect::<Vec<_>>();
        use FacilityPaperType::{HalalCertificate, VeterinaryControlNumber};
        let slaughter = |day| needs(FacilityKind::Slaughterhouse, day);
        assert_eq!(slaughter(date(2019, 12, 31)), []);
        assert_eq!(slaughter(date(2024, 10, 16)), [VeterinaryControlNumber]);
        assert_eq!(slaughter(date(2024, 10, 17)), [VeterinaryControlNumber, HalalCertificate]);
        assert_eq!(needs(FacilityKind::Farm, date(2026, 1, 1)), []);
    }

    #[test]
    fn a_slaughterhouse_needs_an_inspection_of_a_year_and_a_farm_none() {
        let rules = rules();
        let needed = |kind, day| rules.inspection_needed(kind, day).map(|(months, _)| months);
        assert_eq!(needed(FacilityKind::Slaughterhouse, date(2026, 11, 1)), Some(12));
        assert_eq!(needed(FacilityKind::Slaughterhouse, date(2026, 10, 31)), None);
        assert_eq!(needed(FacilityKind::Farm, date(2026, 11, 22)), None);
    }

    #[test]
    fn what_is_severe_is_mended_first() {
        let by = |severity| rules().mended_by(severity, date(2026, 11, 22));
        assert_eq!(by(FindingSeverity::Critical), Some(date(2026, 11, 29)));
        assert_eq!(by(FindingSeverity::Major), Some(date(2026, 12, 22)));
        assert_eq!(by(FindingSeverity::Minor), Some(date(2027, 2, 20)));
        assert_eq!(rules().mended_by(FindingSeverity::Minor, date(2026, 10, 1)), None, "no row, no day");
    }

    #[test]
    fn owners_are_reminded_two_months_before_a_paper_ends() {
        assert_eq!(rules().reminded_until(date(2026, 11, 22)), Some(date(2027, 1, 21)));
        assert_eq!(rules().reminded_until(date(2026, 10, 31)), None, "no row, no reminder");
    }

    #[test]
    fn the_days_of_a_paper_fit_its_type() {
        let code = |paper| rules().check(&paper).map(|invalid| invalid.code);
        assert_eq!(code(nkv((2024, 3, 14), Some((2029, 3, 14)))), None);
        assert_eq!(code(nkv((2024, 3, 14), Some((2029, 3, 15)))), Some("paper-term"));
        assert_eq!(code(nkv((2024, 3, 14), None)), Some("paper-term"));
        assert_eq!(code(nkv((2024, 3, 14), Some((2024, 3, 13)))), Some("period"));
        let nib = FacilityPaper { kind: FacilityPaperType::BusinessId, ..nkv((2024, 3, 14), None) };
        assert_eq!(code(nib), None, "no row limits it");
    }

    #[test]
    fn a_paper_stands_between_its_days_and_no_longer_than_its_term() {
        let paper = nkv((2024, 3, 14), Some((2026, 3, 13)));
        let on = |paper: &FacilityPaper, day| rules().status(paper, day);
        assert_eq!(on(&paper, date(2024, 3, 13)), PermitStatus::NotYetValid);
        assert_eq!(on(&paper, date(2026, 3, 13)), PermitStatus::Standing);
        assert_eq!(on(&paper, date(2026, 3, 14)), PermitStatus::Expired);
        assert_eq!(on(&nkv((2020, 3, 14), None), date(2025, 3, 15)), PermitStatus::Expired);
    }
}
