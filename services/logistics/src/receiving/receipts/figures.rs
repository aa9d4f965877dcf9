//! From the figures of a request to the rows of a line: exact, never rounded, every bad figure named.

use api_types::Check;
use api_types::logistics::{CountFigures, ReceiptLineRequest, RejectionFigures, WeightFigures};
use domain::logistics::Measure;
use domain::say;
use domain::shared::{Dimension, Invalid, Quantity, ReceiptLineId, Unit};

use super::rows::{MeasureRow, RejectionRow};
use crate::transport::ItemRow;

/// The largest count a line may carry.
const MOST: i64 = 1_000_000_000;

/// The figures of a line, one row per measure taken.
pub(super) fn measures(
    check: &mut Check,
    at: &str,
    line: ReceiptLineId,
    item: &ItemRow,
    request: &ReceiptLineRequest,
) -> Vec<MeasureRow> {
    let mut rows = Vec::new();
    for (figures, measure, unit) in [
        (&request.heads, Measure::Head, Unit::Hea),
        (&request.pieces, Measure::Piece, Unit::H87),
        (&request.packages, Measure::Package, Unit::H87),
    ] {
        if let Some(figures) = figures {
            let blank = blank(line, measure, unit);
            rows.push(counted(check, &format!("{at}/{}", measure.field()), item, blank, figures));
        }
    }
    for (figures, dimension) in [(&request.weight, Dimension::Mass), (&request.volume, Dimension::Volume)] {
        if let Some(figures) = figures {
            let (measure, at) =
                (Measure::from(dimension), format!("{at}/{}", Measure::from(dimension).field()));
            if figures.unit.dimension() == dimension {
                rows.push(weighed(check, &at, item, blank(line, measure, figures.unit), figures));
            } else {
                check.push(unlike(format!("{at}/unit"), dimension));
            }
        }
    }
    rows
}

fn counted(
    check: &mut Check,
    at: &str,
    item: &ItemRow,
    blank: MeasureRow,
    figures: &CountFigures,
) -> MeasureRow {
    let mut figure = |name: &str, value: i64| {
        check.require((0..=MOST).contains(&value), || {
            Invalid::new(
                format!("{at}/{name}"),
                "out-of-range",
                "Isi bilangan bulat dari 0 sampai 1.000.000.000.",
                "Give a whole number from 0 to 1,000,000,000.",
            )
        });
        value
    };
    let mut row = MeasureRow {
        accepted: figure("accepted", figures.accepted),
        held_excess: figure("held_excess", figures.held_excess),
        rejected: figure("rejected", figures.rejected),
        dead: figure("dead", figures.dead),
        emergency_slaughtered: figure("emergency_slaughtered", figures.emergency_slaughtered),
        missing: figure("missing", figures.missing),
        surplus: figure("surplus", figures.surplus),
        ..blank
    };
    let written = figures.loaded.map(|loaded| figure("loaded", loaded));
    row.loaded = loaded(check, at, item, written, row.measure);
    row
}

fn weighed(
    check: &mut Check,
    at: &str,
    item: &ItemRow,
    blank: MeasureRow,
    figures: &WeightFigures,
) -> MeasureRow {
    let unit = figures.unit;
    let mut figure = |name: &str, text: &str| exact(check, format!("{at}/{name}"), text, unit);
    let mut row = MeasureRow {
        accepted: figure("accepted", &figures.accepted),
        held_excess: figure("held_excess", &figures.held_excess),
        rejected: figure("rejected", &figures.rejected),
        removed: figure("removed", &figures.removed),
        missing: figure("missing", &figures.missing),
        surplus: figure("surplus", &figures.surplus),
        ..blank
    };
    let written = figures.loaded.as_deref().map(|text| figure("loaded", text));
    // Only shrink has a sign: goods may take up water, two scales may differ.
    let shrink = figures.shrink.as_deref().map(|text| match text.strip_prefix('-') {
        Some(magnitude) => -figure("shrink", magnitude),
        None => figure("shrink", text),
    });
    row.loaded = loaded(check, at, item, written, row.measure);
    let accounted = row.accepted + row.held_excess + row.rejected + row.removed + row.missing;
    row.shrink = shrink.unwrap_or(row.loaded + row.surplus - accounted);
    row
}

