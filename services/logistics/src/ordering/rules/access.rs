//! Who may call what: this feature's rows of the role table.

use domain::shared::Role::PlatformAdmin;
use web::Who::{Anyone, Roles};
use web::operations;

operations! {
    list_feed_limits: ListFeedLimits, List, "logistics.rules.read", Anyone, 1;
    create_feed_limit: CreateFeedLimit, Create, "logistics.rules.write", Roles(&[PlatformAdmin]), 2, [Duplicate];
    get_feed_limit: GetFeedLimit, Read, "logistics.rules.read", Anyone, 1;
    end_feed_limit: EndFeedLimit, Transition, "logistics.rules.write", Roles(&[PlatformAdmin]), 2;
}
