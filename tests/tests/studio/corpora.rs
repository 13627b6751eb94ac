//! The fuzzers' corpora, replayed, and files that are like those but for a few bytes. `fuzz/` explores further.

use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use bluerider_tests::fuzz::TARGETS;
#[cfg(target_os = "linux")]
use bluerider_tests::memory::{forget_peak, peak, resident};

/// Files that each target gets beside those of its corpus.
const VARIANTS: usize = 1_500;
/// No file is large.
const PATIENCE: Duration = Duration::from_secs(2);
/// What reading small files may take.
const MEMORY: u64 = 256 << 20;

/// Another file like `bytes`: some bits, bytes, lengths or pieces are others.
fn variant(bytes: &[u8], random: &mut fastrand::Rng) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    for _ in 0..random.usize(1..6) {
        if bytes.is_empty() {
            bytes.push(random.u8(..));
        }
        let at = random.usize(..bytes.len());
        match random.u8(..7) {
            0 => bytes[at] ^= 1 << random.u8(..8),
            1 => bytes[at] = [0, 1, 0x7f, 0x80, 0xff, b'"', b'{', b'9'][random.usize(..8)],
            2 => bytes.truncate(at),
            3 => {
                let end = (at + random.usize(1..64)).min(bytes.len());
                let piece = bytes[at..end].repeat(random.usize(1..40));
                bytes.splice(at..at, piece);
            }
            4 => drop(bytes.drain(at..(at + random.usize(1..16)).min(bytes.len()))),
            5 => {
                let number = [0, u64::MAX, 1 << 31, 1 << 40, 100 << 20][random.usize(..5)].to_le_bytes();
                bytes.iter_mut().skip(at).zip(number).for_each(|(byte, new)| *byte = new);
            }
            _ => drop(bytes.splice(at..at, b"[[[[{\"a\":\\u0000e999".repeat(random.usize(1..9)))),
        }
    }
    bytes
}

#[test]
fn what_fuzzers_found_and_what_is_like_it_is_read_or_refused() -> Result<()> {
    let corpora = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/fuzz");
    let mut random = fastrand::Rng::with_seed(8);
    for (name, target) in TARGETS {
        let mut corpus = Vec::new();
        for entry in std::fs::read_dir(corpora.join(name)).with_context(|| format!("the corpus of {name}"))? {
            corpus.push((entry?.path(), Vec::new()));
        }
        corpus.sort();
        ensure!(corpus.len() >= 4, "{name}: {} files", corpus.len());
        #[cfg(target_os = "linux")]
        let before = {
            forget_peak()?;
            resident()?
        };
        for (path, bytes) in &mut corpus {
            *bytes = std::fs::read(&*path)?;
            let start = Instant::now();
            target(bytes);
            ensure!(start.elapsed() < PATIENCE, "{} took {:?}", path.display(), start.elapsed());
        }
        for round in 0..VARIANTS {
            let bytes = variant(&corpus[round % corpus.len()].1, &mut random);
            let start = Instant::now();
            if std::panic::catch_unwind(|| target(&bytes)).is_err() || start.elapsed() > PATIENCE {
                let kept = std::env::temp_dir().join(format!("bluerider-{name}-{round}"));
                std::fs::write(&kept, &bytes)?;
                anyhow::bail!("{name}: {} panics, or takes {:?}", kept.display(), start.elapsed());
            }
        }
        #[cfg(target_os = "linux")]
        {
            let grown = peak()?.saturating_sub(before);
            ensure!(grown < MEMORY, "{name} took {} MB", grown >> 20);
        }
    }
    Ok(())
}
