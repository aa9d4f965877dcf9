//! Whether a facility may be used on a day: derived when asked, with every rule that is not met.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::{
    FacilityKind, FacilityPaper, FacilityPaperState, FacilityPaperType, FacilityRules, KnownFinding,
    inspection_ends, inspection_holds,
};
use crate::shared::{Bilingual, Refusal, RefusalCode, Unmet};
use crate::{say, words};

/// What usability looks at.
#[derive(Debug, Clone, Copy)]
pub struct FacilityFacts<'a> {
    /// What kind it is.
    pub kind: FacilityKind,
    /// The day on which it was closed; none while it is in use.
    pub closed_on: Option<NaiveDate>,
    /// Its papers, those that do not count included.
    pub papers: &'a [FacilityPaper],
    /// The days of its inspections that found something out.
    pub inspected: &'a [NaiveDate],
    /// What they found, those settled included.
    pub findings: &'a [KnownFinding],
}

/// Whether goods may be loaded at a facility on a day.
///
/// # Errors
/// [`Refusal`] `facility-not-usable` with every unmet rule.
pub fn facility_usable(
    facts: FacilityFacts<'_>,
    rules: &FacilityRules,
    day: NaiveDate,
) -> Result<(), Refusal> {
    let mut unmet = Vec::new();
    unmet.extend(closed(facts, day));
    for (paper, law) in rules.needs(facts.kind, day) {
        unmet.extend(lacking(facts, rules, paper, day).map(|unmet| unmet.by_law(law)));
    }
    unmet.extend(uninspected(facts, rules, day));
    unmet.extend(barred(facts, day));
    Refusal::unless_empty(RefusalCode::FacilityNotUsable, unmet)
}

/// Days in a row on which the same rules about a facility are not met.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UsabilitySpan {
    /// First day; none where it is so as far back as there are days.
    pub from: Option<NaiveDate>,
    /// Last day; none where it stays so.
    pub until: Option<NaiveDate>,
    /// Every rule that is not met; empty where goods may be loaded.
    pub unmet: Vec<Unmet>,
}

/// What [`facility_usable`] says of every day, by what is known: spans in order, each day in exactly one.
pub fn usability_spans(facts: FacilityFacts<'_>, rules: &FacilityRules) -> Vec<UsabilitySpan> {
    let mut spans: Vec<UsabilitySpan> = Vec::new();
    for day in [NaiveDate::MIN].into_iter().chain(turning_days(facts, rules)) {
        let unmet = facility_usable(facts, rules, day).err().map_or_else(Vec::new, |refusal| refusal.unmet);
        let from = (day > NaiveDate::MIN).then_some(day);
        match spans.last_mut() {
            Some(last) if last.unmet == unmet => {}
            last => {
                if let Some(last) = last {
                    last.until = day.pred_opt();
                }
                spans.push(UsabilitySpan { from, until: None, unmet });
            }
        }
    }
    spans
}

/// The days on which the answer may be another than on the day before.
fn turning_days(facts: FacilityFacts<'_>, rules: &FacilityRules) -> BTreeSet<NaiveDate> {
    let after = |last: Option<NaiveDate>| last.and_then(|last| last.succ_opt());
    let mut days: BTreeSet<NaiveDate> = facts.closed_on.into_iter().collect();
    for row in &rules.0 {
        days.insert(row.in_force.from);
        days.extend(after(row.in_force.until));
    }
    for paper in facts.papers {
        days.insert(paper.valid_from);
        days.extend(after(rules.last_day(paper)));
        days.extend(paper.followed_from);
    }
    for inspected in facts.inspected {
        days.insert(*inspected);
        days.extend(
            rules.inspection_months(facts.kind).filter_map(|months| inspection_ends(*inspected, months)),
        );
    }
    days.extend(facts.findings.iter().flat_map(KnownFinding::turning_days));
    days
}

fn uninspected(facts: FacilityFacts<'_>, rules: &FacilityRules, day: NaiveDate) -> Option<Unmet> {
    let (months, source) = rules.inspection_needed(facts.kind, day)?;
    if facts.inspected.iter().any(|inspected| inspection_holds(*inspected, months, day)) {
        return None;
    }
    let last = facts.inspected.iter().copied().filter(|inspected| *inspected <= day).max();
    let found = last.map_or_else(words::none, |last| {
        say!("terakhir diinspeksi pada {day}", "inspected last on {day}", day = last)
    });
    let required = say!(
        "inspeksi dalam {months} bulan terakhir",
        "an inspection within the last {months} months",
        months = words::count(months),
    );
    let how = Bilingual::new(
        "Mintalah pemerintah daerah atau pembeli menjadwalkan inspeksi di /v1/inspections.",
        "Ask a government of the region or a buyer to schedule an inspection at /v1/inspections.",
    );
    Some(Unmet::new("inspection_in_force", "inspections", found, required, how).by_law(source))
}

