//! How many connections one address (of version 6 one network) may keep open: whoever opens more takes nothing from others.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use ipnet::IpNet;

use crate::address::{is_ours, network};

/// The open connections by address; clones share them.
#[derive(Debug, Clone)]
pub struct Sockets {
    open: Arc<Mutex<HashMap<IpAddr, usize>>>,
    most: usize,
}

/// A connection that is counted, until dropped.
#[derive(Debug)]
pub(crate) struct Seat(Option<(Sockets, IpAddr)>);

impl Sockets {
    /// Connections an address may keep open where nobody says otherwise: an eighth of what all may.
    pub const MOST: usize = 2048;

    /// At most so many for each address; 0 is no bound.
    pub fn new(most: usize) -> Self {
        Self { open: Arc::default(), most }
    }

    /// A place for a connection; none where the address has its own already. The gateways speak for many.
    pub(crate) fn seat(&self, peer: Option<IpAddr>, gateways: &[IpNet]) -> Option<Seat> {
        let Some(peer) = peer.filter(|peer| self.most > 0 && !is_ours(peer, gateways)) else {
            return Some(Seat(None));
        };
        let peer = network(peer);
        let mut all = self.all();
        let open = all.entry(peer).or_default();
        if *open >= self.most {
            metrics::counter!("http_connections_refused_total").increment(1);
            return None;
        }
        *open += 1;
        Some(Seat(Some((self.clone(), peer))))
    }

    fn all(&self) -> MutexGuard<'_, HashMap<IpAddr, usize>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        let Some((sockets, peer)) = &self.0 else { return };
        let mut all = sockets.all();
        if let Some(open) = all.get_mut(peer) {
            *open -= 1;
            if *open == 0 {
                all.remove(peer);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_has_its_connections_and_no_more_until_one_ends() {
        let sockets = Sockets::new(2);
        let gateways = ["10.0.0.0/8".parse().unwrap()];
        let seat = |peer: &str| sockets.seat(Some(peer.parse().unwrap()), &gateways);
        let (first, _second) = (seat("203.0.113.9").unwrap(), seat("::ffff:203.0.113.9").unwrap());
        assert!(seat("203.0.113.9").is_none());
        let _other = seat("203.0.113.10").unwrap();
        let _network = (seat("2001:db8::1").unwrap(), seat("2001:db8::2").unwrap());
        assert!(seat("2001:db8::3").is_none() && seat("2001:db8:0:1::3").is_some());
        let _gateway: Vec<Seat> = (0..5).map(|_| seat("10.1.1.1").unwrap()).collect();
        drop(first);
        let third = seat("203.0.113.9").unwrap();
        drop(third);
        assert_eq!(sockets.all().len(), 3);
        assert!(Sockets::new(0).seat(None, &[]).is_some());
    }
}
