//! HTTP of the public check.

use actix_web::get;
use actix_web::web::{Data, Path as Segment};
use api_types::agreement::{AuthenticityView, NamedCommodity, NamedRegion, RegionView};
use db::Connection;
use domain::agreement::{AuthenticityCode, Business, authenticity_status};
use domain::shared::{Bilingual, PartyId, jakarta_date};
use service::{Error, Versioned as _};
use utoipa_actix_web::service_config::ServiceConfig;
use web::extract::NoParams;
use web::{ApiError, Query, Reply};

use crate::context::Context;
use crate::cooperation::authenticity::access::op;
use crate::cooperation::contracts::{WholeContract, find_contract_by_code};
use crate::identity::find_region;
use crate::identity::{PartyRow, find_party};
use crate::outside::list_commodities;

pub(crate) fn routes(config: &mut ServiceConfig) {
    config.service(check_authenticity);
}

/// Whether a contract is genuine.
///
/// Takes the code as people type it: any case, with or without hyphens, O for 0, I and L for 1. Says who
/// trades what until when, and whether it holds today; no price, no quantity.
#[utoipa::path(tag = "authenticity", params(("code" = String, Path, example = "KAD-7H2M-9QXC-4")),
    responses((status = 200, body = AuthenticityView)))]
#[get("/v1/authenticity/{code}")]
async fn check_authenticity(
    _query: Query<op::CheckAuthenticity, NoParams>,
    code: Segment<String>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    let code: AuthenticityCode = code.parse().map_err(|_| Error::NotFound)?;
    let mut conn = context.core.read().await?;
    let whole = find_contract_by_code(&mut conn, &code.to_string()).await?.ok_or(Error::NotFound)?;
    let day = jakarta_date(context.core.clock.now());
    let status = authenticity_status(whole.row.state, whole.condition(day)).ok_or(Error::NotFound)?;
    let etag = whole.etag(day);
    let signed = (whole.signed_as(Business::Supplier), whole.signed_as(Business::Buyer));
    let (supplier, buyer) =
        (party(&mut conn, whole.row.supplier_id).await?, party(&mut conn, whole.row.buyer_id).await?);
    let view = AuthenticityView {
        code: code.to_string(),
        status,
        regions: regions(&mut conn, &whole).await?,
        commodities: commodities(&mut conn, &whole).await?,
        number: whole.row.number,
        // What was signed shows the name it was signed under.
        supplier_name: signed.0.unwrap_or(supplier.legal_name),
        buyer_name: signed.1.unwrap_or(buyer.legal_name),
        valid_from_date: whole.row.valid_from,
        valid_until_date: whole.row.valid_until,
    };
    Reply::ok(&etag, &view)
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

async fn commodities(conn: &mut Connection, whole: &WholeContract) -> Result<Vec<NamedCommodity>, Error> {
    let codes: Vec<String> = whole.lines.iter().map(|line| line.commodity_code.clone()).collect();
    let rows = list_commodities(conn, &codes).await?;
    let named = rows
        .into_iter()
        .map(|row| NamedCommodity { code: row.code, name: Bilingual::new(row.name_id, row.name_en).into() });
    Ok(named.collect())
}
