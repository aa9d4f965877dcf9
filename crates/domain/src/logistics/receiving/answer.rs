//! Four eyes on money: who may post and take back a receipt, and what the supplier says to it.
//!
//! Owns: above a value another person posts than who wrote the figures, and another one takes back than who posted; the
//! window in which the supplier answers; silence, which confirms a receipt and nothing else. The value and the windows are
//! dated rows. Refuses: to store what a window decides; it is derived when read.

use std::ops::RangeInclusive;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use crate::logistics::ReceiptState;
use crate::shared::{
    Bilingual, ClientId, Dated, DatedRule, Money, Period, Refusal, RefusalCode, Unmet, jakarta_date,
    last_in_force,
};
use crate::{labels, say};

labels! {
    /// A figure by which receipts are judged.
    pub enum ReceivingFigure {
        /// The value in rupiah above which two persons receive.
        FourEyesAbove = "four_eyes_above_rupiah",
        /// Hours in which a receipt of perishable goods is answered.
        AnswerHoursPerishable = "answer_hours_perishable",
        /// Hours in which any other receipt is answered.
        AnswerHours = "answer_hours_other",
        /// Basis points of a load by which two scales may differ; what weighs more is a surplus.
        ScaleDifference = "scale_difference_basis_points",
        /// Basis points of a load by which more may come than was loaded; beyond that a note and two persons say so.
        PlausibleSurplus = "plausible_surplus_basis_points",
    }
}

labels! {
    /// What the supplier says to a receipt.
    pub enum Answer {
        /// Nothing yet.
        Awaited = "awaited",
        /// It is as it was.
        Confirmed = "confirmed",
        /// It is not as it was.
        Objected = "objected",
        /// Nothing, until the window ended.
        ConfirmedBySilence = "confirmed_by_silence",
    }
}

labels! {
    /// Why a supplier objects to a receipt, or to its being taken back.
    pub enum ObjectionReason {
        /// Another weight was delivered.
        WeightDiffers = "weight_differs",
        /// Another number was delivered.
        CountDiffers = "count_differs",
        /// What was rejected was good.
        RejectionUnfounded = "rejection_unfounded",
        /// What is called missing was there.
        NothingMissing = "nothing_missing",
        /// The amount follows from another price or measure.
        AmountDiffers = "amount_differs",
        /// The receipt was right and should not have been taken back.
        ReversalUnfounded = "reversal_unfounded",
        /// Another reason; the note says which.
        Other = "other",
    }
}

/// A figure: what a dated row says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReceivingRule {
    /// Which figure.
    pub figure: ReceivingFigure,
    /// Rupiah, hours or basis points.
    pub value: i64,
}

impl DatedRule for ReceivingRule {
    const TABLE: &'static str = "receiving_rule";

    fn key(&self) -> String {
        self.figure.to_string()
    }
}

impl ReceivingFigure {
    /// What a row may say: rupiah; hours, some and not more than a year's; basis points of the whole.
    pub const fn bounds(self) -> RangeInclusive<i64> {
        match self {
            Self::FourEyesAbove => 0..=1_000_000_000_000,
            Self::AnswerHoursPerishable | Self::AnswerHours => 1..=8_784,
            Self::ScaleDifference | Self::PlausibleSurplus => 0..=10_000,
        }
    }

    /// The figure in force on a day; of several rows the one that came into force last.
    pub fn on(self, rules: &[Dated<ReceivingRule>], day: NaiveDate) -> Option<i64> {
        last_in_force(rules, day, |rule| rule.figure == self).map(|row| row.rule.value)
    }

    /// By how many basis points a load may weigh more than at its departure; without a row by none.
    pub fn scale_difference(rules: &[Dated<ReceivingRule>], day: NaiveDate) -> i64 {
        Self::ScaleDifference.on(rules, day).unwrap_or(0)
    }

