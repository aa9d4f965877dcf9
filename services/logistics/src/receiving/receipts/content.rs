//! What the lines of a receipt say, judged alike when it is handed in, inspected and posted: whoever counts hears at once what
//! does not close, while the goods are before him.

use db::Connection;
use domain::logistics::{
    GoodsKind, LineGoods, Measure, ReceivingFigure, ReceivingRule, Unpriced, check_rejections,
};
use domain::shared::{Dated, Refusal, jakarta_date};
use service::{Error, dated};

use super::amounts::worth;
use super::rows::{WholeReceipt, loaded_of};
use crate::ordering::Prices;
use crate::outside::{counted_by_head, lines_by_id};
use crate::transport::{Goods, WholeShipment};

/// Whether every line starts from what was shipped, closes in every measure, tells of the same goods in all of them, explains
/// its rejections, and is measured in what its price counts. Gives whether a note alone explains what hardly exists: a surplus
/// far beyond the load, a weight of a head or piece; two persons see that.
pub(super) async fn check_content(
    conn: &mut Connection,
    whole: &WholeReceipt,
    shipment: &WholeShipment,
    rules: &[Dated<ReceivingRule>],
) -> Result<bool, Error> {
    let commodities = whole.commodities();
    let ranges = dated::rules(conn).await?;
    let herds = counted_by_head(conn, &commodities).await?;
    let goods = Goods::of(conn, &shipment.items).await?;
    let day = jakarta_date(whole.row.received_at);
    let gain = ReceivingFigure::scale_difference(rules, day);
    let surplus = ReceivingFigure::plausible_surplus(rules, day);
    let mut explained = false;
    let judged = whole.lines.iter().flat_map(|line| {
        let (row, measures, drawn) = (&line.row, line.measures(), line.row.accepted_unit.dimension());
        let item = shipment.items.iter().find(|item| item.id == row.shipment_item_id);
        let shipped = item.map(loaded_of).unwrap_or_default();
        let loaded = shipped.check(&measures, &line.name());
        let closes = measures.check(drawn, &line.name()).map(|_| ());
        let form = (row.commodity_code.clone(), row.form_code.clone());
        let animals = goods.kind(&form.0, &form.1, drawn) == GoodsKind::LiveAnimal;
        let told = LineGoods {
            commodity: &row.commodity_code,
            form: &row.form_code,
            alive: animals || herds.contains(&form),
            explained: row.note.is_some(),
            day,
        };
        let gains = measures.check_gain(gain, &line.name());
        let more = measures.check_surplus(surplus, told.explained, &line.name());
        let sent = (&shipped, drawn);
        let vouched = measures.check_vouched(sent, &told, &ranges, surplus, &line.name());
        explained |= told.explained && measures.rest_on_a_note(&told, &ranges, surplus);
        [loaded, closes, gains, measures.agree(&told, &ranges, &line.name()), more, vouched]
    });
    merged(judged)?;
    check_reasons(whole)?;
    check_prices(conn, whole).await?;
    Ok(explained)
}

/// Whether the reasons of every line explain what it rejected, measure by measure.
fn check_reasons(whole: &WholeReceipt) -> Result<(), Refusal> {
    merged(whole.lines.iter().flat_map(|line| {
        Measure::ALL.iter().map(|measure| {
            let rejected = line.figure(*measure).map_or(0, |figure| figure.rejected);
            check_rejections(*measure, rejected, &line.rejected_in(*measure), &line.name())
        })
    }))
}

/// Whether every line is measured in what its price asks for, and has one. What may still come waits for its posting: the terms
/// of the line, its grade, a reference price.
async fn check_prices(conn: &Connection, whole: &WholeReceipt) -> Result<(), Error> {
    let terms = lines_by_id(conn, &whole.contract_lines()).await?;
    let prices = Prices::of_deliveries(conn, &terms, &whole.call_offs()).await?;
    let mut judged = Vec::new();
    for line in &whole.lines {
        judged.push(match worth(line, &prices)? {
            Some(Err(Unpriced::Refused(refusal))) => Err(refusal),
            _ => Ok(()),
        });
    }
    Ok(merged(judged.into_iter())?)
}

/// One refusal that lists what is unmet in all of them, under the first one's name.
fn merged(results: impl Iterator<Item = Result<(), Refusal>>) -> Result<(), Refusal> {
    let mut refusals = results.filter_map(Result::err);
    let Some(mut first) = refusals.next() else { return Ok(()) };
    first.unmet.extend(refusals.flat_map(|refusal| refusal.unmet));
    Err(first)
}
