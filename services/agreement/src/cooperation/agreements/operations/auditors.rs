//! Who audits an agreement: both sides want it, and each may end it.

use api_types::TransitionRequest;
use api_types::agreement::{AssignAuditorRequest, EndAuditorRequest};
use db::outbox::{self, Audience};
use domain::agreement::{AgreementHappened, AgreementState, Side, roles_of_kind};
use domain::shared::{AgreementId, Id as _, Invalid, NoteRule, PartyId, PartyKind, Role};
use service::{Announced as _, Error, Tx, Versioned as _};
use web::{Command, Reply};

use super::{not_a_side, reply, unknown_party};
use crate::context::Context;
use crate::cooperation::agreements::access::op;
use crate::cooperation::agreements::queries;
use crate::cooperation::agreements::rows::AgreementRow;
use crate::identity::find_party;

/// A side wants an auditor. Once both do, it reads the agreement and all below it, which its feed tells it of; 200.
pub(in super::super) async fn assign_agreement_auditor(
    context: &Context,
    id: AgreementId,
    command: Command<op::AssignAgreementAuditor, AssignAuditorRequest>,
) -> Result<Reply, web::ApiError> {
    let auditor = command.body.party_id;
    context
        .core
        .write(command.meta, async move |tx| {
            let (mut row, side) = own_agreement(tx, id, "assign_auditor").await?;
            expect_auditor(tx, auditor).await?;
            if row.readers().contains(&auditor) || row.auditors_of(side).contains(&auditor) {
                return Err(Error::duplicate(
                    "/party_id",
                    "Pihak ini sudah dapat membaca kesepakatan ini, atau sudah Anda usulkan dan menunggu pihak lain.",
                    "This party can read this agreement already, or you have proposed it and the other side has not answered.",
                ));
            }
            row.auditors_of(side).push(auditor);
            let both = row.auditors_of(side.other()).contains(&auditor);
            let told = if both {
                row.auditor_party_ids.push(auditor);
                let below = queries::subjects_below(tx.conn, id).await?;
                outbox::show(tx.conn, &below, &[auditor]).await?;
                AgreementHappened::AuditorAssigned
            } else {
                AgreementHappened::AuditorProposed
            };
            tx.change_on_record(&mut row, "assign_auditor", Role::Coordinator, told).await?;
            reply(tx, row).await
        })
        .await
}

/// A side wants an auditor no longer: from now on it reads nothing of the agreement; 200.
pub(in super::super) async fn end_agreement_auditor(
    context: &Context,
    id: AgreementId,
    command: Command<op::EndAgreementAuditor, EndAuditorRequest>,
) -> Result<Reply, web::ApiError> {
    let EndAuditorRequest { party_id: auditor, note } = command.body;
    context
        .core
        .write(command.meta, async move |tx| {
            let (mut row, _) = own_agreement(tx, id, "end_auditor").await?;
            let read_it = row.auditor_party_ids.contains(&auditor);
            let lists =
                [&mut row.initiator_auditors, &mut row.counterpart_auditors, &mut row.auditor_party_ids];
            if !lists.iter().any(|list| list.contains(&auditor)) {
                return Err(Error::Invalid(vec![not_there()]));
            }
            for list in lists {
                list.retain(|one| *one != auditor);
            }
            let request = TransitionRequest { note: note.clone(), ..TransitionRequest::default() };
            let occurred = tx.circumstances(&request, NoteRule::Optional, Some(id)).await?;
            let reasons = (&request, occurred);
            let told = AgreementHappened::AuditorEnded;
            tx.change_with_reasons(&mut row, "end_auditor", Role::Coordinator, told, reasons).await?;
            if read_it {
                // The others were told as readers, whom it no longer belongs to.
                tx.emit_to(id, Audience::of(&[auditor]), told, row.event_data())?;
            }
            reply(tx, row).await
        })
        .await
}

/// An agreement that is past its draft, locked for one of its sides.
async fn own_agreement(
    tx: &mut Tx<'_>,
    id: AgreementId,
    action: &'static str,
) -> Result<(AgreementRow, Side), Error> {
    let row = queries::lock_agreement(tx.conn, tx.caller(), id).await?;
    let side = row.side_of(tx.caller().party()).ok_or_else(not_a_side)?;
    tx.expect(&row.etag(tx.today()))?;
    if row.state == AgreementState::Draft {
        return Err(Error::not_allowed(row.state, action));
    }
    tx.expect_one_side(&[id.uuid()]).await?;
    Ok((row, side))
}

/// The party reads for others: who trades does not read what its competitors trade.
async fn expect_auditor(tx: &mut Tx<'_>, id: PartyId) -> Result<(), Error> {
    let party = find_party(tx.conn, id).await?.ok_or_else(|| unknown_party("/party_id"))?;
    let reads_for_others = party.kind != PartyKind::RegionalGovernment;
    if reads_for_others && roles_of_kind(party.kind).contains(&Role::Auditor) {
        return Ok(());
    }
    Err(Error::Invalid(vec![Invalid::new(
        "/party_id",
        "no-auditor",
        "Pilih badan pengawas atau lembaga pusat; pelaku usaha dan pemerintah daerah lain tidak dapat menjadi pengawas.",
        "Choose an audit body or a central agency; a business or another government cannot audit.",
    )]))
}

fn not_there() -> Invalid {
    Invalid::new(
        "/party_id",
        "no-auditor",
        "Pihak ini bukan pengawas kesepakatan ini dan tidak diusulkan; pilih salah satu yang tercantum pada kesepakatan.",
        "This party neither audits this agreement nor is it proposed; choose one that the agreement names.",
    )
}
