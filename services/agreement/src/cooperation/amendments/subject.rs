//! What an amendment changes: a contract or an agreement, locked or read with it.

use chrono::NaiveDate;
use db::Connection;
use db::outbox::Audience;
use domain::agreement::{AgreementState, Side};
use domain::say;
use domain::shared::{Bilingual, Business, Id as _, PartyId, Refusal, RefusalCode, Role, Unmet};
use domain::words::{date, none};
use service::{Announced as _, Error};
use uuid::Uuid;
use web::Caller;

use super::texts::StoredVersion;
use crate::cooperation::agreements::{AgreementRow, find_agreement_by_id};
use crate::cooperation::contracts::WholeContract;

/// What an amendment changes.
#[derive(Debug, Clone)]
pub(super) enum Subject {
    /// A contract, and the agreement it stands under.
    Contract(Box<WholeContract>, Box<AgreementRow>),
    /// An agreement.
    Agreement(Box<AgreementRow>),
}

impl Subject {
    pub(super) fn agreement(&self) -> &AgreementRow {
        match self {
            Self::Contract(_, agreement) | Self::Agreement(agreement) => agreement,
        }
    }

    /// The contract, where it is one.
    pub(super) fn contract(&self) -> Option<&WholeContract> {
        match self {
            Self::Contract(whole, _) => Some(whole),
            Self::Agreement(_) => None,
        }
    }

    pub(super) fn id(&self) -> Uuid {
        match self {
            Self::Contract(whole, _) => whole.row.id.uuid(),
            Self::Agreement(row) => row.id.uuid(),
        }
    }

    /// Number on its paper; an agreement's title where it has none.
    pub(super) fn name(&self) -> String {
        match self {
            Self::Contract(whole, _) => whole.row.number.clone(),
            Self::Agreement(row) => row.number.clone().unwrap_or_else(|| row.title.clone()),
        }
    }

    /// Whether the caller holds a role in the party of it that the role belongs to.
    pub(super) fn holds(&self, caller: &Caller, role: Role) -> bool {
        match self {
            Self::Contract(whole, _) => whole.row.holds(caller, role),
            Self::Agreement(row) => {
                let of_governments = matches!(role, Role::Coordinator | Role::RegionalSigner);
                of_governments && caller.has(role) && row.side_of(caller.party()).is_some()
            }
        }
    }

    /// The text that the next amendment changes.
    pub(super) fn last_text(&self) -> Result<StoredVersion, Error> {
        match self {
            Self::Contract(whole, _) => Ok(whole.last_text()),
            Self::Agreement(row) => row.last_text(),
        }
    }

    /// Only what is in force is amended: what has come to its last day is concluded anew.
    pub(super) fn expect_in_force(&self, today: NaiveDate) -> Result<(), Error> {
        let holds = match self {
            Self::Contract(whole, _) => whole.period_on(today),
            Self::Agreement(row) => row.days_on(today)?.holds(),
        };
        if holds.ended(today) {
            let how = Bilingual::new(
                "Jangka waktunya sudah lewat; sepakati yang baru.",
                "Its period has passed; conclude a new one.",
            );
            let found = holds.until.map_or_else(none, date);
            let required = say!("{today} atau sesudahnya", "{today} or later", today = today);
            let unmet = Unmet::new("not_expired", self.name(), found, required, how);
            return Err(Refusal::rule(RefusalCode::AmendmentRule, vec![unmet]).into());
        }
        match self {
            Self::Contract(whole, _) => {
                let state = whole.row.state;
                if state.is_amended() { Ok(()) } else { Err(Error::not_allowed(state, "amend")) }
            }
            Self::Agreement(row) => {
                let in_force = matches!(row.state, AgreementState::Active | AgreementState::Suspended);
                if in_force { Ok(()) } else { Err(Error::not_allowed(row.state, "amend")) }
            }
        }
    }

    /// Who signs in the caller's place: a business of a contract, a side of an agreement.
    pub(super) fn signs_as(&self, caller: &Caller) -> Option<Signer> {
        let me = caller.party();
        match self {
            Self::Contract(whole, _) if me == whole.row.buyer_id => Some(Signer::Business(Business::Buyer)),
            Self::Contract(whole, _) if me == whole.row.supplier_id => {
                Some(Signer::Business(Business::Supplier))
            }
            Self::Contract(..) => None,
            Self::Agreement(row) => row.side_of(me).map(Signer::Side),
        }
    }

    /// The other parties of it, for a party: whose names stand in a work item.
    pub(super) fn others(&self, me: PartyId) -> PartyId {
        match self {
            Self::Contract(whole, _) if me == whole.row.supplier_id => whole.row.buyer_id,
            Self::Contract(whole, _) if me == whole.row.buyer_id => whole.row.supplier_id,
            Self::Contract(..) | Self::Agreement(_) => {
                let agreement = self.agreement();
                agreement.sides().into_iter().find(|side| *side != me).unwrap_or(agreement.initiator_party_id)
            }
        }
    }

    pub(super) async fn audience(&self, conn: &mut Connection) -> Result<Audience, Error> {
        match self {
            Self::Contract(whole, _) => whole.audience(conn).await,
            Self::Agreement(row) => Ok(Audience::of(&row.readers())),
        }
    }
}

/// Who signs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Signer {
    Business(Business),
    Side(Side),
}

/// A contract with the agreement it stands under.
pub(super) async fn with_agreement(conn: &mut Connection, whole: WholeContract) -> Result<Subject, Error> {
    let agreement = find_agreement_by_id(conn, whole.row.agreement_id).await?;
    let agreement =
        agreement.ok_or_else(|| Error::Internal("a contract without its agreement".to_owned()))?;
    Ok(Subject::Contract(Box::new(whole), Box::new(agreement)))
}
