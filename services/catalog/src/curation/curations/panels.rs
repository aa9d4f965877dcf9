//! The panel: who sits on it, and how each member scores.

use api_types::Check;
use api_types::catalog::{ReviewCurationRequest, ScoreCurationRequest};
use db::Connection;
use domain::catalog::{
    Criterion, CurationEvent, CurationState, PanelSides, Panelist, Score, check_impartial,
    check_nobody_scored, check_panel, check_sheet,
};
use domain::shared::{Bilingual, CurationId, Invalid, MembershipId, PartyId};
use service::{Error, Tx};
use web::{Command, Reply};

use super::access::op;
use super::operations::repeated;
use super::rows::{CurationRow, PanelistRow, ScoreRow};
use super::{queries, views};
use crate::context::Context;
use crate::outside::{AGREEMENT, expect_parties, judges_among, members_among, seats_of};

/// Begins the panel's review, or calls another panel; 200.
pub(super) async fn review_curation(
    context: &Context,
    id: CurationId,
    command: Command<op::ReviewCuration, ReviewCurationRequest>,
) -> Result<Reply, web::ApiError> {
    let body = command.body;
    context
        .core
        .write(command.meta, async move |tx| {
            let mut row = queries::lock_curation(tx.conn, tx.caller(), id).await?;
            let step = tx.begin(&row, CurationEvent::StartReview, &body.circumstances()).await?;
            check_review(&body)?;
            if row.state == CurationState::InReview {
                check_nobody_scored(&panel_and_scores(tx.conn, &row).await?.1)?;
            }
            let panel = expect_panel(tx.conn, &row, &body).await?;
            row.criteria.clone_from(&body.criteria);
            row.review_started_at = Some(tx.now);
            queries::replace_panel(tx.conn, &row, &panel_rows(&row, &panel)).await?;
            tx.finish(&mut row, step).await?;
            let day = tx.today();
            views::reply(tx.conn, row, day).await
        })
        .await
}

/// Records the points of the caller, who sits on the panel; 200.
pub(super) async fn score_curation(
    context: &Context,
    id: CurationId,
    command: Command<op::ScoreCuration, ScoreCurationRequest>,
) -> Result<Reply, web::ApiError> {
    let body = command.body;
    context
        .core
        .write(command.meta, async move |tx| {
            let mut row = queries::lock_curation(tx.conn, tx.caller(), id).await?;
            let step = tx.begin(&row, CurationEvent::Score, &body.circumstances()).await?;
            let (panel, _) = panel_and_scores(tx.conn, &row).await?;
            let member = own_seat(tx, &row, &panel).await?;
            let mut check = Check::new();
            check.length("/scores", &body.scores, 1..=6);
            check.finish()?;
            let sheet: Vec<(Criterion, u32)> =
                body.scores.iter().map(|one| (one.criterion, one.points)).collect();
            let found = check_sheet(&row.criteria, &sheet);
            if !found.is_empty() {
                return Err(Error::Invalid(found));
            }
            queries::replace_scores(tx.conn, &row, member, &score_rows(&row, member, &sheet)).await?;
            tx.finish(&mut row, step).await?;
            let day = tx.today();
            views::reply(tx.conn, row, day).await
        })
        .await
}

/// The panel of the round that runs, and what it has scored.
pub(super) async fn panel_and_scores(
    conn: &mut Connection,
    row: &CurationRow,
) -> Result<(Vec<Panelist>, Vec<Score>), Error> {
    let panel = queries::panels_of(conn, &[row.id]).await?.remove(&row.id).unwrap_or_default();
    let scores = queries::scores_of(conn, &[row.id]).await?.remove(&row.id).unwrap_or_default();
    let panel = panel.iter().filter(|one| one.round == row.round);
    let scores = scores.iter().filter(|one| one.round == row.round);
    Ok((
        panel.map(|one| Panelist { member: one.member_id, party: one.party_id }).collect(),
        scores.map(ScoreRow::score).collect(),
    ))
}

/// The caller's seat on the panel: the membership by which it acts now. It judges nothing of a party it belongs to.
pub(super) async fn own_seat(
    tx: &mut Tx<'_>,
    row: &CurationRow,
    panel: &[Panelist],
) -> Result<MembershipId, Error> {
    let (person, party) = (tx.caller().subject().to_owned(), tx.caller().party());
    let seats = seats_of(tx.conn, &person, party).await?;
    let Some(seat) = panel.iter().find(|one| seats.contains(&one.member)) else {
        return Err(Error::Forbidden(Bilingual::new(
            "Hanya anggota panel yang menilai dan memutuskan, masing-masing sendiri; Anda tidak ada dalam panel kurasi ini.",
            "Only members of the panel score and decide, each in person; you are not on the panel of this curation.",
        )));
    };
    let own = Judge { member: seat.member, party: seat.party, person };
    check_unrelated(tx.conn, row, &[own]).await?;
    Ok(seat.member)
}

