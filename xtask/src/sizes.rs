//! The limit on file lengths: what is longer is split.

use std::fs;
use std::path::Path;

/// Longest source file, in lines; tests and the generated `schema.rs` are free.
const LONGEST: usize = 500;

/// Source files over the limit.
pub(crate) fn check(root: &Path) -> anyhow::Result<Vec<String>> {
    let mut found = Vec::new();
    for folder in ["crates", "services", "xtask", "tests"] {
        visit(&root.join(folder), &mut |path, text| {
            let lines = text.lines().count();
            if lines > LONGEST {
                let path = path.strip_prefix(root).unwrap_or(path);
                found.push(format!("{} has {lines} lines; the limit is {LONGEST}", path.display()));
            }
        })?;
    }
    Ok(found)
}

/// Calls `look` with every source file of ours below a folder.
pub(crate) fn visit(folder: &Path, look: &mut impl FnMut(&Path, &str)) -> anyhow::Result<()> {
    let mut entries = fs::read_dir(folder)?.collect::<Result<Vec<_>, _>>()?;
    entries.sort_by_key(fs::DirEntry::path);
    for entry in entries {
        let (path, name) = (entry.path(), entry.file_name().to_string_lossy().into_owned());
        if path.is_dir() {
            if name != "tests" && name != "target" {
                visit(&path, look)?;
            }
        } else if name.ends_with(".rs")
            && name != "schema.rs"
            && name != "tests.rs"
            && !name.ends_with("_tests.rs")
        {
            look(&path, &fs::read_to_string(&path)?);
        }
    }
    Ok(())
}
