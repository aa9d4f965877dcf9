//! Small-business products: published with their permits, curated for the chain, listed in an outlet.

use api_types::catalog::{
    AddPermitRequest, CreateCurationRequest, CreateImageRequest, CreateListingRequest, CreateOutletRequest,
    CreateProductRequest, CreateVariantRequest, CriterionPoints, CurationView, DecideCurationRequest,
    ListCurationsQuery, ListListingsQuery, ListOutletsQuery, ListPermitsQuery, ListProductsQuery,
    ListSalesReportsQuery, ListVariantsQuery, ListingView, OutletView, PermitView, ProductView,
    PutSalesReportRequest, ReviewCurationRequest, SalesLineRequest, ScoreCurationRequest,
    SubmitCurationRequest, UpdateVariantRequest, VariantView, WireChannel, WirePanelist,
};
use api_types::{TransitionRequest, WireMoney, WireQuantity};
use chrono::{Datelike as _, NaiveDate};
use domain::catalog::{
    CommodityGroup, Criterion, CurationOutcome, CurationState, ImageKind, ListingState, OutletKind,
    PermitType, ProductState, Storage,
};
use domain::shared::{
    CurationId, ImageId, Money, OutletId, ProductId, SalesReportId, TextHash, Unit, VariantId, jakarta_date,
};
use web::Clock;

use super::super::later::MORE_PRODUCTS;
use super::super::player::{Player, action};
use super::super::story::{DEDICATED_OUTLET, OF_BLITAR, OUTLET, PRODUCTS, Product};
use super::World;

const OPERATOR: &str = "pasar_jaya";
const CURATOR: &str = "pasar_jaya.curator";
/// The package from the front.
const PICTURE: &[u8] = include_bytes!("package.png");
/// Packages a month that the panel approves of each product, and those planned in the outlet.
const CEILING: &str = "1000";
const PLANNED: &str = "400";
const CRITERIA: [Criterion; 4] =
    [Criterion::Taste, Criterion::Packaging, Criterion::Label, Criterion::Hygiene];

pub(in super::super) async fn play(player: &Player<'_>, world: &mut World) -> anyhow::Result<()> {
    let outlet = open_outlet(player, world).await?.id;
    for told in PRODUCTS {
        let variant = sell(player, told).await?;
        let channel = WireChannel {
            outlet_id: None,
            chain: Some(OUTLET[1].into()),
            operator_party_id: Some(world.party(OPERATOR)?),
        };
        approve(player, world, told, (variant, channel)).await?;
        list(player, told, (variant, outlet), None).await?;
        world.price_list.push((variant, told.sold_at));
        world.variants.push(variant);
    }
    tell_sales(player, outlet, &world.variants).await?;
    for told in MORE_PRODUCTS {
        let variant = sell(player, told).await?;
        world.price_list.push((variant, told.sold_at));
    }
    fill(player, world).await
}

/// The outlet that opens next year and its assortment, which stands there from its first day.
async fn fill(player: &Player<'_>, world: &World) -> anyhow::Result<()> {
    let outlet = plan_outlet(player, world).await?;
    for told in OF_BLITAR {
        let variant = sell(player, told).await?;
        let channel = WireChannel { outlet_id: Some(outlet.id), chain: None, operator_party_id: None };
        approve(player, world, told, (variant, channel)).await?;
        list(player, told, (variant, outlet.id), outlet.opens_date).await?;
    }
    Ok(())
}

/// A variant is shown by its picture, and approved by a panel for a channel.
async fn approve(
    player: &Player<'_>,
    world: &World,
    told: &Product,
    (variant, channel): (VariantId, WireChannel),
) -> anyhow::Result<()> {
    let picture = show(player, variant, told).await?;
    let curation = ask_for_curation(player, told, variant, channel).await?;
    curate(player, world, told, (curation, picture)).await
}

/// A product with its variant, papers and price, as the buyers of small businesses' goods find it.
async fn sell(player: &Player<'_>, told: &Product) -> anyhow::Result<VariantId> {
    let product = draft(player, told).await?;
    let variant = add_variant(player, product, told).await?.id;
    add_permits(player, variant, told).await?;
    publish(player, product, told).await?;
    Ok(variant)
}

