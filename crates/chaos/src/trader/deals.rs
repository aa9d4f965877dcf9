//! Contracts of rice and cattle between the two businesses, concluded as people conclude them.

use anyhow::Context as _;
use api_types::agreement::{
    ContractLineRequest, ContractView, CreateContractRequest, SignContractRequest, SignatoryRequest,
    TextConsentRequest, TextView,
};
use api_types::logistics::JourneyPaperRequest;
use api_types::{TransitionRequest, WireMoney, WireQuantity};
use chrono::{DateTime, Days, NaiveDate, Utc};
use domain::agreement::{ContractType, SignerCapacity};
use domain::logistics::JourneyPaperKind;
use domain::shared::{ContractId, Money, PriceBasis, TextHash, Unit, jakarta_date};

use super::{AWAY, BUYER, HOME, LONG_AGO, RECEIVER, SUPPLIER};
use crate::caller::Request;
use crate::trade::{Contract, Trade};

/// What is agreed.
#[derive(Debug, Clone)]
pub struct Terms {
    /// Title on the paper.
    pub title: String,
    /// Animals by the head, or rice by the kilogram.
    pub unit: Unit,
    /// How much.
    pub quantity: u32,
    /// How much more is tolerated, in basis points.
    pub over_tolerance_bp: u16,
    /// Whether it was concluded, and is told of, long after.
    pub past: bool,
}

/// A contract, and what became of it.
#[derive(Debug, Clone)]
pub struct Deal {
    /// Who trades under it, and its line.
    pub contract: Contract,
    /// What is traded in.
    pub unit: Unit,
    /// How much is promised.
    pub quantity: u32,
    /// Whether it is told of the past.
    pub past: bool,
    /// As last answered.
    pub view: ContractView,
    /// Which business has agreed to end it short, while the other has not.
    pub half_ended: Option<&'static str>,
    /// It was suspended or ended.
    pub stopping: bool,
    /// And logistics has read that.
    pub stopped: bool,
}

impl Deal {
    /// Concludes a contract and puts it into force.
    ///
    /// # Errors
    /// When a step is refused.
    pub async fn conclude(trade: &Trade, terms: &Terms) -> anyhow::Result<Self> {
        let like: ContractView = trade
            .caller
            .done(&Request::agreement(BUYER, |api| api.get_contract(trade.rice.id, &Default::default())))
            .await?
            .read()?;
        let body = draft(&like, terms);
        let draft = Request::agreement(SUPPLIER, |api| api.create_contract(&body)).keyed(key());
        let drafted: ContractView = trade.caller.done(&draft).await?.read()?;
        let view = agree(trade, drafted.id, terms.past.then_some(LONG_AGO)).await?;
        let line = view.lines.first().context("a contract has a line")?.id;
        let contract = Contract { id: view.id, line, buyer: BUYER, supplier: SUPPLIER, receiver: RECEIVER };
        let Terms { unit, quantity, past, .. } = *terms;
        Ok(Self { contract, unit, quantity, past, view, half_ended: None, stopping: false, stopped: false })
    }

    /// An amount in what is traded.
    pub fn amount(&self, value: u32) -> WireQuantity {
        WireQuantity { value: value.to_string(), unit: self.unit }
    }
}

