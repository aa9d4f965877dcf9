//! The day by which a trial is evaluated, as its text says it.
//!
//! Refuses: a trial without one, one before its last day or too long after it, and one where nothing is tried.

use chrono::Days;

use crate::say;
use crate::shared::Invalid;
use crate::words;

use crate::agreement::cooperation::amended_terms::{AmendmentKind, Change, ContractText};
use crate::agreement::cooperation::contract::ContractType;
use crate::agreement::cooperation::contract_terms::ContractTerms;

impl ContractTerms {
    /// What is wrong with the day by itself.
    pub(super) fn invalid_evaluation(&self) -> Option<Invalid> {
        let (code, id, en) = match (self.contract_type, self.evaluation_due) {
            (ContractType::Trial, None) => (
                "required",
                "Uji coba dievaluasi pembelinya. Isi tanggal paling lambat untuk evaluasinya.",
                "A trial is evaluated by its buyer. Give the day by which it is.",
            ),
            (ContractType::Trial, Some(due)) if self.period.until.is_none_or(|until| due < until) => (
                "before-end",
                "Evaluasi jatuh tempo pada hari terakhir uji coba atau sesudahnya.",
                "The evaluation is due on the last day of the trial or later.",
            ),
            (ContractType::Trial, Some(_)) | (_, None) => return None,
            (_, Some(_)) => (
                "evaluation-absent",
                "Hanya uji coba yang dievaluasi. Hapus tanggal evaluasi ini.",
                "Only a trial is evaluated. Remove the day of the evaluation.",
            ),
        };
        Some(Invalid::new("/evaluation_due_date", code, id, en))
    }

    /// Whether the evaluation is due within so many days after the last day; `None` where it is, or nothing is said of it.
    pub fn late_evaluation(&self, days: u16) -> Option<Invalid> {
        let last = self.period.until?.checked_add_days(Days::new(days.into()))?;
        if self.evaluation_due? <= last {
            return None;
        }
        let detail = say!(
            "Evaluasi uji coba jatuh tempo paling lambat {last}; pilih hari itu atau sebelumnya.",
            "The evaluation of this trial is due on {last} at the latest; choose that day or an earlier one.",
            last = last,
        );
        Some(Invalid::says("/evaluation_due_date", "out-of-range", detail))
    }
}

impl ContractText {
    /// That another day is said.
    pub(super) fn evaluation_change(&self, after: &Self) -> Option<Change> {
        let day = |text: &Self| text.evaluation_due.map(words::date);
        (self.evaluation_due != after.evaluation_due).then(|| Change {
            kind: AmendmentKind::Period,
            field: "evaluation_due_date",
            line: None,
            before: day(self),
            after: day(after),
        })
    }
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;
    use uuid::Uuid;

    use super::*;
    use crate::shared::{AgreementId, Id as _, PartyId, Period};

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a date")
    }

    /// A contract of the year 2022 without lines.
    fn terms(contract_type: ContractType, due: Option<&str>) -> ContractTerms {
        ContractTerms {
            agreement: AgreementId::from_uuid(Uuid::from_u128(1)),
            contract_type,
            title: "Uji coba telur".to_owned(),
            supplier: PartyId::from_uuid(Uuid::from_u128(2)),
            buyer: PartyId::from_uuid(Uuid::from_u128(3)),
            period: Period { from: day("2022-01-01"), until: Some(day("2022-12-31")) },
            lines: vec![],
            attachments: vec![],
            number: None,
            value_limit: None,
            festival: None,
            evaluation_due: due.map(day),
        }
    }

    #[test]
    fn a_trial_says_by_when_it_is_evaluated_and_nothing_else_does() {
        use ContractType as T;
        let wrong = |kind, due| terms(kind, due).invalid_evaluation().map(|one| one.code);
        assert_eq!(wrong(T::Trial, None), Some("required"));
        assert_eq!(wrong(T::Trial, Some("2022-12-30")), Some("before-end"));
        assert_eq!(wrong(T::Trial, Some("2022-12-31")), None);
        assert_eq!(wrong(T::FixedQuota, None), None);
        assert_eq!(wrong(T::FixedQuota, Some("2023-01-31")), Some("evaluation-absent"));
    }

    #[test]
    fn it_is_due_within_so_many_days_after_the_last() {
        let late = |due, days| terms(ContractType::Trial, due).late_evaluation(days).map(|one| one.code);
        assert_eq!(late(Some("2023-01-31"), 31), None, "the thirty-first day counts");
        assert_eq!(late(Some("2023-01-31"), 30), Some("out-of-range"));
        assert_eq!(late(None, 0), None);
    }

    #[test]
    fn a_trial_of_before_keeps_its_text() {
        let with = terms(ContractType::Trial, Some("2023-01-31")).canonical();
        assert!(with.text.contains(r#""evaluation_due":"2023-01-31""#), "{}", with.text);
        let without = terms(ContractType::Trial, None).canonical();
        assert!(!without.text.contains("evaluation"), "{}", without.text);
        assert_ne!(without.hash, with.hash);
    }

    #[test]
    fn another_day_is_a_change_of_the_period() {
        let text = |due| {
            let ContractTerms { title, period, evaluation_due, .. } = terms(ContractType::Trial, due);
            ContractText { title, period, value_limit: None, festival: None, lines: vec![], evaluation_due }
        };
        let changes = text(Some("2023-01-31")).changes(&text(Some("2023-02-01")));
        let [change] = changes.as_slice() else { panic!("one change: {changes:?}") };
        assert_eq!((change.kind, change.field), (AmendmentKind::Period, "evaluation_due_date"));
        assert_eq!(change.after.as_ref().map(|text| text.en.as_str()), Some("1 February 2023"));
    }
}
