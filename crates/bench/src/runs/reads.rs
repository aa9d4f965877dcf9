//! P1 and P2: one row by id, and pages of many.

use domain::shared::Role;
use testkit::Actor;

use crate::contest::{Contest, Goals};
use crate::data::{CATALOG, FIRST, PRODUCTS, party};
use crate::lab::Lab;
use crate::results::Figure;
use crate::statements::{self, Binding};
use crate::wrk::Load;

const BY_ID: Goals = Goals { at_16: 0.6, at_64: 1.0, cpu_us: Some(70.0), p99_ms: Some(15.0) };

/// P1: one product of 100,000.
pub(crate) async fn product(lab: &Lab) -> anyhow::Result<Vec<Figure>> {
    let (database, count) = (lab.loaded(&CATALOG).await?, lab.size().published());
    let token = lab.passes.token(&Actor::new(party(1), "31.71", &[Role::Buyer]))?;
    let sample = format!("/v1/products/{}", PRODUCTS.wire(1));
    let logged = lab.sample("catalog", &database, &token, &[&sample]).await?;
    let uuid = PRODUCTS.uuid(1);
    let statements = statements::of_request(logged, &[&uuid])?;
    let expression = format!("'{}' || :n", PRODUCTS.uuid_begin());
    let head = format!("\\set n {FIRST} + random(0, {})", count - 1);
    let script = statements::script(&statements, &head, &[Binding { value: uuid, expression }]);
    let running = lab.start("catalog", &database).await?;
    let request =
        format!("return ask(\"GET\", id(\"/v1/products/{}\", random({count})))", PRODUCTS.wire_begin());
    let load = Load { url: running.url.clone(), tokens: vec![token], request, first: 1 };
    Contest { name: "p1-product", load, script, database: &database, goals: BY_ID }.run(lab, &running)
}
