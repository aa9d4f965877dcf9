//! Orders in another form than that of their contract line: which may be ordered, and the yield each counts by.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use db::Connection;
use domain::shared::{
    Bilingual, CodeError, CommodityCode, ContractLineId, Conversion, Dated, FormCode, Quantity, Ratio,
    Refusal, RefusalCode, Unmet, Yield, yield_asked, yield_on,
};
use domain::words::amount;
use domain::{say, words};
use service::Error;

use crate::ordering::call_offs::rows::CallOffLineRow;
use crate::outside::{ContractLineRow, yields};

/// Fixes by which yield the lines of an order of this day count: of their contract line's own form as they are, of another
/// that it may be met in by the text and the yield of the day. Both may be on their way here.
///
/// # Errors
/// `order-line-invalid` naming each form that the contract line does not name, or that no yield converts.
pub(super) async fn freeze_yields(
    conn: &Connection,
    lines: &mut [CallOffLineRow],
    terms: &BTreeMap<ContractLineId, ContractLineRow>,
    day: NaiveDate,
) -> Result<(), Error> {
    let own = |line: &CallOffLineRow| terms.get(&line.contract_line_id).map(|terms| terms.form_code.clone());
    for line in lines.iter_mut().filter(|line| line.form_code == own(line)) {
        line.form_code = None;
    }
    let named: Vec<&CallOffLineRow> = lines.iter().filter(|line| line.form_code.is_some()).collect();
    if named.is_empty() {
        return Ok(());
    }
    let foreign = named.iter().filter_map(|line| foreign_form(line, terms.get(&line.contract_line_id)?, day));
    Refusal::unless_empty(RefusalCode::OrderLineInvalid, foreign.collect())
        .map_err(|refusal| Error::behind("agreement", refusal))?;
    let goods = named.iter().filter_map(|line| terms.get(&line.contract_line_id));
    let converted =
        yields(conn, &goods.map(|terms| terms.commodity_code.clone()).collect::<Vec<_>>()).await?;
    let mut unmet = Vec::new();
    for line in lines.iter_mut() {
        let (Some(form), Some(terms)) = (line.form_code.clone(), terms.get(&line.contract_line_id)) else {
            continue;
        };
        match ratio_on(&converted, terms, &form, day)? {
            Some(counts) if counts_as_a_quantity(line.ordered_base, counts) => {
                (line.yield_input, line.yield_output) = (counts.input(), counts.output());
            }
            Some(_) => unmet.push(counts_as_none(line, terms, &form)),
            None => unmet.push(no_yield(line, terms, &form, day)),
        }
    }
    Refusal::unless_empty(RefusalCode::OrderLineInvalid, unmet)
        .map_err(|refusal| Error::behind("catalog", refusal))
}

/// What a form counts as in that of the contract line, by the yield in force on a day.
///
/// # Errors
/// A code that is stored and none.
fn ratio_on(
    yields: &[Dated<Yield>],
    line: &ContractLineRow,
    form: &str,
    day: NaiveDate,
) -> Result<Option<Ratio>, Error> {
    let codes = || -> Result<(CommodityCode, FormCode, FormCode), CodeError> {
        Ok((line.commodity_code.parse()?, form.parse()?, line.form_code.parse()?))
    };
    let (commodity, from, to) =
        codes().map_err(|error| Error::Internal(format!("a stored code: {error}")))?;
    let row = yield_on(yields, Conversion { commodity: &commodity, from: &from, to: &to }, day);
    Ok(row.and_then(|row| row.rule.ratio().ok()))
}

/// Whether an amount counts as more than nothing, and as no more than a quantity holds.
pub(super) fn counts_as_a_quantity(base: i64, counts: Ratio) -> bool {
    (1..=i128::from(Quantity::MAX_BASE)).contains(&counts.of(base.into()))
}

/// An amount that counts as nothing, or as more than a quantity holds.
fn counts_as_none(line: &CallOffLineRow, terms: &ContractLineRow, form: &str) -> Unmet {
    let how = say!(
        "Pesan jumlah {form} yang dihitung sebagai sedikitnya satu satuan terkecil dan tidak melebihi batas jumlah dalam bentuk \
         {own}.",
        "Order an amount of {form} that counts as the least there is of {own} or more, and as no more than a quantity holds.",
        form = code(form),
        own = code(&terms.form_code),
    );
    let ordered = amount(line.ordered_base, line.unit);
    let required = Bilingual::new("jumlah yang terhitung", "an amount that counts");
    Unmet::new("counts_as_a_quantity", line.contract_line_id, ordered, required, how)
}

fn code(form: &str) -> Bilingual {
    Bilingual::same(format!("`{form}`"))
}

/// A form that the contract line may not be met in.
fn foreign_form(line: &CallOffLineRow, terms: &ContractLineRow, day: NaiveDate) -> Option<Unmet> {
    let (also, form) = (terms.also_forms_on(day), line.form_code.as_deref()?);
    if also.iter().any(|other| other == form) {
        return None;
    }
    let forms = words::one_of(std::iter::once(&terms.form_code).chain(&also).map(|form| code(form)));
    let how = say!(
        "Pesan dalam bentuk yang disebut baris kontrak: {forms}. Bentuk lain perlu adendum.",
        "Order in a form that the contract line names: {forms}. Another one needs an amendment.",
        forms = forms.clone(),
    );
    Some(Unmet::new("form_of_the_line", line.contract_line_id, code(form), forms, how))
}

fn no_yield(line: &CallOffLineRow, terms: &ContractLineRow, form: &str, day: NaiveDate) -> Unmet {
    let required = yield_asked(form, &terms.form_code, day);
    let how = say!(
        "Tanpa rendemen {form} tidak dapat dihitung pada baris kontrak ini. Pesan dalam bentuk {own}, atau minta pengelola \
         platform menambahkan rendemennya.",
        "Without a yield {form} cannot be counted on this contract line. Order in the form {own}, or ask the platform's \
         administrator to add the yield.",
        form = code(form),
        own = code(&terms.form_code),
    );
    Unmet::new("yield_in_force", line.contract_line_id, code(form), required, how)
}
