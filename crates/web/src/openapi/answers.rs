//! What an operation answers with: the headers of success, and the problems it may answer with and no others.

use std::collections::{BTreeMap, BTreeSet};

use api_types::FeedPlace;
use domain::shared::{Bilingual, IllegalTransition, Invalid, Refusal, RefusalCode, Unmet};
use serde_json::{Value, json};

use crate::ProblemCode::{
    self, BackfillNotGranted, DependencyUnavailable, Forbidden, FourEyes, IdempotencyInProgress,
    IdempotencyKeyRequired, IdempotencyKeyReused, Internal, InvalidCursor, MalformedRequest, NotAcceptable,
    NotFound, NotYetKnown, OccurredTimeBeforeCause, OccurredTimeInFuture, Overloaded, PayloadTooLarge,
    PreconditionFailed, PreconditionRequired, RateLimited, RequestTimeout, ResourceBusy, StateConflict,
    StorageFailing, StorageFull, Unauthenticated, UnsupportedMediaType, ValidationFailed,
};
use crate::{Access, ApiError, Kind, Language, Who};

/// The request id in examples.
const REQUEST_ID: &str = "urn:uuid:0192f0c1-a2b3-7c4d-8e5f-60718293a4b5";

/// Rules that the example of a refusal by rules may stand for.
const ABOUT_PAPERS: &[ProblemCode] =
    &[ProblemCode::SupplierNotVerified, ProblemCode::ProductPermitsMissing, ProblemCode::CallOffNotAllowed];

/// What an operation may answer with: what follows from its kind, from who may call it and from what it reads, and what
/// its row of the role table adds.
pub(super) fn problems(
    operation: &Value,
    access: &Access,
    with_a_time: &BTreeSet<String>,
) -> BTreeSet<ProblemCode> {
    let mut all = vec![
        MalformedRequest,
        NotAcceptable,
        RateLimited,
        Internal,
        Overloaded,
        DependencyUnavailable,
        StorageFailing,
    ];
    if access.who != Who::Public {
        all.extend([Unauthenticated, Forbidden]);
    }
    let parameters = |place: &str| {
        let list = operation["parameters"].as_array().into_iter().flatten();
        list.filter(|one| one["in"] == place).filter_map(|one| one["name"].as_str()).collect::<Vec<_>>()
    };
    let query = parameters("query");
    if !parameters("path").is_empty() {
        all.push(NotFound);
    }
    if !query.is_empty() {
        all.push(ValidationFailed);
    }
    if query.contains(&"cursor") {
        all.push(InvalidCursor);
    }
    match access.kind {
        Kind::Create | Kind::Transition => {
            all.extend([
                IdempotencyKeyRequired,
                IdempotencyInProgress,
                IdempotencyKeyReused,
                ValidationFailed,
            ]);
        }
        Kind::Put | Kind::Patch => all.push(ValidationFailed),
        Kind::Delete | Kind::Read | Kind::List | Kind::Plain => {}
    }
    match access.kind {
        Kind::Transition | Kind::Patch | Kind::Delete => {
            all.extend([PreconditionRequired, PreconditionFailed]);
        }
        _ => {}
    }
    if access.step.is_some() {
        all.push(FourEyes);
    }
    if !matches!(access.kind, Kind::Read | Kind::List) {
        all.extend([ResourceBusy, StorageFull]);
    }
    if !matches!(access.kind, Kind::Read | Kind::List | Kind::Plain) {
        all.extend([UnsupportedMediaType, PayloadTooLarge, RequestTimeout]);
    }
    if says_when(operation, with_a_time) {
        all.extend([BackfillNotGranted, OccurredTimeBeforeCause, OccurredTimeInFuture]);
        // Grants to record the past are agreement's, and travel to the others.
        all.extend((!access.scope.starts_with("agreement.")).then_some(NotYetKnown));
    }
    all.extend(access.problems);
    all.into_iter().collect()
}

/// Whether its body says when something happened.
fn says_when(operation: &Value, with_a_time: &BTreeSet<String>) -> bool {
    let mut bodies = operation["requestBody"]["content"].as_object().into_iter().flat_map(|all| all.values());
    bodies.any(|body| {
        let name = body["schema"]["$ref"].as_str().and_then(|name| name.rsplit('/').next());
        name.is_some_and(|name| with_a_time.contains(name))
    })
}

