//! Where goods are kept, killed, milled and cooked: facilities with their papers, inspections and findings, and the
//! rules they are judged by.

pub(crate) mod facilities;
pub(crate) mod findings;
pub(crate) mod inspections;
pub(crate) mod papers;
pub(crate) mod rules;
mod visibility;

pub(crate) use facilities::{FacilityRow, facilities_of, facility_region, find_facility};
pub(crate) use visibility::{governments_at, governs, governs_region};
