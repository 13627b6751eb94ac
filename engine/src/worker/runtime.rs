//! What the engine's thread owns: the device and the model that is loaded on it.

use std::path::PathBuf;

use super::config::{EngineConfig, OnProgress};
use crate::checkpoint::Checkpoint;
use crate::device::{self, Opened, TuningHistory};
use crate::error::Result;
use crate::memory::{self, MemoryLevel, Plan};
use crate::pipelines::{LatentPreview, Pipeline, ProgressObserver};
use crate::precision::Precision;
use crate::protocol::{DeviceInfo, Model, Question, Recipe, System};

/// The device and the loaded model.
pub(super) struct Runtime {
    opened: Opened,
    cache: Option<PathBuf>,
    keep_below: u64,
    memory: Option<u64>,
    half_weights: bool,
    sheltered: bool,
    lost: bool,
    tuning: TuningHistory,
    pub(super) on_progress: Option<OnProgress>,
    loaded: Option<Loaded>,
}

/// A model whose configs are read; its networks come and go.
pub(super) struct Loaded {
    model: Model,
    precision: Precision,
    pub(super) pipeline: Pipeline,
    pub(super) preview: Option<LatentPreview>,
    pub(super) system: System,
    pub(super) hash: String,
}

impl Runtime {
    pub(super) fn new(opened: Opened, config: &EngineConfig) -> Self {
        Self {
            opened: opened.with_half_weights(config.half_weights),
            cache: config.cache.clone(),
            keep_below: config.keep_below,
            memory: config.memory,
            half_weights: config.half_weights,
            sheltered: config.sheltered,
            lost: false,
            tuning: TuningHistory::open(config.cache.as_deref()),
            on_progress: config.on_progress.clone(),
            loaded: None,
        }
    }

    pub(super) fn info(&self) -> &DeviceInfo {
        &self.opened.info
    }

    /// The precision that the device paints in by itself.
    pub(super) fn precision(&self) -> Precision {
        self.opened.precision
    }

    /// The highest level on which a picture's plan fits; or the lowest one, with what is to be asked.
    ///
    /// # Errors
    /// Where the checkpoint is missing or broken.
    pub(super) fn level(&self, recipe: &Recipe) -> Result<(MemoryLevel, Option<Question>)> {
        let checkpoint = Checkpoint::of(&recipe.model)?;
        let top = MemoryLevel::top(&checkpoint, self.keep_below);
        let on_cpu = self.on_cpu();
        let free = if on_cpu { self.memory.or_else(memory::budget) } else { self.info().memory.map(memory::share_of) };
        let Some(free) = free else { return Ok((top, None)) };
        let mut needed = 0;
        for level in top.downwards(on_cpu) {
            let size = (recipe.width, recipe.height);
            let plan = Plan::new(&checkpoint, size, level.precision(self.precision()), level.policy())?;
            needed = if recipe.reads_pictures() { plan.peak_with_pictures() } else { plan.peak() };
            if needed <= free {
                return Ok((level, None));
            }
        }
        let lowest = top.downwards(on_cpu).last().unwrap_or(top);
        // An adapter says by itself when there is no more, and nothing else of the machine suffers.
        Ok((lowest, on_cpu.then_some(Question::Short { needed, free })))
    }

    /// True where pictures are painted on the CPU.
    pub(super) fn on_cpu(&self) -> bool {
        self.opened.on_cpu()
    }

    /// The pipeline of `model`, opened unless it is the one that is open, on this level.
    pub(super) fn load(
        &mut self,
        model: &Model,
        precision: Precision,
        level: MemoryLevel,
        observer: &mut dyn ProgressObserver,
    ) -> Result<&mut Loaded> {
        let ready = self.loaded.take().filter(|l| l.model == *model && l.precision == precision);
        let mut loaded = match ready {
            Some(loaded) => loaded,
            None => self.open(model, precision, level, observer)?,
        };
        loaded.pipeline.set_memory_policy(level.policy());
        Ok(self.loaded.insert(loaded))
    }

    fn open(
        &self,
        model: &Model,
        precision: Precision,
        level: MemoryLevel,
        observer: &mut dyn ProgressObserver,
    ) -> Result<Loaded> {
        let checkpoint = Checkpoint::of(model)?.with_cache(self.cache.clone());
        let (system, hash) = (checkpoint.system(), checkpoint.fingerprint()?);
        let device = self.opened.device.clone();
        let mut pipeline = Pipeline::open(checkpoint, device, precision, level.policy())?;
        let preview = pipeline.preview(observer)?;
        Ok(Loaded { model: model.clone(), precision, pipeline, preview, system, hash })
    }

    /// True where the device is an adapter that has not painted such a picture yet.
    pub(super) fn needs_tuning(&self, recipe: &Recipe) -> bool {
        self.tuning.needs_tuning(&self.opened.info, &work(recipe))
    }

    /// Remembers that the adapter has painted such a picture.
    pub(super) fn record_tuned(&mut self, recipe: &Recipe) {
        self.tuning.record(&self.opened.info, &work(recipe));
    }

    /// Forgets the loaded model, whose state is not known after a panic, and gives the memory back that it held: a
    /// backend keeps pages for later otherwise, and what did not fit beside them does not fit again.
    pub(super) fn forget(&mut self) {
        self.loaded = None;
        self.opened.give_memory_back();
    }

    /// Gives the process up, where an adapter is lost and another engine takes this one's place. True where it does.
    pub(super) fn give_up(&mut self) -> bool {
        self.lost = self.sheltered && !self.on_cpu();
        self.lost
    }

    /// True where the process was given up.
    pub(super) fn is_lost(&self) -> bool {
        self.lost
    }

    /// Goes on on the CPU. Returns what the engine runs on from now on, or `None` where it already is the CPU.
    pub(super) fn fall_back(&mut self) -> Option<DeviceInfo> {
        self.forget();
        if self.on_cpu() {
            return None;
        }
        self.opened = device::cpu().with_half_weights(self.half_weights);
        Some(self.opened.info.clone())
    }
}

/// What an adapter is tuned for: the shapes of a picture's tensors.
fn work(recipe: &Recipe) -> String {
    let model = match &recipe.model {
        Model::Etude => "étude".into(),
        Model::Folder { decoder, .. } => decoder.display().to_string(),
    };
    format!("{model} · {}×{}", recipe.width, recipe.height)
}