/// A member of a panel, and who that is.
struct Judge {
    member: MembershipId,
    party: PartyId,
    person: String,
}

/// Nobody judges who is a member of the supplier, or of a party related to it, whomever he judges for.
async fn check_unrelated(conn: &Connection, row: &CurationRow, judges: &[Judge]) -> Result<(), Error> {
    let people: Vec<String> = judges.iter().map(|one| one.person.clone()).collect();
    let sell = members_among(conn, &people, &sellers(row)).await?;
    let partial = judges.iter().filter(|one| sell.contains(&one.person));
    let partial: Vec<Panelist> =
        partial.map(|one| Panelist { member: one.member, party: one.party }).collect();
    Ok(check_impartial(&partial)?)
}

/// Whether somebody sells what is judged here, and so judges none of it.
pub(super) async fn is_partial(conn: &Connection, row: &CurationRow, person: &str) -> Result<bool, Error> {
    Ok(!members_among(conn, &[person.to_owned()], &sellers(row)).await?.is_empty())
}

/// The supplier, and the parties related to it.
fn sellers(row: &CurationRow) -> Vec<PartyId> {
    row.related_party_ids.iter().copied().chain([row.supplier_id]).collect()
}

fn check_review(body: &ReviewCurationRequest) -> Result<(), Error> {
    let mut check = Check::new();
    check.length("/panel", &body.panel, 1..=20);
    check.length("/criteria", &body.criteria, 1..=6);
    for (place, one) in body.panel.iter().enumerate() {
        let twice = body.panel[..place].iter().any(|other| other.member_id == one.member_id);
        check.require(!twice, || repeated(&format!("/panel/{place}")));
    }
    for (place, criterion) in body.criteria.iter().enumerate() {
        check
            .require(!body.criteria[..place].contains(criterion), || repeated(&format!("/criteria/{place}")));
    }
    Ok(check.finish()?)
}

/// The panel, when each of it is a curator of the party named, nobody is two of them, and together they may judge.
async fn expect_panel(
    conn: &mut Connection,
    row: &CurationRow,
    body: &ReviewCurationRequest,
) -> Result<Vec<Panelist>, Error> {
    let named = body.panel.iter().enumerate();
    expect_parties(conn, named.map(|(at, one)| (format!("/panel/{at}/party_id"), one.party_id))).await?;
    let panel: Vec<Panelist> =
        body.panel.iter().map(|one| Panelist { member: one.member_id, party: one.party_id }).collect();
    let sides = PanelSides {
        supplier: row.supplier_id,
        related: &row.related_party_ids,
        buyer: row.operator_party_id,
        governments: &row.judging_party_ids,
        home: &row.home_party_ids,
    };
    check_panel(&panel, sides)?;
    let known = judges_among(conn, panel.iter().map(|one| one.member).collect()).await?;
    let of = |seat: &Panelist| known.iter().find(|one| one.id == seat.member && one.party_id == seat.party);
    let unknown = panel.iter().enumerate().filter(|(_, seat)| of(seat).is_none());
    let unknown: Vec<Invalid> = unknown.map(|(at, _)| unknown_member(at)).collect();
    if !unknown.is_empty() {
        return Err(Error::behind(AGREEMENT, unknown));
    }
    let mut check = Check::new();
    let people: Vec<&str> = panel.iter().filter_map(|seat| of(seat).map(|one| one.person.as_str())).collect();
    for (at, person) in people.iter().enumerate() {
        check.require(!people[..at].contains(person), || repeated(&format!("/panel/{at}/member_id")));
    }
    check.finish()?;
    let judge = |seat: &Panelist| {
        Some(Judge { member: seat.member, party: seat.party, person: of(seat)?.person.clone() })
    };
    let judges: Vec<Judge> = panel.iter().filter_map(judge).collect();
    check_unrelated(conn, row, &judges).await?;
    Ok(panel)
}

fn unknown_member(at: usize) -> Invalid {
    Invalid::new(
        format!("/panel/{at}/member_id"),
        "unknown-member",
        "Tidak ada kurator dengan keanggotaan ini pada pihak tersebut; pilih dari daftar anggotanya.",
        "This party has no curator of this membership; choose one from the list of its members.",
    )
}

fn panel_rows(row: &CurationRow, panel: &[Panelist]) -> Vec<PanelistRow> {
    let one = |one: &Panelist| PanelistRow {
        curation_id: row.id,
        round: row.round,
        member_id: one.member,
        party_id: one.party,
    };
    panel.iter().map(one).collect()
}

fn score_rows(row: &CurationRow, member: MembershipId, sheet: &[(Criterion, u32)]) -> Vec<ScoreRow> {
    let one = |(criterion, points): &(Criterion, u32)| ScoreRow {
        curation_id: row.id,
        round: row.round,
        member_id: member,
        criterion: *criterion,
        // Checked to be 100 at most.
        points: i32::try_from(*points).unwrap_or(100),
    };
    sheet.iter().map(one).collect()
}
