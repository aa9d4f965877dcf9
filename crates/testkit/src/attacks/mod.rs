//! Attacks every operation of a service, generated from its role table and its OpenAPI document: a new
//! operation is covered the moment it exists.
//!
//! [`target`] reads the operations and makes a body that fits each; [`access`], [`bodies`], [`queries`], [`regions`],
//! [`lines`] and [`tokens`] attack with them.

mod access;
mod bodies;
mod examples;
mod lines;
mod panics;
mod places;
mod queries;
mod regions;
mod target;
mod tokens;

pub use access::refuses_strangers_and_wrong_roles;
pub use bodies::survives_malicious_bodies;
pub use examples::reads_its_own_examples;
pub use lines::answers_with_problems_beneath_http;
pub use queries::survives_malicious_queries;
pub use regions::takes_regions_of_the_list_alone;
pub use target::{Ids, Target, absent_id, targets};
pub use tokens::refuses_forged_tokens;

use domain::shared::Role;
use web::{Access, Who};

use crate::{Actor, Response, party};

/// Declares every attack on a service as a test, in a module `attacks` of the service's tests; `$start` gives its
/// running app.
#[macro_export]
macro_rules! attack {
    ($service:ident, $start:path) => {
        mod attacks {
            use $crate::attacks;

            fn document() -> serde_json::Value {
                web::document(&$service::mount(None))
            }

            fn operations() -> Vec<web::Access> {
                $service::mount(None).operations()
            }

            #[tokio::test(flavor = "multi_thread")]
            async fn strangers_and_wrong_roles_are_refused_everywhere() {
                let app = $start().await;
                attacks::refuses_strangers_and_wrong_roles(&app, &operations(), &document()).await;
            }

            #[tokio::test(flavor = "multi_thread")]
            async fn malicious_bodies_break_nothing() {
                attacks::survives_malicious_bodies(&$start().await, &operations(), &document()).await;
            }

            #[tokio::test(flavor = "multi_thread")]
            async fn documented_examples_of_requests_are_read_by_their_operations() {
                attacks::reads_its_own_examples(&$start().await, &operations(), &document()).await;
            }

            #[tokio::test(flavor = "multi_thread")]
            async fn malicious_queries_break_nothing() {
                attacks::survives_malicious_queries(&$start().await, &operations(), &document()).await;
            }

            #[tokio::test(flavor = "multi_thread")]
            async fn every_region_is_one_of_the_list() {
                attacks::takes_regions_of_the_list_alone(&$start().await, &operations(), &document()).await;
            }

            #[tokio::test(flavor = "multi_thread")]
            async fn forged_tokens_are_all_refused_and_unknown_keys_ask_nobody() {
                attacks::refuses_forged_tokens(&$start().await, &operations(), &document()).await;
            }

            #[tokio::test(flavor = "multi_thread")]
            async fn what_is_no_request_is_answered_with_a_problem() {
                attacks::answers_with_problems_beneath_http(&$start().await).await;
            }
        }
    };
}

/// Somebody with every role that the operation asks for.
fn allowed(access: &Access) -> Actor {
    let roles: &[Role] = match access.who {
        Who::Roles(roles) => roles,
        _ => &[Role::Auditor],
    };
    Actor::new(party(4711), "18.72", roles)
}

/// No answer to an attack is a 5xx; that an error is a problem is checked on every answer.
fn check(access: &Access, sent: &str, answer: &Response) {
    assert!(answer.status < 500, "{} with {sent}: {} {}", access.id, answer.status, answer.text);
}
