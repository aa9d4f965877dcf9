//! Two instances of each service on one PostgreSQL, each pair behind one address.

use anyhow::ensure;

use crate::trade::play_story;
use crate::{Figures, Plan, Shape, Stack};

/// The story is played, and a second time finds every step done.
///
/// # Errors
/// When a step is refused, or the second time changes anything.
pub(super) async fn run(plan: &Plan) -> anyhow::Result<Figures> {
    let stack = Stack::start("pair", plan, Shape::PAIR).await?;
    let (reports, new) = play_story(&stack).await?;
    ensure!(new > 100, "the story has many steps, not {new}");
    let (again, repeated) = play_story(&stack).await?;
    ensure!(repeated == 0, "{repeated} steps had an effect a second time");
    for (first, second) in [(&reports.metro, &again.metro), (&reports.blitar, &again.blitar)] {
        ensure!(first.lines == second.lines, "the report changed from {first:?} to {second:?}");
    }
    Ok(Figures::default().with("steps", new).with("repeated", repeated))
}