fn barred(facts: FacilityFacts<'_>, day: NaiveDate) -> Option<Unmet> {
    let open = facts.findings.iter().filter(|finding| finding.bars(day)).count();
    if open == 0 {
        return None;
    }
    let found = say!(
        "{open} kritis dan belum selesai",
        "{open} critical and not settled",
        open = words::count(i64::try_from(open).unwrap_or(i64::MAX)),
    );
    let required = Bilingual::new("tidak ada temuan kritis", "no critical finding");
    let how = Bilingual::new(
        "Pemilik memperbaikinya (`/actions`), lalu orang lain memverifikasinya; lihat /v1/findings?severity=critical.",
        "Its owner mends it (`/actions`), and another person verifies that; see /v1/findings?severity=critical.",
    );
    Some(Unmet::new("no_critical_finding", "findings", found, required, how))
}

fn closed(facts: FacilityFacts<'_>, day: NaiveDate) -> Option<Unmet> {
    let closed_on = facts.closed_on.filter(|closed_on| day >= *closed_on)?;
    let found = say!("ditutup sejak {day}", "closed since {day}", day = closed_on);
    let required = Bilingual::new("masih dipakai", "in use");
    let how = Bilingual::new(
        "Pilih fasilitas lain; yang sudah ditutup tidak dibuka lagi.",
        "Choose another facility; one that was closed is not opened again.",
    );
    Some(Unmet::new("facility_open", "state", found, required, how))
}

fn lacking(
    facts: FacilityFacts<'_>,
    rules: &FacilityRules,
    wanted: FacilityPaperType,
    day: NaiveDate,
) -> Option<Unmet> {
    use crate::catalog::PermitStatus::Standing;
    let held: Vec<&FacilityPaper> = facts.papers.iter().filter(|paper| paper.kind == wanted).collect();
    if held.iter().any(|paper| paper.counts_on(day) && rules.status(paper, day) == Standing) {
        return None;
    }
    let still = held.iter().filter(|paper| paper.state != FacilityPaperState::Withdrawn);
    let found = words::all_of(still.map(|paper| describe(paper, rules, day)));
    let required =
        say!("{paper} yang diterima dan berlaku", "{paper}, accepted and in force", paper = wanted);
    let how = say!(
        "Pemilik menyatakan {paper} yang berlaku pada fasilitas ini, lalu pemerintah daerahnya memeriksa dan menerimanya.",
        "Its owner declares a {paper} in force for this facility; a government of its region then checks and accepts it.",
        paper = wanted,
    );
    Some(Unmet::new("paper_in_force", wanted, found, required, how))
}

