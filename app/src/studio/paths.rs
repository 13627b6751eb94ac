//! Where the studio keeps things.

use std::path::PathBuf;

use directories::{ProjectDirs, UserDirs};

/// The studio's folders. They are made when something is first written into them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paths {
    /// Settings and the last session.
    pub config: PathBuf,
    /// Things that can be worked out again.
    pub cache: PathBuf,
    /// Painted pictures.
    pub pictures: PathBuf,
    /// Models, each in a folder of its name.
    pub models: PathBuf,
    /// Runs for Weights & Biases.
    pub tracking: PathBuf,
    /// What Hugging Face's own tools fetched.
    pub hub: PathBuf,
}

impl Paths {
    /// The folders that this system has for such things; under the current folder where it has none.
    pub fn of_system() -> Self {
        let project = ProjectDirs::from("", "", "Blue Rider");
        let home = PathBuf::from("blue-rider");
        let pictures = UserDirs::new().map(|dirs| {
            let home = dirs.home_dir().join("Pictures");
            dirs.picture_dir().map_or(home, PathBuf::from).join("Blue Rider")
        });
        Self {
            config: project.as_ref().map_or_else(|| home.join("config"), |p| p.config_dir().to_owned()),
            cache: project.as_ref().map_or_else(|| home.join("cache"), |p| p.cache_dir().to_owned()),
            pictures: pictures.unwrap_or_else(|| home.join("pictures")),
            models: project.as_ref().map_or_else(|| home.join("models"), |p| p.data_dir().join("models")),
            tracking: project.as_ref().map_or_else(|| home.join("tracking"), |p| p.data_dir().join("tracking")),
            hub: hub().unwrap_or_else(|| home.join("hub")),
        }
    }

    /// All folders under `root`.
    pub fn under(root: &std::path::Path) -> Self {
        let folder = |name: &str| root.join(name);
        Self {
            config: folder("config"),
            cache: folder("cache"),
            pictures: folder("pictures"),
            models: folder("models"),
            tracking: folder("tracking"),
            hub: folder("hub"),
        }
    }
}

/// Hugging Face's cache, by the variables that its tools read.
fn hub() -> Option<PathBuf> {
    let said = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let home = || said("HF_HOME").or_else(|| Some(UserDirs::new()?.home_dir().join(".cache/huggingface")));
    said("HF_HUB_CACHE").or_else(|| Some(home()?.join("hub")))
}

/// The last part of a path, as people read it.
pub fn file_name(path: &std::path::Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

/// True where a file's name ends in one of these, in any case.
pub fn ends_in(path: &std::path::Path, ends: &[&str]) -> bool {
    path.extension().is_some_and(|end| ends.iter().any(|known| end.eq_ignore_ascii_case(known)))
}
