//! What all three rooms speak: ids, labels, exact quantities, money, regions, periods, refusals.

mod backfill;
mod calendar_period;
mod cause;
mod commodity;
mod consent;
mod dated;
mod dates;
mod file_quota;
mod hash;
mod id;
mod in_force;
mod job;
mod label;
mod lifecycle;
mod money;
mod paper;
mod party;
mod period;
mod place;
mod price_rule;
pub(crate) mod quantity;
mod reference_price;
mod refusal;
mod region;
mod split;
mod text;
mod village;
pub(crate) mod waiting;
mod yields;

pub use backfill::{BackfillGrant, OccurrenceMark, OccurrenceWindow, check_occurred_at};
pub use calendar_period::{
    CalendarPeriod, CalendarPeriodError, CalendarPeriodKind, Scheduled, check_schedule,
};
pub use cause::{Cause, check_not_after, check_not_before};
pub use commodity::{CodeError, CommodityCode, FormCode, GradeCode, NaturalUnit};
pub use consent::{Business, Consent, ConsentError, ConsentProgress, give_consent, missing_consents};
pub use dated::{Dated, DatedRule, RuleHappened, check_ending, check_new_row, last_in_force, overlap};
pub use dates::{DateSense, date_within};
pub use file_quota::{
    FileQuota, FileUse, LARGEST_FILE, QuotaBound, QuotaReached, UNATTACHED_HOURS, Unattached, check_quota,
    seed_file_quotas,
};
pub use hash::{CanonicalText, HashError, TextHash, canonical_hash};
pub use id::*;
pub use in_force::{in_force_after, in_force_at};
pub use job::{JobEvent, JobHappened, JobState};
pub use label::UnknownLabel;
pub use lifecycle::{
    EventRule, IllegalTransition, Lifecycle, NoteRule, UPDATE, allowed_events, lifecycle_name,
    transition_table,
};
pub use money::{Money, Price, PriceBasis};
pub use paper::{VeterinaryLevel, is_plain_number, is_same_paper, paper_key};
pub use party::{BusinessSize, PartyKind, Role};
pub use period::{Period, jakarta_date, jakarta_midnight};
pub use place::Place;
pub use price_rule::{
    GradePrice, KnownReference, LinePrice, NoPrice, PriceFound, PriceLimit, PriceReason, PriceRule,
    PriceRuleKind, PricedGoods, ReferenceBound, ReferenceMet, ReferenceRule, VariantPrice, Weighed,
    WeightClass,
};
pub use quantity::{Dimension, Quantity, QuantityError, Unit, signed_value};
pub use reference_price::{PriceFlag, PriceLevel, Priced, ReferencePrice, reference_between, reference_for};
pub use refusal::{Invalid, Refusal, RefusalCode, Unmet, acts_for_two_parties};
pub use region::{RegionCode, RegionCodeError};
pub use split::exact_split;
pub use text::Bilingual;
pub use village::read_village;
pub use waiting::{Begun, Waiting, Waits};
pub use yields::{Conversion, Ratio, Yield, YieldError, yield_asked, yield_on};
