//! R2: a keyed request sent many times at once has one effect; nobody waits for it, and everybody who is answered
//! with success is answered the same.

use std::time::{Duration, Instant};

use anyhow::ensure;
use futures_util::future::join_all;

use crate::trade::Trade;
use crate::{Figures, LOGISTICS, Plan, Shape, Stack};

/// How often each request is sent at the same time.
const AT_ONCE: usize = 50;
/// The longest any of them may wait for its answer.
const PATIENCE: Duration = Duration::from_secs(10);

/// Two instances behind one address, so that duplicates meet in different processes.
///
/// # Errors
/// When there is more or less than one effect, another answer than success, `idempotency-in-progress` or
/// `overloaded`, or two successes differ in a byte.
pub(super) async fn run(plan: &Plan) -> anyhow::Result<Figures> {
    let stack = Stack::start("duplicates", plan, Shape::PAIR).await?;
    let trade = Trade::open(&stack).await?;
    let sql = stack.sql(LOGISTICS).await?;
    let orders = "select count(*) from call_off";
    let before: i64 = sql.query_one(orders, &[]).await?.get(0);
    let (since, mut rounds, mut replays, mut refused, mut overloaded) = (Instant::now(), 0_i64, 0, 0, 0);
    let mut longest = Duration::ZERO;
    while rounds < i64::from(plan.rounds(5, 200)) && plan.has_time(since) {
        let request = trade.rice.order(&format!("at-once-{}-{rounds}", plan.seed), 1);
        let answers = join_all((0..AT_ONCE).map(|_| async {
            let asked = Instant::now();
            (trade.caller.once(&request).await, asked.elapsed())
        }))
        .await;
        let last = trade.caller.done(&request).await?;
        ensure!(last.status == 201, "the order was written, not {}", last.status);
        for (answer, waited) in answers {
            let answer = answer?;
            longest = longest.max(waited);
            if answer.is_success() {
                ensure!(answer == last, "{answer:?} is not {last:?}");
                replays += 1;
            } else if answer.status == 503 {
                // More at once than a slow machine has connections for; told so, and without an effect.
                overloaded += 1;
            } else {
                let busy = answer.status == 409 && answer.text("code") == "idempotency-in-progress";
                ensure!(busy, "{} {}", answer.status, String::from_utf8_lossy(&answer.body));
                refused += 1;
            }
        }
        rounds += 1;
    }
    ensure!(longest < PATIENCE, "one waited {longest:?}");
    let after: i64 = sql.query_one(orders, &[]).await?.get(0);
    ensure!(after - before == rounds, "{rounds} keys had {} effects", after - before);
    Ok(Figures::default()
        .with("keys", rounds)
        .with("sent", rounds * i64::try_from(AT_ONCE)?)
        .with("effects", after - before)
        .with("byte-equal answers", replays)
        .with("in progress", refused)
        .with("overloaded", overloaded)
        .with("longest wait ms", longest.as_millis()))
}
