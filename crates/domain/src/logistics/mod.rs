//! The rules of the logistics service; uses [`crate::shared`] and no other room.
