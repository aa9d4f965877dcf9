//! The catalog service: commodities, products and their permits, curation, outlets and listings, farms and facilities. Owns
//! its database; start at [`app`], then the folder of a feature.

pub mod app;
mod context;
mod curation;
mod farm;
mod goods;
mod lots;
mod outside;
mod retail;
mod schema;
mod sites;
mod stock;

pub use app::{build, lifecycles, migrations, mount};
pub use goods::{Images, price_plans};
pub use outside::projections;