    /// By how many basis points of a load more may come than was loaded; without a row by none.
    pub fn plausible_surplus(rules: &[Dated<ReceivingRule>], day: NaiveDate) -> i64 {
        Self::PlausibleSurplus.on(rules, day).unwrap_or(0)
    }

    /// The value above which two persons receive; without a row it is every value.
    pub fn four_eyes_above(rules: &[Dated<ReceivingRule>], day: NaiveDate) -> Money {
        Money(Self::FourEyesAbove.on(rules, day).unwrap_or(0))
    }
}

/// When the window ends in which a supplier answers what it was told at an instant; without a row it does not end.
pub fn answer_due(
    rules: &[Dated<ReceivingRule>],
    perishable: bool,
    told_at: DateTime<Utc>,
) -> Option<DateTime<Utc>> {
    let figure =
        if perishable { ReceivingFigure::AnswerHoursPerishable } else { ReceivingFigure::AnswerHours };
    let hours = figure.on(rules, jakarta_date(told_at))?;
    told_at.checked_add_signed(TimeDelta::try_hours(hours)?)
}

/// What a supplier's answer follows from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SupplierAnswer {
    /// Where the receipt stands.
    pub state: ReceiptState,
    /// Whether it takes another one back.
    pub takes_back: bool,
    /// When the window ends.
    pub due: Option<DateTime<Utc>>,
}

impl SupplierAnswer {
    /// The answer at an instant; none while there is nothing to answer, or no longer. Silence confirms what was received,
    /// never that it was taken back.
    pub fn at(&self, now: DateTime<Utc>) -> Option<Answer> {
        let silent = !self.takes_back && self.due.is_some_and(|due| now > due);
        match self.state {
            ReceiptState::Posted if silent => Some(Answer::ConfirmedBySilence),
            ReceiptState::Posted => Some(Answer::Awaited),
            ReceiptState::Confirmed => Some(Answer::Confirmed),
            ReceiptState::Objected => Some(Answer::Objected),
            ReceiptState::Draft
            | ReceiptState::Submitted
            | ReceiptState::Inspected
            | ReceiptState::Reversed
            | ReceiptState::Withdrawn
            | ReceiptState::Conflicted => None,
        }
    }
}

/// Whether a supplier may still object.
///
/// # Errors
/// `answer-window-closed` once silence has confirmed the receipt.
pub fn check_objection(answer: &SupplierAnswer, now: DateTime<Utc>) -> Result<(), Refusal> {
    let Some(due) = answer.due.filter(|_| answer.at(now) == Some(Answer::ConfirmedBySilence)) else {
        return Ok(());
    };
    let how = Bilingual::new(
        "Penerimaan ini sudah dianggap dikonfirmasi. Mintalah pembeli membatalkan pembukuannya bila memang keliru.",
        "This receipt counts as confirmed. Ask the buyer to reverse it if it is wrong.",
    );
    let required = say!("keberatan paling lambat {due}", "an objection by {due}", due = due);
    let unmet = Unmet::new("objection_within_window", "receipt", now, required, how);
    Err(Refusal::rule(RefusalCode::AnswerWindowClosed, vec![unmet]))
}

/// Who acts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Acting<'a> {
    /// The person, or the machine.
    pub who: &'a str,
    /// Whether it is a machine: it has no eyes of its own.
    pub is_machine: bool,
}

/// Whether somebody may post a receipt of a value: above the threshold not who wrote its figures, and not without another
/// person who wrote or inspected them; a machine has no eyes.
///
/// # Errors
/// `four-eyes`.
pub fn check_poster(
    value: Money,
    above: Money,
    figures_by: &[String],
    inspected_by: &[String],
    acting: Acting<'_>,
) -> Result<(), Refusal> {
    if value <= above || two_have_seen(figures_by, inspected_by, acting) {
        return Ok(());
    }
    Err(same_eyes("another_person_posts", another_above(above), acting, another_posts()))
}

