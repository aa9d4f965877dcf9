//! The rules of the catalog service; uses [`crate::shared`] and no other room.
