//! HTTP of the realisation report.

use std::collections::BTreeSet;

use actix_web::get;
use actix_web::web::Data;
use api_types::AskedTime;
use api_types::agreement::{
    CountedByView, FormPartView, FormSumView, NamedCommodity, NamedForm, NaturalAmountView,
    RealizationLineView, RealizationQuery, RealizationView, RecordedLaterView,
};
use chrono::NaiveDate;
use db::Connection;
use domain::agreement::{
    AcceptedPart, AgreementState, FormPart, FormSum, NaturalAmount, RealizationLine, RealizationRow,
    TargetForm, form_sums, realize,
};
use domain::shared::{
    AgreementId, Bilingual, Dated, Money, NaturalUnit, Period, Quantity, Yield, date_within, jakarta_date,
    jakarta_midnight,
};
use service::Error;
use utoipa_actix_web::service_config::ServiceConfig;
use web::{ApiError, Caller, Path, Query, Reply};

use super::queries::{self, AcceptedRow, CommittedRow, Moment};
use crate::context::Context;
use crate::cooperation::get_agreement;
use crate::outside::{CommodityRow, KnownForm, list_commodities, list_forms, yields};
use crate::reporting::realization::access::op;

pub(crate) fn routes(config: &mut ServiceConfig) {
    config.service(get_agreement_realization);
}

/// What has been accepted under an agreement since its signature.
///
/// Per form of a commodity in the unit its people count it in, with weight, heads, vehicles and rupiah beside it, and the
/// one sentence for the press. What is known only in another measure is told in that; unlike units are never added, forms
/// only in `form_sums`, through a yield in force, with both figures; a reversed receipt is out again. `recorded_later` says how many receipts of these days were recorded, or taken back,
/// only after them.
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
    let now = context.core.clock.now();
    let today = jakarta_date(now);
    let as_of = query.params.as_of.unwrap_or(today.max(since));
    // The sentence tells what has been accepted: neither before the signature nor in the future.
    let told = Period { from: since, until: Some(today.max(since)) };
    date_within("?as_of", as_of, told).map_err(|invalid| Error::Invalid(vec![invalid]))?;
    let moment = moment(since, as_of, &query.params);
    let accepted = queries::sum_accepted(&mut conn, id.0, moment).await?;
    let committed = queries::sum_committed(&mut conn, id.0, moment).await?;
    let later = queries::count_recorded_later(&mut conn, id.0, moment).await?;
    let goods = Goods::of(&mut conn, &accepted, &committed).await?;
    let report = realize(since, as_of, &rows(&goods, &accepted, &committed)?);
    let sums = form_sums(&report.lines, &goods.targets(), &goods.yields, as_of);
    Reply::json(&RealizationView {
        agreement_id: id.0,
        since_date: since,
        as_of,
        known_at: moment.known_at.map_or(now, |asked| asked.min(now)),
        recorded_later: RecordedLaterView { contracts: later.contracts, receipts: later.receipts },
        lines: report.lines.into_iter().map(|line| view(line, query.caller())).collect(),
        form_sums: sums.into_iter().map(|sum| sum_view(sum, query.caller())).collect(),
        sentence: report.sentence.into(),
    })
}

fn moment(since: NaiveDate, as_of: NaiveDate, params: &RealizationQuery) -> Moment {
    let end = as_of.succ_opt().unwrap_or(as_of);
    Moment {
        since: jakarta_midnight(since),
        until: jakarta_midnight(end),
        known_at: params.known_at.map(AskedTime::instant),
    }
}

/// What the catalog tells of the goods of a report.
struct Goods {
    commodities: Vec<CommodityRow>,
    forms: Vec<KnownForm>,
    yields: Vec<Dated<Yield>>,
}

impl Goods {
    async fn of(
        conn: &mut Connection,
        accepted: &[AcceptedRow],
        committed: &[CommittedRow],
    ) -> Result<Self, Error> {
        let codes: BTreeSet<&String> = told(accepted, committed).into_iter().map(|(code, _)| code).collect();
        let codes: Vec<String> = codes.into_iter().cloned().collect();
        Ok(Self {
            commodities: list_commodities(conn, &codes).await?,
            forms: list_forms(conn, &codes).await?,
            yields: yields(conn, &codes).await?,
        })
    }

    /// The unit in which people count a form: what it says itself, else what follows from its commodity.
    fn natural(&self, commodity: Option<&CommodityRow>, form: Option<&KnownForm>) -> NaturalUnit {
        let natural = commodity.map_or(NaturalUnit::Tne, |commodity| commodity.natural_unit);
        form.map_or(natural, |form| {
            form.natural_unit.unwrap_or_else(|| natural.of_form(form.unit, form.second_unit))
        })
    }

    fn commodity(&self, code: &str) -> Option<&CommodityRow> {
        self.commodities.iter().find(|commodity| commodity.code == code)
    }

