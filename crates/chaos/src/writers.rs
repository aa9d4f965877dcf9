//! Writers that order, register and draft without end, and remember what they were told.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use api_types::agreement::CreatePartyRequest;
use api_types::catalog::{CreateOutletRequest, CreateProductRequest};
use api_types::logistics::CallOffView;
use domain::catalog::{CommodityGroup, OutletKind};
use domain::logistics::CallOffState;
use domain::shared::{CallOffId, PartyKind};
use rand::RngExt as _;
use rand::rngs::StdRng;
use tokio::task::JoinHandle;

use crate::caller::{Heard, Request};
use crate::trade::{Fact, Trade};
use crate::{LOGISTICS, Plan};

/// How long a writer repeats one request before the scenario has failed.
const PATIENCE: Duration = Duration::from_secs(120);

/// A request and its final answer.
#[derive(Debug, Clone)]
pub struct Told {
    /// What was asked.
    pub request: Request,
    /// What was answered.
    pub heard: Heard,
    /// How often it was sent.
    pub tries: u32,
}

/// An order of which a writer knows where it stands.
struct Order {
    id: CallOffId,
    etag: String,
    next: &'static [Fact],
}

/// One writer: makes commands from its dice, and learns from the answers what can be done next.
pub struct Writer {
    trade: Trade,
    dice: StdRng,
    name: String,
    number: u32,
    orders: Vec<Order>,
}

impl Writer {
    /// A writer with a name of its own.
    pub fn new(trade: &Trade, plan: &Plan, number: u64) -> Self {
        let name = format!("writer-{number}");
        Self { trade: trade.clone(), dice: plan.rng(number), name, number: 0, orders: Vec::new() }
    }

    /// The next command.
    pub fn command(&mut self) -> Request {
        self.number += 1;
        let key = format!("{}-{}", self.name, self.number);
        match self.dice.random_range(0..10_u8) {
            0 => register_party(&key),
            1 => draft_product(&key),
            2 => open_outlet(&key),
            3..=5 => self.trade.eggs.order(&key, self.dice.random_range(1..=5)),
            _ => self.go_on_with_an_order().unwrap_or_else(|| self.trade.eggs.order(&key, 1)),
        }
    }

    /// A fact on one of its orders, which then is nobody's until the answer is learnt.
    fn go_on_with_an_order(&mut self) -> Option<Request> {
        if self.orders.is_empty() {
            return None;
        }
        let order = self.orders.swap_remove(self.dice.random_range(0..self.orders.len()));
        let fact = order.next[self.dice.random_range(0..order.next.len())];
        Some(self.trade.eggs.fact(fact, order.id, &order.etag))
    }

    /// Learns what became of a command.
    pub fn learn(&mut self, request: &Request, heard: &Heard) {
        if request.service != LOGISTICS || !heard.is_success() {
            return;
        }
        let Ok(order) = heard.read::<CallOffView>() else { return };
        let next: &[Fact] = match order.state {
            CallOffState::Draft => &[Fact::Issue, Fact::Issue, Fact::Cancel],
            CallOffState::Issued => &[Fact::Accept, Fact::Cancel],
            _ => return,
        };
        self.orders.push(Order { id: order.id, etag: order.etag, next });
    }
}

/// A party with a name found nowhere else.
pub fn register_party(key: &str) -> Request {
    let body = CreatePartyRequest {
        kind: PartyKind::FarmerGroup,
        legal_name: key.to_owned(),
        short_name: Some(key.to_owned()),
        region_code: "18.72".to_owned(),
        business_id: None,
        tax_id: None,
        address: None,
        business_size: None,
        tax_registered: false,
    };
    Request::agreement("metro.coordinator", |api| api.create_party(&body)).keyed(key)
}

