//! Coverage as it is shown, from what is known of a demand.

use api_types::agreement::{
    CoveragePeriodView, DemandCoverageView, DemandGapView, LineCoverageView, RegionCoverageView,
    RegionPeriodView,
};
use api_types::{Page, WireQuantity};
use chrono::NaiveDate;
use domain::agreement::{CoveredPeriod, amounts_in, cover};
use domain::shared::{DemandLineId, Quantity, Scheduled, Unit};

use super::queries::{Amounts, Delivering, FailedSeason, GapRow, Known};
use crate::need::demands::{Sight, WholeDemand, WholeLine};

/// The coverage of the lines that a caller reads, or of one of them.
pub(super) fn view(
    whole: &WholeDemand,
    known: &Known,
    sight: &Sight,
    only: Option<DemandLineId>,
) -> DemandCoverageView {
    let asked = |line: &&WholeLine| {
        only.is_none_or(|only| only == line.row.id) && sight.reads_line(&whole.row, &line.row.commodity_code)
    };
    let all = sight.reads_all_of(&whole.row);
    DemandCoverageView {
        demand_id: whole.row.id,
        revision: whole.row.revision,
        lines: whole.lines.iter().filter(asked).map(|line| line_view(line, known, all)).collect(),
    }
}

/// What orders and receipts come to: in sum, and in each period.
struct Trade {
    ordered: i64,
    accepted: i64,
    ordered_in: Vec<i64>,
    accepted_in: Vec<i64>,
    contracted: i64,
}

impl Trade {
    /// Of some lines of contracts.
    fn of<'a>(known: &Known, lines: impl Iterator<Item = &'a Delivering>, needs: &[Scheduled]) -> Self {
        let lines: Vec<&Delivering> = lines.collect();
        let of_these = |amounts: &Amounts| -> Vec<(NaiveDate, i64)> {
            lines.iter().flat_map(|line| counted(line, amounts)).collect()
        };
        let (ordered, accepted) = (of_these(&known.ordered), of_these(&known.accepted));
        let sum = |amounts: &[(NaiveDate, i64)]| amounts.iter().map(|(_, base)| base).sum();
        let contracted = |line: &&Delivering| match line.quantity_base {
            Some(base) if line.goes_on => base,
            // What has ended commits nothing more than was accepted.
            Some(_) => counted(line, &known.accepted).map(|(_, base)| base).sum(),
            None => 0,
        };
        Self {
            ordered: sum(&ordered),
            accepted: sum(&accepted),
            ordered_in: amounts_in(needs, &ordered),
            accepted_in: amounts_in(needs, &accepted),
            contracted: lines.iter().map(contracted).sum(),
        }
    }
}

/// What a line delivers on its commitment.
fn counted<'a>(line: &'a Delivering, amounts: &'a Amounts) -> impl Iterator<Item = (NaiveDate, i64)> + 'a {
    let all = amounts.get(&line.contract_line).into_iter().flatten().copied();
    all.filter(|(day, _)| line.link.counts(*day))
}

fn amount(base: i64, unit: Unit) -> WireQuantity {
    Quantity::from_stored(base, unit).into()
}

fn line_view(line: &WholeLine, known: &Known, all: bool) -> LineCoverageView {
    let (row, needs, unit) = (&line.row, &line.needs, line.row.unit);
    let promises = || known.promises.iter().filter(|promise| promise.line == row.id);
    let covered = cover(needs, promises().flat_map(|promise| &promise.schedule));
    let delivering = || known.delivering.iter().filter(|one| one.line == row.id);
    let trade = Trade::of(known, delivering(), needs);
    let regions: std::collections::BTreeSet<&str> = promises()
        .filter(|promise| all || known.read.contains(&promise.commitment))
        .map(|promise| promise.region_code.as_str())
        .collect();
    let sum = |figure: fn(&CoveredPeriod) -> i64| amount(covered.iter().map(figure).sum(), unit);
    let whole = |base: i64| all.then(|| amount(base, unit));
    LineCoverageView {
        demand_line_id: row.id,
        commodity_code: row.commodity_code.clone(),
        form_code: row.form_code.clone(),
        region_code: row.region_code.clone(),
        need: sum(|one| one.need.quantity.base()),
        committed: sum(|one| one.committed),
        gap: sum(CoveredPeriod::gap),
        contracted: whole(trade.contracted),
        ordered: whole(trade.ordered),
        accepted: whole(trade.accepted),
        periods: covered
            .iter()
            .enumerate()
            .map(|(index, one)| period_view(one, &trade, index, all))
            .collect(),
        regions: regions.into_iter().map(|region| region_view(line, known, region, all)).collect(),
    }
}

