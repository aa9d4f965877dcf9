//! The files of a deployment say what the services say: the gateway's table is generated from the documents, and
//! the containers' environment names only variables that are read.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn read(file: &str) -> String {
    std::fs::read_to_string(root().join(file)).unwrap_or_else(|error| panic!("{file}: {error}"))
}

/// The first two segments of every documented path, by service.
fn resources() -> BTreeMap<&'static str, BTreeSet<String>> {
    let mounts = [agreement::mount(None), catalog::mount(None), logistics::mount(None)];
    mounts.iter().map(|mount| (mount.name, resources_of(mount))).collect()
}

fn resources_of(mount: &web::Mount) -> BTreeSet<String> {
    let document = web::document(mount);
    let paths = document["paths"].as_object().expect("a document has paths");
    let head = |path: &String| path.split('/').take(3).collect::<Vec<_>>().join("/");
    paths.keys().map(head).chain([mount.document_path.to_owned()]).collect()
}

fn caddyfile() -> String {
    let mut text = String::from(
        "# One address for the three services. Generated from their OpenAPI documents by the test\n\
         # `the_gateway_sends_every_path_to_its_service` with KAD_UPDATE=1; do not edit.\n\
         {\n\tadmin off\n\tauto_https off\n}\n\n:8080 {\n\tencode gzip zstd\n\n\
         \thandle /livez {\n\t\trespond 200\n\t}\n\n\t@inside path /metrics /readyz\n\thandle @inside {\n\t\trespond 404\n\t}\n\n",
    );
    for (service, resources) in resources() {
        let patterns: Vec<String> =
            resources.iter().map(|resource| format!("{resource} {resource}/*")).collect();
        let _ = write!(
            text,
            "\t@{service} path {}\n\thandle @{service} {{\n\t\treverse_proxy {service}:8080\n\t}}\n\n",
            patterns.join(" ")
        );
    }
    // What every service answers alike.
    text.push_str("\thandle {\n\t\treverse_proxy agreement:8080\n\t}\n}\n");
    text
}

#[test]
fn the_gateway_sends_every_path_to_its_service() {
    let file = "deploy/gateway/Caddyfile";
    let wanted = caddyfile();
    if std::env::var_os("KAD_UPDATE").is_some() {
        std::fs::write(root().join(file), &wanted).expect("the file can be written");
    }
    assert!(read(file) == wanted, "{file} is not what the documents say; run this test with KAD_UPDATE=1");
}

#[test]
fn no_two_services_answer_the_same_resource() {
    let mut owners: BTreeMap<String, &str> = BTreeMap::new();
    for (service, resources) in resources() {
        for resource in resources {
            let other = owners.insert(resource.clone(), service);
            assert!(other.is_none(), "{resource} is served by {service} and {}", other.unwrap_or_default());
        }
    }
}

/// Every `KAD_...` in a text that is a name of its own.
fn names(text: &str) -> BTreeSet<String> {
    let part = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_';
    let words = text.split(|c: char| !part(c));
    words.filter(|word| word.starts_with("KAD_")).map(str::to_owned).collect()
}

fn sources(dir: &Path, text: &mut String) {
    for entry in std::fs::read_dir(dir).expect("a source folder").map(|entry| entry.expect("an entry").path())
    {
        if entry.is_dir() {
            sources(&entry, text);
        } else if entry.extension().is_some_and(|extension| extension == "rs") {
            text.push_str(&std::fs::read_to_string(&entry).expect("a source file"));
        }
    }
}

#[test]
fn containers_are_given_only_variables_that_are_read() {
    let mut text = String::new();
    for dir in ["crates/web/src", "crates/service/src", "services/agreement/src", "services/catalog/src"] {
        sources(&root().join(dir), &mut text);
    }
    sources(&root().join("services/logistics/src"), &mut text);
    let read_by_us = names(&text);
    for file in ["docker-compose.yml", "Dockerfile"] {
        for name in names(&read(file)) {
            let plain = name.strip_suffix("_FILE").unwrap_or(&name);
            assert!(read_by_us.contains(plain), "{file} sets {name}, which nobody reads");
        }
    }
}

#[test]
fn the_secrets_that_containers_read_are_made() {
    let script = read("deploy/init/make-secrets.sh");
    for line in read("docker-compose.yml").lines() {
        if let Some((_, file)) = line.split_once(": /run/kad/") {
            assert!(script.contains(&format!("/{file}")), "nobody makes {file}");
        }
    }
}
