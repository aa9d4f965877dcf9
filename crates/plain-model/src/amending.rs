//! What is agreed on anew: other quantities from a day on, held back from the proposal on where they are lower.

use crate::book::{Figures, Terms, Text, Time};
use crate::trade::{NEVER, Trade, Verdict};

/// Seconds by which a day in Jakarta begins before one in Greenwich.
const JAKARTA: Time = 7 * 3_600;

/// The first second of the day of a time, in Jakarta.
pub fn day_of(time: Time) -> Time {
    (time + JAKARTA).div_euclid(86_400) * 86_400 - JAKARTA
}

impl Trade {
    /// What is proposed for a contract, if anything is.
    pub(crate) fn proposed(&self, contract: usize) -> Option<usize> {
        self.book.proposed.iter().position(|text| text.contract == contract)
    }

    /// Whether what is proposed for a contract was signed, and is not heard of yet.
    pub(crate) fn is_signed(&self, proposed: usize) -> bool {
        self.book.proposed[proposed].signed != NEVER
    }

    pub(crate) fn propose(&mut self, contract: usize, from: Time, says: &[(usize, i64)]) -> Verdict {
        if self.proposed(contract).is_some() {
            return Err("amendment-open");
        }
        self.book.proposed.push(Text { contract, from, signed: NEVER, says: says.to_vec() });
        Ok(())
    }

    pub(crate) fn amendment(&mut self, contract: usize, event: &str, now: Time) -> Verdict {
        let proposed = self.proposed(contract).ok_or("state-conflict")?;
        if self.is_signed(proposed) != (event == "hear") {
            return Err("state-conflict");
        }
        match event {
            "sign" => {
                let Text { from, says, .. } = self.book.proposed[proposed].clone();
                for (line, to) in says {
                    self.leaves_what_is_taken(line, to)?;
                }
                // It holds from the day of its last signature at the earliest.
                let its = &mut self.book.proposed[proposed];
                (its.signed, its.from) = (now, from.max(day_of(now)));
            }
            "hear" => {
                let text = self.book.proposed.remove(proposed);
                self.book.texts.push(text);
            }
            _ => drop(self.book.proposed.remove(proposed)),
        }
        Ok(())
    }

    /// Nothing is reduced below what is accepted and ordered; with nothing on order, what was accepted within the tolerance
    /// stays.
    fn leaves_what_is_taken(&self, contract_line: usize, to: i64) -> Verdict {
        let Figures { accepted, open, .. } = self.book.now(contract_line);
        let Terms { committed, over_tolerance_bp, .. } = self.book.terms[contract_line];
        let last = self.book.texts.iter().rev().find_map(|text| text.of(contract_line)).or(committed);
        let within = open == 0 && accepted <= to + to * over_tolerance_bp / 10_000;
        if last.is_some_and(|last| to < last) && accepted + open > to && !within {
            return Err("amendment-rule");
        }
        Ok(())
    }
}
