//! `bluerider models`: which models there are, and getting, checking, importing and removing them.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use anstream::{eprintln, println};
use bluerider_engine::checkpoint::Inspection;
use bluerider_engine::hub::{self, Hub, Progress, Watch};
use bluerider_engine::protocol::Model;
use indicatif::{ProgressBar, ProgressStyle};

use crate::locale::Language;
use crate::studio::error::{Result, StudioCause};
use crate::studio::models::access_token::{self, Place};
use crate::studio::models::catalogue::{self, Choice, Entry, Purpose, Source};
use crate::studio::models::{import, known, named, remove};
use crate::studio::paths::Paths;

/// What `bluerider models` takes.
#[derive(clap::Args)]
pub(super) struct Arguments {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(clap::Subcommand)]
enum Verb {
    /// Which models there are, how large they are, and what of them is on this computer.
    List,
    /// Fetch a model from the hub, or go on with it; what is here already is not fetched again.
    Get {
        /// Its name, as `list` says it.
        name: String,
        /// Also the UNet that fills gaps, where the model has one beside the other.
        #[arg(long)]
        inpainting: bool,
        /// Without the image encoder. Words then need a negative prompt with 2.2, and pictures cannot be blended.
        #[arg(long)]
        without_pictures: bool,
    },
    /// Hold the files of a model, or of all, against the hashes that they were published with.
    Verify {
        /// Its name.
        name: Option<String>,
    },
    /// Move a model's files to the bin, but for those that another model here uses.
    Remove {
        /// Its name.
        name: String,
    },
    /// Take in a folder or a file that you have. Nothing is copied.
    Import {
        /// A folder in diffusers' layout or its authors', Hugging Face's cache, or one file of weights.
        path: PathBuf,
        /// The folder of its prior.
        #[arg(long, value_name = "DIR")]
        prior: Option<PathBuf>,
    },
    /// Where models are on this computer.
    Where {
        /// The name of one.
        name: Option<String>,
    },
    /// Keep an access token for the hub, read from standard input; an empty line forgets it.
    Token,
}

/// Does it.
pub(super) fn run(arguments: &Arguments) -> Result<()> {
    let paths = Paths::of_system();
    match &arguments.verb {
        Verb::List => list(&paths),
        Verb::Get { name, inpainting, without_pictures } => {
            get(entry(name)?, Choice { pictures: !without_pictures, inpainting: *inpainting }, &paths)?;
        }
        Verb::Verify { name } => verify(name.as_deref(), &paths)?,
        Verb::Remove { name } => {
            let entry = entry(name)?;
            if !known(&paths).iter().any(|found| found.entry.name == entry.name && found.any()) {
                return Err(StudioCause::ModelNotHere { model: entry.title.clone() }.into());
            }
            let bytes = remove::remove(entry, &paths)?;
            println!("{}: {} moved to the bin", entry.title, gigabytes(bytes));
        }
        Verb::Import { path, prior } => {
            for line in import::import(&super::painting::whole(path)?, prior.as_deref(), &paths)? {
                println!("{line}");
            }
        }
        Verb::Where { name } => place(name.as_deref(), &paths)?,
        Verb::Token => token(&paths)?,
    }
    Ok(())
}

fn entry(name: &str) -> Result<&'static Entry> {
    catalogue::named(name).ok_or_else(|| catalogue::unknown(name))
}

fn gigabytes(bytes: u64) -> String {
    if bytes < 100_000_000 { format!("{:.1} MB", bytes as f64 / 1e6) } else { format!("{:.1} GB", bytes as f64 / 1e9) }
}

fn list(paths: &Paths) {
    for found in known(paths) {
        let entry = found.entry;
        let here = match (&found.model, found.any()) {
            (Some(_), _) => "here",
            (None, true) => "in part",
            (None, false) => "",
        };
        let size = if entry.released { gigabytes(entry.bytes(Choice::default())) } else { "not released".into() };
        println!("{:22} {size:>12}  {here}", entry.name);
        println!("    {}", entry.summary.text(Language::English));
        let memory =
            entry.memory_gb.map(|gb| format!("{} GB of memory ({} GB with --half-weights); ", gb.single, gb.half));
        let licence = entry.licence().unwrap_or_else(|| "none stated".into());
        if entry.released {
            let reads = entry.languages.text(Language::English);
            println!("    {}languages: {reads}; licence: {licence}", memory.unwrap_or_default());
        }
        if found.any() {
            let part = |((_, part), there): ((&Source, &catalogue::SourcePart), &bool)| {
                format!("{} {}", if *there { '✓' } else { '✗' }, part.part)
            };
            let parts: Vec<String> = entry.parts().zip(&found.parts).map(part).collect();
            println!("    {}", parts.join("  "));
        }
    }
}

