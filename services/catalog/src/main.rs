//! The binary of the catalog service.

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> anyhow::Result<()> {
    service::run::main(8082, catalog::migrations, catalog::build)
}
