//! Jobs without a window: a progress bar while they are painted, files when they are done.

use std::io::IsTerminal as _;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use anstream::{eprint, eprintln, println};
use bluerider_engine::device::DevicePreference;
use bluerider_engine::error::Doing;
use bluerider_engine::protocol::{Command, Event, JobId, Notice, Outcome, Phase, Question, Recipe};
use bluerider_engine::worker::Engine;
use indicatif::{ProgressBar, ProgressStyle};

use super::Means;
use super::harmless::harmless;
use super::tracking::{Tracked, Tracking};
use crate::locale::Locale;
use crate::studio::error::{Result, StudioCause, StudioError};
use crate::studio::paths::Paths;
use crate::studio::picture_file::{self, Provenance};
use crate::studio::storage;
use crate::wording::{self, Worded};

/// Refuses a name that no picture can have.
pub(super) fn check_out(out: Option<&Path>) -> Result<()> {
    let file = out.filter(|path| !path.is_dir()).and_then(|path| Some((path, path.extension()?)));
    match file {
        Some((path, extension)) if !extension.eq_ignore_ascii_case("png") => {
            Err(StudioCause::OutNoPng { path: path.to_owned() }.into())
        }
        _ => Ok(()),
    }
}

/// A path from the root, since recipes are repeated from other folders.
pub(super) fn whole(path: &Path) -> Result<PathBuf> {
    std::path::absolute(path).map_err(|e| StudioError::io(Doing::Find, path, &e))
}

/// Paints one recipe after another and saves; the path of each picture goes to standard output, everything else to
/// standard error. Returns the paths.
pub(super) fn run(recipes: &[Recipe], how: How<'_>, means: Means) -> Result<Vec<PathBuf>> {
    check_out(how.out)?;
    // An unknown device is refused now; the engine itself would go on on the CPU.
    if means.device != DevicePreference::Auto {
        bluerider_engine::device::check(means.device)?;
    }
    let engine = super::start(means, &Paths::of_system())?;
    let bar = ProgressBar::no_length();
    bar.set_style(style("{spinner} {msg}"));
    bar.enable_steady_tick(Duration::from_millis(120));
    let count = recipes.iter().map(|recipe| recipe.count).sum();
    let (mut before, mut files) = (0, Vec::new());
    let mut tracking = how.tracked.track.then(|| Tracking::of_system(how.tracked));
    let mut painted = Ok(());
    for recipe in recipes {
        painted = paint(&engine, recipe, &bar, &Place { how, before, count }, &mut tracking, &mut files);
        if painted.is_err() {
            break;
        }
        before += recipe.count;
    }
    bar.finish_and_clear();
    tracking.into_iter().for_each(|tracking| tracking.finish(&painted));
    painted.map(|()| files)
}

/// What holds for all pictures of a command.
#[derive(Clone, Copy)]
pub(super) struct How<'a> {
    /// A file or a folder; without one, the current folder.
    pub(super) out: Option<&'a Path>,
    /// Nothing is asked: it is painted in spite of everything.
    pub(super) anyway: bool,
    /// The pictures are of use for something else: where they are is not said.
    pub(super) unsaid: bool,
    /// Where and as what they are kept.
    pub(super) tracked: &'a Tracked,
}

/// Where pictures go, and how far along all of them a job begins.
struct Place<'a> {
    how: How<'a>,
    before: usize,
    count: usize,
}

fn paint(
    engine: &Engine,
    recipe: &Recipe,
    bar: &ProgressBar,
    place: &Place<'_>,
    tracking: &mut Option<Tracking>,
    files: &mut Vec<PathBuf>,
) -> Result<()> {
    let job = JobId(place.before as u64 + 1);
    let submit = Command::Submit { job, recipe: Box::new(recipe.clone()) };
    engine.send(submit).map_err(StudioError::internal)?;
    let mut failure = None;
    for event in engine.events() {
        match event {
            Event::Ready { device, refusal } => {
                if let Some(error) = refusal {
                    let Worded { message, advice, .. } = wording::engine_error(&super::locale(), &error);
                    say(bar, &format!("{message} {advice}"));
                }
                say(bar, &format!("Painting on {device}"));
                tracking.iter_mut().for_each(|tracking| tracking.device = Some(device.clone()));
            }
            Event::Progress { index, phase, done, of, .. } => {
                show(bar, (place.before + index, place.count), phase, done, of);
            }
            Event::Notice { notice, .. } => say(bar, &words(&notice)),
            Event::Asked { job, question } => {
                let yes = place.how.anyway || bar.suspend(|| asked(question));
                if !yes {
                    failure = Some(refused(&super::locale(), question));
                }
                engine.send(Command::Answer { job, yes }).map_err(StudioError::internal)?;
            }
            Event::Painted { index, picture, recipe: one, system, model_hash, measured, .. } => {
                let target = place.target(&one, place.before + index);
                let (system, measured) = (Some(system), Some(measured));
                let experiment = place.how.tracked.experiment.clone();
                let new = Provenance::new((*one).clone(), model_hash);
                let provenance = Provenance { system, measured, experiment, ..new };
                let bytes = picture_file::encode(&picture, Some(&provenance))?;
                let saved = match target {
                    Target::File(path) => storage::write(&path, &bytes).map(|()| path),
                    Target::New(path) => storage::write_new(&path, &bytes),
                };
                match saved {
                    Ok(path) => {
                        if !place.how.unsaid {
                            bar.suspend(|| println!("{}", path.display()));
                        }
                        tracking.iter_mut().for_each(|tracking| tracking.log(provenance.clone(), &path, bytes.clone()));
                        files.push(path);
                    }
                    Err(error) => {
                        // The other pictures could not be written either.
                        failure = Some(error);
                        engine.send(Command::CancelAll).map_err(StudioError::internal)?;
                    }
                }
            }
            Event::Finished { outcome, .. } => {
                return match (failure, outcome) {
                    (Some(error), _) => Err(error),
                    (None, Outcome::Failed(error)) => Err(error.into()),
                    (None, Outcome::Cancelled) => Err(StudioError::cancelled()),
                    (None, Outcome::Done) => Ok(()),
                };
            }
            Event::Adapters { .. } | Event::Queued { .. } | Event::Started { .. } => {}
        }
    }
    Err(StudioError::internal("the engine ended without a word"))
}

