//! Whether a line asks for goods that the catalog has, in a unit they are measured in.

use api_types::Check;
use domain::shared::{Bilingual, CommodityCode, Invalid, Unit};
use domain::{say, words};
use service::Error;

use super::KnownForm;

/// Refusals that news of the catalog may lift.
const PERHAPS_LATE: &[&str] =
    &["unknown-commodity", "unknown-form", "unknown-season", "other-contract", UNKNOWN_VARIANT];

/// A product variant that the catalog has not told of.
pub(crate) const UNKNOWN_VARIANT: &str = "unknown-variant";

/// What one line asks for.
pub(crate) struct Asked<'a> {
    pub(crate) commodity_code: &'a str,
    pub(crate) form_code: &'a str,
    pub(crate) unit: Unit,
}

/// The catalog has the commodity, the form is one of its own, and its goods are measured in the line's dimension.
pub(crate) fn check_goods(check: &mut Check, at: &str, asked: &Asked<'_>, known: &[KnownForm]) {
    let of_this = |form: &&KnownForm| form.commodity_code == asked.commodity_code;
    let forms: Vec<&KnownForm> = known.iter().filter(of_this).collect();
    if forms.is_empty() {
        check.push(CommodityCode::unknown(&format!("{at}/commodity_code")));
        return;
    }
    let Some(form) = forms.iter().find(|form| form.form_code == asked.form_code) else {
        let codes = forms.iter().map(|form| Bilingual::same(format!("`{}`", form.form_code)));
        let detail = say!(
            "Pilih bentuk komoditas ini: {codes}.",
            "Choose a form of this commodity: {codes}.",
            codes = words::one_of(codes),
        );
        check.push(Invalid::says(format!("{at}/form_code"), "unknown-form", detail));
        return;
    };
    let measures = [Some(form.unit), form.second_unit].into_iter().flatten();
    let fits = measures.clone().any(|unit| unit.dimension() == asked.unit.dimension());
    check.require(fits, || {
        let detail = say!(
            "Bentuk ini diukur dalam {units}; pilih satuan yang sejenis.",
            "This form is measured in {units}; choose a unit of the same kind.",
            units = words::one_of(measures),
        );
        Invalid::says(format!("{at}/unit"), "unlike-unit", detail)
    });
}

/// Ends a check of lines that name these commodities: what the catalog may be about to tell is asked for once more.
pub(crate) fn finish_goods(check: Check, codes: &[String]) -> Result<(), Error> {
    let well_written = codes.iter().all(|code| code.parse::<CommodityCode>().is_ok());
    let perhaps_late = if well_written { PERHAPS_LATE } else { &[] };
    check.finish().map_err(|invalid| Error::behind_where("catalog", perhaps_late, invalid))
}
