//! Cattle of SUJ are promised to Dharma Jaya for Idul Adha.

use api_types::agreement::{ContractLineRequest, CreateContractRequest, FestivalTerms};
use api_types::{WireGradePrice, WirePriceRule, WireQuantity};
use domain::agreement::ContractType;
use domain::shared::{Money, PriceBasis, PriceRuleKind, Unit};

use super::super::later::{Hold, IDUL_ADHA};
use super::super::player::Player;
use super::super::story::METRO;
use super::World;
use super::contracts::{Parties, conclude, draft};

pub(in super::super) async fn play(player: &Player<'_>, world: &World) -> anyhow::Result<()> {
    let told = &IDUL_ADHA;
    let id = draft(player, told.supplier, &text_of(world, told)?).await?.id;
    let parties = Parties {
        supplier: told.supplier,
        buyer: told.buyer,
        coordinator: told.coordinator,
        concluded: Some(told.concluded),
    };
    conclude(player, &parties, id).await?;
    Ok(())
}

fn text_of(world: &World, told: &Hold) -> anyhow::Result<CreateContractRequest> {
    let line = ContractLineRequest {
        commodity_code: "cattle".into(),
        form_code: "live".into(),
        also_form_codes: Vec::new(),
        unit: Unit::Hea,
        quantity: Some(WireQuantity { value: told.heads.into(), unit: Unit::Hea }),
        over_tolerance_bp: 0,
        under_tolerance_bp: 0,
        price: None,
        price_rule: Some(WirePriceRule {
            kind: PriceRuleKind::ByGrade,
            classes: Vec::new(),
            grades: vec![WireGradePrice { grade: "festival".into(), price: Money(told.price).into() }],
            variants: Vec::new(),
            reference: None,
        }),
        price_basis: PriceBasis::PerKgLive,
        description: None,
        commitment_id: None,
        season_ids: Vec::new(),
    };
    Ok(CreateContractRequest {
        agreement_id: world.agreement(METRO.key)?,
        r#type: ContractType::FestivalHold,
        title: told.title.into(),
        number: None,
        supplier_id: world.party(told.supplier)?,
        buyer_id: world.party(told.buyer)?,
        valid_from_date: told.days[0].parse()?,
        valid_until_date: told.days[1].parse()?,
        value_limit: None,
        evaluation_due_date: None,
        festival: Some(FestivalTerms {
            name: told.festival.into(),
            festival_date: told.festival_day.parse()?,
            hold_from_date: told.held_from.parse()?,
        }),
        lines: vec![line],
        attachments: Vec::new(),
    })
}
