//! `bluerider paint`: a picture without a window.

use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use bluerider_engine::device::DevicePreference;
use bluerider_engine::error::{EngineError, Result};
use bluerider_engine::protocol::{Command, Event, JobId, Model, Notice, Outcome, Phase, Recipe, Rng, Sampler};
use indicatif::{ProgressBar, ProgressStyle};

use crate::studio::paths::Paths;
use crate::studio::picture_file::{self, Provenance};
use crate::studio::storage;

/// What `bluerider paint` takes. What is not said is what suits the model.
#[derive(clap::Args)]
pub(super) struct Arguments {
    /// What the picture shows.
    prompt: String,
    /// What it does not show. An empty one is not the same as none.
    #[arg(long, value_name = "TEXT")]
    negative: Option<String>,
    /// The seed of the first picture; without one, a new one each time.
    #[arg(long, value_name = "N")]
    seed: Option<u64>,
    /// The generator that the seed is for: torch-cpu.
    #[arg(long, value_name = "NAME", default_value = "torch-cpu", value_parser = ["torch-cpu"])]
    rng: String,
    /// The size in pixels.
    #[arg(long, value_name = "WxH", value_parser = size)]
    size: Option<(usize, usize)>,
    /// What takes the decoder's steps: ddpm, ddim, dpm-solver, dpm-solver-karras, euler, euler-ancestral or unipc.
    #[arg(long, value_name = "NAME", default_value_t)]
    sampler: Sampler,
    /// The share of fresh noise that ddim adds, 0 to 1.
    #[arg(long, value_name = "X", default_value_t, allow_negative_numbers = true)]
    eta: f32,
    /// Steps of the decoder.
    #[arg(long, value_name = "N")]
    steps: Option<usize>,
    /// Steps of the prior.
    #[arg(long, value_name = "N")]
    prior_steps: Option<usize>,
    /// Guidance scale of the decoder.
    #[arg(long, value_name = "X", allow_negative_numbers = true)]
    guidance: Option<f32>,
    /// Guidance scale of the prior.
    #[arg(long, value_name = "X", allow_negative_numbers = true)]
    prior_guidance: Option<f32>,
    /// How many pictures; each takes the next seed.
    #[arg(long, value_name = "N")]
    count: Option<usize>,
    /// The folder of a Kandinsky 2.2 decoder; without one, the built-in étude.
    #[arg(long, value_name = "DIR")]
    model: Option<PathBuf>,
    /// The folder of its prior; without one, it is looked for beside the decoder's.
    #[arg(long, value_name = "DIR", requires = "model")]
    prior: Option<PathBuf>,
    /// A file for the picture, or a folder for pictures; without one, the current folder.
    #[arg(long, value_name = "PATH")]
    out: Option<PathBuf>,
}

fn size(text: &str) -> std::result::Result<(usize, usize), String> {
    let wrong = || format!("{text:?} is no size; say for instance 512x512");
    let (width, height) = text.split_once(['x', 'X', '×']).ok_or_else(wrong)?;
    Ok((width.trim().parse().map_err(|_| wrong())?, height.trim().parse().map_err(|_| wrong())?))
}

impl Arguments {
    /// As typed → checked.
    fn recipe(&self) -> Result<Recipe> {
        let model = match &self.model {
            Some(decoder) => Model::Folder { decoder: decoder.clone(), prior: self.prior.clone() },
            None => Model::Etude,
        };
        let usual = Recipe::new(model, self.prompt.clone());
        let (width, height) = self.size.unwrap_or((usual.width, usual.height));
        let recipe = Recipe {
            negative: self.negative.clone(),
            seed: self.seed.unwrap_or_else(|| fastrand::u32(..).into()),
            rng: Rng::TorchCpu,
            width,
            height,
            sampler: self.sampler,
            eta: self.eta,
            steps: self.steps.unwrap_or(usual.steps),
            guidance: self.guidance.unwrap_or(usual.guidance),
            prior_steps: self.prior_steps.unwrap_or(usual.prior_steps),
            prior_guidance: self.prior_guidance.unwrap_or(usual.prior_guidance),
            count: self.count.unwrap_or(usual.count),
            ..usual
        };
        recipe.check()?;
        Ok(recipe)
    }
}

