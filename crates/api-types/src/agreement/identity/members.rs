//! Members of cooperatives and farmer groups on the wire. What is told of a person is read by their own party and its
//! coordinator alone, and is gone after the erasure.

use chrono::{DateTime, NaiveDate, Utc};
use domain::agreement::{DepartureReason, ErasureReason, MemberState, Sex};
use domain::shared::{MemberId, PartyId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::present;

/// Enters a person into the roll of the caller's party.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateMemberRequest {
    /// The party's own number of the member, once in its roll.
    #[schema(example = "A-0427", min_length = 1, max_length = 30)]
    pub number: String,
    /// Name of the person.
    #[schema(example = "Sutinah", min_length = 1, max_length = 120)]
    pub name: String,
    /// Population number (NIK) of the person, 16 digits. Given here once: what is kept of it is a keyed hash, by which the same
    /// person is known again, and the last four digits.
    #[schema(example = "1872015708850001", pattern = "^[0-9]{16}$")]
    pub nik: String,
    /// The village in which the person lives, by the code of the Ministry of Home Affairs.
    #[schema(example = "18.72.01.1001", pattern = r"^[0-9]{2}\.[0-9]{2}\.[0-9]{2}\.[0-9]{4}$")]
    pub village_code: String,
    /// Sex of the person; absent where the person does not want it known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sex: Option<Sex>,
    /// The day on which the person consented to be in the roll (UU 27/2022, article 20).
    #[schema(example = "2026-01-05")]
    pub consent_date: NaiveDate,
}

/// Changes what the roll says of a member; absent fields stay, `null` clears what can be cleared. The NIK is not changed: who was
/// entered with a wrong one is erased and entered again.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UpdateMemberRequest {
    /// The party's own number of the member.
    #[schema(example = "A-0427", min_length = 1, max_length = 30, nullable = false)]
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
    /// Name of the person.
    #[schema(example = "Sutinah", min_length = 1, max_length = 120, nullable = false)]
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The village in which the person lives.
    #[schema(
        example = "18.72.01.1001",
        pattern = r"^[0-9]{2}\.[0-9]{2}\.[0-9]{2}\.[0-9]{4}$",
        nullable = false
    )]
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub village_code: Option<String>,
    /// Sex of the person; `null` clears it.
    #[schema(value_type = Option<Sex>)]
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub sex: Option<Option<Sex>>,
    /// The day of a new consent.
    #[schema(example = "2026-01-05", nullable = false)]
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub consent_date: Option<NaiveDate>,
}

/// Says that a member left. There is no note: nothing is said of a person that would outlast the erasure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RecordMemberDepartureRequest {
    /// Why.
    pub reason: DepartureReason,
    /// When it happened; now when absent.
    #[schema(example = json!(null))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub occurred_at: Option<DateTime<Utc>>,
}

/// Removes a person from the roll. There is no note, as of a departure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EraseMemberRequest {
    /// Why.
    pub reason: ErasureReason,
    /// When it was done; now when absent.
    #[schema(example = json!(null))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub occurred_at: Option<DateTime<Utc>>,
}

/// A member. Everything about the person is `null` once it is erased, and in the answer to a repeated request.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct MemberView {
    /// Its id.
    pub id: MemberId,
    /// Its ETag, for changes.
    #[schema(example = "\"v1\"")]
    pub etag: String,
    /// The cooperative or farmer group.
    pub party_id: PartyId,
    /// Where it stands.
    pub state: MemberState,
    /// The party's own number of the member.
    #[schema(example = "A-0427")]
    pub number: Option<String>,
    /// Name of the person.
    #[schema(example = "Sutinah")]
    pub name: Option<String>,
    /// The last four digits of the NIK.
    #[schema(example = "0001")]
    pub nik_last_four: Option<String>,
    /// The village in which the person lives.
    #[schema(example = "18.72.01.1001")]
    pub village_code: Option<String>,
    /// Sex of the person, where it is known.
    pub sex: Option<Sex>,
    /// The day on which the person consented.
    #[schema(example = "2026-01-05")]
    pub consent_date: Option<NaiveDate>,
    /// When it was entered.
    pub created_at: DateTime<Utc>,
    /// When it was last changed.
    pub updated_at: DateTime<Utc>,
}

/// How many members a party has. A count of fewer than five people is `null`, and so are others of the same sum as far as it
/// could be found by subtracting; where nobody is, there is no row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct MemberFiguresView {
    /// The party.
    pub party_id: PartyId,
    /// All that are members now.
    #[schema(example = 427)]
    pub members: Option<i64>,
    /// The same by sex.
    pub by_sex: Vec<MembersOfSexView>,
    /// The same by village.
    pub by_village: Vec<MembersOfVillageView>,
}

/// How many members of one sex there are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct MembersOfSexView {
    /// The sex; `null` for those of whom it is not known.
    pub sex: Option<Sex>,
    /// How many.
    #[schema(example = 231)]
    pub members: Option<i64>,
}

/// How many members live in one village.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct MembersOfVillageView {
    /// The village.
    #[schema(example = "18.72.01.1001")]
    pub village_code: String,
    /// How many.
    #[schema(example = 38)]
    pub members: Option<i64>,
}

crate::list_query! {
    /// Filters of a list of members.
    pub struct ListMembersQuery {
        /// Only of this party.
        #[param(value_type = Option<String>)]
        party_id: PartyId,
        /// Only of this village.
        #[param(example = "18.72.01.1001", max_length = 13)]
        village_code: String,
        /// Only in this state.
        state: MemberState,
    }
}
