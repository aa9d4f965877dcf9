//! Reading the feeds: which resource an event points at.

use api_types::EventView;
use client::{Api, ClientError};
use db::Connection;
use serde::de::DeserializeOwned;
use service::run::Task;
use service::{Core, Error, Projection, Settings, Source, consumer};

use super::facts::Fact;
use super::upserts::apply;

/// The consumers of both feeds, for ever.
pub(crate) fn tasks(core: &Core, settings: &Settings) -> anyhow::Result<Vec<Task>> {
    let agreement = Source { name: "agreement", api: settings.peer("logistics", &settings.agreement_url)? };
    let catalog = Source { name: "catalog", api: settings.peer("logistics", &settings.catalog_url)? };
    Ok(vec![
        Box::pin(consumer::run(core.clone(), agreement, AgreementFeed)),
        Box::pin(consumer::run(core.clone(), catalog, CatalogFeed)),
    ])
}

struct AgreementFeed;
struct CatalogFeed;

impl Projection for AgreementFeed {
    type Fetched = Fact;

    async fn fetch(&self, api: &Api, event: &EventView) -> Result<Option<Fact>, ClientError> {
        let subject = &event.subject;
        let fact = match resource(event) {
            "party" => Fact::Party(read(api, &format!("/v1/parties/{subject}")).await?),
            "supplier_verification" => {
                let Some(party) = event.data["party_id"].as_str() else { return Ok(None) };
                Fact::Standing(read(api, &format!("/v1/parties/{party}/standing")).await?)
            }
            "agreement" => Fact::Agreement(read(api, &format!("/v1/agreements/{subject}")).await?),
            "contract" => Fact::Contract(read(api, &format!("/v1/contracts/{subject}")).await?),
            "backfill_grant" => {
                Fact::BackfillGrant(read(api, &format!("/v1/backfill-grants/{subject}")).await?)
            }
            _ => return Ok(None),
        };
        Ok(Some(fact))
    }

    async fn apply(&self, conn: &mut Connection, event: &EventView, fact: Fact) -> Result<(), Error> {
        apply(conn, fact, event.position).await
    }
}

impl Projection for CatalogFeed {
    type Fetched = Fact;

    async fn fetch(&self, api: &Api, event: &EventView) -> Result<Option<Fact>, ClientError> {
        let fact = match resource(event) {
            "commodity" => {
                let Some(code) = event.data["code"].as_str() else { return Ok(None) };
                Fact::Commodity(read(api, &format!("/v1/commodities/{code}")).await?)
            }
            "variant" => Fact::Variant(read(api, &format!("/v1/variants/{}", event.subject)).await?),
            _ => return Ok(None),
        };
        Ok(Some(fact))
    }

    async fn apply(&self, conn: &mut Connection, event: &EventView, fact: Fact) -> Result<(), Error> {
        apply(conn, fact, event.position).await
    }
}

/// The kind of resource an event is about: `id.kad.contract.activated` is about a `contract`.
fn resource(event: &EventView) -> &str {
    let name = event.r#type.strip_prefix("id.kad.").unwrap_or_default();
    name.split_once('.').map_or(name, |(resource, _)| resource)
}

async fn read<T: DeserializeOwned>(api: &Api, path: &str) -> Result<T, ClientError> {
    Ok(api.get(path).await?.value)
}
