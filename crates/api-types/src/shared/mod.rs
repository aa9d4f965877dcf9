//! What every resource speaks: problems, pages, events, quantities and money, history, field checks.

mod asked_time;
mod bilingual;
mod check;
mod dated;
mod enums;
mod event;
pub(crate) mod events;
mod history;
mod import;
mod job;
mod page;
mod patch;
mod place;
mod price_found;
mod price_rule;
mod problem;
mod quantity;
mod reference;
mod region;
mod work_item;

pub use asked_time::AskedTime;
pub use bilingual::WireBilingual;
pub use check::Check;
pub use dated::{EndRuleRequest, NewRule};
pub use enums::{ENUM_NOTES, EnumNote, Growth};
pub use event::{EventPage, EventView, ListEventsQuery, StreamEventsQuery};
pub use events::{EventData, EventError, EventGroup, FeedEvent, event_type};
pub use history::{DocumentReference, TransitionRequest, TransitionView};
pub use import::{ImportFindingView, ImportQuery, ImportReportView};
pub use job::{CancelJobRequest, JobFailureView, JobProgressView, JobView, ListJobsQuery};
pub use page::{DEFAULT_LIMIT, ListQuery, ListTransitionsQuery, MAX_LIMIT, Page};
pub use patch::present;
pub use place::WirePlace;
pub use price_found::{PriceExplanationView, PriceFoundView, ReferenceMetView, WeightClassMetView};
pub use price_rule::{
    WireGradePrice, WirePriceRule, WireReferenceRule, WireVariantPrice, WireWeightClass, read_price,
    shown_price, told_price,
};
pub use problem::{FeedPlace, Problem, ProblemField, ProblemRule};
pub use quantity::{WireMoney, WireQuantity};
pub use reference::ReferenceView;
pub use region::{listed_region, some_listed_region};
pub use work_item::{BlockedByView, ListWorkItemsQuery, WorkItemView};
