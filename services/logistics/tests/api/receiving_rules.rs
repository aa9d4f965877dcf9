//! The rules kept as data that nobody changes by an operation yet start as the rows the domain describes.

use domain::logistics::{
    FeedLimit, ReceivingRule, WeightRange, seed_feed_limits, seed_receiving_rules, seed_weight_ranges,
};
use service::dated::rules;

use crate::start;

#[tokio::test(flavor = "multi_thread")]
async fn the_tables_start_with_the_rows_of_the_domain() {
    let app = start().await;
    let conn = app.core.read().await.expect("a connection");
    assert_eq!(rules::<ReceivingRule>(&conn).await.expect("rows"), seed_receiving_rules());
    assert_eq!(rules::<WeightRange>(&conn).await.expect("rows"), seed_weight_ranges());
    assert_eq!(rules::<FeedLimit>(&conn).await.expect("rows"), seed_feed_limits());
}
