//! Goods that an order line takes from what its buyer holds of a stock offer.
//!
//! Owns: which hold a line may name. What a hold keeps is the catalog's to say, as it is told here: one line names it, and only
//! one, of an order that was not refused or cancelled. A draft counts too: only the buyer of the hold writes orders that name
//! it, so that it keeps the hold from nobody else, and what is refused is refused while it is written.

use crate::say;
use crate::shared::{Bilingual, ContractId, HoldId, Quantity, Unmet};

/// A hold as the catalog tells of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeldGoods {
    /// Which hold.
    pub id: HoldId,
    /// Whether its buyer has taken it, so that an order may name it.
    pub converted: bool,
    /// Where it stands, in words.
    pub state: Bilingual,
    /// The contract it is held under.
    pub contract: ContractId,
    /// Commodity and form.
    pub goods: (String, String),
    /// How much it holds.
    pub amount: Quantity,
}

/// What a line of an order asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AskedGoods<'a> {
    /// The contract of the order.
    pub contract: ContractId,
    /// Commodity and form.
    pub goods: (&'a str, &'a str),
    /// How much.
    pub amount: Quantity,
}

/// Every rule that a line which names a hold does not meet: it was converted, under the contract of the order, it is of the
/// goods that are ordered and in their measure, and no more is ordered than it holds.
pub fn unmet_by_hold(hold: &HeldGoods, asked: &AskedGoods<'_>) -> Vec<Unmet> {
    let measured = hold.amount.dimension() == asked.amount.dimension();
    [
        (!hold.converted).then(|| not_converted(hold)),
        (hold.contract != asked.contract).then(|| other_contract(hold)),
        ((hold.goods.0.as_str(), hold.goods.1.as_str()) != asked.goods).then(|| other_goods(hold, asked)),
        (!measured).then(|| other_measure(hold, asked)),
        (measured && asked.amount.base() > hold.amount.base()).then(|| too_much(hold, asked)),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn not_converted(hold: &HeldGoods) -> Unmet {
    let required = Bilingual::new("diambil menjadi pesanan", "converted");
    let how = Bilingual::new(
        "Ambil dahulu pesanan stok ini di katalog, atau sebutkan yang lain; kalau sudah dilepas, tulis pesanan baru tanpa \
         menyebutnya.",
        "Convert this hold in the catalog first, or name another; where it was given up, write a new order without it.",
    );
    Unmet::new("hold_converted", hold.id, hold.state.clone(), required, how)
}

fn other_contract(hold: &HeldGoods) -> Unmet {
    let found = Bilingual::new("dipesan di bawah kontrak lain", "held under another contract");
    let required = Bilingual::new("di bawah kontrak pesanan ini", "held under the contract of this order");
    let how = Bilingual::new(
        "Sebutkan pesanan stok di bawah kontrak ini; daftarnya di /v1/holds?contract_id=...",
        "Name a hold under this contract; they are at /v1/holds?contract_id=...",
    );
    Unmet::new("hold_of_the_contract", hold.id, found, required, how)
}

fn other_goods(hold: &HeldGoods, asked: &AskedGoods<'_>) -> Unmet {
    let code = |commodity: &str, form: &str| Bilingual::same(format!("`{commodity}`, `{form}`"));
    let how = Bilingual::new(
        "Sebutkan pesanan stok untuk komoditas dan bentuk yang dipesan pada baris ini.",
        "Name a hold of the commodity and form that this line orders.",
    );
    let found = code(&hold.goods.0, &hold.goods.1);
    Unmet::new("hold_of_the_goods", hold.id, found, code(asked.goods.0, asked.goods.1), how)
}

fn other_measure(hold: &HeldGoods, asked: &AskedGoods<'_>) -> Unmet {
    let how = say!(
        "Pesan dengan ukuran yang dipakai pesanan stok ini: {unit}.",
        "Order in the measure of this hold: {unit}.",
        unit = hold.amount.unit(),
    );
    Unmet::new("hold_in_its_measure", hold.id, asked.amount.unit(), hold.amount.unit(), how)
}

fn too_much(hold: &HeldGoods, asked: &AskedGoods<'_>) -> Unmet {
    let required = say!("paling banyak {held}", "at most {held}", held = hold.amount);
    let how = say!(
        "Pesan paling banyak {held} pada baris ini; sisanya pada baris lain.",
        "Order {held} at most on this line, and the rest on another.",
        held = hold.amount,
    );
    Unmet::new("hold_covers_the_line", hold.id, asked.amount, required, how)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::{Id as _, Unit};
    use uuid::Uuid;

    fn contract(number: u128) -> ContractId {
        ContractId::from_uuid(Uuid::from_u128(number))
    }

    fn quantity(text: &str, unit: Unit) -> Quantity {
        Quantity::parse(text, unit).expect("a quantity")
    }

    fn hold() -> HeldGoods {
        HeldGoods {
            id: HoldId::from_uuid(Uuid::from_u128(7)),
            converted: true,
            state: Bilingual::new("diambil menjadi pesanan", "converted"),
            contract: contract(1),
            goods: ("eggs".to_owned(), "fresh".to_owned()),
            amount: quantity("500", Unit::Kgm),
        }
    }

    fn asked() -> AskedGoods<'static> {
        AskedGoods { contract: contract(1), goods: ("eggs", "fresh"), amount: quantity("0.5", Unit::Tne) }
    }

    fn rules(hold: &HeldGoods, asked: &AskedGoods<'_>) -> Vec<String> {
        unmet_by_hold(hold, asked).into_iter().map(|unmet| unmet.rule).collect()
    }

    #[test]
    fn a_line_names_a_converted_hold_of_its_contract_and_goods_and_orders_no_more() {
        assert!(unmet_by_hold(&hold(), &asked()).is_empty());
        let half = AskedGoods { amount: quantity("250", Unit::Kgm), ..asked() };
        assert!(unmet_by_hold(&hold(), &half).is_empty(), "less is no wrong");
        let open = HeldGoods { converted: false, ..hold() };
        assert_eq!(rules(&open, &asked()), ["hold_converted"]);
        assert_eq!(
            rules(&hold(), &AskedGoods { contract: contract(2), ..asked() }),
            ["hold_of_the_contract"]
        );
        let salted = AskedGoods { goods: ("eggs", "salted"), ..asked() };
        assert_eq!(rules(&hold(), &salted), ["hold_of_the_goods"]);
        let more = AskedGoods { amount: quantity("500.001", Unit::Kgm), ..asked() };
        assert_eq!(rules(&hold(), &more), ["hold_covers_the_line"]);
        assert_eq!(unmet_by_hold(&hold(), &more)[0].required.en, "at most 500 kg");
    }

    #[test]
    fn measures_are_not_compared_and_every_rule_is_said_at_once() {
        let pieces = AskedGoods { amount: quantity("9000", Unit::H87), contract: contract(2), ..asked() };
        let open = HeldGoods { converted: false, ..hold() };
        assert_eq!(rules(&open, &pieces), ["hold_converted", "hold_of_the_contract", "hold_in_its_measure"]);
    }
}
