//! Whole stories over the running services, through HTTP alone.
//!
//! Owns: finding the built binaries, running them as processes that end with the test, and an installation of three
//! of them. Refuses: looking into a database; what a story needs of it, the binaries make. The stories are in
//! `tests/`.

mod installation;
mod processes;

pub use installation::{Installation, Wiring};
pub use processes::{Ports, Process, TempDir, binary, temp_dir};
