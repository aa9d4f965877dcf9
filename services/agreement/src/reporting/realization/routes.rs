//! HTTP of the realisation report.

use std::collections::BTreeSet;

use actix_web::get;
use actix_web::web::Data;
use api_types::agreement::{
    NamedCommodity, NaturalAmountView, RealizationLineView, RealizationQuery, RealizationView,
};
use chrono::NaiveDate;
use domain::agreement::{AgreementState, RealizationLine, RealizationRow, committed_in, realize};
use domain::shared::{
    AgreementId, Bilingual, IllegalTransition, Money, Quantity, allowed_events, jakarta_date,
    jakarta_midnight,
};
use service::Error;
use utoipa_actix_web::service_config::ServiceConfig;
use web::{ApiError, Path, Query, Reply};

use super::queries::{self, AcceptedRow, CommittedRow, Moment};
use crate::context::Context;
use crate::cooperation::get_agreement;
use crate::outside::{CommodityRow, list_commodities};
use crate::reporting::realization::access::op;

pub(crate) fn routes(config: &mut ServiceConfig) {
    config.service(get_agreement_realization);
}

/// What has been accepted under an agreement since its signature.
///
/// Per commodity in its natural unit, with weight, heads, vehicles and rupiah beside it, and the one sentence
/// for the press. Unlike units are never added; a reversed receipt is out again.
#[utoipa::path(tag = "realization", params(("id" = AgreementId, Path), RealizationQuery),
    responses((status = 200, body = RealizationView)))]
#[get("/v1/agreements/{id}/realization")]
async fn get_agreement_realization(
    query: Query<op::GetAgreementRealization, RealizationQuery>,
    id: Path<AgreementId>,
    context: Data<Context>,
) -> Result<Reply, ApiError> {
    let mut conn = context.core.read().await?;
    let agreement = get_agreement(&mut conn, query.caller(), id.0).await?;
    let since = agreement.signed_date.ok_or_else(|| not_signed(agreement.state))?;
    let as_of = query.params.as_of.unwrap_or_else(|| jakarta_date(context.core.clock.now()));
    let moment = moment(since, as_of, &query.params)?;
    let accepted = queries::sum_accepted(&mut conn, id.0, moment).await?;
    let committed = queries::sum_committed(&mut conn, id.0, moment).await?;
    let codes: BTreeSet<&String> = accepted
        .iter()
        .map(|row| &row.commodity_code)
        .chain(committed.iter().map(|row| &row.commodity_code))
        .collect();
    let codes: Vec<String> = codes.into_iter().cloned().collect();
    let commodities = list_commodities(&mut conn, &codes).await?;
    let rows = rows(commodities, &accepted, &committed)?;
    let report = realize(since, as_of, &rows);
    Reply::json(&RealizationView {
        agreement_id: id.0,
        since_date: since,
        as_of,
        lines: report.lines.into_iter().map(view).collect(),
        sentence: report.sentence.into(),
    })
}

fn moment(since: NaiveDate, as_of: NaiveDate, params: &RealizationQuery) -> Result<Moment, Error> {
    let end = as_of.succ_opt().filter(|_| (2000..=2999).contains(&chrono::Datelike::year(&as_of)));
    let end = end.ok_or_else(|| {
        Error::field(
            "?as_of",
            "out-of-range",
            "Isi tanggal antara tahun 2000 dan 2999.",
            "Give a date between the years 2000 and 2999.",
        )
    })?;
    Ok(Moment { since: jakarta_midnight(since), until: jakarta_midnight(end), known_at: params.known_at })
}

/// One row per commodity, in order of code.
fn rows(
    commodities: Vec<CommodityRow>,
    accepted: &[AcceptedRow],
    committed: &[CommittedRow],
) -> Result<Vec<RealizationRow>, Error> {
    let row = |commodity: CommodityRow| {
        let sum = accepted.iter().find(|row| row.commodity_code == commodity.code);
        let figure = |read: fn(&AcceptedRow) -> i64| sum.map_or(0, read);
        let stated: Vec<Quantity> = committed
            .iter()
            .filter(|row| row.commodity_code == commodity.code)
            .filter_map(|row| row.quantity_base.map(|base| Quantity::from_stored(base, row.unit)))
            .collect();
        Ok(RealizationRow {
            commodity: commodity
                .code
                .parse()
                .map_err(|_| Error::Internal("a projected commodity has no code".to_owned()))?,
            name: Bilingual::new(commodity.name_id, commodity.name_en),
            natural: commodity.natural_unit,
            committed: committed_in(commodity.natural_unit, &stated),
            mass_grams: sum.and_then(|row| row.mass_grams),
            heads: figure(|row| row.heads),
            pieces: figure(|row| row.pieces),
            millilitres: figure(|row| row.millilitres),
            vehicles: figure(|row| row.vehicles),
            amount: Money(figure(|row| row.amount_rupiah)),
        })
    };
    commodities.into_iter().map(row).collect()
}

fn view(line: RealizationLine) -> RealizationLineView {
    RealizationLineView {
        commodity: NamedCommodity { code: line.commodity.into(), name: line.name.into() },
        natural: NaturalAmountView { value: line.natural.value, unit: line.natural.unit },
        committed: line.committed.map(Into::into),
        mass: line.mass.map(Into::into),
        heads: line.heads,
        vehicles: line.vehicles,
        amount: line.amount.into(),
    }
}

/// There is nothing to report before the signature.
fn not_signed(state: AgreementState) -> Error {
    let event = "report".to_owned();
    Error::State(IllegalTransition { current: state.to_string(), event, allowed: allowed_events(state) })
}
