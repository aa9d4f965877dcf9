//! Who sees a verification and its papers: the supplier, and those who check or decide in its home region.

use domain::shared::{PartyId, Role};
use web::Caller;

/// What a caller may see of verifications and their files; every query of them filters by it.
#[derive(Debug, Clone)]
pub(crate) struct Sight {
    /// The platform's own services see everything.
    pub(crate) everything: bool,
    /// Own papers.
    pub(crate) party: PartyId,
    /// Region whose suppliers the caller checks or decides on.
    pub(crate) region: Option<String>,
}

impl Sight {
    pub(crate) fn of(caller: &Caller) -> Self {
        let judges = caller.has(Role::TechnicalAgency) || caller.has(Role::Coordinator);
        Self {
            everything: caller.is_service(),
            party: caller.party(),
            region: caller.region().filter(|_| judges).map(ToString::to_string),
        }
    }
}
