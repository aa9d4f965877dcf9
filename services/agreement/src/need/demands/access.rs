//! Who may call what: this feature's rows of the role table.

use domain::agreement::{DemandEvent, DemandState};
use domain::shared::Role::Buyer;
use web::Who::{Anyone, Roles};
use web::operations;

operations! {
    create_demand: CreateDemand, Create, "agreement.demands.write", Roles(&[Buyer]), 3, [NotYetKnown];
    list_demands: ListDemands, List, "agreement.demands.read", Anyone, 2;
    get_demand: GetDemand, Read, "agreement.demands.read", Anyone, 1;
    update_demand: UpdateDemand, Patch, "agreement.demands.write", Roles(&[Buyer]), 3, [StateConflict, NotYetKnown, TrialRule];
    revise_demand: ReviseDemand, Transition, "agreement.demands.write", Roles(&[Buyer]), 3, [StateConflict, NotYetKnown];
    list_demand_versions: ListDemandVersions, List, "agreement.demands.read", Anyone, 3;
    list_demand_transitions: ListDemandTransitions, List, "agreement.demands.read", Anyone, 1;
    transitions of DemandState as DemandEvent, "agreement.demands.write" {
        publish_demand: PublishDemand = Publish, 2, [DemandRule];
        close_demand: CloseDemand = Close, 2, [DemandRule];
        withdraw_demand: WithdrawDemand = Withdraw, 2, [DemandRule];
    }
}