fn unlike(pointer: String, dimension: Dimension) -> Invalid {
    let detail = say!("Gunakan satuan {measure}.", "Use a unit of {measure}.", measure = dimension);
    Invalid::says(pointer, "unlike-unit", detail)
}

/// What was loaded: as written, else as shipped.
fn loaded(check: &mut Check, at: &str, item: &ItemRow, written: Option<i64>, measure: Measure) -> i64 {
    let known = written.or_else(|| shipped(item, measure));
    check.require(known.is_some(), || {
        Invalid::new(
            format!("{at}/loaded"),
            "required",
            "Pengiriman tidak mencatat angka muat dalam ukuran ini; isi angkanya.",
            "The shipment does not say what was loaded in this measure; give the figure.",
        )
    });
    known.unwrap_or_default()
}

/// What the papers say was loaded.
fn shipped(item: &ItemRow, measure: Measure) -> Option<i64> {
    match measure {
        Measure::Package => item.packages,
        Measure::Head => item.loaded_in(Dimension::Head),
        Measure::Piece => item.loaded_in(Dimension::Piece),
        Measure::Mass => item.loaded_in(Dimension::Mass),
        Measure::Volume => item.loaded_in(Dimension::Volume),
    }
}

/// An exact figure in base units; zero where it was refused.
fn exact(check: &mut Check, pointer: String, text: &str, unit: Unit) -> i64 {
    check.figure(pointer, text, unit).map_or(0, Quantity::base)
}

const fn blank(receipt_line_id: ReceiptLineId, measure: Measure, unit: Unit) -> MeasureRow {
    MeasureRow {
        receipt_line_id,
        measure,
        unit,
        loaded: 0,
        accepted: 0,
        held_excess: 0,
        rejected: 0,
        dead: 0,
        emergency_slaughtered: 0,
        removed: 0,
        shrink: 0,
        missing: 0,
        surplus: 0,
    }
}

/// The reasons of a line, one row per reason and measure.
pub(super) fn rejections(
    check: &mut Check,
    at: &str,
    line: ReceiptLineId,
    parts: &[RejectionFigures],
) -> Vec<RejectionRow> {
    check.length(&format!("{at}/rejections"), parts, 0..=30);
    let mut rows = Vec::new();
    for (number, part) in (0_i32..).zip(parts) {
        let at = format!("{at}/rejections/{number}");
        let mut amounts = Vec::new();
        for (measure, count, unit) in [
            (Measure::Head, part.heads, Unit::Hea),
            (Measure::Piece, part.pieces, Unit::H87),
            (Measure::Package, part.packages, Unit::H87),
        ] {
            if let Some(count) = count {
                check.require((1..=MOST).contains(&count), || {
                    Invalid::new(
                        format!("{at}/{}", measure.field()),
                        "out-of-range",
                        "Isi bilangan bulat dari 1 sampai 1.000.000.000.",
                        "Give a whole number from 1 to 1,000,000,000.",
                    )
                });
                amounts.push((measure, unit, count));
            }
        }
        for (name, quantity, dimension) in
            [("weight", &part.weight, Dimension::Mass), ("volume", &part.volume, Dimension::Volume)]
        {
            if let Some(quantity) = quantity {
                check.require(quantity.unit.dimension() == dimension, || {
                    unlike(format!("{at}/{name}/unit"), dimension)
                });
                let base = check.positive(&format!("{at}/{name}"), quantity).map_or(0, Quantity::base);
                amounts.push((Measure::from(dimension), quantity.unit, base));
            }
        }
        check.require(!amounts.is_empty(), || {
            Invalid::new(at, "required", "Isi jumlah yang ditolak.", "Give the amount that was rejected.")
        });
        rows.extend(amounts.into_iter().map(|(measure, unit, amount_base)| RejectionRow {
            receipt_line_id: line,
            number,
            measure,
            reason: part.reason,
            amount_base,
            unit,
        }));
    }
    rows
}
