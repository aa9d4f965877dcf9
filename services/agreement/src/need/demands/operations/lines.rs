//! Reading the lines of a demand.

use api_types::Check;
use api_types::agreement::DemandLineRequest;
use domain::shared::{DemandId, DemandLineId, Invalid};
use service::{Error, Tx};

use crate::need::demands::queries;
use crate::need::demands::rows::{DemandLineRow, WholeDemand, WholeLine};
use crate::need::schedule::read_schedule;
use crate::outside::{Asked, check_goods, finish_goods, list_forms};

/// Most lines of a demand.
const LINES: usize = 50;
/// Most periods of a line.
const PERIODS: usize = 400;
/// Most periods of all lines together.
const ALL_PERIODS: usize = 2000;

/// Reads the lines of a draft, all new; ends the check.
pub(super) async fn read_lines(
    tx: &mut Tx<'_>,
    mut check: Check,
    demand: DemandId,
    written: &[DemandLineRequest],
) -> Result<Vec<WholeLine>, Error> {
    for (index, line) in written.iter().enumerate() {
        check.require(line.id.is_none(), || unknown_line(index));
    }
    let ids: Vec<(DemandLineId, i32)> =
        (1..).take(written.len()).map(|number| (tx.new_id(), number)).collect();
    read(tx, check, demand, written, &ids).await
}

/// Reads the lines of a new version, of which some go on; ends the check.
pub(super) async fn read_revision(
    tx: &mut Tx<'_>,
    mut check: Check,
    whole: &WholeDemand,
    written: &[DemandLineRequest],
) -> Result<Vec<WholeLine>, Error> {
    let mut number = queries::last_number(tx.conn, whole.row.id).await?;
    let mut ids: Vec<(DemandLineId, i32)> = Vec::new();
    for (index, line) in written.iter().enumerate() {
        let former = line.id.and_then(|id| whole.lines.iter().find(|former| former.row.id == id));
        let taken = former.is_some_and(|former| ids.iter().any(|(id, _)| *id == former.row.id));
        check.require(line.id.is_none() || (former.is_some() && !taken), || unknown_line(index));
        ids.push(former.map_or_else(
            || {
                number += 1;
                (tx.new_id(), number)
            },
            |former| (former.row.id, former.row.number),
        ));
    }
    read(tx, check, whole.row.id, written, &ids).await
}

async fn read(
    tx: &mut Tx<'_>,
    mut check: Check,
    demand: DemandId,
    written: &[DemandLineRequest],
    ids: &[(DemandLineId, i32)],
) -> Result<Vec<WholeLine>, Error> {
    check.length("/lines", written, 1..=LINES);
    for (index, line) in written.iter().enumerate() {
        check.length(&format!("/lines/{index}/periods"), &line.periods, 1..=PERIODS);
    }
    let periods: Vec<_> = written.iter().flat_map(|line| &line.periods).collect();
    check.length("/lines", &periods, 0..=ALL_PERIODS);
    let codes: Vec<String> = written.iter().map(|line| line.commodity_code.clone()).collect();
    let known = list_forms(tx.conn, &codes).await?;
    let mut lines: Vec<WholeLine> = Vec::new();
    for (index, (line, (id, number))) in written.iter().zip(ids).enumerate() {
        let at = format!("/lines/{index}");
        let asked =
            Asked { commodity_code: &line.commodity_code, form_code: &line.form_code, unit: line.unit };
        check_goods(&mut check, &at, &asked, &known);
        let whole = WholeLine {
            row: DemandLineRow {
                id: *id,
                demand_id: demand,
                number: *number,
                commodity_code: line.commodity_code.clone(),
                form_code: line.form_code.clone(),
                grade: check.optional_line(&format!("{at}/grade"), line.grade.as_deref(), 1..=60),
                unit: line.unit,
                region_code: line.region_code.clone(),
                oversubscribed: line.oversubscribed,
            },
            needs: read_schedule(&mut check, &format!("{at}/periods"), &line.periods, line.unit, tx.today()),
        };
        check.require(lines.iter().all(|other| !asks_for_the_same(other, &whole)), || twice(&at));
        lines.push(whole);
    }
    finish_goods(check, &codes)?;
    Ok(lines)
}

fn asks_for_the_same(one: &WholeLine, other: &WholeLine) -> bool {
    let goods = |line: &WholeLine| {
        let row = &line.row;
        (row.commodity_code.clone(), row.form_code.clone(), row.grade.clone(), row.region_code.clone())
    };
    goods(one) == goods(other)
}

fn twice(at: &str) -> Invalid {
    Invalid::new(
        at,
        "line-twice",
        "Baris lain sudah meminta barang yang sama untuk daerah yang sama; gabungkan periodenya dalam satu baris.",
        "Another line asks for the same goods in the same region; join their periods in one line.",
    )
}

fn unknown_line(index: usize) -> Invalid {
    Invalid::new(
        format!("/lines/{index}/id"),
        "unknown-line",
        "Isi `id` satu kali dengan baris dari versi sekarang; tanpa `id` untuk baris baru.",
        "Give the `id` of a line of the present version once; leave it out for a new line.",
    )
}
