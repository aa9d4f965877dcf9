//! Commodities and their forms; how forms become each other stands in `shared`, where all rooms ask it.
//!
//! Owns: what a commodity is, and the unit in which its people count each of its forms.

use crate::labels;
use crate::shared::{Bilingual, CommodityCode, FormCode, NaturalUnit, Unit};

labels! {
    /// What kind of good a commodity or product is; permits are required by group.
    pub enum CommodityGroup {
        /// Animals that travel alive.
        LiveAnimal = "live_animal",
        /// Eggs, meat, milk: fresh products of animals.
        AnimalProduct = "animal_product",
        /// Rice and other cereals.
        Grain = "grain",
        /// Fresh vegetables, chilli and tomato among them.
        Vegetable = "vegetable",
        /// Fresh fruit.
        Fruit = "fruit",
        /// Fresh fish and seafood.
        Fish = "fish",
        /// Packaged processed food.
        ProcessedFood = "processed_food",
        /// Mixed goods of small businesses; taken for food unless a product says otherwise.
        MixedGoods = "mixed_goods",
    }
}

/// A form in which a commodity is traded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Form {
    /// Its code, unique within the commodity.
    pub code: FormCode,
    /// What people call it.
    pub name: Bilingual,
    /// The unit a contract line of this form usually draws down in.
    pub unit: Unit,
    /// A second measure recorded beside it (live weight beside heads); never limits, never derived.
    pub second_unit: Option<Unit>,
    /// The unit in which its people count it: reports speak in it.
    pub natural_unit: NaturalUnit,
}

impl Form {
    /// Whether people can count the form so: it is measured in the unit's dimension, or its vehicles are counted.
    pub fn is_counted_in(natural: NaturalUnit, unit: Unit, second: Option<Unit>) -> bool {
        let measured = |own: Unit| {
            [Some(unit), second].into_iter().flatten().any(|form| form.dimension() == own.dimension())
        };
        natural.unit().is_none_or(measured)
    }
}

/// A traded commodity with the unit in which its people count it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Commodity {
    /// Its code.
    pub code: CommodityCode,
    /// What people call it.
    pub name: Bilingual,
    /// What kind of good it is.
    pub group: CommodityGroup,
    /// The unit reports speak in.
    pub natural_unit: NaturalUnit,
    /// Its forms; at least one.
    pub forms: Vec<Form>,
}

impl Commodity {
    /// The form of this code, if the commodity has it.
    pub fn find_form(&self, code: &FormCode) -> Option<&Form> {
        self.forms.iter().find(|form| form.code == *code)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::seed_commodities;

    #[test]
    fn a_form_is_found_by_its_code() {
        for commodity in seed_commodities() {
            for form in &commodity.forms {
                assert_eq!(commodity.find_form(&form.code), Some(form));
            }
            assert_eq!(commodity.find_form(&"no_such_form".parse().expect("a code")), None);
        }
    }

    #[test]
    fn a_form_is_counted_in_what_it_is_measured_in_or_by_its_vehicles() {
        let counted = |natural, second| Form::is_counted_in(natural, Unit::Hea, second);
        assert!(counted(NaturalUnit::Hea, None) && counted(NaturalUnit::Vehicle, None));
        assert!(counted(NaturalUnit::Tne, Some(Unit::Kgm)));
        assert!(!counted(NaturalUnit::Tne, None) && !counted(NaturalUnit::H87, Some(Unit::Kgm)));
    }
}
