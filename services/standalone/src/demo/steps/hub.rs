//! Thirty members of a cooperative bring their chillies to its hub: one lot, sorted, sealed by two, sold by grade, and back to each
//! member in rupiah.

use anyhow::Context as _;
use api_types::agreement::{
    ContractLineRequest, CreateContractRequest, CreateMemberRequest, ListMembersQuery, MemberView,
};
use api_types::catalog::{
    AllocateLotRequest, ConsolidationLotView, ContributionGradingRequest, ContributionView,
    CreateConsolidationLotRequest, CreateFacilityRequest, FacilityView, GradeLotRequest,
    ListConsolidationLotsQuery, ListContributionsQuery, ListFacilitiesQuery, ListMemberInputsQuery,
    MemberInputView, PutContributionRequest, PutMemberInputRequest, SealLotRequest, WireGradePart, WireScale,
};
use api_types::logistics::{
    CallOffLineRequest, CallOffLineView, CallOffView, CaptureReceiptRequest, CreateCallOffRequest,
    CreateShipmentRequest, Destination, ListReceiptsQuery, ListShipmentsQuery, ReceiptLineRequest,
    ShipmentItemRequest, ShipmentItemView, ShipmentView, VehicleRequest,
};
use api_types::{TransitionRequest, WireGradePrice, WireMoney, WirePriceRule, WireQuantity};
use chrono::{Datelike as _, Days, NaiveDate};
use domain::agreement::{ContractType, Sex};
use domain::catalog::{FacilityKind, LotGrade, LotState};
use domain::logistics::TransportMode;
use domain::shared::{
    ConsolidationLotId, FacilityId, MemberId, Money, PriceBasis, PriceRuleKind, Quantity, Unit, jakarta_date,
};
use web::Clock;

use super::super::player::{Player, action};
use super::super::sites::{CHILLIES, Gathering, MEMBERS};
use super::super::story::BLITAR;
use super::World;
use super::contracts::{Parties, conclude, draft};
use super::deliveries::{Journey, kilograms, place_order, post, travel, weighed};
use super::outlets::distribute;
use super::visit::show_paper;

/// Of what a member brings this part is of the first grade, in percent; of the rest a little is lost at sorting.
const FIRST_GRADE: i64 = 72;
/// Grams lost at sorting, for each member.
const LOST: i64 = 150;

pub(in super::super) async fn play(player: &Player<'_>, world: &World) -> anyhow::Result<()> {
    let told = &CHILLIES;
    let hub = register_hub(player, world, told).await?;
    let members = enter_members(player, told).await?;
    give_inputs(player, told, &members).await?;
    let order = order(player, world, told).await?;
    let lot = gather(player, world, told, (hub, &members)).await?;
    sort_and_seal(player, told, lot).await?;
    set_aside(player, told, lot, &order).await?;
    deliver(player, told, (hub, lot), &order).await?;
    distribute(player, world, told, lot).await?;
    pay_back(player, told, lot).await
}

async fn register_hub(player: &Player<'_>, world: &World, told: &Gathering) -> anyhow::Result<FacilityId> {
    let [name, address] = told.hub;
    let owner = world.party(told.cooperative)?;
    let query = ListFacilitiesQuery { owner_party_id: Some(owner), ..Default::default() };
    let same = |facility: &FacilityView| facility.name == name;
    let found =
        player.find(told.cooperative, |services| services.catalog.list_facilities(&query), same).await?;
    let body = CreateFacilityRequest {
        kind: FacilityKind::Hub,
        name: name.into(),
        region_code: "35.72".into(),
        village: None,
        address: Some(address.into()),
        point: None,
        capacity: None,
    };
    let registers = action(told.cooperative, "registers its hub");
    let id = player.create(found, registers, |services| services.catalog.create_facility(&body)).await?.id;
    show_paper(player, (told.cooperative, told.agency), id, told.paper).await?;
    Ok(id)
}

/// The roll of thirty members, in order of their numbers.
async fn enter_members(player: &Player<'_>, told: &Gathering) -> anyhow::Result<Vec<MemberId>> {
    let query = ListMembersQuery::default();
    let mut members = Vec::new();
    for (place, name) in (1_u32..).zip(MEMBERS) {
        let number = format!("KMP-{place:03}");
        let same = |member: &MemberView| member.number.as_deref() == Some(number.as_str());
        let found = player.find(told.cooperative, |services| services.agreement.list_members(&query), same);
        let found = found.await?;
        let body = CreateMemberRequest {
            number: number.clone(),
            name: name.into(),
            nik: format!("357201{:02}0671{place:04}", place % 28 + 1),
            village_code: "35.72.01.1001".into(),
            sex: Some(if place % 2 == 0 { Sex::Female } else { Sex::Male }),
            consent_date: "2025-08-20".parse()?,
        };
        let enters = action(told.cooperative, "enters a member into its roll");
        members
            .push(player.create(found, enters, |services| services.agreement.create_member(&body)).await?.id);
    }
    Ok(members)
}

