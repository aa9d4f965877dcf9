//! What can be done with curations before the panel decides: prepare, submit, screen, ask for samples.

use api_types::catalog::{CreateCurationRequest, CurationView, WireChannel};
use api_types::{Check, TransitionRequest};
use db::outbox::Audience;
use domain::catalog::{ChainName, CurationEvent, CurationState, OutletState, ProductState, check_published};
use domain::shared::{
    Bilingual, CurationId, Id as _, Invalid, Lifecycle as _, OutletId, PartyId, Role, jakarta_date,
};
use service::{Error, NewTransition, NoteRule, Tx, check_transition};
use web::{Command, Etag, Operation, Reply};

use super::queries::{self, CurationChanges};
use super::rows::{ChannelRow, CurationRow};
use super::views;
use crate::access::{SELLERS, op};
use crate::context::Context;
use crate::listings::{JudgedVariant, find_judged};
use crate::outlets::{OutletRow, bad_chain, find_outlets};
use crate::projections::{claimed_time, get_party, governments_of};

/// Prepares a curation of the caller's variant; 201.
pub(super) async fn create_curation(
    context: &Context,
    command: Command<op::CreateCuration, CreateCurationRequest>,
) -> Result<Reply, web::ApiError> {
    let body = command.body;
    context
        .core
        .write(command.meta, async move |tx| {
            let variant = own_variant(tx, &body).await?;
            let mut check = Check::new();
            check.length("/channels", &body.channels, 1..=50);
            check.length("/related_party_ids", &body.related_party_ids, 0..=20);
            let note = check.optional_text("/note", body.note.as_deref(), 1..=2000);
            let outlets = find_outlets(tx.conn, &outlet_ids(&body.channels)).await?;
            let operator = check_channels(&mut check, &body.channels, &outlets);
            check.finish()?;
            let operator =
                operator.ok_or_else(|| Error::Internal("checked channels have an operator".into()))?;
            let region = get_party(tx.conn, operator).await?.region_code;
            let mut row = draft(tx, &variant, operator, region);
            row.note = note;
            row.related_party_ids = body.related_party_ids.clone();
            queries::insert_curation(tx.conn, &row, &channel_rows(row.id, &body.channels)).await?;
            push(tx, "curation.prepared", &row).await?;
            let (etag, view): (Etag, CurationView) = views::one(tx.conn, row, jakarta_date(tx.now)).await?;
            Ok(Reply::created(format!("/v1/curations/{}", view.id), &etag, &view)?)
        })
        .await
}

/// Submits a curation: the version as it is now goes to the curators; 200.
pub(super) async fn submit_curation(
    context: &Context,
    id: CurationId,
    command: Command<op::SubmitCuration, TransitionRequest>,
) -> Result<Reply, web::ApiError> {
    let body = command.body;
    context
        .core
        .write(command.meta, async move |tx| {
            let before = queries::lock_curation(tx.conn, tx.caller(), id).await?;
            if before.supplier_id != tx.caller().party() {
                return Err(Error::Forbidden(Bilingual::new(
                    "Pengajuan kurasi dikirim oleh pemasoknya.",
                    "A curation is submitted by its supplier.",
                )));
            }
            let mut step = Step::begin(tx, before, CurationEvent::Submit, NoteRule::Optional, &body).await?;
            let variant = find_judged(tx.conn, &[step.before.variant_id]).await?;
            let variant = variant.get(&step.before.variant_id).ok_or(Error::NotFound)?;
            if variant.state == ProductState::Withdrawn {
                check_published(variant.state)?;
            }
            step.changes.round = Some(step.before.round + 1);
            step.changes.version_hash = Some(variant.version.to_string());
            step.changes.criteria = Some(Vec::new());
            step.changes.submitted_at = Some(step.occurred_at);
            step.finish(tx, &body, SELLERS).await
        })
        .await
}

/// A step of the curators that needs nothing but its circumstances; 200.
pub(super) async fn curator_step<O: Operation>(
    context: &Context,
    id: CurationId,
    event: CurationEvent,
    command: Command<O, TransitionRequest>,
) -> Result<Reply, web::ApiError> {
    let body = command.body;
    // Whoever is asked for samples has to know how many, and where to.
    let note = if event == CurationEvent::RequestSample { NoteRule::Required } else { NoteRule::Optional };
    context
        .core
        .write(command.meta, async move |tx| {
            let before = lock_judged(tx, id).await?;
            let step = Step::begin(tx, before, event, note, &body).await?;
            step.finish(tx, &body, &[Role::Curator]).await
        })
        .await
}

