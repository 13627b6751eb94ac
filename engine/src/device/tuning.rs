//! Which kernels are fastest on a graphics adapter: found by trying, the first time that it meets a size, and kept from
//! one run to the next.
//!
//! The backend tries and keeps. What it does not tell is whether it is going to, which an artist should know who waits
//! for the first step of a picture for a minute; so it is remembered here what has been painted.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use burn::cubecl::config::{CubeClRuntimeConfig, RuntimeConfig};
use burn::cubecl::environment;

use crate::protocol::DeviceInfo;
use crate::storage::write_atomic;

/// Has the backend keep what it finds under `folder`. To be called before a device is opened.
pub fn keep_tuning_in(folder: &Path) {
    // What one process compiled the next one need not. Settings hold for the life of a process, and setting them sets
    // the folder that they name, so it comes first.
    let mut config = CubeClRuntimeConfig::from_current_dir().override_from_env();
    config.compilation.cache = true;
    if !CubeClRuntimeConfig::try_set(config) {
        log::debug!("the backend has its settings already");
    }
    environment::set_root(folder.join("kernels"));
}

/// What adapters have painted before.
#[derive(Debug, Default)]
pub struct TuningHistory {
    file: Option<PathBuf>,
    works: BTreeSet<String>,
}

impl TuningHistory {
    /// What is written under `folder`, where there is one.
    pub fn open(folder: Option<&Path>) -> Self {
        let file = folder.map(|folder| folder.join("tuned.json"));
        let text = file.as_ref().and_then(|file| std::fs::read(file).ok());
        let works = text.and_then(|text| serde_json::from_slice(&text).ok()).unwrap_or_default();
        Self { file, works }
    }

    /// True where `device` is an adapter that has not painted `work` yet, with this version of the program.
    pub fn needs_tuning(&self, device: &DeviceInfo, work: &str) -> bool {
        device.threads.is_none() && !self.works.contains(&key(device, work))
    }

    /// Remembers that `device` has painted `work`. Where that cannot be written, it is new again in the next process.
    pub fn record(&mut self, device: &DeviceInfo, work: &str) {
        if !self.needs_tuning(device, work) {
            return;
        }
        self.works.insert(key(device, work));
        let Some(file) = &self.file else { return };
        let write = || -> std::io::Result<()> { write_atomic(file, &serde_json::to_vec_pretty(&self.works)?) };
        if let Err(error) = write() {
            log::warn!("what graphics adapters have painted was not kept: {error}");
        }
    }
}

fn key(device: &DeviceInfo, work: &str) -> String {
    format!("{device} · {work} · {}", env!("CARGO_PKG_VERSION"))
}

#[cfg(test)]
mod tests {
    use super::TuningHistory;
    use crate::protocol::DeviceInfo;

    #[test]
    fn an_adapter_is_new_to_a_work_once_and_the_cpu_never_is() {
        let folder = tempfile::tempdir().expect("a folder");
        let adapter = |name: &str| DeviceInfo {
            name: name.into(),
            threads: None,
            backend: "Vulkan".into(),
            driver: String::new(),
            gpu: true,
            bits: 16,
            memory: None,
            fallbacks: Vec::new(),
        };
        let mut history = TuningHistory::open(Some(folder.path()));
        assert!(history.needs_tuning(&adapter("A"), "512×512"));
        history.record(&adapter("A"), "512×512");
        let history = TuningHistory::open(Some(folder.path()));
        assert!(!history.needs_tuning(&adapter("A"), "512×512"));
        assert!(history.needs_tuning(&adapter("A"), "768×512") && history.needs_tuning(&adapter("B"), "512×512"));
        assert!(!history.needs_tuning(&super::super::cpu().info, "512×512"));
        // A file that says something else is as good as none.
        std::fs::write(folder.path().join("tuned.json"), "{").expect("a file");
        assert!(TuningHistory::open(Some(folder.path())).needs_tuning(&adapter("A"), "512×512"));
    }
}
