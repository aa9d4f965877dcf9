//! How the prices of lines are found: what a rule may name when it is written, and that it gives a price when it comes into
//! force.

use std::collections::BTreeSet;

use api_types::agreement::ContractLineRequest;
use api_types::{Check, read_price};
use chrono::NaiveDate;
use domain::agreement::PlausiblePrice;
use domain::shared::{
    Dated, Invalid, LinePrice, Money, NoPrice, PartyId, PriceRule, PricedGoods, Ratio, ReferencePrice,
    Refusal, RefusalCode,
};
use service::dated::rules_on;
use service::{Error, Tx};

use crate::cooperation::contracts::rows::ContractLineRow;
use crate::outside::{UNKNOWN_VARIANT, known_references, known_variants, reference_prices};

/// How the price of a line is found, every price of it plausible; a wrong field leaves a placeholder that the check refuses.
pub(super) fn read(
    check: &mut Check,
    at: &str,
    line: &ContractLineRequest,
    known: &KnownPrices,
) -> PriceRule {
    let read = read_price(check, at, line.price.as_ref(), line.price_rule.as_ref());
    // What is refused says so once.
    let Some(rule) = read else { return PriceRule::fixed(Money(*Money::PRICES.start())) };
    for (pointer, price) in rule.prices(at) {
        let (commodity, basis) = (&line.commodity_code, line.price_basis);
        PlausiblePrice::check(&known.plausible, commodity, basis, price, &pointer)
            .into_iter()
            .for_each(|slip| check.push(slip));
    }
    if let PriceRule::ReferencePlusMargin(follows) = &rule {
        let goods = (line.commodity_code.as_str(), line.form_code.as_str());
        let made = follows.price_on(line.price_basis, goods, known.day, &known.references);
        let pointer = format!("{at}/price_rule/reference/margin");
        made.and_then(|(price, _)| {
            PlausiblePrice::check(&known.plausible, &line.commodity_code, line.price_basis, price, &pointer)
        })
        .into_iter()
        .for_each(|slip| check.push(slip));
    }
    rule
}

/// What the prices of a text are judged by when it is written.
pub(super) struct KnownPrices {
    plausible: Vec<Dated<PlausiblePrice>>,
    references: Vec<Dated<ReferencePrice>>,
    day: NaiveDate,
}

impl KnownPrices {
    /// Those of today.
    pub(super) async fn of(tx: &Tx<'_>, commodities: &[String]) -> Result<Self, Error> {
        let day = tx.today();
        Ok(Self {
            plausible: rules_on::<PlausiblePrice>(tx.conn, day).await?,
            references: reference_prices(tx.conn, commodities).await?,
            day,
        })
    }
}

/// A variant that has a price is one of the supplier's, and of the goods of its line.
pub(super) async fn check_variants(
    tx: &mut Tx<'_>,
    check: &mut Check,
    supplier: PartyId,
    lines: &[ContractLineRow],
) -> Result<(), Error> {
    let rules = lines.iter().map(ContractLineRow::price).collect::<Result<Vec<_>, _>>()?;
    let named: BTreeSet<_> = rules.iter().flat_map(PriceRule::variants).map(|one| one.variant_id).collect();
    if named.is_empty() {
        return Ok(());
    }
    let known = known_variants(tx.conn, &Vec::from_iter(named)).await?;
    for (number, (line, rule)) in lines.iter().zip(&rules).enumerate() {
        for (index, one) in rule.variants().iter().enumerate() {
            let at = format!("/lines/{number}/price_rule/variants/{index}/variant_id");
            let Some(variant) = known.get(&one.variant_id) else {
                check.push(unknown(at));
                continue;
            };
            check.require(variant.supplier_id == supplier, || foreign(&at));
            let goods = (&variant.commodity_code, &variant.form_code);
            check.require(goods == (&line.commodity_code, &line.form_code), || other_goods(&at));
        }
    }
    Ok(())
}

/// Where the price of a line follows a reference price, one is in force on the day from which on the line counts, and makes a
/// price.
pub(crate) async fn expect_prices(
    tx: &mut Tx<'_>,
    lines: &[ContractLineRow],
    day: NaiveDate,
) -> Result<(), Error> {
    let mut following = Vec::new();
    for line in lines {
        let rule = line.price()?;
        if matches!(rule, PriceRule::ReferencePlusMargin(_)) {
            following.push((line, LinePrice { rule, basis: line.price_basis }));
        }
    }
    if following.is_empty() {
        return Ok(());
    }
    let codes: Vec<String> = following.iter().map(|(line, _)| line.commodity_code.clone()).collect();
    let references = known_references(tx.conn, &codes).await?;
    let missing = |(line, price): &(&ContractLineRow, LinePrice)| {
        let (commodity, form) = (line.commodity_code.as_str(), line.form_code.as_str());
        let goods = PricedGoods {
            commodity,
            form,
            counts: Ratio::SAME,
            grade: None,
            variant: None,
            weighed: None,
            day,
        };
        let missing: NoPrice = price.find(&goods, &references).err()?;
        Some(missing.unmet(&price.rule, &format!("lines/{}", line.number)))
    };
    let unmet = following.iter().filter_map(missing).collect();
    // The row that is missing may have been added just now.
    Refusal::unless_empty(RefusalCode::PriceNotFound, unmet)
        .map_err(|refusal| Error::behind("catalog", refusal))
}

fn unknown(at: String) -> Invalid {
    Invalid::new(
        at,
        UNKNOWN_VARIANT,
        "Rujukan ini tidak menunjuk ke varian produk yang ada; pilih dari /v1/variants.",
        "This reference leads to no product variant; choose one of /v1/variants.",
    )
}

fn foreign(at: &str) -> Invalid {
    Invalid::new(
        at,
        "foreign-variant",
        "Varian produk harus milik pemasok kontrak ini.",
        "A product variant must belong to the supplier of this contract.",
    )
}

fn other_goods(at: &str) -> Invalid {
    Invalid::new(
        at,
        "other-goods",
        "Pilih varian dengan komoditas dan bentuk yang sama dengan baris ini, atau pindahkan ke baris lain.",
        "Choose a variant of the commodity and form of this line, or put it on another line.",
    )
}