fn draft(like: &ContractView, terms: &Terms) -> CreateContractRequest {
    const LAST: NaiveDate = NaiveDate::from_ymd_opt(2022, 12, 31).expect("a day of December");
    let animals = terms.unit == Unit::Hea;
    let (commodity, form) = if animals { ("cattle", "live") } else { ("rice", "brown_rice") };
    let (price, price_basis) =
        if animals { (57_000, PriceBasis::PerKgLive) } else { (40_000, PriceBasis::PerKgNet) };
    let (from, until) = match terms.past {
        true => (jakarta_date(LONG_AGO), LAST),
        false => (jakarta_date(web::Clock::system().now()), like.valid_until_date),
    };
    CreateContractRequest {
        agreement_id: like.agreement_id,
        r#type: ContractType::FixedQuota,
        title: terms.title.clone(),
        number: None,
        supplier_id: like.supplier_id,
        buyer_id: like.buyer_id,
        valid_from_date: from,
        valid_until_date: until,
        value_limit: None,
        evaluation_due_date: None,
        festival: None,
        lines: vec![ContractLineRequest {
            commodity_code: commodity.to_owned(),
            form_code: form.to_owned(),
            also_form_codes: Vec::new(),
            unit: terms.unit,
            quantity: Some(WireQuantity { value: terms.quantity.to_string(), unit: terms.unit }),
            over_tolerance_bp: terms.over_tolerance_bp,
            under_tolerance_bp: 0,
            price: Some(WireMoney::from(Money(price))),
            price_rule: None,
            price_basis,
            description: None,
            commitment_id: None,
            season_ids: Vec::new(),
        }],
        attachments: Vec::new(),
    }
}

/// Hands the text in, has both regions endorse and both businesses sign it, and puts it into force.
async fn agree(
    trade: &Trade,
    id: ContractId,
    occurred_at: Option<DateTime<Utc>>,
) -> anyhow::Result<ContractView> {
    let then = TransitionRequest { occurred_at, ..Default::default() };
    let done = async |request: Request| trade.caller.done(&request.keyed(key())).await;
    done(Request::agreement(SUPPLIER, |api| api.submit_contract(id, "*", &then))).await?;
    for actor in [HOME, AWAY] {
        let text_sha256 = text(trade, actor, id).await?;
        // Prices of the plain model stand outside today's references, and every endorsement says why.
        let note = Some("Harga model uji.".to_owned());
        let yes = TextConsentRequest { text_sha256, occurred_at, note, documents: Vec::new() };
        done(Request::agreement(actor, |api| api.endorse_contract(id, "*", &yes))).await?;
    }
    for actor in [SUPPLIER, BUYER] {
        let yes = SignContractRequest {
            text_sha256: text(trade, actor, id).await?,
            signatory: SignatoryRequest {
                name: format!("Direktur {actor}"),
                position: "Direktur".to_owned(),
                capacity: SignerCapacity::Director,
                power_of_attorney: None,
            },
            occurred_at,
            note: None,
            documents: Vec::new(),
        };
        done(Request::agreement(actor, |api| api.sign_contract(id, "*", &yes))).await?;
    }
    done(Request::agreement(HOME, |api| api.activate_contract(id, "*", &then))).await?.read()
}

async fn text(trade: &Trade, actor: &'static str, id: ContractId) -> anyhow::Result<TextHash> {
    let text = trade.caller.done(&Request::agreement(actor, |api| api.get_contract_text(id))).await?;
    Ok(text.read::<TextView>()?.text_sha256)
}

fn key() -> String {
    format!("deal-{:x}", rand::random::<u64>())
}

/// What authorities have made out for the herds of a sequence: certificates for so many heads each, and the
/// recommendation of where they go.
pub(crate) fn herd_papers(number: u32, heads: [i64; 2]) -> Vec<JourneyPaperRequest> {
    let today = jakarta_date(web::Clock::system().now());
    let paper = |kind, number: String, head_count| JourneyPaperRequest {
        r#type: kind,
        sha256: TextHash::of_bytes(number.as_bytes()),
        number,
        issuer: None,
        commodity_code: Some("cattle".to_owned()),
        head_count,
        origin_region_code: "35.72".to_owned(),
        destination_region_code: "31".to_owned(),
        valid_from_date: today,
        valid_until_date: today.checked_add_days(Days::new(13)),
    };
    let certificate = |(place, heads)| {
        paper(JourneyPaperKind::VeterinaryCertificate, format!("SKKH/{number}/{place}"), Some(heads))
    };
    let mut papers: Vec<_> = (1_u32..).zip(heads).map(certificate).collect();
    papers.push(paper(JourneyPaperKind::EntryRecommendation, format!("REK/{number}"), None));
    papers
}
