//! HTTP of the public check.

use actix_web::web::{Data, Path as Segment};
use actix_web::{HttpResponse, get};
use api_types::agreement::{
    AuthenticityReasonView, AuthenticityView, NamedCommodity, NamedRegion, RegionView,
};
use chrono::NaiveDate;
use db::Connection;
use domain::agreement::{NotNowReason, Worth};
use domain::shared::{Bilingual, Business, PartyId, jakarta_date};
use service::Error;
use utoipa_actix_web::service_config::ServiceConfig;
use web::extract::NoParams;
use web::{ApiError, Query, Reply, Viewed};

use super::papers::{Paper, find_paper, never_issued, read_code};
use crate::context::Context;
use crate::cooperation::authenticity::access::op;
use crate::cooperation::contracts::WholeContract;
use crate::identity::find_region;
use crate::identity::{PartyRow, find_party};
use crate::outside::list_commodities;

pub(crate) fn routes(config: &mut ServiceConfig) {
    config.service(check_authenticity).service(get_authenticity_qr);
}

/// Whether a contract, an order or a delivery note is genuine.
///
/// Takes the code as people type it: any case, with or without hyphens, O for 0, I and L for 1. Says who trades what
/// until when, whether it holds today, and if not why; no price, no quantity. A mistyped code has its own answer. Browsers
/// get a page for people, which prints on A4.
#[utoipa::path(tag = "authenticity", params(("code" = String, Path, example = "KAD-7H2M-9QXC-4")),
    responses((status = 200, content((AuthenticityView = "application/json"), (String = "text/html")))))]
#[get("/v1/authenticity/{code}")]
async fn check_authenticity(
    asked: Viewed<op::CheckAuthenticity>,
    code: Segment<String>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    let code = read_code(&code)?;
    let mut conn = context.core.read().await?;
    let now = context.core.clock.now();
    let paper = find_paper(&mut conn, &code).await?.ok_or_else(never_issued)?;
    let worth = paper.worth(&mut conn, now).await?.ok_or_else(never_issued)?;
    let (version, address) = (paper.contract.row.version, code.check_url(context.tokens.issuer()));
    let view = view(&mut conn, code.to_string(), paper, worth, jakarta_date(now)).await?;
    asked.reply(version, &view, |view, language| pages::authenticity(view, &address, now, language))
}

/// A code as a picture that phones read.
///
/// A QR code in SVG that leads to the public check, for the paper itself.
#[utoipa::path(tag = "authenticity", params(("code" = String, Path, example = "KAD-7H2M-9QXC-4")),
    responses((status = 200, body = String, content_type = "image/svg+xml")))]
#[get("/v1/authenticity/{code}/qr")]
async fn get_authenticity_qr(
    _query: Query<op::GetAuthenticityQr, NoParams>,
    code: Segment<String>,
    context: Data<Context>,
) -> Result<HttpResponse, ApiError> {
    let code = read_code(&code)?;
    let mut conn = context.core.read().await?;
    find_paper(&mut conn, &code).await?.ok_or_else(never_issued)?;
    let address = code.check_url(context.tokens.issuer());
    let picture =
        pages::picture(&address).ok_or_else(|| Error::Internal(format!("{address} is no QR code")))?;
    Ok(HttpResponse::Ok()
        .content_type("image/svg+xml")
        .insert_header(("cache-control", "public, max-age=3600"))
        .insert_header(("content-security-policy", "sandbox; default-src 'none'"))
        .body(picture))
}

async fn view(
    conn: &mut Connection,
    code: String,
    paper: Paper,
    (status, reasons): Worth,
    day: NaiveDate,
) -> Result<AuthenticityView, Error> {
    let commodities = paper.commodities_on(day);
    let Paper { kind, number, contract, .. } = paper;
    let supplier_name =
        name_of(conn, contract.signed_as(Business::Supplier), contract.row.supplier_id).await?;
    let buyer_name = name_of(conn, contract.signed_as(Business::Buyer), contract.row.buyer_id).await?;
    let period = contract.period_on(day);
    let reason = |code: NotNowReason| AuthenticityReasonView { code, text: code.name().into() };
    Ok(AuthenticityView {
        code,
        kind,
        status,
        reasons: reasons.into_iter().map(reason).collect(),
        regions: regions(conn, &contract).await?,
        commodities: named(conn, &commodities).await?,
        number,
        contract_number: contract.row.number,
        supplier_name,
        buyer_name,
        valid_from_date: contract.row.valid_from,
        valid_until_date: period.until.unwrap_or(contract.row.valid_until),
    })
}

/// What was signed shows the name it was signed under.
async fn name_of(conn: &mut Connection, signed: Option<String>, id: PartyId) -> Result<String, Error> {
    match signed {
        Some(name) => Ok(name),
        None => Ok(party(conn, id).await?.legal_name),
    }
}

async fn party(conn: &mut Connection, id: PartyId) -> Result<PartyRow, Error> {
    find_party(conn, id).await?.ok_or_else(|| Error::Internal("a contract of no party".to_owned()))
}

/// The regions of the two governments that vouch for it.
async fn regions(conn: &mut Connection, whole: &WholeContract) -> Result<Vec<NamedRegion>, Error> {
    let mut regions = Vec::new();
    for government in [whole.row.supplier_government_id, whole.row.buyer_government_id] {
        let code = party(conn, government).await?.region_code;
        let region = find_region(conn, &code).await?.map(RegionView::from);
        regions.extend(region.map(|region| NamedRegion { code: region.code, name: region.name }));
    }
    Ok(regions)
}

async fn named(conn: &mut Connection, codes: &[String]) -> Result<Vec<NamedCommodity>, Error> {
    let rows = list_commodities(conn, codes).await?;
    let named = rows
        .into_iter()
        .map(|row| NamedCommodity { code: row.code, name: Bilingual::new(row.name_id, row.name_en).into() });
    Ok(named.collect())
}