/// The curation, locked, when the caller is on the side that judges it.
pub(super) async fn lock_judged(tx: &mut Tx<'_>, id: CurationId) -> Result<CurationRow, Error> {
    let row = queries::lock_curation(tx.conn, tx.caller(), id).await?;
    if row.judged_by(tx.caller()) {
        return Ok(row);
    }
    Err(Error::Forbidden(Bilingual::new(
        "Kurasi dilakukan oleh kurator pengelola gerai atau pemerintah daerahnya, bukan oleh pemasok.",
        "Curators of the outlet's operator or of its region's government judge, not the supplier.",
    )))
}

/// A transition between its checks and its writing.
pub(super) struct Step {
    pub(super) before: CurationRow,
    pub(super) changes: CurationChanges,
    pub(super) occurred_at: chrono::DateTime<chrono::Utc>,
    event: CurationEvent,
    state: CurationState,
    backfilled: bool,
}

impl Step {
    /// Checks version, state, circumstances and claimed time, in this order.
    pub(super) async fn begin(
        tx: &mut Tx<'_>,
        before: CurationRow,
        event: CurationEvent,
        note: NoteRule,
        request: &TransitionRequest,
    ) -> Result<Self, Error> {
        // The mark of what an approval is worth does not count for If-Match.
        tx.expect(&Etag::of(before.version))?;
        let state = before.state.apply(event)?;
        let mut check = Check::new();
        check_transition(&mut check, request, note);
        check.finish()?;
        let (occurred_at, backfilled) = claimed_time(tx, request.occurred_at).await?;
        Ok(Self { before, changes: CurationChanges::default(), occurred_at, event, state, backfilled })
    }

    /// Writes the changes, the history and the event; 200 with the curation.
    pub(super) async fn finish(
        mut self,
        tx: &mut Tx<'_>,
        request: &TransitionRequest,
        roles: &[Role],
    ) -> Result<Reply, Error> {
        let (id, version) = (self.before.id, self.before.version);
        self.changes.state = Some(self.state);
        self.changes.version = Some(version + 1);
        self.changes.updated_at = Some(tx.now);
        let row = queries::update_curation(tx.conn, id, version, self.changes).await?;
        let role = tx.caller().acting_as(roles);
        tx.record(NewTransition {
            subject: id.uuid(),
            event: self.event.label(),
            from: self.before.state.label(),
            to: self.state.label(),
            version,
            role,
            request,
            occurred_at: self.occurred_at,
            backfilled: self.backfilled,
        });
        push(tx, happened(self.event), &row).await?;
        views::reply(tx.conn, row, jakarta_date(tx.now)).await
    }
}

fn happened(event: CurationEvent) -> &'static str {
    match event {
        CurationEvent::Submit => "curation.submitted",
        CurationEvent::StartScreening => "curation.screening_started",
        CurationEvent::RequestSample => "curation.sample_requested",
        CurationEvent::ReceiveSample => "curation.sample_received",
        CurationEvent::StartReview => "curation.review_started",
        CurationEvent::Approve => "curation.approved",
        CurationEvent::ApproveWithConditions => "curation.approved_with_conditions",
        CurationEvent::RequestChanges => "curation.changes_requested",
        CurationEvent::Reject => "curation.rejected",
    }
}

/// To the supplier; once submitted also to the operator and the government of its region.
async fn push(tx: &mut Tx<'_>, what: &str, row: &CurationRow) -> Result<(), Error> {
    let mut parties = vec![row.supplier_id.uuid()];
    if row.round > 0 {
        parties.push(row.operator_party_id.uuid());
        let governments = governments_of(tx.conn, &row.operator_region_code).await?;
        parties.extend(governments.iter().map(PartyId::uuid));
    }
    let data = serde_json::json!({
        "curation_id": row.id, "variant_id": row.variant_id, "product_id": row.product_id,
        "supplier_id": row.supplier_id, "operator_party_id": row.operator_party_id, "state": row.state,
        "version_hash": row.version_hash, "version": row.version,
    });
    tx.push(what, row.id, Audience::Parties(parties), data);
    Ok(())
}

/// The facts of the variant, when the caller sells it.
async fn own_variant(tx: &mut Tx<'_>, body: &CreateCurationRequest) -> Result<JudgedVariant, Error> {
    let caller = tx.caller().party();
    get_party(tx.conn, caller).await?;
    let found = find_judged(tx.conn, &[body.variant_id]).await?.remove(&body.variant_id);
    let own = found.ok_or_else(|| unknown_variant("/variant_id"))?;
    if own.supplier_id == caller {
        return Ok(own);
    }
    if own.state == ProductState::Draft {
        return Err(unknown_variant("/variant_id"));
    }
    Err(Error::Forbidden(Bilingual::new(
        "Kurasi diajukan oleh pemasok produk itu sendiri.",
        "Curation of a product is asked for by its own supplier.",
    )))
}

