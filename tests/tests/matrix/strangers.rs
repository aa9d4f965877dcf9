//! A second cooperation that has nothing to do with the story's, and what the story lacks: an auditor, a machine,
//! drafts.

use std::time::{Duration, Instant};

use anyhow::{Context as _, ensure};
use domain::shared::{TextHash, jakarta_date};
use journeys::Installation;
use serde_json::{Value, json};
use standalone::demo::ISSUER;
use testkit::{Caller, PATIENCE, fresh_key};

use crate::actors::token;

/// Somebody of the second cooperation, or of the platform.
pub(crate) struct Stranger {
    /// Subject of the sign-in.
    pub(crate) subject: &'static str,
    party: &'static str,
    kind: &'static str,
    region: &'static str,
    roles: &'static [&'static str],
}

const TRADES: &[&str] = &["supplier", "aggregator", "buyer", "receiver", "carrier", "field_officer"];

/// Everybody of the second cooperation with every role their party can give, and the auditor of the first.
pub(crate) const STRANGERS: &[Stranger] = &[
    Stranger {
        subject: "kediri.everything",
        party: "Pemerintah Kota Kediri",
        kind: "regional_government",
        region: "35.71",
        roles: &[
            "coordinator",
            "regional_signer",
            "technical_agency",
            "inspector",
            "vet_officer",
            "field_officer",
            "auditor",
        ],
    },
    Stranger {
        subject: "malang.everything",
        party: "Pemerintah Kota Malang",
        kind: "regional_government",
        region: "35.73",
        roles: &["coordinator", "regional_signer"],
    },
    Stranger {
        subject: "kediri.trader",
        party: "PT Kediri Makmur",
        kind: "company",
        region: "35.71",
        roles: TRADES,
    },
    Stranger {
        subject: "malang.trader",
        party: "PT Malang Jaya",
        kind: "company",
        region: "35.73",
        roles: TRADES,
    },
    Stranger {
        subject: "auditor",
        party: "Pengawas KAD",
        kind: "audit_body",
        region: "31",
        roles: &["auditor"],
    },
    Stranger {
        subject: "kediri.cooperative",
        party: "Koperasi Tahu Kediri",
        kind: "cooperative",
        region: "35.71",
        roles: &["supplier", "party_admin"],
    },
];

/// Whether a party is registered with a tax number.
pub(crate) fn is_numbered(legal_name: &str) -> bool {
    STRANGERS.iter().any(|stranger| stranger.party == legal_name)
}

const MACHINE_SECRET: &str = "a-machine-of-kuj-0123456789abcdef";

