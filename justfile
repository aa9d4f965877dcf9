# Short names for what is typed often. `just` alone lists them; each is one line that also works without just.

# Lists the recipes.
default:
    @just --list

# Starts everything on port 8080 and plays the demonstration.
demo:
    cargo run --release -- demo

# Starts everything on port 8080.
up:
    cargo run --release -- up

# Everything that must hold before a change is taken.
ci:
    .ci/run

# Formats the code.
fmt:
    cargo fmt --all

# Warnings, as CI refuses them.
lint:
    cargo clippy --workspace --all-targets --locked -- -D warnings

# Every test, or those of one package: just test, just test -p domain
test *args="--workspace":
    cargo test {{args}}

# The HTTP tests of one service, or those with a word in their name: just service logistics receipts
service name *words:
    cargo test -p {{name}} --test api {{words}}

# One journey over the running services: just journey one_command
journey name:
    cargo test -p journeys --test stories {{name}}

# Writes every file anew that is generated from the code: documents, lists, tables, the client.
regen:
    cargo run -p xtask -- regen

# Writes the services' schema.rs anew from their migrations.
schema:
    KAD_UPDATE=1 cargo test -p agreement -p catalog -p logistics --test api schema_is_what

# Says which generated file differs from the code.
regen-check:
    cargo run -p xtask -- regen --check

# What a client of the earlier documents would stumble over.
breaking:
    cargo run -p xtask -- breaking

# One benchmark: just bench p1-product --quick
bench *args:
    cargo run --release -p bench -- {{args}}

# One fault scenario: just chaos R8
chaos *args:
    cargo run --release -p chaos -- {{args}}

# Changes the rules one at a time and asks whether a test fails.
mutants:
    cargo mutants -p domain -j 2

# Feeds the readers of strangers' text for some seconds each.
fuzz seconds="600":
    fuzz/run {{seconds}}
