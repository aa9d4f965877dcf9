//! catalog binary
fn main() {}