/// Paints and saves; the path of each picture goes to standard output, everything else to standard error.
pub(super) fn run(arguments: &Arguments, device: DevicePreference) -> Result<()> {
    let recipe = arguments.recipe()?;
    if let Some(path) = arguments.out.as_deref().filter(|path| !path.is_dir())
        && path.extension().is_some_and(|extension| !extension.eq_ignore_ascii_case("png"))
    {
        return Err(EngineError::invalid(
            "out",
            format!("Pictures are PNG files, so {} would not open.", path.display()),
            "Give a name that ends in .png, or a folder.",
        ));
    }
    // An unknown device is refused now; the engine itself would go on on the CPU.
    if device != DevicePreference::Auto {
        bluerider_engine::device::check(device)?;
    }
    let engine = super::start(device, &Paths::of_system())?;
    let job = JobId(1);
    let submit = Command::Submit { job, recipe: Box::new(recipe.clone()) };
    engine.send(submit).map_err(EngineError::internal)?;

    let bar = ProgressBar::no_length();
    bar.set_style(style("{spinner} {msg}"));
    bar.enable_steady_tick(Duration::from_millis(120));
    let mut failure = None;
    for event in engine.events() {
        match event {
            Event::Ready(info) => say(&bar, &format!("Painting on {info}")),
            Event::Progress { index, phase, done, of, .. } => show(&bar, &recipe, index, phase, done, of),
            Event::Notice { notice, .. } => say(&bar, &words(&notice)),
            Event::Painted { index, picture, recipe: one, model_hash, .. } => {
                let target = target(arguments.out.as_deref(), &one, index, recipe.count);
                let bytes = picture_file::encode(&picture, Some(&Provenance::new(*one, model_hash)))?;
                let saved = match target {
                    Target::File(path) => storage::write(&path, &bytes).map(|()| path),
                    Target::New(path) => storage::write_new(&path, &bytes),
                };
                match saved {
                    Ok(path) => bar.suspend(|| println!("{}", path.display())),
                    Err(error) => {
                        // The other pictures could not be written either.
                        failure = Some(error);
                        engine.send(Command::CancelAll).map_err(EngineError::internal)?;
                    }
                }
            }
            Event::Finished { outcome, .. } => {
                bar.finish_and_clear();
                return match (failure, outcome) {
                    (Some(error), _) | (None, Outcome::Failed(error)) => Err(error),
                    (None, Outcome::Cancelled) => Err(EngineError::cancelled()),
                    (None, Outcome::Done) => Ok(()),
                };
            }
            Event::Queued { .. } | Event::Started { .. } => {}
        }
    }
    Err(EngineError::internal("the engine ended without a word"))
}

fn style(template: &str) -> ProgressStyle {
    ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar())
}

fn show(bar: &ProgressBar, recipe: &Recipe, index: usize, phase: Phase, done: u64, of: u64) {
    let name = match phase {
        Phase::Load => "reading weights",
        Phase::Encode => "reading the prompt",
        Phase::Prior => "prior",
        Phase::Denoise => "denoising",
        Phase::Decode => "decoding",
        Phase::Save => "saving",
    };
    let name = if recipe.count > 1 { format!("{}/{} {name}", index + 1, recipe.count) } else { name.to_owned() };
    match phase {
        Phase::Prior | Phase::Denoise => bar.set_style(style("{spinner} {msg:22} {bar:32} {pos}/{len} {eta} left")),
        Phase::Load => bar.set_style(style("{spinner} {msg:22} {bar:32} {bytes}/{total_bytes}")),
        Phase::Encode | Phase::Decode | Phase::Save => bar.set_style(style("{spinner} {msg}")),
    }
    if done == 0 {
        bar.reset_eta();
    }
    bar.set_message(name);
    bar.set_length(of);
    bar.set_position(done);
}

/// Says something beside the bar; also where standard error is a file and no bar is drawn.
fn say(bar: &ProgressBar, text: &str) {
    bar.suspend(|| eprintln!("{text}"));
}

/// What a notice says.
fn words(notice: &Notice) -> String {
    let start = |text: &str| text.chars().take(60).collect::<String>();
    match notice {
        Notice::PromptCut(cut) => format!("The model does not read the end of the prompt, from: “{}…”", start(cut)),
        Notice::NegativePromptCut(cut) => {
            format!("The model does not read the end of the negative prompt, from: “{}…”", start(cut))
        }
        Notice::FullPrecision => "Half precision failed; painting again in full precision.".to_owned(),
        Notice::DeviceChanged(info) => format!("The device gave up; painting on {} from now on.", info.name),
    }
}

enum Target {
    /// This very file, replacing what is there.
    File(PathBuf),
    /// A new file of this name, or of a like one where it is taken.
    New(PathBuf),
}

/// Where picture number `index` goes.
fn target(out: Option<&Path>, recipe: &Recipe, index: usize, count: usize) -> Target {
    let seconds = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).map_or(0, |d| d.as_secs());
    let name = picture_file::file_name(recipe, seconds);
    match out {
        None => Target::New(PathBuf::from(name)),
        Some(path) if path.is_dir() || path.extension().is_none() => Target::New(path.join(name)),
        Some(path) if count == 1 => Target::File(path.to_owned()),
        Some(path) => {
            let stem = path.file_stem().unwrap_or_default().to_string_lossy();
            let extension = path.extension().unwrap_or_default().to_string_lossy();
            Target::File(path.with_file_name(format!("{stem}-{}.{extension}", index + 1)))
        }
    }
}