/// Creates something; waits for what another service has to hear of first.
async fn post(caller: &Caller, path: &str, body: Value) -> anyhow::Result<Value> {
    let since = Instant::now();
    loop {
        let answer = caller.post(path, body.clone()).await;
        let early = answer.code() == "not-yet-known" && since.elapsed() < PATIENCE;
        if !early {
            ensure!(answer.status == 201, "{path}: {}", answer.text);
            return Ok(answer.json);
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

fn id(value: &Value) -> anyhow::Result<&str> {
    value["id"].as_str().context("a resource has an id")
}

/// Somebody's way to call a service.
async fn caller(installation: &Installation, service: usize, subject: &str) -> anyhow::Result<Caller> {
    Ok(Caller::new(installation.url(service), Some(token(installation, subject).await?)))
}

/// The party of the story with this name.
async fn party(caller: &Caller, short_name: &str) -> anyhow::Result<String> {
    let page = caller.get("/v1/parties?limit=200").await;
    let mut items = page.json["items"].as_array().into_iter().flatten();
    let found = items.find(|party| party["short_name"] == short_name || party["legal_name"] == short_name);
    Ok(id(found.with_context(|| format!("{short_name} is registered"))?)?.to_owned())
}

/// Registers and signs up everybody, and makes what is theirs.
///
/// # Errors
/// When a step is refused.
pub(crate) async fn found(installation: &Installation) -> anyhow::Result<()> {
    let admin = caller(installation, 0, "platform.admin").await?;
    let mut parties = Vec::new();
    for stranger in STRANGERS {
        let mut body =
            json!({"kind": stranger.kind, "legal_name": stranger.party, "region_code": stranger.region});
        body["tax_id"] = format!("0{}34567890120{:02}", parties.len() + 1, parties.len()).into();
        let party = post(&admin, "/v1/parties", body).await?;
        let path = format!("/v1/parties/{}/memberships", id(&party)?);
        let body = json!({"issuer": ISSUER, "subject": stranger.subject, "roles": stranger.roles});
        let member = post(&admin, &path, body).await?;
        if member["state"] == "confirmed" {
            let accepts = format!("/v1/memberships/{}/acceptances", id(&member)?);
            let taken = caller(installation, 0, stranger.subject).await?.act(&accepts, json!({})).await;
            ensure!(taken.status == 200, "{accepts}: {}", taken.text);
        }
        parties.push(id(&party)?.to_owned());
    }
    cooperation(installation, &parties[1]).await?;
    papers(installation).await?;
    trade(installation).await?;
    checkpoint(installation).await?;
    prices(installation).await?;
    farm(installation).await?;
    sites(installation).await?;
    stock(installation).await?;
    holds(installation).await?;
    doubts(installation).await?;
    let kuj = party(&admin, "KUJ").await?;
    let secret = TextHash::of_bytes(MACHINE_SECRET.as_bytes());
    let machine =
        json!({"name": "machine", "roles": ["client", "supplier"], "secret_sha256": secret.as_str()});
    post(&admin, &format!("/v1/parties/{kuj}/clients"), machine).await?;
    audit(installation, &parties[4]).await?;
    needs(installation).await?;
    accounts(installation).await?;
    members(installation).await?;
    lots(installation).await?;
    people(installation, &parties[2]).await
}

/// A bank account of a supplier of the story, and one of the second cooperation's.
async fn accounts(installation: &Installation) -> anyhow::Result<()> {
    const SCAN: &[u8] = b"%PDF-1.7 an account";
    let sha256 = TextHash::of_bytes(SCAN);
    for (subject, number) in [("kuj", "001201000123304"), ("kediri.trader", "001201000123305")] {
        let keeper = caller(installation, 0, subject).await?;
        let file =
            json!({"media_type": "application/pdf", "size": SCAN.len(), "sha256": sha256, "name": "a.pdf"});
        let file = post(&keeper, "/v1/files", file).await?;
        let upload = keeper.request("PUT", &format!("/v1/files/{}/content", id(&file)?));
        let there = keeper.send(upload.header("content-type", "application/pdf").body(SCAN)).await;
        ensure!(there.status == 200, "{}", there.text);
        let account = json!({"bank_code": "BRINIDJA", "account_number": number, "holder_name": "PT Pemasok",
            "proof_sha256": sha256});
        post(&keeper, "/v1/bank-accounts", account).await?;
    }
    Ok(())
}

/// A member of a cooperative of the story, and one of the second cooperation's.
async fn members(installation: &Installation) -> anyhow::Result<()> {
    for subject in ["kpms", "kediri.cooperative"] {
        let person = json!({"number": "A-1", "name": "Sutinah", "nik": "1872015708850001",
            "village_code": "18.72.01.1001", "sex": "female", "consent_date": "2026-01-05"});
        post(&caller(installation, 0, subject).await?, "/v1/members", person).await?;
    }
    Ok(())
}

/// A lot of the second cooperation at a hub of its own, with what a member brought and was given.
async fn lots(installation: &Installation) -> anyhow::Result<()> {
    let roll = caller(installation, 0, "kediri.cooperative").await?;
    let member = roll.get("/v1/members").await.json["items"][0].clone();
    let keeper = caller(installation, 1, "kediri.cooperative").await?;
    let hub = json!({"kind": "hub", "name": "Hub Tahu", "region_code": "35.71"});
    let hub = post(&keeper, "/v1/facilities", hub).await?;
    let lot = json!({"facility_id": id(&hub)?, "cooperative_party_id": member["party_id"],
        "commodity_code": "chilli", "form_code": "red", "hub_fee_bp": 500});
    let lot = post(&keeper, "/v1/consolidation-lots", lot).await?;
    let today = lot["opened_date"].clone();
    let brought = json!({"consolidation_lot_id": id(&lot)?, "member_id": id(&member)?,
        "gross": {"value": "52", "unit": "KGM"}, "tare": {"value": "2", "unit": "KGM"},
        "scale": {"reference": "TMB-1", "verified_until_date": today}, "captured_at": lot["created_at"]});
    put(&keeper, &format!("/v1/contributions/con_{:032x}", 0x55), brought).await?;
    let given = json!({"member_id": id(&member)?, "amount": {"amount": 50_000, "currency": "IDR"},
        "given_date": today, "note": "Pupuk"});
    put(&keeper, &format!("/v1/member-inputs/min_{:032x}", 0x56), given).await
}

/// Puts something under an id; waits for what another service has to hear of first.
async fn put(caller: &Caller, path: &str, body: Value) -> anyhow::Result<()> {
    let since = Instant::now();
    loop {
        let answer = caller.put(path, body.clone()).await;
        let early = answer.code() == "not-yet-known" && since.elapsed() < PATIENCE;
        if !early {
            ensure!(answer.status == 201, "{path}: {}", answer.text);
            return Ok(());
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

/// Advice of the auditor, an invitation, and somebody who asks to be let in.
async fn people(installation: &Installation, business: &str) -> anyhow::Result<()> {
    let auditor = caller(installation, 0, "auditor").await?;
    let page = auditor.get("/v1/agreements").await;
    let advice = json!({"agreement_id": id(&page.json["items"][0])?, "title": "Periksa izin",
        "body": "Dua izin hampir berakhir."});
    post(&auditor, "/v1/recommendations", advice).await?;
    let kediri = caller(installation, 0, "kediri.everything").await?;
    let invited = json!({"display_name": "Siti", "roles": ["supplier"]});
    post(&kediri, &format!("/v1/parties/{business}/invitations"), invited).await?;
    let correction = json!({"business_id": "9120001234567", "reason": "Salah ketik"});
    post(&kediri, &format!("/v1/parties/{business}/corrections"), correction).await?;
    let id_token = installation.issuer.id_token("somebody")?;
    let form = [
        ("grant_type", "urn:ietf:params:oauth:grant-type:token-exchange"),
        ("subject_token_type", "urn:ietf:params:oauth:token-type:id_token"),
        ("subject_token", id_token.as_str()),
        ("scope", "agreement.party_applications.write"),
    ];
    let stranger = Caller::new(installation.url(0), None);
    let token = stranger.send(stranger.request("POST", "/oauth/token").form(&form)).await;
    let token = token.json["access_token"].as_str().with_context(|| token.text.clone())?.to_owned();
    let guest = Caller::new(installation.url(0), Some(token));
    let wanted =
        json!({"kind": "msme", "legal_name": "UMKM Tahu", "region_code": "35.71", "applicant_name": "Ani"});
    post(&guest, "/v1/party-applications", wanted).await?;
    Ok(())
}

/// An agreement that has been offered, and a draft.
async fn cooperation(installation: &Installation, counterpart: &str) -> anyhow::Result<()> {
    let kediri = caller(installation, 0, "kediri.everything").await?;
    let draft = json!({
        "counterpart_party_id": counterpart, "title": "Kesepakatan Kediri dan Malang", "commodities": ["eggs"],
        "valid_from_date": "2026-01-01", "valid_until_date": "2036-01-01",
        "plan": {"in_regional_budget": true, "burdens_public": false, "note": "Rencana"},
    });
    let offered = post(&kediri, "/v1/agreements", draft.clone()).await?;
    let answer = kediri.act(&format!("/v1/agreements/{}/offers", id(&offered)?), json!({})).await;
    ensure!(answer.status == 200, "{}", answer.text);
    post(&kediri, "/v1/agreements", draft).await?;
    Ok(())
}

/// A supplier's verification that is not handed in.
async fn papers(installation: &Installation) -> anyhow::Result<()> {
    let trader = caller(installation, 0, "kediri.trader").await?;
    let me = party(&trader, "PT Kediri Makmur").await?;
    post(&trader, "/v1/supplier-verifications", json!({"party_id": me})).await?;
    Ok(())
}

/// An outlet, a product that is a draft with a variant and a permit, a picture, and an exception of a dedicated outlet.
async fn trade(installation: &Installation) -> anyhow::Result<()> {
    let trader = caller(installation, 1, "kediri.trader").await?;
    post(&trader, "/v1/outlets", json!({"name": "Gerai Kediri", "kind": "outlet", "region_code": "35.71"}))
        .await?;
    let product = json!({
        "name": "Tahu takwa", "commodity_code": "msme_goods", "form_code": "packaged", "group": "processed_food",
    });
    let product = post(&trader, "/v1/products", product).await?;
    let variant = json!({
        "name": "Tahu takwa 10", "net_content": {"value": "500", "unit": "GRM"}, "ingredients": ["kedelai"],
        "producer": "UMKM Takwa, Kediri", "storage": "room_temperature",
    });
    let variant = post(&trader, &format!("/v1/products/{}/variants", id(&product)?), variant).await?;
    let permit = json!({
        "type": "home_food_permit", "number": "206357101001227", "issuer": "Dinas Kesehatan Kota Kediri",
        "issued_date": "2026-01-02", "valid_until_date": "2029-01-01",
    });
    post(&trader, &format!("/v1/variants/{}/permits", id(&variant)?), permit).await?;
    let picture = json!({"media_type": "image/png", "size": 100, "sha256": TextHash::of_bytes(b"x"),
        "shows": "Tahu takwa dari depan"});
    post(&trader, "/v1/images", picture).await?;
    let me = party(&caller(installation, 0, "kediri.trader").await?, "PT Kediri Makmur").await?;
    let outlet = json!({"name": "Toko Malang di Kediri", "kind": "dedicated_outlet", "region_code": "35.71",
        "dedicated_region_code": "35.73"});
    let outlet = post(&trader, "/v1/outlets", outlet).await?;
    let kediri = caller(installation, 1, "kediri.everything").await?;
    let at: chrono::DateTime<chrono::Utc> = serde_json::from_value(outlet["created_at"].clone())?;
    let exception = json!({"outlet_id": id(&outlet)?, "supplier_id": me, "note": "Musim sepi di Malang",
        "until_date": jakarta_date(at + chrono::TimeDelta::days(90))});
    post(&kediri, "/v1/outlet-exceptions", exception).await?;
    let file = "name,commodity_code,form_code\nTahu bulat,msme_goods,packaged\n";
    let asked = trader.request("POST", "/v1/product-imports?dry_run=true").header("content-type", "text/csv");
    let job = trader.send(asked.header("idempotency-key", fresh_key()).body(file)).await;
    ensure!(job.status == 201, "{}", job.text);
    Ok(())
}

/// Doubts about a contract of the story, and about a paper that nobody issued.
async fn doubts(installation: &Installation) -> anyhow::Result<()> {
    let kuj = caller(installation, 0, "kuj").await?;
    let contracts = kuj.get("/v1/contracts?state=active").await;
    let code = contracts.json["items"][0]["authenticity_code"].as_str().context("a code")?.to_owned();
    let stranger = Caller::new(installation.url(0), None);
    for code in [code.as_str(), "KAD-0000-0000-1"] {
        let body =
            json!({"code": code, "region_code": "31.75", "description": "Dokumen tidak sesuai muatan."});
        let answer = stranger.send(stranger.request("POST", "/v1/authenticity-reports").json(&body)).await;
        ensure!(answer.status == 202, "{}", answer.text);
    }
    Ok(())
}

/// A word from the road, told long after.
async fn checkpoint(installation: &Installation) -> anyhow::Result<()> {
    let kuj = caller(installation, 2, "kuj").await?;
    let page = kuj.get("/v1/shipments").await;
    let shipment = &page.json["items"][0];
    let vehicle = &shipment["vehicles"][0];
    let event = json!({
        "shipment_id": id(shipment)?, "vehicle_id": id(vehicle)?, "type": "checkpoint",
        "occurred_at": vehicle["departed_at"], "place": "Bakauheni",
    });
    let answer = kuj.put(&format!("/v1/vehicle-events/vev_{:032x}", 0x51), event).await;
    ensure!(answer.status == 201, "{}", answer.text);
    Ok(())
}

/// A plot, a season on it, and what was given for it.
async fn farm(installation: &Installation) -> anyhow::Result<()> {
    let trader = caller(installation, 1, "kediri.trader").await?;
    let plot = json!({
        "name": "Kebun Tahu", "region_code": "35.71", "area_m2": 5_000, "land_kind": "dry_field",
        "point": {"longitude_e7": 1_120_000_000_i64, "latitude_e7": -78_000_000},
    });
    let plot = post(&trader, "/v1/plots", plot).await?;
    // Planted on the day the server counts.
    let today = plot["created_at"].as_str().and_then(|at| at.split('T').next()).context("a day")?;
    let year: i32 = today[..4].parse()?;
    let season = json!({
        "plot_ids": [id(&plot)?], "commodity_code": "chilli", "form_code": "red", "planting_date": today,
        "harvest_from_date": format!("{}-12-30", year + 1), "harvest_until_date": format!("{}-12-31", year + 1),
    });
    let season = post(&trader, "/v1/seasons", season).await?;
    let seed = json!({
        "kind": "seed", "amount": {"amount": 150_000, "currency": "IDR"}, "deductible": false, "given_date": today,
    });
    post(&trader, &format!("/v1/seasons/{}/inputs", id(&season)?), seed).await?;
    let expected = json!({
        "season_id": id(&season)?, "form_code": "red", "from_date": format!("{}-12-30", year + 1),
        "until_date": format!("{}-12-31", year + 1), "quantity": {"value": "3", "unit": "TNE"},
        "captured_at": season["created_at"],
    });
    let answer = trader.put(&format!("/v1/harvest-forecasts/hfc_{:032x}", 0x53), expected).await;
    ensure!(answer.status == 201, "{}", answer.text);
    Ok(())
}

/// A facility, a paper of it, and an inspection that has found something.
async fn sites(installation: &Installation) -> anyhow::Result<()> {
    let trader = caller(installation, 1, "kediri.trader").await?;
    let farm = json!({"kind": "farm", "name": "Kandang Tahu", "region_code": "35.71"});
    let farm = post(&trader, "/v1/facilities", farm).await?;
    let paper = json!({"type": "business_id", "number": "9120001234567", "issuer": "OSS",
        "issued_date": "2024-03-14"});
    post(&trader, &format!("/v1/facilities/{}/papers", id(&farm)?), paper).await?;
    let kediri = caller(installation, 1, "kediri.everything").await?;
    // Today, as the server counts days.
    let at: chrono::DateTime<chrono::Utc> = serde_json::from_value(farm["created_at"].clone())?;
    let planned = json!({"facility_id": id(&farm)?, "scheduled_date": jakarta_date(at)});
    let visit = post(&kediri, "/v1/inspections", planned).await?;
    let path = format!("/v1/inspections/{}", id(&visit)?);
    let begun = kediri.act(&format!("{path}/starts"), json!({})).await;
    ensure!(begun.status == 200, "{}", begun.text);
    let list = kediri.get("/v1/checklists?facility_kind=farm").await.json["items"][0]["items"].clone();
    for (number, item) in (0x54..).zip(list.as_array().into_iter().flatten()) {
        let outcome = if item["code"] == "waste" { "not_met" } else { "met" };
        let answer = json!({"inspection_id": id(&visit)?, "item_code": item["code"], "outcome": outcome,
            "note": "Dilihat bersama pemilik", "captured_at": visit["created_at"]});
        let answer = kediri.put(&format!("/v1/inspection-answers/ian_{number:032x}"), answer).await;
        ensure!(answer.status == 201, "{}", answer.text);
    }
    let took_part = json!({"participants": [
        {"side": "inspector", "name": "Ratna Dewi", "position": "Petugas dinas"},
        {"side": "owner", "name": "Suwarno", "position": "Kepala rumah potong"},
    ]});
    let done = kediri.act(&format!("{path}/submissions"), took_part).await;
    ensure!(done.status == 200, "{}", done.text);
    Ok(())
}

/// What a buyer of the story holds of an offer, under a contract in force; and a recall.
async fn holds(installation: &Installation) -> anyhow::Result<()> {
    let (supplier, buyer) =
        (caller(installation, 1, "suj").await?, caller(installation, 1, "dharma_jaya").await?);
    let contracts = caller(installation, 0, "dharma_jaya").await?.get("/v1/contracts?state=active").await;
    let of_cattle = |contract: &&Value| contract["lines"][0]["commodity_code"] == "cattle";
    let contract = contracts.json["items"].as_array().context("contracts")?.iter().find(of_cattle);
    let contract = contract.context("a contract for cattle in force")?.clone();
    let outlets = supplier.get("/v1/outlets?limit=1").await;
    let at: chrono::DateTime<chrono::Utc> =
        serde_json::from_value(outlets.json["items"][0]["created_at"].clone())?;
    let (from, until) = (jakarta_date(at), jakarta_date(at + chrono::TimeDelta::days(90)));
    let offer = json!({"commodity_code": "cattle", "form_code": "live", "heads": 10, "region_code": "35.72",
        "available_from_date": from, "available_until_date": until});
    let offer = post(&supplier, "/v1/stock-offers", offer).await?;
    let published = supplier.act(&format!("/v1/stock-offers/{}/publications", id(&offer)?), json!({})).await;
    ensure!(published.status == 200, "{}", published.text);
    let hold =
        json!({"offer_id": offer["id"], "contract_id": contract["id"], "heads": 2, "hold_until_date": until});
    post(&buyer, "/v1/holds", hold).await?;
    let maker = caller(installation, 1, "kpms").await?;
    let products = maker.get("/v1/products?state=published&limit=200").await;
    let me = party(&caller(installation, 0, "kpms").await?, "KPMS").await?;
    let own = |product: &&Value| product["supplier_id"] == me.as_str();
    let product = products.json["items"].as_array().context("products")?.iter().find(own);
    let product = product.context("a published product of KPMS")?["id"].as_str().context("an id")?.to_owned();
    let variants = maker.get(&format!("/v1/variants?product_id={product}")).await;
    let recall = json!({"variant_ids": [variants.json["items"][0]["id"]], "hazard": "spoilage", "reason": "Bau",
        "advice": "Kembalikan"});
    let recall = post(&maker, "/v1/recalls", recall).await?;
    let lift = format!("/v1/recalls/{}/endings", id(&recall)?);
    let lifted = maker.act(&lift, json!({"note": "Diganti"})).await;
    ensure!(lifted.status == 200, "{}", lifted.text);
    Ok(())
}

/// An offer that was published, a draft of another with an animal, and what that weighs.
async fn stock(installation: &Installation) -> anyhow::Result<()> {
    let trader = caller(installation, 1, "kediri.trader").await?;
    let outlets = trader.get("/v1/outlets?limit=1").await;
    let at: chrono::DateTime<chrono::Utc> =
        serde_json::from_value(outlets.json["items"][0]["created_at"].clone())?;
    let (from, until) = (jakarta_date(at), jakarta_date(at + chrono::TimeDelta::days(90)));
    let chilli = json!({"commodity_code": "chilli", "form_code": "red", "quantity": {"value": "2", "unit": "TNE"},
        "region_code": "35.71", "available_from_date": from, "available_until_date": until});
    let chilli = post(&trader, "/v1/stock-offers", chilli).await?;
    let published = trader.act(&format!("/v1/stock-offers/{}/publications", id(&chilli)?), json!({})).await;
    ensure!(published.status == 200, "{}", published.text);
    let cattle = json!({"commodity_code": "cattle", "form_code": "live", "heads": 3, "region_code": "35.71",
        "available_from_date": from, "available_until_date": until,
        "price": {"amount": 57_000, "currency": "IDR"}, "price_basis": "per_kg_live"});
    let cattle = post(&trader, "/v1/stock-offers", cattle).await?;
    let bull = json!({"commodity_code": "cattle", "tag": "ID-35-71-0001", "offer_id": id(&cattle)?});
    let bull = post(&trader, "/v1/animals", bull).await?;
    let weighed = json!({"animal_id": id(&bull)?, "grams": 351_000, "weighed_at": bull["created_at"],
        "scale": "TMB-0917", "scale_verified_until_date": until});
    let answer = trader.put(&format!("/v1/weighings/wgh_{:032x}", 0x70), weighed).await;
    ensure!(answer.status == 201, "{}", answer.text);
    Ok(())
}

/// A price that was seen today.
async fn prices(installation: &Installation) -> anyhow::Result<()> {
    let kediri = caller(installation, 1, "kediri.everything").await?;
    // What the server's clock says.
    let outlets = kediri.get("/v1/outlets?limit=1").await;
    let today = outlets.json["items"][0]["created_at"].as_str().and_then(|at| at.split('T').next());
    let seen = json!({
        "commodity_code": "eggs", "form_code": "fresh_shell", "region_code": "35.71", "level": "consumer",
        "price_basis": "per_kg_net", "price": {"amount": 29_000, "currency": "IDR"}, "observed_date": today,
        "source": "Pasar Setono Betek",
    });
    let answer = kediri.put(&format!("/v1/price-observations/pob_{:032x}", 0x52), seen).await;
    ensure!(answer.status == 201, "{}", answer.text);
    Ok(())
}

/// The auditor is let into the agreement of Metro by both sides.
async fn audit(installation: &Installation, auditor: &str) -> anyhow::Result<()> {
    let metro = caller(installation, 0, "metro.coordinator").await?;
    let page = metro.get("/v1/agreements").await;
    let path = format!("/v1/agreements/{}/auditors", id(&page.json["items"][0])?);
    for side in [metro, caller(installation, 0, "jakarta.coordinator").await?] {
        let answer = side.act(&path, json!({"party_id": auditor})).await;
        ensure!(answer.status == 200, "{}", answer.text);
    }
    Ok(())
}

/// What a buyer of the story needs, told to its partners, and the draft of a stranger.
async fn needs(installation: &Installation) -> anyhow::Result<()> {
    let line = |region: &str| {
        json!({"commodity_code": "eggs", "form_code": "fresh_shell", "unit": "TNE", "region_code": region,
            "periods": [{"period": "2030-01", "quantity": {"value": "90", "unit": "TNE"}}]})
    };
    let stranger = caller(installation, 0, "kediri.trader").await?;
    post(&stranger, "/v1/demands", json!({"title": "Kebutuhan Kediri", "lines": [line("35.71")]})).await?;
    let buyer = caller(installation, 0, "dharma_jaya").await?;
    let drafted =
        post(&buyer, "/v1/demands", json!({"title": "Kebutuhan Jakarta", "lines": [line("31")]})).await?;
    let told = buyer.act(&format!("/v1/demands/{}/publications", id(&drafted)?), json!({})).await;
    ensure!(told.status == 200, "{}", told.text);
    let metro = caller(installation, 0, "metro.coordinator").await?;
    let page = metro.get("/v1/agreements").await;
    let offer = json!({"kind": "share", "share_bp": 2500});
    let commitment = json!({"demand_id": id(&drafted)?, "demand_line_id": drafted["lines"][0]["id"],
        "agreement_id": id(&page.json["items"][0])?, "offer": offer});
    post(&metro, "/v1/commitments", commitment).await?;
    Ok(())
}

/// A token of the machine of KUJ.
///
/// # Errors
/// When it is refused.
pub(crate) async fn machine_token(installation: &Installation) -> anyhow::Result<String> {
    let admin = caller(installation, 0, "platform.admin").await?;
    let kuj = party(&admin, "KUJ").await?;
    let page = admin.get(&format!("/v1/parties/{kuj}/clients")).await;
    machine_sign_in(installation, id(&page.json["items"][0])?, MACHINE_SECRET).await
}

/// A token for a machine's secret.
///
/// # Errors
/// When it is refused.
pub(crate) async fn machine_sign_in(
    installation: &Installation,
    client: &str,
    secret: &str,
) -> anyhow::Result<String> {
    let stranger = Caller::new(installation.url(0), None);
    let form = [("grant_type", "client_credentials"), ("client_id", client), ("client_secret", secret)];
    let answer = stranger.send(stranger.request("POST", "/oauth/token").form(&form)).await;
    Ok(answer.json["access_token"].as_str().with_context(|| format!("a token: {}", answer.text))?.to_owned())
}
