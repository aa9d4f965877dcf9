//! Who may read a signal: the two governments of its agreement, and its auditors. The same for queries and for events.

use diesel::prelude::*;
use domain::shared::PartyId;
use web::Caller;

use super::rows::WholeSignal;
use crate::outside::{OverseenAgreements, overseen_agreements};
use crate::schema::signal;

/// Whether the caller may read a signal.
pub(super) fn visible(caller: &Caller) -> diesel::dsl::EqAny<signal::agreement_id, OverseenAgreements> {
    signal::agreement_id.eq_any(overseen_agreements(caller))
}

impl WholeSignal {
    /// Everybody who may read it.
    pub(super) fn readers(&self) -> Vec<PartyId> {
        self.sides.governments.iter().chain(&self.sides.auditors).copied().collect()
    }
}
