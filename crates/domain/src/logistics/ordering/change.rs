//! What an accepted order may be changed to: never less than what was shipped of it, and more only at the price in force.

use crate::say;
use crate::shared::{Bilingual, CallOffLineId, Refusal, RefusalCode, Unit, Unmet};
use crate::words::amount;

/// A line of an accepted order with another amount, in base units of the form ordered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ChangedLine {
    /// The order line.
    pub id: CallOffLineId,
    /// The unit to show amounts in.
    pub unit: Unit,
    /// What is ordered, as in force.
    pub ordered: i64,
    /// What is proposed.
    pub proposed: i64,
    /// Planned, on the road and accepted.
    pub used: i128,
    /// Whether its price is still what the text in force says.
    pub price_in_force: bool,
    /// Whether what is not ordered in a period of its contract line lapses.
    pub lapses: bool,
}

impl ChangedLine {
    /// Whether more is asked for.
    pub const fn increases(&self) -> bool {
        self.proposed > self.ordered
    }

    fn unmet(&self) -> Vec<Unmet> {
        let mut unmet = Vec::new();
        if self.proposed < self.ordered && i128::from(self.proposed) < self.used {
            let least = amount(self.used, self.unit);
            let how = say!(
                "Yang sudah direncanakan, di jalan, atau diterima berjumlah {used}; usulkan paling sedikit itu, atau batalkan \
                 dahulu pengiriman yang belum berangkat.",
                "What is planned, on the road or accepted is {used}; propose that at least, or first cancel a shipment that has \
                 not left.",
                used = least.clone(),
            );
            let required = say!("paling sedikit {least}", "at least {least}", least = least);
            unmet.push(Unmet::new(
                "change_covers_shipped",
                self.id,
                amount(self.proposed, self.unit),
                required,
                how,
            ));
        }
        if self.increases() && !self.price_in_force {
            let how = Bilingual::new(
                "Harga pesanan ini bukan lagi harga kontrak yang berlaku. Tulis pesanan baru untuk tambahannya.",
                "The price of this order is no longer that of the contract. Write a new order for what is added.",
            );
            let (found, required) = (
                Bilingual::new("harga teks yang lama", "the price of an earlier text"),
                Bilingual::new("harga yang berlaku sekarang", "the price in force now"),
            );
            unmet.push(Unmet::new("price_in_force", self.id, found, required, how));
        }
        if self.increases() && self.lapses {
            let how = Bilingual::new(
                "Jatah baris kontrak ini berlaku per periode dan pesanan dihitung pada periode terbitnya. Tulis pesanan baru untuk \
                 tambahannya.",
                "This contract line is for each period by itself, and an order counts in the period in which it was issued. Write \
                 a new order for what is added.",
            );
            let found = amount(self.proposed, self.unit);
            let required =
                say!("paling banyak {most}", "at most {most}", most = amount(self.ordered, self.unit));
            unmet.push(Unmet::new("increase_in_period", self.id, found, required, how));
        }
        unmet
    }
}

/// Whether an accepted order may be changed so.
///
/// # Errors
/// `call-off-change-rule` with every unmet rule of each line.
pub fn check_changed(lines: &[ChangedLine]) -> Result<(), Refusal> {
    Refusal::unless_empty(RefusalCode::CallOffChangeRule, lines.iter().flat_map(ChangedLine::unmet).collect())
}

/// One change at a time: nothing is proposed while something waits for an answer, and nothing answered that was not proposed.
///
/// # Errors
/// `call-off-change-rule`.
pub fn check_change_open(order: &str, open: bool, wanted: bool) -> Result<(), Refusal> {
    if open == wanted {
        return Ok(());
    }
    let (waits, nothing) = (
        Bilingual::new("satu usulan perubahan yang belum dijawab", "a change that waits for its answer"),
        Bilingual::new("tidak ada usulan perubahan", "no change that waits for its answer"),
    );
    let (found, required, how) = if open {
        let how = Bilingual::new(
            "Tunggu jawaban pihak lain atas usulan yang ada, atau tarik dahulu usulan Anda.",
            "Wait for the other side's answer to the change that is open, or withdraw yours first.",
        );
        (waits, nothing, how)
    } else {
        let how = Bilingual::new(
            "Usulan itu sudah dijawab atau ditarik kembali. Baca pesanannya sekali lagi.",
            "The change has been answered or withdrawn. Read the order once more.",
        );
        (nothing, waits, how)
    };
    Err(Refusal::rule(
        RefusalCode::CallOffChangeRule,
        vec![Unmet::new("change_open", order, found, required, how)],
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::Id as _;
    use uuid::Uuid;

    fn line(ordered: i64, proposed: i64, used: i128) -> ChangedLine {
        ChangedLine {
            id: CallOffLineId::from_uuid(Uuid::from_u128(1)),
            unit: Unit::Kgm,
            ordered,
            proposed,
            used,
            price_in_force: true,
            lapses: false,
        }
    }

    fn rules(line: ChangedLine) -> Vec<String> {
        let refused = check_changed(&[line]).err();
        refused.into_iter().flat_map(|refusal| refusal.unmet).map(|unmet| unmet.rule).collect()
    }

    #[test]
    fn less_is_ordered_down_to_what_was_shipped() {
        assert!(rules(line(10, 6, 6)).is_empty());
        assert_eq!(rules(line(10, 5, 6)), ["change_covers_shipped"]);
        // Within its tolerance more was shipped than ordered; more may be ordered then, if not as much.
        assert!(rules(line(10, 11, 12)).is_empty());
    }

    #[test]
    fn more_is_ordered_at_the_price_in_force_where_no_period_lapses() {
        assert!(rules(line(10, 20, 0)).is_empty());
        assert_eq!(rules(ChangedLine { price_in_force: false, ..line(10, 20, 0) }), ["price_in_force"]);
        assert_eq!(rules(ChangedLine { lapses: true, ..line(10, 20, 0) }), ["increase_in_period"]);
        assert!(rules(ChangedLine { price_in_force: false, lapses: true, ..line(10, 9, 0) }).is_empty());
    }

    #[test]
    fn one_change_waits_at_a_time() {
        for open in [true, false] {
            assert_eq!(check_change_open("SP/1", open, open), Ok(()));
            let refused = check_change_open("SP/1", open, !open).expect_err("the other way round");
            assert_eq!(refused.code, RefusalCode::CallOffChangeRule);
            assert_eq!(refused.unmet[0].rule, "change_open");
        }
    }
}