/// Whether somebody may post figures that hardly exist and that a note alone explains: two persons see them, whatever they are
/// worth.
///
/// # Errors
/// `four-eyes`.
pub fn check_explained_poster(
    figures_by: &[String],
    inspected_by: &[String],
    acting: Acting<'_>,
) -> Result<(), Refusal> {
    if two_have_seen(figures_by, inspected_by, acting) {
        return Ok(());
    }
    let required = say!(
        "{another}, karena angka yang tidak lazim hanya dijelaskan dengan catatan",
        "{another}, for unusual figures that a note alone explains",
        another = another_person()
    );
    Err(same_eyes("another_person_sees_what_is_explained", required, acting, another_posts()))
}

/// Whether who acts is another person than wrote the figures, and somebody besides has written or inspected them: whatever
/// they are worth, it may post them.
pub fn two_have_seen(figures_by: &[String], inspected_by: &[String], acting: Acting<'_>) -> bool {
    let own = figures_by.iter().any(|who| who == acting.who);
    let another = |who: &String| who != acting.who && who.parse::<ClientId>().is_err();
    let seen = figures_by.iter().chain(inspected_by).any(another);
    !(own || acting.is_machine) && seen
}

fn another_above(above: Money) -> Bilingual {
    say!("{another}, di atas {above}", "{another}, above {above}", another = another_person(), above = above)
}

fn another_posts() -> Bilingual {
    Bilingual::new(
        "Mintalah orang lain dari pihak Anda memeriksa angkanya lalu membukukan penerimaan ini.",
        "Ask another person of your party to look at the figures and post this receipt.",
    )
}

/// Whether somebody may take a receipt of a value back: above the threshold not who posted it.
///
/// # Errors
/// `four-eyes`.
pub fn check_reverser(
    value: Money,
    above: Money,
    posted_by: Option<&str>,
    acting: Acting<'_>,
) -> Result<(), Refusal> {
    if value <= above || !(posted_by == Some(acting.who) || acting.is_machine) {
        return Ok(());
    }
    let how = Bilingual::new(
        "Mintalah orang lain dari pihak Anda membatalkan pembukuan penerimaan ini.",
        "Ask another person of your party to reverse this receipt.",
    );
    Err(same_eyes("another_person_reverses", another_above(above), acting, how))
}

/// Whether somebody may speak for the supplier: nobody who wrote or posted the receipt for the buyer.
///
/// # Errors
/// `four-eyes`.
pub fn check_answerer(
    figures_by: &[String],
    posted_by: Option<&str>,
    acting: Acting<'_>,
) -> Result<(), Refusal> {
    if posted_by != Some(acting.who) && figures_by.iter().all(|who| who != acting.who) {
        return Ok(());
    }
    let how = Bilingual::new(
        "Mintalah orang lain dari pihak pemasok menjawab: satu orang tidak bertindak untuk kedua pihak.",
        "Ask another person of the supplier to answer: one person does not act on both sides.",
    );
    let found = Bilingual::new("orang yang mencatat atau membukukannya", "who captured or posted it");
    Err(Refusal::another_person("another_person_answers", "receipt", found, how))
}

fn another_person() -> Bilingual {
    Bilingual::new("orang lain", "another person")
}

fn same_eyes(rule: &str, required: Bilingual, acting: Acting<'_>, how: Bilingual) -> Refusal {
    // Not what it is worth: who receives need not know prices.
    let found = if acting.is_machine {
        Bilingual::new("klien mesin", "a machine client")
    } else {
        Bilingual::new("orang yang sama", "the same person")
    };
    Refusal::rule(RefusalCode::FourEyes, vec![Unmet::new(rule, "receipt", found, required, how)])
}

