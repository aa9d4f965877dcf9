//! The binary `kad`: the whole platform on one command.

use clap::Parser as _;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    match standalone::cli::run(standalone::cli::Cli::parse()) {
        Ok(()) => std::process::ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("kad: {}", standalone::cli::told(&error));
            std::process::ExitCode::FAILURE
        }
    }
}
