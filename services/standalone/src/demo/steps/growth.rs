//! The cooperation grows: Metro's agreement takes in chillies, the eggs go from 120 to 200 tonnes while 20 are on order, and each
//! product of small businesses gets its price.

use anyhow::Context as _;
use api_types::agreement::{
    AmendedLineRequest, AmendmentView, CreateAgreementAmendmentRequest, CreateContractAmendmentRequest,
    ListAmendmentsQuery, SignContractRequest, SignatoryRequest,
};
use api_types::logistics::{CallOffLineRequest, CreateCallOffRequest, Destination};
use api_types::{WireMoney, WirePriceRule, WireQuantity, WireVariantPrice};
use domain::agreement::{AmendmentState, ConsentKind};
use domain::shared::{AmendmentId, ContractId, ContractLineId, Money, PriceRuleKind, Unit, VariantId};

use super::super::later::{AmendedOn, Growth, METRO_GROWS, PRICE_LIST};
use super::super::player::{Player, action};
use super::super::story::METRO;
use super::agreements::{signer_of, yes_to};
use super::contracts::signatory;
use super::deliveries::place_order;
use super::{World, consented, happened};

/// The coordinators of both regions, with their sides.
const COORDINATORS: [(&str, &str); 2] =
    [("metro.coordinator", "initiator"), ("jakarta.coordinator", "counterpart")];

pub(in super::super) async fn play(player: &Player<'_>, world: &World) -> anyhow::Result<()> {
    let told = &METRO_GROWS;
    take_in_chillies(player, world, told).await?;
    let (contract, line) = world.contract(told.contract)?;
    order(player, told, (contract, line)).await?;
    raise_eggs(player, told, (contract, line)).await?;
    price_each_product(player, world, &PRICE_LIST).await
}

async fn take_in_chillies(player: &Player<'_>, world: &World, told: &Growth) -> anyhow::Result<()> {
    let id = world.agreement(METRO.key)?;
    let author = METRO.initiator;
    let before = player.read(author, |services| services.agreement.get_agreement(id)).await?;
    let body = CreateAgreementAmendmentRequest {
        rationale: "Pasar Jaya memerlukan cabai dari Metro.".into(),
        effective_date: told.amended.effective.parse()?,
        title: None,
        valid_until_date: before.valid_until_date,
        commodities: before.commodities.iter().cloned().chain(["chilli".to_owned()]).collect(),
        attachments: Vec::new(),
    };
    let query = ListAmendmentsQuery { agreement_id: Some(id), ..Default::default() };
    let same = |view: &AmendmentView| view.contract_id.is_none() && goes_on(view.state);
    let found = player.find(author, |services| services.agreement.list_amendments(&query), same).await?;
    let drafts = action(author, "drafts an amendment: chillies");
    let create =
        player.create(found, drafts, |services| services.agreement.create_agreement_amendment(id, &body));
    let id = create.await?.id;
    propose(player, author, &told.amended, id).await?;
    agree(player, &told.amended, id, (ConsentKind::Confirmation, "confirms the amendment")).await?;
    for (signer, side) in [(METRO.initiator_signer, "initiator"), (METRO.counterpart_signer, "counterpart")] {
        sign(player, &told.amended, id, (signer[0], side, signer_of(signer))).await?;
    }
    Ok(())
}

async fn raise_eggs(
    player: &Player<'_>,
    told: &Growth,
    (contract, line): (ContractId, ContractLineId),
) -> anyhow::Result<()> {
    let author = told.supplier;
    let before = player
        .read(author, |services| services.agreement.get_contract(contract, &Default::default()))
        .await?;
    let present = before.lines.iter().find(|one| one.id == line).context("the eggs stand in the contract")?;
    let body = CreateContractAmendmentRequest {
        rationale: "Permintaan telur di Jakarta naik.".into(),
        effective_date: told.amended.effective.parse()?,
        title: None,
        valid_until_date: before.valid_until_date,
        value_limit: None,
        evaluation_due_date: None,
        festival: None,
        lines: vec![AmendedLineRequest {
            quantity: Some(WireQuantity { value: told.raised_to.into(), unit: present.unit }),
            ..AmendedLineRequest::keeping(present)
        }],
        attachments: Vec::new(),
    };
    amend(player, (author, told.buyer), (contract, &told.amended), &body, "drafts an amendment: more eggs")
        .await
}

/// One price for whatever the small businesses make becomes a price for each product.
async fn price_each_product(player: &Player<'_>, world: &World, told: &AmendedOn) -> anyhow::Result<()> {
    let (author, buyer) = ("kpms", "pasar_jaya");
    let (contract, line) = world.contract("kpms-msme")?;
    let before = player
        .read(author, |services| services.agreement.get_contract(contract, &Default::default()))
        .await?;
    let present =
        before.lines.iter().find(|one| one.id == line).context("its line stands in the contract")?;
    let price = |(variant_id, rupiah): &(VariantId, i64)| WireVariantPrice {
        variant_id: *variant_id,
        price: WireMoney::from(Money(*rupiah)),
    };
    let body = CreateContractAmendmentRequest {
        rationale: "Dua belas produk memerlukan harga masing-masing.".into(),
        effective_date: told.effective.parse()?,
        title: None,
        valid_until_date: before.valid_until_date,
        value_limit: before.value_limit.clone(),
        evaluation_due_date: None,
        festival: None,
        lines: vec![AmendedLineRequest {
            price: None,
            price_rule: Some(WirePriceRule {
                kind: PriceRuleKind::ByVariant,
                classes: Vec::new(),
                grades: Vec::new(),
                variants: world.price_list.iter().map(price).collect(),
                reference: None,
            }),
            ..AmendedLineRequest::keeping(present)
        }],
        attachments: Vec::new(),
    };
    let drafts = "drafts an amendment: a price for each product";
    amend(player, (author, buyer), (contract, told), &body, drafts).await
}