fn period_view(one: &CoveredPeriod, trade: &Trade, index: usize, all: bool) -> CoveragePeriodView {
    let (period, unit) = (&one.need.period, one.need.quantity.unit());
    let whole = |sums: &[i64]| all.then(|| amount(sums.get(index).copied().unwrap_or_default(), unit));
    CoveragePeriodView {
        period: period.code(),
        name: period.name().map(str::to_owned),
        kind: period.kind(),
        first_date: period.first(),
        last_date: period.last(),
        need: one.need.quantity.into(),
        committed: amount(one.committed, unit),
        gap: amount(one.gap(), unit),
        ordered: whole(&trade.ordered_in),
        accepted: whole(&trade.accepted_in),
    }
}

/// What a region promised and delivers, of the commitments that the caller reads.
fn region_view(line: &WholeLine, known: &Known, region: &str, all: bool) -> RegionCoverageView {
    let (needs, unit) = (&line.needs, line.row.unit);
    let reads = |commitment| all || known.read.contains(commitment);
    let promises = known.promises.iter().filter(|one| one.line == line.row.id && one.region_code == region);
    let here = promises.filter(|one| reads(&one.commitment));
    let covered = cover(needs, here.flat_map(|promise| &promise.schedule));
    let lines = known.delivering.iter().filter(|one| one.line == line.row.id && one.region_code == region);
    let lines = lines.filter(|one| reads(&one.commitment));
    let trade = Trade::of(known, lines, needs);
    let period = |(index, one): (usize, &CoveredPeriod)| {
        let figures = (one.committed, trade.ordered_in[index], trade.accepted_in[index]);
        (figures != (0, 0, 0)).then(|| RegionPeriodView {
            period: one.need.period.code(),
            committed: amount(figures.0, unit),
            ordered: amount(figures.1, unit),
            accepted: amount(figures.2, unit),
        })
    };
    RegionCoverageView {
        region_code: region.to_owned(),
        committed: amount(covered.iter().map(|one| one.committed).sum(), unit),
        contracted: amount(trade.contracted, unit),
        ordered: amount(trade.ordered, unit),
        accepted: amount(trade.accepted, unit),
        periods: covered.iter().enumerate().filter_map(period).collect(),
    }
}

/// A page of gaps as they are shown, with the seasons that failed.
pub(super) fn gaps(page: Page<GapRow>, failed: &[FailedSeason]) -> Page<DemandGapView> {
    let items = page.items.into_iter().map(|row| gap_view(row, failed));
    Page { items: items.collect(), next_cursor: page.next_cursor }
}

fn gap_view(row: GapRow, failed: &[FailedSeason]) -> DemandGapView {
    let figure = |base: i64| amount(base, row.unit);
    let failed = failed.iter().filter(|season| season.was_for(&row));
    DemandGapView {
        failed_season_ids: failed.map(|season| season.id).collect(),
        need: figure(row.need_base),
        committed: figure(row.committed_base),
        gap: figure((row.need_base - row.committed_base).max(0)),
        demand_id: row.demand_id,
        demand_line_id: row.line_id,
        buyer_id: row.buyer_id,
        buyer_region_code: row.buyer_region_code,
        commodity_code: row.commodity_code,
        form_code: row.form_code,
        grade: row.grade,
        region_code: row.region_code,
        unit: row.unit,
        period: row.code,
        name: row.name,
        first_date: row.first_day,
        last_date: row.last_day,
    }
}
