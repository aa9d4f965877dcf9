//! The wire of the logistics service, one file per resource.
