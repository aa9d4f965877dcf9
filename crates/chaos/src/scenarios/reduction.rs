//! R26: clerks order while a reduction is proposed and signed: once logistics has told that it holds back what is
//! proposed, no more is accepted and open than the lower of the two texts lets, however many instances judge.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context as _, ensure};
use api_types::TransitionRequest;
use api_types::agreement::{
    AmendedLineRequest, AmendmentView, ContractQuery, ContractView, CreateContractAmendmentRequest,
    SignContractRequest, SignatoryRequest, TextConsentRequest,
};
use api_types::logistics::{CallOffView, ContractLineBalanceView, ContractLineQuery};
use domain::agreement::{AmendmentState, SignerCapacity};
use domain::shared::{AmendmentId, CallOffId};
use futures_util::future::try_join_all;

use crate::caller::{Heard, Request};
use crate::trade::{Fact, Trade, kilograms};
use crate::{Figures, Plan, Shape, Stack};

/// Clerks who issue at the same time.
const CLERKS: u32 = 24;
/// Kilograms each of them orders.
const EACH: u32 = 250;
/// Kilograms that the lower text leaves for them.
const LEFT: u32 = 2_000;
/// How long one goes on when told to come again.
const PATIENCE: Duration = Duration::from_secs(60);

/// Every second reduction is signed and lifted again by a raise, the others are withdrawn.
///
/// # Errors
/// When more is on order than both texts let, an order is refused for another reason, or a signature.
pub(super) async fn run(plan: &Plan) -> anyhow::Result<Figures> {
    let stack = Stack::start("reduction", plan, Shape::PAIR).await?;
    let trade = Trade::open(&stack).await?;
    let (since, mut rounds, mut signed, mut issued) = (Instant::now(), 0, 0, 0);
    while rounds < plan.rounds(3, 200) && plan.has_time(since) {
        let round = Round { trade: &trade, key: format!("reduction-{}-{rounds}", plan.seed) };
        let (won, held) = round.play(rounds % 2 == 0).await?;
        signed += u32::from(held);
        issued += won.len();
        rounds += 1;
    }
    Ok(Figures::default()
        .with("clerks", CLERKS)
        .with("rounds", rounds)
        .with("reductions signed", signed)
        .with("issued", issued)
        .with("above both texts", 0))
}

/// A reduction and the orders that race it.
struct Round<'a> {
    trade: &'a Trade,
    key: String,
}

