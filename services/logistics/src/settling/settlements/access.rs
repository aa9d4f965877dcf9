//! Who may call what: this feature's rows of the role table.

use domain::logistics::{SettlementEvent, SettlementState};
use domain::shared::Role;
use web::Who::Roles;
use web::operations;

operations! {
    create_settlement: CreateSettlement, Create, "logistics.settlements.write", Roles(SettlementEvent::Confirm.roles()), 3, [NotYetKnown, Duplicate, SettlementRule];
    list_settlements: ListSettlements, List, "logistics.settlements.read", Roles(Role::COMMERCIAL), 3;
    get_settlement: GetSettlement, Read, "logistics.settlements.read", Roles(Role::COMMERCIAL), 2;
    list_settlement_transitions: ListSettlementTransitions, List, "logistics.settlements.read", Roles(Role::COMMERCIAL), 1;
    transitions of SettlementState as SettlementEvent, "logistics.settlements.write" {
        confirm_settlement: ConfirmSettlement = Confirm, 3, [Duplicate, TextChanged];
        dispute_settlement: DisputeSettlement = Dispute, 3, [SettlementRule];
        drop_settlement_dispute: DropSettlementDispute = DropDispute, 2;
    }
}
