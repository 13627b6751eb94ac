//! The family as data: what was published where, how large it is, what it needs and what it is good for
//! (`assets/catalogue`).

use std::sync::LazyLock;

use bluerider_engine::hub::{Order, Repository};
use bluerider_engine::protocol::System;
use serde::{Deserialize, Serialize};

use crate::locale::Language;
use crate::studio::error::{StudioCause, StudioError};

/// A model that was published, or was not.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// Its name on the command line and of its folder.
    pub name: String,
    /// Its name as people write it.
    pub title: String,
    /// What paints it; `None` where nothing can.
    pub system: Option<System>,
    /// Its place in the list.
    order: u32,
    /// False where its weights were never made public.
    #[serde(default = "yes")]
    pub released: bool,
    /// What it is good for, in one sentence.
    pub summary: Localized,
    /// Which languages it reads prompts in.
    pub languages: Localized,
    /// Memory that it needs.
    pub memory_gb: Option<Memory>,
    /// Where it is published: the decoder, and the prior where there is one.
    pub repositories: Vec<Source>,
    /// Other repositories of the same model, which are used where they are on this computer.
    #[serde(default)]
    pub also: Vec<Also>,
}

fn yes() -> bool {
    true
}

/// A text in both languages.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Localized {
    en: String,
    ru: String,
}

impl Localized {
    /// It in `language`.
    pub fn text(&self, language: Language) -> &str {
        match language {
            Language::English => &self.en,
            Language::Russian => &self.ru,
        }
    }
}

/// Gigabytes of memory on the CPU: the largest stage, with its weights in single precision or in half of it.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Memory {
    /// Weights in single precision.
    pub single: u32,
    /// Weights in half precision.
    pub half: u32,
}

/// A repository.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// Its name on the hub.
    pub name: String,
    /// A branch, a tag or a commit.
    pub revision: String,
    /// What it is of the model.
    pub role: Role,
    /// The licence that it states; `None` where it states none.
    pub licence: Option<String>,
    /// What is wanted of it.
    pub parts: Vec<SourcePart>,
}

/// What a repository is of a model.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// It paints.
    Decoder,
    /// It makes image embeddings of words.
    Prior,
}

/// A part of a model, in files of a repository.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SourcePart {
    /// Its name; `part-` and it is its name in the window.
    pub part: String,
    /// Its files, with one `*` a pattern.
    pub files: Vec<String>,
    /// Files that are taken where they were published.
    #[serde(default)]
    pub if_there: Vec<String>,
    /// Its size in bytes, about.
    pub bytes: u64,
    /// What it is for.
    #[serde(rename = "for", default)]
    pub purpose: Purpose,
}

/// What a part is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    /// Painting from words.
    #[default]
    Words,
    /// Painting from pictures; and once, for the embedding of the empty picture, which is kept.
    FirstUse,
    /// Filling gaps.
    Inpainting,
}

/// Other repositories of the same model.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Also {
    /// The decoder's.
    pub decoder: String,
    /// The prior's.
    pub prior: Option<String>,
}

/// Which of the optional parts are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Choice {
    /// The image encoder.
    pub pictures: bool,
    /// The UNet that fills gaps.
    pub inpainting: bool,
}

impl Default for Choice {
    fn default() -> Self {
        Self { pictures: true, inpainting: false }
    }
}

impl Choice {
    /// All that there is.
    pub const ALL: Self = Self { pictures: true, inpainting: true };

    /// True where a part for `purpose` is wanted.
    pub fn wants(self, purpose: Purpose) -> bool {
        match purpose {
            Purpose::Words => true,
            Purpose::FirstUse => self.pictures,
            Purpose::Inpainting => self.inpainting,
        }
    }
}

impl Entry {
    /// All its parts.
    pub fn parts(&self) -> impl Iterator<Item = (&Source, &SourcePart)> {
        self.repositories.iter().flat_map(|source| source.parts.iter().map(move |part| (source, part)))
    }

    /// Bytes of what is chosen, about.
    pub fn bytes(&self, choice: Choice) -> u64 {
        self.parts().filter(|(_, part)| choice.wants(part.purpose)).map(|(_, part)| part.bytes).sum()
    }

    /// True where something of it is for `purpose`.
    pub fn has(&self, purpose: Purpose) -> bool {
        self.parts().any(|(_, part)| part.purpose == purpose)
    }

    /// Its repository in this role.
    pub fn source(&self, role: Role) -> Option<&Source> {
        self.repositories.iter().find(|source| source.role == role)
    }

    /// The licences that are stated, each once; `None` where one states none.
    pub fn licence(&self) -> Option<String> {
        let mut stated: Vec<&str> =
            self.repositories.iter().map(|source| source.licence.as_deref()).collect::<Option<_>>()?;
        stated.dedup();
        (!stated.is_empty()).then(|| stated.join(", "))
    }

