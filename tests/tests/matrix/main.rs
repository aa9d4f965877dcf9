//! Tenants are separate: every operation of the three services x everybody x everything that exists.
//!
//! Generated from the documents and the role tables, so that a new operation is covered the moment it exists; who may
//! see what is written once more in [`rights`], apart from the services' own queries. What is not yours answers like
//! what is not there, byte for byte but for the instance, and lists, filters and feeds say nothing of it.

mod actors;
mod cells;
mod collected;
mod private;
mod refusals;
mod rights;
mod roles;
mod sights;
mod strangers;

use anyhow::ensure;
use journeys::Installation;
use serde_json::Value;
use standalone::demo;
use testkit::attacks::{Target, targets};

/// One service: its number in the installation, its document and its operations.
pub(crate) struct Part {
    /// Address.
    pub(crate) url: String,
    /// OpenAPI document.
    pub(crate) document: Value,
    /// Operations.
    pub(crate) targets: Vec<Target>,
}

fn parts(installation: &Installation) -> Vec<Part> {
    let part = |service: usize, mount: web::Mount| {
        let document = web::document(&mount);
        let targets = targets(&mount.operations(), &document);
        Part { url: installation.url(service).to_owned(), document, targets }
    };
    vec![part(0, agreement::mount(None)), part(1, catalog::mount(None)), part(2, logistics::mount(None))]
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_yours_does_not_exist_for_you_in_any_operation() -> anyhow::Result<()> {
    let installation = Installation::start("matrix").await?;
    demo::play(&installation.addresses, &installation.issuer, &|_| {}).await?;
    strangers::found(&installation).await?;
    let actors = actors::sign_in(&installation).await?;
    let parts = parts(&installation);
    let world = collected::collect(&parts, &actors).await?;

    let mut tally = cells::Tally::default();
    cells::paths(&parts, &actors, &world, &mut tally).await;
    cells::references(&parts, &actors, &world, &mut tally).await;
    sights::lists(&parts, &actors, &world, &mut tally).await;
    sights::filters(&parts, &actors, &world, &mut tally).await;
    sights::feeds(&parts, &actors, &world, &mut tally).await;
    private::prices(&parts, &actors, &world, &mut tally).await;
    private::tax_numbers(&parts, &actors, &world, &mut tally).await;
    refusals::in_order(&parts, &actors, &world, &mut tally).await;
    println!(
        "{} cells, {} of them about something foreign, {} leaks",
        tally.cells,
        tally.foreign,
        tally.leaks.len()
    );
    ensure!(tally.leaks.is_empty(), "{}", tally.leaks.join("\n"));
    ensure!(tally.foreign > 1_000, "the matrix is empty");

    let again = collected::collect(&parts, &actors).await?;
    for (id, object) in &world.objects {
        ensure!(again.objects.get(id) == Some(object), "{id} is not as it was: {object:?}");
    }
    actors::a_revoked_token_ends_everywhere(&installation).await
}
