//! The three services in one process, on one port, over one PostgreSQL: the binary `kad`.
//!
//! Owns: the command line ([`cli`]), the data directory and its secrets ([`data_dir`]), where the databases are
//! ([`databases`]), mounting the services together ([`house`]), copies of all three databases ([`backup`]), how feeds stand
//! ([`feeds`]), room on the disk ([`disk`]) and the demonstration ([`demo`]). Composition only; refuses rules and queries of features, which live in the
//! services. Start at [`cli`].

pub mod backup;
pub mod bootstrap;
pub mod cli;
pub mod data_dir;
pub mod databases;
pub mod demo;
pub mod disk;
pub mod feeds;
pub mod house;
pub mod progress;
