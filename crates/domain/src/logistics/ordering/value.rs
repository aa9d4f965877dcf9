//! The largest value of a contract whose lines state no quantity (DOMAIN section 11): what it may reach, what of that is
//! taken, and whether goods that are ordered or received still fit.
//!
//! Owns the formula: accepted amounts + open x price + what is asked for <= limit, in 128 bits, rounded half up once per
//! order line. Goods are open at the price of the day on which they were ordered, and of another form than that of their contract
//! line are worth what they count as there. Refuses to say rupiah to who receives
//! goods: a receipt is told how much of its goods fits.

use crate::say;
use crate::shared::{
    Bilingual, ContractLineId, Money, Price, Quantity, Ratio, Refusal, RefusalCode, Unit, Unmet,
};
use crate::words::{amount, rupiah};

/// Goods at a price, in base units of the measure that the price counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GoodsAtPrice {
    /// The contract line they are of.
    pub line: ContractLineId,
    /// The unit people write them in.
    pub unit: Unit,
    /// How much, in the form ordered.
    pub base: i64,
    /// What that counts as in the form of the contract line, which is the one that has a price.
    pub counts: Ratio,
    /// What one of the basis costs; none where nothing bounds that.
    pub price: Option<Price>,
}

impl GoodsAtPrice {
    /// What they are worth, in rupiah. Goods that were ordered before their contract was limited, without a highest price or at one
    /// that counts another measure, take all there can be rather than nothing.
    pub fn value(&self) -> i128 {
        let all = i128::from(*Money::VALUE_LIMITS.end());
        let counted = i64::try_from(self.counts.of(self.base.into())).unwrap_or(i64::MAX);
        let counted = Quantity::from_stored(counted, self.unit);
        self.price.and_then(|price| price.value(counted)).unwrap_or(all)
    }

    /// How much of them so many rupiah pay for; nothing of what cannot be counted.
    fn fitting(&self, rupiah: i128) -> i64 {
        let of_unit = |price: &Price| price.basis.dimension() == self.unit.dimension();
        let most = |price: Price| self.counts.most(price.affordable(rupiah)).min(self.base);
        self.price.filter(of_unit).map_or(0, most)
    }
}

/// What goods are worth together, each rounded once.
pub fn value_of(goods: &[GoodsAtPrice]) -> i128 {
    goods.iter().map(GoodsAtPrice::value).sum()
}

/// The value of a contract, in rupiah.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ContractValue {
    /// The largest amount by the text in force; none where nothing limits it.
    pub limit: Option<i128>,
    /// What a text proposed or signed for later lets be reached, where that is less.
    pub cap: Option<i128>,
    /// The amounts of posted receipts that were not taken back.
    pub accepted: i128,
    /// What open orders wait for, at its price.
    pub open: i128,
}

impl ContractValue {
    /// A value of which nothing is taken yet.
    pub fn of(limit: Option<i128>, cap: Option<i128>) -> Self {
        let less = |cap: &i128| limit.is_none_or(|limit| *cap < limit);
        Self { limit, cap: cap.filter(less), accepted: 0, open: 0 }
    }

    /// What may be ordered up to.
    fn ceiling(&self) -> Option<i128> {
        self.cap.or(self.limit)
    }

    /// What may still be ordered: the lower of limit and cap, less accepted and open. Negative where it was lowered below what
    /// amounts came to by their rounding.
    pub fn left(&self) -> Option<i128> {
        self.ceiling().map(|most| most - self.accepted - self.open)
    }

    /// The value once its contract has ended: nothing is left of it.
    #[must_use]
    pub fn ended(self) -> Self {
        Self { limit: self.limit.map(|limit| limit.min(self.accepted + self.open)), cap: None, ..self }
    }
}