fn style(template: &str) -> ProgressStyle {
    ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar())
}

fn show(bar: &ProgressBar, (index, count): (usize, usize), phase: Phase, done: u64, of: u64) {
    let name = match phase {
        Phase::Convert => "converting, once",
        Phase::WarmUp => "preparing the adapter",
        Phase::Load => "reading weights",
        Phase::Encode => "reading the prompt",
        Phase::Prior => "prior",
        Phase::Denoise => "denoising",
        Phase::Decode => "decoding",
    };
    let name = if count > 1 { format!("{}/{count} {name}", index + 1) } else { name.to_owned() };
    match phase {
        Phase::WarmUp | Phase::Prior | Phase::Denoise => {
            bar.set_style(style("{spinner} {msg:22} {bar:32} {pos}/{len} {eta} left"))
        }
        // Of an encoder that is read as it goes, bytes are said.
        Phase::Encode if of > 1 => bar.set_style(style("{spinner} {msg:22} {bar:32} {bytes}/{total_bytes} {eta} left")),
        Phase::Convert | Phase::Load => bar.set_style(style("{spinner} {msg:22} {bar:32} {bytes}/{total_bytes}")),
        Phase::Encode | Phase::Decode => bar.set_style(style("{spinner} {msg}")),
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
    bar.suspend(|| eprintln!("{}", harmless(text)));
}

/// What a notice says.
fn words(notice: &Notice) -> String {
    let start = |text: &str| text.chars().take(60).collect::<String>();
    match notice {
        Notice::PromptCut(cut) => format!("The model does not read the end of the prompt, from: “{}…”", start(cut)),
        Notice::NegativePromptCut(cut) => {
            format!("The model does not read the end of the negative prompt, from: “{}…”", start(cut))
        }
        Notice::Tuning => "The graphics adapter meets this model and size for the first time, so it is prepared \
                           first; that takes a minute or more, this once."
            .to_owned(),
        Notice::HalfWeights => {
            "Memory is short: weights are rounded to half precision, so the picture will differ a little.".to_owned()
        }
        Notice::LessMemory => "Memory ran out; painting again with less.".to_owned(),
        Notice::FullPrecision => "Half precision failed; painting again in full precision.".to_owned(),
        Notice::DeviceChanged(info) => format!("The device gave up; painting on {} from now on.", info.name),
    }
}

/// What a question says.
fn question_words(question: Question) -> String {
    match question {
        Question::Short { needed, free } => {
            let gigabytes = |bytes: u64| bytes as f64 / 1e9;
            let (needed, free) = (gigabytes(needed), gigabytes(free));
            format!("This picture needs about {needed:.1} GB of memory, and {free:.1} GB are free.")
        }
        Question::OnCpu => "The graphics adapter has not enough memory for this picture.".to_owned(),
    }
}

/// Asks whoever sits at the terminal. Without one the answer is no.
fn asked(question: Question) -> bool {
    if !(std::io::stdin().is_terminal() && std::io::stderr().is_terminal()) {
        return false;
    }
    let ask = match question {
        Question::Short { .. } => "Paint anyway? The computer may become very slow. [y/N] ",
        Question::OnCpu => "Paint on the CPU, which takes longer? [y/N] ",
    };
    eprint!("{} {ask}", question_words(question));
    let mut line = String::new();
    let read = std::io::stdin().read_line(&mut line);
    read.is_ok() && matches!(line.trim().to_lowercase().as_str(), "y" | "yes")
}

/// What is said where the answer was no.
fn refused(locale: &Locale, question: Question) -> StudioError {
    match question {
        Question::Short { needed, free } => {
            let gigabytes = |bytes: u64| locale.decimal(bytes as f64 / 1e9);
            StudioCause::MemoryRefused { needed: gigabytes(needed), free: gigabytes(free) }.into()
        }
        Question::OnCpu => StudioCause::CpuRefused.into(),
    }
}

enum Target {
    /// This very file, replacing what is there.
    File(PathBuf),
    /// A new file of this name, or of a like one where it is taken.
    New(PathBuf),
}

impl Place<'_> {
    /// Where picture number `index` of all goes.
    fn target(&self, recipe: &Recipe, index: usize) -> Target {
        let seconds = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).map_or(0, |d| d.as_secs());
        let name = picture_file::file_name(recipe, seconds);
        match self.how.out {
            None => Target::New(PathBuf::from(name)),
            Some(path) if path.is_dir() || path.extension().is_none() => Target::New(path.join(name)),
            Some(path) if self.count == 1 => Target::File(path.to_owned()),
            Some(path) => {
                let stem = path.file_stem().unwrap_or_default().to_string_lossy();
                let extension = path.extension().unwrap_or_default().to_string_lossy();
                Target::File(path.with_file_name(format!("{stem}-{}.{extension}", index + 1)))
            }
        }
    }
}