/// Shows progress in a line of the terminal.
struct Bar {
    bar: ProgressBar,
    shown: std::sync::Mutex<Instant>,
}

impl Bar {
    fn new(about: &str) -> Self {
        let bar = ProgressBar::no_length().with_message(about.to_owned());
        let style = "{msg} {bar:24} {bytes} of {total_bytes} · {bytes_per_sec} · {eta} left";
        bar.set_style(ProgressStyle::with_template(style).unwrap_or_else(|_| ProgressStyle::default_bar()));
        Self { bar, shown: std::sync::Mutex::new(Instant::now()) }
    }
}

impl Watch for Bar {
    fn progress(&self, progress: Progress) {
        if self.bar.length() != Some(progress.of) {
            self.bar.set_length(progress.of);
            // What was there before says nothing of how quick the line is.
            self.bar.set_position(progress.done);
            self.bar.reset_eta();
        }
        if let Ok(mut shown) = self.shown.try_lock()
            && (shown.elapsed() > Duration::from_millis(100) || progress.done == progress.of)
        {
            *shown = Instant::now();
            self.bar.set_position(progress.done);
        }
    }

    fn stopped(&self) -> bool {
        false
    }
}

fn get(entry: &'static Entry, choice: Choice, paths: &Paths) -> Result<()> {
    if !entry.released {
        return Err(StudioCause::ModelUnreleased { model: entry.title.clone() }.into());
    }
    if choice.inpainting && !entry.has(Purpose::Inpainting) {
        return Err(StudioCause::NoInpaintingPart { model: entry.title.clone() }.into());
    }
    let licence = entry.licence().unwrap_or_else(|| "none stated".into());
    eprintln!("{}: about {}, licence: {licence}", entry.title, gigabytes(entry.bytes(choice)));
    let hub = Hub::new(paths.hub.clone(), access_token::load(paths).map(|(token, _)| token));
    let bar = Bar::new(&entry.title);
    let fetched = hub::fetch(&hub, &entry.orders(choice), &bar);
    bar.bar.finish_and_clear();
    for folder in fetched? {
        println!("{}", folder.display());
    }
    Ok(())
}

fn verify(name: Option<&str>, paths: &Paths) -> Result<()> {
    let entries: Vec<&Entry> = match name {
        Some(name) => vec![entry(name)?],
        None => known(paths).into_iter().filter(|found| found.model.is_some()).map(|found| found.entry).collect(),
    };
    let mut damaged = Vec::new();
    for entry in entries {
        let bar = Bar::new(&entry.title);
        let (bad, unknown) = import::verify(entry, paths, &bar)?;
        bar.bar.finish_and_clear();
        let verdict = if bad.is_empty() { "as it was published" } else { "damaged" };
        println!("{}: {verdict}", entry.name);
        bad.iter().for_each(|path| println!("    damaged: {}", path.display()));
        unknown.iter().for_each(|path| println!("    not from the hub, so no hash is known: {}", path.display()));
        damaged.extend(bad);
    }
    match damaged.first() {
        Some(path) => Err(StudioCause::FilesDamaged { path: path.clone(), count: damaged.len() }.into()),
        None => Ok(()),
    }
}

fn place(name: Option<&str>, paths: &Paths) -> Result<()> {
    let Some(name) = name else {
        println!("Fetched from the hub: {}", paths.hub.display());
        println!("Your own: {}", paths.models.display());
        return Ok(());
    };
    let entry = entry(name)?;
    if let Some(Model::Folder { decoder, prior }) = named(&entry.name, paths).transpose()? {
        println!("{}", decoder.display());
        prior.iter().for_each(|prior| println!("{}", prior.display()));
        let inspection = Inspection::of(&decoder, prior.as_deref())?;
        for missing in inspection.parts.iter().flat_map(|part| &part.missing) {
            eprintln!("missing: {}", missing.display());
        }
    }
    Ok(())
}

fn token(paths: &Paths) -> Result<()> {
    let mut line = String::new();
    let stdin = std::path::Path::new("standard input");
    std::io::stdin()
        .read_line(&mut line)
        .map_err(|error| crate::studio::error::StudioError::io(bluerider_engine::error::Doing::Read, stdin, &error))?;
    let place = access_token::keep(paths, &line)?;
    match (line.trim().is_empty(), place) {
        (true, _) => println!("The token is forgotten."),
        (false, Place::File) => println!("Kept in a file that only you may read; this system has no keyring."),
        (false, _) => println!("Kept in the system's keyring."),
    }
    Ok(())
}
