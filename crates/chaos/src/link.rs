//! One way from a caller to one or several listeners, which can be broken while it is in use.
//!
//! A TCP proxy: bytes are passed on unread. With several targets each new connection goes to the next one that
//! accepts, so that a link in front of two instances is their load balancer.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use rand::rngs::StdRng;
use rand::{RngExt as _, SeedableRng as _};
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinHandle;

/// What happens to what travels over a link.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Mode {
    /// It passes.
    Pass,
    /// New connections are closed at once; those there are pass. With [`Link::cut`] nothing is left.
    Refuse,
    /// Nothing moves, and nobody is told: connections are accepted and stay silent.
    Pause,
    /// Each piece waits so long.
    Delay(Duration),
    /// With this probability the connection is closed when the answer to a request comes: the request has been
    /// heard, its answer is lost.
    DropAnswers(f64),
    /// The connection is closed after so many bytes of answers.
    Limit(u64),
}

struct Shared {
    targets: Mutex<Vec<SocketAddr>>,
    next: AtomicUsize,
    mode: watch::Sender<Mode>,
    cuts: watch::Sender<u64>,
    dice: Mutex<StdRng>,
    dropped: AtomicU64,
}

/// A running proxy; it ends with the value.
pub struct Link {
    address: SocketAddr,
    shared: Arc<Shared>,
    accepting: JoinHandle<()>,
}

impl Link {
    /// Opens a link on a free port; its dice are seeded.
    ///
    /// # Errors
    /// When there is no port.
    pub async fn open(seed: u64) -> anyhow::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        let shared = Arc::new(Shared {
            targets: Mutex::default(),
            next: AtomicUsize::new(0),
            mode: watch::Sender::new(Mode::Pass),
            cuts: watch::Sender::new(0),
            dice: Mutex::new(StdRng::seed_from_u64(seed)),
            dropped: AtomicU64::new(0),
        });
        let accepting = tokio::spawn(accept(listener, shared.clone()));
        Ok(Self { address, shared, accepting })
    }

    /// Where callers connect.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Where the link leads from now on; connections there are stay where they are.
    pub fn lead_to(&self, targets: Vec<SocketAddr>) {
        *lock(&self.shared.targets) = targets;
    }

    /// What happens from now on.
    pub fn set(&self, mode: Mode) {
        self.shared.mode.send_replace(mode);
    }

    /// Closes every connection there is.
    pub fn cut(&self) {
        self.shared.cuts.send_modify(|cuts| *cuts += 1);
    }

    /// How many answers were dropped so far.
    pub fn dropped(&self) -> u64 {
        self.shared.dropped.load(Ordering::Relaxed)
    }
}

impl Drop for Link {
    fn drop(&mut self) {
        self.accepting.abort();
        self.cut();
    }
}

/// What is held by a panicking thread is taken as it is.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

async fn accept(listener: TcpListener, shared: Arc<Shared>) {
    loop {
        // A failed accept is a caller that went away, or too many open files, which pass.
        let Ok((caller, _)) = listener.accept().await else { continue };
        if *shared.mode.borrow() != Mode::Refuse {
            let mut cuts = shared.cuts.subscribe();
            let shared = shared.clone();
            tokio::spawn(async move {
                tokio::select! {
                    () = carry(caller, &shared) => {}
                    _ = cuts.changed() => {}
                }
            });
        }
    }
}

/// The first of the targets, in turn, that accepts.
async fn connect(shared: &Shared) -> Option<TcpStream> {
    let targets = lock(&shared.targets).clone();
    let first = shared.next.fetch_add(1, Ordering::Relaxed);
    for place in 0..targets.len() {
        if let Ok(stream) = TcpStream::connect(targets[(first + place) % targets.len()]).await {
            return Some(stream);
        }
    }
    None
}

async fn carry(caller: TcpStream, shared: &Shared) {
    let Some(target) = connect(shared).await else { return };
    // Without it small pieces wait for each other; a failure only costs time.
    let _ = (caller.set_nodelay(true), target.set_nodelay(true));
    let (from_caller, to_caller) = caller.into_split();
    let (from_target, to_target) = target.into_split();
    let asked = AtomicBool::new(false);
    let requests = pump(from_caller, to_target, shared, Gate::Request(&asked));
    let answers = pump(from_target, to_caller, shared, Gate::Answer { asked: &asked, passed: 0 });
    // Either pump fails when the connection is to be closed; a clean end of one lets the other finish.
    let _ = tokio::try_join!(requests, answers);
}

/// The connection is to be closed.
struct Closed;

/// One direction, and what decides over it.
enum Gate<'a> {
    Request(&'a AtomicBool),
    Answer { asked: &'a AtomicBool, passed: u64 },
}

impl Gate<'_> {
    /// How many of `size` bytes may pass, once they may.
    async fn pass(&mut self, size: usize, shared: &Shared) -> Result<usize, Closed> {
        let mut mode = shared.mode.subscribe();
        // The sender lives as long as the link.
        let _ = mode.wait_for(|mode| *mode != Mode::Pause).await;
        let mode = *mode.borrow();
        if let Mode::Delay(time) = mode {
            tokio::time::sleep(time).await;
        }
        match (self, mode) {
            (Self::Request(asked), _) => asked.store(true, Ordering::SeqCst),
            (Self::Answer { asked, .. }, Mode::DropAnswers(p)) => {
                if asked.swap(false, Ordering::SeqCst) && lock(&shared.dice).random_bool(p) {
                    shared.dropped.fetch_add(1, Ordering::Relaxed);
                    return Err(Closed);
                }
            }
            (Self::Answer { passed, .. }, Mode::Limit(most)) => {
                let room = usize::try_from(most.saturating_sub(*passed)).unwrap_or(size);
                *passed += size as u64;
                return if room == 0 { Err(Closed) } else { Ok(room.min(size)) };
            }
            (Self::Answer { .. }, _) => {}
        }
        Ok(size)
    }
}

async fn pump(
    mut from: impl AsyncRead + Unpin,
    mut to: impl AsyncWrite + Unpin,
    shared: &Shared,
    mut gate: Gate<'_>,
) -> Result<(), Closed> {
    let mut buffer = vec![0; 16 * 1024];
    loop {
        let size = from.read(&mut buffer).await.map_err(|_| Closed)?;
        if size == 0 {
            return to.shutdown().await.map_err(|_| Closed);
        }
        let passing = gate.pass(size, shared).await?;
        to.write_all(&buffer[..passing]).await.map_err(|_| Closed)?;
        if passing < size {
            return Err(Closed);
        }
    }
}
