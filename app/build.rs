//! Tells the program which versions of burn and wgpu it is built with.

use std::path::Path;

fn main() {
    let lock = Path::new(env!("CARGO_MANIFEST_DIR")).join("../Cargo.lock");
    println!("cargo::rerun-if-changed={}", lock.display());
    let text = std::fs::read_to_string(&lock).unwrap_or_default();
    for name in ["burn", "wgpu"] {
        // As cargo writes it: the name on one line, the version on the next.
        let entry = format!("name = \"{name}\"\nversion = \"");
        let version = text.split_once(&entry).and_then(|(_, after)| after.split('"').next()).unwrap_or("unknown");
        println!("cargo::rustc-env={}_VERSION={version}", name.to_uppercase());
    }
}
