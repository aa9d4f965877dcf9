//! Which crate may know which: read from `cargo metadata`, compared with one closed table.
//!
//! What a crate *declares* counts, not what feature unification gives it: `api-types` compiles beside
//! diesel in the same workspace and still does not know it. The table of workspace crates is a list of
//! what is allowed, so a new arrow is refused until somebody writes it down.

use std::collections::BTreeMap;
use std::path::Path;

use cargo_metadata::{DependencyKind, MetadataCommand, Package};

/// A crate's place: the workspace crates it may depend on, and the outside crates it may never declare.
struct Room {
    name: &'static str,
    knows: &'static [&'static str],
    never: &'static [&'static str],
}

const HTTP_SERVER: &[&str] = &["actix-web", "actix-http", "utoipa-actix-web", "utoipa-swagger-ui"];
const WIRE_NEVER: &[&str] =
    &["actix-web", "diesel", "diesel-async", "diesel_migrations", "reqwest", "tokio", "tokio-postgres"];
const WEB_NEVER: &[&str] =
    &["diesel", "diesel-async", "diesel_migrations", "tokio-postgres", "deadpool", "reqwest"];
const PAGES_NEVER: &[&str] =
    &["actix-web", "actix-http", "diesel", "diesel-async", "reqwest", "tokio", "tokio-postgres"];
const CLIENT_NEVER: &[&str] =
    &["actix-web", "utoipa-actix-web", "diesel", "diesel-async", "diesel_migrations", "tokio-postgres"];
const SERVICE_KNOWS: &[&str] = &["api-types", "client", "db", "domain", "pages", "service", "sheet", "web"];
const EVERYTHING: &[&str] = &[
    "agreement",
    "api-types",
    "catalog",
    "client",
    "db",
    "domain",
    "logistics",
    "service",
    "standalone",
    "web",
];

/// Every crate of the workspace; one that is missing here is refused.
const ROOMS: &[Room] = &[
    Room { name: "domain", knows: &[], never: &[] },
    Room { name: "plain-model", knows: &[], never: &[] },
    Room { name: "api-types", knows: &["domain"], never: WIRE_NEVER },
    Room { name: "client", knows: &["api-types", "domain"], never: CLIENT_NEVER },
    Room { name: "db", knows: &["domain"], never: HTTP_SERVER },
    Room { name: "pages", knows: &["api-types", "domain"], never: PAGES_NEVER },
    Room { name: "web", knows: &["api-types", "domain", "pages"], never: WEB_NEVER },
    Room { name: "sheet", knows: &["api-types", "domain"], never: WEB_NEVER },
    Room { name: "fuzzed", knows: &["api-types", "domain", "sheet", "web"], never: WEB_NEVER },
    Room { name: "service", knows: &["api-types", "client", "db", "domain", "sheet", "web"], never: &[] },
    Room { name: "testkit", knows: &["api-types", "client", "db", "domain", "service", "web"], never: &[] },
    Room { name: "agreement", knows: SERVICE_KNOWS, never: &[] },
    Room { name: "catalog", knows: SERVICE_KNOWS, never: &[] },
    Room { name: "logistics", knows: SERVICE_KNOWS, never: &[] },
    Room { name: "standalone", knows: EVERYTHING, never: &["diesel", "diesel-async"] },
    Room { name: "journeys", knows: EVERYTHING, never: &["diesel", "diesel-async", "tokio-postgres"] },
    Room { name: "chaos", knows: EVERYTHING, never: &["diesel", "diesel-async"] },
    Room { name: "bench", knows: EVERYTHING, never: &[] },
    Room { name: "xtask", knows: EVERYTHING, never: &["diesel", "diesel-async"] },
];

/// All that `domain` may declare: values, text, hashes; nothing that does I/O.
const DOMAIN_DECLARES: &[&str] = &[
    "chrono",
    "infer",
    "serde",
    "serde_json",
    "serde_json_canonicalizer",
    "sha2",
    "thiserror",
    "unicode-normalization",
    "uuid",
];
/// What `domain` may declare behind a feature, and the feature.
const DOMAIN_OPTIONAL: &[(&str, &str)] = &[("diesel", "diesel"), ("utoipa", "schema")];
/// The two files of `domain` whose macros use those features.
const DOMAIN_MACROS: &[&str] = &["src/shared/id.rs", "src/shared/label.rs"];
/// Who may turn on `domain`'s storage feature.
const STORES: &[&str] = &["db", "service", "agreement", "catalog", "logistics", "testkit"];
/// Who may use the test kit or the plain model in its ordinary dependencies: nothing but tests and measurements.
const ONLY_TESTS: &[&str] = &["bench", "journeys"];
/// Who may start the processes as `journeys` does.
const FROM_OUTSIDE: &[&str] = &["bench", "chaos"];

/// Every arrow of the workspace that the table does not allow.
pub(crate) fn check(root: &Path) -> anyhow::Result<Vec<String>> {
    let mut found = violations(&workspace(root)?);
    found.extend(leaks(&root.join("crates/domain"))?);
    found.extend(crate::drawers::check(root)?);
    Ok(found)
}

