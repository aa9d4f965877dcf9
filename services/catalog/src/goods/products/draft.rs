//! What a request or a row of a file says of a new product, read and judged.

use api_types::Check;
use api_types::catalog::CreateProductRequest;
use chrono::{DateTime, Utc};
use domain::catalog::{CommodityGroup, ProductState, product_group};
use domain::shared::{CommodityCode, FormCode, Invalid, PartyId, ProductId};

use super::rows::ProductRow;
use crate::goods::commodities::{CommodityRow, FormRow, unknown_form};

/// A new product.
pub(super) struct Draft {
    goods: Goods,
    name: String,
    description: Option<String>,
    reference: Option<String>,
}

/// What a product is: a commodity in one of its forms, and its group.
struct Goods {
    commodity: CommodityCode,
    form: FormCode,
    group: CommodityGroup,
}

/// Reads it; `commodity` and `form` are those it names, where they exist.
///
/// # Errors
/// Every field that cannot be accepted.
pub(super) fn read(
    body: &CreateProductRequest,
    commodity: Option<&CommodityRow>,
    form: Option<&FormRow>,
) -> Result<Draft, Vec<Invalid>> {
    let mut check = Check::new();
    let name = check.line("/name", &body.name, 1..=120);
    let description = check.optional_text("/description", body.description.as_deref(), 1..=2000);
    let reference = check.optional_line("/external_reference", body.external_reference.as_deref(), 1..=100);
    let goods = goods(&mut check, body, commodity, form);
    check.finish()?;
    let goods = goods.ok_or_else(|| vec![unknown_form("/form_code")])?;
    Ok(Draft { goods, name, description, reference })
}

fn goods(
    check: &mut Check,
    body: &CreateProductRequest,
    commodity: Option<&CommodityRow>,
    form: Option<&FormRow>,
) -> Option<Goods> {
    let Some(commodity) = commodity else {
        check.push(CommodityCode::unknown("/commodity_code"));
        return None;
    };
    let form = form.and_then(|form| form.code.parse().ok());
    let form = check.take(form.ok_or_else(|| unknown_form("/form_code")));
    let group = check.take(product_group(commodity.goods_group, body.group));
    Some(Goods { commodity: commodity.code.clone(), form: form?, group: group? })
}

impl Draft {
    /// The row of it.
    pub(super) fn row(
        self,
        id: ProductId,
        (supplier, region): (PartyId, String),
        now: DateTime<Utc>,
    ) -> ProductRow {
        ProductRow {
            id,
            supplier_id: supplier,
            supplier_region_code: region,
            commodity_code: self.goods.commodity,
            form_code: self.goods.form,
            goods_group: self.goods.group,
            name: self.name,
            description: self.description,
            external_reference: self.reference,
            state: ProductState::Draft,
            version: 1,
            created_at: now,
            updated_at: now,
        }
    }
}