impl Round<'_> {
    /// Gives the orders issued meanwhile, and whether the reduction was signed.
    async fn play(&self, sign: bool) -> anyhow::Result<(Vec<CallOffId>, bool)> {
        let mut drafts = Vec::new();
        for clerk in 0..CLERKS {
            let order = self.trade.eggs.order(&format!("{}-{clerk}", self.key), EACH);
            let written = self.trade.caller.done(&order).await?;
            drafts.push((written.read::<CallOffView>()?.id, written.etag()?.to_owned()));
        }
        let lower =
            whole(&self.balance().await?.accepted)? + whole(&self.balance().await?.open)? + i64::from(LEFT);
        let amendment = self.draft(Some(lower), "lower").await?;
        let done = AtomicBool::new(false);
        let issuing = async {
            let clerks = drafts.iter().zip(0_u64..).map(|((id, etag), number)| async move {
                // Some before it is proposed, some beside it, some after.
                tokio::time::sleep(Duration::from_millis(number * 100)).await;
                let fact = self.trade.eggs.fact(Fact::Issue, *id, etag);
                self.trade.caller.until_answered(&fact, PATIENCE).await
            });
            let answers = try_join_all(clerks).await;
            done.store(true, Ordering::SeqCst);
            answers
        };
        let proposing = async {
            tokio::time::sleep(Duration::from_millis(60)).await;
            self.agree(&amendment).await?;
            if sign { self.sign(&amendment).await } else { Ok(false) }
        };
        let (answers, signed, watched) = tokio::join!(issuing, proposing, self.watch(lower, &done));
        let (signed, most) = (signed?, watched?);
        let won = won(&answers?)?;
        let taken = self.taken().await?;
        ensure!(taken <= most.unwrap_or(taken), "{taken} kg are taken, {most:?} were when the cap was told");
        ensure!(!signed || taken <= lower, "{lower} kg were signed, {taken} kg are taken");
        if signed {
            let raised = self.draft(None, "raised").await?;
            self.agree(&raised).await?;
            ensure!(self.sign(&raised).await?, "more takes nothing away");
        } else {
            self.withdraw(amendment.id).await?;
        }
        self.lifted().await?;
        for id in &won {
            let order = Request::logistics(self.trade.eggs.buyer, |api| api.get_call_off(*id));
            let order = self.trade.caller.done(&order).await?;
            self.trade.caller.done(&self.trade.eggs.fact(Fact::Cancel, *id, order.etag()?)).await?;
        }
        Ok((won, signed))
    }

    /// Looks at the balance until all are answered: from the first look that shows the cap on, nothing is added beyond it.
    /// Gives the most that may be taken then; none where the cap was not seen.
    async fn watch(&self, lower: i64, done: &AtomicBool) -> anyhow::Result<Option<i64>> {
        let mut most = None;
        while !done.load(Ordering::SeqCst) {
            let balance = self.balance().await?;
            let taken = whole(&balance.accepted)? + whole(&balance.open)?;
            if let Some(most) = most {
                ensure!(taken <= most, "{taken} kg are taken, no more than {most} kg may be");
            } else if balance.ordering_cap.is_some() {
                most = Some(taken.max(lower));
            }
        }
        Ok(most)
    }

    /// Waits until nothing is held back any more: the next round looks for its own cap.
    async fn lifted(&self) -> anyhow::Result<()> {
        let since = Instant::now();
        while self.balance().await?.ordering_cap.is_some() {
            ensure!(since.elapsed() < PATIENCE, "the cap stays");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        Ok(())
    }

    async fn balance(&self) -> anyhow::Result<ContractLineBalanceView> {
        let (line, query) = (self.trade.eggs.line, ContractLineQuery::default());
        let balance =
            Request::logistics(self.trade.eggs.buyer, |api| api.get_contract_line_balance(line, &query));
        self.trade.caller.done(&balance).await?.read()
    }

    async fn taken(&self) -> anyhow::Result<i64> {
        let balance = self.balance().await?;
        Ok(whole(&balance.accepted)? + whole(&balance.open)?)
    }

    /// The supplier drafts a lower quantity for the eggs, from the last day of the contract on, or that of today again.
    async fn draft(&self, lower: Option<i64>, key: &str) -> anyhow::Result<AmendmentView> {
        let eggs = &self.trade.eggs;
        let contract =
            Request::agreement(eggs.supplier, |api| api.get_contract(eggs.id, &ContractQuery::default()));
        let contract: ContractView = self.trade.caller.done(&contract).await?.read()?;
        let line = contract.lines.first().context("a line")?;
        let lower = lower.map(u32::try_from).transpose()?.map(kilograms);
        let body = CreateContractAmendmentRequest {
            rationale: "Permintaan berubah.".to_owned(),
            effective_date: contract.valid_until_date,
            title: None,
            value_limit: contract.value_limit.clone(),
            evaluation_due_date: None,
            festival: None,
            valid_until_date: contract.valid_until_date,
            lines: vec![AmendedLineRequest {
                quantity: lower.or_else(|| line.quantity.clone()),
                ..AmendedLineRequest::keeping(line)
            }],
            attachments: Vec::new(),
        };
        let drafting = Request::agreement(eggs.supplier, |api| api.create_contract_amendment(eggs.id, &body));
        self.trade.caller.done(&drafting.keyed(format!("{}-{key}", self.key))).await?.read()
    }

    /// It is proposed, and both regions endorse it.
    async fn agree(&self, amendment: &AmendmentView) -> anyhow::Result<()> {
        let (id, note) = (amendment.id, TransitionRequest::default());
        self.step(Request::agreement(self.trade.eggs.supplier, |api| api.propose_amendment(id, "*", &note)))
            .await?;
        let yes = TextConsentRequest {
            text_sha256: amendment.text_sha256.clone().context("a text")?,
            occurred_at: None,
            // Eggs cost more by now than when the story began.
            note: Some("Harga lama tetap berlaku.".to_owned()),
            documents: Vec::new(),
        };
        for coordinator in ["metro.coordinator", "jakarta.coordinator"] {
            self.step(Request::agreement(coordinator, |api| api.endorse_amendment(id, "*", &yes))).await?;
        }
        Ok(())
    }

    /// Both businesses sign, unless more was ordered before its cap was told than it lets.
    async fn sign(&self, amendment: &AmendmentView) -> anyhow::Result<bool> {
        let yes = SignContractRequest {
            text_sha256: amendment.text_sha256.clone().context("a text")?,
            signatory: SignatoryRequest {
                name: "Direktur".into(),
                position: "Direktur".into(),
                capacity: SignerCapacity::Director,
                power_of_attorney: None,
            },
            occurred_at: None,
            note: None,
            documents: Vec::new(),
        };
        for actor in [self.trade.eggs.supplier, self.trade.eggs.buyer] {
            let signing = Request::agreement(actor, |api| api.sign_amendment(amendment.id, "*", &yes));
            let key = self.of(&signing);
            let answer = self.trade.caller.until_answered(&signing.keyed(key), PATIENCE).await?;
            if answer.text("code") == "amendment-rule" {
                return Ok(false);
            }
            ensure!(answer.is_success(), "{} {}", answer.status, answer.json());
        }
        let read = Request::agreement(self.trade.eggs.buyer, |api| api.get_amendment(amendment.id));
        let signed: AmendmentView = self.trade.caller.done(&read).await?.read()?;
        ensure!(signed.state == AmendmentState::Signed, "both have signed");
        Ok(true)
    }

    async fn withdraw(&self, id: AmendmentId) -> anyhow::Result<()> {
        let note = TransitionRequest { note: Some("Tidak jadi.".to_owned()), ..Default::default() };
        self.step(Request::agreement(self.trade.eggs.supplier, |api| api.withdraw_amendment(id, "*", &note)))
            .await
    }

    async fn step(&self, request: Request) -> anyhow::Result<()> {
        let key = self.of(&request);
        self.trade.caller.done(&request.keyed(key)).await.map(drop)
    }

    /// A key of a step of its own.
    fn of(&self, request: &Request) -> String {
        format!("{}-{}", request.actor, request.sent.path.replace('/', "-"))
    }
}

/// The orders that were issued; the others were too much.
fn won(answers: &[Heard]) -> anyhow::Result<Vec<CallOffId>> {
    let mut won = Vec::new();
    for answer in answers {
        if answer.is_success() {
            won.push(answer.read::<CallOffView>()?.id);
        } else {
            ensure!(answer.text("code") == "balance-exceeded", "{} {}", answer.status, answer.json());
        }
    }
    Ok(won)
}

fn whole(figure: &str) -> anyhow::Result<i64> {
    figure.parse().with_context(|| format!("{figure} kg are whole"))
}
