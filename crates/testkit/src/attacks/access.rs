//! Without a token, with a damaged one, with the wrong role, with the wrong scope.

use domain::shared::Role;
use serde_json::Value;
use web::{Access, Who};

use super::{Target, allowed, targets};
use crate::{Actor, App, Caller, Response, party};

async fn call(target: &Target, caller: &Caller) -> Response {
    let body = target.schema.is_some().then(|| b"{}".to_vec());
    target.call(caller, &target.absent_path(), body, "\"v1\"").await
}

/// Every operation: no token and a damaged one are 401; a role or a scope that is not enough is 403.
///
/// # Panics
/// When one is let in.
pub async fn refuses_strangers_and_wrong_roles(app: &App, operations: &[Access], document: &Value) {
    let damaged = Caller::new(&app.url, Some(format!("{}x", app.token(&Actor::service()))));
    for target in targets(operations, document).iter().filter(|target| !target.open()) {
        let id = target.access.id;
        for stranger in [&app.stranger(), &damaged] {
            let answer = call(target, stranger).await;
            assert_eq!((answer.status, answer.code()), (401, "unauthenticated"), "{id}: {}", answer.text);
        }
        let narrow = allowed(&target.access).with_scope("other.things.read");
        let answer = call(target, &app.caller(&narrow)).await;
        assert_eq!((answer.status, answer.code()), (403, "forbidden"), "{id}: {}", answer.text);
        if let Who::Roles(roles) = target.access.who {
            let others: Vec<Role> = Role::ALL.iter().copied().filter(|role| !roles.contains(role)).collect();
            let wrong = Actor::new(party(4711), "18.72", &others);
            let answer = call(target, &app.caller(&wrong)).await;
            assert_eq!((answer.status, answer.code()), (403, "forbidden"), "{id}: {}", answer.text);
        }
    }
}
