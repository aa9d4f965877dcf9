//! Where goods are kept, killed, milled and cooked: facilities with their papers, and the rules they are judged by.

pub(crate) mod facilities;
mod government;
pub(crate) mod papers;
pub(crate) mod rules;
