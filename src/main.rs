//! The `autogen` program.

fn main() {}