/// A paper by its name and by what keeps it from counting, never by its number.
fn describe(paper: &FacilityPaper, rules: &FacilityRules, day: NaiveDate) -> Bilingual {
    let standing = match paper.counts_on(day) {
        true => rules.status(paper, day).name(),
        false => paper.state.name(),
    };
    say!("{paper} ({standing})", "{paper} ({standing})", paper = paper.kind, standing = standing)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::goods::seed::date;
    use crate::catalog::seed_facility_rules;

    fn paper(kind: FacilityPaperType, state: FacilityPaperState) -> FacilityPaper {
        FacilityPaper {
            kind,
            state,
            valid_from: date(2024, 3, 14),
            valid_until: Some(date(2027, 3, 13)),
            followed_from: None,
        }
    }

    fn unmet(facts: FacilityFacts<'_>, day: NaiveDate) -> Vec<(String, String)> {
        let rules = FacilityRules(seed_facility_rules());
        let refused = facility_usable(facts, &rules, day).err();
        refused.map_or_else(Vec::new, |refusal| {
            assert_eq!(refusal.code, RefusalCode::FacilityNotUsable);
            refusal.unmet.into_iter().map(|one| (one.rule, one.found.en)).collect()
        })
    }

    fn told(rule: &str, found: &str) -> (String, String) {
        (rule.to_owned(), found.to_owned())
    }

    #[test]
    fn a_slaughterhouse_is_usable_with_both_papers_accepted_and_in_force() {
        use FacilityPaperState::{Accepted, Declared};
        use FacilityPaperType::{HalalCertificate, VeterinaryControlNumber};
        let inspected = [date(2026, 11, 1)];
        let of = |papers| FacilityFacts {
            kind: FacilityKind::Slaughterhouse,
            closed_on: None,
            papers,
            inspected: &inspected,
            findings: &[],
        };
        let today = date(2026, 11, 22);
        let both = [paper(VeterinaryControlNumber, Accepted), paper(HalalCertificate, Accepted)];
        assert_eq!(unmet(of(&both), today), []);
        let nkv = "veterinary control number (NKV)";
        assert_eq!(
            unmet(of(&both), date(2027, 3, 14)),
            [
                told("paper_in_force", &format!("{nkv} (expired)")),
                told("paper_in_force", "halal certificate (expired)")
            ]
        );
        let one = [paper(VeterinaryControlNumber, Declared)];
        assert_eq!(
            unmet(of(&one), today),
            [told("paper_in_force", &format!("{nkv} (not checked yet)")), told("paper_in_force", "none")]
        );
    }

    #[test]
    fn every_unmet_rule_is_named_and_a_closed_facility_was_usable_before() {
        let closed_on = Some(date(2026, 11, 1));
        let of = |kind| FacilityFacts { kind, closed_on, papers: &[], inspected: &[], findings: &[] };
        let since = told("facility_open", "closed since 1 November 2026");
        assert_eq!(unmet(of(FacilityKind::Farm), date(2026, 11, 1)), std::slice::from_ref(&since));
        assert_eq!(unmet(of(FacilityKind::Farm), date(2026, 10, 31)), []);
        assert_eq!(unmet(of(FacilityKind::Mill), date(2026, 11, 2)), [since, told("paper_in_force", "none")]);
    }

    #[test]
    fn an_inspection_that_has_run_out_and_a_critical_finding_bar_it() {
        use crate::catalog::FindingSeverity::{Critical, Major};
        let finding = |severity| KnownFinding {
            severity,
            found_on: date(2026, 11, 10),
            settled_on: None,
            settled_before: Vec::new(),
        };
        let (inspected, findings) = ([date(2026, 11, 10)], [finding(Critical), finding(Major)]);
        let of = |kind, inspected, findings| FacilityFacts {
            kind,
            closed_on: None,
            papers: &[],
            inspected,
            findings,
        };
        let farm = of(FacilityKind::Farm, &inspected[..], &findings[..]);
        let critical = told("no_critical_finding", "1 critical and not settled");
        assert_eq!(unmet(farm, date(2026, 11, 10)), [critical]);
        assert_eq!(unmet(farm, date(2026, 11, 9)), []);
        let rules = |facts, day| {
            unmet(facts, day).into_iter().filter(|(rule, _)| rule != "paper_in_force").collect::<Vec<_>>()
        };
        let slaughter = |inspected| of(FacilityKind::Slaughterhouse, inspected, &[]);
        let lacking = |found: &str| [told("inspection_in_force", found)];
        assert_eq!(rules(slaughter(&inspected), date(2027, 11, 9)), []);
        assert_eq!(
            rules(slaughter(&inspected), date(2027, 11, 10)),
            lacking("inspected last on 10 November 2026")
        );
        assert_eq!(rules(slaughter(&[]), date(2026, 11, 10)), lacking("none"));
    }

    #[test]
    fn spans_say_of_each_day_what_is_said_of_it_alone() {
        use FacilityPaperState::{Accepted, Superseded};
        use FacilityPaperType::{HalalCertificate, VeterinaryControlNumber};
        let papers = [
            FacilityPaper {
                followed_from: Some(date(2026, 1, 1)),
                ..paper(VeterinaryControlNumber, Superseded)
            },
            FacilityPaper { valid_from: date(2026, 1, 1), ..paper(VeterinaryControlNumber, Accepted) },
            paper(HalalCertificate, Accepted),
        ];
        let findings = [KnownFinding {
            severity: crate::catalog::FindingSeverity::Critical,
            found_on: date(2026, 11, 10),
            settled_on: Some(date(2026, 12, 1)),
            settled_before: crate::catalog::stood_settled(date(2026, 11, 15), date(2026, 11, 20))
                .into_iter()
                .collect(),
        }];
        let facts = FacilityFacts {
            kind: FacilityKind::Slaughterhouse,
            closed_on: Some(date(2028, 2, 1)),
            papers: &papers,
            inspected: &[date(2025, 12, 1), date(2026, 11, 10)],
            findings: &findings,
        };
        let rules = FacilityRules(seed_facility_rules());
        let spans = usability_spans(facts, &rules);
        assert_eq!(spans.first().map(|span| span.from), Some(None));
        assert_eq!(spans.last().map(|span| span.until), Some(None));
        assert!(spans.windows(2).all(|two| two[0].until.and_then(|day| day.succ_opt()) == two[1].from));
        assert!(spans.windows(2).all(|two| two[0].unmet != two[1].unmet), "no span is cut in two");
        for day in date(2018, 1, 1).iter_days().take_while(|day| *day < date(2031, 1, 1)) {
            let of_day =
                facility_usable(facts, &rules, day).err().map_or_else(Vec::new, |refusal| refusal.unmet);
            let in_span = |span: &&UsabilitySpan| {
                span.from.is_none_or(|from| from <= day) && span.until.is_none_or(|until| day <= until)
            };
            let found: Vec<_> = spans.iter().filter(in_span).collect();
            assert_eq!(found.len(), 1, "{day}");
            assert_eq!(found[0].unmet, of_day, "{day}");
        }
        let usable: Vec<_> =
            spans.iter().filter(|span| span.unmet.is_empty()).map(|span| span.from).collect();
        // Before the first rule nothing was asked for.
        let days = [None, Some(date(2024, 3, 14)), Some(date(2026, 11, 15)), Some(date(2026, 12, 1))];
        assert_eq!(usable, days);
    }
}
