//! R17: two instances of each service behind one address are replaced one after the other, under load.

use std::time::Instant;

use anyhow::ensure;

use crate::trade::Trade;
use crate::writers::Writers;
use crate::{Figures, Plan, Shape, audit};

/// No command needs more than one repeat.
///
/// # Errors
/// When one does, or something is lost or doubled.
pub(super) async fn run(plan: &Plan) -> anyhow::Result<Figures> {
    let (mut stack, trade) = Trade::start("rolling", plan, Shape::PAIR).await?;
    let load = Writers::start(&trade, plan, 8, u32::MAX);
    let since = Instant::now();
    let (mut rounds, mut restarts) = (0, 0);
    while rounds < plan.rounds(1, 10) && plan.has_time(since) && !load.has_ended() {
        for service in 0..3 {
            for instance in 0..stack.instances() {
                // Nobody is hit by two restarts with one command.
                load.wait_for_each().await;
                stack.terminate(service, instance).await?;
                stack.restart(service, instance).await?;
                restarts += 1;
            }
        }
        rounds += 1;
    }
    let told = load.stop().await?;
    let compared = audit::told_is_true(&stack, &told).await?;
    audit::nothing_is_half_done(&stack).await?;
    let repeated = told.iter().flatten().filter(|one| one.tries > 1).count();
    let worst = told.iter().flatten().max_by_key(|one| one.tries);
    if let Some(worst) = worst {
        let path = &worst.request.sent.path;
        ensure!(
            worst.tries <= 2,
            "{path} was answered at the {}th try ({repeated} were repeated)",
            worst.tries
        );
    }
    Ok(Figures::default()
        .with("restarts", restarts)
        .with("commands", compared)
        .with("repeated once", repeated)
        .with("failed after one repeat", 0))
}