async fn open_outlet(player: &Player<'_>, world: &World) -> anyhow::Result<OutletView> {
    let [name, chain, address] = OUTLET;
    let query = ListOutletsQuery { operator_party_id: Some(world.party(OPERATOR)?), ..Default::default() };
    let same = |outlet: &OutletView| outlet.name == name;
    let found = player.find(OPERATOR, |services| services.catalog.list_outlets(&query), same).await?;
    let body = CreateOutletRequest {
        name: name.into(),
        kind: OutletKind::Outlet,
        chain: Some(chain.into()),
        region_code: "31".into(),
        address: Some(address.into()),
        dedicated_region_code: None,
        opens_date: None,
    };
    let opens = action(OPERATOR, "opens an outlet of Jakmart");
    player.create(found, opens, |services| services.catalog.create_outlet(&body)).await
}

/// The outlet that opens next year, for products of one region alone.
async fn plan_outlet(player: &Player<'_>, world: &World) -> anyhow::Result<OutletView> {
    let [name, address, region] = DEDICATED_OUTLET;
    let query = ListOutletsQuery { operator_party_id: Some(world.party(OPERATOR)?), ..Default::default() };
    let same = |outlet: &OutletView| outlet.name == name;
    let found = player.find(OPERATOR, |services| services.catalog.list_outlets(&query), same).await?;
    let body = CreateOutletRequest {
        name: name.into(),
        kind: OutletKind::DedicatedOutlet,
        chain: None,
        region_code: "31".into(),
        address: Some(address.into()),
        dedicated_region_code: Some(region.into()),
        opens_date: NaiveDate::from_ymd_opt(Clock::system().now().year() + 1, 1, 2),
    };
    let plans = action(OPERATOR, "plans an outlet for products of Kota Blitar alone");
    player.create(found, plans, |services| services.catalog.create_outlet(&body)).await
}

/// What the outlet sold this month, for the maker of the goods.
async fn tell_sales(player: &Player<'_>, outlet_id: OutletId, variants: &[VariantId]) -> anyhow::Result<()> {
    let query = ListSalesReportsQuery { outlet_id: Some(outlet_id), ..Default::default() };
    let told =
        player.find(OPERATOR, |services| services.catalog.list_sales_reports(&query), |_| true).await?;
    if told.is_some() {
        return Ok(());
    }
    let clock = Clock::system();
    let sold = |(variant, (told, pieces)): (&VariantId, (&Product, i64))| SalesLineRequest {
        variant_id: *variant,
        pieces,
        amount: Some(Money(told.price * pieces).into()),
    };
    let body = PutSalesReportRequest {
        outlet_id,
        period: jakarta_date(clock.now()).format("%Y-%m").to_string(),
        lines: variants.iter().zip(PRODUCTS.iter().zip([140, 96, 51, 33])).map(sold).collect(),
    };
    let id: SalesReportId = clock.new_id();
    let tells = action(OPERATOR, "tells what the outlet sold this month");
    player.send(tells, |services| services.catalog.put_sales_report(id, &body)).await?;
    Ok(())
}

async fn draft(player: &Player<'_>, told: &Product) -> anyhow::Result<ProductId> {
    let query = ListProductsQuery { commodity_code: Some("msme_goods".into()), ..Default::default() };
    let same = |product: &ProductView| product.external_reference.as_deref() == Some(told.reference);
    let found =
        player.find(told.maker.supplier, |services| services.catalog.list_products(&query), same).await?;
    let body = CreateProductRequest {
        name: told.name.into(),
        description: Some(told.description.into()),
        commodity_code: "msme_goods".into(),
        form_code: "packaged".into(),
        group: Some(CommodityGroup::ProcessedFood),
        external_reference: Some(told.reference.into()),
    };
    let what = format!("drafts {}", told.name);
    let drafts = action(told.maker.supplier, &what);
    Ok(player.create(found, drafts, |services| services.catalog.create_product(&body)).await?.id)
}

async fn add_variant(player: &Player<'_>, product: ProductId, told: &Product) -> anyhow::Result<VariantView> {
    let query = ListVariantsQuery { product_id: Some(product), ..Default::default() };
    let found =
        player.find(told.maker.supplier, |services| services.catalog.list_variants(&query), |_| true).await?;
    let [name, grams] = told.variant;
    let body = CreateVariantRequest {
        name: name.into(),
        gtin: None,
        net_content: WireQuantity { value: grams.into(), unit: Unit::Grm },
        ingredients: told.ingredients.iter().map(|ingredient| (*ingredient).into()).collect(),
        producer: told.producer.into(),
        storage: Storage::RoomTemperature,
        best_before_days: Some(180),
        allergens: Vec::new(),
        traits: Vec::new(),
        image_ids: Vec::new(),
    };
    let what = format!("adds {name}");
    let adds = action(told.maker.supplier, &what);
    player.create(found, adds, |services| services.catalog.create_variant(product, &body)).await
}

