//! Rows of the curations.

use api_types::catalog::CurationEventData;
use chrono::{DateTime, NaiveDate, Utc};
use db::Connection;
use db::outbox::Audience;
use diesel::prelude::*;
use domain::catalog::{Approval, Channel, Criterion, CurationEvent, CurationGrade, CurationState, Score};
use domain::shared::{
    Bilingual, CurationId, Id, ImageId, MembershipId, OutletId, PartyId, Period, ProductId, Quantity, Role,
    TextHash, Unit, VariantId,
};
use service::{Announced, Error, Stateful, Versioned};
use web::Caller;

use super::queries;
use crate::outside::governments_of;
use crate::schema::{
    curation, curation_channel, curation_image, curation_panelist, curation_score, curation_submission,
};

/// A curation as stored.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = curation, treat_none_as_null = true)]
pub(crate) struct CurationRow {
    pub(crate) id: CurationId,
    pub(crate) variant_id: VariantId,
    pub(crate) product_id: ProductId,
    pub(crate) supplier_id: PartyId,
    pub(crate) operator_party_id: PartyId,
    pub(crate) related_party_ids: Vec<PartyId>,
    pub(crate) note: Option<String>,
    pub(crate) state: CurationState,
    pub(crate) round: i32,
    pub(crate) version_hash: Option<String>,
    pub(crate) criteria: Vec<Criterion>,
    pub(crate) valid_from_date: Option<NaiveDate>,
    pub(crate) valid_until_date: Option<NaiveDate>,
    pub(crate) conditions: Vec<String>,
    pub(crate) submitted_at: Option<DateTime<Utc>>,
    pub(crate) decided_at: Option<DateTime<Utc>>,
    pub(crate) version: i64,
    pub(crate) created_at: DateTime<Utc>,
    pub(crate) updated_at: DateTime<Utc>,
    /// When the panel that judges now was called.
    pub(crate) review_started_at: Option<DateTime<Utc>>,
    /// How well the panel found it; none before an approval, and of those before there were grades.
    pub(crate) grade: Option<CurationGrade>,
    /// How many packages a month may be planned under the approval; none where it was given before that was asked.
    pub(crate) monthly_ceiling: Option<i64>,
    /// The governments whose curators judge beside the operator's.
    #[diesel(select_expression = governments_of(curation::operator_party_id), skip_insertion, skip_update)]
    pub(crate) judging_party_ids: Vec<PartyId>,
    /// The governments of the supplier's region, whose curators judge too.
    #[diesel(select_expression = governments_of(curation::supplier_id), skip_insertion, skip_update)]
    pub(crate) home_party_ids: Vec<PartyId>,
}

impl CurationRow {
    /// The parties whose curators may sit on its panel.
    pub(super) fn judges(&self) -> impl Iterator<Item = PartyId> {
        let governments = self.judging_party_ids.iter().chain(&self.home_party_ids).copied();
        governments.chain([self.operator_party_id])
    }

    /// How many packages a month may be planned under it.
    pub(super) fn ceiling(&self) -> Option<Quantity> {
        self.monthly_ceiling.map(|packages| Quantity::from_stored(packages, Unit::H87))
    }

    /// The version submitted; none before the first submission.
    pub(crate) fn submitted_version(&self) -> Result<Option<TextHash>, Error> {
        self.version_hash.as_deref().map(stored_hash).transpose()
    }

    /// What was approved, if anything was.
    pub(crate) fn approval(&self, channels: Vec<Channel>) -> Result<Option<Approval>, Error> {
        let approved = matches!(self.state, CurationState::Approved | CurationState::ApprovedWithConditions);
        let (Some(version), Some(from), true) = (self.submitted_version()?, self.valid_from_date, approved)
        else {
            return Ok(None);
        };
        let term = Period { from, until: self.valid_until_date };
        Ok(Some(Approval {
            curation: self.id,
            version,
            channels,
            term,
            conditions: self.conditions.clone(),
            monthly_ceiling: self.ceiling(),
        }))
    }
}

impl Announced for CurationRow {
    type Data = CurationEventData;

    fn id(&self) -> impl Id {
        self.id
    }

    fn event_data(&self) -> CurationEventData {
        CurationEventData {
            curation_id: self.id,
            variant_id: self.variant_id,
            product_id: self.product_id,
            supplier_id: self.supplier_id,
            operator_party_id: self.operator_party_id,
            state: self.state,
            // What is stored was a hash when it was written.
            version_hash: self.version_hash.as_deref().and_then(|hash| hash.parse().ok()),
            version: self.version,
        }
    }

