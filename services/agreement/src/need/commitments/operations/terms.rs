//! Where a commitment belongs, and the terms of an offer.

use api_types::Check;
use api_types::agreement::{CreateCommitmentRequest, OfferRequest};
use domain::agreement::{CommitmentKind, DemandState, OfferTerms, Promise, ShareBp, check_umbrella};
use domain::shared::{CommodityCode, Invalid, RegionCode, Scheduled, Unit};
use service::{Error, Tx};

use super::CommitmentRow;
use crate::cooperation::{AgreementRow, get_agreement, share_agreement};
use crate::identity::{covers, find_party};
use crate::need::demands::{DemandRow, Sight, WholeLine, get_demand};
use crate::need::schedule::read_schedule;

/// Where a commitment is made: a line of a demand, and the region that commits.
pub(super) struct Place {
    pub(super) demand: DemandRow,
    pub(super) line: WholeLine,
    pub(super) region: RegionCode,
}

/// Checks that the caller's government can commit to the line under the agreement.
pub(super) async fn place(tx: &mut Tx<'_>, body: &CreateCommitmentRequest) -> Result<Place, Error> {
    let (demand, line) = line(tx, body).await?;
    let agreement = match get_agreement(tx.conn, tx.caller(), body.agreement_id).await {
        Err(Error::NotFound) => return Err(unknown_agreement()),
        found => found?,
    };
    let side = agreement.side_of(tx.caller().party()).ok_or_else(unknown_agreement)?;
    let (region, facing) = (agreement.region(side)?, agreement.region(side.other())?);
    if !covers(facing.as_str(), &demand.buyer_region_code) {
        return Err(Error::field(
            "/agreement_id",
            "other-regions",
            "Kesepakatan ini bukan dengan daerah pembeli; pilih kesepakatan kedua daerah.",
            "This agreement is not with the buyer's region; choose one between the two regions.",
        ));
    }
    let held = share_agreement(tx.conn, agreement.id).await?.ok_or(Error::NotFound)?;
    in_force(&held, &line.row.commodity_code, tx)?;
    if let Some(id) = body.supplier_id {
        let supplier = find_party(tx.conn, id).await?;
        let ours = supplier.is_some_and(|party| {
            covers(region.as_str(), &party.region_code) && party.absorbed_by_party_id.is_none()
        });
        if !ours {
            return Err(Error::field(
                "/supplier_id",
                "unknown-party",
                "Pilih pemasok dari daerah Anda; cari di /v1/parties.",
                "Choose a supplier of your region; look in /v1/parties.",
            ));
        }
    }
    Ok(Place { demand, line, region })
}

fn in_force(agreement: &AgreementRow, goods: &str, tx: &Tx<'_>) -> Result<(), Error> {
    let goods: Result<CommodityCode, _> = goods.parse();
    let goods = goods.map_err(|_| Error::Internal("a line of a demand names goods by no code".to_owned()))?;
    Ok(check_umbrella(&agreement.facts_on(tx.today())?.guarantee(), &[goods], tx.today())?)
}

/// A line that the caller reads of a published demand.
async fn line(tx: &mut Tx<'_>, body: &CreateCommitmentRequest) -> Result<(DemandRow, WholeLine), Error> {
    let (caller, day) = (tx.caller(), tx.today());
    let sight = Sight::of(tx.conn, caller, day).await?;
    let whole = match get_demand(tx.conn, &sight, body.demand_id).await {
        Err(Error::NotFound) => {
            return Err(Error::field(
                "/demand_id",
                "unknown-demand",
                "Kebutuhan ini tidak ditemukan; cari di /v1/demands.",
                "There is no such demand; look in /v1/demands.",
            ));
        }
        found => found?,
    };
    if whole.row.state != DemandState::Published {
        return Err(Error::field(
            "/demand_id",
            "demand-not-published",
            "Kebutuhan ini tidak menerima tawaran lagi.",
            "This demand takes no offers any more.",
        ));
    }
    let mut lines = whole.lines.into_iter();
    let line = lines.find(|line| {
        line.row.id == body.demand_line_id && sight.reads_line(&whole.row, &line.row.commodity_code)
    });
    let line = line.ok_or_else(|| {
        Error::field(
            "/demand_line_id",
            "unknown-line",
            "Baris ini tidak ada dalam kebutuhan yang dipilih; lihat `lines` pada kebutuhan itu.",
            "There is no such line on the demand; look at its `lines`.",
        )
    })?;
    Ok((whole.row, line))
}

/// Reads the terms of an offer below `at`, as the last of its commitment.
pub(super) fn read_offer(
    tx: &Tx<'_>,
    row: &CommitmentRow,
    body: &OfferRequest,
    at: &str,
    (unit, needs): (Unit, &[Scheduled]),
) -> Result<OfferTerms, Error> {
    let mut check = Check::new();
    let periods = format!("{at}/periods");
    let promise = match body.kind {
        CommitmentKind::Share => {
            check.require(body.periods.is_empty(), || other_kind(&periods));
            let share = body.share_bp.and_then(ShareBp::new);
            check.require(share.is_some(), || {
                Invalid::new(
                    format!("{at}/share_bp"),
                    "out-of-range",
                    "Isi bagian dalam basis poin, 1 sampai 10.000 (2.500 = 25%).",
                    "Give the share in basis points, 1 to 10,000 (2,500 = 25%).",
                )
            });
            share.map(Promise::Share)
        }
        CommitmentKind::Absolute => {
            check.require(body.share_bp.is_none(), || other_kind(&format!("{at}/share_bp")));
            check.length(&periods, &body.periods, 1..=400);
            let read = read_schedule(&mut check, &periods, &body.periods, unit, tx.today());
            let whole = read.len() == body.periods.len() && !read.is_empty();
            whole.then_some(Promise::Absolute(read))
        }
    };
    check.whole(&format!("{at}/tolerance_bp"), body.tolerance_bp.into(), 0..=2000);
    let note = check.optional_text(&format!("{at}/note"), body.note.as_deref(), 1..=2000);
    let outside = promise.as_ref().map(|promise| promise.check(needs, &periods, tx.today()));
    outside.into_iter().flatten().for_each(|invalid| check.push(invalid));
    check.finish()?;
    Ok(OfferTerms {
        commitment: row.id,
        number: row.offer,
        line: row.line_id,
        agreement: row.agreement_id,
        supplier: row.supplier_id,
        promise: promise
            .ok_or_else(|| Error::Internal("an offer without a promise was let through".to_owned()))?,
        tolerance_bp: body.tolerance_bp,
        rolls_over: body.rolls_over,
        note,
    })
}

fn other_kind(pointer: &str) -> Invalid {
    Invalid::new(
        pointer,
        "other-kind",
        "Kosongkan: bagian (`share`) memakai `share_bp`, jumlah sendiri (`absolute`) memakai `periods`.",
        "Leave it out: a `share` has `share_bp`, quantities of its own (`absolute`) have `periods`.",
    )
}

fn unknown_agreement() -> Error {
    Error::field(
        "/agreement_id",
        "unknown-agreement",
        "Kesepakatan ini tidak ditemukan, atau pemerintah Anda bukan salah satu pihaknya.",
        "There is no such agreement, or your government is no side of it.",
    )
}
