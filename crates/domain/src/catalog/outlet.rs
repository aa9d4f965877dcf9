//! Outlets (gerai) and the channels a curation speaks of: one outlet, or every outlet of a chain.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::labels;
use crate::shared::OutletId;

labels! {
    /// What kind of outlet it is.
    pub enum OutletKind {
        /// Gerai: sells goods of many regions.
        Outlet = "outlet",
        /// Gerai khusus: set aside for the products of one region.
        DedicatedOutlet = "dedicated_outlet",
    }
}

/// A text that cannot name a chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a chain's name has 2 to 60 characters on one line, without spaces around or doubled spaces inside")]
pub struct ChainNameError;

/// The name of a chain of outlets, such as Jakmart; compared as written.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ChainName(String);

impl ChainName {
    /// The name as written.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

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
    /// What kind it is.
    pub kind: OutletKind,
    /// The chain it belongs to, if any.
    pub chain: Option<ChainName>,
}

/// Where an approved product may be listed; `{"outlet": "out_..."}` or `{"chain": "Jakmart"}` in JSON.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// One outlet.
    Outlet(OutletId),
    /// Every outlet of a chain, also those opened later.
    Chain(ChainName),
}

impl Channel {
    /// Whether the outlet is in the channel.
    pub fn covers(&self, outlet: &Outlet) -> bool {
        match self {
            Self::Outlet(id) => *id == outlet.id,
            Self::Chain(name) => outlet.chain.as_ref() == Some(name),
        }
    }
}

impl fmt::Display for Channel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Outlet(id) => id.fmt(f),
            Self::Chain(name) => name.fmt(f),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::Id;

    fn outlet(number: u128, chain: Option<&str>) -> Outlet {
        let chain = chain.map(|name| name.parse().expect("a name"));
        Outlet { id: OutletId::from_uuid(uuid::Uuid::from_u128(number)), kind: OutletKind::Outlet, chain }
    }

    #[test]
    fn a_chain_covers_its_outlets_and_an_outlet_itself() {
        let (jakmart, alone) = (outlet(1, Some("Jakmart")), outlet(2, None));
        let chain = Channel::Chain("Jakmart".parse().expect("a name"));
        assert!(chain.covers(&jakmart) && !chain.covers(&alone));
        assert!(!Channel::Chain("Jakgrosir".parse().expect("a name")).covers(&jakmart));
        assert!(Channel::Outlet(alone.id).covers(&alone) && !Channel::Outlet(alone.id).covers(&jakmart));
    }

    #[test]
    fn a_chain_name_is_one_tidy_line() {
        for bad in ["", "J", " Jakmart", "Jak  mart", "Jak\nmart", "Jak\u{0}mart", &"a".repeat(61)] {
            assert_eq!(bad.parse::<ChainName>(), Err(ChainNameError), "{bad:?}");
        }
        assert!("Toko Blitar di Jakarta".parse::<ChainName>().is_ok());
    }

    #[test]
    fn a_channel_reads_back_what_it_wrote() {
        let chain = Channel::Chain("Jakmart".parse().expect("a name"));
        let json = serde_json::to_string(&chain).expect("JSON");
        assert_eq!(json, r#"{"chain":"Jakmart"}"#);
        assert_eq!(serde_json::from_str::<Channel>(&json).expect("a channel"), chain);
    }
}
