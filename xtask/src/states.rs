//! The state tables in the services' READMEs, printed from the lifecycles that the features register.

use std::fs;
use std::path::Path;

use anyhow::Context as _;

use crate::regen::Generated;

const BEGIN: &str = "<!-- states: written by `cargo run -p xtask -- regen` -->\n";
const END: &str = "<!-- end of states -->\n";

/// The READMEs of the services with their tables between the two marks.
///
/// # Errors
/// When a README or one of its marks is not there.
pub(crate) fn tables(root: &Path) -> anyhow::Result<Vec<Generated>> {
    let services = [
        ("agreement", agreement::lifecycles()),
        ("catalog", catalog::lifecycles()),
        ("logistics", logistics::lifecycles()),
    ];
    let mut readmes = Vec::new();
    for (service, lifecycles) in services {
        // Every state x event with the state that follows.
        let tables = lifecycles.iter().map(|one| format!("\n### {}\n\n{}", one.title, (one.markdown)()));
        readmes.push(readme(root, service, &tables.collect::<String>())?);
    }
    Ok(readmes)
}

fn readme(root: &Path, service: &str, tables: &str) -> anyhow::Result<Generated> {
    let file = format!("services/{service}/README.md");
    let text = fs::read_to_string(root.join(&file)).with_context(|| format!("cannot read {file}"))?;
    let (before, rest) = text.split_once(BEGIN).with_context(|| format!("{file} has no {BEGIN}"))?;
    let (_, after) = rest.split_once(END).with_context(|| format!("{file} has no {END}"))?;
    Ok(Generated { text: format!("{before}{BEGIN}{tables}\n{END}{after}"), file })
}
