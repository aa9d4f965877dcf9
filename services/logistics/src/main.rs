//! logistics binary
fn main() {}
