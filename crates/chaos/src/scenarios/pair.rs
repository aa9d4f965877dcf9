//! Two instances of each service on one PostgreSQL, each pair behind one address.

use std::time::Duration;

use anyhow::ensure;

use crate::trade::play_story;
use crate::{Figures, Plan, Shape, Stack, audit};

/// How long what one service tells may take to all others.
const PATIENCE: Duration = Duration::from_secs(120);

/// The story is played, and finds every step done whenever it is played again.
///
/// # Errors
/// When a step is refused, or the second time changes anything.
pub(super) async fn run(plan: &Plan) -> anyhow::Result<Figures> {
    let stack = Stack::start("pair", plan, Shape::PAIR).await?;
    let (_, new) = play_story(&stack).await?;
    ensure!(new > 100, "the story has many steps, not {new}");
    // A report shows what has come to it: it is compared where all has.
    audit::all_caught_up(&stack, PATIENCE).await?;
    let (reports, repeated) = play_story(&stack).await?;
    audit::all_caught_up(&stack, PATIENCE).await?;
    let (again, once_more) = play_story(&stack).await?;
    let repeated = repeated + once_more;
    ensure!(repeated == 0, "{repeated} steps had an effect a second time");
    for (first, second) in [(&reports.metro, &again.metro), (&reports.blitar, &again.blitar)] {
        ensure!(first.lines == second.lines, "the report changed from {first:?} to {second:?}");
    }
    Ok(Figures::default().with("steps", new).with("repeated", repeated))
}