/// The first five were given fertiliser before the harvest.
async fn give_inputs(player: &Player<'_>, told: &Gathering, members: &[MemberId]) -> anyhow::Result<()> {
    for member in members.iter().take(5) {
        let query = ListMemberInputsQuery { member_id: Some(*member), ..Default::default() };
        let any = |_: &MemberInputView| true;
        let list = player.find(told.cooperative, |services| services.catalog.list_member_inputs(&query), any);
        if list.await?.is_some() {
            continue;
        }
        let clock = Clock::system();
        let body = PutMemberInputRequest {
            member_id: *member,
            amount: Money(told.input).into(),
            given_date: jakarta_date(clock.now()) - Days::new(90),
            note: Some("Pupuk NPK 15 kg".into()),
            replaces_input_id: None,
        };
        let own = clock.new_id();
        let gives = action(told.cooperative, "tells what fertiliser a member was given");
        player.send(gives, |services| services.catalog.put_member_input(own, &body)).await?;
    }
    Ok(())
}

async fn order(player: &Player<'_>, world: &World, told: &Gathering) -> anyhow::Result<CallOffView> {
    let contract = draft(player, told.cooperative, &text_of(world, told)?).await?;
    let parties = Parties {
        supplier: told.cooperative,
        buyer: told.buyer,
        coordinator: told.coordinator,
        concluded: None,
    };
    let active = conclude(player, &parties, contract.id).await?;
    let contract_line_id = active.lines.first().context("a contract has a line")?.id;
    let line = |(grade, value): (&str, &str)| CallOffLineRequest {
        form_code: None,
        contract_line_id,
        quantity: Some(kilograms(value)),
        packs: None,
        over_tolerance_bp: None,
        variant_id: None,
        grade: Some(grade.into()),
        hold_id: None,
    };
    let [name, address] = told.destination;
    let body = CreateCallOffRequest {
        delivery_windows: Vec::new(),
        contract_id: active.id,
        external_reference: Some("demo-blitar-chillies".into()),
        requested_delivery_date: jakarta_date(Clock::system().now()) + Days::new(2),
        destination: Destination { name: name.into(), region_code: "31".into(), address: address.into() },
        lines: told.ordered.into_iter().map(line).collect(),
        note: None,
    };
    place_order(player, (told.buyer, told.cooperative), &body, &TransitionRequest::default()).await
}

/// Red chillies at a price for each grade, as much as the buyer calls off.
fn text_of(world: &World, told: &Gathering) -> anyhow::Result<CreateContractRequest> {
    let price =
        |(grade, rupiah): (&str, i64)| WireGradePrice { grade: grade.into(), price: Money(rupiah).into() };
    let line = ContractLineRequest {
        commodity_code: "chilli".into(),
        form_code: "red".into(),
        also_form_codes: Vec::new(),
        unit: Unit::Kgm,
        quantity: None,
        over_tolerance_bp: 0,
        under_tolerance_bp: 0,
        price: None,
        price_rule: Some(WirePriceRule {
            kind: PriceRuleKind::ByGrade,
            classes: Vec::new(),
            grades: told.prices.into_iter().map(price).collect(),
            variants: Vec::new(),
            reference: None,
        }),
        price_basis: PriceBasis::PerKgNet,
        description: None,
        commitment_id: None,
        season_ids: Vec::new(),
    };
    let today = jakarta_date(Clock::system().now());
    Ok(CreateContractRequest {
        agreement_id: world.agreement(BLITAR.key)?,
        r#type: ContractType::PriceOnly,
        title: told.contract.into(),
        number: None,
        supplier_id: world.party(told.cooperative)?,
        buyer_id: world.party(told.buyer)?,
        valid_from_date: today,
        valid_until_date: NaiveDate::from_ymd_opt(today.year() + 1, 12, 31).context("a year to come")?,
        value_limit: Some(WireMoney::from(Money(told.value_limit))),
        evaluation_due_date: None,
        festival: None,
        lines: vec![line],
        attachments: Vec::new(),
    })
}

