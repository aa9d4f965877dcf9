//! Where goods went and came from: what a buyer gives to its outlets, and what each step of goods means to others.

pub(crate) mod distribution;
pub(crate) mod step;

pub use distribution::{DistributedGoods, DistributionHappened, ErrorReason, OutletDays, check_distributed};
pub use step::{BusinessStep, Disposition, StepAction, StepMeaning};
