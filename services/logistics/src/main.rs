//! The binary of the logistics service.

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> anyhow::Result<()> {
    service::run::main(8083, logistics::migrations, logistics::build)
}
