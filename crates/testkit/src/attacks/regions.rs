//! Every field and parameter that names a region, with codes of regions there are not.

use serde_json::{Value, json};
use web::Access;

use super::places::places;
use super::{Ids, Target, allowed, targets};
use crate::{App, Caller, Response};

/// Codes that look like a region's: of no province, of a province without such a city, of no place.
const STRANGE: &[&str] = &["99.99", "18.99", "99"];
/// A code that a region had before, and one of today.
const LISTED: &[&str] = &["91.01", "18.72"];

/// What only people without a party may do: those who act in this attack have one.
const FOR_GUESTS: [&str; 1] = ["create_party_application"];

/// Every request with every such field holding a code that is not in the list: refused at the field, whatever else there
/// is. With a code of the list, or a former one, nothing is said of the field.
///
/// # Panics
/// When a field takes another code, or refuses one of the list.
pub async fn takes_regions_of_the_list_alone(app: &App, operations: &[Access], document: &Value) {
    let mut fields = Vec::new();
    let ours = |target: &&Target| !target.open() && !FOR_GUESTS.contains(&target.access.id);
    for target in targets(operations, document).iter().filter(ours) {
        let caller = app.caller(&allowed(&target.access));
        let body = target.body(document, &Ids::new()).unwrap_or_default();
        for place in places(&body).into_iter().filter(|place| place.ends_with("region_code")) {
            for code in STRANGE.iter().chain(LISTED) {
                let mut body = body.clone();
                *body.pointer_mut(&place).expect("a place of the body") = json!(code);
                let body = Some(body.to_string().into_bytes());
                let answer = target.call(&caller, &target.absent_path(), body, "\"v1\"").await;
                judge(target, &place, code, &answer);
            }
            fields.push(format!("{} {place}", target.access.id));
        }
        for (name, _) in target.query.iter().filter(|(name, _)| name.ends_with("region_code")) {
            ask(target, &caller, name).await;
            fields.push(format!("{} ?{name}", target.access.id));
        }
    }
    assert!(!fields.is_empty(), "this service names no region");
    println!("{} fields name a region: {fields:?}", fields.len());
}

async fn ask(target: &Target, caller: &Caller, name: &str) {
    for code in STRANGE.iter().chain(LISTED) {
        let path = format!("{}?{name}={code}", target.absent_path());
        let answer = target.call(caller, &path, None, "").await;
        judge(target, &format!("?{name}"), code, &answer);
    }
}

fn judge(target: &Target, place: &str, code: &str, answer: &Response) {
    let mut errors = answer.json["errors"].as_array().into_iter().flatten();
    let named = errors.find(|error| error["pointer"] == place);
    let told = format!("{} with {place} = {code}: {} {}", target.access.id, answer.status, answer.text);
    if STRANGE.contains(&code) {
        assert_eq!(answer.status, 422, "{told}");
        assert_eq!(named.expect(&told)["code"], "unknown-region", "{told}");
    } else {
        assert!(named.is_none(), "{told}");
    }
}