/// Opens the lot and weighs in what each member brings.
async fn gather(
    player: &Player<'_>,
    world: &World,
    told: &Gathering,
    (hub, members): (FacilityId, &[MemberId]),
) -> anyhow::Result<ConsolidationLotId> {
    let who = told.cooperative;
    let query = ListConsolidationLotsQuery { facility_id: Some(hub), ..Default::default() };
    let stands = |lot: &ConsolidationLotView| lot.state != LotState::Dissolved;
    let found = player.find(who, |services| services.catalog.list_consolidation_lots(&query), stands).await?;
    let body = CreateConsolidationLotRequest {
        facility_id: hub,
        cooperative_party_id: world.party(who)?,
        commodity_code: "chilli".into(),
        form_code: "red".into(),
        hub_fee_bp: told.hub_fee_bp,
        note: None,
    };
    let opens = action(who, "opens a lot of red chillies");
    let lot =
        player.create(found, opens, |services| services.catalog.create_consolidation_lot(&body)).await?;
    if !lot.state.takes_contributions() {
        return Ok(lot.id);
    }
    let brought =
        player.read(who, |services| services.catalog.list_contributions(&brought_to(lot.id))).await?;
    for (place, member) in (0_i64..).zip(members) {
        if brought.items.iter().any(|one| one.member_id == *member) {
            continue;
        }
        let clock = Clock::system();
        let body = PutContributionRequest {
            consolidation_lot_id: lot.id,
            member_id: *member,
            gross: weight(19_500 + place * 137 % 2_900),
            tare: weight(1_200),
            scale: WireScale {
                reference: "TMB-3572-014".into(),
                verified_until_date: jakarta_date(clock.now()) + Days::new(200),
            },
            replaces_contribution_id: None,
            captured_at: clock.now(),
        };
        let own = clock.new_id();
        let weighs = action(who, "weighs in what a member brings");
        player.send(weighs, |services| services.catalog.put_contribution(own, &body)).await?;
    }
    Ok(lot.id)
}

fn brought_to(lot: ConsolidationLotId) -> ListContributionsQuery {
    ListContributionsQuery { consolidation_lot_id: Some(lot), limit: Some(100), ..Default::default() }
}

/// Grams as kilograms.
fn weight(grams: i64) -> WireQuantity {
    Quantity::from_stored(grams, Unit::Kgm).into()
}

/// Everything is sorted into two grades; the cooperative seals, and the government of its region beside it.
async fn sort_and_seal(player: &Player<'_>, told: &Gathering, lot: ConsolidationLotId) -> anyhow::Result<()> {
    let who = told.cooperative;
    let brought = player.read(who, |services| services.catalog.list_contributions(&brought_to(lot))).await?;
    let gradings = brought.items.iter().map(graded).collect::<Result<_, _>>()?;
    let body = GradeLotRequest { gradings, occurred_at: None, note: None };
    player
        .act(
            action(who, "sorts it into two grades"),
            |services| services.catalog.get_consolidation_lot(lot),
            |view| view.state != LotState::Open,
            |services, etag| services.catalog.grade_consolidation_lot(lot, etag, &body),
        )
        .await?;
    for who in [told.cooperative, told.agency] {
        let shown = player.read(who, |services| services.catalog.get_consolidation_lot(lot)).await?;
        let content_sha256 = shown.content_sha256.context("what is sorted has a text")?;
        let body = SealLotRequest { content_sha256, occurred_at: None, note: None };
        let seals = shown.seals.len();
        let mine = usize::from(who != told.cooperative);
        player
            .act(
                action(who, "seals the lot"),
                |services| services.catalog.get_consolidation_lot(lot),
                |view| view.state != LotState::Grading || seals > mine,
                |services, etag| services.catalog.seal_consolidation_lot(lot, etag, &body),
            )
            .await?;
    }
    Ok(())
}

fn graded(one: &ContributionView) -> anyhow::Result<ContributionGradingRequest> {
    let net = Quantity::parse_sum(&one.net.value, one.net.unit)?;
    let first = net * FIRST_GRADE / 100;
    let part = |grade, grams| WireGradePart { grade, quantity: weight(grams) };
    Ok(ContributionGradingRequest {
        contribution_id: one.id,
        grades: vec![part(LotGrade::A, first), part(LotGrade::B, net - first - LOST)],
        refused: Vec::new(),
        loss: Some(weight(LOST)),
    })
}

/// A grade for each order line.
async fn set_aside(
    player: &Player<'_>,
    told: &Gathering,
    lot: ConsolidationLotId,
    order: &CallOffView,
) -> anyhow::Result<()> {
    for ((_, value), (line, grade)) in
        told.ordered.into_iter().zip(order.lines.iter().zip([LotGrade::A, LotGrade::B]))
    {
        let body = AllocateLotRequest {
            call_off_line_id: line.id,
            grades: vec![WireGradePart { grade, quantity: kilograms(value) }],
            occurred_at: None,
            note: None,
        };
        player
            .act(
                action(told.cooperative, "sets a grade aside for an order line"),
                |services| services.catalog.get_consolidation_lot(lot),
                |view| view.allocations.iter().any(|one| one.call_off_line_id == line.id),
                |services, etag| services.catalog.allocate_consolidation_lot(lot, etag, &body),
            )
            .await?;
    }
    Ok(())
}

