//! What a new version of a demand may change: nothing of a period that has begun, and no line's goods.

use chrono::NaiveDate;

use crate::say;
use crate::shared::{
    Bilingual, DemandLineId, Invalid, Quantity, Refusal, RefusalCode, Scheduled, Unit, Unmet,
};

/// What a line asks for and where; it stays as long as the line goes on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineGoods {
    /// The commodity.
    pub commodity_code: String,
    /// Its form.
    pub form_code: String,
    /// The grade wanted.
    pub grade: Option<String>,
    /// The unit its quantities are written in.
    pub unit: Unit,
    /// Where it is needed.
    pub region_code: String,
}

/// A line of one version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NeedLine {
    /// Which line it is.
    pub id: DemandLineId,
    /// What it asks for.
    pub goods: LineGoods,
    /// How much in which period.
    pub schedule: Vec<Scheduled>,
}

/// What a new version changes that it may not, by the lines of the present one; pointers into the lines of the new one.
pub fn check_revision(before: &[NeedLine], after: &[NeedLine], today: NaiveDate) -> Vec<Invalid> {
    let mut found = Vec::new();
    for (index, line) in after.iter().enumerate() {
        let at = format!("/lines/{index}");
        let former = before.iter().find(|one| one.id == line.id);
        if former.is_some_and(|former| former.goods != line.goods) {
            found.push(Invalid::new(
                at.clone(),
                "line-changed",
                "Komoditas, bentuk, mutu, satuan, dan daerah tujuan satu baris tetap; tambahkan baris baru tanpa `id`.",
                "Commodity, form, grade, unit and destination of a line stay; add another line without `id`.",
            ));
        }
        let former = former.map_or(&[][..], |former| &former.schedule);
        found.extend(line.changed_of_begun(former, &at, today));
    }
    for former in before.iter().filter(|former| !after.iter().any(|line| line.id == former.id)) {
        found.extend(
            former.schedule.iter().filter(|one| one.period.begun(today)).map(|one| dropped("/lines", one)),
        );
    }
    found
}

/// What is published is still needed: every line asks for something in a period that has not ended on a day.
///
/// # Errors
/// `demand-rule` naming each line with the last day of its last period.
pub fn check_still_needed(lines: &[NeedLine], day: NaiveDate) -> Result<(), Refusal> {
    let past = lines.iter().filter_map(|line| {
        let last = line.schedule.iter().map(|one| one.period.last()).max().filter(|last| *last < day)?;
        let how = Bilingual::new(
            "Semua periode baris ini sudah lewat. Isi periode yang belum berakhir, atau hapus barisnya.",
            "All periods of this line have ended. Give a period that has not, or remove the line.",
        );
        let required = say!("{day} atau sesudahnya", "{day} or later", day = day);
        Some(Unmet::new("period_to_come", line.id, last, required, how))
    });
    Refusal::unless_empty(RefusalCode::DemandRule, past.collect())
}

impl NeedLine {
    /// What a line of the new version says of periods that have begun otherwise than the present one.
    fn changed_of_begun(&self, former: &[Scheduled], at: &str, today: NaiveDate) -> Vec<Invalid> {
        let said = |of: &[Scheduled], one: &Scheduled| -> Option<Quantity> {
            of.iter().find(|other| other.period == one.period).map(|other| other.quantity)
        };
        let mut found = Vec::new();
        for (index, one) in self.schedule.iter().enumerate().filter(|(_, one)| one.period.begun(today)) {
            let pointer = format!("{at}/periods/{index}");
            match said(former, one) {
                None => found.push(Invalid::says(
                    format!("{pointer}/period"),
                    "period-begun",
                    say!(
                        "{period} sudah dimulai; versi baru berlaku mulai periode berikutnya. Hapus periode ini.",
                        "{period} has begun; a new version counts from the next period. Remove it.",
                        period = one.period.words(),
                    ),
                )),
                Some(quantity) if quantity != one.quantity => found.push(Invalid::says(
                    format!("{pointer}/quantity"),
                    "period-begun",
                    say!(
                        "{period} sudah dimulai dan tetap {quantity}; versi baru berlaku mulai periode berikutnya.",
                        "{period} has begun and keeps {quantity}; a new version counts from the next period.",
                        period = one.period.words(),
                        quantity = quantity,
                    ),
                )),
                Some(_) => {}
            }
        }
        let gone = former.iter().filter(|one| one.period.begun(today) && said(&self.schedule, one).is_none());
        found.extend(gone.map(|one| dropped(&format!("{at}/periods"), one)));
        found
    }
}