/// What an answer is, where its handler does not say.
fn describe(status: &str) -> &'static str {
    match status {
        "201" => "It is made; the body shows it.",
        "202" => "It is accepted and will be done.",
        "204" => "It is done; there is nothing to show.",
        _ => "What was asked for, as it is now.",
    }
}

/// Completes the answers of an operation: headers of success, and a reference to the shared answer of each status that
/// its problems have, with their codes.
pub(super) fn add_answers(operation: &mut Value, access: &Access, problems: &BTreeSet<ProblemCode>) {
    let has_etag = !matches!(access.kind, Kind::List | Kind::Plain);
    for (status, answer) in operation["responses"].as_object_mut().into_iter().flatten() {
        if answer["description"].as_str().is_none_or(str::is_empty) {
            answer["description"] = json!(describe(status));
        }
        if status.starts_with('2') && has_etag && answer["content"]["application/json"].is_object() {
            answer["headers"]["ETag"] = json!({"$ref": "#/components/headers/ETag"});
        }
        if status == "200" && access.kind == Kind::List && answer["content"]["application/json"].is_object() {
            answer["headers"]["Link"] = json!({"$ref": "#/components/headers/Link"});
        }
        if status == "201" {
            answer["headers"]["Location"] = json!({"$ref": "#/components/headers/Location"});
        }
    }
    operation["x-problems"] = problems.iter().map(|code| json!(code.slug())).collect();
    for (status, codes) in by_status(problems) {
        let codes: Vec<&str> = codes.iter().map(|code| code.slug()).collect();
        let answer = &mut operation["responses"][status.to_string()];
        if answer.is_object() {
            // The token endpoint answers as RFC 6749; what fails before it is reached is a problem like all others.
            answer["content"]["application/problem+json"] = body(&codes);
        } else {
            let shared = format!("#/components/responses/{}", component(status));
            *answer = json!({"$ref": shared, "description": codes.join(", ")});
        }
    }
}

fn by_status(problems: &BTreeSet<ProblemCode>) -> BTreeMap<u16, Vec<ProblemCode>> {
    let mut grouped: BTreeMap<u16, Vec<ProblemCode>> = BTreeMap::new();
    for code in problems {
        grouped.entry(code.about().status).or_default().push(*code);
    }
    grouped
}

fn component(status: u16) -> String {
    format!("Problem{status}")
}

fn body(slugs: &[&str]) -> Value {
    let examples: BTreeMap<&str, Value> =
        slugs.iter().map(|slug| (*slug, json!({"$ref": format!("#/components/examples/{slug}")}))).collect();
    json!({"schema": {"$ref": "#/components/schemas/Problem"}, "examples": examples})
}

/// The shared answers, headers and examples for the problems that the operations of a document have.
pub(super) fn add_shared(components: &mut Value, problems: &BTreeSet<ProblemCode>) {
    components["headers"] = json!({
        "ETag": {"description": "Version of the resource, for `If-Match`.",
            "schema": {"type": "string"}, "example": "\"v1\""},
        "Link": {"description": "The next page, `rel=\"next\"` (RFC 8288); absent at the end.",
            "schema": {"type": "string"}, "example": "</v1/agreements?limit=50&cursor=k3Jh8Q>; rel=\"next\""},
        "Location": {"description": "Address of the resource.",
            "schema": {"type": "string"}, "example": "/v1/agreements/agr_0192f0c1a2b37c4d8e5f60718293a4b5"},
        "Retry-After": {"description": "Seconds to wait before the next try.",
            "schema": {"type": "integer"}, "example": 1},
        "WWW-Authenticate": {"description": "The scheme that is expected.",
            "schema": {"type": "string"}, "example": "Bearer realm=\"kad\", error=\"invalid_token\""},
    });
    let mut examples: BTreeMap<String, Value> = BTreeMap::new();
    for (status, codes) in by_status(problems) {
        // All rules have the same form: one shows it, best one that is about papers.
        let rules = codes.iter().copied().filter(|code| is_rule(*code));
        let rule = rules.max_by_key(|code| ABOUT_PAPERS.contains(code));
        let shown = codes.iter().copied().filter(|code| !is_rule(*code)).chain(rule);
        let mut slugs = Vec::new();
        for code in shown {
            slugs.push(code.slug());
            let value = example(code).problem(Language::English, REQUEST_ID.to_owned());
            examples
                .insert(code.slug().to_owned(), json!({"summary": code.about().title_en, "value": value}));
        }
        let mut shared = json!({
            "description": meanings(&codes),
            "content": {"application/problem+json": body(&slugs)},
        });
        for header in headers(status) {
            shared["headers"][header] = json!({"$ref": format!("#/components/headers/{header}")});
        }
        components["responses"][component(status)] = shared;
    }
    for (name, example) in examples {
        components["examples"][name] = example;
    }
}