/// A variant that does not exist, or that the caller does not see.
pub(crate) fn unknown_variant(pointer: &str) -> Error {
    Error::field(
        pointer,
        "unknown-variant",
        "Varian ini tidak ditemukan; salin id-nya dari /v1/variants.",
        "There is no such variant; copy its id from /v1/variants.",
    )
}

fn outlet_ids(channels: &[WireChannel]) -> Vec<OutletId> {
    channels.iter().filter_map(|channel| channel.outlet_id).collect()
}

/// Checks channels one by one and gives the one operator they all belong to.
fn check_channels(check: &mut Check, channels: &[WireChannel], outlets: &[OutletRow]) -> Option<PartyId> {
    let mut operator = None;
    for (place, channel) in channels.iter().enumerate() {
        let pointer = format!("/channels/{place}");
        check.require(!channels[..place].contains(channel), || repeated(&pointer));
        let found = match operator_of(channel, outlets, &pointer) {
            Ok(found) => found,
            Err(invalid) => {
                check.push(invalid);
                continue;
            }
        };
        check.require(*operator.get_or_insert(found) == found, || other_operator(&pointer));
    }
    operator
}

fn operator_of(channel: &WireChannel, outlets: &[OutletRow], pointer: &str) -> Result<PartyId, Invalid> {
    match (channel.outlet_id, channel.chain.as_deref(), channel.operator_party_id) {
        (Some(id), None, None) => {
            let open = outlets.iter().find(|row| row.id == id && row.state == OutletState::Open);
            open.map(|row| row.operator_party_id)
                .ok_or_else(|| unknown_outlet(&format!("{pointer}/outlet_id")))
        }
        (None, Some(chain), Some(operator)) => {
            let name: Result<ChainName, _> = chain.parse();
            name.map(|_| operator).map_err(|_| bad_chain(&format!("{pointer}/chain")))
        }
        _ => Err(Invalid::new(
            pointer,
            "channel-form",
            "Isikan outlet_id saja, atau chain bersama operator_party_id.",
            "Give outlet_id alone, or chain together with operator_party_id.",
        )),
    }
}

/// An outlet that does not exist or has closed.
pub(crate) fn unknown_outlet(pointer: &str) -> Invalid {
    Invalid::new(
        pointer,
        "unknown-outlet",
        "Gerai ini tidak ada atau sudah tutup; pilih yang buka dari /v1/outlets?state=open.",
        "There is no such outlet, or it has closed; choose one from /v1/outlets?state=open.",
    )
}

/// Something that is listed twice.
pub(super) fn repeated(pointer: &str) -> Invalid {
    Invalid::new(
        pointer,
        "repeated",
        "Ini sudah tercantum; hapus yang berulang.",
        "It is listed already; remove the repeat.",
    )
}

fn other_operator(pointer: &str) -> Invalid {
    Invalid::new(
        pointer,
        "other-operator",
        "Satu kurasi untuk gerai satu pengelola; ajukan kurasi tersendiri kepada pengelola lain.",
        "One curation is for the outlets of one operator; ask the other operator in a curation of its own.",
    )
}

fn channel_rows(id: CurationId, channels: &[WireChannel]) -> Vec<ChannelRow> {
    let row = |(position, channel): (i32, &WireChannel)| ChannelRow {
        curation_id: id,
        position,
        outlet_id: channel.outlet_id,
        chain: channel.chain.clone(),
    };
    (0..).zip(channels).map(row).collect()
}

fn draft(
    tx: &Tx<'_>,
    variant: &JudgedVariant,
    operator: PartyId,
    operator_region_code: String,
) -> CurationRow {
    CurationRow {
        id: tx.new_id(),
        variant_id: variant.variant_id,
        product_id: variant.product_id,
        supplier_id: variant.supplier_id,
        operator_party_id: operator,
        operator_region_code,
        related_party_ids: Vec::new(),
        note: None,
        state: CurationState::Draft,
        round: 0,
        version_hash: None,
        criteria: Vec::new(),
        valid_from_date: None,
        valid_until_date: None,
        conditions: Vec::new(),
        submitted_at: None,
        decided_at: None,
        version: 1,
        created_at: tx.now,
        updated_at: tx.now,
    }
}
