//! A trial first, then a quota: above a quantity per month (dated rows) a supplier and a buyer promise goods to each other only
//! after a trial of the two has passed.
//!
//! Owns: what a contract promises per month, in whole base units, and the peak over all contracts of the pair that are in force
//! at once, so that a second contract is no way round. Refuses what is above the row of its goods without a trial that passed
//! within the row's months, and a trial that is itself as large as a quota.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::say;
use crate::shared::quantity::written;
use crate::shared::{
    Bilingual, CommodityCode, Dated, DatedRule, FormCode, Period, Quantity, Refusal, RefusalCode, Unit, Unmet,
};
use crate::words::{self, amount};

use crate::agreement::cooperation::contract::ContractType;
use crate::agreement::cooperation::contract_terms::ContractLineTerms;
use crate::agreement::cooperation::evaluation::{Evaluated, EvaluationResult};

/// How much of a commodity is promised per month without a trial.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TrialThreshold {
    /// The commodity.
    pub commodity_code: CommodityCode,
    /// Its form; of all forms without a row of their own when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub form_code: Option<FormCode>,
    /// The most; lines counted in another measure have a row of their own.
    #[serde(with = "written")]
    pub per_month: Quantity,
    /// For how many months after its evaluation a trial that passed opens a quota.
    pub within_months: u32,
}

impl DatedRule for TrialThreshold {
    const TABLE: &'static str = "trial_threshold";

    fn key(&self) -> String {
        let form = self.form_code.as_ref().map_or("-", FormCode::as_str);
        format!("{} {form} {}", self.commodity_code, self.per_month.dimension())
    }
}

impl TrialThreshold {
    /// Whether it is about the goods of a line, in its measure.
    fn is_about(&self, line: &ContractLineTerms) -> bool {
        self.commodity_code == line.commodity
            && self.per_month.dimension() == line.unit.dimension()
            && self.form_code.as_ref().is_none_or(|form| *form == line.form || line.also_forms.contains(form))
    }
}

/// What a text of a contract promises over its period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Promised {
    /// The days on which this text is in force.
    pub in_force: Period,
    /// The period over which the quantities are spread: that of the contract.
    pub period: Period,
    /// The lines.
    pub lines: Vec<ContractLineTerms>,
}

/// The days of a year and its months, by which a quantity is spread: a month is the twelfth part of 365 days.
const YEAR: (i128, i128) = (365, 12);

impl Promised {
    /// What it promises per month of the goods of the row at `index`, in base units: quantity x 365 / (12 x days), rounded up
    /// once, so that it is above a whole number exactly where the unrounded figure is. What lasts shorter than a month is
    /// promised in a month.
    fn per_month(&self, rows: &[Dated<TrialThreshold>], index: usize) -> i128 {
        let lines = self.lines.iter().filter(|line| row_of(rows, line) == Some(index));
        let whole: i128 = lines.filter_map(|line| line.quantity).map(|one| i128::from(one.base())).sum();
        let (days_of_year, months) = YEAR;
        let last = self.period.until.unwrap_or(NaiveDate::MAX);
        let days = i128::from((last - self.period.from).num_days()) + 1;
        let spread = (months * days).max(days_of_year);
        (whole * days_of_year + spread - 1) / spread
    }
}

/// The row that a line is judged by: that of its form before that of its commodity.
fn row_of(rows: &[Dated<TrialThreshold>], line: &ContractLineTerms) -> Option<usize> {
    let about = rows.iter().enumerate().filter(|(_, row)| row.rule.is_about(line));
    about.max_by_key(|(_, row)| row.rule.form_code.is_some()).map(|(index, _)| index)
}

/// A contract, or a new text of one, as it is judged.
#[derive(Debug)]
pub struct Quota<'a> {
    /// What kind of contract it is.
    pub contract_type: ContractType,
    /// The text judged.
    pub new: &'a Promised,
    /// The text it takes the place of, of an amendment: what it does not raise is not judged again.
    pub before: Option<&'a Promised>,
    /// The texts of all other contracts of the pair that bind it: of a trial the other trials, else those that promise goods over
    /// time.
    pub others: &'a [Promised],
    /// The evaluations of the pair's trials.
    pub trials: &'a [Evaluated],
}

impl Quota<'_> {
    /// The most that is promised per month on a day on which a text of the contract is in force, all contracts of the pair
    /// together.
    fn peak(&self, text: &Promised, rows: &[Dated<TrialThreshold>], index: usize) -> i128 {
        let own = text.per_month(rows, index);
        let begin = self.others.iter().map(|one| one.in_force.from);
        let days = begin.filter(|day| text.in_force.contains(*day)).chain([text.in_force.from]);
        let beside = |day: NaiveDate| {
            let then = self.others.iter().filter(|one| one.in_force.contains(day));
            then.map(|one| one.per_month(rows, index)).sum::<i128>()
        };
        own + days.map(beside).max().unwrap_or_default()
    }

    /// What the rules say against the goods of one row.
    fn unmet(&self, rows: &[Dated<TrialThreshold>], index: usize, day: NaiveDate) -> Option<Unmet> {
        let (own, row) = (self.new.per_month(rows, index), &rows.get(index)?);
        let total = self.peak(self.new, rows, index);
        // A text that only lasts longer may come to lie beside others.
        let raised =
            |before: &Promised| before.per_month(rows, index) < own || self.peak(before, rows, index) < total;
        if own == 0 || !self.before.is_none_or(raised) {
            return None;
        }
        let most = i128::from(row.rule.per_month.base());
        if self.contract_type == ContractType::Trial {
            return (total > most).then(|| too_large(row, total));
        }
        let months = row.rule.within_months;
        let of_goods = |one: &&Evaluated| one.commodities.contains(&row.rule.commodity_code);
        let opens = self.trials.iter().filter(of_goods).any(|one| one.opens_on(day, months));
        (self.contract_type.follows_trial() && total > most && !opens).then(|| {
            let last = self.trials.iter().filter(of_goods).filter(|one| one.stands_on(day));
            no_trial(row, total, last.max_by_key(|one| one.on))
        })
    }
}

