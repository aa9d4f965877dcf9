//! What is there to be had: stock offers with what is left of them, live animals by tag and weight, and holds of buyers on both.

pub(crate) mod animal;
pub(crate) mod fit;
pub(crate) mod hold;
pub(crate) mod offer;
pub(crate) mod weight;

pub use animal::{AnimalEvent, AnimalHappened, AnimalSex, AnimalState, animal_tag_key, read_birth};
pub use fit::{HeldAnimal, check_held_animals, check_substitute};
pub use hold::{
    HoldCondition, HoldEvent, HoldHappened, HoldState, HoldTerms, check_enough, check_hold_terms,
    check_not_lapsed, check_not_ordered, check_published_offer, check_release_note,
};
pub use offer::{
    OfferCondition, OfferGroup, OfferTerms, StockOfferEvent, StockOfferHappened, StockOfferState, Taken,
    check_days, check_offer_terms, check_publication, check_reduction,
};
pub use weight::{
    LiveWeightClass, WeighingHappened, class_of_weight, is_weighed_twice, least_weight_of,
    seed_live_weight_classes,
};
