//! How listings are shown: with the condition that today decides.

use api_types::catalog::ListingView;
use chrono::NaiveDate;
use db::Connection;
use domain::catalog::{ListedTerms, ListingCondition, PermitRules, listing_condition};
use domain::shared::{Money, Quantity, Unit};
use service::Error;
use web::Etag;

use super::rows::ListingRow;
use super::volumes::Volumes;
use crate::curation::approvals_of;
use crate::goods::{Shelf, judged_of};
use crate::retail::outlet_exceptions::excepted_in;
use crate::retail::outlets::find_outlets;
use crate::retail::recalls::recalled_among;

/// The views of listings on a day, in their order; as many queries for one as for two hundred.
pub(super) async fn views(
    conn: &mut Connection,
    rows: Vec<ListingRow>,
    rules: &PermitRules,
    day: NaiveDate,
) -> Result<Vec<ListingView>, Error> {
    let variants: Vec<_> = rows.iter().map(|row| row.variant_id).collect();
    let outlets: Vec<_> = rows.iter().map(|row| row.outlet_id).collect();
    let judged = judged_of(conn, &variants).await?;
    let approvals = approvals_of(conn, &variants).await?;
    let recalled = recalled_among(conn, &variants).await?;
    let excepted = excepted_in(conn, &outlets, day).await?;
    let outlets = find_outlets(conn, &outlets, day).await?;
    let volumes = Volumes::of(conn, &judged, &approvals, day).await?;
    let gone = || Error::Internal("a listing outlives its variant or outlet".to_owned());
    let view = |row: ListingRow| {
        let variant = judged.get(&row.variant_id).ok_or_else(gone)?;
        let outlet = outlets.iter().find(|outlet| outlet.id == row.outlet_id).ok_or_else(gone)?.outlet()?;
        let approved = approvals.get(&row.variant_id).map_or(&[][..], Vec::as_slice);
        let listed = row.version_hash.parse();
        let listed = listed.map_err(|error| Error::Internal(format!("a stored hash: {error}")))?;
        let facts = variant.listing(Shelf {
            approvals: approved,
            recalled: recalled.contains(&row.variant_id),
            excepted: excepted.contains(&(row.outlet_id, row.supplier_id)),
            outlet: &outlet,
        })?;
        let volume = volumes.beside_earlier(&row, facts.approval(day));
        let terms = ListedTerms { version: &listed, starts: row.starts_date, volume };
        let condition = listing_condition(&facts, terms, rules, day);
        Ok(ListingView {
            etag: etag(row.version, condition).to_string(),
            id: row.id,
            variant_id: row.variant_id,
            product_id: row.product_id,
            supplier_id: row.supplier_id,
            outlet_id: row.outlet_id,
            operator_party_id: row.operator_party_id,
            state: row.state,
            condition,
            version_hash: listed,
            price: row.price_rupiah.map(|rupiah| Money(rupiah).into()),
            starts_date: row.starts_date,
            monthly_volume: row
                .monthly_volume
                .map(|packages| Quantity::from_stored(packages, Unit::H87).into()),
            created_at: row.created_at,
            updated_at: row.updated_at,
        })
    };
    rows.into_iter().map(view).collect()
}

/// One listing and its ETag.
pub(super) async fn one(
    conn: &mut Connection,
    row: ListingRow,
    rules: &PermitRules,
    day: NaiveDate,
) -> Result<(Etag, ListingView), Error> {
    let version = row.version;
    let view = views(conn, vec![row], rules, day).await?.pop();
    let view = view.ok_or_else(|| Error::Internal("one row gives one view".to_owned()))?;
    Ok((etag(version, view.condition), view))
}

fn etag(version: i64, condition: ListingCondition) -> Etag {
    Etag::with_derived(version, condition.label())
}