    /// The forms that others may be counted as.
    fn targets(&self) -> Vec<TargetForm> {
        let target = |form: &KnownForm| {
            let commodity = self.commodity(&form.commodity_code);
            Some(TargetForm {
                commodity: form.commodity_code.parse().ok()?,
                form: form.form_code.parse().ok()?,
                name: form.name().unwrap_or_else(|| Bilingual::same(form.form_code.as_str())),
                natural: self.natural(commodity, Some(form)),
            })
        };
        self.forms.iter().filter_map(target).collect()
    }
}

/// The forms that have a contract or a receipt, in order of the codes.
fn told<'a>(
    accepted: &'a [AcceptedRow],
    committed: &'a [CommittedRow],
) -> BTreeSet<(&'a String, &'a String)> {
    let told = accepted.iter().map(|row| (&row.commodity_code, &row.form_code));
    told.chain(committed.iter().map(|row| (&row.commodity_code, &row.form_code))).collect()
}

/// One row for each of them.
fn rows(
    goods: &Goods,
    accepted: &[AcceptedRow],
    committed: &[CommittedRow],
) -> Result<Vec<RealizationRow>, Error> {
    let row = |(code, form_code): (&String, &String)| {
        let known = goods.commodity(code);
        let siblings: Vec<_> = goods.forms.iter().filter(|form| form.commodity_code == *code).collect();
        let form = siblings.iter().find(|form| form.form_code == *form_code);
        let ours = |row: &&AcceptedRow| row.commodity_code == *code && row.form_code == *form_code;
        let whole = accepted.iter().filter(ours).find(|row| row.drawn_in.is_none());
        let stated =
            committed.iter().filter(|row| row.commodity_code == *code && row.form_code == *form_code);
        Some(RealizationRow {
            commodity: code.parse().ok()?,
            name: known.map_or_else(|| Bilingual::same(code.as_str()), CommodityRow::name),
            form: form_code.parse().ok()?,
            form_name: form.filter(|_| siblings.len() > 1).and_then(|form| form.name()),
            natural: goods.natural(known, form.copied()),
            committed: stated
                .filter_map(|row| Some(Quantity::from_stored(row.quantity_base?, row.unit)))
                .collect(),
            accepted: accepted.iter().filter(ours).filter_map(part).collect(),
            vehicles: whole.map_or(0, |row| row.vehicles),
            amount: Money(whole.map_or(0, |row| row.amount_rupiah)),
        })
    };
    let unknown = || Error::Internal("a receipt or contract names goods by no code".to_owned());
    told(accepted, committed).into_iter().map(|goods| row(goods).ok_or_else(unknown)).collect()
}

/// A part that was measured alike; the row of the whole form is none.
fn part(row: &AcceptedRow) -> Option<AcceptedPart> {
    Some(AcceptedPart {
        drawn: row.drawn_in?,
        mass: row.mass_grams,
        heads: row.heads,
        pieces: row.pieces,
        volume: row.millilitres,
    })
}

fn view(line: RealizationLine, caller: &Caller) -> RealizationLineView {
    let amount = |amount: NaturalAmount| NaturalAmountView { value: amount.value, unit: amount.unit };
    RealizationLineView {
        commodity: NamedCommodity { code: line.commodity.into(), name: line.name.into() },
        form: NamedForm { code: line.form.into(), name: line.form_name.into() },
        natural_unit: line.natural,
        accepted: line.accepted.into_iter().map(amount).collect(),
        committed: line.committed.into_iter().map(Into::into).collect(),
        mass: line.mass.map(Into::into),
        heads: line.heads,
        pieces: line.pieces,
        volume: line.volume.map(Into::into),
        vehicles: line.vehicles,
        amount: caller.reads_prices().then(|| line.amount.into()),
    }
}

fn sum_view(sum: FormSum, caller: &Caller) -> FormSumView {
    let part = |part: FormPart| FormPartView {
        form: NamedForm { code: part.form.into(), name: part.name.into() },
        accepted: part.accepted.into(),
        counted: part.counted.into(),
        by: part.by.map(|by| CountedByView {
            input: by.rule.input.into(),
            output: by.rule.output.into(),
            source: by.source,
        }),
    };
    FormSumView {
        commodity: NamedCommodity { code: sum.target.commodity.into(), name: sum.commodity_name.into() },
        form: NamedForm { code: sum.target.form.into(), name: sum.target.name.into() },
        total: sum.total.into(),
        amount: caller.reads_prices().then(|| sum.amount.into()),
        parts: sum.parts.into_iter().map(part).collect(),
        sentence: sum.sentence.into(),
    }
}

/// There is nothing to report before the signature.
fn not_signed(state: AgreementState) -> Error {
    Error::not_allowed(state, "report")
}
