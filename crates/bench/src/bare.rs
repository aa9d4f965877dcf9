//! The bare endpoint: one product by id over the same shared connection with the same SQL, and nothing around it: no
//! token, no roles, no span, no metric, no limit. What the services add to it is the subject of P10.

use std::num::NonZero;
use std::thread::available_parallelism;

use actix_web::web::{Data, Path};
use actix_web::{App, HttpResponse, HttpServer, get};
use chrono::{DateTime, Utc};
use db::{Connection, Db, DbConfig, DbError, Prepare as _};
use diesel::IntoSql as _;
use diesel::prelude::*;
use diesel::sql_types::Bool;
use diesel_async::RunQueryDsl;
use serde::{Serialize, Serializer};
use uuid::Uuid;

use crate::data::{PARTIES, PRODUCTS};

diesel::table! {
    product (id) {
        id -> Uuid,
        supplier_id -> Uuid,
        supplier_region_code -> Text,
        commodity_code -> Text,
        form_code -> Text,
        goods_group -> Text,
        name -> Text,
        description -> Nullable<Text>,
        external_reference -> Nullable<Text>,
        state -> Text,
        in_public -> Bool,
        version -> Int8,
        created_at -> Timestamptz,
        updated_at -> Timestamptz,
    }
}

/// A product as stored and, with the same fields as the service's, as shown.
#[derive(Queryable, Selectable, Serialize)]
#[diesel(table_name = product)]
struct Product {
    #[serde(serialize_with = "product_id")]
    id: Uuid,
    #[serde(serialize_with = "party_id")]
    supplier_id: Uuid,
    supplier_region_code: String,
    commodity_code: String,
    form_code: String,
    goods_group: String,
    name: String,
    description: Option<String>,
    external_reference: Option<String>,
    state: String,
    version: i64,
    created_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
}

fn product_id<S: Serializer>(id: &Uuid, to: S) -> Result<S::Ok, S::Error> {
    to.collect_str(&format_args!("{}_{}", PRODUCTS.wire, id.simple()))
}

fn party_id<S: Serializer>(id: &Uuid, to: S) -> Result<S::Ok, S::Error> {
    to.collect_str(&format_args!("{}_{}", PARTIES.wire, id.simple()))
}

/// The query of the catalog service: P10 compares what the server was asked.
async fn find(mut conn: &Connection, id: Uuid, party: Uuid) -> Result<Option<Product>, DbError> {
    let seen = product::in_public.or(product::supplier_id.eq(party)).or(false.into_sql::<Bool>());
    let found = product::table.find(id).filter(seen).select(Product::as_select());
    Ok(found.prepared().get_result(&mut conn).await.optional()?)
}

#[get("/v1/products/{id}")]
async fn one(id: Path<String>, db: Data<Db>) -> HttpResponse {
    let id = id.strip_prefix("prd_").and_then(|hex| Uuid::try_parse(hex).ok());
    let Some(id) = id else { return HttpResponse::NotFound().finish() };
    match db.fast(async |conn: &Connection| find(conn, id, Uuid::nil()).await).await {
        Ok(Some(product)) => HttpResponse::Ok().json(product),
        Ok(None) => HttpResponse::NotFound().finish(),
        Err(error) => HttpResponse::ServiceUnavailable().body(error.to_string()),
    }
}

#[get("/readyz")]
async fn ready() -> HttpResponse {
    HttpResponse::Ok().json("ready")
}

/// Serves it until the process is killed.
///
/// # Errors
/// When the address is taken.
pub(crate) fn serve(database_url: &str, port: u16) -> anyhow::Result<()> {
    let workers = available_parallelism().map_or(2, NonZero::get);
    service::run::block_on(async move {
        let db = Data::new(Db::new(&DbConfig::new(database_url))?);
        let app = move || App::new().app_data(db.clone()).service(one).service(ready);
        Ok(HttpServer::new(app).workers(workers).bind(("127.0.0.1", port))?.run().await?)
    })
}