fn dropped(at: &str, one: &Scheduled) -> Invalid {
    let detail = say!(
        "{period} sudah dimulai dan tetap dalam kebutuhan ini; cantumkan dengan {quantity}.",
        "{period} has begun and stays part of this demand; write it with {quantity}.",
        period = one.period.words(),
        quantity = one.quantity,
    );
    Invalid::says(at, "period-begun", detail)
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::shared::{CalendarPeriod, Id as _};

    fn line(id: u128, needs: &[(&str, i64)]) -> NeedLine {
        let need = |(code, base): &(&str, i64)| Scheduled {
            period: CalendarPeriod::parse(code, None).expect("a period"),
            quantity: Quantity::from_base(*base, Unit::Kgm).expect("a quantity"),
        };
        let goods = LineGoods {
            commodity_code: "eggs".to_owned(),
            form_code: "fresh".to_owned(),
            grade: None,
            unit: Unit::Kgm,
            region_code: "31".to_owned(),
        };
        let id = DemandLineId::from_uuid(Uuid::from_u128(id));
        NeedLine { id, goods, schedule: needs.iter().map(need).collect() }
    }

    fn refused(before: &[NeedLine], after: &[NeedLine]) -> Vec<(String, &'static str)> {
        let today = "2026-02-01".parse().expect("a date");
        check_revision(before, after, today).into_iter().map(|one| (one.pointer, one.code)).collect()
    }

    fn one(pointer: &str, code: &'static str) -> Vec<(String, &'static str)> {
        vec![(pointer.to_owned(), code)]
    }

    #[test]
    fn what_has_begun_stays_as_it_was() {
        let before = [line(1, &[("2026-01", 5), ("2026-02", 5), ("2026-03", 5)])];
        let with = |needs| refused(&before, &[line(1, needs)]);
        assert!(with(&[("2026-03", 9), ("2026-01", 5), ("2026-02", 5), ("2026-04", 1)]).is_empty());
        assert!(with(&[("2026-01", 5), ("2026-02", 5)]).is_empty(), "what has not begun may go");
        let less = with(&[("2026-01", 5), ("2026-02", 4)]);
        assert_eq!(less, one("/lines/0/periods/1/quantity", "period-begun"));
        assert_eq!(with(&[("2026-02", 5)]), one("/lines/0/periods", "period-begun"));
        assert_eq!(refused(&before, &[]).len(), 2, "a line with what has begun stays");
    }

    #[test]
    fn nothing_is_added_to_what_has_begun() {
        let before = [line(1, &[("2026-03", 5)])];
        let new = [line(1, &[("2026-03", 5)]), line(2, &[("2026-02", 1), ("2026-03", 1)])];
        assert_eq!(refused(&before, &new), one("/lines/1/periods/0/period", "period-begun"));
        assert!(refused(&before, &[]).is_empty(), "a line that has not begun may go");
    }

    #[test]
    fn what_is_published_is_needed_in_a_period_that_has_not_ended() {
        let check = |lines: &[NeedLine], day: &str| check_still_needed(lines, day.parse().expect("a date"));
        let lines = [line(1, &[("2026-01", 5), ("2026-03", 5)]), line(2, &[("2026-01", 5), ("2026-02", 5)])];
        assert_eq!(check(&lines, "2026-02-28"), Ok(()));
        let refusal = check(&lines, "2026-03-01").expect_err("the second line is of the past");
        assert_eq!((refusal.code, refusal.unmet.len()), (RefusalCode::DemandRule, 1));
        assert_eq!(refusal.unmet[0].subject, lines[1].id.to_string());
        assert_eq!(refusal.unmet[0].found.en, "28 February 2026");
    }

    #[test]
    fn a_line_keeps_its_goods() {
        let before = [line(1, &[("2026-03", 5)])];
        let mut changed = line(1, &[("2026-03", 5)]);
        changed.goods.grade = Some("A".to_owned());
        assert_eq!(refused(&before, &[changed]), one("/lines/0", "line-changed"));
    }
}
