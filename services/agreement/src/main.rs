//! agreement binary
fn main() {}
