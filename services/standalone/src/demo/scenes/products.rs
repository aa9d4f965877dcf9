//! Small-business products: published with their permits, curated for the chain, listed in an outlet.

use chrono::Datelike as _;
use serde_json::{Value, json};
use web::Clock;

use super::super::stage::{Service, Stage, in_state, text};
use super::super::story::{OUTLET, PRODUCTS, Product};
use super::{World, in_catalog};

const SUPPLIER: &str = "kpms";
const OPERATOR: &str = "pasar_jaya";
const CURATOR: &str = "pasar_jaya.curator";

pub(in super::super) async fn play(stage: &Stage<'_>, world: &mut World) -> anyhow::Result<()> {
    let outlet = open_outlet(stage, world).await?;
    for product in PRODUCTS {
        let variant = publish(stage, product).await?;
        curate(stage, world, &variant, product).await?;
        list(stage, &variant, &outlet, product).await?;
        world.variants.push(variant);
    }
    Ok(())
}

async fn open_outlet(stage: &Stage<'_>, world: &World) -> anyhow::Result<String> {
    let [name, chain, address] = OUTLET;
    let list = format!("/v1/outlets?operator_party_id={}", world.party(OPERATOR)?);
    let found = stage.find(OPERATOR, Service::Catalog, &list, |outlet| outlet["name"] == name).await?;
    let body =
        json!({"name": name, "kind": "outlet", "chain": chain, "region_code": "31", "address": address});
    let deed = in_catalog(OPERATOR, "opens an outlet of Jakmart", "/v1/outlets", body);
    Ok(text(&stage.create(found, deed).await?, "id")?.to_owned())
}

async fn publish(stage: &Stage<'_>, told: &Product) -> anyhow::Result<String> {
    let same = |product: &Value| product["external_reference"] == told.reference;
    let found =
        stage.find(SUPPLIER, Service::Catalog, "/v1/products?commodity_code=msme_goods", same).await?;
    let body = json!({
        "name": told.name, "description": told.description, "commodity_code": "msme_goods",
        "form_code": "packaged", "group": "processed_food", "external_reference": told.reference,
    });
    let what = format!("drafts {}", told.name);
    let product = stage.create(found, in_catalog(SUPPLIER, &what, "/v1/products", body)).await?;
    let product = format!("/v1/products/{}", text(&product, "id")?);

    let list = format!("/v1/variants?product_id={}", product.rsplit('/').next().unwrap_or_default());
    let found = stage.find(SUPPLIER, Service::Catalog, &list, |_| true).await?;
    let [name, grams] = told.variant;
    let body = json!({
        "name": name, "net_content": {"value": grams, "unit": "GRM"}, "ingredients": told.ingredients,
        "producer": told.producer, "storage": "room_temperature", "best_before_days": 180,
    });
    let what = format!("adds {name}");
    let deed = in_catalog(SUPPLIER, &what, format!("{product}/variants"), body);
    let variant = text(&stage.create(found, deed).await?, "id")?.to_owned();
    add_permits(stage, &variant, told).await?;

    let published = |view: &Value| !in_state(view, &["draft"]);
    let what = format!("publishes {}", told.name);
    let deed = in_catalog(SUPPLIER, &what, format!("{product}/publications"), json!({}));
    stage.act(&product, published, deed).await?;
    Ok(variant)
}

/// Permits that stand today: their days follow the year the story is played in.
async fn add_permits(stage: &Stage<'_>, variant: &str, told: &Product) -> anyhow::Result<()> {
    let year = Clock::system().now().year();
    let path = format!("/v1/variants/{variant}/permits");
    let [food, halal] = told.permits;
    let food = json!({
        "type": "home_food_permit", "number": food, "issuer": "Dinas Kesehatan Kota Metro",
        "issued_date": format!("{}-01-02", year - 1), "expires_on": format!("{}-01-01", year + 3),
    });
    let halal = json!({
        "type": "halal_certificate", "number": halal, "issuer": "BPJPH", "issued_date": "2021-06-21",
    });
    for permit in [food, halal] {
        let same = |shown: &Value| shown["type"] == permit["type"] && shown["withdrawn_at"].is_null();
        let found = stage.find(SUPPLIER, Service::Catalog, &path, same).await?;
        let what = format!("adds its {}", permit["type"].as_str().unwrap_or_default());
        stage.create(found, in_catalog(SUPPLIER, &what, path.clone(), permit)).await?;
    }
    Ok(())
}

async fn curate(stage: &Stage<'_>, world: &World, variant: &str, told: &Product) -> anyhow::Result<()> {
    let operator = world.party(OPERATOR)?;
    let list = format!("/v1/curations?variant_id={variant}");
    let found = stage.find(SUPPLIER, Service::Catalog, &list, |_| true).await?;
    let channel = json!({"chain": OUTLET[1], "operator_party_id": operator});
    let body = json!({"variant_id": variant, "channels": [channel]});
    let what = format!("asks for curation of {}", told.name);
    let curation = stage.create(found, in_catalog(SUPPLIER, &what, "/v1/curations", body)).await?;
    let at = format!("/v1/curations/{}", text(&curation, "id")?);

    let past = |states: &'static [&'static str]| move |view: &Value| !in_state(view, states);
    let deed = in_catalog(SUPPLIER, "hands in the curation", format!("{at}/submissions"), json!({}));
    stage.act(&at, past(&["draft", "changes_requested"]), deed).await?;
    let deed = in_catalog(CURATOR, "looks through papers and label", format!("{at}/screenings"), json!({}));
    stage.act(&at, past(&["submitted"]), deed).await?;
    let member = world.member(CURATOR)?;
    let criteria = ["taste", "packaging", "label", "hygiene"];
    let body = json!({"panel": [{"member_id": member, "party_id": operator}], "criteria": criteria});
    let deed = in_catalog(CURATOR, "calls the panel together", format!("{at}/reviews"), body);
    stage.act(&at, past(&["screening", "sample_received"]), deed).await?;
    let scores: Vec<Value> = criteria
        .iter()
        .map(|criterion| json!({"member_id": member, "criterion": criterion, "points": 86}))
        .collect();
    let until = format!("{}-12-31", Clock::system().now().year() + 2);
    let body = json!({"outcome": "approved", "scores": scores, "valid_until_date": until});
    let deed = in_catalog(CURATOR, "approves the product for Jakmart", format!("{at}/decisions"), body);
    stage.act(&at, past(&["in_review"]), deed).await?;
    Ok(())
}

async fn list(stage: &Stage<'_>, variant: &str, outlet: &str, told: &Product) -> anyhow::Result<()> {
    let list = format!("/v1/listings?variant_id={variant}&outlet_id={outlet}");
    let holds = |view: &Value| in_state(view, &["listed", "pending"]);
    let found = stage.find(OPERATOR, Service::Catalog, &list, holds).await?;
    let body = json!({
        "variant_id": variant, "outlet_id": outlet, "price": {"amount": told.price, "currency": "IDR"},
    });
    let what = format!("lists {}", told.name);
    stage.create(found, in_catalog(OPERATOR, &what, "/v1/listings", body)).await?;
    Ok(())
}
