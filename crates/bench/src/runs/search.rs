//! P7: search by words, beside the plain `ILIKE '%x%'` over name and description.

use domain::shared::Role;
use testkit::Actor;

use crate::data::{CATALOG, party};
use crate::lab::Lab;
use crate::pgbench::Script;
use crate::results::{Figure, Goal};
use crate::stats::{median, spread};
use crate::wrk::Load;

/// What is looked for: one product in twenty, misspelt words, several words, a rare one.
const QUERIES: &[&str] = &["sambal", "sambel", "kripik pisang", "keripik pisang cokelat", "marikita"];

/// The plain way, which finds no misspelt word: every word somewhere in name or description, shorter names first.
fn plain(query: &str) -> Script {
    let found = |word: &str| format!("(name ilike '%{word}%' or description ilike '%{word}%')");
    let words: Vec<String> = query.split(' ').map(found).collect();
    let text = format!(
        "select * from product where state <> 'draft' and {} order by char_length(name), id limit 21;\n",
        words.join(" and ")
    );
    Script { text, ..Script::default() }
}

/// P7: each query alone, one after the other.
pub(crate) async fn words(lab: &Lab) -> anyhow::Result<Vec<Figure>> {
    let database = lab.loaded(&CATALOG).await?;
    let token = lab.tokens.token(&Actor::new(party(1), "31.71", &[Role::Buyer]))?;
    let running = lab.start("catalog", &database).await?;
    let url = lab.server.url(&database);
    let mut figures = Vec::new();
    for query in QUERIES {
        let path = format!("/v1/products?limit=20&q={}", query.replace(' ', "%20"));
        let request = format!("return ask('GET', '{path}')");
        let load = Load { url: running.url.clone(), tokens: vec![token.clone()], request, first: 1 };
        let (mut ours, mut worst, mut theirs) = (Vec::new(), Vec::new(), Vec::new());
        for _ in 0..lab.options.rounds {
            let outcome = load.run(&lab.folder, 1, lab.options.seconds)?;
            anyhow::ensure!(outcome.refused + outcome.broken == 0, "{query} was not answered");
            ours.push(outcome.p50_us / 1000.0);
            worst.push(outcome.p99_us / 1000.0);
            theirs.push(plain(query).run(&lab.folder, &url, 1, lab.options.seconds)?.mean_us / 1000.0);
        }
        let times =
            Figure::new(format!("p7-search {query}: ILIKE over ours"), median(&theirs) / median(&ours), "x")
                .aims(Goal::AtLeast(5.0))
                .with("ours_ms", median(&ours))
                .with("ours_spread_percent", spread(&ours))
                .with("ilike_ms", median(&theirs))
                .with("ilike_spread_percent", spread(&theirs));
        figures.push(times);
        let p99 = Figure::new(format!("p7-search {query}: p99"), median(&worst), "ms");
        figures.push(p99.aims(Goal::AtMost(50.0)).with("p50_ms", median(&ours)));
    }
    Ok(figures)
}
