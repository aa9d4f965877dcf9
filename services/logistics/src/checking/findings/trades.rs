//! Under which agreements and contracts shipments are: whose coordinators a finding is for, and what of it they may be shown.

use std::collections::{BTreeMap, BTreeSet};

use db::Connection;
use domain::shared::{AgreementId, ContractId, ShipmentId};
use service::Error;

use super::queries;

/// The agreements and contracts of some shipments.
pub(super) struct Trades(BTreeMap<ShipmentId, BTreeMap<AgreementId, BTreeSet<ContractId>>>);

impl Trades {
    pub(super) async fn of(conn: &mut Connection, shipments: &[ShipmentId]) -> Result<Self, Error> {
        let mut trades: BTreeMap<ShipmentId, BTreeMap<AgreementId, BTreeSet<ContractId>>> = BTreeMap::new();
        for (shipment, agreement, contract) in queries::trades_of(conn, shipments).await? {
            trades.entry(shipment).or_default().entry(agreement).or_default().insert(contract);
        }
        Ok(Self(trades))
    }

    /// Every agreement that one of the shipments is under, with its contracts.
    pub(super) fn agreements(&self) -> BTreeMap<AgreementId, Vec<ContractId>> {
        let mut all: BTreeMap<AgreementId, BTreeSet<ContractId>> = BTreeMap::new();
        for (agreement, contracts) in self.0.values().flatten() {
            all.entry(*agreement).or_default().extend(contracts);
        }
        all.into_iter().map(|(agreement, contracts)| (agreement, contracts.into_iter().collect())).collect()
    }

    /// Whether those who oversee an agreement read a shipment.
    pub(super) fn shows(&self, agreement: AgreementId, shipment: ShipmentId) -> bool {
        self.0.get(&shipment).is_some_and(|trade| trade.contains_key(&agreement))
    }
}
