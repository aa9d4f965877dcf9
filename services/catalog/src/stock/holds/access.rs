//! Who may call what: this feature's rows of the role table.

use domain::catalog::{BUYERS, HoldEvent, HoldState, SELLERS};
use web::Who::{Anyone, Roles};
use web::operations;

operations! {
    create_hold: CreateHold, Create, "catalog.holds.write", Roles(BUYERS), 3, [NotYetKnown, StockExceeded, StockRule];
    list_holds: ListHolds, List, "catalog.holds.read", Anyone, 2;
    get_hold: GetHold, Read, "catalog.holds.read", Anyone, 1;
    list_hold_transitions: ListHoldTransitions, List, "catalog.holds.read", Anyone, 1;
    substitute_animal: SubstituteAnimal, Transition, "catalog.holds.write", Roles(SELLERS), 2, [StateConflict, StockRule, FourEyes];
    transitions of HoldState as HoldEvent, "catalog.holds.write" {
        confirm_hold: ConfirmHold = Confirm, 2, [StockExceeded, StockRule];
        convert_hold: ConvertHold = Convert, 2, [NotYetKnown, StockExceeded, StockRule];
        release_hold: ReleaseHold = Release, 2;
        give_back_hold: GiveBackHold = GiveBack, 2, [NotYetKnown, StockRule];
    }
}
