//! Everything that opens a file which may come from anywhere goes through the engine's gate (`untrusted`). Who does not
//! is listed here, with the reason.

use std::path::Path;

use anyhow::{Result, ensure};

use crate::imports::files;

/// Files whose code opens others by itself, and why that is safe.
const ALONE: &[(&str, &str)] = &[
    ("engine/src/untrusted.rs", "it is the gate"),
    ("engine/src/storage.rs", "opens a folder, to flush it"),
    ("engine/src/memory/peak.rs", "reads what the kernel says of this process"),
    ("engine/src/hub/fetch.rs", "tries the lock of a file that it wrote"),
    ("engine/src/hub/listing.rs", "reads an answer of the hub, of a limited length"),
    ("engine/src/hub/hash.rs", "reads weights of any size in pieces"),
    ("engine/src/hub/repository.rs", "reads a commit's name in the cache of the hub"),
    ("app/src/studio/gallery/thumbnails.rs", "reads what it wrote into the cache"),
    ("app/src/studio/presets/shipped.rs", "reads pictures that the binary carries"),
    ("engine/src/checkpoint/convert.rs", "tries the lock of a file that it wrote"),
    ("engine/src/device/tuning.rs", "reads what it wrote into the cache"),
    ("engine/src/device/probe.rs", "reads what it wrote into the cache"),
    ("engine/src/pipelines/sidecar.rs", "reads what it wrote into the cache"),
    ("engine/src/pipelines/conditioning/cache.rs", "reads what it wrote into the cache"),
];

/// What opens a file, or a picture.
const OPENS: [&str; 6] =
    ["File::open(", "fs::read(", "read_to_string(", "ImageReader::open(", "image::open(", "load_from_memory("];

#[test]
fn whatever_opens_a_file_from_outside_goes_through_the_gate() -> Result<()> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut alone: Vec<String> = Vec::new();
    for folder in ["engine/src", "app/src"] {
        for file in files(&root.join(folder))? {
            let source = std::fs::read_to_string(&file)?;
            // Tests open what they wrote themselves.
            let code = source.split("#[cfg(test)]\nmod ").next().unwrap_or_default();
            let opens = |line: &str| {
                let line = line.trim_start();
                !line.starts_with("//") && OPENS.iter().any(|opens| line.contains(opens))
            };
            if code.lines().any(opens) {
                alone.push(file.strip_prefix(&root)?.to_string_lossy().replace('\\', "/"));
            }
        }
    }
    alone.sort();
    let mut listed: Vec<&str> = ALONE.iter().map(|(file, _)| *file).collect();
    listed.sort_unstable();
    ensure!(alone == listed, "these open files by themselves:\n{}", alone.join("\n"));
    Ok(())
}