    async fn audience(&self, conn: &mut Connection) -> Result<Audience, Error> {
        Ok(Audience::of(&self.readers(conn).await?))
    }
}

impl Versioned for CurationRow {
    fn version(&self) -> i64 {
        self.version
    }

    fn stamp(&mut self, version: i64, at: DateTime<Utc>) {
        (self.version, self.updated_at) = (version, at);
    }

    async fn write(&self, conn: &mut Connection, seen: i64) -> Result<usize, Error> {
        queries::update_curation(conn, self, seen).await
    }
}

impl Stateful for CurationRow {
    type State = CurationState;

    fn state(&self) -> CurationState {
        self.state
    }

    fn set_state(&mut self, state: CurationState) {
        self.state = state;
    }

    /// Curators of the operator, of its government and of the supplier's judge; the supplier's roles are its own party's.
    fn holds(&self, caller: &Caller, role: Role) -> bool {
        let me = caller.party();
        let judges = self.judges().any(|party| party == me);
        let place = match role {
            Role::Curator => judges && me != self.supplier_id,
            _ => me == self.supplier_id,
        };
        place && caller.has(role)
    }

    fn not_theirs(&self, event: CurationEvent) -> Bilingual {
        match event {
            CurationEvent::Submit => Bilingual::new(
                "Pengajuan kurasi dikirim oleh pemasoknya.",
                "A curation is submitted by its supplier.",
            ),
            CurationEvent::Withdraw => Bilingual::new(
                "Pengajuan kurasi ditarik kembali oleh pemasoknya.",
                "A curation is taken back by its supplier.",
            ),
            _ => Bilingual::new(
                "Kurasi dilakukan oleh kurator pengelola gerai, pemerintah daerahnya, atau pemerintah daerah asal pemasok, bukan oleh pemasok.",
                "Curators of the outlet's operator, of its region's government or of the supplier's judge, not the supplier.",
            ),
        }
    }
}

/// Reads a hash that the service itself has written.
pub(crate) fn stored_hash(text: &str) -> Result<TextHash, Error> {
    text.parse().map_err(|error| Error::Internal(format!("a stored hash: {error}")))
}

/// A channel of a curation: an outlet, or a chain of the operator's.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = curation_channel)]
pub(crate) struct ChannelRow {
    pub(crate) curation_id: CurationId,
    pub(crate) position: i32,
    pub(crate) outlet_id: Option<OutletId>,
    pub(crate) chain: Option<String>,
}

impl ChannelRow {
    /// The channel of a curation for this operator.
    pub(crate) fn channel(&self, operator: PartyId) -> Result<Channel, Error> {
        match (self.outlet_id, &self.chain) {
            (Some(outlet), _) => Ok(Channel::Outlet(outlet)),
            (None, Some(chain)) => {
                let name = chain.parse().map_err(|error| Error::Internal(format!("a stored chain: {error}")));
                Ok(Channel::Chain { operator, name: name? })
            }
            (None, None) => Err(Error::Internal("a channel without outlet and chain".to_owned())),
        }
    }
}

/// Somebody on the panel of one round.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = curation_panelist)]
pub(crate) struct PanelistRow {
    pub(crate) curation_id: CurationId,
    pub(crate) round: i32,
    pub(crate) member_id: MembershipId,
    pub(crate) party_id: PartyId,
}

/// One member's points for one criterion in one round.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = curation_score)]
pub(crate) struct ScoreRow {
    pub(crate) curation_id: CurationId,
    pub(crate) round: i32,
    pub(crate) member_id: MembershipId,
    pub(crate) criterion: Criterion,
    pub(crate) points: i32,
}

impl ScoreRow {
    /// What was scored; the table keeps points between 0 and 100.
    pub(crate) fn score(&self) -> Score {
        let points = u32::try_from(self.points).unwrap_or_default();
        Score { member: self.member_id, criterion: self.criterion, points }
    }
}

/// What was submitted in one round: the version of the variant, word by word.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = curation_submission)]
pub(crate) struct SubmissionRow {
    pub(crate) curation_id: CurationId,
    pub(crate) round: i32,
    pub(crate) content: serde_json::Value,
    pub(crate) submitted_at: DateTime<Utc>,
}

/// A picture that went with the submission of one round.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = curation_image)]
pub(crate) struct PhotoRow {
    pub(crate) curation_id: CurationId,
    pub(crate) round: i32,
    pub(crate) position: i32,
    pub(crate) image_id: ImageId,
}
