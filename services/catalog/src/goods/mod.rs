//! What is traded: commodities, products and their variants with labels and permits.

pub(crate) mod commodities;
pub(crate) mod images;
pub(crate) mod price_observations;
pub(crate) mod products;
pub(crate) mod rules;
pub(crate) mod variants;

pub(crate) use commodities::{
    FormRow, Nomenclature, check_priced, counts_heads, expect_form, forms_named, seed, unknown_form,
};
pub(crate) use images::{Workshop, attach as attach_images, check_images};
pub(crate) use products::search_words;
pub(crate) use rules::{code, misplaced, missing, permit_rules};
pub(crate) use variants::{
    JudgedVariant, Shelf, check_packages, find_judged, judged_of, lock_variant, note_permits_checked,
    unknown_variant, version_of,
};

pub use images::Images;
pub use price_observations::plans as price_plans;
