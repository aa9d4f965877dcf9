//! What the papers of a journey show: heads beyond them, goods of another supplier under them, a scan of another's paper.

use std::collections::{BTreeMap, BTreeSet};

use api_types::logistics::{SignalEvidence, SignalFile, SignalMeasured, SignalPaper};
use chrono::{DateTime, Utc};
use db::Connection;
use domain::logistics::{JourneyPaperKind, SignalKind, heads_beyond};
use domain::shared::{PartyId, ShipmentId};
use service::Error;

use super::queries::{self, CarriedRow};
use super::trades::Trades;
use crate::checking::signals::Finding;
use crate::transport::{JourneyPaperRow, same_papers_elsewhere};

/// A paper as another shipment shows it, with whose that is.
struct Elsewhere {
    paper: JourneyPaperRow,
    supplier: PartyId,
    has_left: bool,
}

/// Looks at the papers of a shipment that is on its way, or of which a vehicle says so.
pub(super) async fn look(conn: &mut Connection, id: ShipmentId) -> Result<Vec<Finding>, Error> {
    let papers = queries::papers_of(conn, id).await?;
    if papers.is_empty() {
        return Ok(Vec::new());
    }
    let Some(carried) = queries::carried_by(conn, id).await? else { return Ok(Vec::new()) };
    let Some(left) = carried.left_at else { return Ok(Vec::new()) };
    let elsewhere = same_papers_elsewhere(conn, id, &papers).await?.into_iter();
    let elsewhere: Vec<Elsewhere> = elsewhere
        .map(|(paper, state, supplier)| Elsewhere { paper, supplier, has_left: state.has_left() })
        .collect();
    let others: BTreeSet<ShipmentId> = elsewhere.iter().map(|other| other.paper.shipment_id).collect();
    let trades = Trades::of(conn, &[id].into_iter().chain(others).collect::<Vec<_>>()).await?;
    let own = Trades::of(conn, &[id]).await?;
    let mut found = too_many_heads(&carried, &papers, &elsewhere, &own, left);
    for other in elsewhere.iter().filter(|other| other.supplier != carried.supplier_id) {
        let same = papers.iter().find(|paper| paper.is_same(&other.paper));
        let scan = papers.iter().find(|paper| paper.sha256 == other.paper.sha256);
        match (same, scan) {
            (Some(paper), _) if other.has_left => found.extend(of_another(paper, other, &trades, left)),
            (None, Some(paper)) => {
                found.extend(scan_of_another(carried.supplier_id, paper, other, &trades, left))
            }
            _ => {}
        }
    }
    Ok(found)
}

/// More heads than the papers of one kind are made out for, less what travelled under them elsewhere.
fn too_many_heads(
    carried: &CarriedRow,
    papers: &[JourneyPaperRow],
    elsewhere: &[Elsewhere],
    own: &Trades,
    left: DateTime<Utc>,
) -> Vec<Finding> {
    let mut kinds: BTreeMap<JourneyPaperKind, (Vec<&JourneyPaperRow>, i64)> = BTreeMap::new();
    for paper in papers {
        let Some(heads) = paper.head_count else { continue };
        let same = elsewhere.iter().filter(|other| other.paper.is_same(paper));
        let used = same.map(|other| other.paper.heads_used).fold(0_i64, i64::saturating_add);
        let (of_kind, certified) = kinds.entry(paper.kind).or_default();
        of_kind.push(paper);
        *certified = certified.saturating_add(heads.saturating_sub(used));
    }
    let mut found = Vec::new();
    for (kind, (papers, certified)) in kinds {
        if heads_beyond(carried.heads, certified).is_none() {
            continue;
        }
        let evidence = SignalEvidence {
            measured: Some(SignalMeasured { figure: None, found: carried.heads, limit: certified }),
            papers: papers.into_iter().map(|paper| shown(paper, true)).collect(),
            ..SignalEvidence::default()
        };
        found.extend(own.agreements().into_iter().map(|(agreement_id, contract_ids)| Finding {
            kind: SignalKind::CertificateMisused,
            agreement_id,
            contract_ids,
            key: format!("{} {kind}", carried.id),
            evidence: evidence.clone(),
            happened_at: left,
        }));
    }
    found
}

/// Goods of two suppliers travelled under one paper.
fn of_another(
    paper: &JourneyPaperRow,
    other: &Elsewhere,
    trades: &Trades,
    left: DateTime<Utc>,
) -> Vec<Finding> {
    let finding = |(agreement_id, contract_ids)| Finding {
        kind: SignalKind::CertificateMisused,
        agreement_id,
        contract_ids,
        key: format!("{} {}", paper.kind, paper.number_key),
        evidence: SignalEvidence {
            papers: [paper, &other.paper]
                .map(|row| shown(row, trades.shows(agreement_id, row.shipment_id)))
                .to_vec(),
            ..SignalEvidence::default()
        },
        happened_at: left,
    };
    trades.agreements().into_iter().map(finding).collect()
}

/// A scan that another supplier shows for a paper of another number.
fn scan_of_another(
    supplier: PartyId,
    paper: &JourneyPaperRow,
    other: &Elsewhere,
    trades: &Trades,
    left: DateTime<Utc>,
) -> Vec<Finding> {
    let finding = |(agreement_id, contract_ids)| {
        let rows = [(paper, supplier), (&other.paper, other.supplier)];
        let named = |row: &JourneyPaperRow| trades.shows(agreement_id, row.shipment_id);
        let file = |(row, party): (&JourneyPaperRow, PartyId)| SignalFile {
            party_id: named(row).then_some(party),
            file_id: None,
            sha256: row.sha256.clone(),
        };
        Finding {
            kind: SignalKind::FileOfAnother,
            agreement_id,
            contract_ids,
            key: paper.sha256.clone(),
            evidence: SignalEvidence {
                papers: rows.map(|(row, _)| shown(row, named(row))).to_vec(),
                files: rows.map(file).to_vec(),
                ..SignalEvidence::default()
            },
            happened_at: left,
        }
    };
    trades.agreements().into_iter().map(finding).collect()
}

/// A paper as evidence, named or under another agreement.
fn shown(row: &JourneyPaperRow, named: bool) -> SignalPaper {
    SignalPaper {
        journey_paper_id: named.then_some(row.id),
        shipment_id: named.then_some(row.shipment_id),
        r#type: row.kind,
        number: named.then(|| row.number.clone()),
        head_count: row.head_count.filter(|_| named),
    }
}
