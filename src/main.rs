//! The `agegate` binary.
fn main() {}
