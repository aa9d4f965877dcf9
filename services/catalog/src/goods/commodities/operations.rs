//! What can be done with commodities.

use std::collections::HashMap;

use api_types::catalog::{CommodityForm, CreateCommodityRequest, UpdateCommodityRequest};
use api_types::{Check, WireBilingual};
use domain::catalog::{CommodityHappened, Form};
use domain::shared::{CommodityCode, FormCode, Invalid};
use service::Error;
use web::{Command, Etag, Reply};

use super::access::op;
use super::queries;
use super::rows::{CommodityRow, FormRow};
use crate::context::Context;

/// Registers a commodity; 201.
pub(super) async fn create_commodity(
    context: &Context,
    command: Command<op::CreateCommodity, CreateCommodityRequest>,
) -> Result<Reply, web::ApiError> {
    let body = command.body;
    context
        .core
        .write(command.meta, async move |tx| {
            let mut check = Check::new();
            let code = check.take(body.code.parse::<CommodityCode>().map_err(|_| bad_code("/code")));
            let name = checked_name(&mut check, "/name", &body.name);
            check_forms(&mut check, &body.forms);
            check.finish()?;
            let code = code.ok_or_else(|| Error::Internal("a checked commodity has a code".to_owned()))?;
            let row = CommodityRow {
                id: tx.new_id(),
                code,
                name_id: name.id,
                name_en: name.en,
                goods_group: body.group,
                natural_unit: body.natural_unit,
                version: 1,
                created_at: tx.now,
                updated_at: tx.now,
            };
            let forms = form_rows(&row.code, &body.forms);
            queries::insert_commodity(tx.conn, &row, &forms).await.map_err(taken)?;
            tx.emit(&row, CommodityHappened::Registered).await?;
            let (etag, location) = (Etag::of(row.version), format!("/v1/commodities/{}", row.code));
            Ok(Reply::created(location, &etag, &row.view(forms))?)
        })
        .await
}

/// Changes a commodity's names and adds forms; 200.
pub(super) async fn update_commodity(
    context: &Context,
    code: String,
    command: Command<op::UpdateCommodity, UpdateCommodityRequest>,
) -> Result<Reply, web::ApiError> {
    let body = command.body;
    context
        .core
        .write(command.meta, async move |tx| {
            let mut row = queries::lock_commodity(tx.conn, &code).await?;
            tx.expect(&Etag::of(row.version))?;
            let mut forms = queries::forms_of(tx.conn, std::slice::from_ref(&code)).await?;
            let mut forms = forms.remove(&code).unwrap_or_default();
            let mut check = Check::new();
            if let Some(name) = &body.name {
                let name = checked_name(&mut check, "/name", name);
                (row.name_id, row.name_en) = (name.id, name.en);
            }
            if let Some(wanted) = &body.forms {
                check_forms(&mut check, wanted);
                check_kept(&mut check, &forms, wanted);
                forms = changed_forms(&row.code, &forms, wanted);
            }
            check.finish()?;
            queries::put_forms(tx.conn, &forms).await?;
            tx.change(&mut row, CommodityHappened::Changed).await?;
            Ok(Reply::ok(&Etag::of(row.version), &row.view(forms))?)
        })
        .await
}

fn form_rows(code: &CommodityCode, forms: &[CommodityForm]) -> Vec<FormRow> {
    forms.iter().enumerate().map(|(place, form)| FormRow::of(code, place, form)).collect()
}

/// The forms as wanted; one whose natural unit is not said keeps it.
fn changed_forms(code: &CommodityCode, kept: &[FormRow], wanted: &[CommodityForm]) -> Vec<FormRow> {
    let mut rows = form_rows(code, wanted);
    for row in &mut rows {
        let former = kept.iter().find(|form| form.code == row.code);
        row.natural_unit = row.natural_unit.or_else(|| former?.natural_unit);
    }
    rows
}

fn checked_name(check: &mut Check, pointer: &str, name: &WireBilingual) -> WireBilingual {
    WireBilingual {
        id: check.line(&format!("{pointer}/id"), &name.id, 1..=120),
        en: check.line(&format!("{pointer}/en"), &name.en, 1..=120),
    }
}

/// Codes are codes and unique, names are there, the second unit measures something else.
fn check_forms(check: &mut Check, forms: &[CommodityForm]) {
    check.length("/forms", forms, 1..=20);
    for (place, form) in forms.iter().enumerate() {
        let pointer = format!("/forms/{place}");
        check.require(form.code.parse::<FormCode>().is_ok(), || bad_code(&format!("{pointer}/code")));
        check.require(forms[..place].iter().all(|other| other.code != form.code), || {
            Invalid::new(
                format!("{pointer}/code"),
                "repeated",
                "Kode bentuk ini sudah ada di atas; beri kode lain.",
                "This form's code stands above already; give another.",
            )
        });
        checked_name(check, &format!("{pointer}/name"), &form.name);
        let alike = form.second_unit.is_some_and(|second| second.dimension() == form.unit.dimension());
        check.require(!alike, || {
            Invalid::new(
                format!("{pointer}/second_unit"),
                "same-dimension",
                "Satuan kedua harus mengukur hal lain, misalnya ekor di samping kilogram.",
                "The second unit must measure something else, such as heads beside kilograms.",
            )
        });
        let counted =
            form.natural_unit.is_none_or(|natural| Form::is_counted_in(natural, form.unit, form.second_unit));
        check.require(counted, || {
            Invalid::new(
                format!("{pointer}/natural_unit"),
                "not-measured",
                "Pilih satuan yang sejenis dengan satuan bentuk ini, atau `vehicle` untuk barang yang dihitung per truk.",
                "Choose a unit of a kind this form is measured in, or `vehicle` for goods counted by the truck.",
            )
        });
    }
}

/// Every form there is stays, with its units.
fn check_kept(check: &mut Check, forms: &[FormRow], wanted: &[CommodityForm]) {
    let wanted: HashMap<&str, (usize, &CommodityForm)> =
        wanted.iter().enumerate().map(|(place, form)| (form.code.as_str(), (place, form))).collect();
    for form in forms {
        match wanted.get(form.code.as_str()) {
            None => check.push(Invalid::new(
                "/forms",
                "form-missing",
                format!(
                    "Bentuk {} mungkin dipakai kontrak dan tidak dapat dihapus; sertakan lagi.",
                    form.name_id
                ),
                format!("Contracts may refer to the form {}; it cannot be left out.", form.name_en),
            )),
            Some((place, kept)) if kept.unit != form.unit || kept.second_unit != form.second_unit => {
                check.push(Invalid::new(
                    format!("/forms/{place}/unit"),
                    "unit-changed",
                    "Satuan bentuk yang sudah ada tidak dapat diubah; tambahkan bentuk baru.",
                    "The units of an existing form cannot change; add a new form.",
                ));
            }
            Some(_) => {}
        }
    }
}

fn bad_code(pointer: &str) -> Invalid {
    Invalid::new(
        pointer,
        "code",
        "Tulis kode dengan huruf kecil, angka, dan garis bawah, misalnya `bawang_merah` (2 sampai 40 karakter).",
        "Write the code in lower-case letters, digits and underscores, such as `red_onion` (2 to 40 characters).",
    )
}

fn taken(error: Error) -> Error {
    error.when_unique("commodity_code_key", || {
        Error::duplicate(
            "/code",
            "Komoditas dengan kode ini sudah ada.",
            "A commodity with this code exists already.",
        )
    })
}
