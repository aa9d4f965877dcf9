//! Who may call what: this feature's rows of the role table.

use domain::agreement::{BackfillGrantEvent, BackfillGrantState};
use domain::shared::Role::Coordinator;
use web::Who::{Anyone, Roles};
use web::operations;

operations! {
    create_backfill_grant: CreateBackfillGrant, Create, "agreement.backfill_grants.write", Roles(&[Coordinator]), 2, [Duplicate, FourEyes];
    list_backfill_grants: ListBackfillGrants, List, "agreement.backfill_grants.read", Anyone, 1;
    get_backfill_grant: GetBackfillGrant, Read, "agreement.backfill_grants.read", Anyone, 1;
    list_backfill_grant_transitions: ListBackfillGrantTransitions, List, "agreement.backfill_grants.read", Anyone, 1;
    transitions of BackfillGrantState as BackfillGrantEvent, "agreement.backfill_grants.write" {
        confirm_backfill_grant: ConfirmBackfillGrant = Confirm, 2;
        end_backfill_grant: EndBackfillGrant = End, 2;
        withdraw_backfill_grant: WithdrawBackfillGrant = Withdraw, 2;
    }
}
