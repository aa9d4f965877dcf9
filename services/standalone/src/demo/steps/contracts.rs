//! Businesses conclude contracts under the agreements: both regions endorse one text, both businesses sign it. Steps that tell
//! of other contracts use [`draft`] and [`conclude`].

use anyhow::Context as _;
use api_types::agreement::{
    ContractLineRequest, ContractView, CreateContractRequest, ListContractsQuery, SignContractRequest,
    SignatoryRequest,
};
use api_types::{TransitionRequest, WireMoney, WireQuantity};
use domain::agreement::{ConsentKind, ContractState, SignerCapacity};
use domain::shared::{ContractId, Money, TextHash};

use super::super::player::{Player, action};
use super::super::story::{CONTRACTS, Contract};
use super::agreements::yes_to;
use super::{World, consented, happened};

/// The coordinator of every buyer's region.
const BUYERS_COORDINATOR: &str = "jakarta.coordinator";

pub(in super::super) async fn play(player: &Player<'_>, world: &mut World) -> anyhow::Result<()> {
    for told in CONTRACTS {
        let id = draft(player, told.supplier, &text_of(world, told)?).await?.id;
        let parties = Parties {
            supplier: told.supplier,
            buyer: told.buyer,
            coordinator: told.supplier_coordinator,
            concluded: Some(told.concluded),
        };
        let active = conclude(player, &parties, id).await?;
        let line = active.lines.first().context("a contract has a line")?.id;
        world.contracts.insert(told.key, (id, line));
    }
    Ok(())
}

/// Who concludes a contract, and at which time of the story; now where none is told.
pub(super) struct Parties {
    pub(super) supplier: &'static str,
    pub(super) buyer: &'static str,
    /// The coordinator of the supplier's region.
    pub(super) coordinator: &'static str,
    pub(super) concluded: Option<&'static str>,
}

impl Parties {
    fn at(&self) -> anyhow::Result<TransitionRequest> {
        self.concluded.map_or_else(|| Ok(TransitionRequest::default()), happened)
    }
}

/// Drafts a contract that is not there yet.
pub(super) async fn draft(
    player: &Player<'_>,
    supplier: &str,
    body: &CreateContractRequest,
) -> anyhow::Result<ContractView> {
    let query = ListContractsQuery { agreement_id: Some(body.agreement_id), ..Default::default() };
    let gone = [ContractState::Cancelled, ContractState::Terminated];
    let same = |view: &ContractView| view.title == body.title && !gone.contains(&view.state);
    let found = player.find(supplier, |services| services.agreement.list_contracts(&query), same).await?;
    let drafts = action(supplier, &body.title);
    player.create(found, drafts, |services| services.agreement.create_contract(body)).await
}

fn text_of(world: &World, told: &Contract) -> anyhow::Result<CreateContractRequest> {
    let (rupiah, price_basis) = told.price;
    let line = ContractLineRequest {
        commodity_code: told.goods[0].into(),
        form_code: told.goods[1].into(),
        also_form_codes: Vec::new(),
        unit: told.unit,
        quantity: told.quantity.map(|value| WireQuantity { value: value.into(), unit: told.unit }),
        over_tolerance_bp: 0,
        under_tolerance_bp: 0,
        price: Some(WireMoney::from(Money(rupiah))),
        price_rule: None,
        price_basis,
        description: None,
        commitment_id: None,
        season_ids: Vec::new(),
    };
    Ok(CreateContractRequest {
        agreement_id: world.agreement(told.agreement)?,
        r#type: told.kind,
        title: told.title.into(),
        number: None,
        supplier_id: world.party(told.supplier)?,
        buyer_id: world.party(told.buyer)?,
        valid_from_date: told.days[0].parse()?,
        valid_until_date: told.days[1].parse()?,
        value_limit: told.value_limit.map(|rupiah| Money(rupiah).into()),
        evaluation_due_date: told.evaluation_due.map(str::parse).transpose()?,
        festival: None,
        lines: vec![line],
        attachments: Vec::new(),
    })
}

/// Hands a contract in, endorses and signs it, and puts it into force.
pub(super) async fn conclude(
    player: &Player<'_>,
    told: &Parties,
    id: ContractId,
) -> anyhow::Result<ContractView> {
    endorse_and_sign(player, told, id).await?;
    activate(player, told, id).await
}

async fn endorse_and_sign(player: &Player<'_>, told: &Parties, id: ContractId) -> anyhow::Result<()> {
    let concluded = told.at()?;
    player
        .act(
            action(told.supplier, "hands in the contract"),
            |services| services.agreement.get_contract(id, &Default::default()),
            |view| !matches!(view.state, ContractState::Draft | ContractState::ChangesRequested),
            |services, etag| services.agreement.submit_contract(id, etag, &concluded),
        )
        .await?;
    for (actor, side) in [(told.coordinator, "initiator"), (BUYERS_COORDINATOR, "counterpart")] {
        let yes = yes_to(hash_of(player, actor, id).await?, told.concluded)?;
        player
            .act(
                action(actor, "endorses the contract"),
                |services| services.agreement.get_contract(id, &Default::default()),
                |view| {
                    view.state != ContractState::Submitted
                        || consented(&view.consents, ConsentKind::Endorsement, side)
                },
                |services, etag| services.agreement.endorse_contract(id, etag, &yes),
            )
            .await?;
    }
    for (actor, business) in [(told.supplier, "supplier"), (told.buyer, "buyer")] {
        let yes = SignContractRequest {
            text_sha256: hash_of(player, actor, id).await?,
            signatory: signatory(actor),
            occurred_at: told.concluded.map(str::parse).transpose()?,
            note: None,
            documents: Vec::new(),
        };
        player
            .act(
                action(actor, "signs the contract"),
                |services| services.agreement.get_contract(id, &Default::default()),
                |view| {
                    view.state != ContractState::Endorsed
                        || consented(&view.consents, ConsentKind::Signature, business)
                },
                |services, etag| services.agreement.sign_contract(id, etag, &yes),
            )
            .await?;
    }
    Ok(())
}

/// Who signs for a business: the chair of a group or a cooperative, else a director. Names are illustrative.
pub(super) fn signatory(actor: &str) -> SignatoryRequest {
    let (position, capacity) = match actor {
        "sari_makmur" | "kpms" | "blitar_eggs" => ("Ketua", SignerCapacity::Chair),
        _ => ("Direktur", SignerCapacity::Director),
    };
    let name = format!("{position} {}", actor.replace('_', " "));
    SignatoryRequest { name, position: position.into(), capacity, power_of_attorney: None }
}

async fn activate(player: &Player<'_>, told: &Parties, id: ContractId) -> anyhow::Result<ContractView> {
    let concluded = told.at()?;
    player
        .act(
            action(told.coordinator, "puts the contract into force"),
            |services| services.agreement.get_contract(id, &Default::default()),
            |view| view.state != ContractState::Signed,
            |services, etag| services.agreement.activate_contract(id, etag, &concluded),
        )
        .await
}

/// The hash of the one text, as its reader gets it.
async fn hash_of(player: &Player<'_>, actor: &str, id: ContractId) -> anyhow::Result<TextHash> {
    let text = player.read(actor, |services| services.agreement.get_contract_text(id)).await?;
    Ok(text.text_sha256)
}
