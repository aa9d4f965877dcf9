//! How much a request says: a quantity of goods, or heads of live animals, which are a field of their own.

use api_types::{Check, WireQuantity};
use domain::shared::{Invalid, Quantity, Unit};

/// So many animals at most.
pub(super) const HEADS: std::ops::RangeInclusive<i64> = 1..=1_000_000;

/// The amount, in `quantity` or in `heads` and never in both.
pub(super) fn read_amount(
    check: &mut Check,
    quantity: Option<&WireQuantity>,
    heads: Option<i64>,
) -> Option<Quantity> {
    match (quantity, heads) {
        (Some(quantity), None) if quantity.unit == Unit::Hea => {
            check.push(Invalid::new(
                "/quantity/unit",
                "heads",
                "Tulis jumlah ekor di `heads`, tanpa `quantity`.",
                "Write how many animals in `heads`, without `quantity`.",
            ));
            None
        }
        (Some(quantity), None) => check.positive("/quantity", quantity),
        (None, Some(heads)) => {
            check.whole("/heads", heads, HEADS);
            Quantity::from_base(heads, Unit::Hea).ok().filter(|_| HEADS.contains(&heads))
        }
        _ => {
            check.push(Invalid::new(
                "/quantity",
                "quantity-or-heads",
                "Isi `quantity` untuk barang, atau `heads` untuk hewan hidup; salah satu saja.",
                "Give `quantity` of goods or `heads` of live animals; one of the two.",
            ));
            None
        }
    }
}

/// The heads of an amount; none of goods that are no live animals.
pub(super) fn heads_of(amount: Quantity) -> Option<i64> {
    (amount.unit() == Unit::Hea).then_some(amount.base())
}
