//! Whole stories over the running services; one binary, because each that holds all three takes long to link.

mod amendments;
mod between;
mod composition;
mod contract_types;
mod deployment;
mod gateway;
mod held_goods;
mod integration;
mod one_command;
mod security_log;
mod three_processes;
