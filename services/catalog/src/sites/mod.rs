//! Where goods are kept, killed, milled and cooked: facilities with their papers, inspections and findings, and the
//! rules they are judged by.

pub(crate) mod facilities;
pub(crate) mod findings;
pub(crate) mod inspections;
pub(crate) mod papers;
pub(crate) mod rules;
mod visibility;

pub(crate) use facilities::facility_region;
pub(crate) use visibility::governs;