/// A product with a name found nowhere else.
pub fn draft_product(key: &str) -> Request {
    let body = CreateProductRequest {
        name: key.to_owned(),
        description: Some("Keripik pisang".to_owned()),
        commodity_code: "msme_goods".to_owned(),
        form_code: "packaged".to_owned(),
        group: Some(CommodityGroup::ProcessedFood),
        external_reference: None,
    };
    Request::catalog("kpms", |api| api.create_product(&body)).keyed(key)
}

/// An outlet with a name found nowhere else.
pub fn open_outlet(key: &str) -> Request {
    let body = CreateOutletRequest {
        name: key.to_owned(),
        kind: OutletKind::Outlet,
        chain: Some("Jakmart".to_owned()),
        region_code: "31".to_owned(),
        address: Some("Jl. Cempaka Putih".to_owned()),
        dedicated_region_code: None,
        opens_date: None,
    };
    Request::catalog("pasar_jaya", |api| api.create_outlet(&body)).keyed(key)
}

/// Writers at work.
pub struct Writers {
    stop: Arc<AtomicBool>,
    /// How many commands of each writer have been answered.
    done: Arc<[AtomicU64]>,
    writers: Vec<JoinHandle<anyhow::Result<Vec<Told>>>>,
}

impl Writers {
    /// Starts so many writers; each ends after `each` commands, or when stopped.
    pub fn start(trade: &Trade, plan: &Plan, writers: u64, each: u32) -> Self {
        let stop = Arc::new(AtomicBool::new(false));
        let done: Arc<[AtomicU64]> = (0..writers).map(|_| AtomicU64::new(0)).collect();
        let start = |(number, place): (u64, usize)| {
            let writer = Writer::new(trade, plan, number);
            let (stop, done) = (stop.clone(), done.clone());
            tokio::spawn(async move { write(writer, each, &stop, &done[place]).await })
        };
        Self { writers: (1..=writers).zip(0..).map(start).collect(), stop, done }
    }

    /// How many commands have been answered.
    pub fn answered(&self) -> u64 {
        self.done.iter().map(|one| one.load(Ordering::Relaxed)).sum()
    }

    /// Whether every writer has ended.
    pub fn has_ended(&self) -> bool {
        self.writers.iter().all(JoinHandle::is_finished)
    }

    /// Waits until so many more commands have been answered, or the writers have ended.
    pub async fn wait_for(&self, more: u64) {
        let until = self.answered() + more;
        while self.answered() < until && !self.has_ended() {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }

    /// Waits until every writer that has not ended has been answered once more.
    pub async fn wait_for_each(&self) {
        for (done, writer) in self.done.iter().zip(&self.writers) {
            let before = done.load(Ordering::Relaxed);
            while done.load(Ordering::Relaxed) == before && !writer.is_finished() {
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
        }
    }

    /// Lets each writer finish its command and tells what all were told, each writer's in its order.
    ///
    /// # Errors
    /// When a writer was left without an answer.
    pub async fn stop(self) -> anyhow::Result<Vec<Vec<Told>>> {
        self.stop.store(true, Ordering::SeqCst);
        self.finish().await
    }

    /// Waits until each writer has had all its commands answered.
    ///
    /// # Errors
    /// When a writer was left without an answer.
    pub async fn finish(self) -> anyhow::Result<Vec<Vec<Told>>> {
        let mut told = Vec::new();
        for writer in self.writers {
            told.push(writer.await??);
        }
        Ok(told)
    }
}

async fn write(
    mut writer: Writer,
    each: u32,
    stop: &AtomicBool,
    done: &AtomicU64,
) -> anyhow::Result<Vec<Told>> {
    let mut all = Vec::new();
    for _ in 0..each {
        if stop.load(Ordering::SeqCst) {
            break;
        }
        let request = writer.command();
        let (heard, tries) = writer.trade.caller.counted(&request, PATIENCE).await?;
        writer.learn(&request, &heard);
        all.push(Told { request, heard, tries });
        done.fetch_add(1, Ordering::Relaxed);
    }
    Ok(all)
}
