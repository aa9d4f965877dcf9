//! Live animals: known by their tag, of one owner, healthy, under treatment or dead.

use chrono::NaiveDate;

use crate::catalog::GROWERS;
use crate::shared::{DateSense, Invalid, Waiting, Waits, paper_key};
use crate::{labels, lifecycle};

labels! {
    /// The sex of an animal.
    pub enum AnimalSex {
        /// Betina.
        Female = "female_animal",
        /// Jantan.
        Male = "male_animal",
    }
}

labels! {
    /// How an animal is.
    pub enum AnimalState {
        /// It can be sold.
        Healthy = "healthy",
        /// It is ill and cared for.
        UnderTreatment = "under_treatment",
        /// It has died.
        Dead = "dead",
    }
}

labels! {
    /// What is reported of an animal's health.
    pub enum AnimalEvent {
        /// It falls ill.
        Treat = "treat",
        /// It is well again.
        Recover = "recover",
        /// It dies.
        Die = "die",
    }
}

lifecycle! {
    /// What has happened to an animal.
    pub enum AnimalHappened: AnimalState, AnimalEvent {
        Treat (Treated = "treated", Required, GROWERS): Healthy => UnderTreatment;
        Recover (Recovered = "recovered", Optional, GROWERS): UnderTreatment => Healthy;
        Die (Died = "died", Required, GROWERS): Healthy | UnderTreatment => Dead;
    }
    also {
        /// Its owner registered it.
        Registered = "registered",
        /// What is known of it, or the offer it belongs to, changed.
        Changed = "changed",
    }
    changed in Healthy | UnderTreatment;
}

impl Waits for AnimalState {
    const WAITING: &'static [Waiting<Self>] =
        &[Waiting { state: Self::UnderTreatment, action: "report_recovery_of_animal", roles: GROWERS }];
    const RESTING: &'static [Self] = &[Self::Healthy];
}

/// A tag by its letters and digits alone, so that spelling makes no other animal of it.
pub fn animal_tag_key(tag: &str) -> String {
    paper_key(tag)
}

/// The day an animal was born, or the first of the month where only the month is known: `2024-05-17`, `2024-05`.
///
/// # Errors
/// [`Invalid`] at `/birth`.
pub fn read_birth(text: &str, today: NaiveDate) -> Result<NaiveDate, Invalid> {
    let whole = match text.len() {
        7 => format!("{text}-01"),
        _ => text.to_owned(),
    };
    let plain = whole.len() == 10 && whole.bytes().all(|one| one.is_ascii_digit() || one == b'-');
    let day = whole.parse().ok().filter(|_| plain).ok_or_else(|| {
        Invalid::new(
            "/birth",
            "birth",
            "Tulis hari lahir seperti `2024-05-17`, atau bulannya saja seperti `2024-05`.",
            "Write the day of birth as `2024-05-17`, or its month alone as `2024-05`.",
        )
    })?;
    DateSense::Happened.judge("/birth", day, today)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::transition_table;

    #[test]
    fn the_whole_lifecycle_of_an_animal_is_this_table() {
        let table = "\
| state | treat | recover | die |
|---|---|---|---|
| healthy | under_treatment | - | dead |
| under_treatment | - | healthy | dead |
| dead | - | - | - |
";
        assert_eq!(transition_table::<AnimalState>(), table);
    }

    #[test]
    fn every_state_that_goes_on_waits_for_somebody_or_rests() {
        crate::shared::waiting::assert_waits::<AnimalState>();
    }

    #[test]
    fn a_birth_is_a_day_or_a_month_that_has_been() {
        let today = "2026-11-22".parse().expect("a date");
        let read = |text: &str| read_birth(text, today).map(|day| day.to_string()).map_err(|one| one.code);
        assert_eq!(read("2024-05-17"), Ok("2024-05-17".to_owned()));
        assert_eq!(read("2024-05"), Ok("2024-05-01".to_owned()));
        for bad in ["2024", "2024-13", "2024-02-30", "2024-5-17", "+024-05", "17-05-2024", "2024-05-17T", ""]
        {
            assert_eq!(read(bad), Err("birth"), "{bad}");
        }
        assert_eq!(read("2027-01"), Err("implausible-date"));
    }

    #[test]
    fn spelling_makes_no_other_animal() {
        assert_eq!(animal_tag_key("id 35-0001"), animal_tag_key("ID350001"));
        assert_ne!(animal_tag_key("ID350001"), animal_tag_key("ID350002"));
    }
}
