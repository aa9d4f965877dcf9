//! The rules of the agreement service; uses [`crate::shared`] and no other room.
