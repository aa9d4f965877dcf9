//! Which animals may be held, and which may take the place of another.

use super::AnimalState;
use crate::shared::{Bilingual, Refusal, RefusalCode, Unmet};
use crate::{say, words};

/// An animal as far as holds have to know it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeldAnimal {
    /// What people know it by.
    pub tag: String,
    /// How it is.
    pub state: AnimalState,
    /// Whether another hold keeps it.
    pub held_elsewhere: bool,
    /// The least weight in grams of the class it is in by its latest weighing; none where it is in no class, or was never
    /// weighed. What a hold keeps of it is that of the moment in which it was named.
    pub class_from_grams: Option<i64>,
}

/// Whether these animals may be held, or taken by who holds them: each is healthy, and in no other hold.
///
/// # Errors
/// `stock-rule` with every animal that is not.
pub fn check_held_animals(animals: &[HeldAnimal]) -> Result<(), Refusal> {
    let unmet = animals.iter().flat_map(|animal| [unhealthy(animal), taken(animal)]).flatten();
    Refusal::unless_empty(RefusalCode::StockRule, unmet.collect())
}

/// Whether an animal may take the place of another: healthy, in no other hold, of an equal or better class of weight than
/// the other was in when it was named, from so many grams: what its owner has weighed since counts for nothing.
///
/// # Errors
/// `stock-rule` with every rule that is not met.
pub fn check_substitute(out_from_grams: Option<i64>, substitute: &HeldAnimal) -> Result<(), Refusal> {
    let unmet = [unhealthy(substitute), taken(substitute), lighter(out_from_grams, substitute)];
    Refusal::unless_empty(RefusalCode::StockRule, unmet.into_iter().flatten().collect())
}

fn unhealthy(animal: &HeldAnimal) -> Option<Unmet> {
    let how = Bilingual::new(
        "Pilih hewan lain yang sehat; hewan yang sudah dipesan diganti oleh pemasok.",
        "Choose another animal that is healthy; one that is held already is substituted by the supplier.",
    );
    let fit = animal.state == AnimalState::Healthy;
    (!fit).then(|| Unmet::new("animal_healthy", &animal.tag, animal.state, AnimalState::Healthy, how))
}

fn taken(animal: &HeldAnimal) -> Option<Unmet> {
    let found = Bilingual::new("sudah dipesan pembeli lain", "held for somebody else");
    let required = Bilingual::new("belum dipesan", "held for nobody");
    let how = Bilingual::new("Pilih hewan lain.", "Choose another animal.");
    animal.held_elsewhere.then(|| Unmet::new("animal_free", &animal.tag, found, required, how))
}

fn lighter(out_from_grams: Option<i64>, substitute: &HeldAnimal) -> Option<Unmet> {
    let in_words = |from: Option<i64>| match from {
        Some(grams) => say!(
            "kelas dari {weight}",
            "class from {weight}",
            weight = words::amount(grams, crate::shared::Unit::Kgm),
        ),
        None => Bilingual::new("tanpa kelas berat", "in no class of weight"),
    };
    let required = say!("{class} atau lebih berat", "{class} or heavier", class = in_words(out_from_grams));
    let how = Bilingual::new(
        "Pilih hewan yang kelas beratnya sama atau lebih baik, atau timbang ulang hewan ini lebih dahulu.",
        "Choose an animal of an equal or better class of weight, or weigh this one again first.",
    );
    let is = substitute.class_from_grams;
    (is < out_from_grams)
        .then(|| Unmet::new("weight_class_equal_or_better", &substitute.tag, in_words(is), required, how))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn animal(class_from_grams: Option<i64>) -> HeldAnimal {
        let (tag, state) = ("ID-1".to_owned(), AnimalState::Healthy);
        HeldAnimal { tag, state, held_elsewhere: false, class_from_grams }
    }

    fn rules(judged: Result<(), Refusal>) -> Vec<String> {
        judged.err().into_iter().flat_map(|one| one.unmet).map(|unmet| unmet.rule).collect()
    }

    #[test]
    fn what_is_held_is_healthy_and_held_once() {
        assert!(check_held_animals(&[]).is_ok() && check_held_animals(&[animal(None)]).is_ok());
        let ill = HeldAnimal { state: AnimalState::UnderTreatment, ..animal(None) };
        let twice = HeldAnimal { held_elsewhere: true, ..animal(None) };
        assert_eq!(rules(check_held_animals(&[animal(None), ill, twice])), ["animal_healthy", "animal_free"]);
    }

    #[test]
    fn a_substitute_is_of_an_equal_or_better_class() {
        let (of_300, of_350) = (Some(300_000), Some(350_000));
        assert!(check_substitute(of_300, &animal(of_300)).is_ok());
        assert!(check_substitute(of_300, &animal(of_350)).is_ok());
        assert_eq!(rules(check_substitute(of_350, &animal(of_300))), ["weight_class_equal_or_better"]);
        assert_eq!(rules(check_substitute(of_300, &animal(None))), ["weight_class_equal_or_better"]);
        assert!(check_substitute(None, &animal(None)).is_ok(), "an animal of no class has no better");
        let dead = HeldAnimal { state: AnimalState::Dead, held_elsewhere: true, ..animal(None) };
        let all = ["animal_healthy", "animal_free", "weight_class_equal_or_better"];
        assert_eq!(rules(check_substitute(of_300, &dead)), all);
    }
}
