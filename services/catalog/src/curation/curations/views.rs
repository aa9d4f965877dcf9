//! How curations are shown: with their channels, their panel, and what an approval is worth today.

use std::collections::{BTreeSet, HashMap};

use api_types::catalog::{CriterionMean, CurationView, WireChannel, WirePanelist, WireScore};
use chrono::NaiveDate;
use db::Connection;
use domain::catalog::{ApprovalCondition, CurationState, Score, mean_points, overall_points};
use domain::shared::{CurationId, MembershipId, PartyId, VariantId};
use service::Error;
use web::{Etag, Reply};

use super::queries;
use super::rows::{ChannelRow, CurationRow, PanelistRow, ScoreRow, stored_hash};
use super::submissions::Submitted;

/// The views of curations on a day, in their order.
pub(super) async fn views(
    conn: &mut Connection,
    rows: Vec<CurationRow>,
    day: NaiveDate,
) -> Result<Vec<CurationView>, Error> {
    let ids: Vec<CurationId> = rows.iter().map(|row| row.id).collect();
    let variants: Vec<VariantId> = rows.iter().map(|row| row.variant_id).collect();
    let mut parts = Parts {
        channels: queries::channels_of(conn, &ids).await?,
        panels: queries::panels_of(conn, &ids).await?,
        scores: queries::scores_of(conn, &ids).await?,
        versions: queries::current_versions(conn, &variants).await?,
        submitted: Submitted::of(conn, &ids).await?,
    };
    rows.into_iter().map(|row| parts.view(row, day)).collect()
}

/// 200 with one curation and its ETag.
pub(super) async fn reply(conn: &mut Connection, row: CurationRow, day: NaiveDate) -> Result<Reply, Error> {
    let (etag, view) = one(conn, row, day).await?;
    Ok(Reply::ok(&etag, &view)?)
}

/// One curation and its ETag.
pub(super) async fn one(
    conn: &mut Connection,
    row: CurationRow,
    day: NaiveDate,
) -> Result<(Etag, CurationView), Error> {
    let version = row.version;
    let view = views(conn, vec![row], day).await?.pop();
    let view = view.ok_or_else(|| Error::Internal("one row gives one view".to_owned()))?;
    Ok((etag(version, view.condition), view))
}

/// The ETag: the version, and what an approval is worth.
fn etag(version: i64, condition: Option<ApprovalCondition>) -> Etag {
    condition.map_or(Etag::of(version), |condition| Etag::with_derived(version, condition.label()))
}

struct Parts {
    channels: HashMap<CurationId, Vec<ChannelRow>>,
    panels: HashMap<CurationId, Vec<PanelistRow>>,
    scores: HashMap<CurationId, Vec<ScoreRow>>,
    versions: HashMap<VariantId, String>,
    submitted: Submitted,
}

impl Parts {
    fn view(&mut self, row: CurationRow, day: NaiveDate) -> Result<CurationView, Error> {
        let condition = self.condition(&row, day)?;
        let channels = self.channels.remove(&row.id).unwrap_or_default();
        let panel = self.panels.remove(&row.id).unwrap_or_default();
        let scores = self.scores.remove(&row.id).unwrap_or_default();
        let panel = panel.iter().filter(|one| one.round == row.round);
        let panel: Vec<WirePanelist> = panel.map(wire_panelist).collect();
        let given = scores.iter().filter(|score| score.round == row.round).map(ScoreRow::score);
        let given: Vec<Score> = given.collect();
        let scored: BTreeSet<MembershipId> = given.iter().map(|score| score.member).collect();
        // Nobody who still judges is led by what others have given.
        let judging =
            row.state == CurationState::InReview && panel.iter().any(|one| !scored.contains(&one.member_id));
        let scores = if judging { Vec::new() } else { given };
        let means = means(&row, &scores);
        Ok(CurationView {
            etag: etag(row.version, condition).to_string(),
            id: row.id,
            variant_id: row.variant_id,
            product_id: row.product_id,
            supplier_id: row.supplier_id,
            operator_party_id: row.operator_party_id,
            state: row.state,
            condition,
            channels: channels.iter().map(|channel| wire_channel(channel, row.operator_party_id)).collect(),
            version_hash: row.submitted_version()?,
            image_ids: self.submitted.images(row.id, row.round),
            changes: self.submitted.changes(row.id, row.round),
            monthly_ceiling: row.ceiling().map(Into::into),
            grade: row.grade,
            points: overall_points(&scores),
            related_party_ids: row.related_party_ids,
            note: row.note,
            round: row.round,
            panel,
            scored_member_ids: scored.into_iter().collect(),
            criteria: row.criteria,
            scores: scores.iter().map(wire_score).collect(),
            means,
            valid_from_date: row.valid_from_date,
            valid_until_date: row.valid_until_date,
            conditions: row.conditions,
            submitted_at: row.submitted_at,
            decided_at: row.decided_at,
            created_at: row.created_at,
            updated_at: row.updated_at,
        })
    }

    fn condition(&self, row: &CurationRow, day: NaiveDate) -> Result<Option<ApprovalCondition>, Error> {
        let current = self.versions.get(&row.variant_id).map(|hash| stored_hash(hash)).transpose()?;
        let (Some(approval), Some(current)) = (row.approval(Vec::new())?, current) else { return Ok(None) };
        Ok(Some(approval.condition(&current, day)))
    }
}

fn means(row: &CurationRow, scores: &[Score]) -> Vec<CriterionMean> {
    let mean = |criterion| Some(CriterionMean { criterion, points: mean_points(scores, criterion)? });
    row.criteria.iter().copied().filter_map(mean).collect()
}

fn wire_channel(row: &ChannelRow, operator: PartyId) -> WireChannel {
    WireChannel {
        outlet_id: row.outlet_id,
        chain: row.chain.clone(),
        operator_party_id: row.chain.as_ref().map(|_| operator),
    }
}

fn wire_panelist(row: &PanelistRow) -> WirePanelist {
    WirePanelist { member_id: row.member_id, party_id: row.party_id }
}

fn wire_score(score: &Score) -> WireScore {
    WireScore { member_id: score.member, criterion: score.criterion, points: score.points }
}
