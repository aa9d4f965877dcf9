//! Fields of requests that name a form of a commodity.

use db::Connection;
use domain::say;
use domain::shared::{CommodityCode, Invalid, PriceBasis};
use service::Error;

use super::queries::{find_commodity, find_form};
use super::rows::FormRow;

/// The form that `commodity_code` and `form_code` of a request name.
///
/// # Errors
/// 422 that names the field.
pub(crate) async fn expect_form(
    conn: &mut Connection,
    commodity_code: &str,
    form_code: &str,
) -> Result<FormRow, Error> {
    named_form(conn, '/', commodity_code, form_code).await
}

/// A field that names no form of its commodity.
pub(crate) fn unknown_form(pointer: &str) -> Invalid {
    Invalid::new(
        pointer,
        "unknown-form",
        "Pilih salah satu bentuk komoditas ini; daftar lengkap di /v1/commodities.",
        "Choose one of the forms of this commodity; the list is at /v1/commodities.",
    )
}

/// The form that `commodity_code` and `form_code` of a query name.
///
/// # Errors
/// 422 that names the parameter.
pub(crate) async fn expect_asked_form(
    conn: &mut Connection,
    commodity_code: &str,
    form_code: &str,
) -> Result<FormRow, Error> {
    named_form(conn, '?', commodity_code, form_code).await
}

async fn named_form(
    conn: &mut Connection,
    at: char,
    commodity_code: &str,
    form_code: &str,
) -> Result<FormRow, Error> {
    if let Some(form) = find_form(conn, commodity_code, form_code).await? {
        return Ok(form);
    }
    if find_commodity(conn, commodity_code).await?.is_none() {
        return Err(Error::Invalid(vec![CommodityCode::unknown(&format!("{at}commodity_code"))]));
    }
    Err(Error::Invalid(vec![unknown_form(&format!("{at}form_code"))]))
}

/// The form that `commodity_code` and `form_code` of a request name, measured in what its `price_basis` counts.
///
/// # Errors
/// 422 that names the field.
pub(crate) async fn expect_priced_form(
    conn: &mut Connection,
    commodity_code: &str,
    form_code: &str,
    basis: PriceBasis,
) -> Result<FormRow, Error> {
    let form = named_form(conn, '/', commodity_code, form_code).await?;
    check_priced(&form, basis)?;
    Ok(form)
}

/// A form is measured in what a `price_basis` counts.
pub(crate) fn check_priced(form: &FormRow, basis: PriceBasis) -> Result<(), Vec<Invalid>> {
    let mut measures = [Some(form.unit), form.second_unit].into_iter().flatten();
    if measures.any(|unit| unit.dimension() == basis.dimension()) {
        return Ok(());
    }
    let detail = say!(
        "Bentuk komoditas ini tidak diukur {basis}; pilih dasar harga yang sesuai dengan satuannya.",
        "This form is not measured {basis}; choose a price basis that fits its unit.",
        basis = basis,
    );
    Err(vec![Invalid::says("/price_basis", "price-basis", detail)])
}