/// An amendment of a contract, from its draft to the last signature.
async fn amend(
    player: &Player<'_>,
    (author, buyer): (&'static str, &'static str),
    (contract, told): (ContractId, &AmendedOn),
    body: &CreateContractAmendmentRequest,
    does: &'static str,
) -> anyhow::Result<()> {
    let query = ListAmendmentsQuery { contract_id: Some(contract), ..Default::default() };
    let same = |view: &AmendmentView| goes_on(view.state);
    let found = player.find(author, |services| services.agreement.list_amendments(&query), same).await?;
    let create = player.create(found, action(author, does), |services| {
        services.agreement.create_contract_amendment(contract, body)
    });
    let id = create.await?.id;
    propose(player, author, told, id).await?;
    agree(player, told, id, (ConsentKind::Endorsement, "endorses the amendment")).await?;
    for (actor, business) in [(author, "supplier"), (buyer, "buyer")] {
        sign(player, told, id, (actor, business, signatory(actor))).await?;
    }
    Ok(())
}

/// Whether it waits for somebody or was signed.
const fn goes_on(state: AmendmentState) -> bool {
    !matches!(state, AmendmentState::Rejected | AmendmentState::Withdrawn)
}

async fn propose(player: &Player<'_>, author: &str, told: &AmendedOn, id: AmendmentId) -> anyhow::Result<()> {
    let proposed = happened(told.proposed)?;
    player
        .act(
            action(author, "proposes the amendment"),
            |services| services.agreement.get_amendment(id),
            |view| view.state != AmendmentState::Draft,
            |services, etag| services.agreement.propose_amendment(id, etag, &proposed),
        )
        .await?;
    Ok(())
}

/// Both coordinators agree to the text of an amendment: they confirm that of an agreement and endorse that of a contract.
async fn agree(
    player: &Player<'_>,
    told: &AmendedOn,
    id: AmendmentId,
    (kind, does): (ConsentKind, &'static str),
) -> anyhow::Result<()> {
    for (actor, side) in COORDINATORS {
        let yes = yes_to(text_of(player, actor, id).await?, Some(told.agreed))?;
        player
            .act(
                action(actor, does),
                |services| services.agreement.get_amendment(id),
                |view| view.state != AmendmentState::Proposed || consented(&view.consents, kind, side),
                |services, etag| match kind {
                    ConsentKind::Confirmation => services.agreement.confirm_amendment_text(id, etag, &yes),
                    _ => services.agreement.endorse_amendment(id, etag, &yes),
                },
            )
            .await?;
    }
    Ok(())
}

async fn sign(
    player: &Player<'_>,
    told: &AmendedOn,
    id: AmendmentId,
    (actor, side, signatory): (&str, &str, SignatoryRequest),
) -> anyhow::Result<()> {
    let yes = SignContractRequest {
        text_sha256: text_of(player, actor, id).await?,
        signatory,
        occurred_at: Some(told.signed.parse()?),
        note: None,
        documents: Vec::new(),
    };
    player
        .act(
            action(actor, "signs the amendment"),
            |services| services.agreement.get_amendment(id),
            |view| {
                view.state != AmendmentState::Agreed
                    || consented(&view.consents, ConsentKind::Signature, side)
            },
            |services, etag| services.agreement.sign_amendment(id, etag, &yes),
        )
        .await?;
    Ok(())
}

async fn text_of(
    player: &Player<'_>,
    actor: &str,
    id: AmendmentId,
) -> anyhow::Result<domain::shared::TextHash> {
    let text = player.read(actor, |services| services.agreement.get_amendment_text(id)).await?;
    Ok(text.text_sha256)
}

/// Twenty tonnes, on order while the text changes.
async fn order(
    player: &Player<'_>,
    told: &Growth,
    (contract_id, contract_line_id): (ContractId, ContractLineId),
) -> anyhow::Result<()> {
    let [name, address] = told.destination;
    let body = CreateCallOffRequest {
        delivery_windows: Vec::new(),
        contract_id,
        external_reference: Some("demo-growth".into()),
        requested_delivery_date: told.wanted.parse()?,
        destination: Destination { name: name.into(), region_code: "31".into(), address: address.into() },
        lines: vec![CallOffLineRequest {
            form_code: None,
            contract_line_id,
            quantity: Some(WireQuantity { value: told.on_order.into(), unit: Unit::Kgm }),
            packs: None,
            over_tolerance_bp: None,
            variant_id: None,
            grade: None,
            hold_id: None,
        }],
        note: None,
    };
    place_order(player, (told.buyer, told.supplier), &body, &happened(told.ordered)?).await?;
    Ok(())
}
