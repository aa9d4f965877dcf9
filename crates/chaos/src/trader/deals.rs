//! Contracts of rice between the two businesses, concluded as people conclude them.

use anyhow::Context as _;
use api_types::agreement::{
    ContractLineRequest, ContractView, CreateContractRequest, SignContractRequest, SignatoryRequest,
    TextConsentRequest, TextView,
};
use api_types::{TransitionRequest, WireMoney};
use domain::agreement::{ContractType, SignerCapacity};
use domain::shared::{ContractId, Money, PriceBasis, TextHash, Unit};

use super::{AWAY, BUYER, HOME, RECEIVER, SUPPLIER};
use crate::caller::Request;
use crate::trade::{Contract, Trade, kilograms};

/// A contract, and what became of it.
#[derive(Debug, Clone)]
pub struct Deal {
    /// Who trades under it, and its line.
    pub contract: Contract,
    /// As last answered.
    pub view: ContractView,
    /// It was suspended or ended.
    pub stopping: bool,
    /// And logistics has read that.
    pub stopped: bool,
}

impl Deal {
    /// Concludes a contract over so many kilograms with a tolerance in basis points, and puts it into force.
    ///
    /// # Errors
    /// When a step is refused.
    pub async fn conclude(
        trade: &Trade,
        title: &str,
        weight: u32,
        over_tolerance_bp: u16,
    ) -> anyhow::Result<Self> {
        let like: ContractView = trade
            .caller
            .done(&Request::agreement(BUYER, |api| api.get_contract(trade.rice.id)))
            .await?
            .read()?;
        let today = web::Clock::system().now().date_naive();
        let body = CreateContractRequest {
            agreement_id: like.agreement_id,
            r#type: ContractType::FixedQuota,
            title: title.to_owned(),
            number: None,
            supplier_id: like.supplier_id,
            buyer_id: like.buyer_id,
            valid_from_date: today,
            valid_until_date: like.valid_until_date,
            lines: vec![ContractLineRequest {
                commodity_code: "rice".to_owned(),
                form_code: "brown_rice".to_owned(),
                unit: Unit::Kgm,
                quantity: Some(kilograms(weight)),
                over_tolerance_bp,
                under_tolerance_bp: 0,
                price: WireMoney::from(Money(40_000)),
                price_basis: PriceBasis::PerKgNet,
                description: None,
            }],
            attachments: Vec::new(),
        };
        let draft = Request::agreement(SUPPLIER, |api| api.create_contract(&body)).keyed(key());
        let drafted: ContractView = trade.caller.done(&draft).await?.read()?;
        let view = agree(trade, drafted.id).await?;
        let line = view.lines.first().context("a contract has a line")?.id;
        let contract = Contract { id: view.id, line, buyer: BUYER, supplier: SUPPLIER, receiver: RECEIVER };
        Ok(Self { contract, view, stopping: false, stopped: false })
    }
}

/// Hands the text in, has both regions endorse and both businesses sign it, and puts it into force.
async fn agree(trade: &Trade, id: ContractId) -> anyhow::Result<ContractView> {
    let now = TransitionRequest::default();
    let done = async |request: Request| trade.caller.done(&request.keyed(key())).await;
    done(Request::agreement(SUPPLIER, |api| api.submit_contract(id, "*", &now))).await?;
    for actor in [HOME, AWAY] {
        let text_sha256 = text(trade, actor, id).await?;
        let yes = TextConsentRequest { text_sha256, occurred_at: None, note: None, documents: Vec::new() };
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
            occurred_at: None,
            note: None,
            documents: Vec::new(),
        };
        done(Request::agreement(actor, |api| api.sign_contract(id, "*", &yes))).await?;
    }
    done(Request::agreement(HOME, |api| api.activate_contract(id, "*", &now))).await?.read()
}

async fn text(trade: &Trade, actor: &'static str, id: ContractId) -> anyhow::Result<TextHash> {
    let text = trade.caller.done(&Request::agreement(actor, |api| api.get_contract_text(id))).await?;
    Ok(text.read::<TextView>()?.text_sha256)
}

fn key() -> String {
    format!("deal-{:x}", rand::random::<u64>())
}
