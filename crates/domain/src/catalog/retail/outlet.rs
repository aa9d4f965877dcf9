//! Outlets (gerai), their lifecycle, and the channels a curation speaks of: one outlet, or every outlet of an
//! operator's chain. The name of a chain means something only together with its operator, so that nobody gains an
//! approval by borrowing a name.

use std::fmt;
use std::str::FromStr;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::catalog::OPERATORS;
use crate::shared::{OutletId, PartyId, RegionCode, Waiting, Waits};
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
        /// Does not sell yet: the day of its opening is to come.
        Planned = "planned",
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
        Close (Closed = "closed", Optional, OPERATORS): Planned | Open => Closed;
    }
    also {
        /// Its operator says when it will open; that day nothing more is told.
        Planned = "planned",
        /// Its operator opened it.
        Opened = "opened",
        /// Its name, kind, address, region or day of opening changed.
        Changed = "changed",
    }
    changed in Planned | Open | Closed;
}

impl OutletState {
    /// Where an outlet stands on a day: one that is planned is open from the day of its opening, without anybody's doing.
    #[must_use]
    pub fn on(self, opens: Option<NaiveDate>, day: NaiveDate) -> Self {
        match (self, opens) {
            (Self::Planned, Some(opens)) if opens <= day => Self::Open,
            (state, _) => state,
        }
    }
}

impl Waits for OutletState {
    const WAITING: &'static [Waiting<Self>] = &[];
    const RESTING: &'static [Self] = &[Self::Planned, Self::Open];
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
    /// Where it stands.
    pub state: OutletState,
    /// The day of its opening, where one was said.
    pub opens: Option<NaiveDate>,
    /// The day on which it closed, where it has and that is known.
    pub closed: Option<NaiveDate>,
    /// The region whose products it is set aside for, where it is for those of one alone.
    pub dedicated_to: Option<RegionCode>,
}

impl Outlet {
    /// Whether products of a supplier of a region may stand in it.
    pub fn admits(&self, supplier: Option<&RegionCode>) -> bool {
        self.dedicated_to.as_ref().is_none_or(|region| supplier.is_some_and(|other| region.holds(other)))
    }
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
            opens: None,
            closed: None,
            dedicated_to: None,
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
| planned | closed |
| open | closed |
| closed | - |
";
        assert_eq!(transition_table::<OutletState>(), table);
    }

    #[test]
    fn a_planned_outlet_is_open_from_the_day_of_its_opening() {
        use OutletState::{Closed, Open, Planned};
        let day = |text: &str| text.parse::<NaiveDate>().expect("a date");
        let opens = Some(day("2027-01-02"));
        assert_eq!(Planned.on(opens, day("2027-01-01")), Planned);
        assert_eq!(Planned.on(opens, day("2027-01-02")), Open);
        assert_eq!((Closed.on(opens, day("2027-01-02")), Open.on(None, day("2027-01-02"))), (Closed, Open));
    }

    #[test]
    fn a_dedicated_outlet_admits_suppliers_of_its_region_and_of_what_lies_in_it() {
        let region = |code: &str| code.parse::<RegionCode>().expect("a code");
        let of_blitar = Outlet { dedicated_to: Some(region("35.72")), ..outlet(1, None) };
        assert!(of_blitar.admits(Some(&region("35.72"))));
        assert!(!of_blitar.admits(Some(&region("18.72"))) && !of_blitar.admits(None));
        let of_east_java = Outlet { dedicated_to: Some(region("35")), ..outlet(1, None) };
        assert!(of_east_java.admits(Some(&region("35.72"))) && outlet(1, None).admits(None));
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
