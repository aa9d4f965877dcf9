//! Cattle lose more weight on the way than its allowance: the excess is a claim by itself, disputed, heard and decided by the
//! coordinators of both regions.

use anyhow::Context as _;
use api_types::logistics::{
    ClaimTermsRequest, ClaimView, DecideClaimRequest, ListClaimsQuery, RespondToClaimRequest,
};
use api_types::{TransitionRequest, WireMoney};
use domain::logistics::{ClaimKind, ClaimRemedy, ClaimState};
use domain::shared::{ClaimId, Money};

use super::super::player::{Player, action};
use super::World;

/// Who sells the cattle, who buys it, and who coordinates both regions.
const SIDES: [&str; 4] = ["suj", "dharma_jaya", "metro.coordinator", "jakarta.coordinator"];

pub(in super::super) async fn play(player: &Player<'_>, world: &World) -> anyhow::Result<()> {
    let [supplier, buyer, metro, jakarta] = SIDES;
    let (contract, _) = world.contract("suj-cattle")?;
    let query = ListClaimsQuery {
        contract_id: Some(contract),
        kind: Some(ClaimKind::ShrinkExcess),
        ..Default::default()
    };
    let found = player.find(buyer, |services| services.logistics.list_claims(&query), |_| true).await?;
    let id = found.context("shrinkage beyond the allowance opens a claim")?.id;
    offer(player, supplier, id).await?;
    let note = says("Susut sapi melebihi batas wajar; potongan yang ditawarkan terlalu kecil.");
    player
        .act(
            action(buyer, "disputes the shrinkage beyond the allowance"),
            |services| services.logistics.get_claim(id),
            |view| !matches!(view.state, ClaimState::Open | ClaimState::Responded),
            |services, etag| services.logistics.dispute_claim(id, etag, &note),
        )
        .await?;
    let note = says("Kedua pihak didengar; berita acara timbang di RPH Cakung diperiksa bersama.");
    player
        .act(
            action(metro, "hears both sides of the claim"),
            |services| services.logistics.get_claim(id),
            |view| view.state != ClaimState::Disputed,
            |services, etag| services.logistics.mediate_claim(id, etag, &note),
        )
        .await?;
    for (coordinator, government) in [(metro, "metro"), (jakarta, "jakarta")] {
        let government = world.party(government)?;
        let decided = |view: &ClaimView| {
            view.state != ClaimState::Mediated || view.decisions.iter().any(|one| one.party_id == government)
        };
        let decision = DecideClaimRequest {
            decision: price_cut(150_000),
            note: "Susut satu truk melebihi batas wajar perjalanan dua belas jam.".into(),
            documents: Vec::new(),
        };
        player
            .act(
                action(coordinator, "decides the claim"),
                |services| services.logistics.get_claim(id),
                decided,
                |services, etag| services.logistics.decide_claim(id, etag, &decision),
            )
            .await?;
    }
    Ok(())
}

/// The supplier answers with an offer.
async fn offer(player: &Player<'_>, supplier: &str, id: ClaimId) -> anyhow::Result<()> {
    let offer = RespondToClaimRequest {
        offer: Some(price_cut(50_000)),
        note: Some("Sapi berangkat dalam keadaan sehat dan kenyang.".into()),
        documents: Vec::new(),
    };
    player
        .act(
            action(supplier, "answers the claim with an offer"),
            |services| services.logistics.get_claim(id),
            |view| view.state != ClaimState::Open,
            |services, etag| services.logistics.respond_to_claim(id, etag, &offer),
        )
        .await?;
    Ok(())
}

fn price_cut(rupiah: i64) -> ClaimTermsRequest {
    let amount = Some(WireMoney::from(Money(rupiah)));
    ClaimTermsRequest { remedy: ClaimRemedy::PriceCut, quantity: None, amount }
}

fn says(note: &str) -> TransitionRequest {
    TransitionRequest { note: Some(note.into()), ..TransitionRequest::default() }
}