/// The permits of the year of the story, and their renewal: the product is sold to this day.
async fn add_permits(player: &Player<'_>, variant: VariantId, told: &Product) -> anyhow::Result<()> {
    let year = Clock::system().now().year();
    let [food, renewed, halal] = told.permits;
    let home_food = |number: &str, issued: &str, last: &str| {
        anyhow::Ok(AddPermitRequest {
            r#type: PermitType::HomeFoodPermit,
            number: number.into(),
            issuer: told.maker.health_office.into(),
            issued_date: issued.parse()?,
            valid_until_date: Some(last.parse()?),
            sha256: None,
        })
    };
    let food = home_food(food, "2020-09-14", "2025-09-13")?;
    let renewed = home_food(renewed, &format!("{}-01-02", year - 1), &format!("{}-01-01", year + 3))?;
    let halal = AddPermitRequest {
        r#type: PermitType::HalalCertificate,
        number: halal.into(),
        issuer: "BPJPH".into(),
        issued_date: "2021-06-21".parse()?,
        valid_until_date: None,
        sha256: None,
    };
    let query = ListPermitsQuery::default();
    for permit in [food, renewed, halal] {
        let same = |shown: &PermitView| shown.number == permit.number && shown.withdrawn_at.is_none();
        let found = player
            .find(told.maker.supplier, |services| services.catalog.list_permits(variant, &query), same)
            .await?;
        let what = format!("adds its {}", permit.r#type);
        let adds = action(told.maker.supplier, &what);
        player.create(found, adds, |services| services.catalog.add_permit(variant, &permit)).await?;
    }
    Ok(())
}

async fn publish(player: &Player<'_>, product: ProductId, told: &Product) -> anyhow::Result<()> {
    let note = TransitionRequest::default();
    player
        .act(
            action(told.maker.supplier, &format!("publishes {}", told.name)),
            |services| services.catalog.get_product(product),
            |view| view.state != ProductState::Draft,
            |services, etag| services.catalog.publish_product(product, etag, &note),
        )
        .await?;
    Ok(())
}

/// The picture of a variant, which it shows and which goes with its curation.
async fn show(player: &Player<'_>, variant_id: VariantId, told: &Product) -> anyhow::Result<ImageId> {
    let there = player.read(told.maker.supplier, |services| services.catalog.get_variant(variant_id)).await?;
    if let Some(picture) = there.image_ids.first() {
        return Ok(*picture);
    }
    let body = CreateImageRequest {
        media_type: ImageKind::Png,
        size: i64::try_from(PICTURE.len())?,
        sha256: TextHash::of_bytes(PICTURE),
        shows: format!("{}: kemasan dari depan", told.name),
    };
    let what = format!("declares a picture of {}", told.name);
    let image = player
        .send(action(told.maker.supplier, &what), |services| services.catalog.create_image(&body))
        .await?;
    if image.uploaded_at.is_none() {
        let (what, png) = (format!("uploads the picture of {}", told.name), ImageKind::Png.label());
        let uploads = action(told.maker.supplier, &what);
        let bytes = || PICTURE.to_vec();
        player
            .send(uploads, |services| services.catalog.upload_image_content(image.id, png, bytes()))
            .await?;
    }
    let change = UpdateVariantRequest { image_ids: Some(vec![image.id]), ..UpdateVariantRequest::default() };
    player
        .act(
            action(told.maker.supplier, &format!("shows {} by its picture", told.name)),
            |services| services.catalog.get_variant(variant_id),
            |view| !view.image_ids.is_empty(),
            |services, etag| services.catalog.update_variant(variant_id, etag, &change),
        )
        .await?;
    Ok(image.id)
}

async fn ask_for_curation(
    player: &Player<'_>,
    told: &Product,
    variant_id: VariantId,
    channel: WireChannel,
) -> anyhow::Result<CurationId> {
    let query = ListCurationsQuery { variant_id: Some(variant_id), ..Default::default() };
    let found = player
        .find(told.maker.supplier, |services| services.catalog.list_curations(&query), |_| true)
        .await?;
    let body = CreateCurationRequest {
        variant_id,
        channels: vec![channel],
        related_party_ids: Vec::new(),
        note: None,
    };
    let what = format!("asks for curation of {}", told.name);
    let asks = action(told.maker.supplier, &what);
    Ok(player.create(found, asks, |services| services.catalog.create_curation(&body)).await?.id)
}

/// Whether a curation has left these states.
fn past(states: &'static [CurationState]) -> impl Fn(&CurationView) -> bool {
    move |view| !states.contains(&view.state)
}

async fn curate(
    player: &Player<'_>,
    world: &World,
    told: &Product,
    (id, picture): (CurationId, ImageId),
) -> anyhow::Result<()> {
    let note = TransitionRequest::default();
    let submission = SubmitCurationRequest { image_ids: vec![picture], ..SubmitCurationRequest::default() };
    player
        .act(
            action(told.maker.supplier, "hands in the curation"),
            |services| services.catalog.get_curation(id),
            past(&[CurationState::Draft, CurationState::ChangesRequested]),
            |services, etag| services.catalog.submit_curation(id, etag, &submission),
        )
        .await?;
    player
        .act(
            action(CURATOR, "looks through papers and label"),
            |services| services.catalog.get_curation(id),
            past(&[CurationState::Submitted]),
            |services, etag| services.catalog.screen_curation(id, etag, &note),
        )
        .await?;
    let judges = panel_of(told);
    let panel = panel(world, judges)?;
    player
        .act(
            action(CURATOR, "calls the panel together"),
            |services| services.catalog.get_curation(id),
            past(&[CurationState::Screening, CurationState::SampleReceived]),
            |services, etag| services.catalog.review_curation(id, etag, &panel),
        )
        .await?;
    let scores = scores();
    for (subject, _) in judges {
        let member = world.member(subject)?;
        let scored = |view: &CurationView| {
            view.state != CurationState::InReview || view.scores.iter().any(|one| one.member_id == member)
        };
        player
            .act(
                action(subject, "tastes and scores"),
                |services| services.catalog.get_curation(id),
                scored,
                |services, etag| services.catalog.score_curation(id, etag, &scores),
            )
            .await?;
    }
    let decision = decision()?;
    player
        .act(
            action(CURATOR, "approves the product"),
            |services| services.catalog.get_curation(id),
            past(&[CurationState::InReview]),
            |services, etag| services.catalog.decide_curation(id, etag, &decision),
        )
        .await?;
    Ok(())
}

/// The panel: who judges, and for whom; the home region of the maker among them.
fn panel_of(told: &Product) -> [(&'static str, &'static str); 3] {
    [(CURATOR, OPERATOR), ("jakarta.curator", "jakarta"), told.maker.curator]
}

fn panel(world: &World, judges: [(&'static str, &'static str); 3]) -> anyhow::Result<ReviewCurationRequest> {
    let panelist = |(subject, party): (&str, &str)| {
        anyhow::Ok(WirePanelist { member_id: world.member(subject)?, party_id: world.party(party)? })
    };
    Ok(ReviewCurationRequest {
        panel: judges.into_iter().map(panelist).collect::<Result<_, _>>()?,
        criteria: CRITERIA.to_vec(),
        occurred_at: None,
        note: None,
        documents: Vec::new(),
    })
}

fn scores() -> ScoreCurationRequest {
    ScoreCurationRequest {
        scores: CRITERIA.map(|criterion| CriterionPoints { criterion, points: 86 }).to_vec(),
        occurred_at: None,
        note: None,
        documents: Vec::new(),
    }
}

fn decision() -> anyhow::Result<DecideCurationRequest> {
    let until: NaiveDate = format!("{}-12-31", Clock::system().now().year() + 2).parse()?;
    Ok(DecideCurationRequest {
        outcome: CurationOutcome::Approved,
        valid_from_date: None,
        valid_until_date: Some(until),
        monthly_ceiling: Some(WireQuantity { value: CEILING.into(), unit: Unit::H87 }),
        conditions: Vec::new(),
        occurred_at: None,
        note: None,
        documents: Vec::new(),
    })
}

async fn list(
    player: &Player<'_>,
    told: &Product,
    (variant_id, outlet_id): (VariantId, OutletId),
    starts_date: Option<NaiveDate>,
) -> anyhow::Result<()> {
    let query =
        ListListingsQuery { variant_id: Some(variant_id), outlet_id: Some(outlet_id), ..Default::default() };
    let holds = |view: &ListingView| matches!(view.state, ListingState::Listed | ListingState::Pending);
    let found = player.find(OPERATOR, |services| services.catalog.list_listings(&query), holds).await?;
    let body = CreateListingRequest {
        variant_id,
        outlet_id,
        price: Some(WireMoney::from(Money(told.price))),
        starts_date,
        monthly_volume: Some(WireQuantity { value: PLANNED.into(), unit: Unit::H87 }),
    };
    let what = format!("lists {}", told.name);
    let lists = action(OPERATOR, &what);
    player.create(found, lists, |services| services.catalog.create_listing(&body)).await?;
    Ok(())
}