/// Whether goods may be ordered: the value of their contract, which they are not part of, has room for them.
///
/// # Errors
/// `value-exceeded` with what is accepted, open, asked for and left, and how much of the goods fits.
pub fn check_value_ordered(
    contract: &str,
    value: &ContractValue,
    asked: &[GoodsAtPrice],
) -> Result<(), Refusal> {
    let sum = value_of(asked);
    let Some((most, left)) = value.ceiling().zip(value.left()).filter(|(_, left)| sum > 0 && sum > *left)
    else {
        return Ok(());
    };
    let how = say!(
        "Dari batas nilai {most}, {accepted} sudah diterima dan {open} masih dipesan; pesanan ini bernilai {sum}. {fits} Atau tutup \
         pesanan lama yang tidak akan dikirim, atau usulkan adendum.",
        "Of the value limit of {most}, {accepted} are accepted and {open} are on order; this order is worth {sum}. {fits} Or close \
         older orders that will not be delivered, or propose an amendment.",
        most = rupiah(most),
        accepted = rupiah(value.accepted),
        open = rupiah(value.open),
        sum = rupiah(sum),
        fits = fitting(asked, left),
    );
    let required = say!("paling banyak {left}", "at most {left}", left = rupiah(left.max(0)));
    let unmet = Unmet::new("value_left_enough", contract, rupiah(sum), required, how);
    Err(Refusal::rule(RefusalCode::ValueExceeded, vec![unmet]))
}

/// How much of the goods fits, first come first served.
fn fitting(asked: &[GoodsAtPrice], mut left: i128) -> Bilingual {
    for goods in asked {
        let fits = goods.fitting(left);
        if fits < goods.base {
            let fits = amount(fits, goods.unit);
            return goods.price.map_or_else(
                || {
                    Bilingual::new(
                        "Harga tertinggi barang ini belum disepakati.",
                        "No highest price of these goods is agreed on.",
                    )
                },
                |price| {
                    say!(
                        "Yang masih muat dari barang seharga {price}: {fits}.",
                        "What still fits of the goods at {price}: {fits}.",
                        price = price,
                        fits = fits,
                    )
                },
            );
        }
        left -= goods.value();
    }
    Bilingual::new("", "")
}

/// Goods that a receipt accepts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReceivedGoods {
    /// What is accepted, at the price of its order.
    pub goods: GoodsAtPrice,
    /// The amount of the receipt line, in rupiah.
    pub amount: i64,
}

/// Whether a receipt may be posted. `value` is that of the contract with the receipt in it; `beyond` are the goods that it
/// accepts beyond what its orders wait for, which take nothing that other orders hold.
///
/// # Errors
/// `value-exceeded` saying for each line how much to accept and how much to record as held excess, without rupiah.
pub fn check_value_received(
    value: &ContractValue,
    received: &[ReceivedGoods],
    beyond: &[GoodsAtPrice],
) -> Result<(), Refusal> {
    let over_limit = value.limit.map_or(0, |limit| value.accepted - limit);
    let over_orders = value.left().map_or(0, |left| value_of(beyond).min(-left));
    let mut over = over_limit.max(over_orders);
    let mut unmet = Vec::new();
    // The last goods are those that do not fit.
    for ReceivedGoods { goods, amount: worth } in received.iter().rev() {
        if over <= 0 {
            break;
        }
        let keep = goods.fitting(i128::from(*worth) - over);
        over -= i128::from(*worth);
        let (keep, held) = (amount(keep, goods.unit), amount(goods.base - keep, goods.unit));
        let how = say!(
            "Kontrak ini mencapai batas nilainya. Terima {keep}; catat {held} sebagai kelebihan yang ditahan.",
            "The contract reaches its value limit. Accept {keep}; record {held} as held excess.",
            keep = keep.clone(),
            held = held,
        );
        let required = say!("paling banyak {keep}", "at most {keep}", keep = keep);
        unmet.push(Unmet::new(
            "value_receivable_enough",
            goods.line,
            amount(goods.base, goods.unit),
            required,
            how,
        ));
    }
    unmet.reverse();
    Refusal::unless_empty(RefusalCode::ValueExceeded, unmet)
}

