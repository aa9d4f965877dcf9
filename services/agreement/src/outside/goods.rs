//! Whether a line asks for goods that the catalog has, in a unit they are measured in.

use api_types::Check;
use domain::shared::{Bilingual, CommodityCode, Invalid, Unit};
use domain::{say, words};
use service::Error;

use super::KnownForm;

/// No yield in force converts a form to that of its line.
pub(crate) const NO_YIELD: &str = "no-yield";

/// Refusals that news of the catalog may lift.
const PERHAPS_LATE: &[&str] =
    &["unknown-commodity", "unknown-form", "unknown-season", "other-contract", UNKNOWN_VARIANT, NO_YIELD];

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
    let forms = forms_of(asked, known);
    if forms.is_empty() {
        check.push(CommodityCode::unknown(&format!("{at}/commodity_code")));
        return;
    }
    check_form(check, (&format!("{at}/form_code"), &format!("{at}/unit")), asked, &forms);
}

/// So are the other forms that the line may be met in, each named once.
pub(crate) fn check_also(
    check: &mut Check,
    at: &str,
    (asked, also): (&Asked<'_>, &[String]),
    known: &[KnownForm],
) {
    let forms = forms_of(asked, known);
    for (place, form_code) in also.iter().enumerate().filter(|_| !forms.is_empty()) {
        let pointer = format!("{at}/also_form_codes/{place}");
        check.require(!also[..place].contains(form_code), || {
            Invalid::new(
                &pointer,
                "repeated",
                "Bentuk ini sudah disebut; cukup satu kali.",
                "This form is named already; once is enough.",
            )
        });
        check_form(check, (&pointer, &pointer), &Asked { form_code, ..*asked }, &forms);
    }
}

fn forms_of<'k>(asked: &Asked<'_>, known: &'k [KnownForm]) -> Vec<&'k KnownForm> {
    known.iter().filter(|form| form.commodity_code == asked.commodity_code).collect()
}

/// The form is one of these, and measured in the unit's dimension; the pointers are those of the form and of the unit.
fn check_form(check: &mut Check, (form_at, unit_at): (&str, &str), asked: &Asked<'_>, forms: &[&KnownForm]) {
    let Some(form) = forms.iter().find(|form| form.form_code == asked.form_code) else {
        let codes = forms.iter().map(|form| Bilingual::same(format!("`{}`", form.form_code)));
        let detail = say!(
            "Pilih bentuk komoditas ini: {codes}.",
            "Choose a form of this commodity: {codes}.",
            codes = words::one_of(codes),
        );
        check.push(Invalid::says(form_at, "unknown-form", detail));
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
        Invalid::says(unit_at, "unlike-unit", detail)
    });
}

/// Ends a check of lines that name these commodities: what the catalog may be about to tell is asked for once more.
pub(crate) fn finish_goods(check: Check, codes: &[String]) -> Result<(), Error> {
    let well_written = codes.iter().all(|code| code.parse::<CommodityCode>().is_ok());
    let perhaps_late = if well_written { PERHAPS_LATE } else { &[] };
    check.finish().map_err(|invalid| Error::behind_where("catalog", perhaps_late, invalid))
}
