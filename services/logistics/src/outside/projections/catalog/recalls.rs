//! Recalls of goods, from the catalog: what is told of one is all that is kept.

use api_types::catalog::RecallEventData;
use db::Connection;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use domain::catalog::RecallState;
use domain::shared::{ConsolidationLotId, RecallId, VariantId};
use service::projection::Keeping;
use service::{Error, Projected, keep_newer};

use crate::schema::projected_recall;

/// A recall as last told.
#[derive(Debug, Clone, Insertable, AsChangeset)]
#[diesel(table_name = projected_recall)]
pub struct RecallRow {
    id: RecallId,
    variant_ids: Vec<VariantId>,
    in_force: bool,
    version: i64,
    lot_ids: Vec<ConsolidationLotId>,
}

impl RecallRow {
    /// What is kept of a recall.
    pub fn of(told: &RecallEventData) -> Self {
        Self {
            id: told.recall_id,
            variant_ids: told.variant_ids.clone(),
            in_force: told.state == RecallState::InForce,
            version: told.version,
            lot_ids: told.lot_ids.clone(),
        }
    }
}

impl Projected for RecallRow {
    fn keep<'a>(&'a self, conn: &'a mut Connection, _: i64) -> Keeping<'a> {
        Box::pin(async move {
            keep_newer!(conn, projected_recall, id, self)?;
            Ok(())
        })
    }
}

/// Those of some variants that are recalled now, each once.
pub(crate) async fn recalled_among(
    mut conn: &Connection,
    variants: &[VariantId],
) -> Result<Vec<VariantId>, Error> {
    let recalls = projected_recall::table
        .filter(projected_recall::in_force)
        .filter(projected_recall::version.ge(0))
        .filter(projected_recall::variant_ids.overlaps_with(variants))
        .select(projected_recall::variant_ids);
    let named: Vec<Vec<VariantId>> = recalls.load(&mut conn).await?;
    Ok(variants.iter().copied().filter(|id| named.iter().any(|recall| recall.contains(id))).collect())
}

/// Those of some consolidation lots that are recalled now, each once.
pub(crate) async fn recalled_lots(
    mut conn: &Connection,
    lots: &[ConsolidationLotId],
) -> Result<Vec<ConsolidationLotId>, Error> {
    let recalls = projected_recall::table
        .filter(projected_recall::in_force)
        .filter(projected_recall::version.ge(0))
        .filter(projected_recall::lot_ids.overlaps_with(lots))
        .select(projected_recall::lot_ids);
    let named: Vec<Vec<ConsolidationLotId>> = recalls.load(&mut conn).await?;
    Ok(lots.iter().copied().filter(|id| named.iter().any(|recall| recall.contains(id))).collect())
}
