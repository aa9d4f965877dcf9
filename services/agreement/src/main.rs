//! The binary of the agreement service.

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> anyhow::Result<()> {
    service::run::main(8081, agreement::migrations, agreement::build)
}