/// The rows to start with.
pub fn seed_receiving_rules() -> Vec<Dated<ReceivingRule>> {
    let row = |figure, value, source: &str| Dated {
        rule: ReceivingRule { figure, value },
        in_force: Period { from: FIRST_DAY, until: None },
        source: source.to_owned(),
    };
    vec![
        row(
            ReceivingFigure::FourEyesAbove,
            50_000_000,
            "Platform rule: above Rp 50 million two persons receive",
        ),
        row(
            ReceivingFigure::AnswerHoursPerishable,
            48,
            "Platform rule: perishable goods are answered in two days",
        ),
        row(ReceivingFigure::AnswerHours, 168, "Platform rule: all other goods are answered in seven days"),
        row(
            ReceivingFigure::ScaleDifference,
            200,
            "Platform rule: what weighs over 2 % more than was loaded is a surplus",
        ),
        row(
            ReceivingFigure::PlausibleSurplus,
            2_000,
            "Platform rule: a surplus over 20 % of the load is explained, and seen by two persons",
        ),
    ]
}

/// The rows are used from the first year of recorded trade.
const FIRST_DAY: NaiveDate = NaiveDate::from_ymd_opt(2022, 1, 1).expect("the first of January exists");

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().expect("an instant")
    }

    fn person(who: &str) -> Acting<'_> {
        Acting { who, is_machine: false }
    }

    fn rule(result: Result<(), Refusal>) -> String {
        match result {
            Ok(()) => String::new(),
            Err(refusal) => refusal.unmet[0].rule.clone(),
        }
    }

    #[test]
    fn above_the_threshold_another_person_posts_than_who_wrote_the_figures() {
        let hands = ["ani".to_owned(), "budi".to_owned()];
        let above = ReceivingFigure::four_eyes_above(
            &seed_receiving_rules(),
            jakarta_date(at("2026-11-22T03:00:00Z")),
        );
        assert_eq!(above, Money(50_000_000));
        let posts = |value, acting| rule(check_poster(Money(value), above, &hands, &[], acting));
        assert_eq!(posts(50_000_000, person("ani")), "");
        assert_eq!(posts(50_000_001, person("ani")), "another_person_posts");
        assert_eq!(
            posts(50_000_001, person("budi")),
            "another_person_posts",
            "who corrected it wrote figures too"
        );
        assert_eq!(posts(50_000_001, person("citra")), "");
        let machine = Acting { who: "cli_1", is_machine: true };
        assert_eq!(
            (posts(50_000_000, machine), posts(50_000_001, machine).as_str()),
            (String::new(), "another_person_posts")
        );
        let refusal =
            check_poster(Money(99_750_000), above, &hands, &[], person("ani")).expect_err("the same eyes");
        assert_eq!(refusal.unmet[0].found.id, "orang yang sama");
        assert_eq!(refusal.unmet[0].required.en, "another person, above Rp 50,000,000");
    }

    #[test]
    fn what_a_note_alone_explains_is_seen_by_two_persons_whatever_it_is_worth() {
        let hands = ["ani".to_owned()];
        let posts = |who| rule(check_explained_poster(&hands, &[], person(who)));
        assert_eq!(
            (posts("ani").as_str(), posts("budi").as_str()),
            ("another_person_sees_what_is_explained", "")
        );
    }

    #[test]
    fn what_a_machine_wrote_is_seen_by_two_persons_above_the_threshold() {
        let machine = ["cli_0192f0c1a2b37c4d8e5f60718293a4b5".to_owned()];
        let posts = |value, inspected: &[&str]| {
            let inspected: Vec<String> = inspected.iter().map(|who| (*who).to_owned()).collect();
            rule(check_poster(Money(value), Money(50), &machine, &inspected, person("ani")))
        };
        assert_eq!(posts(50, &[]), "");
        assert_eq!(posts(51, &[]), "another_person_posts");
        assert_eq!(posts(51, &["ani"]), "another_person_posts");
        assert_eq!(posts(51, &["ani", "budi"]), "");
    }

    #[test]
    fn above_the_threshold_another_person_takes_back_than_who_posted() {
        let reverses = |value, who| rule(check_reverser(Money(value), Money(50), Some("budi"), person(who)));
        assert_eq!(
            (reverses(50, "budi").as_str(), reverses(51, "budi").as_str()),
            ("", "another_person_reverses")
        );
        assert_eq!(reverses(51, "ani"), "");
        let machine = Acting { who: "cli_1", is_machine: true };
        assert_eq!(
            rule(check_reverser(Money(51), Money(50), Some("budi"), machine)),
            "another_person_reverses"
        );
        assert_eq!(rule(check_reverser(Money(51), Money(50), None, person("ani"))), "");
    }

    #[test]
    fn nobody_answers_for_the_supplier_what_he_wrote_or_posted_for_the_buyer() {
        let hands = ["ani".to_owned()];
        let answers = |who| rule(check_answerer(&hands, Some("budi"), person(who)));
        assert_eq!([answers("ani"), answers("budi")], ["another_person_answers"; 2]);
        assert_eq!(answers("dewi"), "");
    }

    #[test]
    fn the_window_runs_from_the_notice_and_silence_confirms_a_receipt_and_nothing_else() {
        let told = at("2026-11-22T03:00:00Z");
        let due = |perishable| answer_due(&seed_receiving_rules(), perishable, told);
        assert_eq!(
            [due(true), due(false)],
            [Some(at("2026-11-24T03:00:00Z")), Some(at("2026-11-29T03:00:00Z"))]
        );
        assert_eq!(answer_due(&[], true, told), None);
        let posted = SupplierAnswer { state: ReceiptState::Posted, takes_back: false, due: due(true) };
        let (in_time, late) = (at("2026-11-24T03:00:00Z"), at("2026-11-24T03:00:01Z"));
        assert_eq!(
            [posted.at(in_time), posted.at(late)],
            [Some(Answer::Awaited), Some(Answer::ConfirmedBySilence)]
        );
        let reversal = SupplierAnswer { takes_back: true, ..posted };
        assert_eq!(reversal.at(late), Some(Answer::Awaited));
        assert_eq!(check_objection(&posted, in_time), Ok(()));
        assert_eq!(check_objection(&reversal, late), Ok(()));
        let refusal = check_objection(&posted, late).expect_err("too late");
        assert_eq!(refusal.code, RefusalCode::AnswerWindowClosed);
        assert_eq!(refusal.unmet[0].required.id, "keberatan paling lambat 24 November 2026 pukul 10.00 WIB");
        let endless = SupplierAnswer { due: None, ..posted };
        assert_eq!(endless.at(late), Some(Answer::Awaited));
    }

    #[test]
    fn what_was_said_stays_and_what_does_not_count_has_no_answer() {
        let answer = |state| {
            SupplierAnswer { state, takes_back: false, due: Some(at("2020-01-01T00:00:00Z")) }
                .at(at("2026-01-01T00:00:00Z"))
        };
        for state in ReceiptState::ALL {
            assert_eq!(answer(*state).is_some(), state.counts(), "{state}");
        }
        assert_eq!(answer(ReceiptState::Objected), Some(Answer::Objected));
        assert_eq!(answer(ReceiptState::Confirmed), Some(Answer::Confirmed));
    }

    #[test]
    fn a_later_row_goes_before_an_earlier_one_from_its_day_on() {
        let mut rules = seed_receiving_rules();
        let from = NaiveDate::from_ymd_opt(2027, 1, 1).expect("a day");
        let mut followed = rules[0].clone();
        (followed.rule.value, followed.in_force) = (75_000_000, Period { from, until: None });
        rules.push(followed);
        let above = |day| ReceivingFigure::four_eyes_above(&rules, day);
        assert_eq!(
            (above(from), above(from.pred_opt().expect("a day"))),
            (Money(75_000_000), Money(50_000_000))
        );
        assert_eq!(ReceivingFigure::four_eyes_above(&[], from), Money(0));
    }
}
