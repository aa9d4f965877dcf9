//! R4: services are killed and PostgreSQL is stopped at once, again and again, under load.

use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use anyhow::ensure;
use rand::RngExt as _;

use crate::trade::Trade;
use crate::writers::Writers;
use crate::{Figures, Plan, Shape, audit};

const WRITERS: u64 = 8;

/// What was acknowledged is there after all crashes, and nothing is half done after any of them.
///
/// # Errors
/// When something is missing or half done.
pub(super) async fn run(plan: &Plan) -> anyhow::Result<Figures> {
    let (mut stack, trade) = Trade::start("crash", plan, Shape::SINGLE).await?;
    let mut dice = plan.rng(100);
    let load = Writers::start(&trade, plan, WRITERS, u32::MAX);
    let since = Instant::now();
    let (mut rounds, mut kills, mut crashes) = (0, 0, 0);
    while rounds < plan.rounds(3, 50) && plan.has_time(since) && !load.has_ended() {
        load.wait_for(dice.random_range(1..=40)).await;
        // Each round crashes PostgreSQL, or kills one service, or both at once.
        let what = (rounds + dice.random_range(0..2)) % 3;
        if what != 1 {
            stack.crash_postgres()?;
            crashes += 1;
        }
        if what != 0 {
            let victim = dice.random_range(0..3);
            stack.kill(victim, 0)?;
            kills += 1;
            if what == 2 {
                stack.start_postgres().await?;
            }
            stack.restart(victim, 0).await?;
        } else {
            stack.start_postgres().await?;
        }
        stack.wait_until_all_ready().await?;
        audit::nothing_is_half_done(&stack).await?;
        rounds += 1;
    }
    let told = load.stop().await?;
    let compared = audit::told_is_true(&stack, &told).await?;
    audit::nothing_is_half_done(&stack).await?;
    audit::all_caught_up(&stack, Duration::from_secs(60)).await?;
    let internal = trade.caller.met.internal.load(Ordering::Relaxed);
    ensure!(internal == 0, "{internal} answers were 500");
    Ok(Figures::default()
        .with("rounds", rounds)
        .with("kills", kills)
        .with("stops of PostgreSQL", crashes)
        .with("acknowledged writes", compared)
        .with("missing", 0)
        .with("half done", 0))
}
