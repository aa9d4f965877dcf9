//! The agreement service: parties and their verification, government agreements, contracts, tokens,
//! realisation reports. Owns its database; start at [`app`], then the folder of a feature.

pub mod app;
mod bootstrap;
mod context;
mod cooperation;
mod identity;
mod need;
mod outside;
mod reporting;
mod schema;
mod verification;

pub use app::{build, lifecycles, migrations, mount};
pub use bootstrap::{AdminCredential, BootstrapAdmin, Bootstrapped, bootstrap};
pub use identity::{KeySecret, rotate_signing_key};
pub use outside::projections;
pub use verification::Papers;
