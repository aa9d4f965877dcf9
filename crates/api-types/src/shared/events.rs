//! Typed events: each service lists what it tells in one enum, by [`events!`](crate::events).

use std::fmt::Display;

use serde::Serialize;
use serde::de::DeserializeOwned;
use utoipa::ToSchema;

use super::EventView;

/// What every type of event begins with.
const PREFIX: &str = "id.kad.";

/// The CloudEvents type of what happened to a resource: `id.kad.contract.signed`.
pub fn event_type(resource: &str, happened: impl Display) -> String {
    format!("{PREFIX}{resource}.{happened}")
}

/// What the events of one resource tell: ids and states, no personal data (UU 27/2022).
pub trait EventData: Serialize + DeserializeOwned + ToSchema + 'static {
    /// The resource, as in the type: `contract` of `id.kad.contract.signed`.
    const RESOURCE: &'static str;
    /// Version of the shape.
    const VERSION: i16;
    /// What can have happened to the resource.
    type Happened: Copy + Display + 'static;
}

/// An event that says it is one of ours and cannot be read as such.
#[derive(Debug, thiserror::Error)]
pub enum EventError {
    /// It was written by a newer release of the other service.
    #[error("{kind} has version {version} of its data; this release knows {known}")]
    Newer {
        /// Its type.
        kind: String,
        /// Version of its data.
        version: i16,
        /// The newest version known here.
        known: i16,
    },
    /// Its data has another shape than its type says.
    #[error("{kind}: {error}")]
    Shape {
        /// Its type.
        kind: String,
        /// What is wrong with it.
        error: serde_json::Error,
    },
}

/// The events of one resource, for documents.
#[derive(Clone)]
pub struct EventGroup {
    /// The resource.
    pub resource: &'static str,
    /// What the events are about.
    pub about: &'static str,
    /// Version of the data.
    pub version: i16,
    /// What can have happened, as at the end of the type.
    pub happened: &'static [&'static str],
    /// Name of the data's schema.
    pub data: String,
    /// The data's schema and those it leads to.
    pub schemas: Vec<(String, utoipa::openapi::RefOr<utoipa::openapi::schema::Schema>)>,
}

impl EventGroup {
    /// The group of one kind of data; used by [`events!`](crate::events).
    pub fn of<D: EventData>(about: &'static str, happened: &'static [&'static str]) -> Self {
        let mut schemas = vec![(D::name().into_owned(), D::schema())];
        D::schemas(&mut schemas);
        Self {
            resource: D::RESOURCE,
            about: about.trim(),
            version: D::VERSION,
            happened,
            data: D::name().into_owned(),
            schemas,
        }
    }
}

/// Everything a service tells: the enum that [`events!`](crate::events) defines.
pub trait FeedEvent: Sized {
    /// Reads an event of this service's feed; `None` for a resource that this release does not know.
    ///
    /// # Errors
    /// [`EventError`] when the data is newer than this release or of another shape.
    fn read(event: &EventView) -> Result<Option<Self>, EventError>;

    /// The events by resource, for documents.
    fn groups() -> Vec<EventGroup>;

    /// Every resource, with what can have happened to it.
    fn resources() -> &'static [(&'static str, &'static [&'static str])];

    /// Whether this service tells events of a type; of every resource it tells snapshots, too.
    fn tells(kind: &str) -> bool {
        let named = kind.strip_prefix(PREFIX).and_then(|rest| rest.split_once('.'));
        named.is_some_and(|(resource, happened)| {
            let known = Self::resources().iter().find(|(known, _)| *known == resource);
            known.is_some_and(|(_, all)| happened == SNAPSHOT || all.contains(&happened))
        })
    }
}

/// What the type of a snapshot ends with: a resource as it was last told of, for somebody who reads it from now on.
const SNAPSHOT: &str = "snapshot";

/// Splits the type of an event into resource and what happened; `None` for events that are not ours.
pub(crate) fn names(event: &EventView) -> Option<(&str, &str)> {
    event.r#type.strip_prefix(PREFIX)?.split_once('.')
}

/// Reads the data of an event of the kind `D`.
///
/// # Errors
/// [`EventError`] for a newer version or another shape.
pub(crate) fn data<D: EventData>(event: &EventView) -> Result<D, EventError> {
    let kind = || event.r#type.clone();
    if event.dataversion > D::VERSION {
        return Err(EventError::Newer { kind: kind(), version: event.dataversion, known: D::VERSION });
    }
    D::deserialize(&event.data).map_err(|error| EventError::Shape { kind: kind(), error })
}

/// Defines what a service tells: `Variant(what happened, data) = "resource", version;`. A reader matches the enum, so
/// that a renamed field or a new resource is met by the compiler. What happened is nothing where a newer release names
/// something this one does not know: the resource has changed all the same.
#[macro_export]
macro_rules! events {
    (
        $(#[$doc:meta])*
        pub enum $feed:ident {
            $(#[doc = $about:literal] $variant:ident($happened:ty, $data:ty) = $resource:literal, $version:literal;)+
        }
    ) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq)]
        pub enum $feed { $(#[doc = $about] $variant(Option<$happened>, $data)),+ }

        $(impl $crate::EventData for $data {
            const RESOURCE: &'static str = $resource;
            const VERSION: i16 = $version;
            type Happened = $happened;
        })+

        impl $crate::FeedEvent for $feed {
            fn read(event: &$crate::EventView) -> Result<Option<Self>, $crate::EventError> {
                let Some((resource, happened)) = $crate::shared::events::names(event) else { return Ok(None) };
                Ok(match resource {
                    $($resource => {
                        let happened = happened.parse().ok();
                        Some(Self::$variant(happened, $crate::shared::events::data(event)?))
                    })+
                    _ => None,
                })
            }

            fn groups() -> Vec<$crate::EventGroup> {
                vec![$($crate::EventGroup::of::<$data>($about, <$happened>::LABELS)),+]
            }

            fn resources() -> &'static [(&'static str, &'static [&'static str])] {
                &[$(($resource, <$happened>::LABELS)),+]
            }
        }
    };
}
