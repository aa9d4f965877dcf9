//! Collects what is wrong with a request, field by field, so that one answer names it all.

use std::ops::RangeInclusive;

use chrono::NaiveDate;
use domain::shared::{Bilingual, CommodityCode, DateSense, Invalid, Money, Quantity, QuantityError, Unit};
use domain::{say, words};
use icu_properties::props::{DefaultIgnorableCodePoint, GeneralCategory};
use icu_properties::{CodePointMapData, CodePointSetData};
use unicode_security::MixedScript as _;

use super::{WireMoney, WireQuantity};

/// Characters that show a text as something it is not: controls other than line breaks and tabs, and the
/// overrides of writing direction (Unicode TR 36, section 2).
fn disguises(c: char) -> bool {
    (c.is_control() && !matches!(c, '\n' | '\t' | '\r'))
        || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Whether a reader sees a character: no line break, nothing that is ignored when shown (Unicode Technical Standard 39,
/// section 3), nothing without a meaning of its own.
fn is_seen(c: char) -> bool {
    let category = CodePointMapData::<GeneralCategory>::new().get(c);
    let meant = !matches!(
        category,
        GeneralCategory::Control
            | GeneralCategory::Format
            | GeneralCategory::LineSeparator
            | GeneralCategory::ParagraphSeparator
            | GeneralCategory::PrivateUse
            | GeneralCategory::Surrogate
            | GeneralCategory::Unassigned
    );
    // The empty cell of Braille is shown as a blank.
    meant && c != '\u{2800}' && !CodePointSetData::new::<DefaultIgnorableCodePoint>().contains(c)
}

/// Whether a spreadsheet would calculate it; a telephone number or a coordinate is none.
fn is_formula(line: &str) -> bool {
    let signed = line.strip_prefix(['+', '-']);
    let number = |rest: &str| rest.starts_with(|c: char| c.is_ascii_digit());
    line.starts_with(['=', '@']) || signed.is_some_and(|rest| !number(rest))
}

/// A collector of field errors; every method returns the checked value and remembers what is wrong.
#[derive(Debug, Default)]
pub struct Check {
    invalid: Vec<Invalid>,
}

impl Check {
    /// An empty collector.
    pub fn new() -> Self {
        Self::default()
    }

    /// Remembers an error found elsewhere.
    pub fn push(&mut self, invalid: Invalid) {
        self.invalid.push(invalid);
    }

    /// Remembers `invalid` unless the condition holds.
    pub fn require(&mut self, holds: bool, invalid: impl FnOnce() -> Invalid) {
        if !holds {
            self.invalid.push(invalid());
        }
    }

    /// What a reader read, or its error remembered.
    pub fn take<T>(&mut self, read: Result<T, Invalid>) -> Option<T> {
        read.map_err(|invalid| self.push(invalid)).ok()
    }

    /// What a reader of several fields read, or its errors remembered.
    pub fn take_all<T>(&mut self, read: Result<T, Vec<Invalid>>) -> Option<T> {
        read.map_err(|invalid| self.invalid.extend(invalid)).ok()
    }

    /// The trimmed text; its length in characters must lie in `chars`, without control characters
    /// other than line breaks and tabs.
    pub fn text(&mut self, pointer: &str, value: &str, chars: RangeInclusive<usize>) -> String {
        let text = value.trim();
        let (least, most) = (*chars.start(), *chars.end());
        self.require(chars.contains(&text.chars().count()), || {
            let detail = say!(
                "Isi dengan {least} sampai {most} karakter.",
                "Give {least} to {most} characters.",
                least = limit(least),
                most = limit(most),
            );
            Invalid::says(pointer, "length", detail)
        });
        self.require(!text.chars().any(disguises), || {
            Invalid::new(
                pointer,
                "control-character",
                "Hapus karakter kontrol dan karakter pembalik arah tulisan.",
                "Remove control characters and those that turn the direction of writing.",
            )
        });
        text.to_owned()
    }

    /// The trimmed text of a name, a title, a number: as [`Check::text`], in one line of what can be seen and of one script, so
    /// that no two of them look alike, and nothing that a spreadsheet takes for a formula.
    pub fn line(&mut self, pointer: &str, value: &str, chars: RangeInclusive<usize>) -> String {
        let line = self.text(pointer, value, chars);
        let seen = line.chars().all(is_seen) && (line.is_empty() || line.chars().any(char::is_alphanumeric));
        self.require(seen && line.is_single_script() && !is_formula(&line), || {
            Invalid::new(
                pointer,
                "not-a-line",
                "Isi satu baris dengan huruf yang terlihat dari satu aksara, dan tidak diawali dengan = atau @.",
                "Write one line of visible characters of one script, not beginning with = or @.",
            )
        });
        line
    }

    /// Like [`Check::line`], where the field may be absent.
    pub fn optional_line(
        &mut self,
        pointer: &str,
        value: Option<&str>,
        chars: RangeInclusive<usize>,
    ) -> Option<String> {
        value.map(|value| self.line(pointer, value, chars))
    }

    /// Like [`Check::text`], where the field may be absent.
    pub fn optional_text(
        &mut self,
        pointer: &str,
        value: Option<&str>,
        chars: RangeInclusive<usize>,
    ) -> Option<String> {
        value.map(|value| self.text(pointer, value, chars))
    }

    /// The exact quantity; zero is allowed.
    pub fn quantity(&mut self, pointer: &str, value: &WireQuantity) -> Option<Quantity> {
        self.figure(format!("{pointer}/value"), &value.value, value.unit)
    }

    /// The exact figure in this unit; zero is allowed.
    pub fn figure(&mut self, pointer: String, text: &str, unit: Unit) -> Option<Quantity> {
        self.take(Quantity::parse(text, unit).map_err(|error| unreadable(pointer, unit, error)))
    }

    /// The exact quantity, larger than zero.
    pub fn positive(&mut self, pointer: &str, value: &WireQuantity) -> Option<Quantity> {
        let quantity = self.quantity(pointer, value)?;
        self.require(quantity.base() > 0, || {
            Invalid::new(
                format!("{pointer}/value"),
                "not-positive",
                "Jumlah harus lebih besar dari nol.",
                "The quantity must be larger than zero.",
            )
        });
        (quantity.base() > 0).then_some(quantity)
    }

    /// A price: whole rupiah in `IDR`, of what a price may be.
    pub fn price(&mut self, pointer: &str, value: &WireMoney) -> Option<Money> {
        self.money(pointer, value, Money::PRICES, || {
            Bilingual::new(
                "Isi harga dalam rupiah bulat, dari Rp 1 sampai Rp 1.000.000.000.000.",
                "Give a price in whole rupiah, from Rp 1 to Rp 1,000,000,000,000.",
            )
        })
    }

    /// The largest amount of a contract: whole rupiah in `IDR`, of what such an amount may be.
    pub fn value_limit(&mut self, pointer: &str, value: &WireMoney) -> Option<Money> {
        self.money(pointer, value, Money::VALUE_LIMITS, || {
            Bilingual::new(
                "Isi batas nilai dalam rupiah bulat, dari Rp 1 sampai Rp 1.000.000.000.000.000.",
                "Give the value limit in whole rupiah, from Rp 1 to Rp 1,000,000,000,000,000.",
            )
        })
    }

    /// An amount that is claimed, given back or paid: whole rupiah in `IDR`, above zero.
    pub fn amount(&mut self, pointer: &str, value: &WireMoney) -> Option<Money> {
        self.money(pointer, value, Money::VALUE_LIMITS, || {
            Bilingual::new(
                "Isi jumlah dalam rupiah bulat, dari Rp 1 sampai Rp 1.000.000.000.000.000.",
                "Give the amount in whole rupiah, from Rp 1 to Rp 1,000,000,000,000,000.",
            )
        })
    }

    fn money(
        &mut self,
        pointer: &str,
        value: &WireMoney,
        range: RangeInclusive<i64>,
        how: impl FnOnce() -> Bilingual,
    ) -> Option<Money> {
        let currency = value.currency == "IDR";
        self.require(currency, || {
            Invalid::new(
                format!("{pointer}/currency"),
                "currency",
                "Isi mata uang dengan `IDR` (rupiah).",
                "Give the currency as `IDR` (rupiah).",
            )
        });
        let inside = range.contains(&value.amount);
        self.require(inside, || Invalid::says(format!("{pointer}/amount"), "out-of-range", how()));
        (currency && inside).then_some(Money(value.amount))
    }

    /// A date that can be what the field says; the one mechanism for all dates of requests.
    pub fn date(&mut self, pointer: &str, date: NaiveDate, sense: DateSense, today: NaiveDate) -> NaiveDate {
        self.take(sense.judge(pointer, date, today)).unwrap_or(date)
    }

    /// Like [`Check::date`], where the field may be absent.
    pub fn optional_date(
        &mut self,
        pointer: &str,
        date: Option<NaiveDate>,
        sense: DateSense,
        today: NaiveDate,
    ) -> Option<NaiveDate> {
        date.map(|date| self.date(pointer, date, sense, today))
    }

    /// A whole number of a range.
    pub fn whole(&mut self, pointer: &str, value: i64, range: RangeInclusive<i64>) {
        self.require(range.contains(&value), || {
            let detail = say!(
                "Isi bilangan bulat antara {least} dan {most}.",
                "Give a whole number between {least} and {most}.",
                least = words::count(i128::from(*range.start())),
                most = words::count(i128::from(*range.end())),
            );
            Invalid::says(pointer, "out-of-range", detail)
        });
    }

    /// The code of a commodity, by its form alone: whether there is such a commodity is not asked here.
    pub fn commodity(&mut self, pointer: &str, code: &str) {
        self.require(code.parse::<CommodityCode>().is_ok(), || {
            Invalid::new(
                pointer,
                "code",
                "Pilih kode komoditas dari /v1/commodities, misalnya `cattle`.",
                "Choose the code of a commodity from /v1/commodities, such as `cattle`.",
            )
        });
    }

    /// The list, of a length in `range`.
    pub fn length<T>(&mut self, pointer: &str, items: &[T], range: RangeInclusive<usize>) {
        let (least, most) = (*range.start(), *range.end());
        self.require(range.contains(&items.len()), || {
            let detail = say!(
                "Isi daftar ini dengan {least} sampai {most} entri.",
                "Give this list {least} to {most} entries.",
                least = limit(least),
                most = limit(most),
            );
            Invalid::says(pointer, "item-count", detail)
        });
    }

    /// Ends the check.
    ///
    /// # Errors
    /// Everything that was found wrong, in the order it was looked at.
    pub fn finish(self) -> Result<(), Vec<Invalid>> {
        if self.invalid.is_empty() { Ok(()) } else { Err(self.invalid) }
    }
}

/// A limit in words.
fn limit(limit: usize) -> Bilingual {
    words::count(i128::try_from(limit).unwrap_or(i128::MAX))
}

fn unreadable(pointer: String, unit: Unit, error: QuantityError) -> Invalid {
    match error {
        QuantityError::Form => Invalid::new(
            pointer,
            "not-a-decimal",
            "Tulis angka biasa dengan titik desimal, misalnya `9000` atau `12.5`.",
            "Write plain digits with an optional decimal point, such as `9000` or `12.5`.",
        ),
        QuantityError::Places => {
            let detail = say!(
                "Angka di belakang titik terlalu banyak untuk satuan {unit}; kurangi, atau pakai satuan yang lebih kecil.",
                "Too many decimal places for {unit}; give fewer, or use a smaller unit.",
                unit = unit,
            );
            Invalid::says(pointer, "too-many-places", detail)
        }
        QuantityError::TooLarge => {
            let detail = Bilingual::new(
                "Jumlah melebihi yang dapat dicatat; periksa angka dan satuannya.",
                "The quantity is more than can be recorded; check the figure and its unit.",
            );
            Invalid::says(pointer, "out-of-range", detail)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_holds_what_a_reader_sees() {
        let refused = |line: &str| {
            let mut check = Check::new();
            check.line("/legal_name", line, 1..=200);
            check
                .finish()
                .err()
                .map(|error| format!("{error:?}"))
                .is_some_and(|text| text.contains("not-a-line"))
        };
        for good in [
            "PT Kuasa Omega Jaya",
            "Gapoktan \"Sari\" Makmur (Metro) & Co., Tbk.",
            "Perumda Dharma Jaya – Unit 2",
            "CV Él Niño",
            "+62 812 3456 789",
            "-7.25, 112.75",
            "9/KB/2022",
        ] {
            assert!(!refused(good), "{good}");
        }
        for bad in [
            "PT Kuasa Omega\u{200b} Jaya",
            "PT Kuasa\u{ad}Omega",
            "PT Kuasa \u{41e}mega",
            "=HYPERLINK(\"https://x\",\"y\")",
            "@SUM(A1)",
            "+cmd|x",
            "dua\nbaris",
            "dua\tkolom",
            "dua\u{2028}baris",
            "\u{3164}",
            "\u{2800}",
            "PT\u{e0041} Kuasa",
            "PT Kuasa\u{fe0f}",
            "PT \u{e000}",
            "...",
        ] {
            assert!(refused(bad), "{bad:?}");
        }
    }
}
