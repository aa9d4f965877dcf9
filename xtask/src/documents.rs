//! Files written from the code: the OpenAPI documents and the list of problem types.

use std::path::Path;

use crate::layout;
use crate::regen::Generated;

/// The services as they are documented. `web::document` panics when a served operation is missing from
/// its role table or a table entry is not served, so a document that can be written is complete.
pub(crate) fn mounts() -> Vec<web::Mount> {
    vec![agreement::mount(None), catalog::mount(None), logistics::mount(None)]
}

/// `openapi/*.json`, a document for each service.
///
/// # Errors
/// Never; other generators may fail.
pub(crate) fn openapi(_: &Path) -> anyhow::Result<Vec<Generated>> {
    let document = |mount: &web::Mount| Generated {
        file: format!("openapi/{}.json", mount.name),
        text: layout::text(&web::document(mount)),
    };
    Ok(mounts().iter().map(document).collect())
}

/// `docs/PROBLEMS.md`, every refusal.
///
/// # Errors
/// Never; other generators may fail.
pub(crate) fn problems(_: &Path) -> anyhow::Result<Vec<Generated>> {
    Ok(vec![Generated { file: "docs/PROBLEMS.md".to_owned(), text: web::markdown_of_problems() }])
}

#[cfg(test)]
mod tests {
    use serde_json::Value;
    use web::example::resolve;

    use super::*;
    use crate::accepts::complaints;

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

    /// Every body and answer of a document: where it is, its media type and what is said of it.
    fn bodies(document: &Value) -> Vec<(String, Value)> {
        let mut bodies = Vec::new();
        for (path, item) in document["paths"].as_object().expect("paths") {
            for (method, operation) in item.as_object().expect("operations") {
                let answers = operation["responses"].as_object().expect("answers").iter();
                let answers = answers.map(|(status, answer)| (status.as_str(), resolve(answer, document)));
                for (what, body) in answers.chain([("request", &operation["requestBody"])]) {
                    for (media_type, body) in body["content"].as_object().into_iter().flatten() {
                        bodies.push((format!("{method} {path} {what} {media_type}"), body.clone()));
                    }
                }
            }
        }
        bodies
    }

    #[test]
    fn every_body_has_an_example_that_its_schema_accepts() {
        for document in mounts().iter().map(web::document) {
            for (place, body) in bodies(&document) {
                // Bytes of a file have none.
                if ["application/pdf", "image/", "octet-stream", "spreadsheetml"]
                    .iter()
                    .any(|bytes| place.contains(bytes))
                {
                    continue;
                }
                let named = body["examples"].as_object().into_iter().flat_map(|all| all.values());
                let named = named.map(|example| &resolve(example, &document)["value"]);
                let examples: Vec<&Value> = named.chain(body.get("example")).collect();
                assert!(!examples.is_empty(), "{place} has no example");
                for example in examples {
                    let wrong = complaints(example, &body["schema"], &document);
                    assert!(wrong.is_empty(), "{place}: {wrong:#?}");
                }
            }
        }
    }

    #[test]
    fn what_is_said_of_enums_is_said_of_enums_of_the_documents() {
        let documents: Vec<Value> = mounts().iter().map(web::document).collect();
        for note in api_types::ENUM_NOTES {
            let schemas =
                documents.iter().map(|document| &document["components"]["schemas"][note.name]["enum"]);
            let values: Vec<&Value> = schemas.filter(|values| values.is_array()).collect();
            assert!(!values.is_empty(), "{} is no enum", note.name);
            let known = |values: &&Value| {
                values.as_array().is_some_and(|all| all.iter().any(|one| one == note.example))
            };
            assert!(values.iter().all(known), "{} has no {}", note.name, note.example);
        }
    }

    #[test]
    fn every_operation_id_is_unique_over_the_services() {
        let mut seen = std::collections::BTreeSet::new();
        for access in mounts().iter().flat_map(|mount| mount.operations()) {
            assert!(seen.insert(access.id), "{} stands in two role tables", access.id);
        }
    }
}