/// One truck to Jakarta; the buyer takes what arrives.
async fn deliver(
    player: &Player<'_>,
    told: &Gathering,
    (hub, lot): (FacilityId, ConsolidationLotId),
    order: &CallOffView,
) -> anyhow::Result<()> {
    let query = ListShipmentsQuery { call_off_id: Some(order.id), ..Default::default() };
    let found =
        player.find(told.cooperative, |services| services.logistics.list_shipments(&query), |_| true).await?;
    let item = |(line, (_, value)): (&CallOffLineView, (&str, &str))| ShipmentItemRequest {
        production_date: None,
        call_off_line_id: line.id,
        quantity: kilograms(value),
        heads: None,
        weight: None,
        packages: None,
        variant_id: None,
        consolidation_lot_id: Some(lot),
    };
    let items = order.lines.iter().zip(told.ordered).map(item).collect();
    let body = CreateShipmentRequest {
        expected_arrival_at: None,
        origin_facility_id: Some(hub),
        call_off_ids: vec![order.id],
        origin_region_code: "35.72".into(),
        origin_place: None,
        destination_region_code: "31".into(),
        destination_place: Some(told.destination[0].into()),
        carrier_party_id: None,
        mode: TransportMode::Road,
        vehicles: vec![VehicleRequest {
            seals: Vec::new(),
            plate: told.plate.into(),
            driver_name: None,
            items,
        }],
        journey_papers: Vec::new(),
    };
    let plans = action(told.cooperative, "plans the shipment");
    let shipment = player.create(found, plans, |services| services.logistics.create_shipment(&body)).await?;
    let journey = Journey {
        supplier: told.cooperative,
        receiver: format!("{}.receiver", told.buyer),
        departed: TransitionRequest::default(),
        arrived: TransitionRequest::default(),
    };
    travel(player, &journey, shipment.id).await?;
    receive(player, told, &journey.receiver, &shipment).await
}

async fn receive(
    player: &Player<'_>,
    told: &Gathering,
    receiver: &str,
    shipment: &ShipmentView,
) -> anyhow::Result<()> {
    let query = ListReceiptsQuery { shipment_id: Some(shipment.id), ..Default::default() };
    let captured = player.find(receiver, |services| services.logistics.list_receipts(&query), |_| true);
    let id = match captured.await? {
        Some(receipt) => receipt.id,
        None => {
            let clock = Clock::system();
            let own = clock.new_id();
            let items = shipment.vehicles.iter().flat_map(|vehicle| &vehicle.items);
            let line = |(item, (grade, value)): (&ShipmentItemView, (&str, &str))| ReceiptLineRequest {
                shipment_item_id: item.id,
                heads: None,
                pieces: None,
                packages: None,
                weight: Some(weighed(Unit::Kgm, value)),
                volume: None,
                rejections: Vec::new(),
                note: None,
                grade: Some(grade.into()),
            };
            let body = CaptureReceiptRequest {
                shipment_id: shipment.id,
                received_at: Some(clock.now()),
                documents_seen: true,
                lines: items.zip(told.ordered).map(line).collect(),
                note: None,
            };
            let weighs = action(receiver, "weighs and sorts");
            player.send(weighs, |services| services.logistics.put_receipt(own, &body)).await?.id
        }
    };
    post(player, (receiver, told.buyer, told.cooperative), id).await
}

/// Everything has left; what the buyer pays goes back to each member, less the hub's fee and what was given before.
async fn pay_back(player: &Player<'_>, told: &Gathering, lot: ConsolidationLotId) -> anyhow::Result<()> {
    let note = TransitionRequest::default();
    player
        .act(
            action(told.cooperative, "says that all of it has left"),
            |services| services.catalog.get_consolidation_lot(lot),
            |view| view.state != LotState::Allocated,
            |services, etag| services.catalog.dispatch_consolidation_lot(lot, etag, &note),
        )
        .await?;
    player
        .act(
            action(told.cooperative, "pays its members to the rupiah"),
            |services| services.catalog.get_consolidation_lot(lot),
            |view| view.state == LotState::Settled,
            |services, etag| services.catalog.settle_consolidation_lot(lot, etag, &note),
        )
        .await?;
    Ok(())
}
