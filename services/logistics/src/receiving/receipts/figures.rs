//! From the figures of a request to the rows of a line: exact, never rounded, every bad figure named.

use api_types::Check;
use api_types::logistics::{CountFigures, ReceiptLineRequest, RejectionFigures, WeightFigures};
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
    for (figures, name, dimension, unit) in [
        (&request.heads, "heads", Dimension::Head, Unit::Hea),
        (&request.pieces, "pieces", Dimension::Piece, Unit::H87),
    ] {
        if let Some(figures) = figures {
            let blank = blank(line, dimension, unit);
            rows.push(counted(check, &format!("{at}/{name}"), item, blank, figures));
        }
    }
    for (figures, name, dimension) in
        [(&request.weight, "weight", Dimension::Mass), (&request.volume, "volume", Dimension::Volume)]
    {
        if let Some(figures) = figures {
            let blank = blank(line, dimension, figures.unit);
            rows.extend(weighed(check, &format!("{at}/{name}"), item, blank, figures));
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
    row.loaded = loaded(check, at, item, written, row.dimension);
    row
}

fn weighed(
    check: &mut Check,
    at: &str,
    item: &ItemRow,
    blank: MeasureRow,
    figures: &WeightFigures,
) -> Option<MeasureRow> {
    let unit = figures.unit;
    if unit.dimension() != blank.dimension {
        check.push(unlike(format!("{at}/unit"), blank.dimension));
        return None;
    }
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
    row.loaded = loaded(check, at, item, written, row.dimension);
    let accounted = row.accepted + row.held_excess + row.rejected + row.removed + row.missing;
    row.shrink = shrink.unwrap_or(row.loaded + row.surplus - accounted);
    Some(row)
}

fn unlike(pointer: String, dimension: Dimension) -> Invalid {
    let detail = say!("Gunakan satuan {measure}.", "Use a unit of {measure}.", measure = dimension);
    Invalid::says(pointer, "unlike-unit", detail)
}

/// What was loaded: as written, else as shipped.
fn loaded(check: &mut Check, at: &str, item: &ItemRow, written: Option<i64>, dimension: Dimension) -> i64 {
    let known = written.or_else(|| item.loaded_in(dimension));
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

/// An exact figure in base units; zero where it was refused.
fn exact(check: &mut Check, pointer: String, text: &str, unit: Unit) -> i64 {
    check.figure(pointer, text, unit).map_or(0, Quantity::base)
}

const fn blank(receipt_line_id: ReceiptLineId, dimension: Dimension, unit: Unit) -> MeasureRow {
    MeasureRow {
        receipt_line_id,
        dimension,
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
        for (name, count, unit) in [("heads", part.heads, Unit::Hea), ("pieces", part.pieces, Unit::H87)] {
            if let Some(count) = count {
                check.require((1..=MOST).contains(&count), || {
                    Invalid::new(
                        format!("{at}/{name}"),
                        "out-of-range",
                        "Isi bilangan bulat dari 1 sampai 1.000.000.000.",
                        "Give a whole number from 1 to 1,000,000,000.",
                    )
                });
                amounts.push((unit, count));
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
                amounts.push((quantity.unit, base));
            }
        }
        check.require(!amounts.is_empty(), || {
            Invalid::new(at, "required", "Isi jumlah yang ditolak.", "Give the amount that was rejected.")
        });
        rows.extend(amounts.into_iter().map(|(unit, amount_base)| RejectionRow {
            receipt_line_id: line,
            number,
            dimension: unit.dimension(),
            reason: part.reason,
            amount_base,
            unit,
        }));
    }
    rows
}