fn workspace(root: &Path) -> anyhow::Result<Vec<Package>> {
    let metadata = MetadataCommand::new().manifest_path(root.join("Cargo.toml")).no_deps().exec()?;
    Ok(metadata.packages)
}

fn violations(packages: &[Package]) -> Vec<String> {
    let ours: BTreeMap<&str, &Package> =
        packages.iter().map(|package| (package.name.as_str(), package)).collect();
    let mut found = Vec::new();
    for (name, package) in &ours {
        let Some(room) = ROOMS.iter().find(|room| room.name == *name) else {
            found.push(format!("{name} has no room in the table of arrows"));
            continue;
        };
        for dependency in &package.dependencies {
            let target = dependency.name.as_str();
            let in_tests = dependency.kind == DependencyKind::Development;
            let wrong = if ours.contains_key(target) {
                !knows(room, target, in_tests)
            } else {
                !in_tests && room.never.contains(&target)
            };
            if wrong {
                found.push(format!("{name} -> {target}"));
            }
            let stores = dependency.features.iter().any(|feature| feature == "diesel");
            if target == "domain" && stores && !STORES.contains(name) {
                found.push(format!("{name} turns on domain's feature `diesel`"));
            }
        }
        if *name == "domain" {
            found.extend(impure(package));
        }
    }
    for room in ROOMS.iter().filter(|room| !ours.contains_key(room.name)) {
        found.push(format!("{} stands in the table of arrows and is not a crate", room.name));
    }
    found
}

fn knows(room: &Room, target: &str, in_tests: bool) -> bool {
    if ["testkit", "plain-model"].contains(&target) {
        return (in_tests && room.name != target) || ONLY_TESTS.contains(&room.name);
    }
    room.knows.contains(&target) || (target == "journeys" && FROM_OUTSIDE.contains(&room.name))
}

/// What `domain` declares beyond its list.
fn impure(domain: &Package) -> Vec<String> {
    let mut found = Vec::new();
    for dependency in domain.dependencies.iter().filter(|found| found.kind == DependencyKind::Normal) {
        let name = dependency.name.as_str();
        let optional = DOMAIN_OPTIONAL.iter().any(|(known, _)| *known == name);
        if optional && !dependency.optional {
            found.push(format!("domain -> {name} must stay optional"));
        } else if !optional && !DOMAIN_DECLARES.contains(&name) {
            found.push(format!("domain -> {name}"));
        }
    }
    found
}

/// Uses of `domain`'s optional features outside the two macros.
fn leaks(domain: &Path) -> anyhow::Result<Vec<String>> {
    let mut found = Vec::new();
    crate::sizes::visit(&domain.join("src"), &mut |path, text| {
        let inside = DOMAIN_MACROS.iter().any(|known| path.ends_with(known));
        for (krate, feature) in DOMAIN_OPTIONAL {
            let used =
                text.contains(&format!("{krate}::")) || text.contains(&format!("feature = \"{feature}\""));
            if used && !inside {
                found.push(format!("{} uses {krate}; only the two macros may", path.display()));
            }
        }
    })?;
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn real() -> Vec<Package> {
        workspace(&crate::root()).expect("cargo metadata")
    }

    /// The workspace with `from` declaring `to`, as `cargo metadata` would tell it.
    fn planted(from: &str, to: &str) -> Vec<Package> {
        let mut packages = real();
        let package = packages.iter_mut().find(|package| package.name.as_str() == from).expect("a crate");
        let mut arrow = package.dependencies.first().expect("a dependency").clone();
        to.clone_into(&mut arrow.name);
        arrow.kind = DependencyKind::Normal;
        arrow.optional = false;
        arrow.features.clear();
        package.dependencies.push(arrow);
        packages
    }

    #[test]
    fn the_workspace_keeps_its_arrows() {
        assert_eq!(check(&crate::root()).expect("the workspace is readable"), Vec::<String>::new());
    }

    #[test]
    fn a_planted_arrow_is_found() {
        let forbidden = [
            ("agreement", "catalog"),
            ("logistics", "agreement"),
            ("service", "agreement"),
            ("domain", "tokio"),
            ("domain", "diesel_migrations"),
            ("domain", "serde_urlencoded"),
            ("api-types", "diesel"),
            ("client", "actix-web"),
            ("pages", "actix-web"),
            ("pages", "db"),
            ("client", "agreement"),
            ("db", "actix-web"),
            ("db", "web"),
            ("web", "diesel"),
            ("web", "db"),
            ("testkit", "agreement"),
            ("catalog", "testkit"),
            ("catalog", "plain-model"),
            ("standalone", "testkit"),
            ("standalone", "journeys"),
        ];
        for (from, to) in forbidden {
            let found = violations(&planted(from, to));
            assert_eq!(found, [format!("{from} -> {to}")]);
        }
    }

    #[test]
    fn a_crate_without_a_room_is_found() {
        let mut packages = real();
        packages.retain(|package| package.name.as_str() != "web");
        assert!(violations(&packages).iter().any(|found| found.starts_with("web stands in the table")));
    }

    #[test]
    fn domain_must_keep_diesel_behind_its_feature() {
        assert!(
            violations(&planted("domain", "diesel"))
                .contains(&"domain -> diesel must stay optional".to_owned())
        );
    }
}
