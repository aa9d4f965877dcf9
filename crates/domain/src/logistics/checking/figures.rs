//! The figures by which signals are raised: dated rows, never constants. Without a row nothing is raised by it.

use std::ops::RangeInclusive;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::labels;
use crate::shared::{Dated, DatedRule, Period, last_in_force};

labels! {
    /// A figure by which signals are raised.
    pub enum SignalFigure {
        /// Minutes for which a vehicle that left, and says no more, is on the road at least.
        TurnaroundMinutes = "turnaround_minutes",
        /// The fastest that a vehicle drives from one place to another, in kilometres per hour.
        SpeedLimit = "speed_limit_km_per_hour",
        /// Metres by which positions of phones may be wrong, or their clocks, together.
        PositionSlack = "position_slack_metres",
        /// How many equal weights are too many.
        EqualWeightCount = "equal_weight_count",
        /// Days within which they were weighed.
        EqualWeightDays = "equal_weight_days",
        /// Grams to whose multiples scales round: such a weight tells nothing by being equal.
        ScaleStep = "scale_step_grams",
        /// Days before a payment in which a change of account is told.
        AccountChangeDays = "account_change_days",
        /// Percent of the reference by which a price lies outside its band.
        PriceGap = "price_gap_percent",
    }
}

/// A figure: what a dated row says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignalRule {
    /// Which one.
    pub figure: SignalFigure,
    /// A whole number.
    pub value: i64,
}

impl DatedRule for SignalRule {
    const TABLE: &'static str = "signal_rule";

    fn key(&self) -> String {
        self.figure.to_string()
    }
}

impl SignalFigure {
    /// What a row may say.
    pub const fn bounds(self) -> RangeInclusive<i64> {
        match self {
            Self::TurnaroundMinutes => 0..=1_440,
            Self::SpeedLimit => 20..=1_000,
            Self::PositionSlack => 0..=100_000,
            Self::EqualWeightCount => 2..=100,
            Self::EqualWeightDays | Self::AccountChangeDays => 1..=366,
            Self::ScaleStep => 1..=1_000_000,
            Self::PriceGap => 0..=1_000,
        }
    }
}

/// The figures of all days.
#[derive(Debug, Clone)]
pub struct SignalFigures(pub Vec<Dated<SignalRule>>);

impl SignalFigures {
    /// The figure in force on a day; of several rows the one that came into force last.
    pub fn on(&self, figure: SignalFigure, day: NaiveDate) -> Option<i64> {
        last_in_force(&self.0, day, |rule| rule.figure == figure).map(|row| row.rule.value)
    }
}

const FIRST_DAY: NaiveDate = NaiveDate::from_ymd_opt(2022, 1, 1).expect("the first of January exists");

/// The rows the platform starts with.
pub fn seed_signal_rules() -> Vec<Dated<SignalRule>> {
    let row = |figure, value, source: &str| Dated {
        rule: SignalRule { figure, value },
        in_force: Period { from: FIRST_DAY, until: None },
        source: source.to_owned(),
    };
    vec![
        row(
            SignalFigure::TurnaroundMinutes,
            180,
            "Platform rule: no vehicle brings goods to another region and is loaded again within three hours",
        ),
        row(SignalFigure::SpeedLimit, 90, "Platform rule: no loaded truck averages more than 90 km/h"),
        row(
            SignalFigure::PositionSlack,
            2_000,
            "Platform rule: positions of phones are good to a kilometre each",
        ),
        row(SignalFigure::EqualWeightCount, 3, "Platform rule: equal to the gram three times is no chance"),
        row(SignalFigure::EqualWeightDays, 30, "Platform rule: equal weights are looked for within 30 days"),
        row(
            SignalFigure::ScaleStep,
            5_000,
            "Platform rule: weighbridges round to 5, 10 or 20 kg, and sacks hold 5, 10, 25 or 50 kg",
        ),
        row(
            SignalFigure::AccountChangeDays,
            14,
            "Platform rule: a change of account within 14 days before a payment is looked at",
        ),
        row(
            SignalFigure::PriceGap,
            30,
            "Platform rule: a price 30 percent below or above the band of its reference is looked at",
        ),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_figure_has_a_row_to_start_with_within_its_bounds() {
        let figures = SignalFigures(seed_signal_rules());
        for figure in SignalFigure::ALL {
            let value = figures.on(*figure, FIRST_DAY).expect("a row");
            assert!(figure.bounds().contains(&value), "{figure}: {value}");
            assert_eq!(figures.on(*figure, FIRST_DAY.pred_opt().expect("a day")), None);
        }
    }

    #[test]
    fn the_row_that_came_into_force_last_counts() {
        let mut rows = seed_signal_rules();
        let later = NaiveDate::from_ymd_opt(2026, 7, 1).expect("a day");
        rows.push(Dated {
            rule: SignalRule { figure: SignalFigure::SpeedLimit, value: 80 },
            in_force: Period { from: later, until: None },
            source: "a test".to_owned(),
        });
        let figures = SignalFigures(rows);
        assert_eq!(figures.on(SignalFigure::SpeedLimit, later), Some(80));
        assert_eq!(figures.on(SignalFigure::SpeedLimit, FIRST_DAY), Some(90));
    }
}
