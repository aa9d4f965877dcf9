//! Keyset pages: `?limit=&cursor=` in, `items` and `next_cursor` out.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Items of a page when `limit` is not given.
pub const DEFAULT_LIMIT: u32 = 50;
/// The largest `limit`.
pub const MAX_LIMIT: u32 = 200;

/// One page of a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Page<T> {
    /// The items, in the order of the list.
    pub items: Vec<T>,
    /// Opaque cursor of the next page; absent at the end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_cursor: Option<String>,
}

/// What every list query carries; implemented by [`crate::list_query!`].
pub trait ListQuery: Serialize {
    /// Requested page size.
    fn limit(&self) -> Option<u32>;
    /// Cursor of a former page.
    fn cursor(&self) -> Option<&str>;
    /// The filters alone; a cursor is bound to them.
    fn filters(&self) -> String;
}

/// Defines the query parameters of a list: the named filters, `limit` and `cursor`.
/// Every filter is an `Option`.
#[macro_export]
macro_rules! list_query {
    ($(#[$doc:meta])* pub struct $name:ident { $($(#[$fdoc:meta])* $field:ident: $type:ty),* $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Default, serde::Serialize, serde::Deserialize, utoipa::IntoParams)]
        #[into_params(parameter_in = Query)]
        #[serde(deny_unknown_fields)]
        pub struct $name {
            $($(#[$fdoc])*
            #[serde(default, skip_serializing_if = "Option::is_none")]
            pub $field: Option<$type>,)*
            /// Items per page, 1 to 200; 50 when absent.
            #[param(minimum = 1, maximum = 200, example = 50)]
            #[serde(default, skip_serializing_if = "Option::is_none")]
            pub limit: Option<u32>,
            /// `next_cursor` of the page before; only with the same filters.
            #[param(max_length = 1000)]
            #[serde(default, skip_serializing_if = "Option::is_none")]
            pub cursor: Option<String>,
        }

        impl $crate::ListQuery for $name {
            fn limit(&self) -> Option<u32> { self.limit }
            fn cursor(&self) -> Option<&str> { self.cursor.as_deref() }
            fn filters(&self) -> String {
                let mut only = self.clone();
                (only.limit, only.cursor) = (None, None);
                serde_json::to_string(&only).unwrap_or_default()
            }
        }
    };
}

crate::list_query! {
    /// Filters of a resource's history: none, oldest first.
    pub struct ListTransitionsQuery {}
}
