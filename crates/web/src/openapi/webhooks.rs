//! What a service tells, as the `webhooks` of its document (OpenAPI 3.1): one for each resource that has events.

use api_types::{EventGroup, EventView, event_type};
use serde_json::{Map, Value, json};
use utoipa::{PartialSchema as _, ToSchema as _};

/// The media type of an event (CloudEvents 1.0 in JSON).
const CLOUD_EVENT: &str = "application/cloudevents+json";

/// Adds the webhooks with the schemas of what they tell; a service that tells nothing gets none.
pub(super) fn add_webhooks(document: &mut Value, service: &str, groups: &[EventGroup]) {
    if groups.is_empty() {
        return;
    }
    let mut schemas = vec![(EventView::name().into_owned(), EventView::schema())];
    EventView::schemas(&mut schemas);
    schemas.extend(groups.iter().flat_map(|group| group.schemas.iter().cloned()));
    for (name, schema) in schemas {
        let known = &mut document["components"]["schemas"][&name];
        if known.is_null() {
            *known = json!(schema);
        }
    }
    let webhooks = groups.iter().map(|group| (group.resource.to_owned(), webhook(service, group)));
    document["webhooks"] = Value::Object(webhooks.collect::<Map<_, _>>());
}

/// What is told of one resource: the envelope of every event, with the types and the data of these.
fn webhook(service: &str, group: &EventGroup) -> Value {
    let types: Vec<String> =
        group.happened.iter().map(|happened| event_type(group.resource, happened)).collect();
    let envelope = json!({"$ref": format!("#/components/schemas/{}", EventView::name())});
    let own = json!({"type": "object", "properties": {
        "type": {"type": "string", "enum": types, "x-extensible-enum": true},
        "dataversion": {"const": group.version},
        "data": {"$ref": format!("#/components/schemas/{}", group.data)},
    }});
    json!({"post": {
        "operationId": format!("on_{}_event", group.resource),
        "summary": group.about,
        "description": format!("An event as it stands in `GET /v1/{service}-events`, which is where it is read today."),
        "tags": ["events"],
        "security": [],
        "requestBody": {"required": true, "content": {CLOUD_EVENT: {"schema": {"allOf": [envelope, own]}}}},
        "responses": {"2XX": {"description": "It was taken."}},
    }})
}

#[cfg(test)]
mod tests {
    use api_types::FeedEvent as _;
    use api_types::agreement::AgreementFeedEvent;

    use super::*;

    #[test]
    fn every_type_is_told_with_the_schema_of_its_data() {
        let mut document =
            json!({"paths": {}, "components": {"schemas": {"EventView": {"title": "as served"}}}});
        add_webhooks(&mut document, "agreement", &AgreementFeedEvent::groups());
        let media = &document["webhooks"]["contract"]["post"]["requestBody"]["content"][CLOUD_EVENT];
        let own = &media["schema"]["allOf"][1]["properties"];
        let types = own["type"]["enum"].as_array().expect("types");
        assert!(types.contains(&json!("id.kad.contract.signed")), "{types:?}");
        let schemas = &document["components"]["schemas"];
        assert_eq!(own["data"]["$ref"], "#/components/schemas/ContractEventData");
        assert!(schemas["ContractEventData"]["properties"]["state"].is_object());
        assert!(schemas["ContractState"]["enum"].is_array(), "what the data refers to comes with it");
        assert_eq!(schemas["EventView"]["title"], "as served");
    }

    #[test]
    fn who_tells_nothing_has_no_webhooks() {
        let mut document = json!({"paths": {}});
        add_webhooks(&mut document, "agreement", &[]);
        assert_eq!(document, json!({"paths": {}}));
    }
}
