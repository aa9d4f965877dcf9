//! Who may call what: this feature's rows of the role table.

use domain::catalog::{LOT_SELLERS, LotEvent, LotState};
use web::Who::{Anyone, Roles};
use web::operations;

operations! {
    create_consolidation_lot: CreateConsolidationLot, Create, "catalog.lots.write", Roles(LOT_SELLERS), 2, [NotYetKnown];
    list_consolidation_lots: ListConsolidationLots, List, "catalog.lots.read", Anyone, 2;
    get_consolidation_lot: GetConsolidationLot, Read, "catalog.lots.read", Anyone, 1;
    list_consolidation_lot_transitions: ListConsolidationLotTransitions, List, "catalog.lots.read", Anyone, 1;
    transitions of LotState as LotEvent, "catalog.lots.write" {
        grade_consolidation_lot: GradeConsolidationLot = Grade, 3;
        seal_consolidation_lot: SealConsolidationLot = Seal, 3, [LotRule, TextChanged];
        allocate_consolidation_lot: AllocateConsolidationLot = Allocate, 2, [LotRule, NotYetKnown];
        release_lot_allocation: ReleaseLotAllocation = Release, 2, [LotRule, NotYetKnown];
        dispatch_consolidation_lot: DispatchConsolidationLot = Dispatch, 2, [LotRule, NotYetKnown];
        settle_consolidation_lot: SettleConsolidationLot = Settle, 5, [LotRule, NotYetKnown, AmountTooLarge];
        dissolve_consolidation_lot: DissolveConsolidationLot = Dissolve, 2, [LotRule];
    }
}
