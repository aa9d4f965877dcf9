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

/// Which path leads to which service, for the gateway.
fn resources_for_the_gateway() -> String {
    let mut text = String::from(
        "# Generated from the services' OpenAPI documents by the test `the_gateway_sends_every_path_to_its_service` with\n\
         # KAD_UPDATE=1; do not edit.\n",
    );
    let to = |service: &str| {
        let address = format!("{{$KAD_GATEWAY_{}:{service}:8080}}", service.to_uppercase());
        format!("{{\n\treverse_proxy {address} {{\n\t\timport upstream\n\t}}\n}}\n")
    };
    for (service, resources) in resources() {
        let patterns: Vec<String> =
            resources.iter().map(|resource| format!("{resource} {resource}/*")).collect();
        let _ = write!(text, "\n@{service} path {}\nhandle @{service} {}", patterns.join(" "), to(service));
    }
    let _ = write!(text, "\n# What every service answers alike.\nhandle {}", to("agreement"));
    text
}

#[test]
fn the_gateway_sends_every_path_to_its_service() {
    let file = "deploy/gateway/resources.caddy";
    let wanted = resources_for_the_gateway();
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
    text.push_str(&read("deploy/gateway/Caddyfile"));
    let read_by_us = names(&text);
    for file in ["docker-compose.yml", "Dockerfile"] {
        // What the composition itself puts in is the operator's to say.
        let told: String = read(file).split("${").map(|part| part.trim_start_matches("KAD_")).collect();
        for name in names(&told) {
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

/// The containers of the composition, each with its lines; what they share stands before them.
fn containers(text: &str) -> BTreeMap<String, Vec<String>> {
    let (_, services) = text.split_once("\nservices:\n").expect("services");
    let services = services.split("\nvolumes:\n").next().unwrap_or_default();
    let mut all: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut name = String::new();
    for line in services.lines() {
        if let Some(begun) = line.strip_prefix("  ").filter(|rest| !rest.starts_with([' ', '#'])) {
            name = begun.split(':').next().unwrap_or_default().to_owned();
        }
        all.entry(name.clone()).or_default().push(line.trim().to_owned());
    }
    all.remove("");
    all
}

#[test]
fn every_container_is_closed_and_bounded() {
    let text = read("docker-compose.yml");
    let shared = text.split("\nservices:\n").next().expect("what they share");
    for what in [
        "cap_drop: [ALL]",
        "no-new-privileges:true",
        "read_only: true",
        "pids_limit:",
        "max-size:",
        "max-file:",
    ] {
        assert!(shared.contains(what), "{what}");
    }
    for (name, lines) in containers(&text) {
        let says = |what: &str| lines.iter().any(|line| line.contains(what));
        assert!(says("<<: *closed") || says("<<: *service"), "{name} is not closed");
        assert!(says("mem_limit:") || says("<<: *service"), "{name} takes as much memory as it likes");
        for image in lines.iter().filter_map(|line| line.strip_prefix("image: ")) {
            let pinned = image.split(':').nth(1).is_some_and(|tag| tag.matches('.').count() >= 1);
            assert!(image == "kad" || pinned, "{name}: {image} may be another one tomorrow");
        }
        for wrong in ["privileged:", "network_mode: host", "pid: host", "docker.sock", "curl"] {
            assert!(!says(wrong), "{name}: {wrong}");
        }
        // A volume of secrets is read by its container alone, and by the one that makes it.
        for volume in lines.iter().filter(|line| line.contains("-secrets:/run/kad")) {
            assert!(volume.contains(&format!("{name}-secrets:/run/kad:ro")), "{name} reads {volume}");
        }
    }
    let keys: Vec<String> = containers(&text)
        .into_iter()
        .filter(|(_, lines)| lines.iter().any(|line| line.contains("KAD_KEY_SECRET")))
        .map(|(name, _)| name)
        .collect();
    assert_eq!(keys, ["agreement"], "who is told where the secret of the signing keys is");
}