/// What is promised above the threshold follows a trial of the same two that has passed, judged by the rows in force on a day.
///
/// # Errors
/// `trial-rule` naming each commodity with what is promised per month, and what its trial came to.
pub fn check_trial(rows: &[Dated<TrialThreshold>], quota: &Quota<'_>, day: NaiveDate) -> Result<(), Refusal> {
    let unmet = (0..rows.len()).filter_map(|index| quota.unmet(rows, index, day));
    Refusal::unless_empty(RefusalCode::TrialRule, unmet.collect())
}

/// An amount per month, in words.
fn monthly(row: &Dated<TrialThreshold>, base: i128) -> Bilingual {
    let figure = amount(base, row.rule.per_month.unit());
    say!("{figure} sebulan", "{figure} a month", figure = figure)
}

fn too_large(row: &Dated<TrialThreshold>, own: i128) -> Unmet {
    let most = monthly(row, row.rule.per_month.base().into());
    let how = say!(
        "Uji coba adalah kiriman kecil. Isi paling banyak {most} dalam semua uji coba kedua usaha ini bersama-sama; jumlah yang \
         lebih besar menjadi kuota setelah uji coba lulus.",
        "A trial is a small consignment. Give at most {most} in all trials of these two businesses together; what is more becomes \
         a quota once the trial has passed.",
        most = most.clone(),
    );
    let required = say!("paling banyak {most}", "at most {most}", most = most);
    Unmet::new("trial_is_small", &row.rule.commodity_code, monthly(row, own), required, how)
        .by_law(&row.source)
}

fn no_trial(row: &Dated<TrialThreshold>, total: i128, last: Option<&Evaluated>) -> Unmet {
    let TrialThreshold { commodity_code, per_month, within_months, .. } = &row.rule;
    let (total, most) = (monthly(row, total), monthly(row, per_month.base().into()));
    let months = words::count(i64::from(*within_months));
    let found = say!("{total}; {trial}", "{total}; {trial}", total = total, trial = what_trial_came_to(last));
    let required = say!(
        "uji coba yang lulus dalam {months} bulan terakhir, untuk lebih dari {most}",
        "a trial that passed within the last {months} months, for more than {most}",
        months = months,
        most = most.clone(),
    );
    let how = say!(
        "Buat dahulu kontrak uji coba antara pemasok dan pembeli ini, dan mintalah pembeli mengevaluasinya; bila lulus bersyarat, \
         penuhi semua syaratnya. Atau janjikan paling banyak {most} dalam semua kontrak kedua usaha ini bersama-sama.",
        "First conclude a trial of this supplier and this buyer and have the buyer evaluate it; where it passed with conditions, \
         meet all of them. Or promise at most {most} in all contracts of these two businesses together.",
        most = most,
    );
    Unmet::new("trial_passed", commodity_code, found, required, how).by_law(&row.source)
}

fn what_trial_came_to(last: Option<&Evaluated>) -> Bilingual {
    let Some(last) = last else {
        return Bilingual::new("belum ada uji coba yang dievaluasi", "no trial was evaluated");
    };
    let on = last.on;
    match (last.result, last.passed_from()) {
        (EvaluationResult::Fail, _) => {
            say!("uji coba terakhir gagal pada {on}", "the last trial failed on {on}", on = on)
        }
        (_, None) => say!(
            "uji coba terakhir lulus bersyarat pada {on}, dan syaratnya belum semua terpenuhi",
            "the last trial passed with conditions on {on}, and not all of them are met",
            on = on,
        ),
        (_, Some(_)) => say!("uji coba terakhir lulus pada {on}", "the last trial passed on {on}", on = on),
    }
}

/// The rows the platform starts with, from the time of Blitar's trial on: its own, illustrative, and for eggs that are counted
/// the same at sixteen to the kilogram.
pub fn seed_trial_thresholds() -> Vec<Dated<TrialThreshold>> {
    let row = |base, unit| Dated {
        rule: TrialThreshold {
            commodity_code: "eggs".parse().expect("a literal of this list"),
            form_code: None,
            per_month: Quantity::from_stored(base, unit),
            within_months: 24,
        },
        in_force: Period { from: NaiveDate::from_ymd_opt(2025, 1, 1).expect("a date"), until: None },
        source: "Platform rule (illustrative): a trial first, then a quota".to_owned(),
    };
    vec![row(10_000_000, Unit::Tne), row(160_000, Unit::H87)]
}

#[cfg(test)]
#[path = "trial_threshold_tests.rs"]
mod tests;
