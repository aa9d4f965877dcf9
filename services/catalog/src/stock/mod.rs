//! What is there to be had: what suppliers offer, their animals with tag and weight, and what buyers hold of both.

mod amounts;
pub(crate) mod animals;
pub(crate) mod holds;
pub(crate) mod offers;
pub(crate) mod rules;
pub(crate) mod weighings;
