//! kad
fn main() {}