/// Whether an order that had ended may be open again for what it gave back, when a receipt of it is taken back.
///
/// # Errors
/// `value-exceeded`, without rupiah.
pub fn check_value_taken_again(value: &ContractValue, given_back: &[GoodsAtPrice]) -> Result<(), Refusal> {
    let mut left = value.left();
    let mut unmet = Vec::new();
    for goods in given_back.iter().filter(|goods| goods.base > 0) {
        let Some(room) = left else { break };
        let fits = goods.fitting(room);
        left = Some(room - goods.value());
        if fits < goods.base {
            let how = Bilingual::new(
                "Nilai yang dikembalikan pesanan ini sudah dipesan lagi. Tutup dahulu pesanan lain yang tidak akan dikirim.",
                "What this order gave back has been ordered since. First close other orders that will not be delivered.",
            );
            let required = say!("paling banyak {fits}", "at most {fits}", fits = amount(fits, goods.unit));
            unmet.push(Unmet::new(
                "value_taken_again",
                goods.line,
                amount(goods.base, goods.unit),
                required,
                how,
            ));
        }
    }
    Refusal::unless_empty(RefusalCode::ValueExceeded, unmet)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::{Id as _, PriceBasis};
    use proptest::prelude::*;
    use uuid::Uuid;

    fn goods(number: u128, base: i64, rupiah: i64) -> GoodsAtPrice {
        GoodsAtPrice {
            line: ContractLineId::from_uuid(Uuid::from_u128(number)),
            unit: Unit::Kgm,
            base,
            counts: Ratio::SAME,
            price: Some(Price { money: Money(rupiah), basis: PriceBasis::PerKgNet }),
        }
    }

    fn value(limit: i128, accepted: i128, open: i128) -> ContractValue {
        ContractValue { accepted, open, ..ContractValue::of(Some(limit), None) }
    }

    fn received(base: i64, rupiah: i64) -> ReceivedGoods {
        let goods = goods(1, base, rupiah);
        ReceivedGoods { goods, amount: i64::try_from(goods.value()).expect("small") }
    }

    #[test]
    fn what_nothing_limits_may_reach_anything() {
        let free = ContractValue { accepted: 1 << 90, ..ContractValue::of(None, None) };
        assert_eq!(free.left(), None);
        assert_eq!(check_value_ordered("PKS/1", &free, &[goods(1, i64::MAX, i64::MAX)]), Ok(()));
        assert_eq!(check_value_received(&free, &[received(1_000, 1)], &[goods(1, 1_000, 1)]), Ok(()));
    }

    #[test]
    fn what_cannot_be_counted_takes_all_there_can_be() {
        let by_weight = Price { money: Money(57_000), basis: PriceBasis::PerKgLive };
        let heads = GoodsAtPrice { unit: Unit::Hea, price: Some(by_weight), ..goods(1, 3, 1) };
        assert_eq!((heads.value(), heads.fitting(1 << 60)), (1_000_000_000_000_000, 0));
    }

    #[test]
    fn each_order_line_is_rounded_once_and_half_up() {
        // 0.5 and 0.4 rupiah.
        assert_eq!(value_of(&[goods(1, 500, 1), goods(1, 500, 1), goods(1, 400, 1)]), 2);
        let exact = value(2, 0, 0);
        assert_eq!(check_value_ordered("PKS/1", &exact, &[goods(1, 500, 1), goods(1, 500, 1)]), Ok(()));
        assert!(check_value_ordered("PKS/1", &exact, &[goods(1, 2_500, 1)]).is_err(), "2.5 rupiah are 3");
    }

    #[test]
    fn a_refusal_says_what_is_accepted_open_asked_for_and_left_and_what_fits() {
        let value = value(1_000_000, 250_000, 500_000);
        let asked = [goods(1, 10_000, 10_000), goods(2, 20_000, 10_000)];
        let refusal = check_value_ordered("PKS/1", &value, &asked).expect_err("50,000 too many");
        assert_eq!(refusal.code, RefusalCode::ValueExceeded);
        let unmet = &refusal.unmet[0];
        assert_eq!(
            (unmet.found.id.as_str(), unmet.required.en.as_str()),
            ("Rp 300.000", "at most Rp 250,000")
        );
        assert_eq!(
            unmet.how_to_fix.en,
            "Of the value limit of Rp 1,000,000, Rp 250,000 are accepted and Rp 500,000 are on order; this order is worth \
             Rp 300,000. What still fits of the goods at Rp 10,000 per kg net weight: 15 kg. Or close older orders that will \
             not be delivered, or propose an amendment."
        );
    }

    #[test]
    fn a_lower_text_caps_what_is_ordered_and_a_higher_one_does_not() {
        let of = |cap| ContractValue { open: 40, ..ContractValue::of(Some(100), Some(cap)) };
        assert_eq!(
            (of(60).left(), of(60).cap, of(120).left(), of(120).cap),
            (Some(20), Some(60), Some(60), None)
        );
        let newly = ContractValue::of(None, Some(50));
        assert_eq!((newly.limit, newly.left()), (None, Some(50)));
        let ended = of(60).ended();
        assert_eq!((ended.limit, ended.left()), (Some(40), Some(0)));
    }

    #[test]
    fn a_receipt_within_its_order_is_refused_by_the_limit_alone() {
        // Three halves of a rupiah round up to three rupiah, of an order that was worth two: its goods go in all the same.
        let within = value(2, 2, 1);
        assert_eq!(check_value_received(&within, &[received(500, 1), received(500, 1)], &[]), Ok(()));
        let over = value(2, 3, 0);
        let refusal =
            check_value_received(&over, &[received(500, 1), received(500, 1), received(500, 1)], &[]);
        let refusal = refusal.expect_err("a rupiah beyond the limit");
        assert_eq!(
            refusal.unmet[0].how_to_fix.en,
            "The contract reaches its value limit. Accept 0.499 kg; record 0.001 kg as held excess."
        );
    }

    #[test]
    fn goods_beyond_their_order_take_nothing_that_others_ordered() {
        let after = value(100_000, 95_000, 10_000);
        let beyond = [goods(1, 5_000, 1_000)];
        let refusal =
            check_value_received(&after, &[received(95_000, 1_000)], &beyond).expect_err("others' part");
        assert_eq!(refusal.unmet[0].required.en, "at most 90 kg");
        assert_eq!(check_value_received(&after, &[received(95_000, 1_000)], &[]), Ok(()));
    }

    #[test]
    fn what_was_given_back_fits_or_not() {
        let free = value(100, 40, 30);
        assert_eq!(check_value_taken_again(&free, &[goods(1, 30_000, 1)]), Ok(()));
        let refusal =
            check_value_taken_again(&free, &[goods(1, 20_000, 1), goods(2, 20_000, 1)]).expect_err("10 kg");
        assert_eq!(
            (refusal.unmet.len(), refusal.unmet[0].required.en.as_str()),
            (1, "at most 10.499 kg"),
            "half up"
        );
    }

    proptest! {
        #[test]
        fn an_order_passes_exactly_when_its_value_is_left(
            limit in 1..5_000_i128, accepted in 0..2_000_i128, open in 0..2_000_i128,
            asked in prop::collection::vec((1..9_000_i64, 1..900_i64), 1..5),
        ) {
            let asked: Vec<_> = asked.into_iter().map(|(base, price)| goods(1, base, price)).collect();
            // By hand: rupiah x gram / 1,000, half up, line by line.
            let by_hand: i128 = asked.iter().map(|one| {
                let thousandths = i128::from(one.base) * i128::from(one.price.expect("a price").money.0);
                thousandths / 1_000 + i128::from(thousandths % 1_000 >= 500)
            }).sum();
            let passes = check_value_ordered("PKS/1", &value(limit, accepted, open), &asked).is_ok();
            prop_assert_eq!(passes, by_hand == 0 || accepted + open + by_hand <= limit);
        }

        #[test]
        fn what_a_receipt_is_told_to_keep_fits(
            limit in 1..20_000_i128, before in 0..10_000_i128, base in 1..50_000_i64, price in 1..900_i64,
        ) {
            let one = received(base, price);
            let after = value(limit.max(before), before + i128::from(one.amount), 0);
            if let Err(refusal) = check_value_received(&after, &[one], &[]) {
                let keep = one.goods.price.expect("a price").affordable(after.limit.expect("limited") - before).min(base);
                let worth = goods(1, keep, price).value();
                prop_assert!(before + worth <= after.limit.expect("limited"));
                prop_assert!(keep < base && before + goods(1, keep + 1, price).value() > after.limit.expect("limited"));
                prop_assert_eq!(&refusal.unmet[0].required, &say!("paling banyak {keep}", "at most {keep}", keep = amount(keep, Unit::Kgm)));
            } else {
                prop_assert!(before + i128::from(one.amount) <= limit.max(before));
            }
        }
    }
}
