//! What is there to be had.

mod animals;
mod holds;
mod offers;
mod rules;
mod weighings;

pub use animals::{AnimalEventData, AnimalView, CreateAnimalRequest, ListAnimalsQuery, UpdateAnimalRequest};
pub use holds::{
    ConfirmHoldRequest, CreateHoldRequest, HoldAnimalView, HoldEventData, HoldView, ListHoldsQuery,
    SubstituteAnimalRequest,
};
pub use offers::{
    CreateStockOfferRequest, ListAvailableStockQuery, ListStockOffersQuery, StockOfferEventData,
    StockOfferView, UpdateStockOfferRequest, WireOfferGroup,
};
pub use rules::{
    CreateLiveWeightClassRequest, ListLiveWeightClassesQuery, LiveWeightClassEventData, LiveWeightClassView,
};
pub use weighings::{ListWeighingsQuery, PutWeighingRequest, WeighingEventData, WeighingView};