fn headers(status: u16) -> &'static [&'static str] {
    match status {
        401 => &["WWW-Authenticate"],
        412 => &["ETag"],
        429 | 503 => &["Retry-After"],
        _ => &[],
    }
}

fn meanings(codes: &[ProblemCode]) -> String {
    let line = |code: &ProblemCode| format!("- `{}`: {}", code.slug(), code.about().meaning_en);
    codes.iter().map(line).collect::<Vec<_>>().join("\n")
}

fn is_rule(code: ProblemCode) -> bool {
    RefusalCode::ALL.iter().any(|rule| ProblemCode::from(*rule) == code)
}

/// A problem as it is answered.
fn example(code: ProblemCode) -> ApiError {
    match code {
        StateConflict => state_conflict(),
        ValidationFailed => ApiError::invalid(vec![Invalid::new(
            "/lines/0/quantity/value",
            "quantity",
            "Tulis jumlah telur dalam kilogram utuh.",
            "Write the quantity of eggs in whole kilograms.",
        )]),
        NotYetKnown => {
            let place = FeedPlace { feed: "agreement".to_owned(), position: 1204 };
            ApiError::not_yet_known(code.about().meaning(), Some(place))
        }
        code if is_rule(code) => rule(code),
        code => ApiError::new(code),
    }
}

fn state_conflict() -> ApiError {
    let allowed = ["offer", "withdraw"].map(ToOwned::to_owned).to_vec();
    let (current, event) = ("draft".to_owned(), "sign".to_owned());
    ApiError::state_conflict(IllegalTransition { lifecycle: "agreement", current, event, allowed })
        .naming_operations(|_, step| {
            ["offer_agreement", "withdraw_agreement"].into_iter().find(|id| id.starts_with(step))
        })
}

/// A refusal by rules: papers that have ended, or more than a contract line has left.
fn rule(code: ProblemCode) -> ApiError {
    let unmet = if code == ProblemCode::BalanceExceeded {
        Unmet {
            rule: "within_balance".to_owned(),
            subject: "ctl_0192f0c1a2b37c4d8e5f60718293a4b5".to_owned(),
            found: Bilingual::new("9.000 kg", "9,000 kg"),
            required: Bilingual::new("paling banyak 8.500 kg", "8,500 kg at most"),
            how_to_fix: Bilingual::new(
                "Pesan paling banyak 8.500 kg, atau sepakati kontrak tambahan.",
                "Order 8,500 kg at most, or agree on another contract.",
            ),
            legal_basis: None,
        }
    } else {
        Unmet {
            rule: "papers_valid".to_owned(),
            subject: "halal_certificate".to_owned(),
            found: Bilingual::new("sampai 30 Juni 2026", "until 30 June 2026"),
            required: Bilingual::new("berlaku pada 22 November 2026", "valid on 22 November 2026"),
            how_to_fix: Bilingual::new(
                "Unggah sertifikat halal yang baru; yang lama berakhir 30 Juni 2026.",
                "Upload the new halal certificate; the old one ended on 30 June 2026.",
            ),
            legal_basis: Some("UU 33/2014".to_owned()),
        }
    };
    let rule = RefusalCode::ALL.iter().find(|rule| ProblemCode::from(**rule) == code);
    rule.map_or_else(|| ApiError::new(code), |rule| ApiError::refused(Refusal::rule(*rule, vec![unmet])))
}
