//! Dated rows of rule tables: one shape for all of them.

use chrono::NaiveDate;
use domain::shared::{Id, Period, RuleHappened};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::EventData;

/// Ends a dated row: it is never edited, another row follows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EndRuleRequest {
    /// The last day on which it holds; yesterday at the earliest.
    #[schema(example = "2027-12-31")]
    pub in_force_until_date: NaiveDate,
    /// Why it ends.
    #[schema(example = "Diganti peraturan baru.", min_length = 1, max_length = 2000)]
    pub note: String,
}

/// What every request of a new row says beside what its table is about; implemented by [`crate::dated_rows!`].
pub trait NewRule: Serialize {
    /// The id of a row.
    type Id: Id + Serialize + DeserializeOwned;
    /// What its events tell.
    type Data: EventData<Happened = RuleHappened>;
    /// The field that says where a row comes from: `legal_basis` or `source`.
    const BASIS: &'static str;

    /// The days on which it is to hold.
    fn in_force(&self) -> Period;
    /// What that field says.
    fn basis(&self) -> &str;
    /// What an event of a row tells.
    fn data(rule_id: Self::Id, version: i64) -> Self::Data;
}

/// Defines the request, the view and the event of a table of dated rows: the named fields, the days, where it comes from,
/// and who added and ended it. A field that may be absent is an `Option` with `#[serde(default)]`.
#[macro_export]
macro_rules! dated_rows {
    (
        $(#[$request_doc:meta])*
        pub struct $request:ident;
        $(#[$event_doc:meta])*
        pub struct $event:ident;
        $(#[$doc:meta])*
        pub struct $view:ident of $id:ident by $basis:ident ($basis_doc:literal, $basis_example:literal) {
            $($(#[$fdoc:meta])* $field:ident: $type:ty),* $(,)?
        }
    ) => {
        #[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize, utoipa::ToSchema)]
        #[serde(deny_unknown_fields)]
        $(#[$request_doc])*
        pub struct $request {
            $($(#[$fdoc])* pub $field: $type,)*
            /// First day on which it holds; today at the earliest.
            #[schema(example = "2027-01-01")]
            pub in_force_from_date: chrono::NaiveDate,
            /// Last day; absent while open-ended.
            #[schema(example = json!(null))]
            #[serde(default)]
            pub in_force_until_date: Option<chrono::NaiveDate>,
            #[doc = $basis_doc]
            #[schema(example = $basis_example, min_length = 3, max_length = 500)]
            pub $basis: String,
        }

        impl $crate::NewRule for $request {
            type Id = domain::shared::$id;
            type Data = $event;
            const BASIS: &'static str = stringify!($basis);

            fn in_force(&self) -> domain::shared::Period {
                domain::shared::Period { from: self.in_force_from_date, until: self.in_force_until_date }
            }

            fn basis(&self) -> &str {
                &self.$basis
            }

            fn data(rule_id: domain::shared::$id, version: i64) -> $event {
                $event { rule_id, version }
            }
        }

        $(#[$event_doc])*
        #[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize, utoipa::ToSchema)]
        pub struct $event {
            /// The row.
            pub rule_id: domain::shared::$id,
            /// Its version.
            pub version: i64,
        }

        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize, utoipa::ToSchema)]
        pub struct $view {
            /// Its id.
            pub id: domain::shared::$id,
            /// Its ETag, to end it.
            #[schema(example = "\"v1\"")]
            pub etag: String,
            $($(#[$fdoc])* pub $field: $type,)*
            /// First day on which it holds.
            #[schema(example = "2027-01-01")]
            pub in_force_from_date: chrono::NaiveDate,
            /// Last day; null while open-ended.
            #[schema(example = json!(null))]
            pub in_force_until_date: Option<chrono::NaiveDate>,
            #[doc = $basis_doc]
            #[schema(example = $basis_example)]
            pub $basis: String,
            /// When it was added.
            pub created_at: chrono::DateTime<chrono::Utc>,
            /// Party of who added it; null for a row the platform came with.
            pub created_by_party_id: Option<domain::shared::PartyId>,
            /// When its end was set.
            #[schema(example = json!(null))]
            pub ended_at: Option<chrono::DateTime<chrono::Utc>>,
            /// Party of who set its end.
            #[schema(example = json!(null))]
            pub ended_by_party_id: Option<domain::shared::PartyId>,
            /// Why it ends.
            #[schema(example = json!(null))]
            pub ending_note: Option<String>,
        }
    };
}
