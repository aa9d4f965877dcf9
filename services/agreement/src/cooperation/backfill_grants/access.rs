//! Who may call what: this feature's rows of the role table.

use domain::shared::Role::Coordinator;
use web::Who::{Anyone, Roles};
use web::operations;

operations! {
    create_backfill_grant: CreateBackfillGrant, Create, "agreement.backfill_grants.write", Roles(&[Coordinator]), 2;
    list_backfill_grants: ListBackfillGrants, List, "agreement.backfill_grants.read", Anyone, 1;
    get_backfill_grant: GetBackfillGrant, Read, "agreement.backfill_grants.read", Anyone, 1;
}