    /// What is to be fetched for what is chosen.
    pub fn orders(&self, choice: Choice) -> Vec<Order> {
        self.repositories.iter().map(|source| source.order(choice)).collect()
    }
}

impl Source {
    /// The repository on the hub.
    pub fn repository(&self) -> Repository {
        Repository::new(&self.name, &self.revision)
    }

    /// What of it is to be fetched.
    fn order(&self, choice: Choice) -> Order {
        let chosen = || self.parts.iter().filter(move |part| choice.wants(part.purpose));
        Order {
            repository: self.repository(),
            files: chosen().flat_map(|part| part.files.clone()).collect(),
            if_there: chosen().flat_map(|part| part.if_there.clone()).collect(),
        }
    }
}

static ENTRIES: LazyLock<Vec<Entry>> = LazyLock::new(|| {
    /// One file an entry.
    const FILES: [&str; 10] = [
        include_str!("../../../../assets/catalogue/kandinsky-1.0.json"),
        include_str!("../../../../assets/catalogue/kandinsky-2.0.json"),
        include_str!("../../../../assets/catalogue/kandinsky-2.1.json"),
        include_str!("../../../../assets/catalogue/kandinsky-2.1-inpaint.json"),
        include_str!("../../../../assets/catalogue/kandinsky-2.2.json"),
        include_str!("../../../../assets/catalogue/kandinsky-2.2-depth.json"),
        include_str!("../../../../assets/catalogue/kandinsky-2.2-inpaint.json"),
        include_str!("../../../../assets/catalogue/kandinsky-3.0.json"),
        include_str!("../../../../assets/catalogue/kandinsky-3.1.json"),
        include_str!("../../../../assets/catalogue/kandinsky-3.1-flash.json"),
    ];
    let read = |text: &str| match serde_json::from_str::<Entry>(text) {
        Ok(entry) => Some(entry),
        // A test reads them all.
        Err(error) => {
            log::error!("an entry of the catalogue cannot be read: {error}");
            None
        }
    };
    let mut entries: Vec<Entry> = FILES.into_iter().filter_map(read).collect();
    entries.sort_by_key(|entry| entry.order);
    entries
});

/// All entries: the one to begin with, the others from the newest on, decoders for one task, and what cannot be had.
pub fn all() -> &'static [Entry] {
    &ENTRIES
}

/// The entry of this name.
pub fn named(name: &str) -> Option<&'static Entry> {
    all().iter().find(|entry| entry.name == name)
}

/// What is said where no entry has this name.
pub fn unknown(name: &str) -> StudioError {
    let names: Vec<&str> = all().iter().map(|entry| entry.name.as_str()).collect();
    StudioCause::UnknownModel { name: name.to_owned(), names: names.join(", ") }.into()
}

#[cfg(test)]
mod tests {
    use bluerider_engine::protocol::System;

    use super::{Choice, Purpose, Role, all, named};

    #[test]
    fn every_system_is_in_the_catalogue_and_says_what_it_is() {
        assert_eq!(all().len(), 10);
        for system in System::ALL {
            let entry = named(system.name()).unwrap_or_else(|| panic!("no {}", system.name()));
            assert_eq!(entry.system, Some(system));
            assert_eq!(entry.title, system.title());
        }
        for entry in all() {
            let (en, ru) = (&entry.summary.en, &entry.summary.ru);
            assert!(en.ends_with('.') && ru.ends_with('.') && en != ru, "{}", entry.name);
            assert_eq!(entry.released, entry.bytes(Choice::default()) > 0, "{}", entry.name);
            let prior = entry.source(Role::Prior).is_some();
            assert_eq!(prior, entry.system.is_some_and(System::has_prior), "{}", entry.name);
        }
    }

    #[test]
    fn sizes_are_those_of_the_published_files() {
        let gigabytes = |name: &str, choice| {
            let entry = named(name).unwrap_or_else(|| panic!("no {name}"));
            (entry.bytes(choice) as f64 / 1e8).round() / 10.0
        };
        // UNet 5.01, MoVQ 0.27, prior 4.1, CLIP's text encoder 2.78 and image encoder 3.69.
        assert_eq!(gigabytes("kandinsky-2.2", Choice::default()), 15.9);
        assert_eq!(gigabytes("kandinsky-2.2", Choice { pictures: false, inpainting: false }), 12.2);
        // A UNet of 12.15, a projection of 0.07, MoVQ 1.08, FLAN-UL2 34.9.
        assert_eq!(gigabytes("kandinsky-3.1", Choice::default()), 48.2);
        assert_eq!(gigabytes("kandinsky-3.1", Choice::ALL), 60.4);
        assert!(named("kandinsky-3.1").is_some_and(|entry| entry.has(Purpose::Inpainting)));
    }
}
