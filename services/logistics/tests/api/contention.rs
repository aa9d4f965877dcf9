//! Many clerks at once: nobody oversells, nobody deadlocks.

use serde_json::{Value, json};
use testkit::{App, Caller};
use tokio::task::JoinSet;

use crate::call_offs::{draft, figure};
use crate::seed::{self, cattle, eggs, of, rice};
use crate::{buyer, start};

/// Issues all orders at the same time and gives the answers as (status, code, order).
async fn issue_at_once(app: &App, paths: Vec<String>) -> Vec<(u16, String)> {
    let mut clerks = JoinSet::new();
    for path in paths {
        let clerk: Caller = app.caller(&buyer());
        clerks.spawn(async move {
            let answer = clerk.act_on(&format!("{path}/issuances"), json!({}), "\"v1\"").await;
            (answer.status, answer.code().to_owned())
        });
    }
    clerks.join_all().await
}

async fn drafts(buyer: &Caller, lines: impl Fn(usize) -> Value, count: usize) -> Vec<String> {
    let mut paths = Vec::new();
    for index in 0..count {
        paths.push(draft(buyer, lines(index)).await);
    }
    paths
}

// Mistake 6.
#[tokio::test(flavor = "multi_thread")]
async fn of_32_clerks_on_the_last_tonne_one_wins_and_each_other_is_told_why() {
    let app = start().await;
    seed::everything(&app).await;
    let buyer = app.caller(&buyer());
    let first = drafts(&buyer, |_| json!([of(rice(), "9", "TNE")]), 1).await;
    assert_eq!(issue_at_once(&app, first).await[0].0, 200);
    let paths = drafts(&buyer, |_| json!([of(rice(), "1", "TNE")]), 32).await;
    let answers = issue_at_once(&app, paths).await;
    let won = answers.iter().filter(|(status, _)| *status == 200).count();
    let lost = answers.iter().filter(|(_, code)| code == "balance-exceeded").count();
    assert_eq!((won, lost), (1, 31), "{answers:?}");
    assert_eq!(
        (figure(&buyer, rice(), "open").await, figure(&buyer, rice(), "callable").await),
        ("10".to_owned(), "0".to_owned())
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn as_many_of_32_orders_are_issued_as_fit_exactly() {
    let app = start().await;
    seed::everything(&app).await;
    let buyer = app.caller(&buyer());
    // 30 head; 32 orders of two each: fifteen fit.
    let paths = drafts(&buyer, |_| json!([of(cattle(), "2", "HEA")]), 32).await;
    let answers = issue_at_once(&app, paths).await;
    assert_eq!(answers.iter().filter(|(status, _)| *status == 200).count(), 15, "{answers:?}");
    assert_eq!(figure(&buyer, cattle(), "callable").await, "0");
}

#[tokio::test(flavor = "multi_thread")]
async fn orders_that_name_the_same_lines_in_any_sequence_do_not_deadlock() {
    let app = start().await;
    seed::everything(&app).await;
    let buyer = app.caller(&buyer());
    let crossing = |index: usize| {
        let mut lines = vec![of(eggs(), "1", "KGM"), of(rice(), "1", "KGM"), of(cattle(), "1", "HEA")];
        lines.rotate_left(index % 3);
        if index % 2 == 1 {
            lines.swap(0, 2);
        }
        Value::Array(lines)
    };
    let paths = drafts(&buyer, crossing, 24).await;
    let answers = issue_at_once(&app, paths).await;
    assert!(answers.iter().all(|(status, _)| *status == 200), "{answers:?}");
    assert_eq!(figure(&buyer, cattle(), "open").await, "24");
}
