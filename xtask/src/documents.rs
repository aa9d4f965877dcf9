//! Files written from the code: the OpenAPI documents and the list of problem types.

use std::fs;
use std::path::Path;

use anyhow::{Context as _, ensure};

/// The services as they are documented. `web::document` panics when a served operation is missing from
/// its role table or a table entry is not served, so a document that can be written is complete.
fn mounts() -> Vec<web::Mount> {
    vec![agreement::mount(None), catalog::mount(None), logistics::mount(None)]
}

/// Writes or checks `openapi/*.json`.
pub(crate) fn openapi(root: &Path, check: bool) -> anyhow::Result<()> {
    for mount in mounts() {
        let file = format!("openapi/{}.json", mount.name);
        let mut text = serde_json::to_string_pretty(&web::document(&mount))?;
        text.push('\n');
        settle(root, &file, &text, check, "openapi")?;
    }
    Ok(())
}

/// Writes or checks `docs/PROBLEMS.md`.
pub(crate) fn problems(root: &Path, check: bool) -> anyhow::Result<()> {
    settle(root, "docs/PROBLEMS.md", &web::markdown_of_problems(), check, "problems")
}

fn settle(root: &Path, file: &str, text: &str, check: bool, task: &str) -> anyhow::Result<()> {
    let path = root.join(file);
    if check {
        let committed = fs::read_to_string(&path).with_context(|| format!("cannot read {file}"))?;
        ensure!(committed == text, "{file} differs from the code; run `cargo run -p xtask -- {task}`");
        println!("{file} equals the code");
        return Ok(());
    }
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::write(&path, text).with_context(|| format!("cannot write {file}"))?;
    println!("{file} written");
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_resource_names_of_the_services_never_meet() {
        let mut owners = std::collections::BTreeMap::new();
        for mount in mounts() {
            let document = web::document(&mount);
            for path in document["paths"].as_object().expect("paths").keys() {
                let resource: String = path.split('/').take(3).collect::<Vec<_>>().join("/");
                let owner = *owners.entry(resource.clone()).or_insert(mount.name);
                assert_eq!(owner, mount.name, "{resource} is served by two services");
            }
        }
    }

    #[test]
    fn every_operation_id_is_unique_over_the_services() {
        let mut seen = std::collections::BTreeSet::new();
        for access in mounts().iter().flat_map(|mount| mount.operations) {
            assert!(seen.insert(access.id), "{} stands in two role tables", access.id);
        }
    }
}
