//! How variants and permits are shown: with what the day decides.

use api_types::catalog::{MissingPermitView, PermitView, VariantView};
use chrono::NaiveDate;
use domain::catalog::{PermitRules, ProductNature, ProductState};
use domain::shared::Unmet;
use service::Error;
use web::Etag;

use super::rows::{PermitRow, WholeVariant};

impl WholeVariant {
    /// The needs for permits that no permit meets on the day.
    fn missing(&self, rules: &PermitRules, day: NaiveDate) -> Vec<Unmet> {
        let nature = ProductNature {
            group: self.product.goods_group,
            traits: &self.variant.traits,
            supplier_size: self.supplier_size,
        };
        rules
            .permits_standing(nature, &self.permits(), day)
            .err()
            .map_or_else(Vec::new, |refusal| refusal.unmet)
    }

    /// The view on a day, with the ETag that marks what the day decides.
    ///
    /// # Errors
    /// When what is stored cannot be read: our mistake.
    pub(super) fn view(self, rules: &PermitRules, day: NaiveDate) -> Result<(Etag, VariantView), Error> {
        let missing = self.missing(rules, day);
        let listing_ready = missing.is_empty() && self.product.state == ProductState::Published;
        let (row, product) = (&self.variant, &self.product);
        let net_content = row.net_content().into();
        let version_hash =
            row.version_hash.parse().map_err(|_| Error::Internal("a stored hash".to_owned()))?;
        let permits: Vec<PermitView> =
            self.permits.iter().map(|one| permit_view(one, rules, day)).collect::<Result<_, _>>()?;
        let standing: Vec<&str> = permits.iter().map(|one| one.status.label()).collect();
        let etag = Etag::with_derived(row.version, &format!("{listing_ready} {standing:?}"));
        let view = VariantView {
            id: row.id,
            etag: etag.to_string(),
            product_id: product.id,
            state: product.state,
            supplier_id: product.supplier_id,
            commodity_code: product.commodity_code.to_string(),
            form_code: product.form_code.to_string(),
            group: product.goods_group,
            name: row.name.clone(),
            gtin: row.gtin.clone(),
            net_content,
            ingredients: row.ingredients.clone(),
            producer: row.producer.clone(),
            storage: row.storage,
            best_before_days: row.label().best_before_days,
            allergens: row.allergens.clone(),
            traits: row.traits.clone(),
            image_ids: self.image_ids.clone(),
            version_hash,
            permits,
            listing_ready,
            missing_permits: missing.into_iter().map(missing_view).collect(),
            created_at: row.created_at,
            updated_at: row.updated_at,
        };
        Ok((etag, view))
    }
}

fn missing_view(unmet: Unmet) -> MissingPermitView {
    MissingPermitView {
        rule: unmet.rule,
        found: unmet.found.into(),
        required: unmet.required.into(),
        how_to_fix: unmet.how_to_fix.into(),
        legal_basis: unmet.legal_basis,
    }
}

/// The ETag of a permit on a day.
pub(super) fn permit_etag(row: &PermitRow, rules: &PermitRules, day: NaiveDate) -> Etag {
    Etag::with_derived(row.version, rules.status(&row.permit(), day).label())
}

/// The view of a permit on a day.
///
/// # Errors
/// When what is stored cannot be read: our mistake.
pub(super) fn permit_view(row: &PermitRow, rules: &PermitRules, day: NaiveDate) -> Result<PermitView, Error> {
    let sha256 = row.sha256.as_deref().map(str::parse).transpose();
    Ok(PermitView {
        id: row.id,
        etag: permit_etag(row, rules, day).to_string(),
        variant_id: row.variant_id,
        r#type: row.type_,
        number: row.number.clone(),
        issuer: row.issuer.clone(),
        issued_date: row.issued_date,
        valid_until_date: row.expires_on,
        sha256: sha256.map_err(|_| Error::Internal("a stored hash".to_owned()))?,
        status: rules.status(&row.permit(), day),
        created_at: row.created_at,
        checked_at: row.checked_at,
        withdrawn_at: row.withdrawn_at,
    })
}
