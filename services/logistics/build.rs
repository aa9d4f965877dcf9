//! Embedded migrations follow their files.

fn main() {
    println!("cargo:rerun-if-changed=migrations");
}
