//! What order lines name of their goods: a product variant, a grade. It has a price by the text under which they are ordered.

use std::collections::BTreeMap;

use api_types::Check;
use chrono::{DateTime, Utc};
use domain::shared::{ContractLineId, Invalid, NoPrice, PartyId, Refusal, RefusalCode, VariantId};
use service::{Error, Tx};

use crate::ordering::call_offs::rows::CallOffLineRow;
use crate::outside::{ContractLineRow, makers_of};

/// What may be on its way here where these are found wrong, from agreement; an unknown variant from the catalog.
const PERHAPS_LATE: &[&str] = &["unknown-line", "variant-not-priced", "grade-not-priced", UNKNOWN_VARIANT];
const UNKNOWN_VARIANT: &str = "unknown-variant";

/// Every field that names goods without a price by the text in force now, or a variant that is not the supplier's or of other
/// goods; each line with its place in the request.
pub(super) async fn check_goods(
    tx: &Tx<'_>,
    check: &mut Check,
    supplier: PartyId,
    terms: &BTreeMap<ContractLineId, ContractLineRow>,
    lines: &[CallOffLineRow],
) -> Result<(), Error> {
    let named: Vec<VariantId> = lines.iter().filter_map(|line| line.variant_id).collect();
    let makers = if named.is_empty() { BTreeMap::new() } else { makers_of(tx.conn, &named).await? };
    for line in lines {
        let Some(terms) = terms.get(&line.contract_line_id) else { continue };
        let at = format!("/lines/{}", line.number - 1);
        let rule = terms.price_at(tx.now, tx.now)?.rule;
        if let Err(missing) = rule.check_ordered(line.variant_id, line.grade().as_ref()) {
            let (field, code) = match missing {
                NoPrice::NoVariant | NoPrice::VariantWithout(_) => ("variant_id", "variant-not-priced"),
                _ => ("grade", "grade-not-priced"),
            };
            let detail = missing.unmet(&rule, &at).how_to_fix;
            check.push(Invalid::says(format!("{at}/{field}"), code, detail));
            continue;
        }
        let Some(id) = line.variant_id else { continue };
        let at = format!("{at}/variant_id");
        let Some(maker) = makers.get(&id) else {
            check.push(unknown(at));
            continue;
        };
        let goods = (&maker.commodity_code, &maker.form_code);
        let ordered = (&terms.commodity_code, line.form_code.as_ref().unwrap_or(&terms.form_code));
        let fits = maker.supplier_id == supplier && goods == ordered;
        check.require(fits, || other_goods(at));
    }
    Ok(())
}

/// Ends the check of a new order.
pub(super) fn finish(check: Check) -> Result<(), Error> {
    check.finish().map_err(|invalid| {
        let of_catalog = invalid.iter().all(|field| field.code == UNKNOWN_VARIANT);
        Error::behind_where(if of_catalog { "catalog" } else { "agreement" }, PERHAPS_LATE, invalid)
    })
}

/// What an order names still has a price by the text under which it is issued: at `at`, as it counts for its prices.
pub(super) fn expect_priced(
    lines: &[CallOffLineRow],
    terms: &BTreeMap<ContractLineId, ContractLineRow>,
    at: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let mut unmet = Vec::new();
    for line in lines {
        let Some(terms) = terms.get(&line.contract_line_id) else { continue };
        let rule = terms.price_at(at, now)?.rule;
        if let Err(missing) = rule.check_ordered(line.variant_id, line.grade().as_ref()) {
            unmet.push(missing.unmet(&rule, &format!("lines/{}", line.number)));
        }
    }
    // An amendment that was signed may be on its way here.
    Refusal::unless_empty(RefusalCode::OrderLineInvalid, unmet)
        .map_err(|refusal| Error::behind("agreement", refusal))
}

fn unknown(pointer: String) -> Invalid {
    Invalid::new(
        pointer,
        UNKNOWN_VARIANT,
        "Rujukan ini tidak menunjuk ke varian produk yang ada; pilih dari /v1/variants.",
        "This reference leads to no product variant; choose one of /v1/variants.",
    )
}

fn other_goods(pointer: String) -> Invalid {
    Invalid::new(
        pointer,
        "other-goods",
        "Pilih varian produk milik pemasok kontrak ini dengan komoditas dan bentuk yang dipesan.",
        "Choose a product variant of the supplier of this contract, of the commodity and form ordered.",
    )
}
