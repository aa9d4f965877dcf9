//! Where goods grow: plots, seasons, and what is expected of them.

pub(crate) mod forecasts;
pub(crate) mod plots;
pub(crate) mod rules;
pub(crate) mod seasons;
