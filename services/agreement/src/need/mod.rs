//! What buyers need: demands in versions, told to the regions they have agreements with.

pub(crate) mod demands;
mod goods;
mod schedule;
