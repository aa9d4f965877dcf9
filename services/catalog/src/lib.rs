//! The catalog service: commodities, products and their permits, curation, outlets and listings. Owns its
//! database; start at [`app`], then the folder of a feature.

mod access;
pub mod app;
mod commodities;
mod context;
mod curations;
mod feed;
mod listings;
mod outlets;
mod products;
pub mod projections;
mod schema;
mod variants;
mod work_items;

pub use access::OPERATIONS;
pub use app::{build, migrations, mount};
