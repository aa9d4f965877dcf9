//! Outlets (gerai), their lifecycle, and the channels a curation speaks of: one outlet, or every outlet of an
//! operator's chain. The name of a chain means something only together with its operator, so that nobody gains an
//! approval by borrowing a name.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::catalog::OPERATORS;
use crate::shared::{OutletId, PartyId, Waiting, Waits};
use crate::{labels, lifecycle};

labels! {
    /// What kind of outlet it is.
    pub enum OutletKind {
        /// Gerai: sells goods of many regions.
        Outlet = "outlet",
        /// Gerai khusus: set aside for the products of one region.
        DedicatedOutlet = "dedicated_outlet",
    }
}

labels! {
    /// Where an outlet stands.
    pub enum OutletState {
        /// Sells.
        Open = "open",
        /// Closed for good; nothing is listed there any more.
        Closed = "closed",
    }
}

labels! {
    /// What happens to an outlet.
    pub enum OutletEvent {
        /// Its operator closes it.
        Close = "close",
    }
}

lifecycle! {
    /// What has happened to an outlet.
    pub enum OutletHappened: OutletState, OutletEvent {
        Close (Closed = "closed", Optional, OPERATORS): Open => Closed;
    }
    also {
        /// Its operator opened it.
        Opened = "opened",
        /// Its name, kind or address changed.
        Changed = "changed",
    }
    changed in Open | Closed;
}

impl Waits for OutletState {
    const WAITING: &'static [Waiting<Self>] = &[];
    const RESTING: &'static [Self] = &[Self::Open];
}

/// A text that cannot name a chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a chain's name has 2 to 60 characters on one line, without spaces around or doubled spaces inside")]
pub struct ChainNameError;

/// The name of a chain of outlets, such as Jakmart; compared as written.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ChainName(String);

impl FromStr for ChainName {
    type Err = ChainNameError;
    fn from_str(text: &str) -> Result<Self, ChainNameError> {
        let tidy = text.split_whitespace().collect::<Vec<_>>().join(" ") == text;
        let clean = tidy && !text.chars().any(char::is_control) && (2..=60).contains(&text.chars().count());
        if clean { Ok(Self(text.to_owned())) } else { Err(ChainNameError) }
    }
}

impl TryFrom<String> for ChainName {
    type Error = ChainNameError;
    fn try_from(text: String) -> Result<Self, ChainNameError> {
        text.parse()
    }
}

impl From<ChainName> for String {
    fn from(name: ChainName) -> Self {
        name.0
    }
}

impl fmt::Display for ChainName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What a curation or a listing needs to know of an outlet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outlet {
    /// Its id.
    pub id: OutletId,
    /// Who runs it.
    pub operator: PartyId,
    /// What kind it is.
    pub kind: OutletKind,
    /// The operator's chain it belongs to, if any.
    pub chain: Option<ChainName>,
    /// Open or closed.
    pub state: OutletState,
}

/// Where an approved product may be listed.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Channel {
    /// One outlet.
    Outlet(OutletId),
    /// Every outlet of an operator's chain, also those opened later.
    Chain {
        /// Who runs the chain.
        operator: PartyId,
        /// Its name.
        name: ChainName,
    },
}

impl Channel {
    /// Whether the outlet is in the channel.
    pub fn covers(&self, outlet: &Outlet) -> bool {
        match self {
            Self::Outlet(id) => *id == outlet.id,
            Self::Chain { operator, name } => {
                *operator == outlet.operator && outlet.chain.as_ref() == Some(name)
            }
        }
    }
}

impl fmt::Display for Channel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Outlet(id) => id.fmt(f),
            Self::Chain { name, .. } => name.fmt(f),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::{Id, transition_table};

    fn party(number: u128) -> PartyId {
        PartyId::from_uuid(uuid::Uuid::from_u128(number))
    }

    fn outlet(number: u128, chain: Option<&str>) -> Outlet {
        Outlet {
            id: OutletId::from_uuid(uuid::Uuid::from_u128(number)),
            operator: party(1),
            kind: OutletKind::Outlet,
            chain: chain.map(|name| name.parse().expect("a name")),
            state: OutletState::Open,
        }
    }

    fn chain(operator: PartyId, name: &str) -> Channel {
        Channel::Chain { operator, name: name.parse().expect("a name") }
    }

    #[test]
    fn a_chain_is_written_as_it_was_read() {
        let name: ChainName = "Jakmart".parse().expect("a name");
        assert_eq!((name.to_string(), String::from(name)), ("Jakmart".to_owned(), "Jakmart".to_owned()));
    }

    #[test]
    fn the_whole_lifecycle_of_an_outlet_is_this_table() {
        let table = "\
| state | close |
|---|---|
| open | closed |
| closed | - |
";
        assert_eq!(transition_table::<OutletState>(), table);
    }

    #[test]
    fn a_chain_covers_its_outlets_and_an_outlet_itself() {
        let (jakmart, alone) = (outlet(1, Some("Jakmart")), outlet(2, None));
        let all = chain(party(1), "Jakmart");
        assert!(all.covers(&jakmart) && !all.covers(&alone));
        assert!(!chain(party(1), "Jakgrosir").covers(&jakmart));
        assert!(Channel::Outlet(alone.id).covers(&alone) && !Channel::Outlet(alone.id).covers(&jakmart));
    }

    #[test]
    fn a_borrowed_chain_name_covers_nothing() {
        assert!(!chain(party(2), "Jakmart").covers(&outlet(1, Some("Jakmart"))));
    }

    #[test]
    fn a_chain_name_is_one_tidy_line() {
        for bad in ["", "J", " Jakmart", "Jak  mart", "Jak\nmart", "Jak\u{0}mart", &"a".repeat(61)] {
            assert_eq!(bad.parse::<ChainName>(), Err(ChainNameError), "{bad:?}");
        }
        assert!("Toko Blitar di Jakarta".parse::<ChainName>().is_ok());
    }

    #[test]
    fn every_state_that_goes_on_waits_for_somebody_or_rests() {
        crate::shared::waiting::assert_waits::<OutletState>();
    }
}
